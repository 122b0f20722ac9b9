import { api } from '@/shared/api/client'
import type { Coded, Nullable, Schema } from '@/shared/api/types'

export type Kind = 'title' | 'vocational' | 'skill' | 'programme'

export type Outcome =
  | 'recognized'
  | 'recognized_after_verification'
  | 'conditional'
  | 'confirmation_required'
  | 'not_recognized'
  | 'no_rule'

type AskedByName = Schema['RecognitionAsked']

/** A question by the names of the API; what was not said is left out. What stands in an address may be any text: the server judges it. */
export type Question = { [K in keyof AskedByName]: AskedByName[K] extends string[] | undefined ? string[] : string }

/** One of the things a name may mean. */
export type TitleChoice = Coded<Schema['RecognitionChoice'], 'type', Kind>

/** One of the stretches of time into which the rules split a date given too loosely. */
export type PeriodChoice = Coded<Schema['RecognitionPeriodChoice'], 'outcome', Outcome>

/** What a question in plain words was understood as. */
export type Understanding = Coded<Schema['RecognitionUnderstanding'], 'choices', TitleChoice[]>

/** One condition of a rule; `met` is null while nobody has said. */
export type Condition = Nullable<Schema['RecognitionCondition'], 'met'>

/** The whole answer. */
export type Decision = Coded<
  Coded<Nullable<Schema['RecognitionDecision'], 'equivalent' | 'lookup' | 'rule' | 'promised' | 'statutory'>, 'conditions', Condition[]>,
  'outcome',
  Outcome
>

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

/** The public check of a statement; the holder's name in it is masked. */
export type Verification = Nullable<Coded<Schema['RecognitionCheckView'], 'status', StatementStatus>, 'statement'>

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

/** One question answered for one of the three regions; without a decision the date was too loose for its rules. */
export type RegionAnswer = Coded<Coded<Schema['RecognitionRegionAnswer'], 'decision', Decision | null>, 'choices', PeriodChoice[] | undefined>

/** One question answered for the three regions side by side. */
export type Comparison = Coded<Schema['RecognitionComparison'], 'regions', RegionAnswer[]>

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
export type Agency = Schema['AccountAgencyView']

/** The three agencies, for whom to ask. */
export async function agencies(signal?: AbortSignal): Promise<Agency[]> {
  const { data } = await api.get<Agency[]>('/agencies', { signal })
  return data
}
