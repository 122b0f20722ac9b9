import { api } from '@/shared/api/client'
import type { Region } from '@/shared/api/types'
import type { Suggestion } from '@/shared/parts/suggestion'

/** A code with its wording. */
export interface Coded {
  value: string
  label: string
}

/** A title as shown: `shown` puts an older name first, with the present one. */
export interface ExpertTitle {
  series: string
  seriesLabel: string
  level: string
  levelLabel: string
  name: string
  formerName?: string
  shown: string
  speciality?: string
  obtainedBy?: string
  obtainedByLabel?: string
  obtainedOn?: string
  issuer?: string
}

export interface Facet extends Coded {
  count: number
}

/** A piece of the typed text that was understood as something. */
export interface Interpreted {
  kind: 'filter' | 'term' | 'phrase' | 'excluded' | 'dropped' | 'suggestion'
  text: string
  field?: string
  value?: string
  /** Every value meant, when there are several: a title with its former names. */
  values?: string[]
  label?: string
}

/** A talent programme with the year of selection. */
export interface ProgrammeYear {
  programme: string
  label: string
  year?: number
}

export interface ExpertHit {
  id: string
  no: string
  name: string
  region: Region
  status?: string
  employer?: string
  position?: string
  city?: string
  cityLabel?: string
  titles: ExpertTitle[]
  fields: string[]
  programmes: ProgrammeYear[]
  industries: Coded[]
  park?: Coded
  availability: Coded[]
  recognizedIn: Region[]
  updatedAt: string
  demo: boolean
  /** By field: HTML-escaped text with `<em>` round the matches; show it with Highlight only. */
  highlights: Partial<Record<string, string>>
  why: string[]
}

export interface Results {
  hits: ExpertHit[]
  total: number
  facets: Partial<Record<string, Facet[]>>
  page: number
  pageSize: number
  interpreted: Interpreted[]
  tookMicros: number
  /** The search engine is away and the list comes from the store. */
  degraded?: boolean
  notice?: string
}

export interface Consent {
  scope: string
  label: string
  channel: string
  evidence: string
  givenOn: string
  until?: string
  withdrawnOn?: string
  inForce: boolean
}

/** A record as far as its audience may see it. */
export interface Expert {
  id: string
  no: string
  name: string
  region: Region
  status?: string
  audience: 'own' | 'circle' | 'employer' | 'public' | 'self'
  demo: boolean
  employer?: string
  department?: string
  position?: string
  city?: string
  cityLabel?: string
  industries: Coded[]
  fields: string[]
  disciplines: Coded[]
  bio?: string
  titles: ExpertTitle[]
  qualifications: { type: string; name: string; level?: string; obtainedOn?: string; issuer?: string }[]
  programmes: ProgrammeYear[]
  park?: Coded
  availability: Coded[]
  willingRegions: Region[]
  languages: string[]
  recognizedIn: Region[]
  updatedAt: string
  formerNames?: string[]
  latinName?: string
  gender?: string
  birth?: string
  identity?: string
  phone?: string
  email?: string
  consents?: Consent[]
  pending?: boolean
  reasons?: { at: string; by: string; text: string; fields: string[] }[]
  can?: string[]
}

/** What narrows a search; the names are those of the API. */
export interface Filters {
  q: string
  region: string[]
  city: string[]
  industry: string[]
  discipline: string[]
  series: string[]
  level: string[]
  title: string[]
  programme: string[]
  park: string[]
  availability: string[]
  recognizedIn: string[]
  status: string[]
  sort: string
  page: number
  literal: boolean
}

export const pageSize = 20

/** Searches the register as far as the caller's audience allows. */
export async function searchExperts(filters: Filters, signal?: AbortSignal): Promise<Results> {
  const { data } = await api.get<Results>('/experts', { query: { ...filters, pageSize }, signal })
  return data
}

/** Completions of a typed beginning: names, fields, employers; Hanzi or pinyin. */
export async function suggestExperts(text: string, signal?: AbortSignal): Promise<Suggestion[]> {
  const { data } = await api.get<{ items: Suggestion[] }>('/experts/suggest', { query: { q: text }, signal })
  return data.items
}

/** One record with its version. */
export async function getExpert(id: string, signal?: AbortSignal): Promise<Expert> {
  const { data } = await api.get<Expert>(`/experts/${encodeURIComponent(id)}`, { signal })
  return data
}
