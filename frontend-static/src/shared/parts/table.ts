/** A column of a DataTable. */
export interface Column {
  key: string
  label: string
  /** A CSS width such as `8em`; the rest share what is left. */
  width?: string
  align?: 'right'
  /** Codes, numbers and dates: monospaced, tabular. */
  code?: boolean
  /** Left out on phones. */
  wide?: boolean
}

/** The row to go to from row `at` by a key; null when the key is none of the table's. */
export function rowAfter(key: string, at: number, rows: number): number | null {
  if (rows === 0) return null
  const to: Record<string, number> = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: rows - 1 }
  const next = to[key]
  return next === undefined ? null : Math.min(rows - 1, Math.max(0, next))
}
