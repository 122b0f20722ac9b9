import { api } from '@/shared/api/client'
import { Problem } from '@/shared/api/problem'
import type { Region, Role } from '@/shared/api/types'

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
