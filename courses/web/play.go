package web

import (
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
	"relevo/courses/scorm"
)

// unitRow is a unit in the list of a package's.
type unitRow struct {
	Title, Href string
	Tone        parts.Tone
	State       string
}

// packagePage is a lesson that is a package, before it is opened.
type packagePage struct {
	lessonPage
	Size    string
	Open    string    // where it is played; empty while it cannot be
	Resume  bool      // something is kept already
	Units   []unitRow // where there are several
	MayMark bool
}

// packageLesson shows a lesson that is a package, or plays one of its units.
func (h *Handlers) packageLesson(c *web.Ctx, l courses.LearnLesson) error {
	playing, err := h.Courses.Play(c.Context(), c.Actor, l.EnrolmentID, l.Lesson.ID)
	if err != nil {
		return err
	}
	lesson := newLessonPage(c.PageCalled(l.Lesson.Title), l)
	if unit, ok := playing.Package.Unit(c.Query("unit")); ok && c.Apart() != "" {
		return c.Render(200, showPlayer(newPlayerPage(c, lesson, playing, unit)))
	}
	return c.Render(200, showPackage(newPackageLesson(lesson, playing, "/learn/"+l.EnrolmentID+"/lessons/"+l.Lesson.ID, c.Apart() != "")))
}

func newPackageLesson(lesson lessonPage, playing courses.Playing, here string, apart bool) packagePage {
	p := packagePage{lessonPage: lesson, Size: sizeOf(lesson.Page, playing.Package.Size), MayMark: playing.MayMark}
	if !apart {
		return p
	}
	p.Open = here + "?unit=" + playing.Next().Key
	for _, u := range playing.Units {
		p.Resume = p.Resume || u.Visited
		if len(playing.Units) > 1 {
			tone, state := unitSays(p.Page, u)
			p.Units = append(p.Units, unitRow{Title: unitTitle(p.Page, u.Unit), Href: here + "?unit=" + u.Key, Tone: tone, State: state})
		}
	}
	return p
}

// unitSays is the state of a unit in words.
func unitSays(page web.Page, u courses.UnitState) (parts.Tone, string) {
	switch {
	case u.Done:
		return parts.Good, page.T("scorm.state.done")
	case u.Asset:
		return parts.Neutral, page.T("scorm.state.asset")
	case u.Status == scorm.Failed:
		return parts.Notice, page.T("scorm.state.failed")
	case u.Visited:
		return parts.Info, page.T("scorm.state.begun")
	default:
		return parts.Neutral, page.T("scorm.state.new")
	}
}

// playerPage plays one unit.
type playerPage struct {
	web.Page
	Frame     string // the address of the frame, on the host apart
	Origin    string // of the host apart
	Sandbox   string
	Key       string // under which the device keeps what the server does not have yet; empty: nothing is kept
	Back      string
	BackLabel string
	Done      string // said when the lesson counts as read
	Onward    string // where one goes then
}

func newPlayerPage(c *web.Ctx, lesson lessonPage, playing courses.Playing, unit scorm.Unit) playerPage {
	p := playerPage{Page: lesson.Page, Back: c.Path(), BackLabel: c.T("scorm.back_to_lesson"), Done: c.T("scorm.done"), Onward: lesson.Back}
	p.Lead = ""
	if len(playing.Units) > 1 {
		p.Lead = unitTitle(p.Page, unit)
	}
	p.Key = playing.Package.ID + "." + c.Params("enrolment") + "." + unit.Key
	p.frame(c, playing.Ticket, unit)
	return p
}

// frame shows a unit in the page.
func (p *playerPage) frame(c *web.Ctx, ticket string, unit scorm.Unit) {
	p.Origin, p.Sandbox = c.Apart(), web.ApartSandbox
	p.Frame = p.Origin + "/p/" + ticket + "/play/" + unit.Key
	c.FrameApart()
}
