import type { FieldComplaint } from '@/shared/api/problem'
import { sentRows, sentScopes, type Form } from './form'

/** The steps of the form, in the order of the paper form. */
export const steps = ['basic', 'titles', 'work', 'consents', 'confirm'] as const
export type Step = (typeof steps)[number]

const home: Record<string, Step> = {
  name: 'basic', formerNames: 'basic', latinName: 'basic', gender: 'basic', birth: 'basic', identityKind: 'basic', identity: 'basic', phone: 'basic',
  email: 'basic', employer: 'basic', employerCode: 'basic', department: 'basic', position: 'basic', city: 'basic',
  titles: 'titles', qualifications: 'titles', programmes: 'titles',
  industries: 'work', disciplines: 'work', fields: 'work', bio: 'work', park: 'work', availability: 'work', willingRegions: 'work', languages: 'work',
  consents: 'consents',
}

/** A complaint at its place on the form: `titles.1.name`, `consents.circle.evidence`, `birth`. */
export interface Complaint {
  /** The field's name at the top, such as `titles`. */
  top: string
  place: string
  step: Step
  message: string
}

/** Brings the server's complaints to their places: rows count as sent, which leaves out the empty ones. */
export function placed(errors: FieldComplaint[], form: Form): Complaint[] {
  const rows: Record<string, (number | string)[]> = { ...sentRows(form), consents: sentScopes(form) }
  return errors.map(({ location, message }) => {
    const [top = '', index, field] = location.replace(/^body\./, '').split(/\[(\d+)\]\.?/)
    const row = index === undefined ? undefined : (rows[top]?.[Number(index)] ?? index)
    const place = [top, row, field].filter((x) => x !== undefined && x !== '').join('.')
    return { top, place, step: home[top] ?? 'confirm', message }
  })
}

/** The sentence for one place; empty when nothing is wrong there. */
export function at(complaints: Complaint[], place: string): string {
  return complaints.filter((c) => c.place === place).map((c) => c.message).join(' ')
}

/** The names at the top that have to wait until they are mended. */
export function waiting(complaints: Complaint[]): string[] {
  return [...new Set(complaints.map((c) => c.top))]
}
