import type { Reader } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import type { Pod } from '../api/types.ts'
import type { ConnectFailure, Connection } from '../network/namespace.ts'
import type { ExecResult, ExecStreams } from './door.ts'

export interface LogOptions {
  follow: boolean
  previous: boolean
  timestamps: boolean
  tailLines?: number | undefined
  sinceSeconds?: number | undefined
  sinceTime?: string | undefined
  limitBytes?: number | undefined
}

/** A refusal of the kubelet or the runtime, as the API server passes it on. */
export interface NodeRefusal {
  code: number
  message: string
}

/** What the API server asks of the kubelets, about Pods that it has already found and containers that exist in them. */
export interface NodeProxy {
  logs(pod: Pod, container: string, options: LogOptions): Reader | NodeRefusal
  exec(pod: Pod, container: string, command: readonly string[], streams: ExecStreams): Task<ExecResult> | NodeRefusal
  attach(pod: Pod, container: string, streams: ExecStreams): Task<ExecResult> | NodeRefusal
  portForward(pod: Pod, port: number): Task<Connection | ConnectFailure>
}
