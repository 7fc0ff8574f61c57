import { NODE_1, NODE_2, type Scenario, scenario } from '../../lab/scenario.ts'
import type { Language, Texts } from '../i18n/index.ts'
import { courseScenarios } from './exercises.ts'

/** A start that the sandbox offers. */
export interface SandboxStart {
  scenario: Scenario
  title: string
  summary: string
}

/** The sandbox's own starts, then the course's scenarios that have a title. */
export function sandboxStarts(language: Language, texts: Texts): SandboxStart[] {
  const own: SandboxStart[] = [
    { scenario: scenario({ id: 'sandbox-empty' }), title: texts.sandboxEmpty, summary: texts.sandboxEmptyText },
    {
      scenario: scenario({ id: 'sandbox-two-nodes', nodes: [NODE_1, NODE_2] }),
      title: texts.sandboxTwoNodes,
      summary: texts.sandboxTwoNodesText,
    },
    {
      scenario: scenario({ id: 'sandbox-policy', enforceNetworkPolicy: true }),
      title: texts.sandboxPolicy,
      summary: texts.sandboxPolicyText,
    },
  ]
  // The course's empty cluster differs from ours by a file only: one is enough to choose from.
  const course = [...courseScenarios().values()].flatMap(({ scenario: each, title, summary }) =>
    each.id !== 'empty' && title?.[language] ? [{ scenario: each, title: title[language], summary: summary?.[language] ?? '' }] : [],
  )
  return [...own, ...course]
}
