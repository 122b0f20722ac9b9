package search

// maxSyllablesTyped is how many words in a row may be the pieces of one name: shan shi ming.
const maxSyllablesTyped = 4

// joinPinyin lets words of letters in a row also be one name: each of them is found, too, where all of them together are.
func (p *parser) joinPinyin() {
	joined := make([][]Reading, len(p.terms))
	for i := range p.terms {
		text := ""
		for j := i; j < len(p.terms) && j < i+maxSyllablesTyped && len(p.terms[j].Pinyin) == 1; j++ {
			text += p.terms[j].Pinyin[0].Text
			if j == i || len(text) > maxKey {
				continue
			}
			for k := i; k <= j; k++ {
				joined[k] = append(joined[k], Reading{Text: text, Begun: p.terms[j].Last})
			}
		}
	}
	for i := range p.terms {
		t := &p.terms[i]
		if len(t.Pinyin) == 1 {
			t.Pinyin[0].Begun = t.Last
		}
		t.Pinyin = append(t.Pinyin, joined[i]...)
	}
}
