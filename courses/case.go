package courses

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// RuleDeidentified names the checklist that is signed before a case study is published,
// with its version: [CaseStatements].
const RuleDeidentified = "deidentification/1"

// CaseStatements are what whoever signs a case study vouches for, in order; their
// sentences are in the catalogue under "cases.statement.<name>".
func CaseStatements() []string {
	return []string{"names", "places", "ages", "dates", "numbers", "pictures", "together", "source"}
}

// CaseSignature is the fact that somebody vouches that the text of a case study tells
// nobody's identity. It is of the text with this hash wherever in the course it stands; a
// text that was changed has none.
type CaseSignature struct {
	ID           string
	CourseID     string
	TextHash     string
	RuleVersion  string
	Statements   string // JSON: the names of what was vouched for
	Explanations string // JSON: of each finding, why it may stay
	SignedAt     db.Instant
	SignedBy     string
}

// TableName names the table for GORM.
func (CaseSignature) TableName() string { return "case_signature" }

// Explained is a finding with the reason why it may stay.
type Explained struct {
	Trace Trace  `json:"trace"`
	Text  string `json:"text"`
	Lines []int  `json:"lines"`
	Why   string `json:"why"`
}

// caseHash is what is signed of a case study: all that its readers are shown.
func caseHash(l Lesson, shelf Shelf) string {
	sum := sha256.New()
	for _, part := range append([]string{l.Title, l.ContentWarning, l.Source}, shelf.mentionedIn(l.Source)...) {
		_, _ = fmt.Fprintf(sum, "%d:%s", len(part), part) // a hash never fails to be written to
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// findings are what in a case study may tell who somebody is, by the lines of its text.
func (l Lesson) findings() []Finding {
	if l.Kind != CaseStudy {
		return nil
	}
	return Identify(l.Source)
}

// signaturesOf gives the newest signature of each text of a course.
func signaturesOf(tx *db.Tx, courseID string, hashes []string) (map[string]CaseSignature, error) {
	list, err := whereIn[CaseSignature](tx, "text_hash", hashes)
	slices.SortFunc(list, func(a, b CaseSignature) int { return strings.Compare(a.ID, b.ID) })
	signed := map[string]CaseSignature{}
	for _, s := range list {
		if s.CourseID == courseID {
			signed[s.TextHash] = s
		}
	}
	return signed, err
}

// unsignedCases gives the titles of the case studies of a version whose text nobody signed,
// in the order of reading.
func unsignedCases(tx *db.Tx, version CourseVersion) ([]string, error) {
	var cases []Lesson
	err := tx.DB.Joins("JOIN module m ON m.id = lesson.module_id").Where("m.course_version_id = ? AND lesson.kind = ?", version.ID, CaseStudy).
		Order("m.position, lesson.position, lesson.id").Find(&cases).Error
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	shelf, err := shelfTx(tx, version.CourseID)
	if err != nil {
		return nil, err
	}
	wordings, err := wordingsOf(tx, version.ID, true)
	if err != nil {
		return nil, err
	}
	var all []Lesson
	for _, l := range cases {
		all = append(all, l)
		for i := range wordings {
			if wordings[i].LessonID == l.ID {
				all = append(all, l.withText(&wordings[i]))
			}
		}
	}
	cases = all
	hashes := make([]string, len(cases))
	for i, l := range cases {
		hashes[i] = caseHash(l, shelf)
	}
	signed, err := signaturesOf(tx, version.CourseID, hashes)
	var titles []string
	for i, l := range cases {
		if _, ok := signed[hashes[i]]; !ok {
			titles = append(titles, l.Title)
		}
	}
	return titles, err
}

// CasePage is a case study with what is to be looked at before it is signed.
type CasePage struct {
	Lesson    Lesson
	WordingID string // of the translation or variant that it is; empty: the lesson's own text
	Version   CourseVersion
	Hash      string
	Findings  []Finding
	Signature *CaseSignature // of the text as it stands; nil: not signed
	SignedBy  string         // the name of who did
	Explained []Explained    // of that signature
}

// Case gives a case study of a course, for its authors.
func (s *Service) Case(ctx context.Context, actor access.Actor, courseID, lessonID string) (CasePage, error) {
	var page CasePage
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return page, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		page, err = caseTx(tx, courseID, lessonID)
		return err
	})
	return page, err
}

// caseWording gives the translation or variant with the identifier; nil when it is that of
// a lesson. Each text of a case study is signed for itself.
func caseWording(tx *db.Tx, id string) (*Wording, error) {
	var list []Wording
	err := tx.DB.Where("id = ?", id).Find(&list).Error
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func caseTx(tx *db.Tx, courseID, lessonID string) (page CasePage, err error) {
	wording, err := caseWording(tx, lessonID)
	if err != nil {
		return page, err
	}
	if wording != nil {
		lessonID, page.WordingID = wording.LessonID, wording.ID
	}
	if page.Lesson, page.Version, err = lessonOfCourse(tx, courseID, lessonID); err != nil {
		return page, err
	}
	page.Lesson = page.Lesson.withText(wording)
	if page.Lesson.Kind != CaseStudy {
		return page, fault.Missing("noun.case")
	}
	shelf, err := shelfTx(tx, courseID)
	if err != nil {
		return page, err
	}
	page.Hash, page.Findings = caseHash(page.Lesson, shelf), page.Lesson.findings()
	signed, err := signaturesOf(tx, courseID, []string{page.Hash})
	if err != nil {
		return page, err
	}
	signature, ok := signed[page.Hash]
	if !ok {
		return page, nil
	}
	page.Signature = &signature
	if err := json.Unmarshal([]byte(signature.Explanations), &page.Explained); err != nil {
		return page, fmt.Errorf("reading the explanations of a signature: %w", err)
	}
	names, err := access.AccountNamesTx(tx, []string{signature.SignedBy})
	page.SignedBy = names[signature.SignedBy]
	return page, err
}

// SignInput is what somebody says who signs a case study.
type SignInput struct {
	Hash       string   // of the text that they looked at
	Statements []string // what they vouch for
	Why        []string // of each finding, in order, why it may stay
}

const (
	leastWhy = 10 // characters: "inventado" alone explains nothing
	maxWhy   = 300
)

// SignCase appends that the actor vouches for a case study of the draft: every statement,
// and each finding explained. Signing again the text that is signed changes nothing.
func (s *Service) SignCase(ctx context.Context, actor access.Actor, courseID, lessonID string, in SignInput) error {
	return s.edit(ctx, actor, courseID, "courses.case.sign", func(tx *db.Tx, _ CourseVersion) error {
		page, err := caseTx(tx, courseID, lessonID)
		if err != nil {
			return err
		}
		if page.Version.State != Draft {
			return fault.New(fault.Conflict, "courses.published_stays")
		}
		if in.Hash != page.Hash {
			return fault.New(fault.Conflict, "cases.changed")
		}
		if page.Signature != nil {
			return nil
		}
		explained, err := in.explain(page.Findings)
		if err != nil {
			return err
		}
		statements, err := json.Marshal(CaseStatements())
		if err != nil {
			return err
		}
		explanations, err := json.Marshal(explained)
		if err != nil {
			return err
		}
		return tx.DB.Create(&CaseSignature{ID: tx.NewID(), CourseID: courseID, TextHash: page.Hash, RuleVersion: RuleDeidentified,
			Statements: string(statements), Explanations: string(explanations), SignedAt: tx.Now, SignedBy: actor.AccountID}).Error
	})
}

// explain checks that nothing is left out.
func (in SignInput) explain(found []Finding) ([]Explained, error) {
	var check fault.Check
	for _, name := range CaseStatements() {
		if !slices.Contains(in.Statements, name) {
			check.That(false, "statements", "cases.all_statements")
			break
		}
	}
	explained := []Explained{}
	for i, f := range found {
		why := ""
		if i < len(in.Why) {
			why = strings.TrimSpace(in.Why[i])
		}
		field := fmt.Sprintf("why_%d", i)
		check.That(len([]rune(why)) >= leastWhy, field, "cases.explain", "text", f.Text)
		check.That(len([]rune(why)) <= maxWhy, field, "courses.too_long", "max", maxWhy)
		explained = append(explained, Explained{Trace: f.Trace, Text: f.Text, Lines: f.Lines, Why: why})
	}
	return explained, check.Err()
}
