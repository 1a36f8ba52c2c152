package courses

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// GlossaryTerm is a word that a version of a course explains.
type GlossaryTerm struct {
	ID              string
	CourseVersionID string
	Term            string
	Explanation     string
}

// TableName names the table for GORM.
func (GlossaryTerm) TableName() string { return "glossary_term" }

// TermInput is a word as an author explains it.
type TermInput struct {
	Term        string
	Explanation string
}

const (
	maxTerm        = 60
	maxExplanation = 600
	mostTerms      = 200 // of a version
)

func (in *TermInput) tidy() {
	in.Term, in.Explanation = strings.Join(strings.Fields(in.Term), " "), strings.TrimSpace(in.Explanation)
}

func (in TermInput) validate() error {
	var check fault.Check
	check.That(in.Term != "", "term", "fault.required")
	check.That(len([]rune(in.Term)) <= maxTerm, "term", "courses.too_long", "max", maxTerm)
	check.That(in.Explanation != "", "explanation", "fault.required")
	check.That(len([]rune(in.Explanation)) <= maxExplanation, "explanation", "courses.too_long", "max", maxExplanation)
	return check.Err()
}

// termsOf gives the glossary of a version in the order of the alphabet.
func termsOf(tx *db.Tx, versionID string) ([]GlossaryTerm, error) {
	var list []GlossaryTerm
	err := tx.DB.Where("course_version_id = ?", versionID).Find(&list).Error
	order := collate.New(language.LatinAmericanSpanish, collate.IgnoreCase)
	slices.SortFunc(list, func(a, b GlossaryTerm) int { return order.CompareString(a.Term, b.Term) })
	return list, err
}

// copyTerms gives a new draft the glossary of the version before it.
func copyTerms(tx *db.Tx, fromID, toID string) error {
	terms, err := termsOf(tx, fromID)
	if err != nil || len(terms) == 0 {
		return err
	}
	for i := range terms {
		terms[i].ID, terms[i].CourseVersionID = tx.NewID(), toID
	}
	return tx.DB.CreateInBatches(&terms, 100).Error
}

// SaveTerm adds a word to the glossary of the draft, or with the identifier of one changes it.
func (s *Service) SaveTerm(ctx context.Context, actor access.Actor, courseID, termID string, in TermInput) error {
	in.tidy()
	if err := in.validate(); err != nil {
		return err
	}
	return s.edit(ctx, actor, courseID, "courses.term.save", func(tx *db.Tx, draft CourseVersion) error {
		terms, err := termsOf(tx, draft.ID)
		if err != nil {
			return err
		}
		for _, t := range terms {
			if t.ID != termID && strings.EqualFold(t.Term, in.Term) {
				return fault.OnField("term", "media.term_taken")
			}
		}
		if termID == "" {
			if len(terms) >= mostTerms {
				return fault.OnField("term", "media.too_many_terms", "max", mostTerms)
			}
			return tx.DB.Create(&GlossaryTerm{ID: tx.NewID(), CourseVersionID: draft.ID, Term: in.Term, Explanation: in.Explanation}).Error
		}
		changed := tx.DB.Model(&GlossaryTerm{}).Where("id = ? AND course_version_id = ?", termID, draft.ID).
			Updates(map[string]any{"term": in.Term, "explanation": in.Explanation})
		if changed.Error == nil && changed.RowsAffected == 0 {
			return fault.Missing("noun.term")
		}
		return changed.Error
	})
}

// RemoveTerm takes a word out of the glossary of the draft.
func (s *Service) RemoveTerm(ctx context.Context, actor access.Actor, courseID, termID string) error {
	return s.edit(ctx, actor, courseID, "courses.term.remove", func(tx *db.Tx, draft CourseVersion) error {
		gone := tx.DB.Where("id = ? AND course_version_id = ?", termID, draft.ID).Delete(&GlossaryTerm{})
		if gone.Error == nil && gone.RowsAffected == 0 {
			return fault.Missing("noun.term")
		}
		return gone.Error
	})
}

// Glossary is the words that a version of a course explains.
type Glossary struct {
	CourseID string
	Version  CourseVersion
	Terms    []GlossaryTerm // by the alphabet
}

// Glossary gives the glossary of the newest version of a course, for its authors.
func (s *Service) Glossary(ctx context.Context, actor access.Actor, courseID string) (Glossary, error) {
	g := Glossary{CourseID: courseID}
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return g, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		versions, err := versionsOf(tx, courseID)
		if err != nil {
			return err
		}
		if len(versions) == 0 {
			return fault.Missing("noun.course")
		}
		g.Version = versions[0]
		g.Terms, err = termsOf(tx, g.Version.ID)
		return err
	})
	return g, err
}

// LearnGlossary gives the glossary of one of the actor's own courses.
func (s *Service) LearnGlossary(ctx context.Context, actor access.Actor, enrolmentID string) (Glossary, error) {
	var g Glossary
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return g, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := mine(tx, actor, enrolmentID)
		if err != nil {
			return err
		}
		g.CourseID, g.Version = r.Version.CourseID, r.Version
		g.Terms, err = termsOf(tx, r.Version.ID)
		return err
	})
	return g, err
}
