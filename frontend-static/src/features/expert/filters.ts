import { count, flag, list, text } from '@/shared/parts/address'

/** The state of the results page as it stands in the address. */
export const filterShape = {
  q: text(),
  region: list(),
  city: list(),
  industry: list(),
  discipline: list(),
  series: list(),
  level: list(),
  programme: list(),
  park: list(),
  availability: list(),
  recognizedIn: list(),
  status: list(),
  sort: text('relevance'),
  page: count(),
  literal: flag(),
}

/** The facets in the order they are shown. */
export const facetOrder = [
  'status', 'region', 'city', 'industry', 'series', 'level', 'programme', 'park', 'availability', 'recognizedIn',
] as const

export type FacetName = (typeof facetOrder)[number]
