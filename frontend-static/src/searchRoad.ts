import { suggestExperts } from '@/features/expert/api'
import { asksRecognition } from '@/features/recognition/question'
import type { SearchRoad } from '@/shared/layout/searchRoad'

/** One search box for everything: a question on recognition goes to the check, anything else to the register. */
export const searchRoad: SearchRoad = {
  suggest: (text, signal) => (asksRecognition(text) ? Promise.resolve([]) : suggestExperts(text, signal)),
  to: (text) => ({ path: asksRecognition(text) ? '/recognition' : '/experts', query: { q: text } }),
  pick: (item) => (item.id ? `/experts/${item.id}` : { path: '/experts', query: { q: item.text } }),
}
