import { describe, expect, it } from 'vitest'
import { parseHighlight } from './highlight'

describe('parseHighlight', () => {
  it('splits at the marks', () => {
    expect(parseHighlight('<em>单示明</em>,工程师')).toEqual([{ text: '单示明', hit: true }, { text: ',工程师', hit: false }])
  })

  it('joins marks that touch', () => {
    expect(parseHighlight('<em>单</em><em>示</em>明')).toEqual([{ text: '单示', hit: true }, { text: '明', hit: false }])
  })

  it('reads the entities of escaped text once', () => {
    expect(parseHighlight('A&amp;B &lt;em&gt; &#39;x&#x27; &amp;lt;')).toEqual([{ text: "A&B <em> 'x' &lt;", hit: false }])
  })

  it.each(['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<EM onclick=x>a</EM>', '<em class="x">a'])('shows foreign markup as text: %s', (source) => {
    expect(parseHighlight(source)).toEqual([{ text: source, hit: false }])
  })

  it('survives marks that do not match and entities that are none', () => {
    expect(parseHighlight('</em>a<em>b')).toEqual([{ text: 'a', hit: false }, { text: 'b', hit: true }])
    expect(parseHighlight('&unknown; &#0; &#x110000;')).toEqual([{ text: '&unknown; &#0; &#x110000;', hit: false }])
    expect(parseHighlight('')).toEqual([])
  })
})
