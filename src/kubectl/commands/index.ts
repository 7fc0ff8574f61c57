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
 * whole; of the others only what kubectl's own help and completion say, the rest comes with the first use.
 */
export const ROOT: Command = {
  name: 'kubectl',
  use: 'kubectl [flags]',
  short: 'kubectl controls the Kubernetes cluster manager',
  long: 'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/',
  commands: [
    everyday(
      { name: 'create', short: 'Create a resource from a file or from stdin', group: 'Basic Commands (Beginner)' },
      (all) => all.create,
    ),
    everyday(
      {
        name: 'expose',
        short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
        group: 'Basic Commands (Beginner)',
      },
      (all) => all.expose,
    ),
    everyday({ name: 'run', short: 'Run a particular image on the cluster', group: 'Basic Commands (Beginner)' }, (all) => all.run),
    everyday({ name: 'set', short: 'Set specific features on objects', group: 'Basic Commands (Beginner)' }, (all) => all.set),
    seldom({ name: 'explain', short: 'Get documentation for a resource', group: 'Basic Commands (Intermediate)' }, (all) => all.explain),
    get,
    seldom({ name: 'edit', short: 'Edit a resource on the server', group: 'Basic Commands (Intermediate)' }, (all) => all.edit),
    everyday(
      {
        name: 'delete',
        short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
        group: 'Basic Commands (Intermediate)',
      },
      (all) => all.deleteCommand,
    ),
    everyday({ name: 'rollout', short: 'Manage the rollout of a resource', group: 'Deploy Commands' }, (all) => all.rollout),
    everyday(
      { name: 'scale', short: 'Set a new size for a deployment, replica set, or replication controller', group: 'Deploy Commands' },
      (all) => all.scale,
    ),
    seldom(
      {
        name: 'autoscale',
        short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
        group: 'Deploy Commands',
      },
      (all) => all.autoscale,
    ),
    seldom({ name: 'certificate', short: 'Modify certificate resources', group: 'Cluster Management Commands' }, (all) => all.certificate),
    seldom({ name: 'cluster-info', short: 'Display cluster information', group: 'Cluster Management Commands' }, (all) => all.clusterInfo),
    seldom({ name: 'top', short: 'Display resource (CPU/memory) usage', group: 'Cluster Management Commands' }, (all) => all.top),
    seldom({ name: 'cordon', short: 'Mark node as unschedulable', group: 'Cluster Management Commands' }, (all) => all.cordon),
    seldom({ name: 'uncordon', short: 'Mark node as schedulable', group: 'Cluster Management Commands' }, (all) => all.uncordon),
    seldom({ name: 'drain', short: 'Drain node in preparation for maintenance', group: 'Cluster Management Commands' }, (all) => all.drain),
    seldom({ name: 'taint', short: 'Update the taints on one or more nodes', group: 'Cluster Management Commands' }, (all) => all.taint),
    everyday(
      {
        name: 'describe',
        short: 'Show details of a specific resource or group of resources',
        group: 'Troubleshooting and Debugging Commands',
      },
      (all) => all.describe,
    ),
    everyday(
      { name: 'logs', short: 'Print the logs for a container in a pod', group: 'Troubleshooting and Debugging Commands' },
      (all) => all.logs,
    ),
    seldom(
      { name: 'attach', short: 'Attach to a running container', group: 'Troubleshooting and Debugging Commands' },
      (all) => all.attach,
    ),
    everyday(
      { name: 'exec', short: 'Execute a command in a container', group: 'Troubleshooting and Debugging Commands' },
      (all) => all.exec,
    ),
    seldom(
      { name: 'port-forward', short: 'Forward one or more local ports to a pod', group: 'Troubleshooting and Debugging Commands' },
      (all) => all.portForward,
    ),
    seldom(
      { name: 'proxy', short: 'Run a proxy to the Kubernetes API server', group: 'Troubleshooting and Debugging Commands' },
      (all) => all.proxy,
    ),
    seldom(
      { name: 'cp', short: 'Copy files and directories to and from containers', group: 'Troubleshooting and Debugging Commands' },
      (all) => all.cp,
    ),
    seldom({ name: 'auth', short: 'Inspect authorization', group: 'Troubleshooting and Debugging Commands' }, (all) => all.auth),
    seldom(
      {
        name: 'debug',
        short: 'Create debugging sessions for troubleshooting workloads and nodes',
        group: 'Troubleshooting and Debugging Commands',
      },
      (all) => all.debug,
    ),
    seldom({ name: 'events', short: 'List events', group: 'Troubleshooting and Debugging Commands' }, (all) => all.events),
    seldom(
      { name: 'diff', short: 'Diff the live version against a would-be applied version', group: 'Advanced Commands' },
      (all) => all.diff,
    ),
    {
      name: 'apply',
      use: 'apply',
      short: 'Apply a configuration to a resource by file name or stdin',
      group: 'Advanced Commands',
      whole: { code: MANIFESTS, pick: (all) => all.apply },
    },
    seldom({ name: 'patch', short: 'Update fields of a resource', group: 'Advanced Commands' }, (all) => all.patch),
    seldom({ name: 'replace', short: 'Replace a resource by file name or stdin', group: 'Advanced Commands' }, (all) => all.replace),
    everyday(
      { name: 'wait', short: 'Experimental: Wait for a specific condition on one or many resources', group: 'Advanced Commands' },
      (all) => all.wait,
    ),
    seldom(
      { name: 'kustomize', short: 'Build a kustomization target from a directory or URL', group: 'Advanced Commands' },
      (all) => all.kustomize,
    ),
    everyday({ name: 'label', short: 'Update the labels on a resource', group: 'Settings Commands' }, (all) => all.label),
    everyday({ name: 'annotate', short: 'Update the annotations on a resource', group: 'Settings Commands' }, (all) => all.annotate),
    seldom(
      {
        name: 'completion',
        short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
        group: 'Settings Commands',
      },
      (all) => all.completion,
    ),
    seldom({ name: 'alpha', short: 'Commands for features in alpha', group: 'Other Commands' }, (all) => all.alpha),
    seldom(
      { name: 'api-resources', short: 'Print the supported API resources on the server', group: 'Other Commands' },
      (all) => all.apiResources,
    ),
    seldom(
      {
        name: 'api-versions',
        short: 'Print the supported API versions on the server, in the form of "group/version"',
        group: 'Other Commands',
      },
      (all) => all.apiVersions,
    ),
    seldom({ name: 'config', short: 'Modify kubeconfig files', group: 'Other Commands' }, (all) => all.config),
    seldom({ name: 'plugin', short: 'Provides utilities for interacting with plugins', group: 'Other Commands' }, (all) => all.plugin),
    seldom({ name: 'version', short: 'Print the client and server version information', group: 'Other Commands' }, (all) => all.version),
    seldom({ name: 'options', short: 'Print the list of flags inherited by all commands', hidden: true }, (all) => all.options),
    help,
  ],
}
