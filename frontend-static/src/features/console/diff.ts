import type { Difference } from './api'

/** A piece of a changed fact. */
export interface Piece {
  text: string
  mark: 'same' | 'added' | 'removed'
}

/** A changed fact as the review shows it: new, gone, or changed, with what stands on each side. */
export interface Change {
  field: string
  label: string
  kind: 'added' | 'removed' | 'changed'
  before: Piece[]
  after: Piece[]
}

const separators: Record<string, string> = { titles: ';', qualifications: ';' }

// Facts that are lists, as the server joins them in words.
const lists = new Set(['formerNames', 'industries', 'disciplines', 'fields', 'titles', 'qualifications', 'programmes', 'availability', 'willingRegions', 'languages'])

function items(field: string, words: string): string[] {
  if (words === '') return []
  if (field === 'bio') return words.match(/[^。;;\n]+[。;;\n]*/g) ?? [words]
  return lists.has(field) ? words.split(separators[field] ?? '、') : [words]
}

/** Marks in each side what the other does not have: a list is compared item by item, a biography sentence by sentence. */
export function changeOf(d: Difference): Change {
  const was = items(d.field, d.before)
  const is = items(d.field, d.after)
  const side = (own: string[], other: string[], mark: Piece['mark']): Piece[] => own.map((text) => ({ text, mark: other.includes(text) ? 'same' : mark }))
  return {
    field: d.field,
    label: d.label,
    kind: was.length === 0 ? 'added' : is.length === 0 ? 'removed' : 'changed',
    before: side(was, is, 'removed'),
    after: side(is, was, 'added'),
  }
}

/** Whether nothing was admitted before: then there is nothing to compare with, and every fact is new. */
export function isFirst(changes: Change[]): boolean {
  return changes.length > 0 && changes.every((c) => c.kind === 'added') && changes.some((c) => c.field === 'name')
}
