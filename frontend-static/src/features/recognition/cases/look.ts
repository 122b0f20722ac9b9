import type { Look } from '@/shared/parts/status'

const looks: Record<string, Look> = {
  draft: { tone: 'plain', shape: 'ring' },
  submitted: { tone: 'wait', shape: 'half' },
  supplement_requested: { tone: 'wait', shape: 'back' },
  accepted: { tone: 'brand', shape: 'forward' },
  intake_rejected: { tone: 'bad', shape: 'cross' },
  verified: { tone: 'brand', shape: 'half' },
  decided: { tone: 'good', shape: 'check' },
  withdrawn: { tone: 'plain', shape: 'dash' },
  appealed: { tone: 'wait', shape: 'diamond' },
}

/** The look of a case's state; the word is the served label. */
export function caseLook(state: string): Look {
  return looks[state] ?? { tone: 'plain', shape: 'ring' }
}
