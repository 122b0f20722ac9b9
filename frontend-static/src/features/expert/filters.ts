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

// Values that have an order of their own are not shuffled by their counts.
const customary: Partial<Record<FacetName, readonly string[]>> = {
  status: ['draft', 'submitted', 'returned', 'published', 'suspended', 'lapsed', 'rejected', 'withdrawn', 'removed'],
  region: ['BJ', 'TJ', 'HE'],
  recognizedIn: ['BJ', 'TJ', 'HE'],
  level: ['full-senior', 'associate-senior', 'intermediate', 'assistant', 'entry'],
}

/** The values of a facet in their customary order, where there is one; otherwise as counted. */
export function inCustomaryOrder<T extends { value: string }>(name: FacetName, values: T[]): T[] {
  const order = customary[name]
  return order ? [...values].sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value)) : values
}
