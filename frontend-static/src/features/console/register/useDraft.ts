import { computed, nextTick, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { newKey } from '@/shared/api/key'
import { asProblem, Problem } from '@/shared/api/problem'
import { act, createExpert, getOwn, patchExpert, type OwnRecord, type Versioned } from '../api'
import { placed, waiting, type Complaint } from './complaints'
import { changedKeys, draftOf, emptyForm, formOf, merge, patchOf, sentRows, type Form } from './form'

/** How the draft stands with the server. */
export type SaveState = 'new' | 'clean' | 'dirty' | 'saving' | 'saved' | 'failed' | 'conflict' | 'closed'

const pause = 1500

/**
 * A record under the hand: loads it, saves it by itself as a draft on the server once there is a name, and keeps everything typed when
 * something is refused. What is refused waits; the rest is saved without it. Nothing is kept in the browser.
 */
export function useDraft(opened: (id: string) => void) {
  const form = reactive<Form>(emptyForm())
  const base = shallowRef<Form>(emptyForm())
  const record = shallowRef<OwnRecord>()
  const state = ref<SaveState>('new')
  const savedAt = ref('')
  const problem = shallowRef<Problem>()
  const complaints = shallowRef<Complaint[]>([])
  const both = ref<string[]>([])
  const theirs = shallowRef<Versioned<OwnRecord>>()
  let etag = ''
  let key = newKey()
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null
  let filling = false

  let refusedAs = new Map<string, string>()
  const valueOf = (name: string) => JSON.stringify(form[name as keyof Form])
  const copy = (): Form => JSON.parse(JSON.stringify(form)) as Form
  const dirty = computed(() => (record.value ? changedKeys(base.value, form).length > 0 : form.name.trim() !== ''))

  async function fill(next: Form) {
    filling = true
    Object.assign(form, next)
    await nextTick()
    filling = false
  }

  function took(got: Versioned<OwnRecord>, sent: Form, without: string[]) {
    record.value = got.record
    etag = got.etag
    // What waits to be mended stays a difference, so that it is sent as soon as it is.
    const kept = Object.fromEntries(without.filter((k) => k in base.value).map((k) => [k, base.value[k as 'name']]))
    base.value = { ...sent, ...kept }
    savedAt.value = new Date().toISOString()
  }

  async function send(without: string[]) {
    const sent = copy()
    if (record.value) {
      const patch = patchOf(base.value, sent, without)
      if (Object.keys(patch).length > 0) took(await patchExpert(record.value.id, etag, patch), sent, without)
    } else {
      took(await createExpert(draftOf(sent, without), key), sent, without)
      opened(record.value!.id)
    }
  }

  async function attempt() {
    state.value = 'saving'
    problem.value = undefined
    // What was refused and has not been touched since is not sent again.
    const still = waiting(complaints.value).filter((k) => refusedAs.get(k) === valueOf(k))
    try {
      await send(still)
      complaints.value = complaints.value.filter((c) => still.includes(c.top))
    } catch (error) {
      const why = asProblem(error)
      if (why.status !== 422 || why.errors.length === 0) throw why
      const fresh = placed(why.errors, form)
      complaints.value = [...complaints.value.filter((c) => still.includes(c.top) && !fresh.some((f) => f.top === c.top)), ...fresh]
      key = newKey()
      const wait = waiting(complaints.value)
      refusedAs = new Map(wait.map((k) => [k, valueOf(k)]))
      if (!wait.includes('name')) await send(wait)
    }
    state.value = dirty.value ? 'dirty' : 'saved'
  }

  async function refused(why: Problem) {
    problem.value = why
    state.value = why.code === 'wrong_state' ? 'closed' : 'failed'
    if (why.status !== 412 || !record.value) return
    state.value = 'conflict'
    theirs.value = await getOwn(record.value.id).catch(() => undefined)
    if (theirs.value) both.value = merge(base.value, form, formOf(theirs.value.record)).both
  }

  /** Saves what has changed; several calls share one save, and what was typed meanwhile is saved next. */
  async function save(): Promise<void> {
    clearTimeout(timer)
    if (running) return running.then(save)
    if (!dirty.value) complaints.value = complaints.value.filter((c) => c.step === 'confirm' || refusedAs.get(c.top) === valueOf(c.top))
    if (!dirty.value || form.name.trim() === '' || state.value === 'conflict' || state.value === 'closed') return
    running = attempt().catch((error: unknown) => refused(asProblem(error)))
    await running
    running = null
  }

  function later() {
    clearTimeout(timer)
    if (state.value !== 'conflict' && state.value !== 'closed') timer = setTimeout(() => void save(), pause)
  }

  watch(form, () => {
    if (filling) return
    if (state.value !== 'saving' && state.value !== 'conflict' && state.value !== 'closed') state.value = dirty.value ? 'dirty' : state.value
    later()
  }, { deep: true })

  async function load(id: string) {
    if (record.value?.id === id) return
    const got = await getOwn(id)
    record.value = got.record
    etag = got.etag
    base.value = formOf(got.record)
    await fill(formOf(got.record))
    state.value = got.record.can?.includes('edit') ? 'clean' : 'closed'
  }

  /** After a conflict: keep what was typed here on top of the other person's record, or take theirs. */
  async function settle(keep: boolean) {
    const got = theirs.value
    if (!got) return
    const other = formOf(got.record)
    const next = keep ? merge(base.value, copy(), other).form : other
    record.value = got.record
    etag = got.etag
    base.value = other
    theirs.value = undefined
    problem.value = undefined
    both.value = []
    await fill(next)
    state.value = got.record.can?.includes('edit') ? 'clean' : 'closed'
    if (keep) await save()
  }

  /** Saves and sends to review; null when something has to be mended first. */
  async function submit(): Promise<OwnRecord | null> {
    // Everything is judged anew: what was missing may have been made up for elsewhere on the form.
    complaints.value = []
    refusedAs = new Map()
    await save()
    if (!record.value || complaints.value.length > 0 || dirty.value || state.value === 'conflict') return null
    try {
      const got = await act(record.value.id, etag, 'submit')
      record.value = got.record
      return got.record
    } catch (error) {
      const why = asProblem(error)
      if (why.status === 422) {
        complaints.value = placed(why.errors, form)
        refusedAs = new Map(waiting(complaints.value).map((k) => [k, valueOf(k)]))
      } else await refused(why)
      return null
    }
  }

  /** Starts over with an empty form. */
  async function reset() {
    clearTimeout(timer)
    record.value = undefined
    etag = ''
    key = newKey()
    base.value = emptyForm()
    complaints.value = []
    problem.value = undefined
    state.value = 'new'
    await fill(emptyForm())
  }

  onScopeDispose(() => clearTimeout(timer))
  const rows = computed(() => sentRows(form))
  return { form, record, state, savedAt, problem, complaints, both, dirty, rows, save, load, settle, submit, reset }
}
