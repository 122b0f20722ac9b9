/** A fresh key for a creating call, so that repeating it makes nothing twice. Works without a secure context, too. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}
