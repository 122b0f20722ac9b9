import { describe, expect, it } from 'vitest'
import type { OwnRecord } from '../api'
import { at, placed, waiting } from './complaints'
import { changedKeys, draftOf, emptyForm, emptyTitle, formOf, inputOf, merge, patchOf } from './form'

const record = {
  id: 'e1', no: 'JJJ-HE-2026-000001', name: '王示远', region: 'HE', status: 'draft', audience: 'own', demo: true, identityKind: 'resident-id',
  identity: '130***********0030', phone: '139****0000', employer: '河北示例工程学会(虚构)', city: '130100', fields: ['机械设计'],
  industries: [{ value: 'new-materials', label: '新材料' }], disciplines: [], availability: [], willingRegions: ['BJ'], languages: [], recognizedIn: [],
  titles: [{ series: 'engineering', seriesLabel: '工程', level: 'full-senior', levelLabel: '正高级', name: '正高级工程师', formerName: '教授级高级工程师', shown: '' }],
  qualifications: [], programmes: [{ programme: 'haiju', label: '海聚工程', year: 2018 }], updatedAt: '2026-03-16T01:00:00Z',
  consents: [
    { scope: 'circle', label: '三地共享', channel: 'paper', evidence: '授-1', givenOn: '2026-01-05', inForce: true, textVersion: '1' },
    { scope: 'public', label: '向社会公开', channel: 'online', evidence: '', givenOn: '2026-01-05', withdrawnOn: '2026-02-01T00:00:00Z', inForce: false, textVersion: '1' },
  ],
} satisfies OwnRecord as OwnRecord

describe('the form of a record', () => {
  it('shows a title by the name on the certificate and leaves private values empty', () => {
    const form = formOf(record)
    expect(form.titles[0]?.name).toBe('教授级高级工程师')
    expect([form.identity, form.phone, form.email]).toEqual(['', '', ''])
    expect(form.programmes).toEqual([{ programme: 'haiju', year: '2018' }])
    expect(form.consents.circle?.given).toBe(true)
    expect(form.consents.public?.given).toBe(false)
  })

  it('sends nothing back when nothing was changed', () => {
    expect(patchOf(formOf(record), formOf(record))).toEqual({})
  })

  it('sends a private value only when one was typed', () => {
    const typed = { ...formOf(record), phone: '13900000000' }
    expect(patchOf(formOf(record), typed)).toEqual({ phone: '13900000000' })
    expect(changedKeys(typed, formOf(record))).toEqual([])
  })

  it('leaves out what waits to be mended', () => {
    const typed = { ...formOf(record), name: '王远', city: '999999' }
    expect(patchOf(formOf(record), typed, ['city'])).toEqual({ name: '王远' })
  })
})

describe('what is sent', () => {
  it('leaves out empty rows and a year that is none', () => {
    const form = emptyForm()
    form.titles = [emptyTitle(), { ...emptyTitle(), name: '高级工程师' }]
    form.qualifications = [{ type: 'skill', name: '', level: '', obtainedOn: '', issuer: '' }]
    form.programmes = [{ programme: 'haiju', year: '18' }]
    const input = inputOf(form)
    expect(input.titles.map((t) => t.name)).toEqual(['高级工程师'])
    expect(input.qualifications).toEqual([])
    expect(input.programmes).toEqual([{ programme: 'haiju' }])
  })

  it('opens a draft with what was filled in only', () => {
    expect(draftOf({ ...emptyForm(), name: '王示远' })).toEqual({ name: '王示远', identityKind: 'resident-id' })
  })
})

describe('complaints', () => {
  const form = emptyForm()
  form.name = '王示远'
  form.titles = [emptyTitle(), { ...emptyTitle(), name: '研究员' }]
  form.consents.public = { given: true, channel: 'paper', evidence: '', givenOn: '', until: '' }
  const found = placed(
    [
      { location: 'body.titles[0].name', message: '该系列没有“研究员”。' },
      { location: 'body.consents[0].evidence', message: '书面授权请填写授权材料编号。' },
      { location: 'body.titles', message: '请至少填写一项。' },
      { location: 'header.if-match', message: '版本有误。' },
    ],
    form,
  )

  it('come to the row as it stands on the page, not as it was sent', () => {
    expect(at(found, 'titles.1.name')).toBe('该系列没有“研究员”。')
    expect(at(found, 'titles.0.name')).toBe('')
    expect(at(found, 'consents.public.evidence')).toBe('书面授权请填写授权材料编号。')
    expect(at(found, 'titles')).toBe('请至少填写一项。')
  })

  it('know their step; what has no place stands at the end', () => {
    expect(found.map((c) => c.step)).toEqual(['titles', 'consents', 'titles', 'confirm'])
    expect(waiting(found)).toEqual(['titles', 'consents', 'header.if-match'])
  })
})

describe('two people at one record', () => {
  it('keeps what was changed here, takes up what was changed there, and names what both changed', () => {
    const base = formOf(record)
    const mine = { ...base, name: '王远', position: '总工', phone: '13900000000' }
    const theirs = { ...base, position: '院长', department: '设计部' }
    const { form, both } = merge(base, mine, theirs)
    expect([form.name, form.position, form.department, form.phone]).toEqual(['王远', '总工', '设计部', '13900000000'])
    expect(both).toEqual(['position'])
  })
})
