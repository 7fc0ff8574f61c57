import { CHANGES } from './parse-exercise.ts'
import { DISASTERS, type Field, STATION, VERBS, type VerbSpec } from './verbs.ts'

type Schema = Readonly<Record<string, unknown>>

const TEXT = { type: 'string', minLength: 1 }
const BOTH: Schema = {
  type: 'object',
  description: 'a text in both languages',
  properties: { 'zh-tw': TEXT, en: TEXT },
  required: ['zh-tw', 'en'],
  additionalProperties: false,
}
const STRINGS: Schema = { type: 'array', items: { type: 'string' } }

/** JSON Schema (2020-12) of `exercise.yaml`, for editors; made from the same table that the parser reads. */
export function exerciseSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A Podtalk exercise',
    type: 'object',
    required: ['id', 'lesson', 'kind', 'title', 'task', 'scenario', 'checks'],
    additionalProperties: false,
    properties: {
      id: { type: 'string', pattern: '^[a-z0-9-]+$', description: "the folder's name" },
      lesson: { type: 'string', description: 'the slug of its lesson' },
      kind: {
        enum: ['write', 'repair', 'commands', 'predict', 'find'],
        description: 'write or repair a manifest, repair a cluster by commands, predict an outcome, find the fault',
      },
      title: BOTH,
      task: { ...BOTH, description: 'Markdown, in both languages' },
      scenario: {
        description: 'the id of a scenario in content/scenarios, or one of its own',
        oneOf: [{ type: 'string' }, { $ref: '#/$defs/scenario' }],
      },
      files: { ...STRINGS, description: 'what is handed in: file names' },
      meanwhile: {
        ...STRINGS,
        description: 'commands that run before a script is graded, so that addresses are others than its author saw',
      },
      checks: { type: 'array', minItems: 1, items: { $ref: '#/$defs/check' } },
      wrong: {
        type: 'object',
        description: 'known wrong answers in wrong/<name>/: the check that must fail, the hint that must come first',
        additionalProperties: {
          type: 'object',
          properties: { check: TEXT, hint: TEXT },
          required: ['check', 'hint'],
          additionalProperties: false,
        },
      },
      survivors: {
        type: 'array',
        description: 'mutants of the solutions that pass (podtalk exercise mutate), and why they may',
        items: {
          type: 'object',
          properties: {
            at: { ...TEXT, description: 'what is broken, as mutate prints it: `Service/web spec.ports[0].name`, `line 3`' },
            change: { enum: CHANGES, description: 'only when it is broken in this way' },
            why: { ...TEXT, description: 'why no check needs to notice' },
          },
          required: ['at', 'why'],
          additionalProperties: false,
        },
      },
    },
    $defs: {
      check: { oneOf: Object.entries(VERBS).map(([verb, spec]) => checkSchema(verb, spec, true)) },
      inner: { oneOf: Object.entries(VERBS).map(([verb, spec]) => checkSchema(verb, spec, false)) },
      disaster: { oneOf: Object.entries(DISASTERS).map(([name, spec]) => objectSchema({ do: { const: name } }, spec, ['do'])) },
      station: { ...objectSchema({}, STATION, []), minProperties: 1 },
      hint: {
        type: 'object',
        properties: {
          id: TEXT,
          text: BOTH,
          misconception: { type: 'string', description: 'an id of content/misconceptions.yaml' },
          when: {
            type: 'string',
            description:
              'only for this way to fail: refused, timeout, unreachable, reset, nxdomain, noanswer, status, bodies, connected, way, or words of the message',
          },
        },
        required: ['id', 'text'],
        additionalProperties: false,
      },
      scenario: {
        type: 'object',
        properties: {
          nodes: { type: 'array' },
          prompt: { type: 'string' },
          files: { type: 'object', additionalProperties: { type: 'string' } },
          manifests: STRINGS,
          setup: STRINGS,
          enforceNetworkPolicy: { type: 'boolean' },
        },
        additionalProperties: false,
      },
    },
  }
}

function checkSchema(verb: string, spec: VerbSpec, outer: boolean): Schema {
  const common = {
    id: TEXT,
    verb: { const: verb },
    title: { ...BOTH, description: 'what must be the case, for the learner' },
    points: { type: 'integer', minimum: 0, description: 'default 1' },
    hints: { type: 'array', items: { $ref: '#/$defs/hint' } },
    after: { ...STRINGS, description: 'checks that must have passed' },
  }
  return objectSchema(common, spec, outer ? ['id', 'verb', 'title'] : ['verb'])
}

function objectSchema(common: Record<string, Schema>, { means, fields }: VerbSpec, required: readonly string[]): Schema {
  return {
    type: 'object',
    description: means,
    properties: { ...common, ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])) },
    required: [...required, ...Object.keys(fields).filter((name) => fields[name]?.required)],
    additionalProperties: false,
  }
}

function fieldSchema({ type, values, least, means }: Field): Schema {
  const description = means
  const one = { type: 'string', ...(values ? { enum: values } : {}) }
  switch (type) {
    case 'string':
      return { ...one, description }
    case 'pattern':
      return { type: 'string', format: 'regex', description }
    case 'integer':
      return { type: 'integer', minimum: least ?? 0, description }
    case 'boolean':
      return { type: 'boolean', description }
    case 'strings':
      return { type: 'array', items: one, minItems: 1, description }
    case 'checks':
      return { type: 'array', minItems: 1, items: { $ref: '#/$defs/inner' }, description }
    case 'disasters': {
      const disaster = { $ref: '#/$defs/disaster' }
      return { oneOf: [disaster, { type: 'array', minItems: 1, items: disaster }], description }
    }
    case 'stations':
      return { type: 'array', minItems: 1, items: { $ref: '#/$defs/station' }, description }
    case 'any':
      return { description }
  }
}
