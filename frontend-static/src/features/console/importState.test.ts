import { expect, it } from 'vitest'
import type { Import, ImportState } from './importApi'
import { firstRows, stepOf, working } from './importState'

const of = (state: ImportState, bad = 0): Import => ({
  id: 'i', fileName: 'a.xlsx', state, counts: { rows: 30, good: 30 - bad, bad, skipped: 0, committed: 0 },
  progress: { done: 0, total: 30, ratePerSecond: 0, secondsLeft: 0 }, columns: [], notes: [], by: '', createdAt: '',
})

it.each([
  ['reading', 1, true], ['checked', 2, false], ['committing', 3, true], ['committed', 4, false], ['cancelled', 4, false], ['failed', 4, false],
] as const)('%s stands at step %i', (state, step, goesOn) => {
  expect([stepOf(of(state)), working(of(state))]).toEqual([step, goesOn])
})

it('shows what is to be mended first', () => {
  expect(firstRows(of('checked', 6))).toBe('rejected')
  expect(firstRows(of('checked'))).toBe('good')
  expect(firstRows({ ...of('checked'), counts: { rows: 0, good: 0, bad: 0, skipped: 4, committed: 0 } })).toBe('skipped')
  expect(firstRows(of('committed'))).toBe('committed')
})
