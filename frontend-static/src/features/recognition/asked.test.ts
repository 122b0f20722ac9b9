import { describe, expect, it } from 'vitest'
import { emptyAsked, missingOf, questionOf, unread, withCondition } from './asked'

const full = { ...emptyAsked(), title: '高级工程师', from: 'HE', to: 'BJ' }

describe('missingOf', () => {
  it('accepts a title, or series and level together', () => {
    expect(missingOf(full)).toEqual([])
    expect(missingOf({ ...full, title: '', series: 'engineering', level: 'intermediate' })).toEqual([])
    expect(missingOf({ ...full, title: '', series: 'engineering' })).toEqual(['title'])
  })

  it('names everything that is needed, in the order it is asked', () => {
    expect(missingOf(emptyAsked())).toEqual(['title', 'from', 'to'])
  })
})

describe('unread', () => {
  it('is a sentence alone', () => {
    expect(unread({ ...emptyAsked(), q: '河北 高级工程师 在北京认不认' })).toBe(true)
    expect(unread({ ...full, q: '河北 高级工程师 在北京认不认' })).toBe(false)
    expect(unread(emptyAsked())).toBe(false)
  })
})

describe('withCondition', () => {
  it('keeps a condition in one of the two lists at most', () => {
    const met = { ...full, ...withCondition(full, 'same_speciality', true) }
    expect(met.met).toEqual(['same_speciality'])
    const unmet = { ...met, ...withCondition(met, 'same_speciality', false) }
    expect([unmet.met, unmet.unmet]).toEqual([[], ['same_speciality']])
    expect(withCondition(unmet, 'same_speciality', null)).toEqual({ met: [], unmet: [] })
  })
})

it('sends the question without the sentence', () => {
  expect(questionOf({ ...full, q: '问' })).not.toHaveProperty('q')
})
