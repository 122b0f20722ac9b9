import type { Filters, Interpreted } from './api'
import { allFilters, type FilterName } from './filters'

/** Whether a field of an interpretation is a filter of this page. */
export function isFilter(field: string | undefined): field is FilterName {
  return field !== undefined && (allFilters as readonly string[]).includes(field)
}

/** The values an interpretation stands for. */
function valuesOf(piece: Interpreted): string[] {
  if (piece.values && piece.values.length > 0) return piece.values
  return piece.value ? [piece.value] : []
}

/** The pieces of the typed text that act as filters. */
export function understoodFilters(interpreted: Interpreted[]): Interpreted[] {
  return interpreted.filter((i) => i.kind === 'filter' && isFilter(i.field) && valuesOf(i).length > 0)
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
    if (piece === gone || !isFilter(piece.field)) continue
    change[piece.field] = [...new Set([...(change[piece.field] ?? filters[piece.field]), ...valuesOf(piece)])]
  }
  change.q = q.replace(/\s+/g, ' ').trim()
  return change
}
