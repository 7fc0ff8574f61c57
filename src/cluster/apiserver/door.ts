import type { Code } from '../../sim/code.ts'
import type { Reader, Writer } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import type { JsonObject } from '../api/object.ts'
import type { Tty } from '../machine/tty.ts'
import type { ConnectFailure, Connection } from '../network/namespace.ts'

/** A request at the API server's one door, shaped like HTTP. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
  /** `/api/v1/namespaces/default/pods/web`, without the query */
  path: string
  query?: Record<string, string> | undefined
  /** names in lower case: `accept`, `content-type`, `user-agent` */
  headers?: Record<string, string> | undefined
  /** the text that arrived (JSON or YAML, by content-type), or a JSON value already parsed */
  body?: unknown
  user?: UserInfo | undefined
}

export interface UserInfo {
  name: string
  groups: readonly string[]
}

/** The course's learner: kubeadm's administrator. */
export const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] }

export interface ApiResponse {
  status: number
  headers: Record<string, string>
  /** the `Warning` headers' texts, in order */
  warnings: readonly string[]
  /** plain JSON (an object, a List, a Table, a Status), or text for `/healthz`, logs and the like */
  body: unknown
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  object: JsonObject
}

/** An open watch. Events come in order, at the moment of the write, until `stop`. */
export interface Watch {
  stop(): void
}

/** What kubectl in the page, `podtalk serve`, the grader and the map all talk to. */
export interface Door {
  /** The code that a request needs and that may come later: to be waited for (`arrived`) before the request. */
  needs(request: Pick<ApiRequest, 'method' | 'path' | 'headers' | 'body'>): Code | undefined
  handle(request: ApiRequest): ApiResponse
  /** A body as it goes over the wire: JSON as Go writes it, without a line's end; `indented` for people to look at. */
  text(body: unknown, indented?: boolean): string
  /** GET with `watch=true`. A refusal comes back as a response; otherwise events go to `onEvent` until stopped. */
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void): Watch | ApiResponse
  /** GET …/pods/NAME/log. The log's text as a stream (with `follow=true` it ends with the container), or a refusal. */
  logs(request: ApiRequest): Reader | ApiResponse
  /** POST …/pods/NAME/exec or /attach (query: container, command (repeat joined by \0), stdin, stdout, stderr, tty). */
  exec(request: ApiRequest, streams: ExecStreams): Task<ExecResult> | ApiResponse
  /** POST …/pods/NAME/portforward: opens connections to ports inside the Pod. */
  portForward(request: ApiRequest): { open(port: number): Task<Connection | ConnectFailure> } | ApiResponse
}

export interface ExecStreams {
  stdin: Reader
  stdout: Writer
  stderr: Writer
  tty?: Tty | undefined
}

/** `message` is the runtime's error when the command could not be started (exit code 126 or 127 …). */
export interface ExecResult {
  exitCode: number
  message?: string
}
