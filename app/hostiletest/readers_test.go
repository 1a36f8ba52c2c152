package hostiletest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"relevo/app/backup"
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/assessments/formats/aiken"
	"relevo/assessments/formats/cloze"
	"relevo/assessments/formats/csvitems"
	"relevo/assessments/formats/gift"
	"relevo/assessments/formats/moodlexml"
	"relevo/certificates"
	"relevo/certificates/badge"
	"relevo/certificates/signature"
	"relevo/courses"
	"relevo/courses/media"
	"relevo/courses/scorm"
)

// reader is what reads a kind of file. What it says of it, an error or what it found, is
// looked through for what it must not have read.
type reader struct {
	name string
	read func(data []byte) (said any, err error)
}

// readers are all readers of files and texts that come from outside.
var readers = []reader{
	{"staff list", func(data []byte) (any, error) { return roster.Read("lista.xlsx", data, roster.Limits{}) }},
	{"places", func(data []byte) (any, error) { return people.ReadPlaces("ubigeo.xlsx", data) }},
	{"table of items", func(data []byte) (any, error) { return csvitems.Read(data), nil }},
	{"table", func(data []byte) (any, error) {
		rows, _, broken := csvitems.Rows(data)
		return []any{rows, broken}, nil
	}},
	{"GIFT", func(data []byte) (any, error) { return gift.Read(data), nil }},
	{"Aiken", func(data []byte) (any, error) { return aiken.Read(data), nil }},
	{"Moodle XML", func(data []byte) (any, error) { return moodlexml.Read(data), nil }},
	{"cloze", func(data []byte) (any, error) {
		marked, blanks, reason, _ := cloze.Read(string(data), formats.RichText)
		return []any{marked, blanks, reason}, nil
	}},
	{"HTML", func(data []byte) (any, error) {
		clean, gone := formats.HTML(formats.Text{Body: string(data), Markup: formats.RichText})
		return []any{clean, gone}, nil
	}},
	{"Markdown of a question", func(data []byte) (any, error) {
		clean, gone := formats.HTML(formats.Text{Body: string(data), Markup: formats.Markdown})
		return []any{clean, gone}, nil
	}},
	{"Markdown of a lesson", func(data []byte) (any, error) { return courses.Render(string(data)) }},
	{"picture of a question", func(data []byte) (any, error) { p, ok := formats.PictureOf("x", data); return []any{p.Name, ok}, nil }},
	{"file of a course", func(data []byte) (any, error) { m, err := media.Read(data); return m.Kind, err }},
	{"recording", func(data []byte) (any, error) { kind, _ := files.AudioType(data); return kind, nil }},
	{"SCORM package", func(data []byte) (any, error) {
		p, err := scorm.Read(data)
		if err != nil {
			return nil, err
		}
		for _, f := range p.Files { // unpacked when it is needed
			content, err := f.Read()
			if err != nil {
				return nil, err
			}
			if len(content) > 0 && bytes.Contains(content, []byte("root:")) {
				return nil, errors.New(string(content))
			}
		}
		return p, nil
	}},
	{"certificate", func(data []byte) (any, error) { return certificates.ReadFile(&signature.Ring{}, data) }},
	{"badge", func(data []byte) (any, error) { return badge.Extract(data) }},
	{"public key", func(data []byte) (any, error) { return signature.Public(data) }},
	{"answers in JSON", func(data []byte) (any, error) {
		var in struct {
			Answers []assessments.AnswerInput `json:"answers"`
		}
		err := json.Unmarshal(data, &in)
		return in, err
	}},
	{"backup", func(data []byte) (any, error) { return backup.Verify(bytes.NewReader(data), backup.Keys{}) }},
}

// What a reader may use and take. The largest picture that is taken is 40 million pixels,
// of 4 bytes, of which a copy is made for a while; a table of as many rows as
// are taken comes near it.
const (
	mostMemory = 600 << 20
	tooLong    = 20 * time.Second
)

// shortFile is the size up to which files are met every time.
const shortFile = 128 << 10

// uploadLimit is how much a reader is ever given: the door takes no more.
const uploadLimit = 64 << 20

// Every reader meets every file.
func TestEveryReaderStandsEveryHostileFile(t *testing.T) {
	secret, err := os.ReadFile(secretFile)
	if err != nil {
		t.Fatal(err)
	}
	betrayal, _, _ := strings.Cut(string(secret), "\n")
	slow := tooLong
	if testing.Short() {
		slow *= 3 // the race detector, on a machine that does other things too
	}
	var most uint64
	var longest time.Duration
	for _, file := range hostile {
		data := file.make(t)
		if testing.Short() && len(data) > shortFile {
			continue // the large ones take a minute, and are met in make torture
		}
		if len(data) > uploadLimit {
			t.Fatalf("%s has %d bytes: no reader is given that much", file.name, len(data))
		}
		for _, reader := range readers {
			t.Run(file.name+" as "+reader.name, func(t *testing.T) {
				var said any
				var err error
				took, used := measure(func() { said, err = reader.read(bytes.Clone(data)) })
				most, longest = max(most, used), max(longest, took)
				if took > slow {
					t.Errorf("it took %s", took.Round(time.Millisecond))
				}
				if used > mostMemory {
					t.Errorf("it used %d MB", used>>20)
				}
				if err != nil && fault.KindOf(err) == fault.Internal && strings.Contains(err.Error(), "runtime error") {
					t.Errorf("it fell over: %v", err)
				}
				if len(betrayal) > 0 && strings.Contains(fmt.Sprint(said, err), betrayal) {
					t.Errorf("it tells what is in %s", secretFile)
				}
			})
		}
	}
	t.Logf("%d files, %d readers: at most %d MB and %s", len(hostile), len(readers), most>>20, longest.Round(time.Millisecond))
}

// measure gives how long a call took and by how much the heap grew at most meanwhile.
func measure(call func()) (took time.Duration, used uint64) {
	defer debug.SetGCPercent(debug.SetGCPercent(20)) // so that what grows is what is held
	runtime.GC()
	before := heap()
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		highest := before
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				highest = max(highest, heap())
			case <-done:
				peak <- max(highest, heap())
				return
			}
		}
	}()
	begin := time.Now()
	call()
	took = time.Since(begin)
	close(done)
	return took, <-peak - before
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// What used to take minutes is refused in words.
func TestWhatIsTooMuchIsRefused(t *testing.T) {
	wide := workbook(t, `<worksheet><sheetData><row r="1">`+strings.Repeat(`<x:c t="n"><v>1</v></x:c>`, 20_000)+`</row></sheetData></worksheet>`)
	if _, err := roster.Read("lista.xlsx", wide, roster.Limits{}); err == nil || !strings.Contains(err.Error(), "more cells") {
		t.Errorf("a row of 20,000 cells: %v", err)
	}
	if report := csvitems.Read(wide); report.Broken == nil {
		t.Error("a table of items with a row of 20,000 cells is taken")
	}
	for name, source := range map[string]string{
		"quotations": strings.Repeat("> ", 60) + "x", "a wide table": strings.Repeat("|a", 500) + "\n" + strings.Repeat("|\n", 500),
		"targets": strings.Repeat("[a](", 2000), "emphasis": strings.Repeat("*a_", 5000), "brackets": strings.Repeat("[", 5000),
	} {
		if _, err := courses.Render(source); len(fault.FieldsOf(err)) != 1 {
			t.Errorf("a lesson with %s: %v", name, err)
		}
		if clean, _ := formats.HTML(formats.Text{Body: source, Markup: formats.Markdown}); !strings.Contains(clean, "a") && !strings.Contains(clean, "x") && !strings.Contains(clean, "[") {
			t.Errorf("a question with %s loses its text: %.80q", name, clean)
		}
	}
}

// FuzzReaders gives any bytes to any reader. The corpus is what is hostile and small.
func FuzzReaders(f *testing.F) {
	const small = 4 << 10
	for _, file := range hostile {
		if strings.Contains(file.name, "gigabyte") || strings.Contains(file.name, "archive") || strings.Contains(file.name, "picture") {
			continue // made by a test, and met there
		}
		if data := file.make(f); len(data) <= small {
			for i := range readers {
				f.Add(uint8(i), data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		if len(data) > 64*small {
			return
		}
		reader := readers[int(which)%len(readers)]
		begin := time.Now()
		_, _ = reader.read(data) // that it comes back is what is asked
		if took := time.Since(begin); took > tooLong {
			t.Errorf("%s took %s", reader.name, took)
		}
	})
}
