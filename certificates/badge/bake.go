package badge

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// signature begins every PNG (PNG, third edition, 5.2).
const signature = "\x89PNG\r\n\x1a\n"

// keyword names the chunk that holds a credential (OB 3.0, 5.3.1).
const keyword = "openbadgecredential"

// prefix is what stands in an iTXt chunk before its text (PNG, 11.3.3.4): the
// keyword, no compression, no language, no translated keyword.
const prefix = keyword + "\x00\x00\x00\x00\x00"

// headEnds is where the first chunk, IHDR, ends: 4 bytes of length, 4 of name, 13 of data, 4 of checksum.
const headEnds = len(signature) + 4 + 4 + 13 + 4

// Bake puts a credential, in JSON with its proof or as a JWT, into a PNG that
// has none yet.
func Bake(png, credential []byte) ([]byte, error) {
	if _, err := Extract(png); err == nil {
		return nil, errors.New("the picture holds a credential already, and OB 3.0 allows one: bake into the picture without it")
	}
	if len(png) < headEnds || string(png[:len(signature)]) != signature {
		return nil, errNoPNG
	}
	var out bytes.Buffer
	out.Write(png[:headEnds])
	out.Write(chunk("iTXt", append([]byte(prefix), credential...)))
	out.Write(png[headEnds:])
	return out.Bytes(), nil
}

var errNoPNG = errors.New("the picture is not a PNG, or was cut off: download it again")

func chunk(name string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// Extract takes the credential out of a baked PNG (OB 3.0, 5.3.1.2).
func Extract(png []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(png, []byte(signature))
	if !ok {
		return nil, errNoPNG
	}
	for len(rest) >= 12 {
		length := binary.BigEndian.Uint32(rest)
		if uint64(length)+12 > uint64(len(rest)) {
			return nil, errNoPNG
		}
		body, sum := rest[4:8+length], rest[8+length:12+length]
		if binary.BigEndian.Uint32(sum) != crc32.ChecksumIEEE(body) {
			return nil, fmt.Errorf("the chunk %q of the picture is damaged: download it again", body[:4])
		}
		if text, ok := bytes.CutPrefix(body, []byte("iTXt"+prefix)); ok {
			return text, nil
		}
		rest = rest[12+length:]
	}
	return nil, errors.New("the picture holds no credential: a programme that copies pictures may have taken it out")
}
