package search

import (
	"slices"
	"strings"

	"talentcircle/backend/cn"
)

// KeyKind says which part of a name a key spells; a smaller one ranks higher.
type KeyKind uint8

// The kinds. Han keys are compared with typed Hanzi, the others with Term.Pinyin.
const (
	HanFull     KeyKind = iota // 单示明
	HanGiven                   // 示明; each further part of a name with ·
	PinyinFull                 // shanshiming
	PinyinShort                // shansm: the surname, and the initials of the rest
	PinyinGiven                // shiming; each further part of a name with ·
	PinyinInits                // ssm
)

// NameKey is one string under which a person is found.
type NameKey struct {
	Key  string
	Kind KeyKind
	// Ends has bit i set when a syllable (a character, a word) ends before byte i of Key; keys are cut at 31 bytes for it. Han keys
	// have none.
	Ends uint32
	// Unusual is set when a reading is not the usual one, or no surname in the table begins the name: it ranks after the others.
	Unusual bool
}

const (
	maxKey      = 31 // bytes of a pinyin key
	maxSpelling = 8  // combinations of readings of one name
	maxMixture  = 48 // bytes of a mixture of Hanzi and pinyin
)

// NameKeys gives the keys of a folded name, each once.
func NameKeys(folded string) []NameKey {
	k := keyMaker{seen: map[string]bool{}}
	folded = strings.TrimSpace(folded)
	k.han(folded)
	for i, s := range cn.Spell(folded) {
		k.spelling(s, i > 0 || s.Surname > 0 && !s.Known)
	}
	return k.keys
}

type keyMaker struct {
	keys []NameKey
	seen map[string]bool // kind and key
}

func (k *keyMaker) add(key NameKey) {
	id := string(rune(key.Kind)) + key.Key
	if key.Key == "" || k.seen[id] {
		return
	}
	k.seen[id] = true
	k.keys = append(k.keys, key)
}

// han adds the name as written, the given name after each surname it may have, and the parts of a name with ·.
func (k *keyMaker) han(folded string) {
	runs := Runs(folded)
	if len(runs) == 0 || !runs[0].Han {
		return
	}
	k.add(NameKey{Key: runs[0].Text, Kind: HanFull})
	if len(runs) > 1 {
		k.add(NameKey{Key: folded, Kind: HanFull})
		for _, r := range runs[1:] {
			if r.Han {
				k.add(NameKey{Key: r.Text, Kind: HanGiven})
			}
		}
		return
	}
	name := []rune(runs[0].Text)
	for _, s := range cn.Spell(folded) {
		if s.Surname > 0 && s.Surname < len(name) {
			k.add(NameKey{Key: string(name[s.Surname:]), Kind: HanGiven})
		}
	}
}

// spelling adds the pinyin keys of one way to read the name, in every combination of readings up to maxSpelling.
func (k *keyMaker) spelling(s cn.Spelling, unusual bool) {
	picks := make([]int, len(s.Units))
	for n := 0; n < maxSpelling; n++ {
		odd := unusual
		for i, p := range picks {
			odd = odd || p > 0 && (i >= s.Surname || s.Surname == 0)
		}
		k.combination(s, picks, odd)
		if !nextPick(s.Units, picks) {
			return
		}
	}
}

// nextPick moves to the next combination of readings, the last unit turning fastest.
func nextPick(units []cn.Unit, picks []int) bool {
	for i := len(picks) - 1; i >= 0; i-- {
		if picks[i]++; picks[i] < len(units[i].Readings) {
			return true
		}
		picks[i] = 0
	}
	return false
}

func (k *keyMaker) combination(s cn.Spelling, picks []int, unusual bool) {
	read := func(i int) string { return s.Units[i].Readings[picks[i]] }
	var full, short, inits spelt
	for i := range s.Units {
		full.add(read(i))
		inits.add(read(i)[:1])
		if i < s.Surname {
			short.add(read(i))
		} else {
			short.add(read(i)[:1])
		}
	}
	k.add(full.key(PinyinFull, unusual))
	if s.Surname > 0 && s.Surname < len(s.Units) {
		k.add(short.key(PinyinShort, unusual))
	}
	for i, u := range s.Units {
		if i > 0 && (i == s.Surname || u.Part) {
			var given spelt
			for j := i; j < len(s.Units); j++ {
				given.add(read(j))
			}
			k.add(given.key(PinyinGiven, unusual))
		}
	}
	if len(s.Units) > 1 {
		k.add(inits.key(PinyinInits, unusual))
	}
}

// spelt joins syllables and remembers where each ends.
type spelt struct {
	text string
	ends uint32
}

func (s *spelt) add(syllable string) {
	if len(s.text)+len(syllable) > maxKey {
		return
	}
	s.text += syllable
	s.ends |= 1 << len(s.text)
}

func (s *spelt) key(kind KeyKind, unusual bool) NameKey {
	return NameKey{Key: s.text, Kind: kind, Ends: s.ends, Unusual: unusual}
}

// Begins reports whether the key begins with typed pinyin.
func (k NameKey) Begins(r Reading) bool {
	return k.Kind > HanGiven && strings.HasPrefix(k.Key, r.Text) && (r.Begun || k.Ends&(1<<len(r.Text)) != 0)
}

// Syllables gives a pinyin key with a blank after each syllable but the last.
func (k NameKey) Syllables() string {
	var b strings.Builder
	for i := range len(k.Key) {
		if k.Ends&(1<<i) != 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(k.Key[i])
	}
	return b.String()
}

// MatchName reports whether a typed mixture fits a folded name, and how many of its runes it covers from which one on. Hanzi stand for
// themselves; Latin letters spell the following characters each by a reading or its first letter, the last one by any beginning. It
// may start at the name, at the given name, or at a part after ·.
func MatchName(typed, folded string) (start, end int, ok bool) {
	if len(typed) > maxMixture {
		return 0, 0, false
	}
	for _, s := range cn.Spell(folded) {
		for i, u := range s.Units {
			if i > 0 && i != s.Surname && !u.Part {
				continue
			}
			if n := consume(typed, s.Units[i:]); n > 0 {
				from, to := place(folded, s.Units, i, i+n)
				return from, to, true
			}
		}
	}
	return 0, 0, false
}

// consume gives how many units the whole of typed covers; 0 when it does not fit.
func consume(typed string, units []cn.Unit) int {
	if typed == "" || len(units) == 0 {
		return 0
	}
	unit := units[0]
	if rest, ok := strings.CutPrefix(typed, string(unit.Han)); ok && unit.Han != 0 {
		return one(rest, units)
	}
	for _, reading := range unit.Readings {
		if strings.HasPrefix(reading, typed) {
			return 1
		}
	}
	for _, reading := range unit.Readings {
		if rest, ok := strings.CutPrefix(typed, reading); ok {
			if n := one(rest, units); n > 0 {
				return n
			}
		}
	}
	if initial := unit.Readings[0][:1]; initial == typed[:1] && !slices.Contains(unit.Readings, initial) {
		return one(typed[1:], units)
	}
	return 0
}

func one(rest string, units []cn.Unit) int {
	if rest == "" {
		return 1
	}
	if n := consume(rest, units[1:]); n > 0 {
		return n + 1
	}
	return 0
}

// place gives the runes of folded in which the units [from, to) stand.
func place(folded string, units []cn.Unit, from, to int) (start, end int) {
	runes := []rune(folded)
	at, unit := 0, 0
	for unit < to && at < len(runes) {
		if unit == from {
			for at < len(runes) && !isUnitStart(runes[at], units[unit]) {
				at++
			}
			start = at
		}
		at = passUnit(runes, at, units[unit])
		unit++
	}
	return start, at
}

func isUnitStart(r rune, u cn.Unit) bool {
	if u.Han != 0 {
		return r == u.Han
	}
	return isWord(r) && !cn.IsHan(r)
}

// passUnit gives the place behind the unit.
func passUnit(runes []rune, at int, u cn.Unit) int {
	for at < len(runes) && !isUnitStart(runes[at], u) {
		at++
	}
	if u.Han != 0 {
		return min(at+1, len(runes))
	}
	for n := len([]rune(u.Readings[0])); n > 0 && at < len(runes); at++ {
		if isWord(runes[at]) {
			n--
		}
	}
	return at
}
