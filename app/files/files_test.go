package files_test

import (
	"bytes"
	"context"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/files"
)

// pattern is content in which every place can be told from its neighbours.
func pattern(size int) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return data
}

func keep(t *testing.T, d *db.DB, data []byte) (file files.File) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) (err error) {
		file, err = files.KeepTx(tx, data, "audio/ogg")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func read(d *db.DB, id string, span files.Span) (content files.Content, err error) {
	err = d.Read(context.Background(), func(tx *db.Tx) (err error) {
		content, err = files.ReadTx(tx, id, span)
		return err
	})
	return content, err
}

func TestWhatIsKeptComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, size := range []int{1, 256<<10 - 1, 256 << 10, 256<<10 + 1, 3 << 20} {
			data := pattern(size)
			file := keep(t, d, data)
			content, err := read(d, file.ID, files.Whole)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(content.Data, data) || content.Partial() || content.MediaType != "audio/ogg" {
				t.Errorf("%d bytes came back as %d", size, len(content.Data))
			}
		}
	})
}

func TestTheSameContentIsKeptOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first := keep(t, d, pattern(1000))
		dbtest.ClockOf(t, d).Advance(1e9)
		if again := keep(t, d, pattern(1000)); again != first {
			t.Errorf("kept as %+v and then as %+v", first, again)
		}
	})
}

func TestPartsAreTheFilesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		data := pattern(700_000)
		file := keep(t, d, data)
		rapid.Check(t, func(t *rapid.T) {
			from := rapid.IntRange(0, len(data)-1).Draw(t, "from")
			to := rapid.IntRange(from, len(data)+1000).Draw(t, "to")
			span := files.ParseSpan("bytes=" + strconv.Itoa(from) + "-" + strconv.Itoa(to))
			content, err := read(d, file.ID, span)
			if err != nil {
				t.Fatal(err)
			}
			if want := data[from:min(to+1, len(data))]; content.From != int64(from) || !bytes.Equal(content.Data, want) {
				t.Fatalf("from %d came %d bytes, want %d", content.From, len(content.Data), len(want))
			}
		})
	})
}

func TestSpansAsPlayersWriteThem(t *testing.T) {
	d := dbtest.SQLite(t)
	data := pattern(2 << 20)
	file := keep(t, d, data)
	for header, want := range map[string][2]int{
		"":                {0, 2 << 20},
		"bytes=0-":        {0, 1 << 20}, // a sip: the player asks on
		"bytes=2000000-":  {2000000, 2 << 20},
		"bytes=-100":      {2<<20 - 100, 2 << 20},
		"bytes=-99999999": {0, 1 << 20},
		"bytes=5-2":       {0, 2 << 20}, // not a range: all of it
		"bytes=0-1,5-6":   {0, 2 << 20},
		"seconds=1-2":     {0, 2 << 20},
	} {
		content, err := read(d, file.ID, files.ParseSpan(header))
		if err != nil {
			t.Errorf("%q: %v", header, err)
			continue
		}
		if !bytes.Equal(content.Data, data[want[0]:want[1]]) {
			t.Errorf("%q gave %d bytes from %d on, want %v", header, len(content.Data), content.From, want)
		}
	}
	if _, err := read(d, file.ID, files.ParseSpan("bytes=9999999-")); !fault.Is(err, fault.Invalid) {
		t.Errorf("a part behind the end: %v", err)
	}
	if _, err := read(d, files.Name([]byte("other")), files.Whole); !fault.Is(err, fault.NotFound) {
		t.Errorf("a file that was never kept: %v", err)
	}
}

func TestRecordingsAreKnownByTheirContent(t *testing.T) {
	for want, begin := range map[string]string{
		"audio/webm": "\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm",
		"audio/ogg":  "OggS\x00\x02",
		"audio/mp4":  "\x00\x00\x00\x1cftypM4A ",
		"audio/mpeg": "\xff\xfb\x90\x44",
		"audio/wav":  "RIFF\x24\x00\x00\x00WAVEfmt ",
		"":           "<html><script>alert(1)</script>",
	} {
		if got, ok := files.AudioType([]byte(begin)); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", begin, got, want)
		}
	}
}

func FuzzParseSpan(f *testing.F) {
	for _, seed := range []string{"bytes=0-", "bytes=-5", "bytes=3-4", "bytes=--", "bytes=9223372036854775807-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		files.ParseSpan(header)
	})
}
