import { expect, it } from 'vitest'
import { markOf } from './deadline'

const due = { due: '2026-10-23', published: true, overdue: false }

it.each([
  ['over', { ...due, overdue: true, daysLeft: -2 }, 'overdue', 2, 'bad'],
  ['due today', { ...due, daysLeft: 0 }, 'today', 0, 'wait'],
  ['near', { ...due, daysLeft: 3 }, 'soon', 3, 'wait'],
  ['far', { ...due, daysLeft: 4 }, 'later', 4, 'plain'],
  ['of a finished phase', due, 'later', 0, 'plain'],
  ['in a year without published holidays', { provisional: '2027-01-05', published: false, overdue: false }, 'provisional', 0, 'plain'],
  ['never set', null, 'none', 0, 'plain'],
] as const)('a limit %s', (_, limit, kind, n, tone) => {
  const mark = markOf(limit)
  expect([mark.kind, mark.n, mark.tone]).toEqual([kind, n, tone])
})
