package credential

import (
	"crypto/rand"
	"errors"
	"strings"
)

// Code is a verification code: 80 random bits and one check character, in base 32 without I, L, O and U. It says nothing about what it
// stands for and can't be found by trying; the check character tells a typing error from a code that never existed.
type Code string

const (
	codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // Crockford's
	codeRandom   = 16                                 // characters of 5 bits
	codeLength   = codeRandom + 1
)

// Why a text is no code.
var (
	ErrNotCode  = errors.New("credential: does not look like a verification code")
	ErrMistyped = errors.New("credential: a verification code with a typing error")
)

// NewCode draws a code.
func NewCode() Code {
	raw := make([]byte, codeRandom)
	rand.Read(raw)
	digits := make([]byte, codeLength)
	for i, b := range raw {
		digits[i] = b & 31
	}
	digits[codeRandom] = checkDigit(digits[:codeRandom])
	return codeOf(digits)
}

// ParseCode reads a code as people type it: any case, grouped by anything, full-width, O for 0, I and L for 1. ErrMistyped when it
// has the form of a code but the check character, or the length by one, is wrong; ErrNotCode when it is something else.
func ParseCode(text string) (Code, error) {
	if len(text) > 200 {
		return "", ErrNotCode
	}
	digits := make([]byte, 0, codeLength+1)
	for _, r := range text {
		switch d, kind := codeDigit(r); kind {
		case digitOf:
			digits = append(digits, d)
		case notInCode:
			return "", ErrNotCode
		}
	}
	switch n := len(digits); {
	case n < codeLength-1 || n > codeLength+1:
		return "", ErrNotCode
	case n != codeLength || checkDigit(digits[:codeRandom]) != digits[codeRandom]:
		return "", ErrMistyped
	}
	return codeOf(digits), nil
}

// String is the code in groups, as it is printed: XXXX-XXXX-XXXX-XXXXX.
func (c Code) String() string {
	if len(c) != codeLength {
		return string(c)
	}
	return string(c[:4] + "-" + c[4:8] + "-" + c[8:12] + "-" + c[12:])
}

func codeOf(digits []byte) Code {
	out := make([]byte, len(digits))
	for i, d := range digits {
		out[i] = codeAlphabet[d]
	}
	return Code(out)
}

type codeRune int

const (
	notInCode codeRune = iota
	digitOf
	separator
)

func codeDigit(r rune) (byte, codeRune) {
	if r >= 0xFF01 && r <= 0xFF5E { // full-width forms
		r -= 0xFEE0
	}
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	switch r {
	case 'O':
		r = '0'
	case 'I', 'L':
		r = '1'
	case 'U': // not in the alphabet, but typed for V: a typing error, which the check then finds
		r = 'V'
	case '-', '_', '.', ' ', '\t', '\n', '\r', 0x00A0, 0x3000, 0x00B7, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212: // spaces, dots, dashes
		return 0, separator
	}
	if i := strings.IndexRune(codeAlphabet, r); i >= 0 {
		return byte(i), digitOf
	}
	return 0, notInCode
}

// checkDigit makes the sum over GF(32) of digit i times α^(i+1) vanish together with the check digit itself. All weights differ, so every
// single wrong character and every exchange of two is found.
func checkDigit(digits []byte) byte {
	var sum byte
	for i, d := range digits {
		for range i + 1 {
			d = timesAlpha(d)
		}
		sum ^= d
	}
	return sum
}

// timesAlpha multiplies by α in GF(32) with x^5 + x^2 + 1.
func timesAlpha(d byte) byte {
	d <<= 1
	if d&32 != 0 {
		d ^= 0b100101
	}
	return d
}
