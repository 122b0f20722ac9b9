import { describe, expect, it } from 'vitest'
import { readState } from '@/shared/parts/address'
import type { Filters, Interpreted } from './api'
import { filterShape } from './filters'
import { understoodFilters, withoutUnderstood } from './interpret'

const base = readState({ q: '河北 高工 机械', page: '3' }, filterShape) as Filters
const interpreted: Interpreted[] = [
  { kind: 'filter', text: '河北', field: 'region', value: 'HE', label: '河北' },
  { kind: 'filter', text: '高工', field: 'level', value: 'associate-senior', label: '副高级' },
  { kind: 'term', text: '机械' },
]

describe('withoutUnderstood', () => {
  it('keeps the other filters in the address and their words out of the text', () => {
    const change = withoutUnderstood(base, interpreted, interpreted[0]!)
    expect(change).toEqual({ q: '机械', literal: true, page: 1, level: ['associate-senior'] })
  })

  it('adds to what was chosen already, once', () => {
    const chosen = { ...base, level: ['associate-senior', 'full-senior'] }
    expect(withoutUnderstood(chosen, interpreted, interpreted[0]!).level).toEqual(['associate-senior', 'full-senior'])
  })
})

it('keeps a title with its former names', () => {
  const title: Interpreted = { kind: 'filter', text: '教授级高工', field: 'title', value: '正高级工程师', values: ['正高级工程师', '教授级高级工程师'] }
  const change = withoutUnderstood({ ...base, q: '河北 教授级高工' }, [interpreted[0]!, title], interpreted[0]!)
  expect(change).toMatchObject({ q: '', title: ['正高级工程师', '教授级高级工程师'] })
})

it('shows only what acts as a filter of this page', () => {
  const odd: Interpreted[] = [...interpreted, { kind: 'filter', text: '甲', field: 'unheard', value: 'x' }, { kind: 'filter', text: '乙', field: 'region' }]
  expect(understoodFilters(odd).map((i) => i.field)).toEqual(['region', 'level'])
})
