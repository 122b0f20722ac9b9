import type { Look } from '@/shared/parts/status'
import type { Outcome, StatementStatus } from './api'

const outcomes: Record<Outcome, Look> = {
  recognized: { tone: 'good', shape: 'check' },
  recognized_after_verification: { tone: 'good', shape: 'half' },
  conditional: { tone: 'wait', shape: 'diamond' },
  confirmation_required: { tone: 'wait', shape: 'forward' },
  not_recognized: { tone: 'bad', shape: 'cross' },
  no_rule: { tone: 'plain', shape: 'ring' },
}

/** The look of an outcome; its word comes with the answer. */
export function outcomeLook(outcome: Outcome): Look {
  return outcomes[outcome] ?? { tone: 'plain', shape: 'ring' }
}

const statements: Record<StatementStatus, Look> = {
  valid: { tone: 'good', shape: 'check' },
  suspended: { tone: 'wait', shape: 'bars' },
  revoked: { tone: 'bad', shape: 'cross' },
  expired: { tone: 'wait', shape: 'dash' },
  expired_link: { tone: 'wait', shape: 'dash' },
  invalid: { tone: 'bad', shape: 'cross' },
  not_found: { tone: 'plain', shape: 'ring' },
  not_covered: { tone: 'plain', shape: 'diamond' },
}

/** The look of a statement's status. */
export function statementLook(status: StatementStatus): Look {
  return statements[status] ?? { tone: 'plain', shape: 'ring' }
}
