import { computed, shallowRef } from 'vue'
import { api } from '@/shared/api/client'

/** An engine in use; the note is a sentence to show as it is. */
export interface Engine {
  engine: string
  note: string
}

/** What runs here and what it was tested against. */
export interface About {
  version: string
  demo: boolean
  store: Engine
  search: Engine
  startedAt: string
  ranAgainst: { part: string; engine: string; what: string }[]
}

const known = shallowRef<About>()

/** Asks what runs here; the answer is kept for the strip that marks demonstration data. */
export async function loadAbout(signal?: AbortSignal): Promise<About> {
  const { data } = await api.get<About>('/about', { signal })
  known.value = data
  return data
}

/** Whether everything shown is demonstration data. */
export const demonstration = computed(() => known.value?.demo === true)
