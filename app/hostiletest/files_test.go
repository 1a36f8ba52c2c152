package hostiletest

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"testing"
)

// file is a hostile file, made when it is needed: some are large.
type file struct {
	name string
	make func(t testing.TB) []byte
}

func text(s string) func(testing.TB) []byte {
	return func(testing.TB) []byte { return []byte(s) }
}

const (
	laughs = `<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>`
	// secretFile is what no reader may open; what is in it is looked for in what they say.
	secretFile = "/etc/passwd"
	external   = `<!DOCTYPE x [<!ENTITY x SYSTEM "file://` + secretFile + `">]>`
)

const deep = 100_000

// hostile are all hostile files.
var hostile = []file{
	// Archives. As workbooks, so that readers look inside.
	{"an archive that unpacks to a gigabyte", func(t testing.TB) []byte { return bomb(t, 1<<30, false) }},
	{"an archive that lies about its size", func(t testing.TB) []byte { return bomb(t, 64<<20, true) }},
	{"an archive of seventy thousand entries", func(t testing.TB) []byte {
		return archive(t, func(w *zip.Writer) {
			for i := range 70_000 {
				add(t, w, fmt.Sprintf("f%d", i), nil)
			}
		})
	}},
	{"an archive in an archive, ten deep", func(t testing.TB) []byte {
		inner := bomb(t, 16<<20, false)
		for range 10 {
			inner = archive(t, func(w *zip.Writer) { add(t, w, "imsmanifest.xml", inner); add(t, w, "xl/workbook.xml", inner) })
		}
		return inner
	}},
	{"an archive that climbs", func(t testing.TB) []byte {
		return archive(t, func(w *zip.Writer) {
			for _, name := range []string{"../../../../etc/cron.d/x", "/etc/passwd", `..\..\x`, "C:/x", "a/../../x", "xl/../../workbook.xml", "imsmanifest.xml\x00.txt", strings.Repeat("a/", 30_000) + "x", "\xff\xfe"} {
				add(t, w, name, []byte("x"))
			}
			add(t, w, "imsmanifest.xml", []byte(manifest("../../"+secretFile)))
		})
	}},
	{"an archive with links", func(t testing.TB) []byte {
		return archive(t, func(w *zip.Writer) {
			for _, name := range []string{"imsmanifest.xml", "xl/workbook.xml", "index.html"} {
				header := zip.FileHeader{Name: name}
				header.SetMode(os.ModeSymlink | 0o777)
				entry, err := w.CreateHeader(&header)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := entry.Write([]byte(secretFile)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}},
	{"an archive cut in the middle", func(t testing.TB) []byte { whole := bomb(t, 1<<20, false); return whole[:len(whole)/2] }},

	// XML, by itself and within archives.
	{"entities that multiply", text(laughs + `<quiz><question type="essay"><name><text>&f;&f;&f;</text></name></question></quiz>`)},
	{"entities of another file", text(external + `<quiz><question type="essay"><name><text>&x;</text></name><questiontext format="html"><text>&x;</text></questiontext></question></quiz>`)},
	{"a workbook with entities that multiply", func(t testing.TB) []byte {
		return workbook(t, laughs+`<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&f;&f;</t></is></c></row></sheetData></worksheet>`)
	}},
	{"a workbook with entities of another file", func(t testing.TB) []byte {
		return workbook(t, external+`<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>`)
	}},
	{"a package with entities of both kinds", func(t testing.TB) []byte {
		return archive(t, func(w *zip.Writer) {
			add(t, w, "imsmanifest.xml", []byte(laughs+external+manifest("&x;&f;")))
			add(t, w, "index.html", []byte("x"))
		})
	}},
	{"elements nested without end", text("<quiz>" + strings.Repeat("<question>", deep) + "x")},
	{"a workbook nested without end", func(t testing.TB) []byte {
		return workbook(t, "<worksheet><sheetData>"+strings.Repeat("<row>", deep))
	}},
	{"a package nested without end", func(t testing.TB) []byte {
		return archive(t, func(w *zip.Writer) {
			add(t, w, "imsmanifest.xml", []byte(`<manifest><organizations><organization>`+strings.Repeat("<item>", deep)))
		})
	}},
	{"a workbook a million columns wide", func(t testing.TB) []byte {
		return workbook(t, `<worksheet><sheetData><row r="1">`+strings.Repeat(`<c t="inlineStr"><is><t>x</t></is></c>`, 1_000_000)+`</row></sheetData></worksheet>`)
	}},
	{"a workbook with cells far away", func(t testing.TB) []byte {
		return workbook(t, `<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>9e999999</v></c></row><row r="99999999999999999999"><c r="ZZZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>`)
	}},

	// Texts.
	{"nothing", text("")},
	{"a table a million columns wide", text("DNI;Nombres;Ingreso" + strings.Repeat(";x", 1_000_000) + "\n1;a;2024-01-01\n")},
	{"a million rows", text("DNI;Nombres;Ingreso\n" + strings.Repeat("1;a;b\n", 1_000_000))},
	{"a line of ten megabytes", text("DNI;Nombres;Ingreso\n" + strings.Repeat("x", 10<<20))},
	{"a quote that never ends", text("DNI;Nombres;Ingreso\n\"" + strings.Repeat("a;b\n", 500_000))},
	{"a number of a million digits", text("DNI;Nombres;Ingreso\n" + strings.Repeat("9", 1_000_000) + ";x;1e999999999\n::p::{#" + strings.Repeat("9", 100_000) + ":1e99999}\n")},
	{"bytes that are no text", text("DNI;Nombres;Ingreso\n\xff\xfe\x00\x80\xed\xa0\x80;\xf8\x88\x80\x80\x80;\x00\x00\n::\xff::\xfe{=\x00}\n")},
	{"zeroes", func(testing.TB) []byte { return make([]byte, 1<<20) }},
	{"UTF-16 cut in the middle", text("\xff\xfeD\x00N\x00I\x00;\x00\x3d\xd8")},
	{"braces nested without end", text("::a::" + strings.Repeat("{=", deep))},
	{"answers without end", text("Pregunta\n" + strings.Repeat("A. x\n", 200_000) + "ANSWER: A\n")},
	{"gaps nested without end", text(strings.Repeat("{1:SHORTANSWER:=", 50_000))},
	{"brackets nested without end", text(strings.Repeat("[", 1_000_000))},
	{"objects nested without end", text(strings.Repeat(`{"answers":[`, 500_000))},
	{"quotations nested without end", text(strings.Repeat("> ", 20_000) + "x")},
	{"lists nested without end", text(nestedList(2_000))},
	{"emphasis without end", text(strings.Repeat("*a_", 30_000))},
	{"links without end", text(strings.Repeat("[a](", 30_000) + strings.Repeat("![[", 30_000))},
	{"references without end", text(strings.Repeat("[a]: /x\n[a]", 20_000))},
	{"tags without end", text(strings.Repeat("<b><i><table><tr><td>", 20_000))},
	{"a table in Markdown a hundred thousand wide", text(strings.Repeat("|a", 100_000) + "|\n" + strings.Repeat("|-", 100_000) + "|\n" + strings.Repeat("|\n", 2_000))},

	// Pictures and papers.
	{"a picture larger than any memory", func(t testing.TB) []byte { return picture(t, 60_000, 60_000) }},
	{"a picture wider than an int", func(t testing.TB) []byte { return picture(t, 0x7fffffff, 0x7fffffff) }},
	{"a picture as large as is taken, with nothing in it", func(t testing.TB) []byte { return picture(t, 6_000, 6_000) }},
	{"a moving picture of a hundred thousand pictures", func(testing.TB) []byte {
		frame := append([]byte{0x2c, 0, 0, 0, 0, 0x10, 0x27, 0x10, 0x27, 0}, 2, 2, 0x4c, 1, 0)
		return append([]byte("GIF89a\x10\x27\x10\x27\x80\x00\x00\x00\x00\x00\xff\xff\xff"), bytes.Repeat(frame, deep)...)
	}},
	{"a photograph that claims much", text("\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda" + strings.Repeat("\xff\xd0", 1_000_000))},
	{"a paper that points at itself", text("%PDF-1.7\n" + strings.Repeat("/ByteRange [0 9999999999999999999 -1 5]/Contents <", deep))},
	{"a WebP of nothing", text("RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f\x2f\xff\xff\xff\xff")},
}

func manifest(href string) string {
	return `<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><organizations default="o"><organization identifier="o"><title>` + href +
		`</title><item identifier="i" identifierref="r"><title>` + href + `</title></item></organization></organizations><resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="` + href + `"/></resources></manifest>`
}

func nestedList(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", 2*i) + "- x\n")
	}
	return b.String()
}

func archive(t testing.TB, fill func(*zip.Writer)) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	fill(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func add(t testing.TB, w *zip.Writer, name string, content []byte) {
	t.Helper()
	entry, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write(content); err != nil {
		t.Fatal(err)
	}
}

// The parts that make a workbook of a sheet.
var workbookParts = map[string]string{
	"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
	"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Hoja1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
	"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
}

func workbook(t testing.TB, sheet string) []byte {
	t.Helper()
	return archive(t, func(w *zip.Writer) {
		for name, content := range workbookParts {
			add(t, w, name, []byte(content))
		}
		add(t, w, "xl/worksheets/sheet1.xml", []byte(sheet))
	})
}

// bomb is a workbook and a package of which one part unpacks to so many zeroes.
func bomb(t testing.TB, size int64, lying bool) []byte {
	t.Helper()
	if testing.Short() {
		size /= 16
	}
	whole := archive(t, func(w *zip.Writer) {
		for name, content := range workbookParts {
			add(t, w, name, []byte(content))
		}
		add(t, w, "imsmanifest.xml", []byte(manifest("index.html")))
		for _, name := range []string{"xl/worksheets/sheet1.xml", "index.html"} {
			entry, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.CopyN(entry, zeroes{}, size); err != nil {
				t.Fatal(err)
			}
		}
	})
	if lying { // in the directory at the end, which readers go by
		said, lie := make([]byte, 4), []byte{100, 0, 0, 0}
		binary.LittleEndian.PutUint32(said, uint32(size))
		whole = bytes.ReplaceAll(whole, said, lie)
	}
	return whole
}

type zeroes struct{}

// Read gives zeroes.
func (zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// picture is a PNG of a size, of which the pixels are all zero and packed tightly.
func picture(t testing.TB, width, height uint32) []byte {
	t.Helper()
	var out, pixels bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, content []byte) {
		body := append([]byte(kind), content...)
		out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(content))))
		out.Write(body)
		out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)))
	}
	head := binary.BigEndian.AppendUint32(nil, width)
	head = binary.BigEndian.AppendUint32(head, height)
	chunk("IHDR", append(head, 8, 6, 0, 0, 0))
	packer := zlib.NewWriter(&pixels)
	if _, err := io.CopyN(packer, zeroes{}, min(int64(height)*(4*int64(width)+1), 150<<20)); err != nil {
		t.Fatal(err)
	}
	if err := packer.Close(); err != nil {
		t.Fatal(err)
	}
	chunk("IDAT", pixels.Bytes())
	chunk("IEND", nil)
	return out.Bytes()
}
