import { SELDOM_RESOURCES } from '../../cluster/apiserver/resources/later.ts'
import { type Command, later } from '../command.ts'
import { MANIFESTS } from '../later.ts'
import { FORMATTERS } from '../printers/object-printer.ts'
import { get } from './get.ts'
import { help } from './help.ts'

// These subcommands send requests for whatever they meet; get and apply wait themselves for what that takes.
const everyday = later('kubectl’s everyday subcommands', async () => (await Promise.all([import('./everyday.ts'), needed()]))[0])
const seldom = later('kubectl’s other subcommands', async () => (await Promise.all([import('./seldom.ts'), needed()]))[0])
const needed = (): Promise<unknown> => Promise.all([SELDOM_RESOURCES.load(), FORMATTERS.load(), MANIFESTS.load()])

/**
 * kubectl itself: all subcommands in the order of its help. What a prompt needs at once stands here
 * whole; of the others only the names, the rest comes with the first use. Help has words of its own (`help-words.ts`).
 */
export const ROOT: Command = {
  name: 'kubectl',
  commands: [
    everyday({ name: 'create' }, (all) => all.create),
    everyday({ name: 'expose' }, (all) => all.expose),
    everyday({ name: 'run' }, (all) => all.run),
    everyday({ name: 'set' }, (all) => all.set),
    seldom({ name: 'explain' }, (all) => all.explain),
    get,
    seldom({ name: 'edit' }, (all) => all.edit),
    everyday({ name: 'delete' }, (all) => all.deleteCommand),
    everyday({ name: 'rollout' }, (all) => all.rollout),
    everyday({ name: 'scale' }, (all) => all.scale),
    seldom({ name: 'autoscale' }, (all) => all.autoscale),
    seldom({ name: 'certificate' }, (all) => all.certificate),
    seldom({ name: 'cluster-info' }, (all) => all.clusterInfo),
    seldom({ name: 'top' }, (all) => all.top),
    seldom({ name: 'cordon' }, (all) => all.cordon),
    seldom({ name: 'uncordon' }, (all) => all.uncordon),
    seldom({ name: 'drain' }, (all) => all.drain),
    seldom({ name: 'taint' }, (all) => all.taint),
    everyday({ name: 'describe' }, (all) => all.describe),
    everyday({ name: 'logs' }, (all) => all.logs),
    seldom({ name: 'attach' }, (all) => all.attach),
    everyday({ name: 'exec' }, (all) => all.exec),
    seldom({ name: 'port-forward' }, (all) => all.portForward),
    seldom({ name: 'proxy' }, (all) => all.proxy),
    seldom({ name: 'cp' }, (all) => all.cp),
    seldom({ name: 'auth' }, (all) => all.auth),
    seldom({ name: 'debug' }, (all) => all.debug),
    seldom({ name: 'events' }, (all) => all.events),
    seldom({ name: 'diff' }, (all) => all.diff),
    { name: 'apply', whole: { code: MANIFESTS, pick: (all) => all.apply } },
    seldom({ name: 'patch' }, (all) => all.patch),
    seldom({ name: 'replace' }, (all) => all.replace),
    everyday({ name: 'wait' }, (all) => all.wait),
    seldom({ name: 'kustomize' }, (all) => all.kustomize),
    everyday({ name: 'label' }, (all) => all.label),
    everyday({ name: 'annotate' }, (all) => all.annotate),
    seldom({ name: 'completion' }, (all) => all.completion),
    seldom({ name: 'alpha' }, (all) => all.alpha),
    seldom({ name: 'api-resources' }, (all) => all.apiResources),
    seldom({ name: 'api-versions' }, (all) => all.apiVersions),
    seldom({ name: 'config' }, (all) => all.config),
    seldom({ name: 'plugin' }, (all) => all.plugin),
    seldom({ name: 'version' }, (all) => all.version),
    seldom({ name: 'options', hidden: true }, (all) => all.options),
    help,
  ],
}
