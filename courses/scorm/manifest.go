package scorm

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"io"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/htmlindex"
)

// The elements of a manifest that matter here. Names are matched without their
// namespaces: authoring programs disagree on them.
type manifest struct {
	XMLName  xml.Name
	Spaces   []xml.Attr `xml:",any,attr"`
	Metadata struct {
		Schema  string `xml:"schema"`
		Version string `xml:"schemaversion"`
	} `xml:"metadata"`
	Organizations struct {
		Default string         `xml:"default,attr"`
		List    []organization `xml:"organization"`
	} `xml:"organizations"`
	Resources struct {
		Base string     `xml:"base,attr"`
		List []resource `xml:"resource"`
	} `xml:"resources"`
	Inner []struct{} `xml:"manifest"`
}

type organization struct {
	Identifier string      `xml:"identifier,attr"`
	Title      string      `xml:"title"`
	Items      []item      `xml:"item"`
	Sequencing *sequencing `xml:"sequencing"`
}

type item struct {
	Ref           string      `xml:"identifierref,attr"`
	Parameters    string      `xml:"parameters,attr"`
	Visible       string      `xml:"isvisible,attr"`
	Title         string      `xml:"title"`
	Items         []item      `xml:"item"`
	Prerequisites string      `xml:"prerequisites"`
	Mastery       string      `xml:"masteryscore"`
	MaxTime       string      `xml:"maxtimeallowed"`
	Data12        string      `xml:"datafromlms"`
	Data2004      string      `xml:"dataFromLMS"`
	Threshold     *threshold  `xml:"completionThreshold"`
	Sequencing    *sequencing `xml:"sequencing"`
}

type threshold struct {
	Text    string `xml:",chardata"`
	Measure string `xml:"minProgressMeasure,attr"`
}

type sequencing struct {
	Rules   *struct{} `xml:"sequencingRules"`
	Mode    *struct{} `xml:"controlMode"`
	Rollup  *struct{} `xml:"rollupRules"`
	Limits  *struct{} `xml:"limitConditions"`
	Primary struct {
		ByMeasure string `xml:"satisfiedByMeasure,attr"`
		Measure   string `xml:"minNormalizedMeasure"`
	} `xml:"objectives>primaryObjective"`
}

// rules tells whether there is anything that would decide what may be opened when.
func (s *sequencing) rules() bool {
	return s != nil && (s.Rules != nil || s.Mode != nil || s.Rollup != nil || s.Limits != nil)
}

type resource struct {
	Identifier string `xml:"identifier,attr"`
	Href       string `xml:"href,attr"`
	Base       string `xml:"base,attr"`
	Type12     string `xml:"scormtype,attr"`
	Type2004   string `xml:"scormType,attr"`
}

// readManifest fills in what the manifest says.
func (p *Package) readManifest(text []byte) error {
	var m manifest
	decoder := xml.NewDecoder(bytes.NewReader(plainText(text)))
	decoder.CharsetReader = charset
	if err := decoder.Decode(&m); err != nil {
		return refused("scorm.manifest_not_xml")
	}
	if m.XMLName.Local != "manifest" {
		return refused("scorm.not_manifest")
	}
	if err := p.readStandard(m); err != nil {
		return err
	}
	if len(m.Organizations.List) == 0 {
		return refused("scorm.no_organization")
	}
	chosen := m.Organizations.List[0]
	for _, o := range m.Organizations.List {
		if o.Identifier != "" && o.Identifier == m.Organizations.Default {
			chosen = o
		}
	}
	p.Title = oneLine(chosen.Title)
	p.note(len(m.Organizations.List) > 1, NoteOrganizations)
	p.note(len(m.Inner) > 0, NoteInner)
	p.note(chosen.Sequencing.rules(), NoteSequencing)
	if err := p.readItems(m, chosen.Items); err != nil {
		return err
	}
	if len(p.Units) == 0 {
		return refused("scorm.no_unit")
	}
	if len(p.Units) == 1 { // an order of one thing
		p.Notes = slices.DeleteFunc(p.Notes, func(n Note) bool { return n == NotePrerequisites || n == NoteSequencing })
	}
	return nil
}

// readStandard finds out which SCORM it is: by the version that the manifest names, or
// by the namespaces it uses.
func (p *Package) readStandard(m manifest) error {
	p.Edition = oneLine(m.Metadata.Version)
	switch v := strings.ToLower(p.Edition); {
	case strings.Contains(v, "2004"), strings.Contains(v, "1.3"):
		p.Standard = V2004
		return nil
	case strings.HasPrefix(v, "1.2"), strings.HasPrefix(v, "1.1"):
		p.Standard = V12
		return nil
	case strings.Contains(strings.ToLower(m.Metadata.Schema), "common cartridge"):
		return refused("scorm.other", "standard", "Common Cartridge")
	}
	p.note(true, NoteNoVersion)
	p.Standard = V12
	for _, a := range m.Spaces {
		if strings.Contains(a.Value, "adlcp_v1p3") || strings.Contains(a.Value, "imscp_v1p1") || strings.Contains(a.Value, "imsss") {
			p.Standard = V2004
		}
	}
	return nil
}

func (p *Package) note(holds bool, n Note) {
	for _, there := range p.Notes {
		holds = holds && there != n
	}
	if holds {
		p.Notes = append(p.Notes, n)
	}
}

// readItems adds what can be opened, in the order of the tree.
func (p *Package) readItems(m manifest, items []item) error {
	for _, it := range items {
		p.note(strings.TrimSpace(it.Prerequisites) != "", NotePrerequisites)
		p.note(it.Sequencing.rules(), NoteSequencing)
		if it.Ref != "" && !strings.EqualFold(it.Visible, "false") {
			if err := p.readUnit(m, it); err != nil {
				return err
			}
		}
		if err := p.readItems(m, it.Items); err != nil {
			return err
		}
	}
	return nil
}

func (p *Package) readUnit(m manifest, it item) error {
	title := oneLine(it.Title)
	for _, r := range m.Resources.List {
		if r.Identifier != it.Ref {
			continue
		}
		if r.Href == "" {
			return refused("scorm.no_launch", "title", title)
		}
		launch, file, ok := resolve(it.Parameters, baseOf(m), m.Resources.Base, r.Base, r.Href)
		if !ok {
			return refused("scorm.launch_outside", "title", title, "path", shown(r.Href))
		}
		found, ok := p.Find(file)
		if !ok {
			return refused("scorm.launch_missing", "title", title, "path", shown(file))
		}
		if len(p.Units) == maxUnits {
			return refused("scorm.many_units", "max", maxUnits)
		}
		unit := Unit{
			Key: strconv.Itoa(len(p.Units) + 1), Title: title, Launch: (&url.URL{Path: found.Path}).EscapedPath() + launch,
			Asset: strings.EqualFold(r.Type12+r.Type2004, "asset"), MaxTime: oneLine(it.MaxTime),
			Mastery: number(it.Mastery), LaunchData: strings.TrimSpace(it.Data12 + it.Data2004),
		}
		if p.Standard == V2004 {
			unit.Mastery = ""
			if s := it.Sequencing; s != nil && strings.EqualFold(s.Primary.ByMeasure, "true") {
				unit.Mastery = number(s.Primary.Measure)
			}
			if it.Threshold != nil {
				unit.Threshold = number(it.Threshold.Measure + it.Threshold.Text)
			}
		}
		p.Units = append(p.Units, unit)
		return nil
	}
	return refused("scorm.no_resource", "title", title)
}

func baseOf(m manifest) string {
	for _, a := range m.Spaces {
		if a.Name.Local == "base" {
			return a.Value
		}
	}
	return ""
}

// resolve puts an address together as browsers do, within the package. It gives the
// file, and what stands behind it in the address: the query, the parameters of the item,
// and the fragment.
func resolve(parameters string, parts ...string) (behind, file string, ok bool) {
	at := &url.URL{Path: "/"}
	for _, part := range parts {
		part = strings.ReplaceAll(strings.TrimSpace(part), `\`, "/")
		ref, err := url.Parse(part)
		if err != nil { // "100%.html": a name, not an address
			ref = &url.URL{Path: part}
		}
		if ref.Scheme != "" || ref.Host != "" || ref.Opaque != "" || strings.HasPrefix(ref.Path, "/") || leavesRoot(path.Dir(at.Path), ref.Path) {
			return "", "", false
		}
		if part != "" {
			at = at.ResolveReference(ref)
		}
	}
	query, fragment := at.RawQuery, at.EscapedFragment()
	more := strings.TrimLeft(strings.TrimSpace(parameters), "?&")
	if hash := strings.Index(more, "#"); hash >= 0 {
		if fragment == "" {
			fragment = more[hash+1:]
		}
		more = more[:hash]
	}
	if query != "" && more != "" {
		query += "&"
	}
	if query += more; query != "" {
		behind = "?" + clean(query)
	}
	if fragment != "" {
		behind += "#" + clean(fragment)
	}
	return behind, strings.TrimPrefix(at.Path, "/"), true
}

// leavesRoot tells whether a path climbs higher than the package.
func leavesRoot(from, to string) bool {
	joined := path.Join(strings.TrimPrefix(from, "/"), to)
	return joined == ".." || strings.HasPrefix(joined, "../")
}

// clean escapes what may not stand in an address as it is.
func clean(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c == '"' || c == '<' || c == '>' || c == '`' || c >= 0x7f {
			b.WriteString("%" + strings.ToUpper(strconv.FormatInt(int64(c)+0x100, 16)[1:]))
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// oneLine is a text without line breaks, at most 160 characters long.
func oneLine(s string) string {
	runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")), " "))
	return string(runes[:min(len(runes), 160)])
}

// number is a text that is a number, or nothing.
func number(s string) string {
	s = strings.TrimSpace(s)
	if x, err := strconv.ParseFloat(s, 64); err != nil || x != x || x > 1e6 || x < -1e6 {
		return ""
	}
	return s
}

// charset reads the encodings that manifests name.
func charset(label string, input io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return input, nil // plainText has made UTF-8 of it
	}
	encoding, err := htmlindex.Get(label)
	if err != nil {
		return nil, err
	}
	return encoding.NewDecoder().Reader(input), nil
}

// plainText makes UTF-8 of UTF-16 and takes the mark off that stands before either.
func plainText(text []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(text, []byte("\xef\xbb\xbf")):
		return text[3:]
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
		order, text = binary.LittleEndian, text[2:]
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		order, text = binary.BigEndian, text[2:]
	case bytes.HasPrefix(text, []byte("<\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(text, []byte("\x00<")):
		order = binary.BigEndian
	default:
		return text
	}
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = order.Uint16(text[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
