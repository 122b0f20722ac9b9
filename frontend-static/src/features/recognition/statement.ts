/** A row of a statement as it is shown. */
export interface StatementRow {
  name: string
  value: string
  code: boolean
}

const coded = /(no|on|at|until|from|code|id)$/i

/** The named fields of a statement as rows, in the order the server gave; fields without a name here are left out. */
export function statementRows(statement: Record<string, unknown>, nameOf: (key: string) => string | null): StatementRow[] {
  return Object.entries(statement).flatMap(([key, value]) => {
    const name = nameOf(key)
    if (name === null || value === null || value === '' || typeof value === 'object') return []
    return [{ name, value: String(value), code: coded.test(key) }]
  })
}
