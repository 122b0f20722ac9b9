package web

import (
	"strconv"
	"strings"
)

// choose picks the smallest form the caller takes; the plain form when nothing fits.
func (f *staticFile) choose(accept []string) staticForm {
	best, quality := f.forms[len(f.forms)-1], 0.0
	for _, form := range f.forms {
		if q := encodingQuality(accept, form.encoding); q > quality {
			best, quality = form, q
		}
	}
	return best
}

// encodingQuality is the q-value of one coding by RFC 9110 section 12.5.3: named, or by *, or 1 for the plain form when nothing is said.
func encodingQuality(accept []string, coding string) float64 {
	if coding == "" {
		coding = "identity"
	}
	named, star := -1.0, -1.0
	for _, line := range accept {
		for item := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(item, ";")
			switch strings.ToLower(strings.TrimSpace(name)) {
			case coding:
				named = qualityOf(params)
			case "*":
				star = qualityOf(params)
			}
		}
	}
	switch {
	case named >= 0:
		return named
	case coding == "identity" && star != 0:
		return 0.001 // acceptable, but anything asked for by name comes first
	case star >= 0:
		return star
	}
	return 0
}

func qualityOf(params string) float64 {
	key, value, ok := strings.Cut(strings.TrimSpace(params), "=")
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if !strings.EqualFold(strings.TrimSpace(key), "q") || err != nil || q < 0 || q > 1 {
		return 0
	}
	return q
}
