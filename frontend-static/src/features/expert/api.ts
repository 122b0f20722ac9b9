import { api } from '@/shared/api/client'
import type { Coded, Schema } from '@/shared/api/types'
import type { Suggestion } from '@/shared/parts/suggestion'

/** A title as shown: `shown` puts an older name first, with the present one. */
export type ExpertTitle = Schema['ExpertTitleView']

/** A piece of the typed text that was understood as something; `values` holds every value meant, when there are several. */
export type Interpreted = Coded<Schema['ExpertInterpretedView'], 'kind', 'filter' | 'term' | 'phrase' | 'excluded' | 'dropped' | 'suggestion'>

/** One found expert; highlights are HTML-escaped text with `<em>` round the matches: show them with Highlight only. */
export type ExpertHit = Schema['ExpertHitView']

/** A page of hits. While the search engine is away the list comes from the store and says so. */
export type Results = Coded<Schema['ExpertFindView'], 'interpreted', Interpreted[]> & { degraded?: boolean; notice?: string }

/** A record as far as its audience may see it. */
export type Expert = Schema['ExpertView']

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
