package files

import (
	"bytes"
	"encoding/binary"
)

// oggPage is a page of an Ogg file (RFC 3533, section 6), by where it lies in the file.
type oggPage struct{ from, to int }

// blankComments empties the comments of every stream of an Ogg file, cover pictures among
// them, and reckons the checksums of their pages anew. Comments are the second packet of a
// Vorbis (Vorbis I, section 5) or Opus stream (RFC 7845, section 5.2); what others have
// there is left.
func blankComments(data []byte) {
	packets := map[uint32]int{}    // how many have ended, by stream
	comments := map[uint32][]int{} // where the bytes of the second lie
	pages := map[uint32][]oggPage{}
	for at := 0; at+27 <= len(data) && string(data[at:at+4]) == "OggS"; {
		stream, segments := binary.LittleEndian.Uint32(data[at+14:]), int(data[at+26])
		body := at + 27 + segments
		if body > len(data) {
			return
		}
		end := body
		for _, lacing := range data[at+27 : body] {
			if packets[stream] == 1 {
				for i := end; i < min(end+int(lacing), len(data)); i++ {
					comments[stream] = append(comments[stream], i)
				}
			}
			if end += int(lacing); lacing < 255 {
				packets[stream]++
			}
		}
		if end > len(data) {
			return // it is cut
		}
		if n := len(comments[stream]); n > 0 && comments[stream][n-1] >= body {
			pages[stream] = append(pages[stream], oggPage{at, end})
		}
		at = end
	}
	for stream, at := range comments {
		if blankPacket(data, at) {
			for _, page := range pages[stream] {
				checksum(data[page.from:page.to])
			}
		}
	}
}

// blankPacket leaves of a packet of comments who wrote the program, and no comment. at
// says where its bytes lie.
func blankPacket(data []byte, at []int) bool {
	packet := make([]byte, len(at))
	for i, from := range at {
		packet[i] = data[from]
	}
	var rest int
	switch {
	case bytes.HasPrefix(packet, []byte("OpusTags")):
		rest = 8
	case bytes.HasPrefix(packet, []byte("\x03vorbis")):
		rest = 7
	default:
		return false
	}
	if rest+4 > len(packet) {
		return false
	}
	vendor := int64(binary.LittleEndian.Uint32(packet[rest:]))
	count := int64(rest) + 4 + vendor
	if count+4 > int64(len(packet)) {
		return false
	}
	blank := packet[count:]
	clear(blank)
	if packet[0] == 3 && len(blank) > 4 {
		blank[4] = 1 // the bit with which Vorbis ends
	}
	for i, from := range at {
		data[from] = packet[i]
	}
	return true
}

// checksum writes that of a page: a CRC of 32 bits, unreflected, from nothing.
func checksum(page []byte) {
	clear(page[22:26])
	var sum uint32
	for _, b := range page {
		sum ^= uint32(b) << 24
		for range 8 {
			if sum&(1<<31) != 0 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	binary.LittleEndian.PutUint32(page[22:], sum)
}
