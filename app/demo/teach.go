package demo

import (
	"cmp"
	"fmt"
	"slices"

	"relevo/app/access"
	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/courses"
)

// cutScore is the score from which a competency counts as mastered: with the
// few questions that one form has, two thirds and a little less.
const cutScore = 65

// teach puts the competencies, the item bank, the assessments and the courses
// in place and publishes them, weeks before anybody is enrolled.
func (l *life) teach(subjects []*subject) error {
	l.goTo(moment(opens-15, 9, 0))
	author := l.actorOf(access.Trainer)
	var framework []assessments.Competency
	if err := readJSON("competencies.json", &framework); err != nil {
		return err
	}
	if err := l.assessments.CreateCompetencies(l.ctx, author, framework); err != nil {
		return fmt.Errorf("competencies: %w", err)
	}
	for i, s := range subjects {
		l.goTo(moment(opens-14, 9, 10*i))
		for _, c := range framework {
			for _, code := range s.file.Competencies {
				if c.Code == code {
					s.skills = append(s.skills, c)
				}
			}
		}
		if err := l.assemble(author, s); err != nil {
			return fmt.Errorf("the assessment of %s: %w", s.file.Code, err)
		}
		l.goTo(moment(opens-12, 9, 10*i))
		if err := l.publish(author, s); err != nil {
			return fmt.Errorf("%s: %w", s.file.Code, err)
		}
		l.subjects[s.file.Code] = s
	}
	return l.addFunders()
}

// assemble brings in the questions and the vignette of a course and puts the
// two forms together.
func (l *life) assemble(author access.Actor, s *subject) error {
	report, err := l.assessments.ImportItems(l.ctx, author, "gift", s.file.Code+".gift", s.questions, assessments.ImportOptions{Confirm: true})
	if err != nil {
		return err
	}
	if report.Skipped > 0 {
		return fmt.Errorf("%d questions cannot be read", report.Skipped)
	}
	v := s.vignette
	if s.rubric, err = l.assessments.CreateRubric(l.ctx, author, assessments.RubricInput{Code: v.ID, Title: i18n.Says(v.Title), Criteria: v.criteria()}); err != nil {
		return err
	}
	item, err := l.assessments.CreateItem(l.ctx, author, assessments.ItemInput{Code: v.ID, Kind: assessments.Vignette, Competency: v.Competency,
		Title: v.Title, Markup: formats.Plain, Stem: i18n.Says(v.Text), Body: assessments.Body{Ratings: v.Ratings, Spoken: v.Spoken}, RubricID: s.rubric.ID})
	if err != nil {
		return err
	}
	s.assessment, err = l.assessments.CreateAssessment(l.ctx, author, assessments.AssessmentInput{Code: s.file.Code, Title: i18n.Says(s.file.Title),
		Instructions: i18n.Says("Responda con lo que haría en su trabajo. Al final hay un caso para responder con sus palabras. Puede detenerse y seguir después."), CutScore: cutScore})
	if err != nil {
		return err
	}
	forms := report.Forms()
	for _, label := range assessments.Labels() {
		last := assessments.FormItemInput{ItemVersionID: item.ID, Points: float64(v.Points), Anchor: true}
		places := slices.Concat(forms[label], []assessments.FormItemInput{last})
		if err := l.assessments.SetForm(l.ctx, author, s.assessment.ID, label, places); err != nil {
			return err
		}
	}
	return l.readForms(author, s)
}

// readForms takes in the forms as they stand.
func (l *life) readForms(author access.Actor, s *subject) error {
	detail, err := l.assessments.Assessment(l.ctx, author, s.assessment.ID)
	if err != nil {
		return err
	}
	for _, f := range detail.Forms {
		out := form{Form: f.Form, versions: map[string]assessments.ItemVersion{}}
		for _, p := range f.Items {
			out.places = append(out.places, p.FormItem)
			out.versions[p.ItemVersionID] = p.Version
		}
		s.forms = append(s.forms, out)
	}
	return nil
}

// publish writes the course and publishes it.
func (l *life) publish(author access.Actor, s *subject) error {
	f := s.file
	course, err := l.courses.CreateCourse(l.ctx, author, courses.NewCourse{Code: f.Code, Details: courses.Details{Title: f.Title, Summary: f.Summary,
		Audience: f.Audience, Language: f.Language, Competencies: f.Competencies, AssessmentID: s.assessment.ID, Hours: f.Hours}})
	if err != nil {
		return err
	}
	if err := l.addFiles(author, s, course.ID); err != nil {
		return err
	}
	lessons := map[string]string{}
	for _, m := range f.Modules {
		module, err := l.courses.AddModule(l.ctx, author, course.ID, courses.ModuleInput{Title: m.Title, Summary: m.Summary})
		if err != nil {
			return err
		}
		for _, in := range m.Lessons {
			lesson, err := l.addLesson(author, course.ID, module.ID, s, in)
			if err != nil {
				return fmt.Errorf("%s: %w", in.File, err)
			}
			if err := l.say(author, s, lesson, course.ID, slices.Concat(in.Translations, in.Variants)); err != nil {
				return err
			}
			lessons[in.File] = lesson.ID
			s.heads = append(s.heads, courses.LessonHead{ID: lesson.ID, ModuleID: module.ID, Position: lesson.Position, Title: lesson.Title,
				Minutes: lesson.Minutes, Kind: lesson.Kind, HasWarning: lesson.ContentWarning != "", HasText: lesson.Source != "" || lesson.PackageID != nil})
		}
	}
	if err := l.addBeside(author, s, course.ID, lessons); err != nil {
		return err
	}
	if err := l.signCases(author, s, course.ID, lessons); err != nil {
		return err
	}
	if err := l.review(author, course.ID); err != nil {
		return err
	}
	s.version, err = l.courses.Publish(l.ctx, author, course.ID)
	return err
}

func (l *life) addLesson(author access.Actor, courseID, moduleID string, s *subject, in lessonFile) (courses.Lesson, error) {
	if in.Package != "" {
		return l.addPackage(author, courseID, moduleID, s, in)
	}
	return l.courses.AddLesson(l.ctx, author, courseID, moduleID, courses.LessonInput{Title: in.Title, Minutes: in.Minutes,
		CaseStudy: in.CaseStudy, ContentWarning: in.ContentWarning, Source: s.lessons[in.File]})
}

// review hands the draft of a course in and has another trainer approve it.
func (l *life) review(author access.Actor, courseID string) error {
	if err := l.courses.HandIn(l.ctx, author, courseID, ""); err != nil {
		return err
	}
	reviewer := access.Actor{AccountID: l.trainers()[1], Roles: author.Roles}
	page, err := l.courses.Review(l.ctx, reviewer, courseID, 0)
	if err != nil {
		return err
	}
	return l.courses.Approve(l.ctx, reviewer, courseID, page.Digest, "Leído completo, con la norma a la vista.")
}

// say gives a lesson its translations and variants.
func (l *life) say(author access.Actor, s *subject, lesson courses.Lesson, courseID string, texts []textFile) error {
	for _, t := range texts {
		wording, err := l.courses.SaveWording(l.ctx, author, courseID, lesson.ID, "", courses.WordingInput{
			Language: cmp.Or(t.Language, s.file.Language), Region: t.Region, Title: t.Title, ContentWarning: t.ContentWarning, Source: s.lessons[t.File]})
		if err != nil {
			return fmt.Errorf("%s: %w", t.File, err)
		}
		if t.Region == "" {
			continue
		}
		if s.variants[lesson.ID] == nil {
			s.variants[lesson.ID] = map[string]*string{}
		}
		s.variants[lesson.ID][t.Region] = &wording.ID
	}
	return nil
}

// addFunders adds the two invented funders, who pay in the same rooms.
func (l *life) addFunders() error {
	l.goTo(moment(opens-10, 11, 0))
	for _, in := range []courses.NewFunder{{Code: "ALIANZA", Name: "Fondo Alianza Río (demo)"}, {Code: "PUENTE", Name: "Cooperación Puente Andino (demo)"}} {
		funder, err := l.courses.AddFunder(l.ctx, l.actorOf(access.Trainer), in)
		if err != nil {
			return fmt.Errorf("funder %s: %w", in.Code, err)
		}
		l.funders[in.Code] = funder
	}
	return nil
}
