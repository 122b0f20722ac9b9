import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router'

/** How one piece of a page's state stands in the address. */
export interface Field<T> {
  read: (values: string[]) => T
  /** The values to write; none when the state is the default, so that plain addresses stay short. */
  write: (value: T) => string[]
}

/** One text; the default is left out of the address. */
export function text(fallback = ''): Field<string> {
  return { read: (v) => v[0] ?? fallback, write: (v) => (v === fallback || v === '' ? [] : [v]) }
}

/** Several codes in the order they were chosen, each once. */
export function list(): Field<string[]> {
  return { read: (v) => [...new Set(v.filter((x) => x !== ''))], write: (v) => [...new Set(v)] }
}

/** A whole number from 1; anything else reads as the default. */
export function count(fallback = 1): Field<number> {
  return {
    read: (v) => (/^[1-9]\d{0,5}$/.test(v[0] ?? '') ? Number(v[0]) : fallback),
    write: (v) => (v === fallback ? [] : [String(v)]),
  }
}

/** Yes or no; no is left out. */
export function flag(): Field<boolean> {
  return { read: (v) => v[0] === 'true', write: (v) => (v ? ['true'] : []) }
}

export type Shape = Record<string, Field<string> | Field<string[]> | Field<number> | Field<boolean>>
export type StateOf<S extends Shape> = { [K in keyof S]: S[K] extends Field<infer T> ? T : never }

function valuesOf(query: LocationQuery | LocationQueryRaw, name: string): string[] {
  const raw = query[name]
  const all = Array.isArray(raw) ? raw : [raw]
  return all.filter((v) => v !== undefined && v !== null).map(String)
}

/** Reads a page's state from a query. */
export function readState<S extends Shape>(query: LocationQuery | LocationQueryRaw, shape: S): StateOf<S> {
  const entries = Object.entries(shape).map(([name, field]) => [name, field.read(valuesOf(query, name))])
  return Object.fromEntries(entries) as StateOf<S>
}

/** Writes a page's state as a query; names outside the shape are kept from `rest`. */
export function writeState<S extends Shape>(state: StateOf<S>, shape: S, rest: LocationQuery = {}): LocationQueryRaw {
  const out: LocationQueryRaw = {}
  for (const [name, value] of Object.entries(rest)) if (!(name in shape)) out[name] = value
  for (const [name, field] of Object.entries(shape)) {
    const values = (field as Field<unknown>).write(state[name])
    if (values.length > 0) out[name] = values.length === 1 ? values[0] : values
  }
  return out
}

/** Binds a page's state to its address: `state` follows the address, `set` changes it. */
export function useAddress<S extends Shape>(shape: S): {
  state: ComputedRef<StateOf<S>>
  set: (change: Partial<StateOf<S>>, how?: { replace?: boolean }) => Promise<unknown>
  href: (change: Partial<StateOf<S>>) => LocationQueryRaw
} {
  const route = useRoute()
  const router = useRouter()
  const state = computed(() => readState(route.query, shape))
  const href = (change: Partial<StateOf<S>>) => writeState({ ...state.value, ...change }, shape, route.query)
  return {
    state,
    href,
    set: (change, how = {}) => {
      const to = { query: href(change), hash: route.hash }
      return how.replace ? router.replace(to) : router.push(to)
    },
  }
}
