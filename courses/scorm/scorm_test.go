package scorm_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"relevo/app/fault"
	"relevo/courses/scorm"
)

// packed makes an archive of pairs of name and content.
func packed(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i+1 < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		if err == nil {
			_, err = f.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	head12   = `<manifest xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>`
	head2004 = `<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"><metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>`
	one      = `<organizations default="o"><organization identifier="o"><title>Acogida</title><item identifierref="r"><title>Primera hora</title></item></organization></organizations>`
	resource = `<resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="index.html"/></resources></manifest>`
)

func read(t *testing.T, manifest string, pairs ...string) (scorm.Package, error) {
	t.Helper()
	return scorm.Read(packed(t, append([]string{"imsmanifest.xml", manifest, "index.html", "<p>Hola</p>", "sub/más.html", "x"}, pairs...)...))
}

// keyOf is the catalogue key of what is wrong with the file.
func keyOf(t *testing.T, err error) string {
	t.Helper()
	fields := fault.FieldsOf(err)
	if len(fields) != 1 || fields[0].Name != "file" {
		t.Fatalf("not a refusal of the file: %v", err)
	}
	return fields[0].Key
}

func TestBothStandardsAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		manifest string
		standard scorm.Standard
		edition  string
	}{
		"1.2":            {head12 + one + resource, scorm.V12, "1.2"},
		"2004 4th":       {head2004 + one + resource, scorm.V2004, "2004 4th Edition"},
		"2004 2nd":       {strings.Replace(head2004, "2004 4th Edition", "CAM 1.3", 1) + one + resource, scorm.V2004, "CAM 1.3"},
		"2004 unsaid":    {strings.Replace(head2004, "<schemaversion>2004 4th Edition</schemaversion>", "", 1) + one + resource, scorm.V2004, ""},
		"1.2 unsaid":     {strings.Replace(head12, "<schemaversion>1.2</schemaversion>", "", 1) + one + resource, scorm.V12, ""},
		"no namespace":   {strings.ReplaceAll(`<manifest><metadata><schemaversion>1.2</schemaversion></metadata>`+one+resource, "adlcp:", ""), scorm.V12, "1.2"},
		"other prefix":   {strings.NewReplacer("</", "</ims:", "<", "<ims:", `xmlns="`, `xmlns:ims="`).Replace(head12 + one + resource), scorm.V12, "1.2"},
		"with a mark":    {"\ufeff" + `<?xml version="1.0" encoding="utf-8"?>` + head12 + one + resource, scorm.V12, "1.2"},
		"latin":          {`<?xml version="1.0" encoding="ISO-8859-1"?>` + head12 + one + resource, scorm.V12, "1.2"},
		"utf-16, little": {utf16Text(binary.LittleEndian, `<?xml version="1.0" encoding="UTF-16"?>`+head12+one+resource), scorm.V12, "1.2"},
		"utf-16, big":    {utf16Text(binary.BigEndian, `<?xml version="1.0" encoding="utf-16"?>`+head12+one+resource), scorm.V12, "1.2"},
	} {
		p, err := read(t, c.manifest)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Standard != c.standard || p.Edition != c.edition || p.Title != "Acogida" || len(p.Units) != 1 || p.Units[0].Title != "Primera hora" || p.Units[0].Launch != "index.html" || p.Units[0].Asset {
			t.Errorf("%s was read as %+v", name, p)
		}
	}
}

func utf16Text(order binary.AppendByteOrder, text string) string {
	out := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

func TestWhereAUnitIsLaunched(t *testing.T) {
	for _, c := range []struct{ base, href, parameters, want string }{
		{"", "index.html", "", "index.html"},
		{"", "INDEX.html", "", "index.html"}, // as the archive writes it
		{"", "index.html?a=1", "b=2", "index.html?a=1&b=2"},
		{"", "index.html", "?questions=Playing", "index.html?questions=Playing"},
		{"", "index.html", "&q=1", "index.html?q=1"},
		{"", "index.html", "#top", "index.html#top"},
		{"", "index.html#a", "q=dos palabras#b", "index.html?q=dos%20palabras#a"},
		{"sub/", "m%C3%A1s.html", "", "sub/m%C3%A1s.html"},
		{"sub/", "más.html", "", "sub/m%C3%A1s.html"},
		{"", `sub\más.html`, "", "sub/m%C3%A1s.html"},
		{"sub/", "../index.html", "", "index.html"},
	} {
		r := fmt.Sprintf(`<resources xml:base="%s"><resource identifier="r" adlcp:scormtype="sco" href="%s"/></resources></manifest>`, c.base, c.href)
		o := strings.Replace(one, `identifierref="r"`, fmt.Sprintf(`identifierref="r" parameters="%s"`, strings.ReplaceAll(c.parameters, "&", "&amp;")), 1)
		p, err := read(t, head12+o+r)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		if got := p.Units[0].Launch; got != c.want {
			t.Errorf("%+v leads to %s", c, got)
		}
	}
}

func TestWhatAManifestSaysOfItsUnits(t *testing.T) {
	organization := `<organizations><organization identifier="o"><title>T</title>
		<item><title>Parte</title><item identifierref="r"><title>Uno</title><adlcp:masteryscore>80</adlcp:masteryscore><adlcp:datafromlms> x=1 </adlcp:datafromlms><adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed></item></item>
		<item identifierref="a"><title>Dos</title><adlcp:prerequisites type="aicc_script">r</adlcp:prerequisites></item>
		<item identifierref="a" isvisible="false"><title>Oculta</title></item></organization><organization identifier="p"/></organizations>
		<resources><resource identifier="r" adlcp:scormtype="sco" href="index.html"/><resource identifier="a" adlcp:scormtype="asset" href="sub/más.html"/></resources></manifest>`
	p, err := read(t, head12+organization)
	if err != nil {
		t.Fatal(err)
	}
	want := []scorm.Unit{{Key: "1", Title: "Uno", Launch: "index.html", Mastery: "80", LaunchData: "x=1", MaxTime: "00:30:00"}, {Key: "2", Title: "Dos", Launch: "sub/m%C3%A1s.html", Asset: true}}
	if !slices.Equal(p.Units, want) {
		t.Errorf("units %+v", p.Units)
	}
	if !slices.Equal(p.Notes, []scorm.Note{scorm.NoteOrganizations, scorm.NotePrerequisites}) {
		t.Errorf("notes %v", p.Notes)
	}
	item := `<item identifierref="r"><title>Uno</title><adlcp:completionThreshold minProgressMeasure="0.8"/><imsss:sequencing><imsss:sequencingRules/>
		<imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true"><imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives></imsss:sequencing></item>`
	p, err = read(t, head2004+`<organizations><organization><title>T</title>`+item+item+`</organization></organizations>`+resource)
	if err != nil {
		t.Fatal(err)
	}
	if u := p.Units[0]; u.Mastery != "0.6" || u.Threshold != "0.8" || !slices.Equal(p.Notes, []scorm.Note{scorm.NoteSequencing}) {
		t.Errorf("%+v", p)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	good := head12 + one + resource
	rename := func(from, to string) []byte { // names that zip.Writer would not write are put in afterwards
		return bytes.ReplaceAll(packed(t, "imsmanifest.xml", good, "index.html", "x", from, "x"), []byte(from), []byte(to))
	}
	twice := packed(t, "imsmanifest.xml", good, "index.html", "x", "Index.HTML", "y")
	encrypted := packed(t, "imsmanifest.xml", good)
	binary.LittleEndian.PutUint16(encrypted[bytes.LastIndex(encrypted, []byte("PK\x01\x02"))+8:], 1)
	many := []string{"imsmanifest.xml", good}
	for i := range 5001 {
		many = append(many, fmt.Sprint(i), "")
	}
	for want, data := range map[string][]byte{
		"scorm.not_zip":            []byte("GIF89a"),
		"scorm.no_manifest":        packed(t, "index.html", "x"),
		"scorm.manifest_in_folder": packed(t, "curso/imsmanifest.xml", good, "curso/index.html", "x"),
		"scorm.other":              packed(t, "tincan.xml", "<tincan/>"),
		"scorm.manifest_not_xml":   packed(t, "imsmanifest.xml", "This is not the file you are looking for"),
		"scorm.not_manifest":       packed(t, "imsmanifest.xml", "<html/>"),
		"scorm.no_organization":    packed(t, "imsmanifest.xml", head12+"<organizations/>"+resource, "index.html", "x"),
		"scorm.no_unit":            packed(t, "imsmanifest.xml", head12+"<organizations><organization/></organizations>"+resource, "index.html", "x"),
		"scorm.launch_missing":     packed(t, "imsmanifest.xml", good),
		"scorm.no_launch":          packed(t, "imsmanifest.xml", strings.Replace(good, `href="index.html"`, "", 1), "index.html", "x"),
		"scorm.no_resource":        packed(t, "imsmanifest.xml", strings.Replace(good, `identifierref="r"`, `identifierref="q"`, 1), "index.html", "x"),
		"scorm.launch_outside":     packed(t, "imsmanifest.xml", strings.Replace(good, `href="index.html"`, `href="https://example.com/"`, 1), "index.html", "x"),
		"scorm.bad_path":           rename("xxxxxxx", "../../p"),
		"scorm.twice":              twice,
		"scorm.encrypted":          encrypted,
		"scorm.many":               packed(t, many...),
		"scorm.large":              bomb(t),
		"scorm.link":               withLink(t, good),
	} {
		_, err := scorm.Read(data)
		if err == nil {
			t.Errorf("%s was taken", want)
			continue
		}
		if got := keyOf(t, err); got != want {
			t.Errorf("%s instead of %s", got, want)
		}
	}
	for _, name := range []string{"/aaaaaa", "C:/aaaa", "a/../bb", "a//bbbb", "a/./bbb", "a\x01bcdef"} {
		if _, err := scorm.Read(rename("xxxxxxx", name)); err == nil || keyOf(t, err) != "scorm.bad_path" {
			t.Errorf("%q: %v", name, err)
		}
	}
	climbing := strings.Replace(good, `href="index.html"`, `href="../index.html"`, 1)
	if _, err := read(t, climbing); err == nil || keyOf(t, err) != "scorm.launch_outside" {
		t.Errorf("a launch address above the package: %v", err)
	}
}

// bomb is an archive that says it holds more than is taken.
func bomb(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	zeros := make([]byte, 1<<20)
	f, err := w.Create("zeros")
	for range 201 {
		if err == nil {
			_, err = f.Write(zeros)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func withLink(t *testing.T, manifest string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	header := &zip.FileHeader{Name: "index.html"}
	header.SetMode(os.ModeSymlink | 0o777)
	f, err := w.CreateHeader(header)
	if err == nil {
		_, err = f.Write([]byte("/etc/passwd"))
	}
	if err == nil {
		f, err = w.Create("imsmanifest.xml")
	}
	if err == nil {
		_, err = f.Write([]byte(manifest))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// An entry that unpacks to more than the archive says is not read on.
func TestAFileIsNoLargerThanItSays(t *testing.T) {
	data := packed(t, "imsmanifest.xml", head12+one+resource, "index.html", strings.Repeat("A", 100_000))
	at := bytes.LastIndex(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[at+24:], 10) // its size unpacked
	p, err := scorm.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	file, ok := p.Find("index.html")
	if !ok || file.Size != 10 {
		t.Fatalf("%+v", file)
	}
	if content, err := file.Read(); err == nil || keyOf(t, err) != "scorm.damaged" {
		t.Errorf("%d bytes, %v", len(content), err)
	}
}

func TestNamesAreThoseThatBrowsersAskFor(t *testing.T) {
	data := packed(t, "imsmanifest.xml", strings.Replace(head12+one+resource, "index.html", "im\u00e1genes/ni\u00f1a.html", 1), "im_genes/ni_a.html", "x", "__MACOSX/._index.html", "x", ".DS_Store", "x")
	data = bytes.ReplaceAll(data, []byte("im_genes/ni_a.html"), []byte("im\xa0genes\\ni\xa4a.html")) // as Windows packed it in 2009
	p, err := scorm.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Files) != 2 || p.Files[1].Path != "imágenes/niña.html" || p.Files[1].MediaType != "text/html" {
		t.Errorf("%+v", p.Files)
	}
}

const samples = "../../../shared/samples/scorm/"

func TestRealPackages(t *testing.T) {
	for name, want := range map[string]struct {
		key   string
		units int
	}{
		"RuntimeMinimumCalls_SCORM12-mini.zip": {units: 9},
		"singlesco_scorm12.zip":                {units: 1},
		"badscorm.zip":                         {key: "scorm.manifest_in_folder"},
		"singlescobasic_missingorg.zip":        {key: "scorm.no_organization"},
	} {
		data, err := os.ReadFile(filepath.FromSlash(samples + name))
		if err != nil {
			t.Skipf("the sample packages are not here: %v", err)
		}
		p, err := scorm.Read(data)
		if want.key != "" {
			if err == nil || keyOf(t, err) != want.key {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || p.Standard != scorm.V12 || len(p.Units) != want.units {
			t.Errorf("%s: %v %+v", name, err, p.Units)
			continue
		}
		for _, f := range p.Files {
			if _, err := f.Read(); err != nil {
				t.Errorf("%s: %v", f.Path, err)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(head12 + one + resource))
	f.Add([]byte(head2004 + one + resource))
	f.Add(packed(f, "imsmanifest.xml", head12+one+resource, "index.html", "x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, archive := range [][]byte{data, packed(t, "imsmanifest.xml", string(data), "index.html", "x")} {
			p, err := scorm.Read(archive)
			if err != nil {
				keyOf(t, err)
				continue
			}
			for _, u := range p.Units {
				if strings.HasPrefix(u.Launch, "/") || strings.Contains(u.Launch, "://") && !strings.Contains(u.Launch, "?") && !strings.Contains(u.Launch, "#") || strings.ContainsAny(u.Launch, " <>\"\n") {
					t.Errorf("leads to %q", u.Launch)
				}
			}
		}
	})
}
