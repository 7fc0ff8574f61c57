import type { Command } from './command.ts'

/** What help says of kubectl, of its subcommands in a list, and of those that are there from the start. */
export const COMMAND_WORDS: Readonly<Record<string, Pick<Command, 'group' | 'short' | 'use' | 'long' | 'examples'>>> = {
  kubectl: {
    use: 'kubectl [flags]',
    short: 'kubectl controls the Kubernetes cluster manager',
    long: `kubectl controls the Kubernetes cluster manager.

 Find more information at: https://kubernetes.io/docs/reference/kubectl/`,
  },
  'kubectl create': { group: 'Basic Commands (Beginner)', short: 'Create a resource from a file or from stdin' },
  'kubectl expose': {
    group: 'Basic Commands (Beginner)',
    short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  },
  'kubectl run': { group: 'Basic Commands (Beginner)', short: 'Run a particular image on the cluster' },
  'kubectl set': { group: 'Basic Commands (Beginner)', short: 'Set specific features on objects' },
  'kubectl explain': { group: 'Basic Commands (Intermediate)', short: 'Get documentation for a resource' },
  'kubectl get': {
    group: 'Basic Commands (Intermediate)',
    short: 'Display one or many resources',
    use: 'get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
    long: `Display one or many resources.

 Without -o it prints a table with the most useful facts of each object. Selectors (-l, --field-selector) leave some of them out; -A looks in all namespaces, otherwise only the current one is read.

Use "kubectl api-resources" for a complete list of supported resources.`,
    examples: `# All Pods of the namespace
kubectl get pods

# With addresses and nodes
kubectl get pods -o wide

# One Service as the server keeps it
kubectl get service backend -o yaml

# A single value
kubectl get pod backend -o jsonpath='{.status.podIP}'`,
  },
  'kubectl edit': { group: 'Basic Commands (Intermediate)', short: 'Edit a resource on the server' },
  'kubectl delete': {
    group: 'Basic Commands (Intermediate)',
    short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  },
  'kubectl rollout': { group: 'Deploy Commands', short: 'Manage the rollout of a resource' },
  'kubectl scale': { group: 'Deploy Commands', short: 'Set a new size for a deployment, replica set, or replication controller' },
  'kubectl autoscale': { group: 'Deploy Commands', short: 'Auto-scale a deployment, replica set, stateful set, or replication controller' },
  'kubectl certificate': { group: 'Cluster Management Commands', short: 'Modify certificate resources' },
  'kubectl cluster-info': { group: 'Cluster Management Commands', short: 'Display cluster information' },
  'kubectl top': { group: 'Cluster Management Commands', short: 'Display resource (CPU/memory) usage' },
  'kubectl cordon': { group: 'Cluster Management Commands', short: 'Mark node as unschedulable' },
  'kubectl uncordon': { group: 'Cluster Management Commands', short: 'Mark node as schedulable' },
  'kubectl drain': { group: 'Cluster Management Commands', short: 'Drain node in preparation for maintenance' },
  'kubectl taint': { group: 'Cluster Management Commands', short: 'Update the taints on one or more nodes' },
  'kubectl describe': {
    group: 'Troubleshooting and Debugging Commands',
    short: 'Show details of a specific resource or group of resources',
  },
  'kubectl logs': { group: 'Troubleshooting and Debugging Commands', short: 'Print the logs for a container in a pod' },
  'kubectl attach': { group: 'Troubleshooting and Debugging Commands', short: 'Attach to a running container' },
  'kubectl exec': { group: 'Troubleshooting and Debugging Commands', short: 'Execute a command in a container' },
  'kubectl port-forward': { group: 'Troubleshooting and Debugging Commands', short: 'Forward one or more local ports to a pod' },
  'kubectl proxy': { group: 'Troubleshooting and Debugging Commands', short: 'Run a proxy to the Kubernetes API server' },
  'kubectl cp': { group: 'Troubleshooting and Debugging Commands', short: 'Copy files and directories to and from containers' },
  'kubectl auth': { group: 'Troubleshooting and Debugging Commands', short: 'Inspect authorization' },
  'kubectl debug': {
    group: 'Troubleshooting and Debugging Commands',
    short: 'Create debugging sessions for troubleshooting workloads and nodes',
  },
  'kubectl events': { group: 'Troubleshooting and Debugging Commands', short: 'List events' },
  'kubectl diff': { group: 'Advanced Commands', short: 'Diff the live version against a would-be applied version' },
  'kubectl apply': {
    group: 'Advanced Commands',
    short: 'Apply a configuration to a resource by file name or stdin',
    use: 'apply (-f FILENAME | -k DIRECTORY)',
    long: 'Apply a configuration to a resource by file name or stdin. What is not there is created; of what is there, the fields that the manifest names are changed, and fields that an earlier manifest named and this one does not are taken away. JSON and YAML formats are accepted.',
    examples: `# Create or change what a manifest describes
kubectl apply -f service.yaml

# All manifests of a directory
kubectl apply -f manifests/

# A manifest from another program
cat service.yaml | kubectl apply -f -`,
  },
  'kubectl patch': { group: 'Advanced Commands', short: 'Update fields of a resource' },
  'kubectl replace': { group: 'Advanced Commands', short: 'Replace a resource by file name or stdin' },
  'kubectl wait': { group: 'Advanced Commands', short: 'Experimental: Wait for a specific condition on one or many resources' },
  'kubectl kustomize': { group: 'Advanced Commands', short: 'Build a kustomization target from a directory or URL' },
  'kubectl label': { group: 'Settings Commands', short: 'Update the labels on a resource' },
  'kubectl annotate': { group: 'Settings Commands', short: 'Update the annotations on a resource' },
  'kubectl completion': {
    group: 'Settings Commands',
    short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  },
  'kubectl alpha': { group: 'Other Commands', short: 'Commands for features in alpha' },
  'kubectl api-resources': { group: 'Other Commands', short: 'Print the supported API resources on the server' },
  'kubectl api-versions': {
    group: 'Other Commands',
    short: 'Print the supported API versions on the server, in the form of "group/version"',
  },
  'kubectl config': { group: 'Other Commands', short: 'Modify kubeconfig files' },
  'kubectl plugin': { group: 'Other Commands', short: 'Provides utilities for interacting with plugins' },
  'kubectl version': { group: 'Other Commands', short: 'Print the client and server version information' },
  'kubectl options': { short: 'Print the list of flags inherited by all commands' },
  'kubectl help': {
    short: 'Help about any command',
    use: 'help [command] [flags]',
    long: 'Help about any command: its purpose, examples, flags and subcommands.',
  },
}

/** What it says of the flags of those, and of the flags that many commands share. */
export const FLAG_WORDS: Readonly<Record<string, string>> = {
  as: 'Act as this user.',
  'as-group': 'Act as a member of this group; may be repeated.',
  'as-uid': 'Act with this UID.',
  'as-user-extra': 'Extra attribute of the user acted as, KEY=VALUE; may be repeated.',
  'cache-dir': 'Directory for cached answers.',
  'certificate-authority': "File with the authority that signed the server's certificate.",
  'client-certificate': "File with the client's certificate for TLS.",
  'client-key': "File with the client's key for TLS.",
  cluster: "The kubeconfig's cluster to use.",
  context: "The kubeconfig's context to use.",
  'disable-compression': 'Ask the server for uncompressed answers.',
  'insecure-skip-tls-verify': 'Trust any certificate of the server. This makes HTTPS connections insecure.',
  kubeconfig: 'The kubeconfig file to use.',
  kuberc: 'The file with preferences to use.',
  'log-flush-frequency': 'Longest time between two writes of the log.',
  'match-server-version': "Insist on a server of the client's version.",
  namespace: 'The namespace to work in.',
  password: 'Password for basic authentication.',
  profile: 'Profile to capture: none, cpu, heap, goroutine, threadcreate, block, mutex, trace.',
  'profile-output': 'File to write the profile to.',
  'request-timeout': 'How long to wait for one request, as 1s, 2m or 3h; 0 waits for ever.',
  server: 'Address and port of the API server.',
  'tls-server-name': "Name to expect in the server's certificate.",
  token: 'Bearer token for authentication.',
  user: "The kubeconfig's user to use.",
  username: 'User name for basic authentication.',
  v: 'How much the log says.',
  vmodule: 'Log levels of single files, PATTERN=N,….',
  'warnings-as-errors': 'Fail when the server sends a warning.',
  filename: 'Manifest file, directory or URL; - is stdin.',
  kustomize: 'Directory with a kustomization; not together with -f or -R.',
  recursive: 'Go down into the directories of -f.',
  selector: 'Label selector: =, ==, !=, in, notin, KEY, !KEY; all of it must match.',
  'field-selector': 'Field selector (=, ==, !=); the server knows a few fields of each kind.',
  'all-namespaces': 'Look in all namespaces.',
  'dry-run': 'none, client (print what would be sent) or server (send it, keep nothing).',
  validate: 'What the server does about unknown or repeated fields: strict (true), warn, or ignore (false).',
  cascade: 'What happens to dependents: background, orphan or foreground.',
  force: 'Delete at once, without waiting for the end of what runs.',
  'grace-period': 'Seconds for an orderly end; 1 ends at once, negative leaves it to the object.',
  timeout: 'How long to wait before giving up; 0 takes it from the object.',
  'field-manager': 'Name of the manager of the fields that this writes.',
  'allow-missing-template-keys': 'Skip what a template asks for and an object lacks, instead of failing.',
  output:
    'How to print: json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file.',
  'show-managed-fields': 'Keep metadata.managedFields in JSON and YAML.',
  template: 'The template, or the file it is in, for -o go-template and -o go-template-file.',
  'kubectl get --chunk-size': 'Read long lists in pieces of this size; 0 reads them whole.',
  'kubectl get --ignore-not-found': 'Say nothing about a named object that is not there.',
  'kubectl get --label-columns': 'Labels to show as columns.',
  'kubectl get --no-headers': 'Leave out the line of headers.',
  'kubectl get --output-watch-events': 'Show the kind of each event of a watch.',
  'kubectl get --raw': 'Read this path of the server.',
  'kubectl get --server-print': 'Let the server make the table.',
  'kubectl get --show-kind': 'Put the kind before each name.',
  'kubectl get --show-labels': 'Show all labels in a last column.',
  'kubectl get --sort-by': 'JSONPath of the field to sort by.',
  'kubectl get --subresource': 'Read this subresource of the object.',
  'kubectl get --watch': 'After printing, go on and print what changes.',
  'kubectl get --watch-only': 'Print what changes, without what is there already.',
  'kubectl apply --all': 'Take all objects of the kinds that --prune looks at.',
  'kubectl apply --force-conflicts': 'With --server-side: take over fields that others manage.',
  'kubectl apply --openapi-patch': "Compute differences with the server's schema.",
  'kubectl apply --overwrite': 'The manifest wins over changes made meanwhile.',
  'kubectl apply --prune': 'Delete objects that are no longer in the manifests.',
  'kubectl apply --prune-allowlist': 'Kinds that --prune may delete.',
  'kubectl apply --server-side': 'Let the server merge, with owners for each field.',
  'kubectl apply --subresource': 'Apply to this subresource.',
  'kubectl apply --wait': 'Wait until deleted objects are gone.',
}
