import { describe, expect, it } from 'vitest'
import { bodyOf, emptyAct, needsReason, ready } from './act'

describe('what goes with a verb', () => {
  it('names all that is missing at once, with words of its own last', () => {
    const form = { ...emptyAct(), codes: ['certificate'], text: ' 单位证明须加盖公章。 ' }
    expect(bodyOf('request-supplement', form)).toEqual({ missing: [{ code: 'certificate' }, { code: 'other', text: '单位证明须加盖公章。' }] })
    expect(ready('request-supplement', emptyAct())).toBe(false)
  })

  it('asks for a reason only when the answer is against the applicant', () => {
    expect(needsReason('verify', emptyAct())).toBe(false)
    expect(ready('verify', emptyAct())).toBe(true)
    const against = { ...emptyAct(), pass: false, reason: 'not_genuine' }
    expect(ready('verify', against)).toBe(false)
    expect(bodyOf('verify', { ...against, text: '源头查无此证。' })).toEqual({ result: 'fail', reason: 'not_genuine', text: '源头查无此证。' })
  })

  it('sends no reason with a conclusion in favour', () => {
    expect(bodyOf('decide', { ...emptyAct(), codes: ['same_field'], reason: 'not_in_scope' })).toEqual({ result: 'recognized', met: ['same_field'] })
  })

  it('sends a note with a document only when there is one', () => {
    expect(bodyOf('supplement', { ...emptyAct(), codes: ['a', 'b'], notes: { a: '原件', b: ' ' } })).toEqual({ materials: [{ code: 'a', note: '原件' }, { code: 'b' }] })
  })
})
