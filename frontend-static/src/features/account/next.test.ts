import { expect, it } from 'vitest'
import { safeNext } from './next'

it.each([
  ['/console/experts?page=2', '/console/experts?page=2'],
  ['//evil.example/', null],
  ['/\\evil.example/', null],
  ['https://evil.example/', null],
  ['/login?next=/login', null],
  ['', null],
  [undefined, null],
  [['/a'], null],
])('%j', (next, path) => {
  expect(safeNext(next)).toBe(path)
})
