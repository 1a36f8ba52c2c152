package media

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"
)

// longest is the greatest length that is believed.
const longest = 24 * time.Hour

// length reads how long a recording lasts; 0 when it does not say, or says nonsense.
func length(kind string, data []byte) time.Duration {
	seconds := 0.0
	switch kind {
	case "audio/wav":
		seconds = lengthOfWAV(data)
	case "audio/ogg":
		seconds = lengthOfOgg(data)
	case "audio/mpeg":
		seconds = lengthOfMP3(data)
	case "audio/mp4":
		seconds = lengthOfMP4(data)
	case "audio/webm":
		seconds = lengthOfWebM(data)
	}
	if !(seconds > 0 && seconds < longest.Seconds()) {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// lengthOfWAV divides the sound by how much of it there is in a second.
func lengthOfWAV(data []byte) float64 {
	rate := 0.0
	for at := 12; at+8 <= len(data); {
		name, size := string(data[at:at+4]), int64(binary.LittleEndian.Uint32(data[at+4:]))
		if name == "fmt " && at+20 <= len(data) {
			rate = float64(binary.LittleEndian.Uint32(data[at+16:]))
		}
		if name == "data" {
			return float64(min(size, int64(len(data)-at-8))) / rate
		}
		at += 8 + int(min(size+size%2, int64(len(data))))
	}
	return 0
}

// lengthOfOgg takes the place of the last page: samples since the beginning.
func lengthOfOgg(data []byte) float64 {
	rate, begins := 0.0, 0.0
	head := data[:min(len(data), 4096)]
	if at := bytes.Index(head, []byte("OpusHead")); at >= 0 && at+12 <= len(head) {
		rate, begins = 48000, float64(binary.LittleEndian.Uint16(head[at+10:])) // whatever it was recorded at
	} else if at := bytes.Index(head, []byte("\x01vorbis")); at >= 0 && at+16 <= len(head) {
		rate = float64(binary.LittleEndian.Uint32(head[at+12:]))
	}
	last := bytes.LastIndex(data, []byte("OggS"))
	if rate == 0 || last < 0 || last+14 > len(data) {
		return 0
	}
	return (float64(binary.LittleEndian.Uint64(data[last+6:])) - begins) / rate
}

var (
	bitrates = [2][16]int{ // kilobits a second of MPEG 1 and 2, layer III
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0},
	}
	rates = map[byte][3]int{3: {44100, 48000, 32000}, 2: {22050, 24000, 16000}, 0: {11025, 12000, 8000}}
)

// lengthOfMP3 takes the number of frames where the file says it, and otherwise what the
// rate of its first frame comes to.
func lengthOfMP3(data []byte) float64 {
	at := 0
	if bytes.HasPrefix(data, []byte("ID3")) && len(data) > 10 { // tags before the sound
		at = 10 + int(data[6])<<21 + int(data[7])<<14 + int(data[8])<<7 + int(data[9])
	}
	for ; at+4 < len(data) && (data[at] != 0xff || data[at+1]&0xe6 != 0xe2); at++ {
	}
	if at+4 >= len(data) {
		return 0
	}
	version := data[at+1] >> 3 & 3
	table, samples := 0, 1152.0
	if version != 3 {
		table, samples = 1, 576
	}
	sampled, known := rates[version]
	bits, which := bitrates[table][data[at+2]>>4], data[at+2]>>2&3
	if !known || bits == 0 || which == 3 {
		return 0
	}
	frame := data[at:min(len(data), at+200)]
	for _, mark := range []string{"Xing", "Info"} {
		if i := bytes.Index(frame, []byte(mark)); i >= 0 && i+12 <= len(frame) && frame[i+7]&1 == 1 {
			return float64(binary.BigEndian.Uint32(frame[i+8:])) * samples / float64(sampled[which])
		}
	}
	return float64(len(data)-at) * 8 / float64(bits*1000)
}

// lengthOfMP4 reads the header of the film.
func lengthOfMP4(data []byte) float64 {
	at := bytes.Index(data, []byte("mvhd"))
	if at < 0 || at+36 > len(data) {
		return 0
	}
	box := data[at+4:]
	if box[0] == 1 {
		return float64(binary.BigEndian.Uint64(box[24:])) / float64(binary.BigEndian.Uint32(box[20:]))
	}
	return float64(binary.BigEndian.Uint32(box[16:])) / float64(binary.BigEndian.Uint32(box[12:]))
}

// lengthOfWebM reads the element Duration, which recordings of browsers lack.
func lengthOfWebM(data []byte) float64 {
	head := data[:min(len(data), 64<<10)]
	scale := 1e6 // nanoseconds of a tick
	if at := bytes.Index(head, []byte{0x2a, 0xd7, 0xb1, 0x83}); at >= 0 && at+7 <= len(head) {
		scale = float64(int(head[at+4])<<16 | int(head[at+5])<<8 | int(head[at+6]))
	}
	if at := bytes.Index(head, []byte{0x44, 0x89, 0x88}); at >= 0 && at+11 <= len(head) {
		return math.Float64frombits(binary.BigEndian.Uint64(head[at+3:])) * scale / 1e9
	}
	if at := bytes.Index(head, []byte{0x44, 0x89, 0x84}); at >= 0 && at+7 <= len(head) {
		return float64(math.Float32frombits(binary.BigEndian.Uint32(head[at+3:]))) * scale / 1e9
	}
	return 0
}
