import type { Condition, Decision } from '../api'
import { api } from '@/shared/api/client'
import type { Coded, Nullable, Page, Schema } from '@/shared/api/types'

/** A time limit as it is shown; `provisional` while the year's holidays are not published, `daysLeft` negative when over. */
export type Limit = Schema['RecognitionLimitView']

export type CaseVerb = 'edit' | 'submit' | 'request-supplement' | 'supplement' | 'accept' | 'reject-intake' | 'verify' | 'decide' | 'withdraw' | 'appeal'

/** A case as lists show it. */
export type CaseSummary = Nullable<Schema['RecognitionCaseSummary'], 'heldBy' | 'next'>

export type CaseEvent = Schema['RecognitionEventView']
export type Worded = Schema['RecognitionWorded']
export type Claim = Schema['RecognitionClaim']

/** One document handed in, by its code in the rule; the note says which paper it is. */
export type Material = Schema['RecognitionMaterial']

type CaseAsServed = Nullable<Schema['RecognitionCaseView'], 'heldBy' | 'next'>

/** A whole case, for its applicant and the agencies of both regions. */
export type Case = Coded<Coded<Coded<CaseAsServed, 'decision', Decision | null>, 'hostConditions', Condition[]>, 'can', CaseVerb[]>

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
export type Statement = Coded<Coded<Schema['RecognitionStatementView'], 'can', (StatementVerb | 'link')[]>, 'status', 'valid' | 'suspended' | 'revoked'> & {
  /** Left out of the document, where the version of the object hides it. */
  ruleVersion: number
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
