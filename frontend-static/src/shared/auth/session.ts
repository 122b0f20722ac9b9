import { computed, reactive, readonly } from 'vue'
import { api, whenSignedOut } from '@/shared/api/client'
import type { Grant, Me } from '@/shared/api/types'

interface Session {
  user: Me | null
  /** True when it is known whether somebody is signed in. */
  ready: boolean
  /** True when a session ended by itself and the person has not signed in again. */
  expired: boolean
}

// Only tells whether asking for a refresh makes sense; the token itself never leaves memory and the cookie is out of our reach.
const hint = 'talentcircle.session'

const state = reactive<Session>({ user: null, ready: false, expired: false })

function remember(signedIn: boolean) {
  try {
    if (signedIn) localStorage.setItem(hint, '1')
    else localStorage.removeItem(hint)
  } catch {
    // Storage is blocked: the next visit starts signed out.
  }
}

function hinted(): boolean {
  try {
    return localStorage.getItem(hint) === '1'
  } catch {
    return false
  }
}

function forget() {
  api.hold('')
  remember(false)
  state.user = null
}

whenSignedOut(() => {
  forget()
  state.expired = true
})

async function readMe() {
  const { data } = await api.get<Me>('/auth/me')
  state.user = data
  state.expired = false
}

async function take(grant: Grant) {
  api.hold(grant.accessToken)
  remember(true)
  await readMe()
}

/** Takes up an earlier session at start, when there was one. Never throws: without an answer the visitor is signed out. */
export async function restoreSession() {
  if (hinted()) {
    try {
      if (await api.refresh()) await readMe()
      else forget()
    } catch {
      // The server is away; the hint stays for the next load.
    }
  }
  state.ready = true
}

/** Signs in with user name and password; throws the Problem to show. */
export async function signIn(username: string, password: string, otp?: string) {
  const { data } = await api.post<Grant>('/auth/login', { body: { username, password, ...(otp ? { otp } : {}) }, plain: true })
  await take(data)
}

/** Signs in with one of the demonstration accounts. */
export async function signInAsDemo(username: string) {
  const { data } = await api.post<Grant>('/demo/login', { body: { username }, plain: true })
  await take(data)
}

/** Ends the session here and on the server. */
export async function signOut() {
  try {
    await api.post('/auth/logout')
  } finally {
    forget()
    state.expired = false
  }
}

/** The session, to read. */
export const session = readonly(state)

export const signedIn = computed(() => state.user !== null)

/** Whether the caller's role holds the permission, such as `expert.register`. What a record allows is in its `can`. */
export function may(permission: string): boolean {
  return state.user?.permissions.includes(permission) ?? false
}

/** Whether the caller works for an agency. */
export const isStaff = computed(() => ['clerk', 'reviewer', 'coordinator'].includes(state.user?.role ?? ''))
