import type { HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from '../../../api/types.ts'
import { child, type FieldErrors, type Path } from '../validation/errors.ts'
import { httpHeaderNameFaults, portFaults } from '../validation/names.ts'

const SCHEMES = ['HTTP', 'HTTPS']
const NAMES = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const

/** What a probe or a hook does: exactly one thing. */
function validateHandler(errors: FieldErrors, path: Path, handler: Probe & LifecycleHandler, gracePeriod: number | undefined): void {
  let found = false
  for (const name of NAMES) {
    const action = handler[name]
    if (!action) continue
    if (found) {
      errors.forbidden(path, name, 'may not specify more than 1 handler type')
      continue
    }
    found = true
    const at = child(path, name)
    if (name === 'exec') {
      if (!handler.exec?.command?.length) errors.required(at, 'command')
    } else if (name === 'httpGet') validateHttpGet(errors, at, action as HTTPGetAction)
    else if (name === 'sleep') {
      const seconds = handler.sleep?.seconds ?? 0
      if (gracePeriod !== undefined && (seconds < 0 || seconds > gracePeriod))
        errors.invalid(at, '', seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`)
    } else {
      const port = (action as { port?: number | string }).port ?? 0
      errors.invalidAll(at, 'port', port, portFaults(port))
    }
  }
  if (!found) errors.required(path, '', 'must specify a handler type')
}

function validateHttpGet(errors: FieldErrors, path: Path, { path: target, port = 0, scheme, httpHeaders }: HTTPGetAction): void {
  if (!target) errors.required(path, 'path')
  errors.invalidAll(path, 'port', port, portFaults(port))
  if (!SCHEMES.includes(scheme ?? '')) errors.notSupported(path, 'scheme', scheme ?? '', SCHEMES)
  for (const { name } of httpHeaders ?? []) errors.invalidAll(path, 'httpHeaders', name ?? '', httpHeaderNameFaults(name ?? ''))
}

const TIMES = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const

export function validateProbe(
  errors: FieldErrors,
  container: Path,
  name: 'livenessProbe' | 'readinessProbe' | 'startupProbe',
  probe: Probe | undefined,
  gracePeriod: number | undefined,
): void {
  if (!probe) return
  const path = child(container, name)
  validateHandler(errors, path, probe, gracePeriod)
  for (const time of TIMES) errors.nonNegative(path, time, probe[time])
  const grace = probe.terminationGracePeriodSeconds
  if (grace !== undefined && grace <= 0) errors.invalid(path, 'terminationGracePeriodSeconds', grace, 'must be greater than 0')
  if (name === 'readinessProbe') {
    if (grace !== undefined) errors.invalid(path, 'terminationGracePeriodSeconds', grace, 'must not be set for readinessProbes')
  } else if (probe.successThreshold !== 1) errors.invalid(path, 'successThreshold', probe.successThreshold ?? 0, 'must be 1')
}

/** Signals by their names, as a container can be told to stop. */
const SIGNALS = (
  'SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR ' +
  'SIGQUIT SIGRTMAX SIGRTMAX-1 SIGRTMAX-10 SIGRTMAX-11 SIGRTMAX-12 SIGRTMAX-13 SIGRTMAX-14 SIGRTMAX-2 SIGRTMAX-3 SIGRTMAX-4 ' +
  'SIGRTMAX-5 SIGRTMAX-6 SIGRTMAX-7 SIGRTMAX-8 SIGRTMAX-9 SIGRTMIN SIGRTMIN+1 SIGRTMIN+10 SIGRTMIN+11 SIGRTMIN+12 SIGRTMIN+13 ' +
  'SIGRTMIN+14 SIGRTMIN+15 SIGRTMIN+2 SIGRTMIN+3 SIGRTMIN+4 SIGRTMIN+5 SIGRTMIN+6 SIGRTMIN+7 SIGRTMIN+8 SIGRTMIN+9 SIGSEGV ' +
  'SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ'
).split(' ')

export function validateLifecycle(
  errors: FieldErrors,
  container: Path,
  lifecycle: Lifecycle,
  gracePeriod: number | undefined,
  os: string | undefined,
): void {
  const path = child(container, 'lifecycle')
  if (lifecycle.postStart) validateHandler(errors, child(path, 'postStart'), lifecycle.postStart, gracePeriod)
  if (lifecycle.preStop) validateHandler(errors, child(path, 'preStop'), lifecycle.preStop, gracePeriod)
  const signal = lifecycle.stopSignal
  if (signal === undefined) return
  const allowed = os === 'windows' ? ['SIGKILL', 'SIGTERM'] : SIGNALS
  if (os === undefined) errors.forbidden(path, 'stopSignal', 'may not be set for containers with empty `spec.os.name`')
  else if (!allowed.includes(signal)) errors.notSupported(path, 'stopSignal', signal, allowed)
}
