package certificates

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
)

// Orientation is how a sheet of A4 lies.
type Orientation string

// The orientations. An empty one is Landscape.
const (
	Landscape Orientation = "landscape"
	Portrait  Orientation = "portrait"
)

// Orientations lists them in the order they are offered.
var Orientations = []Orientation{Landscape, Portrait}

// Kinds lists what can be certified.
var Kinds = []Kind{Attendance, Completion, Competence}

// How much a paper has room for.
const (
	MaxLogos      = 4
	MaxSignatures = 3
)

// Design is how papers look; the zero Design is relevo's own.
type Design struct {
	Orientation Orientation                    `json:"orientation"`
	Accent      Accent                         `json:"accent"`
	Logos       []Logo                         `json:"logos"`      // from left to right; none: relevo's sign
	Signatures  []Signature                    `json:"signatures"` // from left to right
	Texts       map[i18n.Locale]map[Kind]Words `json:"texts"`      // what is not written is said as Say tells
}

// Logo is whose paper it is.
type Logo struct {
	ImageID string `json:"image"`
	Alt     string `json:"alt"` // whose logo it is, for those who do not see it
}

// Signature is who answers for what the paper says.
type Signature struct {
	ImageID  string `json:"image"` // empty: a line to sign on
	Name     string `json:"name"`
	Position string `json:"position"`
}

// Words are what a paper says in one language. An empty one is relevo's own;
// only the footer has none.
type Words struct {
	Title   string `json:"title,omitempty"`    // "Certificado de finalización"
	GivenTo string `json:"given_to,omitempty"` // "Se otorga a"
	Because string `json:"because,omitempty"`  // "por haber completado el curso"
	Footer  string `json:"footer,omitempty"`
}

// Value stores the design.
func (d Design) Value() (driver.Value, error) {
	body, err := json.Marshal(d)
	return string(body), err
}

// Scan reads the design from either database.
func (d *Design) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), d)
	case []byte:
		return json.Unmarshal(v, d)
	}
	return fmt.Errorf("cannot read the design of a paper from %T", src)
}

// GormDataType names the column type for GORM's schema.
func (Design) GormDataType() string { return "json" }

// Images lists the images of the design, each once.
func (d Design) Images() []string {
	var ids []string
	for _, logo := range d.Logos {
		if logo.ImageID != "" {
			ids = append(ids, logo.ImageID)
		}
	}
	for _, s := range d.Signatures {
		if s.ImageID != "" {
			ids = append(ids, s.ImageID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Say gives the words of a paper of this kind in a locale. What the design
// does not say in it is relevo's own, if relevo speaks the locale; else what
// the design says in Spanish, else relevo's Spanish. Nothing is translated
// that nobody wrote. The footer is said in Spanish where it is written in that only.
func (d Design) Say(locale i18n.Locale, kind Kind) Words {
	p := i18n.For(locale)
	mine, spanish := d.Texts[locale][kind], d.Texts[i18n.Spanish][kind]
	choose := func(mine, spanish, own string) string {
		switch {
		case mine != "":
			return mine
		case spanish != "" && p.Lang() != locale:
			return spanish
		default:
			return own
		}
	}
	footer := mine.Footer
	if footer == "" {
		footer = spanish.Footer
	}
	return Words{
		Title:   choose(mine.Title, spanish.Title, p.T("certificates.paper.title."+string(kind))),
		GivenTo: choose(mine.GivenTo, spanish.GivenTo, p.T("certificates.paper.given_to")),
		Because: choose(mine.Because, spanish.Because, p.T("certificates.paper.because."+string(kind))),
		Footer:  footer,
	}
}

// SaidInSpanish tells whether part of what a paper of this kind says in a
// locale is said in Spanish, because nobody wrote it in the locale.
func (d Design) SaidInSpanish(locale i18n.Locale, kind Kind) bool {
	mine := d.Texts[locale][kind]
	spoken := i18n.For(locale).Lang() == locale
	return locale != i18n.Spanish && (!spoken && (mine.Title == "" || mine.GivenTo == "" || mine.Because == "") ||
		mine.Footer == "" && d.Texts[i18n.Spanish][kind].Footer != "")
}

// The lengths of what is written, in characters: what has room.
const (
	maxTemplateName = 100
	maxAlt          = 120
	maxSignatory    = 80
	maxPosition     = 120
	maxTitle        = 60
	maxGivenTo      = 80
	maxBecause      = 160
	maxFooter       = 240
)

// check says what is wrong with the design, under the names of [TemplateInput]'s fields.
func (d Design) check(check *fault.Check) {
	check.That(slices.Contains(Orientations, d.Orientation), "orientation", "fault.required")
	check.That(slices.Contains(Accents, d.Accent), "accent", "fault.required")
	for i, one := range d.Logos {
		checkLength(check, LogoField(i)+"_alt", one.Alt, maxAlt)
	}
	for i, one := range d.Signatures {
		field := SignatureField(i)
		checkText(check, field+"_name", one.Name, maxSignatory)
		checkText(check, field+"_position", one.Position, maxPosition)
	}
	for _, locale := range i18n.Locales() {
		for _, kind := range Kinds {
			words, field := d.Texts[locale][kind], TextField(locale, kind, "")
			checkText(check, field+"title", words.Title, maxTitle)
			checkText(check, field+"given_to", words.GivenTo, maxGivenTo)
			checkText(check, field+"because", words.Because, maxBecause)
			checkText(check, field+"footer", words.Footer, maxFooter)
		}
	}
}

// checkLength refuses what is too long for its place on the paper.
func checkLength(check *fault.Check, field, text string, most int) {
	check.That(len([]rune(text)) <= most, field, "templates.too_long", "max", most)
}

// checkText refuses that too, and what no font here has letters for.
func checkText(check *fault.Check, field, text string, most int) {
	checkLength(check, field, text, most)
	missing := Unprintable(text)
	check.That(len(missing) == 0, field, "printable.missing", "characters", Characters(missing))
}

// LogoField is the field of the logo at a place, the first being 0.
func LogoField(at int) string { return fmt.Sprintf("logo%d", at+1) }

// SignatureField is the field of the signature at a place, the first being 0.
func SignatureField(at int) string { return fmt.Sprintf("signature%d", at+1) }

// TextField is the field of one of the texts.
func TextField(locale i18n.Locale, kind Kind, what string) string {
	return fmt.Sprintf("text_%s_%s_%s", locale, kind, what)
}

// tidy gives what somebody typed as it is kept: what of it can be printed.
func tidy(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// tidied gives the design with all that was typed as it is kept, and without
// texts that say nothing.
func (d Design) tidied() Design {
	texts := map[i18n.Locale]map[Kind]Words{}
	for _, locale := range i18n.Locales() {
		for _, kind := range Kinds {
			w := d.Texts[locale][kind]
			w = Words{Title: tidy(w.Title), GivenTo: tidy(w.GivenTo), Because: tidy(w.Because), Footer: tidy(w.Footer)}
			if w == (Words{}) {
				continue
			}
			if texts[locale] == nil {
				texts[locale] = map[Kind]Words{}
			}
			texts[locale][kind] = w
		}
	}
	d.Texts = texts
	d.Logos = slices.Clone(d.Logos)
	for i := range d.Logos {
		d.Logos[i].Alt = tidy(d.Logos[i].Alt)
	}
	d.Signatures = slices.Clone(d.Signatures)
	for i := range d.Signatures {
		s := &d.Signatures[i]
		s.Name, s.Position = tidy(s.Name), tidy(s.Position)
	}
	return d
}
