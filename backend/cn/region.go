// Package cn is what is Chinese and pure: identifiers and their check digits, masking, pinyin with surnames, folding of scripts,
// regions and divisions, the working-day calendar. No input, no output, no state.
package cn

// Region is one of the three places by ISO 3166-2 without the country: BJ, TJ, HE.
type Region string

// The three regions.
const (
	Beijing Region = "BJ"
	Tianjin Region = "TJ"
	Hebei   Region = "HE"
)

// Regions lists the three in their customary order.
func Regions() []Region { return []Region{Beijing, Tianjin, Hebei} }

// Valid reports whether r is one of the three.
func (r Region) Valid() bool { return r == Beijing || r == Tianjin || r == Hebei }

// Name is the Chinese name: 北京, 天津, 河北; the code itself when unknown.
func (r Region) Name() string {
	switch r {
	case Beijing:
		return "北京"
	case Tianjin:
		return "天津"
	case Hebei:
		return "河北"
	}
	return string(r)
}
