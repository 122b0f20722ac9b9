import { describe, expect, it } from 'vitest'
import { clock, dayOf, readDay, today } from './moment'

describe('the office’s clock', () => {
  it('is Shanghai’s, wherever the reader is', () => {
    expect(clock('2026-03-15T16:30:00Z')).toBe('2026-03-16 00:30')
    expect(dayOf('2025-12-31T16:00:00Z')).toBe('2026-01-01')
    expect(today(new Date('2026-10-09T17:00:00Z'))).toBe('2026-10-10')
  })

  it('leaves what it can’t read', () => {
    expect(clock('soon')).toBe('soon')
  })
})

describe('readDay', () => {
  it.each([
    ['2016', '2016'],
    ['2016年', '2016'],
    ['2016.12', '2016-12'],
    ['2016年12月', '2016-12'],
    ['2016-1', '2016-01'],
    ['201611', '2016-11'],
    ['20161118', '2016-11-18'],
    ['2016/3/1', '2016-03-01'],
    ['2016年3月1日', '2016-03-01'],
    ['２０１６-１１-１８', '2016-11-18'],
    ['2016-02-29', '2016-02-29'],
    ['', ''],
    [' ', ''],
  ])('%j is %j', (typed, day) => {
    expect(readDay(typed)).toBe(day)
  })

  it.each(['1990-02-29', '2016-13', '2016-00-01', '2016-04-31', '16-11-18', 'yesterday', '2016-11-18-1', '201'])('%j is no date', (typed) => {
    expect(readDay(typed)).toBeNull()
  })
})
