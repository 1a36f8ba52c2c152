package media

import (
	"bytes"
	"encoding/binary"
)

const orientationTag = 0x0112

// orientation reads how a camera was held: 1 to 8 as EXIF numbers the ways, 1 when a
// picture does not say. Nothing else of EXIF is looked at, and nothing is kept.
func orientation(data []byte) int {
	if !bytes.HasPrefix(data, []byte{0xff, 0xd8}) {
		return 1
	}
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		mark, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if mark == 0xda || size < 2 || at+2+size > len(data) {
			return 1 // the picture itself begins, or the file is cut
		}
		segment := data[at+4 : at+2+size]
		if tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && mark == 0xe1 {
			return orientationIn(tiff)
		}
		at += 2 + size
	}
	return 1
}

// orientationIn looks for the tag in the first directory of a TIFF.
func orientationIn(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == orientationTag {
			if way := int(order.Uint16(entries[8:])); way >= 1 && way <= 8 {
				return way
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}
