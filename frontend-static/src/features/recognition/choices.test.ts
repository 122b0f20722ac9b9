import { expect, it } from 'vitest'
import { chosen, periodsOf, titleChoicesOf } from './choices'

const title = { type: 'skill' as const, typeLabel: '职业技能等级', title: '技师', label: '职业技能等级·技师' }
const period = { obtainedUntil: '2017-12-31', label: '2017-12-31 以前', outcome: 'conditional' as const, outcomeLabel: '附条件' }

it('tells the two kinds of choices apart and drops what is neither', () => {
  const offered = [title, period, null, 'x', 7, {}]
  expect(titleChoicesOf(offered)).toEqual([title])
  expect(periodsOf(offered)).toEqual([period])
})

it('empties the series and level of what has none', () => {
  expect(chosen(title)).toEqual({ type: 'skill', series: '', level: '', title: '技师' })
})
