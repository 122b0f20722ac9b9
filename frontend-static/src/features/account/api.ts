import { api } from '@/shared/api/client'
import { Problem } from '@/shared/api/problem'
import type { Coded, Nullable, Page, Schema } from '@/shared/api/types'

/** An account of the demonstration that anyone may use. */
export type DemoAccount = Schema['AppDemoAccountView']

/** The accounts to try out; none where the portal does not run as a demonstration. */
export async function demoAccounts(signal?: AbortSignal): Promise<DemoAccount[]> {
  try {
    const { data } = await api.get<Schema['AppDemoView']>('/demo/accounts', { signal })
    return data.oneClick ? data.accounts : []
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return []
    throw error
  }
}

/** The person's record as these pages show it. */
export type OwnRecord = Schema['ExpertView']

/** The caller's own record. */
export async function ownRecord(id: string, signal?: AbortSignal): Promise<OwnRecord> {
  const { data } = await api.get<OwnRecord>(`/experts/${encodeURIComponent(id)}`, { signal })
  return data
}

/** An application in short: where it stands, who holds it, until when. */
export type OwnCase = Nullable<Schema['RecognitionCaseSummary'], 'heldBy' | 'next'>

/** The caller's own applications. */
export async function ownCases(signal?: AbortSignal): Promise<OwnCase[]> {
  const { data } = await api.get<Page<OwnCase>>('/recognition/applications', { query: { box: 'mine', pageSize: 100 }, signal })
  return data.items
}

/** A verification statement in short. */
export type OwnStatement = Coded<Schema['RecognitionStatementView'], 'status', 'valid' | 'suspended' | 'revoked'>

/** The caller's own statements. */
export async function ownStatements(signal?: AbortSignal): Promise<OwnStatement[]> {
  const { data } = await api.get<Page<OwnStatement>>('/recognition/statements', { query: { pageSize: 100 }, signal })
  return data.items
}
