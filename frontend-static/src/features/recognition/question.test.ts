import { expect, it } from 'vitest'
import { asksRecognition } from './question'

it.each([
  ['河北 副高级工程师 2016 在北京认不认?', true],
  ['天津工程师到河北有效吗', true],
  ['研究员 转系列', true],
  ['北京 职称 互认', true],
  ['天津 工程师 在河北吗?', true],
  ['机械 正高级工程师', false],
  ['shan shiming', false],
  ['北京 新材料', false],
  ['天津河北区', false],
  ['', false],
])('%s', (text, asks) => {
  expect(asksRecognition(text)).toBe(asks)
})
