package cn

import (
	"strings"
	"unicode"

	gopinyin "github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// maxReadings caps the readings of one character that count; a dictionary lists archaic ones after the living ones.
const maxReadings = 3

// Unit is one sounding piece of a name: a Chinese character with its readings, or a Latin word that reads as itself. Readings have
// no tones; ü stands as v, u and yu (吕: lv, lu, lyu). The usual reading comes first.
type Unit struct {
	Han      rune // 0 for a Latin word
	Readings []string
	Part     bool // begins a new part of the name: after · or a blank
}

// Spelling is one way to read a name aloud.
type Spelling struct {
	Units   []Unit
	Surname int  // how many units are the surname; 0 when the name is not built that way (with ·, or Latin)
	Known   bool // the surname is in the table
}

// Spell gives the ways to read a folded name (see Fold). There is one, but for a name such as 单于明, which may be 单于·明 or 单·于明. A
// name with nothing to sound gives none.
func Spell(folded string) []Spelling {
	units, han, parts := unitsOf(folded)
	if len(units) == 0 {
		return nil
	}
	if parts > 1 || han != len(units) || han < 2 {
		s := Spelling{Units: units}
		if han == 1 && len(units) == 1 {
			s = asSingle(units)
		}
		return []Spelling{s}
	}
	single := asSingle(units)
	readings, ok := surnameTable().compound[[2]rune{units[0].Han, units[1].Han}]
	if !ok || han == 2 {
		return []Spelling{single}
	}
	compound := Spelling{Units: append([]Unit(nil), units...), Surname: 2, Known: true}
	for i, r := range readings {
		compound.Units[i].Readings = withU([]string{r})
	}
	if han > 3 || !single.Known {
		return []Spelling{compound}
	}
	return []Spelling{compound, single}
}

func asSingle(units []Unit) Spelling {
	s := Spelling{Units: append([]Unit(nil), units...), Surname: 1}
	readings, known := surnameTable().single[units[0].Han]
	if len(readings) > 0 {
		s.Units[0].Readings = withU(readings)
	}
	s.Known = known
	return s
}

// unitsOf cuts a folded name into units and counts the Chinese ones and the parts.
func unitsOf(folded string) (units []Unit, han, parts int) {
	fresh := true
	var word strings.Builder
	endWord := func() {
		if word.Len() == 0 {
			return
		}
		units = append(units, Unit{Readings: []string{word.String()}, Part: true})
		parts++
		word.Reset()
		fresh = true
	}
	for _, r := range folded {
		switch {
		case IsHan(r):
			endWord()
			if fresh {
				parts++
			}
			if readings := Readings(r); len(readings) > 0 {
				units = append(units, Unit{Han: r, Readings: readings, Part: fresh})
				han++
				fresh = false
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word.WriteRune(r)
		case r == '\'' || r == '-': // O'Neil, Jean-Luc: one word in each case
		default:
			endWord()
			fresh = true
		}
	}
	endWord()
	return units, han, parts
}

// Readings gives the readings of a character outside a surname, without tones, the usual one first, at most maxReadings before ü is
// spelt in its three ways. Nil when the character has none.
func Readings(r rune) []string {
	var out []string
	for marked := range strings.SplitSeq(gopinyin.PinyinDict[int(r)], ",") {
		plain := untoned(marked)
		if plain == "" || contains(out, plain) {
			continue
		}
		if out = append(out, plain); len(out) == maxReadings {
			break
		}
	}
	return withU(out)
}

// untoned takes the tone off a syllable and writes ü as v; "" for what is no syllable of Latin letters (m̄, ê̌).
func untoned(marked string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(marked) {
		switch {
		case 'a' <= r && r <= 'z':
			b.WriteRune(r)
		case r == 0x0308 && strings.HasSuffix(b.String(), "u"): // ü
			s := strings.TrimSuffix(b.String(), "u")
			b.Reset()
			b.WriteString(s + "v")
		case r == 0x0302: // ê
			return ""
		case r == 0x0304, r == 0x0301, r == 0x030C, r == 0x0300: // the four tones
		default:
			return ""
		}
	}
	if s := b.String(); strings.ContainsAny(s, "aeiouv") {
		return s
	}
	return ""
}

// withU adds the other spellings of ü: lv is typed lu and lyu too, lve also lue and lyue.
func withU(readings []string) []string {
	out := readings[:len(readings):len(readings)]
	for _, s := range readings {
		if i := strings.IndexByte(s, 'v'); i > 0 {
			for _, u := range []string{"u", "yu"} {
				if alt := s[:i] + u + s[i+1:]; !contains(out, alt) {
					out = append(out, alt)
				}
			}
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
