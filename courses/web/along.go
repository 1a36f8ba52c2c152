package web

import (
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments/question"
	"relevo/courses"
)

// takeView offers to take a course along; a script makes it work.
type takeView struct {
	Enrolment string
	Manifest  string // where it is said what there is to keep
	Cases     bool   // there are case studies, which are kept only when asked for
}

func takeOf(course courses.LearnCourse) *takeView {
	if !course.Open {
		return nil
	}
	t := takeView{Enrolment: course.EnrolmentID, Manifest: "/learn/" + course.EnrolmentID + "/offline"}
	readable := 0
	for _, l := range course.Progress.Lessons {
		t.Cases = t.Cases || l.Kind == courses.CaseStudy
		if l.Kind != courses.PackageLesson {
			readable++
		}
	}
	if readable == 0 {
		return nil
	}
	return &t
}

// What a page weighs besides the text of its lesson: styles, scripts and the frame, as they
// come compressed. A text is compressed to about a third.
const (
	pagesWeight = 60_000
	frameWeight = 5_000
	compressed  = 3
)

type keptFile struct {
	URL   string `json:"url"`
	Bytes int64  `json:"bytes"`
}

type keptLesson struct {
	ID     string     `json:"id"`
	URL    string     `json:"url"`
	Title  string     `json:"title"`
	Lang   string     `json:"lang"`
	Case   bool       `json:"case"`
	Read   bool       `json:"read"`
	Bytes  int        `json:"bytes"` // about
	Files  []keptFile `json:"files"`
	Checks []string   `json:"checks"`
}

// keptCourse is what a telephone keeps of a course.
type keptCourse struct {
	Enrolment string            `json:"enrolment"`
	Account   string            `json:"account"`
	Title     string            `json:"title"`
	Lang      string            `json:"lang"`
	Digest    string            `json:"digest"`
	Course    string            `json:"course"`
	At        int64             `json:"at"`    // now, in milliseconds, by the server's clock
	Bytes     int               `json:"bytes"` // about, of the pages
	Pages     []string          `json:"pages"`
	Lessons   []keptLesson      `json:"lessons"`
	Texts     map[string]string `json:"texts"`
}

// TakeAlong says what there is to keep of a course, for the script that keeps it.
func (h *Handlers) TakeAlong(c *web.Ctx) error {
	along, err := h.Courses.TakeAlong(c.Context(), c.Actor, c.Params("enrolment"))
	if err != nil {
		return err
	}
	here := "/learn/" + along.EnrolmentID
	kept := keptCourse{
		Enrolment: along.EnrolmentID, Account: c.AccountMark(), Title: along.Title, Lang: along.Language, Digest: along.Digest, Course: here, At: along.At.Time().UnixMilli(), Bytes: pagesWeight,
		Pages: []string{"/learn/offline", here, here + "/glossary"}, Lessons: []keptLesson{}, Texts: map[string]string{"kept": c.T("along.kept_here")},
	}
	for _, l := range along.Lessons {
		url := here + "/lessons/" + l.ID
		lesson := keptLesson{ID: l.ID, URL: url, Title: l.Heading.Title, Lang: l.Heading.Language, Case: l.Kind == courses.CaseStudy, Read: l.Read,
			Bytes: frameWeight + l.Bytes/compressed, Files: []keptFile{}, Checks: []string{}}
		for _, f := range l.Files {
			lesson.Files = append(lesson.Files, keptFile{f.Address, f.Bytes})
		}
		for _, check := range l.Checks {
			lesson.Checks = append(lesson.Checks, url+"/checks/"+check)
		}
		kept.Lessons = append(kept.Lessons, lesson)
	}
	return c.JSON(kept)
}

// Offline shows what is kept on this telephone and what waits on it to be sent. relevo knows
// nothing of that; a script fills the page in.
func (h *Handlers) Offline(c *web.Ctx) error {
	page := c.Page("along.title")
	page.Lead = page.T("along.lead")
	page.Crumbs = crumbs(page.Title, page.T("courses.learn.title"), "/learn")
	return c.Render(200, showOffline(page))
}

// OfflineToken gives a script what it needs to send what waited, and whose login this is.
func (h *Handlers) OfflineToken(c *web.Ctx) error {
	c.Set("Cache-Control", "no-store")
	return c.JSON(map[string]string{"token": c.FormToken(), "account": c.AccountMark()})
}

// CheckTold shows a self-check as it stands after it was answered without a network.
func (h *Handlers) CheckTold(c *web.Ctx) error {
	enrolment, lesson := c.Params("enrolment"), c.Params("lesson")
	check, n, err := h.Courses.CheckTold(c.Context(), c.Actor, enrolment, lesson, c.Params("item"))
	if err != nil {
		return err
	}
	here := "/learn/" + enrolment + "/lessons/" + lesson
	v := checkViewOf(c.Printer, check, n, here)
	at := question.Pictures(func(version, picture string) string { return here + "/checks/" + version + "/pictures/" + picture })
	v.Verdict, v.Tone, v.Button = c.T("along.check_kept"), parts.Info, c.T("selfchecks.again")
	v.Told = told{Right: question.Right(c.Printer, check.Version, at)}
	return c.Render(200, selfCheck(v))
}

// done tells a script that brings what waited that it is kept: nothing more, or what is wrong.
func done(c *web.Ctx, err error) error {
	if err != nil {
		return err
	}
	return c.SendStatus(204)
}
