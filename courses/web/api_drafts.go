package web

import (
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

// draftDetails is what the draft of a course says apart from its lessons: its ETag is its version.
type draftDetails struct {
	detailsBody
	version string
}

// Version is what If-Match is compared with.
func (d draftDetails) Version() string { return d.version }

type detailsBody struct {
	Title        string   `json:"title"`
	Summary      string   `json:"summary,omitempty"`
	Audience     []string `json:"audience,omitempty" doc:"Cadres."`
	Language     string   `json:"language,omitempty" doc:"In which it is written; es when left out."`
	Competencies []string `json:"competencies,omitempty" doc:"Codes."`
	Assessment   string   `json:"assessment,omitempty" doc:"Identifier of the test that shows, before and after, what was learnt."`
	Hours        float64  `json:"hours,omitempty" doc:"Of work the course stands for."`
}

func (in detailsBody) service(seen string) courses.Details {
	d := courses.Details{Title: in.Title, Summary: in.Summary, Language: in.Language, Competencies: in.Competencies, AssessmentID: in.Assessment, Hours: in.Hours, Seen: seen}
	for _, cadre := range in.Audience {
		d.Audience = append(d.Audience, people.Cadre(cadre))
	}
	return d
}

func draftDetailsOf(d courses.Details) draftDetails {
	return draftDetails{detailsBody{Title: d.Title, Summary: d.Summary, Audience: wordsOf(d.Audience), Language: d.Language, Competencies: d.Competencies, Assessment: d.AssessmentID, Hours: d.Hours}, d.Version()}
}

type beginCourse struct {
	Body struct {
		Code string `json:"code" doc:"Short and unique."`
		detailsBody
	}
}

type changeDraft struct {
	oneCourse
	Seen string `header:"If-Match" doc:"The ETag of the draft that the change is written upon: 412 when it is no longer current."`
	Body detailsBody
}

type requireCourses struct {
	oneCourse
	Body struct {
		Requires []struct {
			CourseID string `json:"course_id"`
			Months   int    `json:"months,omitempty" doc:"For how many a completion counts; 0: for ever."`
		} `json:"requires" doc:"All that is required; [] for nothing."`
	}
}

type requirableCourses struct {
	Requires []requiredCourse `json:"requires" doc:"What the draft requires now."`
	Others   []requiredCourse `json:"others" doc:"What it could require besides."`
}

type handInDraft struct {
	oneCourse
	Body struct {
		Text string `json:"text,omitempty" doc:"For who reviews it."`
	}
}

type publishDraft struct {
	oneCourse
	Body struct {
		Alone  bool   `json:"alone,omitempty" doc:"Without a second person having approved it; the reason stays with the version."`
		Reason string `json:"reason,omitempty" doc:"Why without a second person."`
	}
}

// draftsAPI is for what authors do with a course as a whole; its lessons are written at a screen or come in a file.
func (h *Handlers) draftsAPI() []web.Route {
	return []web.Route{
		api.Op[beginCourse, courseRead]{
			Method: "POST", Path: "/courses", Name: "courses.create", Summary: "Begin a course", Needs: apiAuthors, Status: 201, Stands: []string{"courses.create_course", "courses.new_course"},
			Do: func(c *web.Ctx, in beginCourse) (courseRead, error) {
				made, err := h.Courses.CreateCourse(c.Context(), c.Actor, courses.NewCourse{Code: in.Body.Code, Details: in.Body.service("")})
				return h.readCourse(c, made.ID, err)
			},
		}.Route(),
		api.Op[oneCourse, draftDetails]{
			Method: "GET", Path: "/courses/:course/draft", Name: "course.draft", Summary: "What the draft of a course says, its lessons aside", Needs: apiAuthors, Stands: []string{"courses.edit_course"},
			Do: func(c *web.Ctx, in oneCourse) (draftDetails, error) {
				d, err := h.Courses.DraftDetails(c.Context(), c.Actor, in.ID)
				return draftDetailsOf(d), err
			},
		}.Route(),
		api.Op[oneCourse, courseRead]{
			Method: "POST", Path: "/courses/:course/draft", Name: "course.draft.begin", Summary: "Begin the next version as a copy of the last; a draft that is there is given", Needs: apiAuthors,
			Stands: []string{"courses.new_draft"},
			Do: func(c *web.Ctx, in oneCourse) (courseRead, error) {
				_, err := h.Courses.NewDraft(c.Context(), c.Actor, in.ID)
				return h.readCourse(c, in.ID, err)
			},
		}.Route(),
		api.Op[changeDraft, draftDetails]{
			Method: "PUT", Path: "/courses/:course/draft", Name: "course.draft.update", Summary: "Change what the draft says, its lessons aside", Needs: apiAuthors, Stands: []string{"courses.update_course"},
			Do: func(c *web.Ctx, in changeDraft) (draftDetails, error) {
				if err := h.Courses.UpdateDraft(c.Context(), c.Actor, in.ID, in.Body.service(in.Seen)); err != nil {
					return draftDetails{}, err
				}
				d, err := h.Courses.DraftDetails(c.Context(), c.Actor, in.ID)
				return draftDetailsOf(d), err
			},
		}.Route(),
		api.Op[oneCourse, requirableCourses]{
			Method: "GET", Path: "/courses/:course/prerequisites", Name: "course.prerequisites", Summary: "What the draft requires to be completed before, and could", Needs: apiAuthors,
			Stands: []string{"courses.prerequisites"}, Do: h.apiPrerequisites,
		}.Route(),
		api.Op[requireCourses, requirableCourses]{
			Method: "PUT", Path: "/courses/:course/prerequisites", Name: "course.prerequisites.set", Summary: "Say what is to be completed before", Needs: apiAuthors,
			Stands: []string{"courses.set_prerequisites"},
			Do: func(c *web.Ctx, in requireCourses) (requirableCourses, error) {
				months := map[string]int{}
				for _, r := range in.Body.Requires {
					months[r.CourseID] = r.Months
				}
				if err := h.Courses.SetPrerequisites(c.Context(), c.Actor, in.ID, months); err != nil {
					return requirableCourses{}, err
				}
				return h.apiPrerequisites(c, in.oneCourse)
			},
		}.Route(),
		api.Op[handInDraft, courseRead]{
			Method: "POST", Path: "/courses/:course/hand-in", Name: "course.hand_in", Summary: "Ask for a review of the draft, which somebody else gives at the screen", Needs: apiAuthors,
			Stands: []string{"courses.hand_in"},
			Do: func(c *web.Ctx, in handInDraft) (courseRead, error) {
				return h.readCourse(c, in.ID, h.Courses.HandIn(c.Context(), c.Actor, in.ID, in.Body.Text))
			},
		}.Route(),
		api.Op[publishDraft, courseRead]{
			Method: "POST", Path: "/courses/:course/publish", Name: "course.publish", Summary: "Teach the draft from now on; 422 names what is missing", Needs: apiAuthors, Stands: []string{"courses.publish"},
			Do: func(c *web.Ctx, in publishDraft) (courseRead, error) {
				var err error
				if in.Body.Alone {
					_, err = h.Courses.PublishAlone(c.Context(), c.Actor, in.ID, in.Body.Reason)
				} else {
					_, err = h.Courses.Publish(c.Context(), c.Actor, in.ID)
				}
				return h.readCourse(c, in.ID, err)
			},
		}.Route(),
	}
}

func (h *Handlers) apiPrerequisites(c *web.Ctx, in oneCourse) (requirableCourses, error) {
	_, list, err := h.Courses.Prerequisites(c.Context(), c.Actor, in.ID)
	out := requirableCourses{[]requiredCourse{}, []requiredCourse{}}
	for _, r := range list {
		if one := requiredCourseOf(r.Requirement); r.Required {
			out.Requires = append(out.Requires, one)
		} else {
			out.Others = append(out.Others, one)
		}
	}
	return out, err
}
