import type { PeriodChoice, TitleChoice } from './api'

function has<T>(choice: unknown, key: string): choice is T {
  return typeof choice === 'object' && choice !== null && key in choice
}

/** Of what a refusal offers to pick from, the meanings of a name. */
export function titleChoicesOf(offered: readonly unknown[]): TitleChoice[] {
  return offered.filter((c): c is TitleChoice => has<TitleChoice>(c, 'title'))
}

/** Of what a refusal offers to pick from, the periods of a loose date. */
export function periodsOf(offered: readonly unknown[]): PeriodChoice[] {
  return offered.filter((c): c is PeriodChoice => has<PeriodChoice>(c, 'obtainedUntil'))
}

/** A picked meaning as it changes the question. */
export function chosen(c: TitleChoice) {
  return { type: c.type, series: c.series ?? '', level: c.level ?? '', title: c.title }
}
