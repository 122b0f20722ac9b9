import { api } from '@/shared/api/client'
import { markDemonstration } from '@/shared/auth/demonstration'

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

/** Asks what runs here, and tells the shell whether it is a demonstration. */
export async function loadAbout(signal?: AbortSignal): Promise<About> {
  const { data } = await api.get<About>('/about', { signal })
  markDemonstration(data.demo)
  return data
}
