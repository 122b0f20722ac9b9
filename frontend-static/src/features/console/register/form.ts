import type { OwnRecord } from '../api'
import type { ConsentInput, ExpertInput, QualificationInput, TitleInput } from './input'

/** One consent on the form: whether it is given, and on which paper. */
export interface ConsentRow extends Omit<ConsentInput, 'scope'> {
  given: boolean
}

/** The form as it stands on the page. Private values start empty, which leaves what is on record as it is. */
export interface Form extends Omit<ExpertInput, 'programmes' | 'consents'> {
  programmes: { programme: string; year: string }[]
  consents: Record<string, ConsentRow>
}

export const scopes = ['circle', 'employers', 'public', 'overseas', 'matching'] as const

export function emptyTitle(): TitleInput {
  return { series: '', level: '', name: '', speciality: '', obtainedBy: '', obtainedOn: '', issuer: '', committee: '' }
}

export function emptyQualification(): QualificationInput {
  return { type: 'vocational', name: '', level: '', obtainedOn: '', issuer: '' }
}

function emptyConsent(): ConsentRow {
  return { given: false, channel: 'paper', evidence: '', givenOn: '', until: '' }
}

export function emptyForm(): Form {
  return {
    name: '', formerNames: [], latinName: '', gender: '', birth: '', identityKind: 'resident-id', identity: '', phone: '', email: '',
    employer: '', employerCode: '', department: '', position: '', city: '', industries: [], disciplines: [], fields: [], bio: '',
    titles: [emptyTitle()], qualifications: [], programmes: [], park: '', availability: [], willingRegions: [], languages: [],
    consents: Object.fromEntries(scopes.map((s) => [s, emptyConsent()])),
  }
}

const texts = ['name', 'latinName', 'gender', 'birth', 'employer', 'employerCode', 'department', 'position', 'city', 'bio'] as const

/** The form of a record on file. A title known by an older name is shown by it, as the certificate has it. */
export function formOf(e: OwnRecord): Form {
  const form = emptyForm()
  for (const name of texts) form[name] = e[name] ?? ''
  form.identityKind = e.identityKind || form.identityKind
  form.formerNames = [...(e.formerNames ?? [])]
  form.industries = e.industries.map((x) => x.value)
  form.disciplines = e.disciplines.map((x) => x.value)
  form.availability = e.availability.map((x) => x.value)
  form.fields = [...e.fields]
  form.willingRegions = [...e.willingRegions]
  form.languages = [...e.languages]
  form.park = e.park?.value ?? ''
  form.titles = e.titles.map((t) => ({
    series: t.series, level: t.level, name: t.formerName || t.name, speciality: t.speciality ?? '', obtainedBy: t.obtainedBy ?? '',
    obtainedOn: t.obtainedOn ?? '', issuer: t.issuer ?? '', committee: t.committee ?? '',
  }))
  if (form.titles.length === 0) form.titles = [emptyTitle()]
  form.qualifications = e.qualifications.map((q) => ({ type: q.type, name: q.name, level: q.level ?? '', obtainedOn: q.obtainedOn ?? '', issuer: q.issuer ?? '' }))
  form.programmes = e.programmes.map((p) => ({ programme: p.programme, year: p.year ? String(p.year) : '' }))
  for (const c of e.consents ?? []) {
    if (c.withdrawnOn) continue
    form.consents[c.scope] = { given: true, channel: c.channel, evidence: c.evidence ?? '', givenOn: c.givenOn, until: c.until ?? '' }
  }
  return form
}

const blank = (row: object, except: string[] = []) => Object.entries(row).every(([k, v]) => v === '' || except.includes(k))

/** Places of the rows that say something; the others are not sent. */
export function sentRows(form: Form): Record<'titles' | 'qualifications' | 'programmes', number[]> {
  const said = (rows: object[], except: string[] = []) => rows.flatMap((r, i) => (blank(r, except) ? [] : [i]))
  return { titles: said(form.titles), qualifications: said(form.qualifications, ['type']), programmes: said(form.programmes) }
}

/** The consents that are sent, by scope, in their order. */
export function sentScopes(form: Form): string[] {
  return scopes.filter((s) => form.consents[s]?.given)
}

/** What the form says, as the API takes it. */
export function inputOf(form: Form): ExpertInput {
  const rows = sentRows(form)
  const at = <T>(list: T[], places: number[]) => places.map((i) => list[i]).filter((x): x is T => x !== undefined)
  const { programmes, consents, ...rest } = form
  return {
    ...rest,
    titles: at(form.titles, rows.titles),
    qualifications: at(form.qualifications, rows.qualifications),
    programmes: at(programmes, rows.programmes).map((p) => ({ programme: p.programme, ...(/^\d{4}$/.test(p.year) ? { year: Number(p.year) } : {}) })),
    consents: sentScopes(form).map((scope) => {
      const { channel, evidence, givenOn, until } = consents[scope] ?? emptyConsent()
      return { scope, channel, evidence, givenOn, until }
    }),
  }
}

const keptWhenEmpty = new Set(['identity', 'phone', 'email'])

/** The names under which two forms differ. */
export function changedKeys(from: Form, to: Form): (keyof ExpertInput)[] {
  const [a, b] = [inputOf(from), inputOf(to)]
  return (Object.keys(b) as (keyof ExpertInput)[]).filter((k) => JSON.stringify(a[k]) !== JSON.stringify(b[k]) && !(keptWhenEmpty.has(k) && b[k] === ''))
}

/** A merge patch that brings a record from one form to another; names in `without` wait until they are mended. */
export function patchOf(from: Form, to: Form, without: string[] = []): Partial<ExpertInput> {
  const input = inputOf(to)
  return Object.fromEntries(changedKeys(from, to).filter((k) => !without.includes(k)).map((k) => [k, input[k]]))
}

/** A new record without what is empty or has yet to be mended. */
export function draftOf(form: Form, without: string[] = []): ExpertInput {
  const said = Object.entries(inputOf(form)).filter(([k, v]) => v.length > 0 && !without.includes(k))
  return Object.fromEntries(said) as unknown as ExpertInput
}

/** Takes up what others changed meanwhile and keeps what was changed here. `both` names what was changed on either side. */
export function merge(base: Form, mine: Form, theirs: Form): { form: Form; both: string[] } {
  const own = changedKeys(base, mine)
  const other = changedKeys(base, theirs)
  const kept = Object.fromEntries(own.map((k) => [k, mine[k]]))
  const shown = Object.fromEntries(['identity', 'phone', 'email'].map((k) => [k, mine[k as 'phone']]))
  return { form: { ...theirs, ...shown, ...kept }, both: own.filter((k) => other.includes(k)) }
}
