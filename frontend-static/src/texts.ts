import { addTexts, type Texts } from '@/shared/i18n'

type Module = { default: Texts }

/** Hands every feature's `texts/zh-CN.ts` and `texts/en.ts` to the languages; a new feature's texts are found by their place. */
export function collectTexts() {
  const chinese = import.meta.glob<Module>('./features/*/texts/zh-CN.ts', { eager: true })
  const english = import.meta.glob<Module>('./features/*/texts/en.ts')
  addTexts(
    Object.values(chinese).map((m) => m.default),
    () => Promise.all(Object.values(english).map(async (load) => (await load()).default)),
  )
}
