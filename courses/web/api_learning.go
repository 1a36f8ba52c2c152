package web

import (
	"slices"

	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

// ownCourse is a course of the owner's, under way or completed.
type ownCourse struct {
	EnrolmentID   string       `json:"enrolment_id"`
	OfferingID    string       `json:"offering_id"`
	Code          string       `json:"code" doc:"Of the offering."`
	Title         string       `json:"title"`
	Summary       string       `json:"summary"`
	Language      string       `json:"language"`
	Mode          courses.Mode `json:"mode" enum:"virtual,face_to_face,mixed"`
	StartsOn      db.Date      `json:"starts_on"`
	EndsOn        db.Date      `json:"ends_on"`
	Place         string       `json:"place"`
	Hours         float64      `json:"hours"`
	Lessons       int          `json:"lessons"`
	LessonsRead   int          `json:"lessons_read"`
	MinutesLeft   int          `json:"minutes_left" doc:"Of reading."`
	HoursAttended float64      `json:"hours_attended"`
	Next          ownStep      `json:"next"`
	CompletedOn   *db.Date     `json:"completed_on"`
}

type ownStep struct {
	Kind      string   `json:"kind" doc:"not_open, pre, lesson, attend, post, scoring, closed or done."`
	AttemptID *string  `json:"attempt_id" doc:"Of pre and post."`
	LessonID  *string  `json:"lesson_id" doc:"Of lesson."`
	Title     string   `json:"title" doc:"Of the lesson."`
	On        *db.Date `json:"on" doc:"Of not_open and attend: the first day."`
}

func ownCourseOf(m courses.MyCourse) ownCourse {
	p, s := m.Progress, m.Step
	out := ownCourse{
		EnrolmentID: m.EnrolmentID, OfferingID: m.OfferingID, Code: m.Code, Title: m.Title, Summary: m.Summary, Language: m.Language, Mode: m.Mode, StartsOn: m.StartsOn,
		EndsOn: m.EndsOn, Place: m.Place, Hours: m.Hours, Lessons: len(p.Lessons), LessonsRead: p.ReadCount(), MinutesLeft: m.MinutesLeft(), HoursAttended: p.Attended,
		Next: ownStep{string(s.Kind), idOrNone(s.AttemptID), idOrNone(s.LessonID), s.Title, dayOrNone(s.On)},
	}
	if p.Completion != nil {
		out.CompletedOn = &p.Completion.CompletedOn
	}
	return out
}

type ownCourses struct {
	Courses []ownCourse `json:"courses" doc:"Under way, what can be gone on with first; then those completed, the latest first."`
	Tasks   []ownTask   `json:"tasks" doc:"Tests to take months after a course, by the day they are due."`
	Waits   []ownWait   `json:"waits" doc:"Places in lines for a seat."`
}

type ownTask struct {
	AttemptID string  `json:"attempt_id"`
	Title     string  `json:"title" doc:"Of the course."`
	DueOn     db.Date `json:"due_on"`
	Overdue   bool    `json:"overdue"`
}

type ownWait struct {
	OfferingID  string     `json:"offering_id"`
	Code        string     `json:"code"`
	CourseTitle string     `json:"course_title"`
	Place       int        `json:"place" doc:"1: the next."`
	Since       db.Instant `json:"since"`
}

// ownCourseWhole is a course of the owner's with its contents.
type ownCourseWhole struct {
	ownCourse
	Open     bool          `json:"open" doc:"Lessons may be read now."`
	Modules  []ownModule   `json:"modules"`
	Requires []metCourse   `json:"requires"`
	Meetings []meetingRead `json:"meetings" doc:"In their order."`
}

type ownModule struct {
	Title   string      `json:"title"`
	Summary string      `json:"summary"`
	Lessons []ownLesson `json:"lessons"`
}

type ownLesson struct {
	lessonRead
	ReadAt *db.Instant `json:"read_at"`
}

type oneOwnCourse struct {
	EnrolmentID string `path:"enrolment"`
}

type enterByCode struct {
	Body struct {
		Code string `json:"code" doc:"With which one enrols oneself."`
	}
}

// entered is an offering whose code the owner has.
type entered struct {
	scheduledRun
	CourseTitle string  `json:"course_title"`
	EnrolmentID *string `json:"enrolment_id" doc:"null: not enrolled."`
	Waiting     int     `json:"waiting" doc:"The owner's place in the line; 0: none."`
}

// learningAPI is for one's own courses and how far one has come. Learning itself is for the person.
func (h *Handlers) learningAPI() []web.Route {
	return []web.Route{
		api.Op[api.None, ownCourses]{
			Method: "GET", Path: "/me/courses", Name: "learn", Summary: "The owner's own courses and how far they have come", Needs: apiLearners, Stands: []string{"courses.learn"}, Do: h.apiLearn,
		}.Route(),
		api.Op[oneOwnCourse, ownCourseWhole]{
			Method: "GET", Path: "/me/courses/:enrolment", Name: "learn.course", Summary: "One of the owner's own courses with its lessons and meetings", Needs: apiLearners, Stands: []string{"courses.learn_course"},
			Do: h.apiLearnCourse,
		}.Route(),
		api.Op[enterByCode, entered]{
			Method: "POST", Path: "/me/courses", Name: "learn.enter", Summary: "Enrol oneself with a code or, where it is full, wait for a seat; again it changes nothing", Needs: apiLearners,
			Stands: []string{"courses.entry_code", "courses.entry", "courses.enter"},
			Do: func(c *web.Ctx, in enterByCode) (entered, error) {
				view, err := h.Courses.Enter(c.Context(), c.Actor, in.Body.Code)
				return entered{scheduledRunOf(view.Offering), view.CourseTitle, idOrNone(view.EnrolmentID), view.Waiting}, err
			},
		}.Route(),
		api.Op[oneOffering, api.None]{
			Method: "POST", Path: "/me/waits/:offering/leave", Name: "learn.leave_line", Summary: "Leave the line for a seat", Needs: apiLearners, Stands: []string{"courses.leave_line"},
			Do: func(c *web.Ctx, in oneOffering) (api.None, error) {
				return api.None{}, h.Courses.LeaveLine(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
	}
}

func (h *Handlers) apiLearn(c *web.Ctx, _ api.None) (ownCourses, error) {
	home, err := h.Courses.Learn(c.Context(), c.Actor)
	if err != nil {
		return ownCourses{}, err
	}
	waits, err := h.Courses.MyWaits(c.Context(), c.Actor)
	return ownCourses{
		api.Each(slices.Concat(home.Active, home.Done), ownCourseOf),
		api.Each(home.Tasks, func(t courses.Task) ownTask { return ownTask{t.AttemptID, t.Title, t.DueOn, t.Overdue} }),
		api.Each(waits, func(w courses.MyWait) ownWait {
			return ownWait{w.OfferingID, w.Code, w.CourseTitle, w.Place, w.Since}
		}),
	}, err
}

func (h *Handlers) apiLearnCourse(c *web.Ctx, in oneOwnCourse) (ownCourseWhole, error) {
	course, err := h.Courses.LearnCourse(c.Context(), c.Actor, in.EnrolmentID)
	if err != nil {
		return ownCourseWhole{}, err
	}
	out := ownCourseWhole{ownCourse: ownCourseOf(course.MyCourse), Open: course.Open, Modules: []ownModule{}, Requires: api.Each(course.Requires, metCourseOf), Meetings: []meetingRead{}}
	for _, m := range course.Outline {
		module := moduleReadOf(m)
		own := ownModule{module.Title, module.Summary, []ownLesson{}}
		for _, l := range module.Lessons {
			if heading, ok := course.Headings[l.ID]; ok {
				l.Title = heading.Title
			}
			one := ownLesson{lessonRead: l}
			if at, read := course.Progress.Read[l.ID]; read {
				one.ReadAt = &at
			}
			own.Lessons = append(own.Lessons, one)
		}
		out.Modules = append(out.Modules, own)
	}
	if course.Mode == courses.Virtual {
		return out, nil
	}
	list, err := h.Courses.MyMeetings(c.Context(), c.Actor, in.EnrolmentID)
	out.Meetings = api.Each(list, meetingReadOf)
	return out, err
}
