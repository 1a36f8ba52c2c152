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

// element is one of a WebM, its size in four bytes.
func element(id string, parts ...string) string {
	body := strings.Join(parts, "")
	n := len(body)
	return id + string([]byte{0x10 | byte(n>>24), byte(n >> 16), byte(n >> 8), byte(n)}) + body
}

func TestTagsOfAWebMBecomeVoid(t *testing.T) {
	sound := strings.Repeat("la do ", 40)
	head := "\x1aE\xdf\xa3\x87B\x82\x84webm"
	info := element("\x15\x49\xa9\x66", element("\x2a\xd7\xb1", "scale"), element("\x7b\xa9", secret), element("\x44\x61", "Yeny moment"), element("\x57\x41", "Yeny's telephone"))
	tracks := element("\x16\x54\xae\x6b", element("\xae", element("\x53\x6e", "Yeny"), element("\x86", "A_OPUS")))
	tags := element("\x12\x54\xc3\x67", secret)
	cluster := element("\x1f\x43\xb6\x75", element("\xa3", sound))
	endless := "\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff" + element("\xa3", sound)
	for name, film := range map[string]string{
		"sizes known":    head + element("\x18\x53\x80\x67", info, tracks, cluster, tags, element("\x19\x41\xa4\x69", secret)),
		"written live":   head + "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + info + tracks + endless + tags,
		"nothing beside": head + element("\x18\x53\x80\x67", cluster),
	} {
		got := files.WithoutTags([]byte(film))
		if len(got) != len(film) || bytes.Contains(got, []byte("Yeny")) {
			t.Errorf("%s: %q", name, got)
		}
		if bytes.Index(got, []byte(sound)) != strings.Index(film, sound) || strings.Contains(film, "A_OPUS") && !bytes.Contains(got, []byte("A_OPUS")) {
			t.Errorf("%s: the sound moved, or something of it is gone", name)
		}
		if name == "nothing beside" && string(got) != film {
			t.Errorf("%s: changed", name)
		}
	}
}

// oggPages lays packets on pages of at most 255 segments, each packet beginning a page.
func oggPages(stream uint32, packets ...[]byte) []byte {
	var file []byte
	for _, packet := range packets {
		var lacings []byte
		for rest := len(packet); ; rest -= 255 {
			lacings = append(lacings, byte(min(rest, 255)))
			if rest < 255 {
				break
			}
		}
		for len(lacings) > 0 {
			n := min(len(lacings), 255)
			page := append([]byte("OggS\x00\x00"), make([]byte, 8)...)
			page = binary.LittleEndian.AppendUint32(page, stream)
			page = append(page, make([]byte, 8)...)
			page = append(page, byte(n))
			page = append(page, lacings[:n]...)
			bytesOf := 0
			for _, lacing := range lacings[:n] {
				bytesOf += int(lacing)
			}
			page = append(page, packet[:bytesOf]...)
			packet, lacings = packet[bytesOf:], lacings[n:]
			file = append(file, page...)
		}
	}
	return file
}

func TestCommentsOfAnOggAreEmptied(t *testing.T) {
	comments := func(begin string, end string) []byte {
		packet := binary.LittleEndian.AppendUint32([]byte(begin), 7)
		packet = append(packet, "libopus"...)
		packet = binary.LittleEndian.AppendUint32(packet, 2)
		for _, comment := range []string{"ARTIST=" + secret, "METADATA_BLOCK_PICTURE=" + strings.Repeat("Yeny", 20_000)} {
			packet = append(binary.LittleEndian.AppendUint32(packet, uint32(len(comment))), comment...)
		}
		return append(packet, end...)
	}
	sound := []byte(strings.Repeat("la do ", 40))
	opus := oggPages(1, []byte("OpusHead..."), comments("OpusTags", ""), sound)
	vorbis := oggPages(2, []byte("\x01vorbis..."), comments("\x03vorbis", "\x01"), sound)
	other := oggPages(3, []byte("Speex   ..."), []byte("no such packet"), sound)
	file := bytes.Join([][]byte{opus, vorbis, other}, nil)
	got := files.WithoutTags(file)
	if len(got) != len(file) || bytes.Contains(got, []byte("Yeny")) {
		t.Errorf("%d of %d bytes, or a comment is left", len(got), len(file))
	}
	if bytes.Count(got, sound) != 3 || bytes.Index(got, sound) != bytes.Index(file, sound) || !bytes.Contains(got, []byte("no such packet")) {
		t.Error("the sound moved, or something of it is gone")
	}
	// no comments, and what ends the packet of Vorbis
	if !bytes.Contains(got, []byte("libopus\x00\x00\x00\x00\x01")) || bytes.Count(got, []byte("libopus\x00\x00\x00\x00\x00")) != 1 {
		t.Error("the emptied packets are not well made")
	}
}

func TestBoxesWithinBoxesWithoutEndAreLeft(t *testing.T) {
	deep := make([]byte, 0, 16<<20)
	deep = append(deep, box("ftyp", []byte("M4A "))...)
	for size := cap(deep) - len(deep); size >= 8; size -= 8 {
		deep = append(binary.BigEndian.AppendUint32(deep, uint32(size)), "moov"...)
	}
	if got := files.WithoutTags(deep); !bytes.Equal(got, deep) {
		t.Error("changed")
	}
}

func FuzzWithoutTags(f *testing.F) {
	f.Add(oggPages(1, []byte("OpusHead..."), []byte("OpusTags\x01\x00\x00\x00x\x00\x00\x00\x00"), []byte("sound")))
	f.Add([]byte("\x1aE\xdf\xa3\x87B\x82\x84webm" + element("\x18\x53\x80\x67", element("\x12\x54\xc3\x67", secret))))
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
