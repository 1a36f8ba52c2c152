package parcel

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"unicode/utf8"
)

// What a file may be. A course of a hundred lessons has a few hundred kilobytes of text;
// the rest is for pictures and recordings.
const (
	MaxFile    = 200 << 20 // bytes of the zip
	maxAll     = 400 << 20 // bytes of all that is in it
	maxOne     = 64 << 20  // bytes of one file in it
	maxCourse  = 4 << 20   // bytes of course.json
	maxEntries = 4000
	maxRatio   = 200 // how many times greater than in the zip a file may be, from a megabyte on
)

// Problem says what is wrong with a file and where. Its sentence is in the catalogue.
type Problem struct {
	Where string // a path in the zip, or a place in course.json
	Key   string
	Pairs []any
}

// Error says it for logs.
func (p Problem) Error() string { return fmt.Sprintf("%s: %s %v", p.Where, p.Key, p.Pairs) }

// name is how files are called: lower and upper letters, digits and a few signs, folders
// set apart by slashes, nothing that leads out or hides.
var name = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$`)

// Read takes a file apart. All files come by path, course.json left out. It gives the
// first problem there is: what is not whole is not looked at further.
func Read(data []byte) (Course, map[string][]byte, error) {
	var course Course
	if len(data) > MaxFile {
		return course, nil, Problem{"", "parcel.too_large", []any{"max", MaxFile >> 20}}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return course, nil, Problem{"", "parcel.not_zip", nil}
	}
	found, err := unpack(z)
	if err != nil {
		return course, nil, err
	}
	head, there := found[manifest]
	if !there {
		return course, nil, Problem{manifest, "parcel.no_course", nil}
	}
	delete(found, manifest)
	if len(head) > maxCourse {
		return course, nil, Problem{manifest, "parcel.too_large", []any{"max", maxCourse >> 20}}
	}
	if err := decode(head, &course); err != nil {
		return course, nil, err
	}
	if course.Format != Format {
		return course, nil, Problem{manifest, "parcel.format", []any{"format", course.Format, "known", Format}}
	}
	return course, found, compare(course, found)
}

// unpack reads all files within the limits.
func unpack(z *zip.Reader) (map[string][]byte, error) {
	if len(z.File) > maxEntries {
		return nil, Problem{"", "parcel.too_many", []any{"max", maxEntries}}
	}
	found, folded := map[string][]byte{}, map[string]bool{}
	left := int64(maxAll)
	for _, f := range z.File {
		path := shown(f.Name)
		if f.Mode().IsDir() || strings.HasSuffix(f.Name, "/") {
			continue
		}
		switch {
		case !name.MatchString(f.Name) || !fs.ValidPath(f.Name):
			return nil, Problem{path, "parcel.bad_path", nil}
		case !f.Mode().IsRegular():
			return nil, Problem{path, "parcel.not_a_file", nil}
		case folded[strings.ToLower(f.Name)]:
			return nil, Problem{path, "parcel.twice", nil}
		}
		folded[strings.ToLower(f.Name)] = true
		content, err := inflate(f, min(left, maxOne))
		if err != nil {
			return nil, err
		}
		left -= int64(len(content))
		found[f.Name] = content
	}
	return found, nil
}

// inflate reads one file; what the zip says of its size is not believed.
func inflate(f *zip.File, limit int64) ([]byte, error) {
	path := shown(f.Name)
	r, err := f.Open()
	if err != nil {
		return nil, Problem{path, "parcel.broken", nil}
	}
	defer func() { _ = r.Close() }() // only read
	packed := int64(f.CompressedSize64)
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case int64(len(content)) > limit, len(content) > 1<<20 && int64(len(content)) > maxRatio*max(packed, 1):
		return nil, Problem{path, "parcel.bomb", nil}
	case err != nil:
		return nil, Problem{path, "parcel.broken", nil}
	}
	return content, nil
}

// decode reads course.json and refuses what it does not know.
func decode(data []byte, into any) error {
	if !utf8.Valid(data) {
		return Problem{manifest, "parcel.not_utf8", nil}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("more than one value")
	}
	if err != nil {
		return Problem{manifest, "parcel.bad_json", []any{"what", shown(err.Error()), "line", 1 + bytes.Count(data[:min(d.InputOffset(), int64(len(data)))], []byte("\n"))}}
	}
	return nil
}

// compare holds the files against what course.json says of them.
func compare(course Course, found map[string][]byte) error {
	said := map[string]bool{}
	for _, f := range course.Files {
		content, there := found[f.Path]
		if !there {
			return Problem{shown(f.Path), "parcel.missing", nil}
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(content)) != f.Size {
			return Problem{f.Path, "parcel.wrong_hash", nil}
		}
		said[f.Path] = true
	}
	for path := range found {
		if !said[path] {
			return Problem{path, "parcel.unnamed", nil}
		}
	}
	return nil
}

// shown cuts what a file says to what fits into a sentence.
func shown(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return '?'
		}
		return r
	}, text)
	if len(text) > 120 {
		text = strings.ToValidUTF8(text[:120], "") + "…"
	}
	return text
}
