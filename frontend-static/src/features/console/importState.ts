import type { Look } from '@/shared/parts/status'
import type { Import, ImportState, RowStatus } from './importApi'

const looks: Record<ImportState, Look> = {
  reading: { tone: 'wait', shape: 'half' },
  checked: { tone: 'brand', shape: 'forward' },
  committing: { tone: 'wait', shape: 'half' },
  committed: { tone: 'good', shape: 'check' },
  cancelled: { tone: 'plain', shape: 'dash' },
  failed: { tone: 'bad', shape: 'cross' },
}

/** The look of an import's state; the word is the text `imports.state.<state>`. */
export function importLook(state: ImportState): Look {
  return looks[state]
}

const rowLooks: Record<RowStatus, Look> = {
  good: { tone: 'good', shape: 'check' },
  rejected: { tone: 'bad', shape: 'cross' },
  skipped: { tone: 'plain', shape: 'dash' },
  committed: { tone: 'good', shape: 'disc' },
}

export function rowLook(status: RowStatus): Look {
  return rowLooks[status]
}

/** Whether something is going on that the page should follow. */
export function working(i: Import): boolean {
  return i.state === 'reading' || i.state === 'committing'
}

/** The step of the wizard an import stands at: 1 upload, 2 check, 3 write, 4 result. */
export function stepOf(i: Import): 1 | 2 | 3 | 4 {
  if (i.state === 'reading') return 1
  if (i.state === 'checked') return 2
  return i.state === 'committing' ? 3 : 4
}

/** The rows to show first: those to mend while there are any, then what was written. */
export function firstRows(i: Import): RowStatus {
  if (i.counts.bad > 0) return 'rejected'
  if (i.counts.good === 0 && i.counts.skipped > 0) return 'skipped'
  return i.state === 'committed' || i.state === 'committing' ? 'committed' : 'good'
}
