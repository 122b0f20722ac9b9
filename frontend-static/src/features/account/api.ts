import { api } from '@/shared/api/client'
import { Problem } from '@/shared/api/problem'
import type { Page, Region, Role } from '@/shared/api/types'

/** An account of the demonstration that anyone may use. */
export interface DemoAccount {
  username: string
  role: Role
  region?: Region
  label: string
}

/** The accounts to try out; none where the portal does not run as a demonstration. */
export async function demoAccounts(signal?: AbortSignal): Promise<DemoAccount[]> {
  try {
    const { data } = await api.get<{ accounts: DemoAccount[]; oneClick: boolean }>('/demo/accounts', { signal })
    return data.oneClick ? data.accounts : []
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return []
    throw error
  }
}

/** The person's record as far as these pages show it. */
export interface OwnRecord {
  id: string
  no: string
  name: string
  region: Region
  status?: string
  updatedAt: string
  reasons?: { at: string; text: string }[]
  consents?: { scope: string; label: string; givenOn: string; until?: string; withdrawnOn?: string; inForce: boolean }[]
}

/** The caller's own record. */
export async function ownRecord(id: string, signal?: AbortSignal): Promise<OwnRecord> {
  const { data } = await api.get<OwnRecord>(`/experts/${encodeURIComponent(id)}`, { signal })
  return data
}

/** An application in short: where it stands, who holds it, until when. */
export interface OwnCase {
  id: string
  no?: string
  state: string
  stateLabel: string
  title: string
  from: string
  to: Region
  heldBy: { label: string } | null
  next: { due?: string; provisional?: string; overdue: boolean } | null
  closed: boolean
}

/** The caller's own applications. */
export async function ownCases(signal?: AbortSignal): Promise<OwnCase[]> {
  const { data } = await api.get<Page<OwnCase>>('/recognition/applications', { query: { box: 'mine', pageSize: 100 }, signal })
  return data.items
}

/** A verification statement in short. */
export interface OwnStatement {
  id: string
  no: string
  title: string
  toLabel: string
  status: 'valid' | 'suspended' | 'revoked'
  expired: boolean
  validUntil: string
  code: string
}

/** The caller's own statements. */
export async function ownStatements(signal?: AbortSignal): Promise<OwnStatement[]> {
  const { data } = await api.get<Page<OwnStatement>>('/recognition/statements', { query: { pageSize: 100 }, signal })
  return data.items
}
