import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Texts } from '.'
import en from './en'
import zh from './zh-CN'

const source = new URL('../../', import.meta.url).pathname

type Module = { default: Texts }
const chinese = import.meta.glob<Module>('../../features/*/texts/zh-CN.ts', { eager: true })
const english = import.meta.glob<Module>('../../features/*/texts/en.ts', { eager: true })

function leaves(texts: Texts, path = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') out.set(path + key, value)
    else for (const [k, v] of leaves(value, `${path}${key}.`)) out.set(k, v)
  }
  return out
}

function all(shared: Texts, features: Record<string, Module>): Map<string, string> {
  return new Map([shared, ...Object.values(features).map((m) => m.default)].flatMap((t) => [...leaves(t)]))
}

const zhAll = all(zh, chinese)
const enAll = all(en, english)
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)]))
}

describe('texts', () => {
  it('exist in both languages under the same keys', () => {
    expect([...enAll.keys()].sort()).toEqual([...zhAll.keys()].sort())
    expect(zhAll.size).toBeGreaterThan(200)
  })

  it('have the same places to fill in', () => {
    const different = [...zhAll].filter(([key, text]) => holes(text).join() !== holes(enAll.get(key) ?? '').join()).map(([key]) => key)
    expect(different).toEqual([])
  })

  it('are there for every key a page names outright', () => {
    const named = files(source)
      .filter((f) => /\.(vue|ts)$/.test(f) && !f.endsWith('.test.ts'))
      .flatMap((f) => [...readFileSync(f, 'utf8').matchAll(/(?:\bt\(|title: )'([a-zA-Z]+(?:\.[\w-]+)+)'/g)].map((m) => m[1] ?? ''))
    expect(named.length).toBeGreaterThan(100)
    expect([...new Set(named)].filter((key) => !zhAll.has(key))).toEqual([])
  })

  it('are written as an office writes: no exclamation marks, full-width quotes, no empty texts', () => {
    const odd = [...zhAll].filter(([, text]) => text.trim() === '' || /[!！]|亲[,,]|您好/.test(text)).map(([key]) => key)
    expect(odd).toEqual([])
  })

  it('hold nothing the message compiler would read as syntax', () => {
    const odd = [...zhAll, ...enAll].filter(([, text]) => /[@|]/.test(text)).map(([key]) => key)
    expect(odd).toEqual([])
  })
})
