package files

import "math/bits"

// The elements of WebM that matter here (RFC 9559, section 5).
const (
	webmSegment     = 0x18538067
	webmInfo        = 0x1549a966
	webmCluster     = 0x1f43b675
	webmTracks      = 0x1654ae6b
	webmTrack       = 0xae
	webmTags        = 0x1254c367
	webmAttachments = 0x1941a469
	webmTitle       = 0x7ba9
	webmWhen        = 0x4461
	webmWriter      = 0x5741
	webmName        = 0x536e // of a track
	webmVoid        = 0xec
)

// blankElements makes the tags among the elements of a WebM void elements of the same
// length, so that what others say about where the sound lies stays true. within counts the
// elements around these: somebody's may be nested as deep as the file is long.
func blankElements(data []byte, within int) {
	if within > deepest {
		return
	}
	for len(data) > 0 {
		id, idLength := vint(data, false)
		if idLength == 0 {
			return
		}
		size, sizeLength := vint(data[idLength:], true)
		if sizeLength == 0 {
			return
		}
		head, end := idLength+sizeLength, len(data)
		if unknown := uint64(1)<<(7*sizeLength) - 1; size != unknown { // else to the end of what holds it
			if size > uint64(len(data)-head) {
				return // it is cut
			}
			end = head + int(size)
		}
		switch id {
		case webmTags, webmAttachments, webmTitle, webmWhen, webmWriter, webmName:
			void(data[:end])
		case webmSegment, webmInfo, webmTracks, webmTrack:
			blankElements(data[head:end], within+1)
		case webmCluster:
			if end == len(data) { // of unknown size, perhaps: tags may follow
				end = head
			}
		}
		data = data[end:]
	}
}

// vint reads a number of variable length (RFC 8794, section 4): of a size without the bit
// that tells the length, of an identifier with it. length is 0 when there is none.
func vint(data []byte, size bool) (value uint64, length int) {
	if len(data) == 0 || data[0] == 0 {
		return 0, 0
	}
	length = bits.LeadingZeros8(data[0]) + 1
	if length > len(data) {
		return 0, 0
	}
	value = uint64(data[0])
	if size {
		value &= 1<<(8-length) - 1
	}
	for _, b := range data[1:length] {
		value = value<<8 | uint64(b)
	}
	return value, length
}

// void makes a whole element one that means nothing.
func void(element []byte) {
	size, width := len(element)-2, 1
	if len(element) >= 9 {
		size, width = len(element)-9, 8
	}
	clear(element)
	element[0] = webmVoid
	for i := range width {
		element[width-i] = byte(size >> (8 * i))
	}
	element[1] |= 1 << (8 - width)
}
