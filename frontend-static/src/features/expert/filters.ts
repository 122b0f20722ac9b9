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
  title: list(),
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

/** Filters that narrow the list without a facet of their own: they come from what was typed, or from links. */
export const quietFilters = ['title', 'discipline'] as const

/** Everything that can be removed from the list. */
export const allFilters = [...facetOrder, ...quietFilters
] as const

export type FacetName = (typeof facetOrder)[number]
export type FilterName = (typeof allFilters)[number]
