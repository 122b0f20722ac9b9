import { createI18n } from 'vue-i18n'
import zh from './zh-CN'

export type Locale = 'zh-CN' | 'en'

/** Texts as nested objects; leaves are sentences. */
export interface Texts {
  [key: string]: string | Texts
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as Locale,
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh as Texts, en: {} as Texts },
  missingWarn: false,
  fallbackWarn: false,
})

let loadEnglish: () => Promise<Texts[]> = async () => []

/** Adds the features' texts: Chinese at once, English when somebody asks for it. */
export function addTexts(chinese: Texts[], english: () => Promise<Texts[]>) {
  chinese.forEach((texts) => i18n.global.mergeLocaleMessage('zh-CN', texts))
  loadEnglish = english
}

/** Switches the language of the page and of what assistive technology hears. */
export async function setLocale(locale: Locale) {
  if (locale === 'en') {
    const shared = (await import('./en')).default as Texts
    const features = await loadEnglish()
    for (const texts of [shared, ...features]) i18n.global.mergeLocaleMessage('en', texts)
  }
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
}
