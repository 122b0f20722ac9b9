import { expect, it } from 'vitest'
import { recognitionQuery } from './titleQuestion'

it('asks with the name on the certificate and leaves out what is not known', () => {
  const title = { series: 'engineering', seriesLabel: '工程技术', level: 'full-senior', levelLabel: '正高级', name: '正高级工程师', formerName: '教授级高级工程师', shown: '教授级高级工程师(现称 正高级工程师)', issuer: 'BJ', obtainedOn: '2012-06' }
  expect(recognitionQuery(title)).toEqual({
    type: 'title', series: 'engineering', level: 'full-senior', title: '教授级高级工程师', from: 'BJ', obtainedOn: '2012-06',
  })
})
