import { api } from '@/shared/api/client'
import type { Region } from '@/shared/api/types'

export type Kind = 'title' | 'vocational' | 'skill' | 'programme'
export type Origin = Region | 'CENTRAL' | 'OTHER'
export type BasisStatus = 'demo' | 'reference' | 'unconfirmed' | 'signed'

export type Outcome =
  | 'recognized'
  | 'recognized_after_verification'
  | 'conditional'
  | 'confirmation_required'
  | 'not_recognized'
  | 'no_rule'

/** A question by the names of the API; what was not said is left out. */
export interface Question {
  type?: string
  series?: string
  level?: string
  title?: string
  speciality?: string
  obtainedBy?: string
  issuer?: string
  purpose?: string
  from?: string
  to?: string
  obtainedOn?: string
  targetSeries?: string
  met?: string[]
  unmet?: string[]
  asOf?: string
}

/** One of the things a name may mean. */
export interface TitleChoice {
  type: Kind
  typeLabel: string
  series?: string
  seriesLabel?: string
  level?: string
  levelLabel?: string
  title: string
  label: string
  basisStatus?: BasisStatus
}

/** One of the stretches of time into which the rules split a date given too loosely. */
export interface PeriodChoice {
  obtainedFrom?: string
  obtainedUntil: string
  label: string
  outcome: Outcome
  outcomeLabel: string
}

/** What a question in plain words was understood as. */
export interface Understanding {
  question: Question
  chips: { field: string; value: string; label: string; text: string }[]
  choices: TitleChoice[]
  missing: string[]
  ignored: string[]
}

export interface Worded {
  code: string
  text: string
}

export interface Condition {
  code: string
  text: string
  /** null while nobody has said. */
  met: boolean | null
}

/** The whole answer. */
export interface Decision {
  outcome: Outcome
  outcomeLabel: string
  summary: string
  caseNeeded: boolean
  hostDecides: boolean
  seriesChange: boolean
  asked: TitleChoice
  shown: string
  from: Origin
  to: Region
  obtained: string
  asOf: string
  equivalent: (TitleChoice & { alternatives?: TitleChoice[] }) | null
  effects: Worded[]
  notFor: Worded[]
  rule: { id: string; version: number; basisStatus: BasisStatus; name: string; clause: string; inForceFrom: string } | null
  basis: { text: string; basisStatus: BasisStatus; statusLabel: string }[]
  conditions: Condition[]
  documents: Worded[]
  statutory: { days: number; note: string } | null
  promised: { days: number; note: string } | null
  steps: { by: string; text: string }[]
  notApplied: { rule: string; version: number; because: string }[]
  contact: string
  disclaimer: string
  appointmentNote: string
  lookup: { name: string; text: string; basisStatus: BasisStatus; statusLabel: string } | null
  reference: { title: string; number?: string; date: string; point: string; source: string; certainty: string }[]
}

/** Reads a question in plain words; nothing is decided yet. */
export async function understand(q: string, signal?: AbortSignal): Promise<Understanding> {
  const { data } = await api.get<Understanding>('/recognition/understand', { query: { q }, signal })
  return data
}

/** Whether and how something holds in another region, with the reasons. */
export async function decide(question: Question, signal?: AbortSignal): Promise<Decision> {
  const { data } = await api.get<Decision>('/recognition/decide', { query: { ...question }, signal })
  return data
}

export type StatementStatus =
  | 'valid'
  | 'suspended'
  | 'revoked'
  | 'expired'
  | 'expired_link'
  | 'invalid'
  | 'not_found'
  | 'not_covered'

/** What anybody with the code may read of a statement; the name is masked. */
export interface ShownStatement {
  no: string
  name: string
  type: Kind
  title: string
  seriesLabel?: string
  levelLabel?: string
  speciality?: string
  obtainedOn?: string
  from: Origin
  fromLabel: string
  to: Region
  toLabel: string
  outcome: Outcome
  rule: string
  ruleVersion: number
  issuer: string
  issuedAt: string
  validUntil: string
  note: string
}

/** The public check of a statement. */
export interface Verification {
  status: StatementStatus
  message: string
  asOf: string
  checks: { name: string; result: 'pass' | 'fail' | 'not_checked'; detail: string }[]
  /** Whether a typed name is the holder's: 一致 or 不一致; left out when none was typed. */
  nameMatch?: string
  statement: ShownStatement | null
}

/** Checks a statement by its verification code; `asOf` asks for an earlier day. */
export async function verifyCode(code: string, asOf?: string, signal?: AbortSignal): Promise<Verification> {
  const { data } = await api.get<Verification>(`/certificates/${encodeURIComponent(code)}`, { query: { asOf }, signal })
  return data
}

/** Checks a statement's signed text or its code, and whether a typed name is the holder's. */
export async function verifyCredential(credential: string, name?: string, signal?: AbortSignal): Promise<Verification> {
  const { data } = await api.post<Verification>('/certificates/verify', { body: { credential, ...(name ? { name } : {}) }, signal })
  return data
}

/** One question answered for the three regions side by side. */
export interface Comparison {
  asked: TitleChoice
  from: Origin
  asOf: string
  regions: { to: Region; label: string; decision: Decision | null; message?: string; choices?: PeriodChoice[] }[]
}

/** The same question for each of the three regions; its own `to` is not looked at. */
export async function compare(question: Question, signal?: AbortSignal): Promise<Comparison> {
  const { data } = await api.get<Comparison>('/recognition/compare', { query: { ...question, to: undefined }, signal })
  return data
}

/** Starts an application as a draft and gives its id; `key` makes a repeated call answer with the same draft. */
export async function startApplication(question: Question, key: string): Promise<string> {
  const { type, series, level, title, speciality, obtainedBy, obtainedOn, issuer, from, to, purpose } = question
  const said = { type, series, level, title, speciality, obtainedBy, obtainedOn, issuer, from, to, purpose }
  const body = Object.fromEntries(Object.entries(said).filter(([, value]) => value))
  const { data } = await api.post<{ id: string }>('/recognition/applications', { body, idempotencyKey: key })
  return data.id
}

/** An agency as everybody may see it. */
export interface Agency {
  id: string
  region: Region
  name: string
  demo: boolean
}

/** The three agencies, for whom to ask. */
export async function agencies(signal?: AbortSignal): Promise<Agency[]> {
  const { data } = await api.get<Agency[]>('/agencies', { signal })
  return data
}
