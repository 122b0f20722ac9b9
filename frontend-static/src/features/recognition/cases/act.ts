import type { Case, CaseVerb } from './api'

/** What is filled in for a verb. */
export interface ActForm {
  /** Codes ticked: documents missing or handed in, conditions met. */
  codes: string[]
  /** A note to a ticked document, by its code. */
  notes: Record<string, string>
  pass: boolean
  reason: string
  text: string
}

export function emptyAct(): ActForm {
  return { codes: [], notes: {}, pass: true, reason: '', text: '' }
}

/** Verbs that are carried out at once. */
export const plain: readonly CaseVerb[] = ['accept', 'withdraw']

/** Whether a reason from the list is needed with what is filled in. */
export function needsReason(verb: CaseVerb, form: ActForm): boolean {
  return verb === 'reject-intake' || ((verb === 'verify' || verb === 'decide') && !form.pass)
}

/** Whether enough is filled in to send it. */
export function ready(verb: CaseVerb, form: ActForm): boolean {
  if (needsReason(verb, form)) return form.reason !== '' && form.text.trim() !== ''
  if (verb === 'request-supplement') return form.codes.length > 0 || form.text.trim() !== ''
  if (verb === 'supplement') return form.codes.length > 0
  return verb !== 'appeal' || form.text.trim() !== ''
}

const materials = (form: ActForm) => form.codes.map((code) => ({ code, ...(form.notes[code]?.trim() ? { note: form.notes[code].trim() } : {}) }))

/** What is sent with a verb. */
export function bodyOf(verb: CaseVerb, form: ActForm): Record<string, unknown> | undefined {
  const text = form.text.trim()
  const said = text === '' ? {} : { text }
  const why = form.pass ? said : { reason: form.reason, ...said }
  switch (verb) {
    case 'request-supplement':
      return { missing: [...form.codes.map((code) => ({ code })), ...(text === '' ? [] : [{ code: 'other', text }])] }
    case 'supplement':
      return { materials: materials(form) }
    case 'reject-intake':
      return { reason: form.reason, text }
    case 'verify':
      return { result: form.pass ? 'pass' : 'fail', ...why }
    case 'decide':
      return { result: form.pass ? 'recognized' : 'not_recognized', met: form.codes, ...why }
    case 'appeal':
      return { text }
    default:
      return undefined
  }
}

/** What may be ticked for a verb. */
export function choicesOf(verb: CaseVerb, c: Case): { code: string; text: string }[] {
  if (verb === 'request-supplement') return c.missingDocuments
  if (verb === 'supplement') return c.notice ? c.notice.missing.filter((m) => c.decision?.documents.some((d) => d.code === m.code)) : c.missingDocuments
  return verb === 'decide' ? c.hostConditions : []
}
