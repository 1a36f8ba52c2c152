package files_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"relevo/app/files"
)

// secret stands in every tag of these recordings.
const secret = "Yeny, en su casa"

// box is one of an MP4.
func box(name string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), name...), body...)
}

// header is a box that says when, in the moments of a version.
func header(name string, version byte) []byte {
	body := []byte{version, 0, 0, 0}
	for range 2 {
		if version == 1 {
			body = binary.BigEndian.AppendUint64(body, 3_900_000_000)
		} else {
			body = binary.BigEndian.AppendUint32(body, 3_900_000_000)
		}
	}
	return box(name, append(body, "the rest"...))
}

func id3(flags byte, body string) string {
	n := len(body)
	return "ID3\x04\x00" + string([]byte{flags, byte(n >> 21 & 0x7f), byte(n >> 14 & 0x7f), byte(n >> 7 & 0x7f), byte(n & 0x7f)}) + body
}

func TestWhatIsWrittenBesideARecordingIsTakenAway(t *testing.T) {
	sound := "\xff\xfb\x90\x44" + strings.Repeat("la do ", 40)
	ape := func(flags uint32) string {
		end := binary.LittleEndian.AppendUint32([]byte("APETAGEX\xd0\x07\x00\x00"), uint32(len(secret)+32))
		end = binary.LittleEndian.AppendUint32(end, 1)
		return string(binary.LittleEndian.AppendUint32(end, flags)) + "\x00\x00\x00\x00\x00\x00\x00\x00"
	}
	v1 := "TAG" + secret + strings.Repeat("\x00", 125-len(secret))
	for name, tagged := range map[string]string{
		"ID3v2":             id3(0, secret+strings.Repeat("\x00", 300)) + sound,
		"two of them":       id3(0, secret) + id3(0x10, secret) + "3DI\x04\x00\x10\x00\x00\x00\x00" + sound,
		"ID3v1":             sound + v1,
		"APE and ID3v1":     sound + secret + ape(0) + v1,
		"APE with a header": sound + ape(1<<31|1<<29) + secret + ape(1<<31) + v1,
		"Lyrics3 and ID3v1": sound + "LYRICSBEGIN" + secret + "000027LYRICS200" + v1,
		"nothing beside it": sound,
	} {
		if got := files.WithoutTags([]byte(tagged)); string(got) != sound {
			t.Errorf("%s: %d bytes are left of %d: %q", name, len(got), len(sound), got)
		}
	}

	tags := box("udta", box("meta", []byte("\x00\x00\x00\x00"), box("ilst", box("\xa9ART", []byte(secret)))))
	for _, version := range []byte{0, 1} {
		film := bytes.Join([][]byte{
			box("ftyp", []byte("M4A \x00\x00\x00\x00")),
			box("moov", header("mvhd", version), box("trak", header("tkhd", version), box("mdia", header("mdhd", version), box("minf", []byte("where the sound lies"))), tags), tags, box("meta", []byte(secret))),
			box("uuid", []byte(secret)),
			box("mdat", []byte(sound)),
		}, nil)
		got := files.WithoutTags(film)
		if len(got) != len(film) || bytes.Contains(got, []byte("Yeny")) || bytes.Contains(got, []byte{0xe8, 0x75, 0x4f, 0x00}) {
			t.Errorf("version %d: %q", version, got)
		}
		if bytes.Index(got, []byte(sound)) != bytes.Index(film, []byte(sound)) || !bytes.Contains(got, []byte("where the sound lies")) || bytes.Count(got, []byte("the rest")) != 3 {
			t.Errorf("version %d: the sound moved, or something of it is gone", version)
		}
		if !bytes.Contains(film, []byte("Yeny")) {
			t.Error("what was sent is changed")
		}
	}

	chunk := func(name, body string) string {
		return name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
	}
	wav := []byte("RIFF\x00\x00\x00\x00WAVE" + chunk("fmt ", "sixteen bytes...") + chunk("LIST", "INFOIART"+secret) + chunk("data", sound) + chunk("id3 ", secret))
	got := files.WithoutTags(wav)
	if len(got) != len(wav) || bytes.Contains(got, []byte("Yeny")) || bytes.Index(got, []byte(sound)) != bytes.Index(wav, []byte(sound)) {
		t.Errorf("%q", got)
	}
}

func FuzzWithoutTags(f *testing.F) {
	f.Add([]byte(id3(0, secret) + "\xff\xfb\x90\x44"))
	f.Add(append(box("ftyp", []byte("M4A ")), box("moov", header("mvhd", 1), box("udta"))...))
	f.Add([]byte("\x00\x00\x00\x01ftyp\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVELIST\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		once := files.WithoutTags(data)
		if !bytes.Equal(data, before) {
			t.Error("what was given is changed")
		}
		if _, is := files.AudioType(once); is && !bytes.Equal(files.WithoutTags(once), once) {
			t.Error("taken away twice is not taken away once")
		}
	})
}
