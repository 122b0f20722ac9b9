package credential

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quietZone is the white border the standard asks for, in modules.
const quietZone = 4

// QR draws text as an SVG at level Q (a quarter of it may be damaged). It holds no script, no style and no reference.
func QR(text, title string) (string, error) {
	code, err := qr.Encode(text, qr.Q, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw QR: %w", err)
	}
	size := code.Bounds().Dx()
	dark := func(x, y int) bool { r, _, _, _ := code.At(x, y).RGBA(); return r == 0 }
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			if !dark(x, y) {
				continue
			}
			from := x
			for x < size && dark(x, y) {
				x++
			}
			fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quietZone, y+quietZone, x-from, x-from)
		}
	}
	full := size + 2*quietZone
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges" role="img"><title>%s</title>`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`, full, full, xmlText.Replace(title), full, full, path.String()), nil
}

var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")
