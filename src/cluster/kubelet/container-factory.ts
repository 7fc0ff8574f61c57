import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import { wholeValue } from '../api/quantity.ts'
import type { Container as ContainerSpec, Pod, PodSpec } from '../api/types.ts'
import type { NodeSpec } from '../cluster.ts'
import { type ImagePrograms, layerOf, type TaggedImage } from '../images/image.ts'
import { type File, FileSystem, type Generated } from '../machine/filesystem.ts'
import type { Machine, PidNamespace } from '../machine/machine.ts'
import type { NetworkNamespace } from '../network/namespace.ts'
import { ConfigError } from './config-error.ts'
import { Container, type Spec } from './container.ts'
import { userOf } from './container-user.ts'
import { addServices, containerEnvironment, type EnvironmentSources, refersToVariables, servicesFor } from './environment.ts'
import { hostsFile, machineName, resolvConf } from './etc-files.ts'
import { expand } from './expansion.ts'
import type { PodPlace } from './field-path.ts'
import type { PodVolumes } from './volumes.ts'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** The cluster's DNS Service, as the kubelet is configured with it. */
const CLUSTER_DNS = '10.96.0.10'

export interface FactoryOptions extends EnvironmentSources {
  clock: Clock
  random: Random
  spec: NodeSpec
  nodeMachine: Machine
  programs: ImagePrograms
}

/** What a Pod gives to all of its containers. */
export interface Sandbox {
  net: NetworkNamespace
  ip: string
  release(): void
  /** shared by its containers where shareProcessNamespace is set */
  pids: PidNamespace | undefined
}

export interface ContainerRequest {
  pod: Pod & { spec: PodSpec }
  spec: Spec
  sandbox: Sandbox
  volumes: PodVolumes
  image: TaggedImage
  restartCount: number
  /** the id it has already */
  id?: string | undefined
  /** the processes it sees; its Pod's where absent */
  pids?: PidNamespace | undefined
}

/** Makes containers: what the kubelet's generateContainerConfig and the runtime's CreateContainer come to. */
export class ContainerFactory {
  readonly #options: FactoryOptions

  constructor(options: FactoryOptions) {
    this.#options = options
  }

  /** A container that is not started yet. Throws ConfigError. */
  create({ pod, spec, sandbox, volumes, image, restartCount, id, pids = sandbox.pids }: ContainerRequest): Container {
    const { clock, random, nodeMachine, spec: node, programs } = this.#options
    const { image: from } = image
    const user = userOf(pod.spec, spec, from)
    checkNonRoot(pod, spec, user.uid)
    const hostname = machineName(pod, node.name)
    let given: ReadonlyMap<string, string> | undefined
    let expanded = (text: string): string => text
    if (refersToVariables(spec as ContainerSpec)) {
      const place: PodPlace = { hostIP: node.address, podIP: sandbox.ip }
      const own = containerEnvironment(pod, spec as ContainerSpec, place, this.#options)
      expanded = (text) => expand(text, (name) => own.get(name))
      given = own
    }
    // What there is now counts; most programs never ask.
    const services = given ? [] : servicesFor(pod, this.#options.services)
    const env = (): Map<string, string> => {
      const all = new Map([['PATH', PATH], ['HOSTNAME', hostname], ...(from.env ?? []), ...(given ?? [])])
      addServices(all, services)
      if (!all.has('HOME')) all.set('HOME', user.home)
      return all
    }
    const workingDir = spec.workingDir || from.workingDir || '/'
    const own = new OwnFiles(pod, hostname, sandbox.ip, node.name, nodeMachine)
    const fs = FileSystem.over(
      layerOf(from),
      () => clock.now,
      (files) => {
        this.#mountOwnFiles(spec, files, own)
        volumes.mount(spec as ContainerSpec, files, expanded)
        if (workingDir !== '/') files.mkdir(workingDir, { parents: true })
        if (spec.securityContext?.readOnlyRootFilesystem) files.protect()
      },
      !spec.volumeMounts?.some(({ mountPath }) => !mountPath.startsWith('/var/run/secrets/')),
      (path) => volumes.textOf(spec as ContainerSpec, path, (other) => own.textOf(other)),
    )
    return new Container({
      clock,
      random,
      spec,
      image,
      restartCount,
      id,
      argv: argvOf(spec, from, expanded),
      workingDir,
      machine: {
        hostname,
        fs,
        net: sandbox.net,
        programs: programs.of(from),
        env,
        home: user.home,
        user: user.name,
        ids: { uid: user.uid, gid: user.gid, groups: user.groups },
        memoryLimit: spec.resources?.limits?.['memory'] === undefined ? undefined : wholeValue(spec.resources.limits['memory']),
        pids: pod.spec.hostPID ? nodeMachine.pids : pids,
      },
    })
  }

  #mountOwnFiles(spec: Spec, fs: FileSystem, own: OwnFiles): void {
    const { clock } = this.#options
    const file = (content: File['content'], mode = 0o644): File => ({ type: 'file', content, mode, modified: clock.now, mount: 'rw' })
    fs.place('/etc/hosts', file(own.hosts))
    fs.place('/etc/hostname', file(`${own.hostname}\n`))
    fs.place('/etc/resolv.conf', file(own.resolver))
    fs.place(spec.terminationMessagePath ?? '/dev/termination-log', file('', 0o666))
  }
}

/** The files that the kubelet writes for each container, made when they are first read. */
class OwnFiles {
  readonly hostname: string
  readonly hosts: Generated
  readonly resolver: Generated

  constructor(pod: Pod, hostname: string, ip: string, node: string, nodeMachine: Machine) {
    const onNode = (path: string): string => nodeMachine.fs.textOf(path) ?? ''
    this.hostname = hostname
    const hosts = once(() => hostsFile(pod, ip, node, onNode('/etc/hosts')))
    const resolver = once(() => resolvConf(pod, CLUSTER_DNS, onNode('/etc/resolv.conf')))
    this.hosts = hosts
    this.resolver = resolver
  }

  /** The text of one of those that names are looked up in. */
  textOf(path: string): string | undefined {
    return path === '/etc/hosts' ? this.hosts() : path === '/etc/resolv.conf' ? this.resolver() : undefined
  }
}

/** Text that is made when it is first read. */
function once(make: () => string): Generated {
  let text: string | undefined
  return () => {
    text ??= make()
    return text
  }
}

function checkNonRoot(pod: Pod & { spec: PodSpec }, spec: Spec, uid: number): void {
  const nonRoot = spec.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot
  if (!nonRoot || uid !== 0) return
  const explicit = spec.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser
  const which = `(pod: "${pod.metadata?.name}_${pod.metadata?.namespace}(${pod.metadata?.uid})", container: ${spec.name})`
  throw new ConfigError(
    explicit === 0
      ? `container's runAsUser breaks non-root policy ${which}`
      : `container has runAsNonRoot and image will run as root ${which}`,
  )
}

/** The command line: the manifest's command and args, where given, in place of the image's entrypoint and command. */
function argvOf(
  spec: Spec,
  image: { entrypoint?: readonly string[]; command?: readonly string[] },
  expanded: (text: string) => string,
): string[] {
  const command = spec.command?.length ? spec.command.map(expanded) : undefined
  const args = spec.args?.length ? spec.args.map(expanded) : undefined
  if (command) return [...command, ...(args ?? [])]
  return [...(image.entrypoint ?? []), ...(args ?? image.command ?? [])]
}
