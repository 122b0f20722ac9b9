import { computed, ref, shallowRef, watch } from 'vue'
import { newKey } from '@/shared/api/key'
import { latest } from '@/shared/api/latest'
import { asProblem, isAborted, type Problem } from '@/shared/api/problem'
import { useAddress } from '@/shared/parts/address'
import { decide, understand, type Decision, type Understanding } from './api'
import { emptyAsked, missingOf, questionOf, questionShape, unread, type Asked } from './asked'
import { periodsOf, titleChoicesOf } from './choices'

/**
 * The check as it follows its address: a sentence is read into a question, a complete question is decided, an ambiguous one asks back.
 * Whatever changes the question changes the address, and the answer follows.
 */
export function useCheck() {
  const { state, set } = useAddress(questionShape)
  const asked = computed<Asked>(() => ({ ...emptyAsked(), ...state.value }))

  const busy = ref(false)
  const decision = shallowRef<Decision>()
  const read = shallowRef<Understanding>()
  const problem = shallowRef<Problem>()
  /** Counts up when the question lacks something that only the form can give. */
  const wantsForm = ref(0)
  const calls = latest()
  let sentence = '' // the one that `read` understood
  let key = newKey() // of the application to this question; another question is another application

  const nothing = computed(() => Object.values(asked.value).every((v) => v.length === 0))
  const missing = computed(() => (nothing.value ? [] : missingOf(asked.value)))
  // The name in the sentence has several meanings and none has been picked yet.
  const ambiguous = computed(() => {
    const r = read.value
    const { series, type, title } = asked.value
    return r !== undefined && r.choices.length > 0 && series === '' && type === '' && title === (r.question.title ?? '')
  })
  const titleChoices = computed(() => titleChoicesOf(problem.value?.choices ?? (ambiguous.value ? read.value?.choices : undefined) ?? []))
  const periods = computed(() => periodsOf(problem.value?.choices ?? []))
  // A piece of the sentence is shown as long as the question still says so.
  const chips = computed(() =>
    (read.value?.chips ?? []).filter((c) => c.field === 'title' || [asked.value[c.field as keyof Asked]].flat().includes(c.value)),
  )
  const named = computed(() => asked.value.title || chips.value.find((c) => c.field === 'title')?.value || '')

  async function answer(signal: AbortSignal) {
    const now = asked.value
    if (now.q !== '' && now.q !== sentence) {
      read.value = await understand(now.q, signal)
      sentence = now.q
    }
    if (read.value && unread(now) && Object.keys(read.value.question).length > 0) {
      decision.value = undefined
      await set({ ...read.value.question, q: now.q }, { replace: true })
    } else if (missingOf(now).length === 0 && !ambiguous.value) {
      decision.value = await decide(questionOf(now), signal)
    } else {
      decision.value = undefined
      if (!ambiguous.value) wantsForm.value += 1
    }
  }

  function forgetAnswer() {
    calls.cancel()
    busy.value = false
    problem.value = undefined
    decision.value = undefined
  }

  async function run() {
    key = newKey()
    if (asked.value.q === '') {
      read.value = undefined
      sentence = ''
    }
    if (nothing.value) {
      forgetAnswer()
      return
    }
    busy.value = true
    problem.value = undefined
    try {
      await calls.run(answer)
    } catch (error) {
      if (isAborted(error)) return
      problem.value = asProblem(error)
      decision.value = undefined
    }
    busy.value = false
  }

  watch(() => JSON.stringify(asked.value), run, { immediate: true })
  return { asked, set, run, busy, decision, read, problem, missing, titleChoices, periods, chips, named, wantsForm, key: () => key }
}
