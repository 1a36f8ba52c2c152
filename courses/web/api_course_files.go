package web

import (
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

// courseFile is a file with a course and what it would bring in, or brought.
type courseFile struct {
	ID           string          `json:"id" doc:"Of the file."`
	FileName     string          `json:"file_name"`
	Code         string          `json:"code"`
	Title        string          `json:"title"`
	Language     string          `json:"language"`
	CourseID     *string         `json:"course_id" doc:"null while it is not brought in."`
	Version      int             `json:"version" doc:"That it becomes; 1: the course is new."`
	Lessons      int             `json:"lessons"`
	Files        int             `json:"files" doc:"That lessons show, new here."`
	Translations int             `json:"translations"`
	Variants     int             `json:"variants"`
	Questions    int             `json:"questions" doc:"New, or with a new version."`
	Competencies int             `json:"competencies" doc:"That were not there."`
	Changes      []changedLesson `json:"changes" doc:"Lessons that differ from the newest version that is there; [] where the course is new."`
	Left         []string        `json:"left" doc:"What of it cannot be taken over here, in words."`
}

type changedLesson struct {
	Origin string  `json:"origin"`
	Title  string  `json:"title"`
	Kind   string  `json:"kind" enum:"new,changed,gone"`
	Share  float64 `json:"share" doc:"Which part of its words is other, 0 to 1."`
}

func changedLessonsOf(list []courses.LessonChange) []changedLesson {
	changed := []changedLesson{}
	for _, l := range list {
		if l.Kind != courses.LessonSame {
			changed = append(changed, changedLesson{l.Origin, l.Title, string(l.Kind), l.Share})
		}
	}
	return changed
}

type sendCourse struct {
	Body struct {
		Name    string `json:"name" doc:"As the file is called."`
		Content []byte `json:"content" doc:"The file in base64, at most 22 MB; a larger one is brought in on the command line."`
	}
}

type oneCourseFile struct {
	ID string `path:"file"`
}

// largestSent is how many bytes a course inside JSON may have: base64 makes four of three, and a request has at most 32 MB.
const largestSent = 22 << 20

// courseFilesAPI is for bringing in courses as files.
func (h *Handlers) courseFilesAPI() []web.Route {
	return []web.Route{
		api.Op[sendCourse, courseFile]{
			Method: "POST", Path: "/courses/import", Name: "courses.send", Summary: "Send a file with a course and learn what it would bring in; nothing changes before it is brought in. Both permissions are needed", Needs: apiBringers, Status: 201,
			Stands: []string{"courses.import", "courses.send"},
			Do: func(c *web.Ctx, in sendCourse) (courseFile, error) {
				if len(in.Body.Content) > largestSent {
					return courseFile{}, fault.OnField("content", "fault.file_large", "limit", largestSent>>20)
				}
				name := []rune(in.Body.Name)
				sent, err := h.Courses.SendCourse(c.Context(), c.Actor, string(name[:min(len(name), 200)]), in.Body.Content)
				if err != nil {
					return courseFile{}, err
				}
				return h.apiSentCourse(c, oneCourseFile{sent.ID})
			},
		}.Route(),
		api.Op[oneCourseFile, courseFile]{
			Method: "GET", Path: "/courses/import/:file", Name: "courses.sent", Summary: "What a file that was sent would bring in now", Needs: apiBringers, Stands: []string{"courses.sent"}, Do: h.apiSentCourse,
		}.Route(),
		api.Op[oneCourseFile, courseFile]{
			Method: "POST", Path: "/courses/import/:file", Name: "courses.bring", Summary: "Bring in a file that was sent: a new course, or the draft of the next version of the one with its code", Needs: apiBringers,
			Stands: []string{"courses.bring"},
			Do: func(c *web.Ctx, in oneCourseFile) (courseFile, error) {
				brings, err := h.Courses.BringSent(c.Context(), c.Actor, in.ID)
				if err != nil {
					return courseFile{}, err
				}
				sent, _, err := h.Courses.SentCourse(c.Context(), c.Actor, in.ID)
				return courseFileOf(c, sent, brings), err
			},
		}.Route(),
	}
}

func (h *Handlers) apiSentCourse(c *web.Ctx, in oneCourseFile) (courseFile, error) {
	sent, data, err := h.Courses.SentCourse(c.Context(), c.Actor, in.ID)
	if err != nil {
		return courseFile{}, err
	}
	if sent.CourseVersionID != nil {
		return courseFile{}, fault.New(fault.Conflict, "parcel.brought_already")
	}
	brings, err := h.Courses.LookAtCourse(c.Context(), c.Actor, data)
	brings.CourseID = "" // it is of a course only once it is brought in
	return courseFileOf(c, sent, brings), err
}

func courseFileOf(c *web.Ctx, sent courses.CourseImport, b courses.Brings) courseFile {
	out := courseFile{ID: sent.ID, FileName: sent.FileName, Code: b.Code, Title: b.Title, Language: b.Language, CourseID: idOrNone(b.CourseID), Version: b.Version, Lessons: b.Lessons,
		Files: b.Files, Translations: b.Translations, Variants: b.Variants, Questions: b.Questions, Competencies: b.Competencies, Changes: []changedLesson{}, Left: append([]string{}, leftWords(c.Printer, b)...)}
	if b.Changes != nil {
		out.Changes = changedLessonsOf(b.Changes.Lessons)
	}
	return out
}
