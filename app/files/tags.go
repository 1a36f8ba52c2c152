package files

import (
	"bytes"
	"encoding/binary"
)

// WithoutTags gives an MP3, MP4, Ogg, WAV or WebM without what was written beside its sound and
// pictures: title, author, comments, cover, the place and the time it was recorded, the
// telephone it was made with. What is heard and seen stays byte for byte, and so does
// everything of other kinds. To take them away once more changes nothing.
func WithoutTags(data []byte) []byte {
	switch kind, _ := AudioType(data); kind {
	case "audio/mpeg":
		return mp3WithoutTags(data)
	case "audio/mp4":
		data = bytes.Clone(data)
		blankBoxes(data, 0)
	case "audio/ogg":
		data = bytes.Clone(data)
		blankComments(data)
	case "audio/wav":
		data = bytes.Clone(data)
		blankChunks(data)
	case "audio/webm":
		data = bytes.Clone(data)
		blankElements(data, 0)
	}
	return data
}

// mp3WithoutTags cuts the tags off both ends: ID3v2 before the sound; APE, Lyrics3 and
// ID3v1 behind it.
func mp3WithoutTags(data []byte) []byte {
	for len(data) > 10 && string(data[:3]) == "ID3" {
		size := 10 + int(data[6]&0x7f)<<21 + int(data[7]&0x7f)<<14 + int(data[8]&0x7f)<<7 + int(data[9]&0x7f)
		if data[5]&0x10 != 0 { // repeated behind the tag
			size += 10
		}
		data = data[min(size, len(data)):]
	}
	for {
		size := tagBehind(data)
		if size <= 0 || size > len(data) {
			return data
		}
		data = data[:len(data)-size]
	}
}

// tagBehind is how long the tag is with which data ends; 0 when there is none.
func tagBehind(data []byte) int {
	n := len(data)
	switch {
	case n >= 128 && string(data[n-128:n-125]) == "TAG":
		return 128
	case n >= 227 && string(data[n-227:n-223]) == "TAG+":
		return 227
	case n >= 32 && string(data[n-32:n-24]) == "APETAGEX":
		size := int(binary.LittleEndian.Uint32(data[n-20:])) // with this footer
		if binary.LittleEndian.Uint32(data[n-12:])&(1<<31) != 0 {
			size += 32 // and a header
		}
		return size
	case n >= 9 && string(data[n-9:]) == "LYRICS200":
		if at := bytes.LastIndex(data, []byte("LYRICSBEGIN")); at >= 0 {
			return n - at
		}
	}
	return 0
}

// deepest is how deep boxes and elements lie in each other where there may be tags; those of
// a hostile file lie deeper than the stack is.
const deepest = 8

// holders are the boxes of an MP4 in which there may be tags.
var holders = map[string]bool{"moov": true, "trak": true, "mdia": true, "moof": true, "traf": true}

// blankBoxes makes the tags among the boxes of an MP4 empty space of the same length, so
// that what the others say about where the sound lies stays true, and forgets when it
// was recorded. within counts the boxes around these.
func blankBoxes(data []byte, within int) {
	if within > deepest {
		return
	}
	for len(data) >= 8 {
		size, head := int64(binary.BigEndian.Uint32(data)), 8
		switch {
		case size == 1 && len(data) >= 16:
			size, head = int64(min(binary.BigEndian.Uint64(data[8:]), uint64(len(data)))), 16
		case size == 0: // to the end
			size = int64(len(data))
		}
		if size < int64(head) || size > int64(len(data)) {
			return // it is cut, or no box
		}
		name, body := string(data[4:8]), data[head:size]
		switch {
		case name == "udta", name == "meta", name == "uuid", name == "ID32":
			copy(data[4:], "free")
			clear(body)
		case name == "mvhd", name == "tkhd", name == "mdhd":
			forgetWhen(body)
		case holders[name]:
			blankBoxes(body, within+1)
		}
		data = data[size:]
	}
}

// forgetWhen takes the moments of making and changing out of the header of a film, a track
// or its media.
func forgetWhen(body []byte) {
	moments := 8 // two of 32 bits
	if len(body) > 0 && body[0] == 1 {
		moments = 16
	}
	if len(body) >= 4+moments {
		clear(body[4 : 4+moments])
	}
}

// blankChunks makes the tags among the chunks of a WAV empty space of the same length.
func blankChunks(data []byte) {
	for at := 12; at+8 <= len(data); {
		size := int64(binary.LittleEndian.Uint32(data[at+4:]))
		end := min(int64(at)+8+size, int64(len(data)))
		switch string(data[at : at+4]) {
		case "LIST", "id3 ", "ID3 ", "bext", "iXML", "_PMX":
			copy(data[at:], "JUNK")
			clear(data[at+8 : end])
		}
		at = int(min(int64(at)+8+size+size%2, int64(len(data))))
	}
}
