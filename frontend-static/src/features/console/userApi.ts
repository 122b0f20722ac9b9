import { api } from '@/shared/api/client'
import { newKey } from '@/shared/api/key'
import type { Coded, Page, Role, Schema } from '@/shared/api/types'

/** An account as the security administrator sees it. */
export type User = Coded<Schema['AccountUserView'], 'role', Role>

/** An organisation an account may belong to. */
export interface Organisation {
  id: string
  name: string
}

export interface NewUser {
  username: string
  name: string
  password: string
  role: Role | ''
  agencyId: string
  employerId: string
  staffNo: string
}

export const roles: readonly Role[] = ['clerk', 'reviewer', 'coordinator', 'supervisor', 'employer', 'talent', 'system', 'security', 'auditor']
export const userPage = 50

/** Accounts by role and the beginning of the user name. */
export async function listUsers(query: { role: string; username: string; page: number }, signal?: AbortSignal): Promise<Page<User>> {
  const { data } = await api.get<Page<User>>('/users', { query: { ...query, pageSize: userPage }, signal })
  return data
}

/** Opens an account; what does not go with the role is left out. */
export async function createUser(user: NewUser): Promise<User> {
  const body = Object.fromEntries(Object.entries(user).filter(([, v]) => v !== ''))
  const { data } = await api.post<User>('/users', { body, idempotencyKey: newKey() })
  return data
}

export type UserVerb = 'disable' | 'enable' | 'reset-totp' | 'reset-password'

/** Disables, enables or resets an account; a new password goes with `reset-password`. */
export async function actOnUser(id: string, verb: UserVerb, password?: string): Promise<User> {
  const { data } = await api.post<User>(`/users/${encodeURIComponent(id)}/${verb}`, { body: verb === 'reset-password' ? { password } : undefined })
  return data
}

/** The agencies and employers an account may belong to. */
export async function organisations(signal?: AbortSignal): Promise<{ agencies: Organisation[]; employers: Organisation[] }> {
  const [agencies, employers] = await Promise.all([
    api.get<Organisation[] | { items: Organisation[] }>('/agencies', { signal }),
    api.get<Page<Organisation>>('/employers', { query: { pageSize: 100 }, signal }),
  ])
  return { agencies: Array.isArray(agencies.data) ? agencies.data : agencies.data.items, employers: employers.data.items }
}
