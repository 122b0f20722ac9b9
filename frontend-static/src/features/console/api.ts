import type { Expert, Results } from '@/features/expert/api'
import { api } from '@/shared/api/client'
import { newKey } from '@/shared/api/key'
import type { Schema } from '@/shared/api/types'
import type { ExpertInput } from './register/input'

/** What can be done to a record; the names are those of the routes. */
export type Verb = 'edit' | 'submit' | 'recall' | 'publish' | 'return' | 'reject' | 'suspend' | 'resume' | 'withdraw' | 'remove'

/** A record as its own agency reads it: the working copy, with masks in place of private values. */
export type OwnRecord = Omit<Expert, 'status'> & { status: string }

/** A record with the version to send back with a change. */
export interface Versioned<T> {
  record: T
  etag: string
}

/** What narrows the own agency's list. */
export interface ListQuery {
  q: string
  status: string[]
  level: string[]
  series: string[]
  city: string[]
  page: number
}

export const listSize = 50

/** Every status a record may have, in the order of its life. Asking for a status is what limits a search to the own agency. */
export const statuses = ['draft', 'submitted', 'returned', 'published', 'suspended', 'lapsed', 'rejected', 'withdrawn', 'removed'] as const

/** The own agency's records; no status chosen means all of them. */
export async function listOwn(query: ListQuery, signal?: AbortSignal): Promise<Results> {
  // Only what narrows: the page's address holds more (the open record), which the search refuses.
  const { q, level, series, city, page } = query
  const status = query.status.length > 0 ? query.status : [...statuses]
  const { data } = await api.get<Results>('/experts', { query: { q, level, series, city, page, status, sort: q ? 'relevance' : 'updated', pageSize: listSize }, signal })
  return data
}

const path = (id: string) => `/experts/${encodeURIComponent(id)}`

/** One record with its version. */
export async function getOwn(id: string, signal?: AbortSignal): Promise<Versioned<OwnRecord>> {
  const { data, etag } = await api.get<OwnRecord>(path(id), { signal })
  return { record: data, etag }
}

/** Opens a draft; the key makes a repeated call answer with the same one. */
export async function createExpert(input: ExpertInput, key: string = newKey()): Promise<Versioned<OwnRecord>> {
  const { data, etag } = await api.post<OwnRecord>('/experts', { body: input, idempotencyKey: key })
  return { record: data, etag }
}

/** Changes what is given and leaves the rest. */
export async function patchExpert(id: string, etag: string, patch: Record<string, unknown>): Promise<Versioned<OwnRecord>> {
  const { data, etag: next } = await api.patch<OwnRecord>(path(id), { body: patch, ifMatch: etag })
  return { record: data, etag: next }
}

/** What goes with a verb: a reason where one is needed, the fields to mend, the last day of a suspension. */
export interface Because {
  reason?: string
  fields?: string[]
  until?: string
}

/** Carries out a verb on the version that was read. */
export async function act(id: string, etag: string, verb: Exclude<Verb, 'edit'>, because?: Because): Promise<Versioned<OwnRecord>> {
  const { data, etag: next } = await api.post<OwnRecord>(`${path(id)}/${verb}`, { body: because, ifMatch: etag })
  return { record: data, etag: next }
}

/** One fact before and after, in words. */
export type Difference = Schema['ExpertDifference']

/** What changed since the last admission; everything, for a record never admitted. */
export async function getDiff(id: string, signal?: AbortSignal): Promise<Difference[]> {
  const { data } = await api.get<{ items: Difference[] }>(`${path(id)}/diff`, { signal })
  return data.items
}

export type HistoryItem = Schema['ExpertHistoryItem']

/** What happened to a record, newest first. */
export async function getHistory(id: string, signal?: AbortSignal): Promise<HistoryItem[]> {
  const { data } = await api.get<{ items: HistoryItem[] }>(`${path(id)}/history`, { signal })
  return [...data.items].sort((a, b) => b.at.localeCompare(a.at))
}
