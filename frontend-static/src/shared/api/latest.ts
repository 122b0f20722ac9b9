/**
 * Runs calls of which only the newest counts: starting one aborts the one before. The promise of an aborted call never settles its
 * caller's state, because it rejects with AbortError.
 */
export function latest() {
  let current: AbortController | null = null
  return {
    run<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
      current?.abort()
      const mine = new AbortController()
      current = mine
      return call(mine.signal)
    },
    cancel() {
      current?.abort()
      current = null
    },
  }
}
