import type { RouteLocationRaw } from 'vue-router'
import type { Suggestion } from '@/shared/parts/suggestion'

/** Where the shell's search box leads; given by the application, so that the shell knows no feature. */
export interface SearchRoad {
  suggest: (text: string, signal: AbortSignal) => Promise<Suggestion[]>
  /** The page that answers a text. */
  to: (text: string) => RouteLocationRaw
  /** The page behind a suggestion. */
  pick: (item: Suggestion) => RouteLocationRaw
}
