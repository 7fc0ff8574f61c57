/** Where kubectl 1.36 does not do what 1.35 did. The recordings of 1.36 show each of these; a command stands here with what changed. */
export const CHANGED_SINCE_1_35: Readonly<Record<string, string>> = {
  'kubectl logs tool -c nosuch': '1.36 names the containers that there are',
  'kubectl exec tool -c nosuch -- ls': '1.36 names the containers that there are',
  'kubectl top': 'the help of 1.36 names the FAQ of the metrics server',
  'kubectl wait pod/tool': '1.36 prints the empty list of conditions',
  'kubectl wait': '1.36 prints the empty list of conditions',
  'kubectl describe pod cras': '1.36 leaves events out where a name is only the beginning of one',
}

/** Where the two are not asked the same: the served cluster has a kubeconfig with a token, help is in podtalk's own words, and what podtalk refuses it refuses in its own. */
export const NOT_COMPARED: ReadonlySet<string> = new Set([
  'kubectl config view',
  'kubectl config view --minify',
  'kubectl config set-cluster',
  'kubectl plugin',
  'kubectl alpha',
  'kubectl proxy x',
  'kubectl help nosuch',
  'kubectl certificate approve x',
])
