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

/** The public check of a statement; a person's name in it is masked. */
export interface Verification {
  status: StatementStatus
  statusLabel?: string
  sentence?: string
  checks: { name: string; label?: string; result: 'pass' | 'fail' | 'not_checked'; detail: string }[]
  statement?: Record<string, unknown>
  nameMatch?: 'match' | 'mismatch'
}

/** Checks a statement by its verification code; `asOf` asks for an earlier day. */
export async function verifyCode(code: string, query: { asOf?: string } = {}, signal?: AbortSignal): Promise<Verification> {
  const { data } = await api.get<Verification>(`/certificates/${encodeURIComponent(code)}`, { query, signal })
  return data
}

/** Checks a statement's signed text, and whether a typed name is the holder's. */
export async function verifyCredential(credential: string, name?: string, signal?: AbortSignal): Promise<Verification> {
  const { data } = await api.post<Verification>('/certificates/verify', { body: { credential, ...(name ? { name } : {}) }, signal })
  return data
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
