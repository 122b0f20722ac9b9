import type { LocationQueryRaw } from 'vue-router'
import type { ExpertTitle } from './api'

/** A title of a record as a question on recognition; the name on the certificate goes first, the region of use is left to ask. */
export function recognitionQuery(title: ExpertTitle): LocationQueryRaw {
  const query: Record<string, string | undefined> = {
    type: 'title',
    series: title.series,
    level: title.level,
    title: title.formerName || title.name,
    from: title.issuer,
    obtainedBy: title.obtainedBy,
    obtainedOn: title.obtainedOn,
  }
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value))
}
