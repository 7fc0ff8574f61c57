import type { Clock, Timer } from '../../sim/clock.ts'
import { Runner } from '../../sim/task.ts'
import type { Probe } from '../api/types.ts'
import type { NetworkNamespace } from '../network/namespace.ts'
import type { Container } from './container.ts'
import type { Slot } from './container-status.ts'
import { type ProbeResult, runProbe } from './probe.ts'

type Kind = 'Startup' | 'Readiness' | 'Liveness'

export interface ProberOptions {
  clock: Clock
  /** the node's own network, where probes come from */
  net: NetworkNamespace
  podIP: () => string
  /** a container's readiness or start has turned */
  changed: () => void
  /** a container has to be killed */
  kill: (container: Container, message: string) => void
  tell: (message: string, slot: Slot) => void
}

/** The time between the kubelet's first look at a container's probes and its start. */
const LEAD = 150
/** After a container has started, its readiness is looked at as soon as its status was made. */
const FIRST_READINESS = 12

/** The probes of one Pod's containers. */
export class Prober {
  readonly #options: ProberOptions
  readonly #probing = new Set<Probing>()

  constructor(options: ProberOptions) {
    this.#options = options
  }

  /** A container runs: its probes begin. */
  add(slot: Slot, container: Container): void {
    const { startupProbe, readinessProbe, livenessProbe } = slot.spec
    if (!container.running) return
    if (startupProbe) this.#begin('Startup', startupProbe, slot, container)
    else {
      if (livenessProbe) this.#begin('Liveness', livenessProbe, slot, container)
      if (readinessProbe) this.#begin('Readiness', readinessProbe, slot, container)
    }
  }

  stop(): void {
    for (const probing of this.#probing) probing.stop()
    this.#probing.clear()
  }

  #begin(kind: Kind, probe: Probe, slot: Slot, container: Container): void {
    if (container.image.image.steady && (kind === 'Liveness' || container.ready)) return
    const probing = new Probing(kind, probe, container, this.#options, {
      failed: (message) => this.#options.tell(message, slot),
      turned: (success) => this.#turned(kind, success, slot, container, probing),
    })
    this.#probing.add(probing)
    container.onExit(() => this.#end(probing))
  }

  #end(probing: Probing): void {
    probing.stop()
    this.#probing.delete(probing)
  }

  #turned(kind: Kind, success: boolean, slot: Slot, container: Container, probing: Probing): void {
    if (kind === 'Readiness') {
      container.ready = success
      this.#options.changed()
    } else if (!success) {
      this.#end(probing)
      this.#options.kill(container, `Container ${slot.spec.name} failed ${kind.toLowerCase()} probe, will be restarted`)
    } else if (kind === 'Startup') {
      this.#end(probing)
      container.started = true
      if (!slot.spec.readinessProbe) container.ready = true
      const { livenessProbe, readinessProbe } = slot.spec
      if (livenessProbe) this.#begin('Liveness', livenessProbe, slot, container)
      if (readinessProbe) this.#begin('Readiness', readinessProbe, slot, container)
      this.#options.changed()
    }
  }
}

interface Listener {
  failed: (message: string) => void
  turned: (success: boolean) => void
}

/** One probe of one container, again and again. */
class Probing {
  readonly #kind: Kind
  readonly #probe: Probe
  readonly #container: Container
  readonly #options: ProberOptions
  readonly #on: Listener
  #timer: Timer | undefined
  #runner: Runner<ProbeResult> | undefined
  #stopped = false
  /** the last result and how often it came in a row */
  #last: boolean | undefined
  #run = 0
  #settled: boolean

  constructor(kind: Kind, probe: Probe, container: Container, options: ProberOptions, on: Listener) {
    this.#kind = kind
    this.#probe = probe
    this.#container = container
    this.#options = options
    this.#on = on
    this.#settled = kind === 'Readiness' ? container.ready : kind === 'Liveness'
    const { clock } = options
    const period = (probe.periodSeconds ?? 10) * 1000
    const delay = (probe.initialDelaySeconds ?? 0) * 1000
    const age = clock.now - (container.startedAt as number)
    if (kind === 'Readiness' && delay <= age) this.#schedule(FIRST_READINESS)
    else {
      const due = Math.max(delay - age, 1)
      this.#schedule(Math.ceil((due + age + LEAD) / period) * period - LEAD - age)
    }
  }

  stop(): void {
    this.#stopped = true
    this.#options.clock.cancel(this.#timer)
    this.#runner?.interrupt('SIGKILL')
  }

  #schedule(ms: number): void {
    this.#timer = this.#options.clock.after(ms, () => this.#look())
  }

  #look(): void {
    const { clock, net, podIP } = this.#options
    const begun = clock.now
    const runner = new Runner(clock, runProbe(this.#probe, this.#container, { net, podIP: podIP() }))
    this.#runner = runner
    runner.onDone(() => {
      if (this.#stopped || !runner.result) return
      this.#took(runner.result)
      const steady = this.#last && this.#settled && this.#container.image.image.steady
      const period = (this.#probe.periodSeconds ?? 10) * 1000
      if (!this.#stopped && !steady) this.#schedule(Math.max(0, period - (clock.now - begun)))
    })
    runner.start()
  }

  #took(outcome: ProbeResult): void {
    if (outcome.result === 'error') {
      this.#on.failed(`${this.#kind} probe errored and resulted in unknown state: ${outcome.message}`)
      return
    }
    if (outcome.result === 'failure') this.#on.failed(`${this.#kind} probe failed: ${outcome.message}`)
    const success = outcome.result === 'success'
    this.#run = this.#last === success ? this.#run + 1 : 1
    this.#last = success
    const threshold = success ? (this.#probe.successThreshold ?? 1) : (this.#probe.failureThreshold ?? 3)
    if (this.#run < threshold) return
    const first = this.#kind === 'Startup' && !this.#settled && success
    if (success === this.#settled && !first) {
      if (this.#kind !== 'Startup' || success) return
    }
    this.#settled = success
    this.#on.turned(success)
  }
}
