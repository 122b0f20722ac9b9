import { describe, expect, it } from 'vitest'
import { count, flag, list, readState, text, writeState } from './address'

const shape = { q: text(), sort: text('relevance'), region: list(), page: count(), literal: flag() }
const plain = { q: '', sort: 'relevance', region: [], page: 1, literal: false }

describe('the address of a page', () => {
  it('is empty for a page nobody touched, and reads back as such', () => {
    expect(writeState(plain, shape)).toEqual({})
    expect(readState({}, shape)).toEqual(plain)
  })

  it('carries everything there and back', () => {
    const state = { q: '单 示明', sort: 'updated', region: ['HE', 'BJ'], page: 4, literal: true }
    expect(writeState(state, shape)).toEqual({ q: '单 示明', sort: 'updated', region: ['HE', 'BJ'], page: '4', literal: 'true' })
    expect(readState(writeState(state, shape), shape)).toEqual(state)
  })

  it('writes one chosen value without a list', () => {
    expect(writeState({ ...plain, region: ['HE'] }, shape)).toEqual({ region: 'HE' })
    expect(readState({ region: 'HE' }, shape).region).toEqual(['HE'])
  })

  it.each(['0', '-1', 'x', '1e3', '', '9999999'])('reads the page %j as the first', (page) => {
    expect(readState({ page }, shape).page).toBe(1)
  })

  it('drops doubles and empty values, and survives a parameter without a value', () => {
    expect(readState({ region: ['HE', '', 'HE', null] }, shape).region).toEqual(['HE'])
    expect(readState({ q: null }, shape).q).toBe('')
  })

  it('keeps what belongs to others', () => {
    expect(writeState({ ...plain, page: 2 }, shape, { tab: 'cases', page: '9' })).toEqual({ tab: 'cases', page: '2' })
  })
})
