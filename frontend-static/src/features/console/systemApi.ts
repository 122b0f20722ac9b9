import type { Schema } from '@/shared/api/types'

/** Whether the portal can serve, part by part. */
export type Readiness = Schema['ReadyView']

/** Asks for the state of every part. It stands outside the API's paths and answers 503 with the same body while a part is away. */
export async function readiness(signal?: AbortSignal): Promise<Readiness> {
  const answer = await fetch('/readyz', { signal, headers: { Accept: 'application/json' } })
  return (await answer.json()) as Readiness
}
