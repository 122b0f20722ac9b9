// Package seed holds what every installation starts with: the catalogue and the demonstration rules, as data files in the binary.
package seed

import (
	"embed"
	"io/fs"
)

//go:embed catalogue rules
var files embed.FS

// Files gives the data files, by the paths they have in this folder: "catalogue/title-series.yaml", "rules/demo.yaml".
func Files() fs.FS { return files }
