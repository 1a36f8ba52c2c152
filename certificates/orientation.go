package certificates

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientationOf is how a camera was held, 1 to 8, as a JPEG says: a signature
// photographed with a telephone often lies on its side. 1, upright, for all else.
func orientationOf(kind string, file []byte) int {
	if kind != jpegType {
		return 1
	}
	for at := 2; at+4 <= len(file) && file[at] == 0xff && file[at+1] != 0xda; {
		length := int(binary.BigEndian.Uint16(file[at+2:]))
		end := at + 2 + length
		if length < 2 || end > len(file) {
			return 1
		}
		if notes, found := bytes.CutPrefix(file[at+4:end], []byte("Exif\x00\x00")); found && file[at+1] == 0xe1 {
			return orientationIn(notes)
		}
		at = end
	}
	return 1
}

// orientationIn looks for the orientation among a camera's notes.
func orientationIn(notes []byte) int {
	if len(notes) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if notes[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(notes[4:]))
	if at+2 > uint64(len(notes)) {
		return 1
	}
	for i := range uint64(order.Uint16(notes[at:])) {
		entry := at + 2 + 12*i
		if entry+12 > uint64(len(notes)) {
			return 1
		}
		const orientation = 0x0112
		if order.Uint16(notes[entry:]) == orientation {
			if how := int(order.Uint16(notes[entry+8:])); how >= 1 && how <= 8 {
				return how
			}
			return 1
		}
	}
	return 1
}

// turned sets an image upright that was taken as the orientation says.
func turned(from *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return from
	}
	w, h := from.Rect.Dx(), from.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	to := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			to.SetRGBA(turnedX(orientation, x, y, w, h), turnedY(orientation, x, y, w, h), from.RGBAAt(x, y))
		}
	}
	return to
}

// turnedX and turnedY say where the pixel at x, y of an image of w by h goes.
func turnedX(orientation, x, y, w, h int) int {
	switch orientation {
	case 2, 3:
		return w - 1 - x
	case 5, 8:
		return y
	case 6, 7:
		return h - 1 - y
	default:
		return x
	}
}

func turnedY(orientation, x, y, w, h int) int {
	switch orientation {
	case 3, 4:
		return h - 1 - y
	case 5, 6:
		return x
	case 7, 8:
		return w - 1 - x
	default:
		return y
	}
}
