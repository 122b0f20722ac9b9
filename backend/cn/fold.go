package cn

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/longbridgeapp/opencc"
	"golang.org/x/text/unicode/norm"
)

// Fold brings a text to the form in which texts are compared: compatibility forms and full width resolved (the K of NFKC), traditional
// characters simplified, Latin letters lower-case and without accents, every blank a space, every kind of middle dot ·, invisible
// characters gone. Folding goes character by character, never by phrase: what is a part of a text stays a part of the folded text
// (乾 becomes 干 also in 乾坤), which is what a search needs and a typesetter would not want. Fold(Fold(s)) is Fold(s).
func Fold(s string) string {
	if plain(s) {
		return s
	}
	return fold(s, nil)
}

// Folded is a folded text that remembers where each of its characters came from.
type Folded struct {
	Text string
	from []span // one for each rune of Text
}

type span struct{ start, end int } // bytes of the source

// FoldMap folds and keeps the way back, for highlighting.
func FoldMap(s string) Folded {
	f := Folded{from: make([]span, 0, len(s)/2)}
	f.Text = fold(s, &f.from)
	return f
}

// Source gives the bytes of the source from which the runes [from, to) of Text came. from < to.
func (f Folded) Source(from, to int) (start, end int) { return f.from[from].start, f.from[to-1].end }

const (
	tableFirst = 0x3400 // CJK extension A
	tableEnd   = 0xA000 // after the unified ideographs
)

// simplified maps traditional characters to simplified ones. Most lie in one dense range; the rest are in a map.
type simplified struct {
	dense [tableEnd - tableFirst]uint16 // 0: unchanged
	rest  map[rune]rune
}

// simplifiedTable reads every single character through OpenCC once (20 ms, 50 KB kept); it never changes afterwards.
var simplifiedTable = sync.OnceValue(func() *simplified {
	converter, err := opencc.New("t2s")
	if err != nil {
		panic("cn: the dictionaries compiled into opencc do not load: " + err.Error())
	}
	t := &simplified{rest: map[rune]rune{}}
	read := func(first, end rune) {
		for r := first; r < end; r++ {
			out, err := converter.Convert(string(r))
			to, size := utf8.DecodeRuneInString(out)
			if err != nil || size != len(out) || to == r {
				continue
			}
			if r < tableEnd && to < 0x10000 {
				t.dense[r-tableFirst] = uint16(to)
			} else {
				t.rest[r] = to
			}
		}
	}
	read(tableFirst, tableEnd)
	read(0x20000, 0x32000)
	return t
})

func (t *simplified) of(r rune) rune {
	if r >= tableFirst && r < tableEnd {
		if to := t.dense[r-tableFirst]; to != 0 {
			return rune(to)
		}
		return r
	}
	if to, ok := t.rest[r]; ok {
		return to
	}
	return r
}

// plain reports whether folding would change nothing, so that most Chinese texts are not copied.
func plain(s string) bool {
	table := simplifiedTable()
	for _, r := range s {
		switch {
		case r < 0x80:
			if r < ' ' || r == 0x7f || 'A' <= r && r <= 'Z' {
				return false
			}
		case r >= tableFirst && r < tableEnd:
			if table.dense[r-tableFirst] != 0 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// folder writes folded runes, each with the source span it came from when spans are wanted.
type folder struct {
	out   strings.Builder
	from  *[]span
	table *simplified
}

func fold(s string, from *[]span) string {
	f := folder{from: from, table: simplifiedTable()}
	f.out.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r >= tableFirst && r < tableEnd:
			f.write(f.table.of(r), i, i+size)
		case r < 0x80:
			f.write(asciiFold[r], i, i+1)
		case r > 0xFF00 && r < 0xFF5F: // full-width ASCII
			f.write(asciiFold[r-0xFEE0], i, i+size)
		case r >= 0x3000 && r < 0x3012: // 、。《》【】 and the like
			if r == 0x3000 {
				r = ' '
			}
			f.write(r, i, i+size)
		default:
			for _, d := range norm.NFKD.String(s[i : i+size]) {
				f.put(f.table.of(unicode.ToLower(d)), i, i+size)
			}
		}
		i += size
	}
	return f.out.String()
}

// asciiFold folds ASCII: capitals to small letters, controls to blanks.
var asciiFold = func() (t [0x80]rune) {
	for i := range t {
		switch r := rune(i); {
		case 'A' <= r && r <= 'Z':
			t[i] = r + 'a' - 'A'
		case r < ' ' || r == 0x7f:
			t[i] = ' '
		default:
			t[i] = r
		}
	}
	return t
}()

func (f *folder) write(r rune, start, end int) {
	f.out.WriteRune(r)
	if f.from != nil {
		*f.from = append(*f.from, span{start, end})
	}
}

// put writes what came out of a decomposition: signs without a meaning of their own go, all blanks and all middle dots are one.
func (f *folder) put(r rune, start, end int) {
	switch {
	case r < 0x80:
		r = asciiFold[r]
	case unicode.IsSpace(r) || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Z, r):
		r = ' '
	case unicode.Is(unicode.Mn, r) && r != 0x3099 && r != 0x309A || // accents go; が stays apart from か
		unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
		return
	case isMiddleDot(r):
		r = '·'
	}
	f.write(r, start, end)
}

func isMiddleDot(r rune) bool {
	switch r {
	case 0x00B7, 0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB, 0x1427:
		return true
	}
	return false
}

// IsHan reports whether r is a Chinese character. 〇 is one: it stands in years.
func IsHan(r rune) bool {
	return r >= 0x4E00 && r < 0xA000 || r == '〇' || r >= 0x2E80 && unicode.Is(unicode.Han, r)
}
