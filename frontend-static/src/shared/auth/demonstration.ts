import { computed, ref } from 'vue'

const on = ref(false)

/** Says that everything shown is demonstration data; told once the server has said what it is. */
export function markDemonstration(demo: boolean) {
  on.value = demo
}

/** Whether everything shown is demonstration data. */
export const demonstration = computed(() => on.value)
