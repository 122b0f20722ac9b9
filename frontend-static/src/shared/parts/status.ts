/** How strongly a status speaks. */
export type Tone = 'good' | 'wait' | 'bad' | 'brand' | 'plain'

/** The shape before a status word, so that no status is told by colour alone. */
export type Shape = 'ring' | 'disc' | 'half' | 'check' | 'cross' | 'bars' | 'back' | 'forward' | 'diamond' | 'dash'

export interface Look {
  tone: Tone
  shape: Shape
}

const unknown: Look = { tone: 'plain', shape: 'ring' }

const expert: Record<string, Look> = {
  draft: { tone: 'plain', shape: 'ring' },
  submitted: { tone: 'wait', shape: 'half' },
  returned: { tone: 'wait', shape: 'back' },
  rejected: { tone: 'bad', shape: 'cross' },
  published: { tone: 'good', shape: 'check' },
  suspended: { tone: 'wait', shape: 'bars' },
  lapsed: { tone: 'wait', shape: 'diamond' },
  withdrawn: { tone: 'plain', shape: 'dash' },
  removed: { tone: 'bad', shape: 'dash' },
}

/** The look of an expert's status; the word is the text `status.<code>`. */
export function expertLook(status: string): Look {
  return expert[status] ?? unknown
}

const check: Record<string, Look> = {
  pass: { tone: 'good', shape: 'check' },
  met: { tone: 'good', shape: 'check' },
  fail: { tone: 'bad', shape: 'cross' },
  unmet: { tone: 'bad', shape: 'cross' },
  not_checked: { tone: 'plain', shape: 'dash' },
  unknown: { tone: 'wait', shape: 'diamond' },
}

/** The look of one check or condition: pass, fail, not_checked, met, unmet, unknown. */
export function checkLook(result: string): Look {
  return check[result] ?? unknown
}
