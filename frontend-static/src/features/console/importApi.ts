import { api } from '@/shared/api/client'
import { newKey } from '@/shared/api/key'
import type { Page } from '@/shared/api/types'

export type ImportState = 'reading' | 'checked' | 'committing' | 'committed' | 'cancelled' | 'failed'

/** One uploaded table: what was recognised in it, how far the present phase is, and what became of the rows. */
export interface Import {
  id: string
  fileName: string
  state: ImportState
  counts: { rows: number; good: number; bad: number; skipped: number; committed: number }
  progress: { done: number; total: number; ratePerSecond: number; secondsLeft: number }
  columns: { header: string; field: string; label: string }[]
  notes: string[]
  error?: { code: string; message: string }
  by: string
  createdAt: string
}

export type RowStatus = 'good' | 'rejected' | 'skipped' | 'committed'

/** The result of one row. */
export interface ImportRow {
  row: number
  seq?: string
  name?: string
  status: RowStatus
  messages: { column?: string; text: string; suggestion?: string }[]
  preview: Record<string, string>
  expertId?: string
}

export const rowPage = 50

const path = (id: string) => `/experts/imports/${encodeURIComponent(id)}`

/** The agency's imports, newest first. */
export async function listImports(page: number, signal?: AbortSignal): Promise<Page<Import>> {
  const { data } = await api.get<Page<Import>>('/experts/imports', { query: { page, pageSize: 20 }, signal })
  return data
}

/** Uploads a table; it is read and checked, nothing is written yet. */
export async function uploadTable(file: File, key: string = newKey()): Promise<Import> {
  const form = new FormData()
  form.append('file', file)
  const { data } = await api.post<Import>('/experts/imports', { form, idempotencyKey: key })
  return data
}

export async function getImport(id: string, signal?: AbortSignal): Promise<Import> {
  const { data } = await api.get<Import>(path(id), { signal })
  return data
}

/** The rows with one outcome, or all of them. */
export async function importRows(id: string, status: RowStatus | '', page: number, signal?: AbortSignal): Promise<Page<ImportRow>> {
  const { data } = await api.get<Page<ImportRow>>(`${path(id)}/rows`, { query: { status, page, pageSize: rowPage }, signal })
  return data
}

/** Writes the good rows, of which complete ones go to review, or stops; either may be repeated. */
export async function importVerb(id: string, verb: 'commit' | 'cancel'): Promise<Import> {
  const { data } = await api.post<Import>(`${path(id)}/${verb}`)
  return data
}

/** The empty table to fill in. */
export function template(): Promise<{ name: string; body: Blob }> {
  return api.download('/experts/imports/template.xlsx', '专家登记表.xlsx')
}

/** The sender's own table with what is wrong in it. */
export function errorTable(id: string): Promise<{ name: string; body: Blob }> {
  return api.download(`${path(id)}/errors.xlsx`, '错误原因.xlsx')
}
