/** A piece of a highlighted text. */
export interface Segment {
  text: string
  hit: boolean
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, dec?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole
    const code = dec !== undefined ? Number.parseInt(dec, 10) : Number.parseInt(hex ?? '', 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/**
 * Splits a highlighted text (HTML-escaped, with `<em>` round what was matched) into pieces that are shown as text. Nothing but `<em>`
 * and `</em>` is markup; any other tag is shown as written, so a text can never become an element.
 */
export function parseHighlight(source: string): Segment[] {
  const out: Segment[] = []
  let depth = 0
  for (const part of source.split(/(<\/?em>)/)) {
    if (part === '<em>') depth += 1
    else if (part === '</em>') depth = Math.max(0, depth - 1)
    else if (part !== '') {
      const text = decode(part)
      const last = out[out.length - 1]
      if (last && last.hit === depth > 0) last.text += text
      else out.push({ text, hit: depth > 0 })
    }
  }
  return out
}
