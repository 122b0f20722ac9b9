import { computed, shallowRef } from 'vue'
import { api } from './client'
import type { Catalogue, Choice, TitleSeries } from './types'

const lists = shallowRef<Catalogue>()
const series = shallowRef<TitleSeries[]>([])
let asked: Promise<void> | null = null

async function fetchAll() {
  const [all, titles] = await Promise.all([
    api.get<Catalogue>('/catalogue'),
    api.get<TitleSeries[]>('/catalogue/title-series'),
  ])
  lists.value = all.data
  series.value = titles.data
}

/** Loads the code lists once per visit; a failed load is tried again by the next caller. */
export function loadCatalogue(): Promise<void> {
  asked ??= fetchAll().catch((error: unknown) => {
    asked = null
    throw error
  })
  return asked
}

/** The code lists of the portal, for choices and labels. Pages show codes until they have arrived. */
export function useCatalogue() {
  loadCatalogue().catch(() => undefined)
  const choices = (list: keyof Catalogue): Choice[] => lists.value?.[list] ?? []
  return {
    series: computed(() => series.value),
    choices,
    /** The label of a code; the code itself while unknown. */
    label: (list: keyof Catalogue, value: string) => choices(list).find((c) => c.value === value)?.label ?? value,
  }
}
