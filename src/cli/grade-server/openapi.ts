/** The OpenAPI 3.1 document of the grading server. */
export function openApi(version: string, maxBody: number): object {
  const problem = { description: 'what is wrong', content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } } }
  const text = { schema: { type: 'string', maxLength: maxBody } }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Podtalk grading',
      version,
      description: 'Grades manifests, scripts, answers and recorded sessions against the exercises of the course. Nothing is kept.',
    },
    paths: {
      '/health': {
        get: {
          operationId: 'health',
          summary: 'Is the server able to grade?',
          security: [],
          responses: {
            200: { description: 'it is', content: { 'application/json': { schema: { $ref: '#/components/schemas/Health' } } } },
          },
        },
      },
      '/openapi.json': {
        get: { operationId: 'openapi', summary: 'This document', security: [], responses: { 200: { description: 'OpenAPI 3.1' } } },
      },
      '/v1/exercises': {
        get: {
          operationId: 'exercises',
          summary: 'The exercises that can be graded',
          responses: {
            200: {
              description: 'all of them',
              content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Exercise' } } } },
            },
            401: problem,
          },
        },
      },
      '/v1/exercises/{id}/grade': {
        post: {
          operationId: 'grade',
          summary: 'Grades one submission',
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[a-z0-9-]+$' } },
            { name: 'lang', in: 'query', schema: { enum: ['en', 'zh-tw'] }, description: 'of the sentences in the report (en)' },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  oneOf: [
                    { $ref: '#/components/schemas/Files' },
                    { type: 'object', description: 'a recorded session, as a lab exports it' },
                  ],
                },
              },
              'application/yaml': text,
              'text/plain': text,
              'application/zip': { schema: { type: 'string', contentMediaType: 'application/zip' } },
            },
          },
          responses: {
            200: { description: 'the report', content: { 'application/json': { schema: { $ref: '#/components/schemas/Report' } } } },
            400: problem,
            401: problem,
            404: problem,
            408: problem,
            413: problem,
            415: problem,
            429: problem,
            503: problem,
          },
        },
      },
    },
    security: [{}, { token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Files: {
          type: 'object',
          required: ['files'],
          properties: { files: { type: 'object', additionalProperties: { type: 'string' }, description: 'texts by path' } },
        },
        Exercise: {
          type: 'object',
          required: ['id', 'lesson', 'kind', 'title', 'files', 'maxScore'],
          properties: {
            id: { type: 'string' },
            lesson: { type: 'string' },
            kind: { enum: ['write', 'repair', 'commands', 'predict', 'find'] },
            title: { type: 'object', additionalProperties: { type: 'string' } },
            files: { type: 'array', items: { type: 'string' } },
            maxScore: { type: 'number' },
          },
        },
        Report: {
          type: 'object',
          description: '`report` of docs/schemas/grading-run-1.schema.json',
          required: ['version', 'exercise', 'seed', 'score', 'maxScore', 'passed', 'checks'],
          properties: {
            version: { const: 1 },
            exercise: { type: 'string' },
            seed: { type: 'string' },
            score: { type: 'number' },
            maxScore: { type: 'number' },
            passed: { type: 'boolean' },
            checks: { type: 'array', items: { type: 'object' } },
            warnings: { type: 'array', items: { type: 'object' } },
            stopped: { type: 'object' },
          },
        },
        Health: {
          type: 'object',
          required: ['status', 'podtalk', 'waiting'],
          properties: {
            status: { const: 'ok' },
            podtalk: { type: 'string' },
            waiting: { type: 'integer', description: 'submissions in the queue' },
          },
        },
        Problem: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
      },
    },
  }
}
