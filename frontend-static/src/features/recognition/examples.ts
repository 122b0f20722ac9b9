/** Questions to try, one line for each scene of the demonstration; `when` replays an answer as of an earlier day. */
export interface Example {
  /** Key of what the example shows. */
  key: string
  q?: string
  query?: Record<string, string>
}

const he = { type: 'title', series: 'engineering', level: 'associate-senior', title: '高级工程师', from: 'HE', to: 'BJ', obtainedBy: 'review', obtainedOn: '2016-11-18' }

export const examples: Example[] = [
  { key: 'verified', q: '河北 副高级工程师 2016 在北京认不认?' },
  { key: 'earlier', query: { ...he, asOf: '2016-12-31' } },
  { key: 'before', q: '天津 工程师 2017-12-31 在河北认不认?' },
  { key: 'after', q: '天津 工程师 2018-01-01 在河北认不认?' },
  { key: 'ambiguous', q: '北京 研究员 在天津认不认?' },
  { key: 'twice', q: '河北 技师 在北京认不认?' },
  { key: 'former', q: '北京 教授级高级工程师 2012-06 在天津认不认?' },
  { key: 'exam', q: '天津 会计师 以考代评 2020-10 在河北认不认?' },
  { key: 'vocational', q: '河北 二级建造师 在北京认不认?' },
  { key: 'central', q: '中央单位 高级工程师 在天津认不认?' },
  { key: 'change', query: { type: 'title', series: 'natural-science-research', level: 'full-senior', title: '研究员', from: 'BJ', to: 'TJ', targetSeries: 'engineering' } },
]
