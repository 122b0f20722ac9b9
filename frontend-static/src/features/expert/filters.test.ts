import { expect, it } from 'vitest'
import { inCustomaryOrder } from './filters'

it('keeps regions and levels in their order and the rest by count', () => {
  const values = (...codes: string[]) => codes.map((value) => ({ value }))
  expect(inCustomaryOrder('region', values('HE', 'BJ', 'TJ')).map((v) => v.value)).toEqual(['BJ', 'TJ', 'HE'])
  expect(inCustomaryOrder('level', values('intermediate', 'full-senior')).map((v) => v.value)).toEqual(['full-senior', 'intermediate'])
  expect(inCustomaryOrder('city', values('b', 'a')).map((v) => v.value)).toEqual(['b', 'a'])
})
