import { expect, it } from 'vitest'
import { latest } from './latest'

it('aborts the call before when a newer one starts', async () => {
  const signals: AbortSignal[] = []
  const calls = latest()
  const keep = (signal: AbortSignal) => {
    signals.push(signal)
    return Promise.resolve(signals.length)
  }
  await calls.run(keep)
  await calls.run(keep)
  expect(signals.map((s) => s.aborted)).toEqual([true, false])
  calls.cancel()
  expect(signals.map((s) => s.aborted)).toEqual([true, true])
})
