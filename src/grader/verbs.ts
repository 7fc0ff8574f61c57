import type { CheckOf, Disaster, Station, Verb } from './exercise.ts'

/** What a field of an exercise may hold, and what it says to an author. */
export interface Field {
  type: 'string' | 'integer' | 'boolean' | 'strings' | 'pattern' | 'any' | 'checks' | 'disasters' | 'stations'
  required?: true
  /** the only values there are */
  values?: readonly string[]
  /** integers: the least */
  least?: number
  means: string
}

/** A verb's own fields: every one that its type has, and no other. */
type FieldsOf<T> = { readonly [K in Exclude<keyof T, 'id' | 'verb' | 'title' | 'points' | 'hints' | 'after' | 'do'>]-?: Field }

export interface VerbSpec {
  /** what has to be the case */
  means: string
  fields: Readonly<Record<string, Field>>
}

const FROM: Field = {
  type: 'string',
  required: true,
  means:
    'where it is sent from: `laptop`, `node/<name>`, `pod/<namespace>/<name>`, `<namespace>?<label selector>` (a ready Pod), `probe/<namespace>` (a Pod that the check brings along)',
}
const URL: Field = {
  type: 'string',
  required: true,
  means: 'http://…; `{podIP:<namespace>?<selector>}` and `{clusterIP:<namespace>/<service>}` are filled in',
}
const NAMESPACE: Field = { type: 'string', means: 'default: `default`' }
const RESOURCE: Field = { type: 'string', means: 'plural name with its group: `services`, `deployments.apps`' }

/** The check verbs: outcomes, tested by running them in the cluster. The one place that says which fields they take. */
export const VERBS: { readonly [V in Verb]: VerbSpec & { fields: FieldsOf<CheckOf<V>> } } = {
  apply: { means: 'the manifests are accepted; otherwise the API server’s own message, with file, line and column', fields: {} },
  request: {
    means: 'a request arrives and is answered as it should be',
    fields: {
      from: FROM,
      url: URL,
      status: { type: 'integer', least: 100, means: 'default 200' },
      body: { type: 'pattern', means: 'regular expression that the body must match' },
      count: { type: 'integer', least: 1, means: 'requests sent (default 1); all must succeed' },
      distinct: { type: 'integer', least: 1, means: 'at least so many different bodies come back' },
      way: {
        type: 'stations',
        means: 'who had the request, one after the other, to the last who answered: so that nobody else can say the right words',
      },
    },
  },
  isolated: {
    means: 'a request does not get through',
    fields: {
      from: FROM,
      url: URL,
      outcome: {
        type: 'strings',
        values: ['refused', 'timeout', 'unreachable', 'reset', 'nxdomain', 'noanswer'],
        means: 'the ways in which it may die (default: any)',
      },
    },
  },
  notExposed: {
    means: 'no port of any node and no load balancer leads to Pods, whichever Service (or host port) might have opened it',
    fields: {
      pods: { type: 'string', required: true, means: '`<namespace>?<label selector>`' },
      through: { type: 'string', means: 'the image that may pass requests on to them, by its own program: `hello-frontend:1.0`' },
    },
  },
  resolves: {
    means: 'a name leads to addresses of the right kind',
    fields: {
      from: FROM,
      name: { type: 'string', required: true, means: 'as an application would write it' },
      to: { type: 'string', values: ['clusterIP', 'podIP', 'any'], means: 'default any' },
      addresses: { type: 'integer', least: 1, means: 'at least so many (default 1)' },
    },
  },
  notResolves: {
    means: 'a name leads nowhere',
    fields: { from: FROM, name: { type: 'string', required: true, means: 'as an application would write it' } },
  },
  environment: {
    means: 'a container’s environment, as its first process got it; of all ready Pods where a selector names several',
    fields: {
      pod: { ...FROM, means: 'a place with a container: `pod/<namespace>/<name>` or `<namespace>?<label selector>`' },
      container: { type: 'string', means: 'default: the first' },
      variable: { type: 'string', required: true, means: 'its name' },
      value: { type: 'string', means: 'what it must be' },
      matches: { type: 'pattern', means: 'regular expression that it must match' },
      absent: { type: 'boolean', means: 'it must not be there' },
    },
  },
  object: {
    means: 'an object exists, or not; or a field that the task itself names has the right value',
    fields: {
      resource: { ...RESOURCE, required: true },
      namespace: NAMESPACE,
      name: { type: 'string', required: true, means: 'its name' },
      path: { type: 'string', means: '`spec.ports[0].nodePort`: the field that is looked at' },
      equals: { type: 'any', means: 'what the field must be' },
      matches: { type: 'pattern', means: 'regular expression that the field must match' },
      absent: { type: 'boolean', means: 'it must not be there' },
      kept: { type: 'boolean', means: 'it is the object that was there at the start, not another of that name' },
    },
  },
  condition: {
    means: 'a rollout is complete, Pods are ready, a Service has endpoints; waited for',
    fields: {
      is: { type: 'string', required: true, values: ['rolledOut', 'ready', 'endpoints'], means: 'what is waited for' },
      resource: { ...RESOURCE, means: 'of a rollout; default `deployments.apps`' },
      namespace: NAMESPACE,
      name: { type: 'string', means: 'of a rollout’s object (default: all there are), of the Service, or of the only Pod that counts' },
      selector: { type: 'string', means: 'labels of the Pods: `app=web,tier=front`' },
      image: { type: 'string', means: 'of ready Pods: the image whose own program listens in each of them, `hello-backend:1.0`' },
      owner: { type: 'string', means: 'the kind of the one object that looks after all the Pods counted: `Deployment`' },
      count: { type: 'integer', least: 0, means: 'Pods or addresses at least (default 1)' },
    },
  },
  survives: {
    means: 'something happens that happens in real life; then the inner checks hold again',
    fields: {
      disaster: { type: 'disasters', required: true, means: 'one, or several that come one after the other' },
      still: { type: 'checks', required: true, means: 'checks that hold before and after' },
    },
  },
  answer: {
    means: 'a prediction, or the fault that was found',
    fields: {
      question: { type: 'string', required: true, means: 'its id' },
      accept: { type: 'strings', required: true, means: 'the right answers' },
    },
  },
}

/** A station on a request’s way. */
export const STATION: VerbSpec & { fields: FieldsOf<Station> } = {
  means: 'whom a request met on its way',
  fields: {
    pods: { type: 'string', means: 'a Pod of these: `<namespace>?<label selector>`' },
    image: { type: 'string', means: 'whose own program took the request: `hello-backend:1.0`' },
    service: { type: 'string', means: 'the Service whose rule led there: `<namespace>/<name>`; with `pods`, its selector picks them' },
    at: { type: 'string', means: 'something outside of Pods: `<address>:<port>`' },
    asked: { type: 'pattern', means: 'regular expression that the name or address must match by which it was asked for' },
    owner: { type: 'string', means: 'the kind of an object that looks after it: `Deployment`' },
    kept: { type: 'boolean', means: 'the very Pod that was there at the start' },
    probed: { type: 'boolean', means: 'its container has a readiness probe; whether that is any good shows when it hangs' },
    alone: { type: 'boolean', means: 'no other program listens in its container' },
  },
}

/** What may happen to a cluster. */
export const DISASTERS: { readonly [D in Disaster['do']]: VerbSpec & { fields: FieldsOf<Extract<Disaster, { do: D }>> } } = {
  deletePods: {
    means: 'Pods are deleted',
    fields: { namespace: NAMESPACE, selector: { type: 'string', required: true, means: 'labels of the Pods' } },
  },
  recreateService: {
    means: 'a Service is deleted and created again, with another ClusterIP',
    fields: { namespace: NAMESPACE, name: { type: 'string', required: true, means: 'its name' } },
  },
  scale: {
    means: 'a workload is scaled',
    fields: {
      resource: { ...RESOURCE, required: true },
      namespace: NAMESPACE,
      name: { type: 'string', required: true, means: 'its name' },
      replicas: { type: 'integer', least: 0, required: true, means: 'how many' },
    },
  },
  hang: {
    means: 'the programs of one Pod take no more connections, though they run on',
    fields: { namespace: NAMESPACE, selector: { type: 'string', required: true, means: 'labels of the Pods of which one hangs' } },
  },
  drain: { means: 'a node is drained', fields: { node: { type: 'string', required: true, means: 'its name' } } },
}
