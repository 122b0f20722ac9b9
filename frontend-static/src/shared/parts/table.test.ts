import { expect, it } from 'vitest'
import { rowAfter } from './table'

it.each([
  ['ArrowDown', 0, 3, 1],
  ['j', 2, 3, 2],
  ['ArrowUp', 0, 3, 0],
  ['k', 2, 3, 1],
  ['End', 0, 3, 2],
  ['Home', 2, 3, 0],
  ['ArrowDown', -1, 3, 0],
  ['x', 0, 3, null],
  ['ArrowDown', 0, 0, null],
])('%s from %i of %i', (key, at, rows, to) => {
  expect(rowAfter(key, at, rows)).toBe(to)
})
