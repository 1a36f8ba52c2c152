package courses

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
)

// Wording is a lesson said otherwise: in another language (a translation), or with the
// examples of a department or of one institution and those below it (a variant). It
// takes the place of the lesson's own text for whom it fits; the lesson stays the same,
// and so does what was read of it. A lesson's own text is what everybody else reads.
type Wording struct {
	ID             string
	LessonID       string
	Language       string
	Region         string  // department; empty: not for one
	InstitutionID  *string // nil: not for one
	Title          string
	ContentWarning string
	Source         string     // Markdown, as written
	HTML           string     `gorm:"column:html"` // sanitised, made from Source when saved
	RecordedAt     db.Instant // last changed
	RecordedBy     string
}

// TableName names the table for GORM.
func (Wording) TableName() string { return "lesson_wording" }

// Placed tells whether the wording is for some place only.
func (w Wording) Placed() bool { return w.Region != "" || w.InstitutionID != nil }

// digest names what the wording says: two that say the same have the same.
func (w Wording) digest() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{w.Language, w.Title, w.ContentWarning, w.Source}, "\x00")))
	return hex.EncodeToString(sum[:])
}

// WordingReview is the fact that somebody who knows the language or the place has read a
// text and found it right. It holds for exactly that text: when a word is changed, the
// text is unreviewed again; in the next version of the course, the same text is not.
type WordingReview struct {
	ID         string
	Digest     string // of the text
	Reviewer   string // who read it, as written
	ReviewedOn db.Date
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (WordingReview) TableName() string { return "wording_review" }

// WordingInput is a wording as an author writes it.
type WordingInput struct {
	Language       string
	Region         string // department; empty: not for one
	InstitutionID  string // empty: not for one
	Title          string
	ContentWarning string
	Source         string
}

func (in WordingInput) validate() error {
	var check fault.Check
	_, known := i18n.Parse(in.Language)
	check.That(known, "language", "courses.choose_one")
	check.That(in.Region == "" || people.RegionName(in.Region) != "", "region", "courses.choose_one")
	check.That(in.Region == "" || in.InstitutionID == "", "region", "wording.one_place")
	check.That(strings.TrimSpace(in.Title) != "", "title", "fault.required")
	check.That(len([]rune(in.Title)) <= maxTitle, "title", "courses.too_long", "max", maxTitle)
	check.That(strings.TrimSpace(in.Source) != "", "source", "fault.required")
	check.That(len(in.Source) <= maxSource, "source", "courses.source_long", "max", maxSource/1000)
	return check.Err()
}

// validateFor checks the wording against the lesson whose place it takes.
func (in WordingInput) validateFor(version CourseVersion, lesson Lesson) error {
	var check fault.Check
	placed := in.Region != "" || in.InstitutionID != ""
	check.That(placed || in.Language != version.Language, "language", "wording.says_nothing_new")
	check.That(lesson.Kind != CaseStudy || strings.TrimSpace(in.ContentWarning) != "", "content_warning", "courses.warning_needed")
	return check.Err()
}

// fill writes the input onto the wording.
func (w *Wording) fill(in WordingInput, html string) {
	w.Language, w.Region, w.InstitutionID = in.Language, in.Region, nil
	if in.InstitutionID != "" {
		w.InstitutionID = &in.InstitutionID
	}
	w.Title, w.ContentWarning, w.Source, w.HTML = strings.TrimSpace(in.Title), strings.TrimSpace(in.ContentWarning), in.Source, html
}

// reader is for whom a wording is chosen.
type reader struct {
	Language string // asked for
	Region   string // of where they work; empty: not known
	Path     string // of where they work; empty: not known
}

// fitting gives the wording that fits the reader best, or nil for the lesson's own text,
// which is in the language base. The language counts first: who asked for one that
// there is gets it. Among those in one language the nearest place wins: the
// institution, the one above it, the department, everywhere. What is for another place
// is for nobody else.
func fitting(list []Wording, base string, who reader, paths map[string]string) *Wording {
	best, bestNear := -1, -1
	for i, w := range list {
		near := nearness(w, who, paths)
		if near < 0 || (w.Language != who.Language && w.Language != base) || (w.Language == base && near == 0) {
			continue
		}
		if w.Language == who.Language && base != who.Language {
			near += 1 << 20 // before all that is in the course's language
		}
		if near > bestNear {
			best, bestNear = i, near
		}
	}
	if best < 0 {
		return nil
	}
	return &list[best]
}

// nearness is how near a wording's place is to the reader: 0 when it is for everywhere,
// negative when it is for another place.
func nearness(w Wording, who reader, paths map[string]string) int {
	switch {
	case w.InstitutionID != nil:
		path := paths[*w.InstitutionID]
		if path == "" || !strings.HasPrefix(who.Path, path) {
			return -1
		}
		return 1 + len(path)
	case w.Region != "":
		if w.Region != who.Region {
			return -1
		}
		return 1
	default:
		return 0
	}
}

// Shown says which text of a lesson is shown, and what to know about it.
type Shown struct {
	WordingID   string         // empty: the lesson's own text
	Language    string         // of the text
	Asked       string         // a language that was asked for and is not there; empty: none
	Region      string         // for which department; empty: not for one
	Institution string         // name of the institution it is for; empty: not for one
	Translation bool           // the text is not in the course's language
	Review      *WordingReview // nil: nobody has reviewed it
}

// withText gives the lesson with the wording's text in the place of its own.
func (l Lesson) withText(w *Wording) Lesson {
	if w != nil {
		l.Title, l.ContentWarning, l.Source, l.HTML = w.Title, w.ContentWarning, w.Source, w.HTML
	}
	return l
}

// Spoken is a language in which some lessons of a course can be read.
type Spoken struct {
	Language string
	Lessons  int // that are there in it
}

// spoken lists the languages of a version: its own with all lessons, then the others.
func spoken(version CourseVersion, lessons int, list []Wording) []Spoken {
	in := map[string]map[string]bool{}
	for _, w := range list {
		if w.Language == version.Language {
			continue
		}
		if in[w.Language] == nil {
			in[w.Language] = map[string]bool{}
		}
		in[w.Language][w.LessonID] = true
	}
	all := []Spoken{{version.Language, lessons}}
	for _, locale := range i18n.Locales() {
		if n := len(in[string(locale)]); n > 0 {
			all = append(all, Spoken{string(locale), n})
		}
	}
	return all
}

// sortWordings puts wordings in the order in which they are listed: translations, then
// departments, then institutions.
func sortWordings(list []Wording) {
	rank := func(w Wording) string {
		switch {
		case w.InstitutionID != nil:
			return "2" + *w.InstitutionID
		case w.Region != "":
			return "1" + w.Region
		}
		return "0"
	}
	slices.SortFunc(list, func(a, b Wording) int {
		return strings.Compare(rank(a)+a.Language+a.ID, rank(b)+b.Language+b.ID)
	})
}
