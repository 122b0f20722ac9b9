import { reactive, readonly, watch } from 'vue'
import { setLocale, type Locale } from '@/shared/i18n'

interface Display {
  theme: 'light' | 'dark'
  /** 大字版 */
  large: boolean
  locale: Locale
}

// The same key is read by public/theme.js before the first paint.
const key = 'talentcircle.display'

function saved(): Partial<Display> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Display>
  } catch {
    return {}
  }
}

const state = reactive<Display>({ theme: 'light', large: false, locale: 'zh-CN' })

function apply() {
  document.documentElement.classList.toggle('dark', state.theme === 'dark')
  document.documentElement.classList.toggle('large', state.large)
}

/** Takes up what the person chose last time, or what the system prefers, and keeps later choices. */
export async function startDisplay() {
  const before = saved()
  const prefersDark = window.matchMedia('(prefers-color-scheme: dark)').matches
  state.theme = before.theme ?? (prefersDark ? 'dark' : 'light')
  state.large = before.large === true
  state.locale = before.locale === 'en' ? 'en' : 'zh-CN'
  apply()
  await setLocale(state.locale)
}

// Paper is light whatever the screen is.
window.addEventListener('beforeprint', () => document.documentElement.classList.remove('dark'))
window.addEventListener('afterprint', apply)

function keep() {
  try {
    localStorage.setItem(key, JSON.stringify(state))
  } catch {
    // Storage is blocked: the choice holds for this visit.
  }
}

export const display = readonly(state)

export function toggleTheme() {
  state.theme = state.theme === 'dark' ? 'light' : 'dark'
  apply()
  keep()
}

export function toggleLarge() {
  state.large = !state.large
  apply()
  keep()
}

export function toggleLocale() {
  state.locale = state.locale === 'en' ? 'zh-CN' : 'en'
  keep()
}

watch(() => state.locale, setLocale)
