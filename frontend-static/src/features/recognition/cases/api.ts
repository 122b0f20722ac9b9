import type { Condition, Decision, Origin, Question, ShownStatement, Worded } from '../api'
import { api } from '@/shared/api/client'
import type { Page, Region } from '@/shared/api/types'

/** A time limit as it is shown; `provisional` while the year's holidays are not published. */
export interface Limit {
  days?: number
  due?: string
  provisional?: string
  published: boolean
  note?: string
  overdue: boolean
  /** Working days left; negative when over. */
  daysLeft?: number
}

export type CaseVerb = 'edit' | 'submit' | 'request-supplement' | 'supplement' | 'accept' | 'reject-intake' | 'verify' | 'decide' | 'withdraw' | 'appeal'

/** A case as lists show it. */
export interface CaseSummary {
  id: string
  no?: string
  state: string
  stateLabel: string
  holderName: string
  title: string
  from: Origin
  to: Region
  home: Region
  receivedOn?: string
  heldBy: { party: string; region?: Region; label: string } | null
  next: Limit | null
  closed: boolean
  version: number
}

export interface CaseEvent {
  at: string
  action: string
  party: string
  region?: Region
  who: string
  text: string
  due?: Limit
}

/** One document handed in, by its code in the rule; the note says which paper it is. */
export interface Material {
  code: string
  note?: string
}

export interface Claim extends Question {
  certificateNo?: string
  materials?: Material[]
}

/** A whole case, for its applicant and the agencies of both regions. */
export interface Case extends CaseSummary {
  receiptNo?: string
  identity?: string
  claim: Claim
  decision: Decision | null
  missingDocuments: Worded[]
  hostConditions: Condition[]
  acceptedOn?: string
  deemedAccepted: boolean
  suppliedOn?: string
  notice?: { on: string; missing: Worded[] }
  verification?: { on: string; pass: boolean; note?: string }
  conclusion?: { on: string; region: Region; stage: string; recognized: boolean; met?: string[]; reason?: string; reasonLabel?: string; text?: string; final: boolean }
  appeal?: { on: string; text: string }
  limits: { intake?: Limit; supply?: Limit; promised?: Limit; statutory?: Limit; appeal?: Limit }
  timeline: CaseEvent[]
  statementId?: string
  can: CaseVerb[]
}

export interface VersionedCase {
  record: Case
  etag: string
}

export const caseListSize = 30

/** The agency's cases: those it has to act on, by deadline (`todo`), or all. */
export async function listCases(box: 'todo' | 'all', page: number, signal?: AbortSignal): Promise<Page<CaseSummary>> {
  const { data } = await api.get<Page<CaseSummary>>('/recognition/applications', { query: { box, page, pageSize: caseListSize }, signal })
  return data
}

const path = (id: string) => `/recognition/applications/${encodeURIComponent(id)}`

/** One case with its version. */
export async function getCase(id: string, signal?: AbortSignal): Promise<VersionedCase> {
  const { data, etag } = await api.get<Case>(path(id), { signal })
  return { record: data, etag }
}

/** Changes the applicant's draft. */
export async function patchCase(id: string, etag: string, patch: Partial<Claim>): Promise<VersionedCase> {
  const { data, etag: next } = await api.patch<Case>(path(id), { body: patch, ifMatch: etag })
  return { record: data, etag: next }
}

/** Carries out a verb on the version that was read. */
export async function actOnCase(id: string, etag: string, verb: Exclude<CaseVerb, 'edit'>, body?: Record<string, unknown>): Promise<VersionedCase> {
  const { data, etag: next } = await api.post<Case>(`${path(id)}/${verb}`, { body, ifMatch: etag })
  return { record: data, etag: next }
}

/** The reasons an agency may refuse for. */
export async function refusalReasons(signal?: AbortSignal): Promise<Worded[]> {
  const { data } = await api.get<Worded[] | { items: Worded[] }>('/recognition/reasons', { signal })
  return Array.isArray(data) ? data : data.items
}

export type StatementVerb = 'suspend' | 'resume' | 'revoke'

/** A verification statement for its holder and the agencies of both regions. */
export interface Statement extends ShownStatement {
  id: string
  holderName: string
  caseNo: string
  status: 'valid' | 'suspended' | 'revoked'
  expired: boolean
  code: string
  verifyUrl: string
  qr: string
  credential: string
  history: { at: string; to: string; role: string; reason: string }[]
  can: (StatementVerb | 'link')[]
}

export interface VersionedStatement {
  record: Statement
  etag: string
}

const statementPath = (id: string) => `/recognition/statements/${encodeURIComponent(id)}`

/** One statement with its version. */
export async function getStatement(id: string, signal?: AbortSignal): Promise<VersionedStatement> {
  const { data, etag } = await api.get<Statement>(statementPath(id), { signal })
  return { record: data, etag }
}

/** Suspends, resumes or revokes a statement. */
export async function standStatement(id: string, etag: string, verb: StatementVerb, reason: string): Promise<VersionedStatement> {
  const { data, etag: next } = await api.post<Statement>(`${statementPath(id)}/${verb}`, { body: { reason }, ifMatch: etag })
  return { record: data, etag: next }
}

/** A link that proves the statement for a number of days. */
export async function proofLink(id: string, days: number): Promise<{ code: string; url: string; until: string }> {
  const { data } = await api.post<{ code: string; url: string; until: string }>(`${statementPath(id)}/links`, { body: { days } })
  return data
}
