package embedded

import "slices"

// column holds the values of one field of a segment: a sorted dictionary, the codes of each document one after another, and for each
// value the documents that have it.
type column struct {
	dict  table
	from  []uint32 // from[d] to from[d+1]: the codes of document d
	codes []uint32
	docs  []docset // by code; made from codes
}

// table is a list of strings in one block of memory.
type table struct {
	text []byte
	ends []uint32
}

func (t table) len() int { return len(t.ends) }

func (t table) bytes(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.text[from:t.ends[i]]
}

func (t table) at(i int) string { return string(t.bytes(i)) }

func (t *table) add(s string) {
	t.text = append(t.text, s...)
	t.ends = append(t.ends, uint32(len(t.text)))
}

// search gives the first place whose string is not before s; the table is sorted.
func (t table) search(s string) int {
	lo, hi := 0, t.len()
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if string(t.bytes(mid)) < s { // compared in place, without a copy
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// find gives the place of s.
func (t table) find(s string) (int, bool) {
	i := t.search(s)
	return i, i < t.len() && string(t.bytes(i)) == s
}

// prefixed gives the places [from, to) of the strings that begin with prefix.
func (t table) prefixed(prefix string) (from, to int) {
	from = t.search(prefix)
	lo, hi := from, t.len()
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if b := t.bytes(mid); len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return from, lo
}

// makeColumn builds a column from each document's values; a value given twice counts once.
func makeColumn(values [][]string) column {
	seen := map[string]uint32{}
	for _, vs := range values {
		for _, v := range vs {
			seen[v] = 0
		}
	}
	names := make([]string, 0, len(seen))
	for v := range seen {
		names = append(names, v)
	}
	slices.Sort(names)
	var c column
	for i, v := range names {
		seen[v] = uint32(i)
		c.dict.add(v)
	}
	c.from = make([]uint32, 1, len(values)+1)
	for _, vs := range values {
		start := len(c.codes)
		for _, v := range vs {
			if code := seen[v]; !slices.Contains(c.codes[start:], code) {
				c.codes = append(c.codes, code)
			}
		}
		c.from = append(c.from, uint32(len(c.codes)))
	}
	c.derive()
	return c
}

// derive makes docs from codes.
func (c *column) derive() {
	n := len(c.from) - 1
	sizes := make([]uint32, c.dict.len()+1)
	for _, code := range c.codes {
		sizes[code+1]++
	}
	for i := 1; i < len(sizes); i++ {
		sizes[i] += sizes[i-1]
	}
	flat := make([]uint16, len(c.codes))
	next := slices.Clone(sizes)
	for d := range n {
		for _, code := range c.codes[c.from[d]:c.from[d+1]] {
			flat[next[code]] = uint16(d)
			next[code]++
		}
	}
	c.docs = make([]docset, c.dict.len())
	for code := range c.docs {
		c.docs[code] = newDocset(flat[sizes[code]:sizes[code+1]:sizes[code+1]], n)
	}
}

// of gives the values of one document.
func (c *column) of(d uint16) []string {
	var out []string
	for _, code := range c.codes[c.from[d]:c.from[d+1]] {
		out = append(out, c.dict.at(int(code)))
	}
	return out
}

// addAny adds the documents that have one of the values.
func (c *column) addAny(b bitset, values []string) {
	for _, v := range values {
		if i, ok := c.dict.find(v); ok {
			c.docs[i].addTo(b)
		}
	}
}

// countInto counts the documents of b by value. With few documents their codes are read; with many, each value's set is met with b.
func (c *column) countInto(counts map[string]int, b bitset, size int) {
	if size == 0 {
		return
	}
	if size > c.dict.len()*4 && size > len(b) {
		for code, s := range c.docs {
			if n := s.countIn(b); n > 0 {
				counts[c.dict.at(code)] += n
			}
		}
		return
	}
	tally := make([]int32, c.dict.len())
	b.each(func(d uint16) bool {
		for _, code := range c.codes[c.from[d]:c.from[d+1]] {
			tally[code]++
		}
		return true
	})
	for code, n := range tally {
		if n > 0 {
			counts[c.dict.at(code)] += int(n)
		}
	}
}

// numbers holds one number field of a segment.
type numbers struct {
	values []int64
	there  bitset
}

// addRange adds the documents whose number lies between two ends; a nil end is open.
func (c *numbers) addRange(b bitset, from, to *int64) {
	c.there.each(func(d uint16) bool {
		if v := c.values[d]; (from == nil || v >= *from) && (to == nil || v <= *to) {
			b.set(d)
		}
		return true
	})
}
