import type { Scenario } from '../lab/scenario.ts'

/** A text that a person reads, in the course's languages. */
export interface Text {
  'zh-tw': string
  en: string
}

export type Language = keyof Text

/**
 * Where a check stands: `laptop`, `node/<name>`, `pod/<namespace>/<name>`, `<namespace>?<label selector>`
 * (a ready Pod that matches) or `probe/<namespace>` (a Pod that the check brings along and takes away again).
 */
export type From = string

interface CheckBase {
  id: string
  /** what must be the case, for the learner */
  title: Text
  points: number
  hints: readonly Hint[]
  /** only then is this check looked at: the ids of checks that must have passed */
  after?: readonly string[]
}

/** Shown one at a time after a failed check; the last may give the answer away. */
export interface Hint {
  id: string
  text: Text
  /** the misconception behind the fault this hint is for */
  misconception?: string
  /** shown first when the failed request died in this way */
  when?: string
}

/** Outcomes that are tested by running them in the cluster. */
export type Check = CheckBase &
  (
    | { verb: 'apply' }
    | {
        verb: 'request'
        from: From
        url: string
        /** default 200 */
        status?: number
        /** regular expression that the body must match */
        body?: string
        /** requests sent (default 1); all must succeed */
        count?: number
        /** at least so many different bodies must come back */
        distinct?: number
        /** who must have had the request, one after the other */
        way?: readonly Station[]
      }
    | { verb: 'isolated'; from: From; url: string; outcome?: readonly string[] }
    | { verb: 'notExposed'; pods: string; through?: string }
    | { verb: 'resolves'; from: From; name: string; to?: 'clusterIP' | 'podIP' | 'any'; addresses?: number }
    | { verb: 'notResolves'; from: From; name: string }
    | { verb: 'environment'; pod: From; container?: string; variable: string; value?: string; matches?: string; absent?: boolean }
    | {
        verb: 'object'
        resource: string
        namespace?: string
        name: string
        path?: string
        equals?: unknown
        matches?: string
        absent?: boolean
        /** the very object that was there at the start */
        kept?: boolean
      }
    | {
        verb: 'condition'
        is: 'rolledOut' | 'ready' | 'endpoints'
        resource?: string
        namespace?: string
        name?: string
        selector?: string
        image?: string
        owner?: string
        count?: number
      }
    | {
        verb: 'survives'
        /** one, or several that come one after the other */
        disaster: Disaster | readonly Disaster[]
        still: readonly Check[]
      }
    | { verb: 'answer'; question: string; accept: readonly string[] }
  )

export type Verb = Check['verb']
export type CheckOf<V extends Verb> = Extract<Check, { verb: V }>

/** Whom a request met on its way. */
export interface Station {
  /** a Pod of these: `<namespace>?<label selector>` */
  pods?: string
  /** what runs in it and has answered: `hello-backend:1.0` */
  image?: string
  /** the Service whose rule led there: `<namespace>/<name>` */
  service?: string
  /** something outside of Pods: `<address>:<port>` */
  at?: string
  /** regular expression that the name fits by which it was asked for */
  asked?: string
  /** the kind of an object that looks after it: `Deployment` */
  owner?: string
  /** the very Pod that was there at the start */
  kept?: boolean
  /** its container has a readiness probe */
  probed?: boolean
  /** no other program listens in its container */
  alone?: boolean
}

/** Something that happens in real life. */
export type Disaster =
  | { do: 'deletePods'; namespace?: string; selector: string }
  | { do: 'recreateService'; namespace?: string; name: string }
  | { do: 'scale'; resource: string; namespace?: string; name: string; replicas: number }
  | { do: 'drain'; node: string }
  | { do: 'hang'; namespace?: string; selector: string }

export interface Exercise {
  id: string
  lesson: string
  kind: 'write' | 'repair' | 'commands' | 'predict' | 'find'
  title: Text
  /** Markdown */
  task: Text
  scenario: Scenario
  /** what is handed in: file names; for `commands` a script */
  files: readonly string[]
  /** command lines that run before a script that is handed in: addresses are others then than its author saw */
  meanwhile?: readonly string[]
  checks: readonly Check[]
  misconceptions: readonly string[]
}

/** What a learner hands in. */
export interface Submission {
  /** texts by path */
  files: Readonly<Record<string, string>>
  /** answers to predictions, by question */
  answers?: Readonly<Record<string, string>>
  /** the first answer sheet that could not be read, and why */
  unreadable?: { file: string; message: string }
}

/** An exercise as its graders need it: from the course's content, never from a learner. */
export interface Assignment {
  exercise: Exercise
  /** files that a learner starts from, by name */
  starter: Readonly<Record<string, string>>
}

/** Are answers handed in, and not manifests or a lab? */
export function asksQuestions({ kind }: Pick<Exercise, 'kind'>): boolean {
  return kind === 'predict' || kind === 'find'
}

/** Where a learner's own lab of an exercise starts: with its starter files, unless only questions are asked. */
export function startOf({ exercise, starter }: Assignment): Scenario {
  const { scenario } = exercise
  return asksQuestions(exercise) ? scenario : { ...scenario, files: { ...scenario.files, ...starter } }
}

export function pointsOf(exercise: Exercise): number {
  return exercise.checks.reduce((sum, check) => sum + check.points, 0)
}
