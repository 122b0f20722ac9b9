// Package frontend holds the built user interface. `npm run build` fills dist; without it only dist/.gitkeep is embedded, and the
// server shows its own small pages instead.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist is the built interface: index.html, assets/ with hashed names, and a .gz and .br copy beside each file worth compressing.
func Dist() fs.FS {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		panic("frontend: " + err.Error()) // unreachable: the directory is named in the embed directive
	}
	return dist
}
