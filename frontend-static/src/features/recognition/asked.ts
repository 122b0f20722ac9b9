import { list, text, type StateOf } from '@/shared/parts/address'
import type { Question } from './api'

/** The state of the check as it stands in the address: the sentence that was asked, and what it was understood as. */
export const questionShape = {
  q: text(),
  type: text(),
  series: text(),
  level: text(),
  title: text(),
  speciality: text(),
  obtainedBy: text(),
  issuer: text(),
  purpose: text(),
  from: text(),
  to: text(),
  obtainedOn: text(),
  targetSeries: text(),
  met: list(),
  unmet: list(),
  asOf: text(),
}

export type Asked = StateOf<typeof questionShape>

/** A question with nothing said. */
export function emptyAsked(): Asked {
  return {
    q: '', type: '', series: '', level: '', title: '', speciality: '', obtainedBy: '', issuer: '', purpose: '', from: '', to: '',
    obtainedOn: '', targetSeries: '', met: [], unmet: [], asOf: '',
  }
}

/** What is still needed before anything can be decided: the object, the place of issue and the place of use. */
export function missingOf(asked: Asked): ('title' | 'from' | 'to')[] {
  const named = asked.title !== '' || (asked.series !== '' && asked.level !== '')
  const needs = { title: named, from: asked.from !== '', to: asked.to !== '' }
  return (['title', 'from', 'to'] as const).filter((name) => !needs[name])
}

/** Whether only a sentence was given, which has yet to be read. */
export function unread(asked: Asked): boolean {
  const { q, asOf, ...rest } = asked
  return q !== '' && asOf === '' && Object.values(rest).every((v) => v.length === 0)
}

/** The question without the sentence, as it is sent. */
export function questionOf(asked: Asked): Question {
  return Object.fromEntries(Object.entries(asked).filter(([name]) => name !== 'q'))
}

/** Says of one condition that it holds, does not hold, or is not known. */
export function withCondition(asked: Asked, code: string, met: boolean | null): Pick<Asked, 'met' | 'unmet'> {
  const without = (codes: string[]) => codes.filter((c) => c !== code)
  return {
    met: met === true ? [...without(asked.met), code] : without(asked.met),
    unmet: met === false ? [...without(asked.unmet), code] : without(asked.unmet),
  }
}
