package demo

import (
	"fmt"

	"relevo/app/access"
	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/courses"
)

// besideFile is what a course has beside its lessons' texts.
type besideFile struct {
	Glossary []struct {
		Term        string `json:"term"`
		Explanation string `json:"explanation"`
	} `json:"glossary"`
	Checks []struct {
		Lesson     string `json:"lesson"`
		Competency string `json:"competency"`
		Title      string `json:"title"`
		Stem       string `json:"stem"`
		Options    []struct {
			Text     string `json:"text"`
			Right    bool   `json:"right"`
			Feedback string `json:"feedback"`
		} `json:"options"`
	} `json:"checks"`
}

// illustrated is the course that has pictures, sound, a glossary and self-checks.
const illustrated = "car-mentores"

// addFiles puts the drawing and the sound of the illustrated course onto its shelf, before
// its lessons name them.
func (l *life) addFiles(author access.Actor, s *subject, courseID string) error {
	if s.file.Code != illustrated {
		return nil
	}
	drawing, err := drawFirstHour()
	if err != nil {
		return err
	}
	for _, in := range []courses.NewFile{
		{Name: "la-primera-hora", Data: drawing, Alt: "Cinco pasos en una línea: saber que está a salvo, saber quién es usted, agua y comida, decidir algo, descansar."},
		{Name: "respirar", Data: breath(), Alt: "Respirar con un tono"},
	} {
		if _, err := l.courses.AddFile(l.ctx, author, courseID, in); err != nil {
			return fmt.Errorf("file %s: %w", in.Name, err)
		}
	}
	return nil
}

// signCases signs all texts of the case studies of a course. lessons are their identifiers by file.
func (l *life) signCases(author access.Actor, s *subject, courseID string, lessons map[string]string) error {
	for _, m := range s.file.Modules {
		for _, in := range m.Lessons {
			if !in.CaseStudy {
				continue
			}
			texts, err := l.courses.LessonTexts(l.ctx, author, courseID, lessons[in.File])
			if err != nil {
				return err
			}
			ids := []string{texts.Lesson.ID}
			for _, w := range texts.Wordings {
				ids = append(ids, w.ID)
			}
			for _, id := range ids {
				if err := l.signCase(author, courseID, id); err != nil {
					return fmt.Errorf("signing %s: %w", in.File, err)
				}
			}
		}
	}
	return nil
}

// addBeside gives the illustrated course its glossary and its self-checks. lessons are their
// identifiers by file.
func (l *life) addBeside(author access.Actor, s *subject, courseID string, lessons map[string]string) error {
	if s.file.Code != illustrated {
		return nil
	}
	var beside besideFile
	if err := readJSON(illustrated+"/beside.json", &beside); err != nil {
		return err
	}
	for _, t := range beside.Glossary {
		if err := l.courses.SaveTerm(l.ctx, author, courseID, "", courses.TermInput{Term: t.Term, Explanation: t.Explanation}); err != nil {
			return fmt.Errorf("the word %s: %w", t.Term, err)
		}
	}
	for _, c := range beside.Checks {
		var options []assessments.Option
		for _, o := range c.Options {
			option := assessments.Option{Text: i18n.Says(o.Text), Feedback: i18n.Says(o.Feedback)}
			if o.Right {
				option.Fraction = 1
			}
			options = append(options, option)
		}
		item, err := l.assessments.CreateItem(l.ctx, author, assessments.ItemInput{Kind: assessments.Single, Competency: c.Competency, Title: c.Title,
			Markup: formats.Plain, Stem: i18n.Says(c.Stem), Body: assessments.Body{Options: options}})
		if err != nil {
			return fmt.Errorf("%s: %w", c.Title, err)
		}
		if err := l.courses.AddCheck(l.ctx, author, courseID, lessons[c.Lesson], item.ID); err != nil {
			return fmt.Errorf("%s: %w", c.Title, err)
		}
	}
	return nil
}

// signCase signs a case study. All of them are invented, and say so; so is whatever in
// them looks like a name.
func (l *life) signCase(author access.Actor, courseID, lessonID string) error {
	page, err := l.courses.Case(l.ctx, author, courseID, lessonID)
	if err != nil {
		return err
	}
	in := courses.SignInput{Hash: page.Hash, Statements: courses.CaseStatements()}
	for range page.Findings {
		in.Why = append(in.Why, "Inventado para el caso; no corresponde a nadie.")
	}
	return l.courses.SignCase(l.ctx, author, courseID, lessonID, in)
}
