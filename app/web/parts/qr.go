package parts

import (
	"strconv"
	"strings"
)

// QR is a QR code as one path within a square.
type QR struct {
	Size string // of the view box
	Path string // all dark modules
}

// QROf draws the modules of a QR code, row by row, true where it is dark.
func QROf(bits [][]bool) QR {
	var b strings.Builder
	for y, row := range bits {
		for x, dark := range row {
			if dark {
				b.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h1v1h-1z")
			}
		}
	}
	n := strconv.Itoa(len(bits))
	return QR{Size: "0 0 " + n + " " + n, Path: b.String()}
}
