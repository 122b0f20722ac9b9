import type { Look } from '@/shared/parts/status'
import type { Limit } from './api'

/** How near a time limit is: texts `cases.mark.<kind>`, with `n` working days. */
export interface Mark extends Look {
  kind: 'overdue' | 'today' | 'soon' | 'later' | 'provisional' | 'none'
  n: number
  day: string
}

/** Reads a limit: over, due today, within three working days, later, or not fixed because the year's holidays are not published. */
export function markOf(limit: Limit | null | undefined): Mark {
  const day = limit?.due ?? limit?.provisional ?? ''
  if (!limit || day === '') return { kind: 'none', n: 0, day, tone: 'plain', shape: 'dash' }
  if (!limit.due) return { kind: 'provisional', n: 0, day, tone: 'plain', shape: 'ring' }
  const left = limit.daysLeft
  if (limit.overdue) return { kind: 'overdue', n: Math.abs(left ?? 0), day, tone: 'bad', shape: 'diamond' }
  if (left === undefined) return { kind: 'later', n: 0, day, tone: 'plain', shape: 'ring' }
  if (left <= 0) return { kind: 'today', n: 0, day, tone: 'wait', shape: 'half' }
  return left <= 3 ? { kind: 'soon', n: left, day, tone: 'wait', shape: 'half' } : { kind: 'later', n: left, day, tone: 'plain', shape: 'ring' }
}
