package files

import "bytes"

// AudioType tells of which kind a recording is by how it begins, whatever it is called.
// These are the kinds that browsers record and play: WebM, Ogg, MP4, MP3, WAV.
func AudioType(data []byte) (mediaType string, ok bool) {
	at := func(offset int, mark string) bool {
		return len(data) >= offset+len(mark) && string(data[offset:offset+len(mark)]) == mark
	}
	switch {
	case at(0, "\x1aE\xdf\xa3") && bytes.Contains(data[:min(len(data), 64)], []byte("webm")):
		return "audio/webm", true
	case at(0, "OggS"):
		return "audio/ogg", true
	case at(4, "ftyp"):
		return "audio/mp4", true
	case at(0, "ID3"), len(data) > 2 && data[0] == 0xff && data[1]&0xe6 == 0xe2: // a frame of MPEG layer III
		return "audio/mpeg", true
	case at(0, "RIFF") && at(8, "WAVE"):
		return "audio/wav", true
	}
	return "", false
}
