package parcel

import (
	"archive/zip"
	"bytes"
	"errors"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var sample = Course{Format: Format, Code: "c1", Title: "Uno <b>", Language: "es", Audience: []string{}, Competencies: []string{}, Modules: []Module{
	{Title: "M", Lessons: []Lesson{{ID: "l1", Title: "L", Minutes: 5, Kind: "text", Text: "lessons/01-01/text.md"}}},
}}

func written(t testing.TB, course Course, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, course, files); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := rapid.MapOf(rapid.StringMatching(`[a-z]{1,3}/[a-z0-9-]{1,5}\.md`).Filter(func(s string) bool { return !strings.Contains(s, "/-") }), rapid.SliceOfN(rapid.Byte(), 0, 50)).Draw(t, "files")
		var a, b bytes.Buffer
		if err := Write(&a, sample, files); err != nil {
			t.Fatal(err)
		}
		course, found, err := Read(a.Bytes())
		if err != nil || course.Title != sample.Title || !maps.EqualFunc(files, found, bytes.Equal) {
			t.Fatalf("%+v %v", course, err)
		}
		if err := Write(&b, course, found); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Fatalf("written again it is another file: %v", err)
		}
	})
}

// entry is a file of a zip that nobody checked.
type entry struct {
	name, content string
	mode          uint32
}

func raw(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, ExternalAttrs: e.mode << 16, CreatorVersion: 3 << 8}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write([]byte(e.content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const head = `{"format":1,"code":"c","title":"t","summary":"","language":"es","audience":[],"hours":1,"competencies":[],"modules":[],"files":[]}`

func TestHostileFilesAreRefusedAndSayWhere(t *testing.T) {
	good := written(t, sample, map[string][]byte{"lessons/01-01/text.md": []byte("hola")})
	damaged := bytes.Clone(good)
	path := []byte("lessons/01-01/text.md")
	damaged[bytes.LastIndex(damaged[:bytes.LastIndex(damaged, path)], path)+len(path)+1] ^= 0xff // in its content
	const file = 0o100644
	for want, data := range map[string][]byte{
		"parcel.not_zip ":                            []byte("hola"),
		"parcel.no_course course.json":               raw(t, entry{"a.md", "x", file}),
		"parcel.bad_path ../../etc/passwd":           raw(t, entry{"../../etc/passwd", "x", file}),
		"parcel.bad_path /etc/passwd":                raw(t, entry{"/etc/passwd", "x", file}),
		`parcel.bad_path a\b.md`:                     raw(t, entry{`a\b.md`, "x", file}),
		"parcel.bad_path a/./b.md":                   raw(t, entry{"a/./b.md", "x", file}),
		"parcel.bad_path .hidden":                    raw(t, entry{".hidden", "x", file}),
		"parcel.not_a_file link":                     raw(t, entry{"link", "/etc/passwd", 0o120777}),
		"parcel.twice A.md":                          raw(t, entry{"a.md", "x", file}, entry{"A.md", "y", file}),
		"parcel.bomb big.md":                         raw(t, entry{"big.md", strings.Repeat("a", 8<<20), file}),
		"parcel.bad_json course.json":                raw(t, entry{manifest, `{"format":1,`, file}),
		"parcel.format course.json":                  raw(t, entry{manifest, strings.Replace(head, `"format":1`, `"format":9`, 1), file}),
		"parcel.unnamed extra.md":                    raw(t, entry{manifest, head, file}, entry{"extra.md", "x", file}),
		"parcel.missing a.md":                        raw(t, entry{manifest, strings.Replace(head, `"files":[]`, `"files":[{"path":"a.md","sha256":"","size":0}]`, 1), file}),
		"parcel.wrong_hash a.md":                     raw(t, entry{manifest, strings.Replace(head, `"files":[]`, `"files":[{"path":"a.md","sha256":"00","size":1}]`, 1), file}, entry{"a.md", "x", file}),
		"parcel.bad_json course.json unknown":        raw(t, entry{manifest, strings.Replace(head, `"format":1`, `"format":1,"script":"x"`, 1), file}),
		"parcel.broken lessons/01-01/text.md middle": damaged,
	} {
		_, _, err := Read(data)
		var p Problem
		if !errors.As(err, &p) || !strings.HasPrefix(want, p.Key+" "+p.Where) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// Whatever the file is, reading ends, and what is accepted is written and read again.
func FuzzRead(f *testing.F) {
	f.Add(written(f, sample, map[string][]byte{"lessons/01-01/text.md": []byte("hola")}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		course, files, err := Read(data)
		if err != nil {
			return
		}
		again, found, err := Read(written(t, course, files))
		if err != nil || again.Code != course.Code || !maps.EqualFunc(files, found, bytes.Equal) {
			t.Errorf("%v", err)
		}
	})
}
