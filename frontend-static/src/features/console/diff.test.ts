import { describe, expect, it } from 'vitest'
import { changeOf, isFirst } from './diff'

const item = (field: string, before: string, after: string) => ({ field, label: field, before, after })

describe('a changed fact', () => {
  it('marks in a list only what came and went', () => {
    const c = changeOf(item('fields', '机械设计、精密加工', '精密加工、机器人'))
    expect(c.kind).toBe('changed')
    expect(c.before).toEqual([{ text: '机械设计', mark: 'removed' }, { text: '精密加工', mark: 'same' }])
    expect(c.after).toEqual([{ text: '精密加工', mark: 'same' }, { text: '机器人', mark: 'added' }])
  })

  it('takes titles apart one by one', () => {
    const c = changeOf(item('titles', '工程 · 中级 · 工程师', '工程 · 中级 · 工程师;工程 · 副高级 · 高级工程师'))
    expect(c.after.map((p) => p.mark)).toEqual(['same', 'added'])
  })

  it('leaves a single value whole, separators and all', () => {
    const c = changeOf(item('employer', '甲、乙设计院', '甲、乙、丙设计院'))
    expect(c.before).toEqual([{ text: '甲、乙设计院', mark: 'removed' }])
    expect(c.after).toEqual([{ text: '甲、乙、丙设计院', mark: 'added' }])
  })

  it('compares a biography sentence by sentence', () => {
    const c = changeOf(item('bio', '从事设计。主持两项。', '从事设计。主持三项。'))
    expect(c.before.map((p) => p.mark)).toEqual(['same', 'removed'])
    expect(c.after).toEqual([{ text: '从事设计。', mark: 'same' }, { text: '主持三项。', mark: 'added' }])
  })

  it('says what is new and what is gone', () => {
    expect(changeOf(item('park', '', '曹妃甸')).kind).toBe('added')
    expect(changeOf(item('park', '曹妃甸', '')).kind).toBe('removed')
    expect(changeOf(item('park', '曹妃甸', '')).after).toEqual([])
  })
})

describe('a first admission', () => {
  it('is one in which every fact, the name too, is new', () => {
    expect(isFirst([item('name', '', '王示远'), item('employer', '', '某单位')].map(changeOf))).toBe(true)
    expect(isFirst([item('park', '', '曹妃甸')].map(changeOf))).toBe(false)
    expect(isFirst([])).toBe(false)
  })
})
