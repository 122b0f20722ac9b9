import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { latest } from './latest'
import { asProblem, isAborted, type Problem } from './problem'

export interface Load<T> {
  /** The last good answer; a failed load keeps it. */
  data: ShallowRef<T | undefined>
  problem: ShallowRef<Problem | undefined>
  loading: Ref<boolean>
  /** Loads again, aborting a load still under way. */
  run: () => Promise<void>
}

/** Loads one thing for a page: keeps what was there while loading and on failure, drops stale answers, stops with the page. */
export function useLoad<T>(call: (signal: AbortSignal) => Promise<T>): Load<T> {
  const data = shallowRef<T>()
  const problem = shallowRef<Problem>()
  const loading = ref(false)
  const calls = latest()

  async function run() {
    loading.value = true
    try {
      data.value = await calls.run(call)
      problem.value = undefined
    } catch (error) {
      if (isAborted(error)) return
      problem.value = asProblem(error)
    }
    loading.value = false
  }

  onScopeDispose(() => calls.cancel())
  return { data, problem, loading, run }
}
