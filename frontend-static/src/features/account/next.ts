/** The page to return to after signing in: only a path of this portal, never another host; null when there is none. */
export function safeNext(next: unknown): string | null {
  if (typeof next !== 'string' || !next.startsWith('/') || /^\/[\\/]/.test(next) || next.startsWith('/login')) return null
  return next
}
