import type { Filters, Interpreted } from './api'

type ListName = { [K in keyof Filters]: Filters[K] extends string[] ? K : never }[keyof Filters]

const lists: readonly string[] = [
  'region', 'city', 'industry', 'discipline', 'series', 'level', 'programme', 'park', 'availability', 'recognizedIn', 'status',
] satisfies ListName[]

/** Whether a field of an interpretation is a filter of this page. */
export function isFilter(field: string | undefined): field is ListName {
  return field !== undefined && lists.includes(field)
}

/** The pieces of the typed text that act as filters. */
export function understoodFilters(interpreted: Interpreted[]): Interpreted[] {
  return interpreted.filter((i) => i.kind === 'filter' && isFilter(i.field) && !!i.value)
}

/**
 * Takes one understood filter out. The others become filters of the address and their words leave the text, which is then searched
 * literally; so what is left means exactly what its chips say.
 */
export function withoutUnderstood(filters: Filters, interpreted: Interpreted[], gone: Interpreted): Partial<Filters> {
  const all = understoodFilters(interpreted)
  const change: Partial<Filters> = { literal: true, page: 1 }
  let q = filters.q
  for (const piece of all) {
    q = q.replace(piece.text, ' ')
    if (piece === gone || !isFilter(piece.field) || !piece.value) continue
    const now = change[piece.field] ?? filters[piece.field]
    change[piece.field] = now.includes(piece.value) ? now : [...now, piece.value]
  }
  change.q = q.replace(/\s+/g, ' ').trim()
  return change
}
