const zone = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
})

/** An RFC 3339 time as the office's clock shows it: `2026-03-16 09:30`; what can't be read comes back as it is. */
export function clock(at: string): string {
  const when = new Date(at)
  if (Number.isNaN(when.getTime())) return at
  const p = Object.fromEntries(parts.formatToParts(when).map((x) => [x.type, x.value]))
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`
}

/** The same, without the hour. */
export function dayOf(at: string): string {
  return clock(at).slice(0, 10)
}

/** Today at the office, `YYYY-MM-DD`. */
export function today(now: Date = new Date()): string {
  return dayOf(now.toISOString())
}

/**
 * Brings a typed date to `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: 2016.12, 2016/3/1, 2016年12月 and 20161118 are understood. What is no date
 * comes back as null; an empty text stays empty.
 */
export function readDay(typed: string): string | null {
  const text = typed.trim().replace(/[０-９]/g, (d) => String.fromCharCode(d.charCodeAt(0) - 0xfee0))
  if (text === '') return ''
  const m = /^(\d{4})(?:\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?\s*日?)?)?年?月?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})?$/.exec(text)
  if (!m?.[1]) return null
  const [year, month, day] = [m[1], m[2]?.padStart(2, '0'), m[3]?.padStart(2, '0')]
  if (!month) return year
  if (Number(month) < 1 || Number(month) > 12) return null
  if (!day) return `${year}-${month}`
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return Number(day) >= 1 && Number(day) <= last ? `${year}-${month}-${day}` : null
}
