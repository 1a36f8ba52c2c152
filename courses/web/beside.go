package web

import (
	"strconv"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// lessonBeside is what stands around the text of a lesson.
type lessonBeside struct {
	web.Page
	AudioURL   string // the text being read; empty for none
	AudioAbout string
	PlaceURL   string // where a script notes the place
	Resume     string // leads to where the person stopped; empty: to nowhere
	Terms      []termView
	Glossary   string
	Checks     []checkView
	Note       parts.Filled
	NoteURL    string
	NotesURL   string
	NoteState  string // when it was saved
	NoteOpen   bool
}

// termView is a word of the glossary that occurs in a lesson.
type termView struct{ ID, Back, Term, Explanation string }

// placeMark is the end of an address that leads to a place in a lesson.
func placeMark(place int) string {
	if place < 2 {
		return ""
	}
	return "#b-" + strconv.Itoa(place)
}

func besideView(page web.Page, l courses.LearnLesson, here string) lessonBeside {
	course := "/learn/" + l.EnrolmentID
	b := lessonBeside{Page: page, PlaceURL: here + "/place", NoteURL: here + "/note", NotesURL: course + "/notes", Glossary: course + "/glossary",
		Note: parts.Filled{ID: "note", Values: map[string][]string{"note": {l.Note}}}, NoteOpen: l.Note != ""}
	if l.Audio != nil {
		b.AudioURL, b.AudioAbout = l.Audio.Address(), l.Audio.About()
	}
	if l.ReadAt == nil {
		b.Resume = placeMark(l.Stopped)
	}
	for i, t := range l.Terms {
		n := strconv.Itoa(i + 1)
		b.Terms = append(b.Terms, termView{ID: "termino-" + n, Back: "#voz-" + n, Term: t.Term, Explanation: t.Explanation})
	}
	for i, check := range l.Checks {
		b.Checks = append(b.Checks, checkViewOf(page.Printer, check, i+1, here))
	}
	if l.Noted != nil {
		b.NoteState = noteSaved(page, *l.Noted)
	}
	return b
}

// noteSaved says when a note was saved.
func noteSaved(page web.Page, at db.Instant) string { return page.T("media.note.saved", "at", at) }

// KeepPlace notes where somebody stopped reading; a page that is left sends it.
func (h *Handlers) KeepPlace(c *web.Ctx) error {
	var in struct {
		Place int `form:"place"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if err := h.Courses.KeepPlace(c.Context(), c.Actor, c.Params("enrolment"), c.Params("lesson"), in.Place); err != nil {
		return err
	}
	return c.SendStatus(204)
}

// KeepNote keeps what somebody notes beside a lesson: a form, or a script while they write.
func (h *Handlers) KeepNote(c *web.Ctx) error {
	var in struct {
		Note string `form:"note"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	enrolment, lesson := c.Params("enrolment"), c.Params("lesson")
	at, err := h.Courses.KeepNote(c.Context(), c.Actor, enrolment, lesson, in.Note)
	if c.WantsJSON() {
		return done(c, err)
	}
	script := c.Get("HX-Request") == "true"
	if fault.Is(err, fault.Invalid) && script {
		return c.Render(200, noteState(c.Fault(err).Fields[0].Text))
	}
	if fault.Is(err, fault.Conflict) {
		return sendToCourse(c, enrolment, err)
	}
	if err != nil {
		return err
	}
	if script {
		return c.Render(200, noteState(c.T("media.note.saved", "at", at)))
	}
	c.Flash(parts.Good, "media.note.kept")
	return c.See("/learn/" + enrolment + "/lessons/" + lesson + "?seen=1#notas")
}

// notesPage is all that somebody noted beside the lessons of a course.
type notesPage struct {
	web.Page
	Notes []noteView
	Back  string
}

type noteView struct{ Title, Href, Saved, Body string }

// Notes shows somebody their own notes of a course.
func (h *Handlers) Notes(c *web.Ctx) error {
	course, notes, err := h.Courses.Notes(c.Context(), c.Actor, c.Params("enrolment"))
	if err != nil {
		return err
	}
	return c.Render(200, showNotes(newNotesPage(c.Page("media.notes.title"), course, notes)))
}

func newNotesPage(page web.Page, course courses.MyCourse, notes []courses.NoteLine) notesPage {
	p := notesPage{Page: page, Back: "/learn/" + course.EnrolmentID}
	p.Lead = p.T("media.notes.lead", "course", course.Title)
	p.Crumbs = crumbs(p.Title, p.T("courses.learn.title"), "/learn", course.Title, p.Back)
	for _, n := range notes {
		view := noteView{Title: n.Title, Saved: noteSaved(page, n.SavedAt), Body: n.Body}
		if n.Open {
			view.Href = p.Back + "/lessons/" + n.LessonID + "#notas"
		}
		p.Notes = append(p.Notes, view)
	}
	return p
}

// learnGlossaryPage is the glossary of a course for its learner.
type learnGlossaryPage struct {
	web.Page
	Lang  string
	Terms []courses.GlossaryTerm
}

// LearnGlossary shows the glossary of somebody's own course.
func (h *Handlers) LearnGlossary(c *web.Ctx) error {
	enrolment := c.Params("enrolment")
	glossary, err := h.Courses.LearnGlossary(c.Context(), c.Actor, enrolment)
	if err != nil {
		return err
	}
	return c.Render(200, showLearnGlossary(newLearnGlossaryPage(c.Page("media.glossary.title"), glossary, enrolment)))
}

func newLearnGlossaryPage(page web.Page, g courses.Glossary, enrolment string) learnGlossaryPage {
	p := learnGlossaryPage{Page: page, Lang: g.Version.Language, Terms: g.Terms}
	p.Crumbs = crumbs(p.Title, p.T("courses.learn.title"), "/learn", g.Version.Title, "/learn/"+enrolment)
	return p
}
