import { api } from '@/shared/api/client'
import type { Schema } from '@/shared/api/types'
import { markDemonstration } from '@/shared/auth/demonstration'

/** What runs here and what it was tested against; the notes are sentences to show as they are. */
export type About = Schema['AppAboutView']

/** Asks what runs here, and tells the shell whether it is a demonstration. */
export async function loadAbout(signal?: AbortSignal): Promise<About> {
  const { data } = await api.get<About>('/about', { signal })
  markDemonstration(data.demo)
  return data
}
