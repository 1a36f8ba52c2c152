package web

import (
	"cmp"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// languageName is what a language's own speakers call it.
func languageName(code string) string { return i18n.Locale(code).Name() }

// languageChoice is a language in which a course can be read.
type languageChoice struct {
	Code, Name string
	About      string // how much of the course is there; empty: all
	Current    bool
}

func (p *learnCoursePage) fillLanguages(course courses.LearnCourse) {
	if len(course.Spoken) < 2 {
		return
	}
	p.Choose = "/learn/" + course.EnrolmentID + "/language"
	for _, in := range course.Spoken {
		choice := languageChoice{Code: in.Language, Name: languageName(in.Language), Current: in.Language == course.Reading}
		if all := course.Spoken[0].Lessons; in.Lessons < all {
			choice.About = p.T("wording.n_of_m", "n", in.Lessons, "m", all)
		}
		p.Spoken = append(p.Spoken, choice)
	}
}

type languageInput struct {
	Language string `form:"language"`
}

// ChooseLanguage notes in which language somebody reads a course.
func (h *Handlers) ChooseLanguage(c *web.Ctx) error {
	var in languageInput
	enrolment := c.Params("enrolment")
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.ChooseLanguage(c.Context(), c.Actor, enrolment, in.Language)
	}
	if fault.Is(err, fault.Invalid) { // the buttons offer nothing else
		c.Flash(parts.Bad, "courses.choose_one")
		return c.See("/learn/" + enrolment)
	}
	if err != nil {
		return err
	}
	return c.See("/learn/" + enrolment)
}

// note is a sentence about a text, above it.
type note struct {
	Tone  parts.Tone
	Title string
}

// shownNotes says which text of a lesson this is: one for a place, a translation with who
// has reviewed it, or the course's own because the one asked for is not there.
func shownNotes(p *i18n.Printer, l courses.LearnLesson) []note {
	var notes []note
	s := l.Shown
	if s.Asked != "" {
		notes = append(notes, note{parts.Info, p.T("wording.not_there", "asked", languageName(s.Asked), "shown", languageName(s.Language))})
	}
	if place := placeName(s); place != "" {
		notes = append(notes, note{parts.Info, p.T("wording.for_place", "place", place)})
	}
	switch {
	case s.Translation && s.Review == nil:
		notes = append(notes, note{parts.Notice, p.T("wording.unreviewed", "language", languageName(s.Language))})
	case s.Translation:
		notes = append(notes, note{parts.Good, p.T("wording.reviewed", "who", s.Review.Reviewer, "on", s.Review.ReviewedOn)})
	}
	return notes
}

func placeName(s courses.Shown) string { return cmp.Or(s.Institution, people.RegionName(s.Region)) }

// textName tells one text of a lesson from the others in a few words.
func textName(p *i18n.Printer, s courses.Shown) string {
	if place := placeName(s); place != "" {
		return p.T("wording.named", "language", languageName(s.Language), "place", place)
	}
	return languageName(s.Language)
}
