package web

import (
	"slices"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

// enrolledPerson is somebody in an offering: how far they have come, what comes next, and whether they are stuck.
type enrolledPerson struct {
	EnrolmentID    string        `json:"enrolment_id"`
	PersonID       string        `json:"person_id"`
	Name           string        `json:"name" doc:"Surnames, given names."`
	InstitutionID  *string       `json:"institution_id" doc:"Of the day of enrolment."`
	Institution    string        `json:"institution"`
	Presence       string        `json:"presence" enum:"here,moved,left" doc:"Whether they are still in that post."`
	LeftOn         *db.Date      `json:"left_on" doc:"First day out of that post."`
	Stage          courses.Stage `json:"stage" doc:"not_started, pre_done, reading, post_open, post_done, completed, withdrawn; handed_in for whoever rates responses."`
	Next           string        `json:"next" doc:"The next step: not_open, pre, lesson, attend, post, scoring, closed, done or handed_in."`
	LessonsRead    int           `json:"lessons_read"`
	Lessons        int           `json:"lessons"`
	HoursAttended  float64       `json:"hours_attended"`
	LastActiveOn   *db.Date      `json:"last_active_on"`
	Stuck          *stuckPerson  `json:"stuck" doc:"null: they go on."`
	PreTestOn      *db.Date      `json:"pre_test_on" doc:"When the first test was handed in."`
	PostTestOn     *db.Date      `json:"post_test_on" doc:"When the last test was handed in."`
	CompletedOn    *db.Date      `json:"completed_on" doc:"null while not completed, and for whoever rates responses."`
	WithdrawnOn    *db.Date      `json:"withdrawn_on"`
	WithdrawReason string        `json:"withdraw_reason"`
}

type stuckPerson struct {
	At    string  `json:"at" doc:"pre, lesson, post, scoring, missed or closed."`
	Since db.Date `json:"since"`
}

func enrolledPersonOf(f courses.Follow) enrolledPerson {
	out := enrolledPerson{
		EnrolmentID: f.EnrolmentID, PersonID: f.PersonID, Name: f.Name, InstitutionID: idOrNone(f.InstitutionID), Institution: f.Institution, Presence: string(f.Presence),
		LeftOn: dayOrNone(f.LeftOn), Stage: f.Stage, Next: string(f.Step.Kind), LessonsRead: f.Read, Lessons: f.Lessons, HoursAttended: f.Attended, LastActiveOn: dayOrNone(f.LastOn),
		PreTestOn: f.PreOn, PostTestOn: f.PostOn, CompletedOn: f.CompletedOn, WithdrawnOn: f.WithdrawnOn, WithdrawReason: f.WithdrawReason,
	}
	if f.Stuck != "" && !f.Gone() {
		out.Stuck = &stuckPerson{string(f.Stuck), f.Since}
	}
	return out
}

type enrolledQuery struct {
	oneOffering
	groupQuery
	api.Paging
}

// groupQuery says which of the people of an offering are meant.
type groupQuery struct {
	Stage       courses.Stage `form:"stage" doc:"Only who has come this far: completed, reading …"`
	Institution string        `form:"institution" doc:"Only who was enrolled from there."`
	Show        string        `form:"show" enum:"stuck,left" doc:"Only who is stuck, or who has left their post before the course was over for them."`
	Days        int           `form:"days" enum:"3,7,14,30" doc:"After how many without a step somebody counts as stuck; 7 when left out."`
}

// group gives whom the query means; what it cannot mean is refused, since everybody would be meant otherwise.
func (in groupQuery) group(c *web.Ctx) (courses.Group, error) {
	var check fault.Check
	check.That(in.Stage == "" || slices.Contains(courses.StagesFor(c.Actor), in.Stage), "stage", "courses.choose_one")
	check.That(in.Show == "" || in.Show == "stuck" || in.Show == "left", "show", "courses.choose_one")
	check.That(in.Days == 0 || slices.Contains(courses.StuckDayChoices(), in.Days), "days", "courses.choose_one")
	return courses.Group{Stage: in.Stage, InstitutionID: in.Institution, Stuck: in.Show == "stuck", Left: in.Show == "left", Days: in.Days}, check.Err()
}

type oneEnrolment struct {
	oneOffering
	EnrolmentID string `path:"enrolment"`
}

type withdrawPerson struct {
	oneEnrolment
	Body struct {
		Reason string `json:"reason"`
	}
}

type candidateRead struct {
	PersonID      string           `json:"person_id"`
	Name          string           `json:"name"`
	Cadre         string           `json:"cadre"`
	InstitutionID string           `json:"institution_id"`
	Institution   string           `json:"institution"`
	Since         db.Date          `json:"since" doc:"In that post."`
	Enrolled      bool             `json:"enrolled"`
	Lacks         []requiredCourse `json:"lacks" doc:"What the course requires and they have not completed."`
}

func candidateReadOf(c courses.Candidate) candidateRead {
	return candidateRead{c.PersonID, c.Name, string(c.Cadre), c.InstitutionID, c.InstitutionName, c.Since, c.Enrolled, api.Each(c.Lacks, requiredCourseOf)}
}

type candidatesQuery struct {
	oneOffering
	api.Paging
}

type enrolPeople struct {
	oneOffering
	Body struct {
		Institution string         `json:"institution,omitempty" doc:"Everybody in post there and below, of the cadres."`
		Cadres      []people.Cadre `json:"cadres,omitempty" doc:"Left out: all."`
		People      []string       `json:"people,omitempty" doc:"These as well."`
		Exception   string         `json:"exception,omitempty" doc:"Why people are enrolled who lack what the course requires; left out, they are refused."`
	}
}

type enrolledCount struct {
	Added   int `json:"added" doc:"Newly enrolled, or back after withdrawing."`
	Already int `json:"already" doc:"Were enrolled before."`
	Waiting int `json:"waiting" doc:"Found no seat and wait for one."`
}

func enrolledCountOf(e courses.Enrolled) enrolledCount {
	return enrolledCount{e.Added, e.Already, e.Waiting}
}

// enrolmentsAPI is for who takes part.
func (h *Handlers) enrolmentsAPI() []web.Route {
	return []web.Route{
		api.Op[enrolledQuery, api.Page[enrolledPerson]]{
			Method: "GET", Path: "/offerings/:offering/enrolments", Name: "enrolments", Needs: apiRunners, Stands: []string{"courses.following"},
			Summary: "People of an offering in the owner's scope: how far they have come, what comes next, who is stuck, who completed and when",
			Do: func(c *web.Ctx, in enrolledQuery) (api.Page[enrolledPerson], error) {
				list, err := h.follow(c, in.ID, in.groupQuery)
				if err != nil {
					return api.Page[enrolledPerson]{}, err
				}
				return api.Cut(list.Rows, in.Paging, func(f courses.Follow) string { return f.EnrolmentID }, enrolledPersonOf)
			},
		}.Route(),
		api.Op[enrolPeople, enrolledCount]{
			Method: "POST", Path: "/offerings/:offering/enrolments", Name: "enrolments.enrol", Summary: "Enrol people in post at the offering's institutions", Needs: apiRunners, Stands: []string{"courses.enrol"},
			Do: func(c *web.Ctx, in enrolPeople) (enrolledCount, error) {
				b := in.Body
				done, err := h.Courses.Enrol(c.Context(), c.Actor, courses.EnrolInput{OfferingID: in.ID, InstitutionID: b.Institution, Cadres: b.Cadres, PersonIDs: b.People, Exception: b.Exception})
				return enrolledCountOf(done), err
			},
		}.Route(),
		api.Op[candidatesQuery, api.Page[candidateRead]]{
			Method: "GET", Path: "/offerings/:offering/candidates", Name: "candidates", Summary: "Whom the owner could enrol", Needs: apiRunners, Stands: []string{"courses.enrol_form"},
			Do: func(c *web.Ctx, in candidatesQuery) (api.Page[candidateRead], error) {
				_, list, err := h.Courses.Candidates(c.Context(), c.Actor, in.ID)
				if err != nil {
					return api.Page[candidateRead]{}, err
				}
				return api.Cut(list, in.Paging, func(c courses.Candidate) string { return c.PersonID }, candidateReadOf)
			},
		}.Route(),
		api.Op[oneEnrolment, enrolledPerson]{
			Method: "GET", Path: "/offerings/:offering/enrolments/:enrolment", Name: "enrolment", Summary: "One person of an offering", Needs: apiRunners, Stands: []string{"courses.withdraw_form"},
			Do: h.apiEnrolment,
		}.Route(),
		api.Op[withdrawPerson, enrolledPerson]{
			Method: "POST", Path: "/offerings/:offering/enrolments/:enrolment/withdraw", Name: "enrolment.withdraw", Summary: "End somebody's part in an offering; what they learnt so far stays", Needs: apiRunners,
			Stands: []string{"courses.withdraw"},
			Do: func(c *web.Ctx, in withdrawPerson) (enrolledPerson, error) {
				if err := h.Courses.Withdraw(c.Context(), c.Actor, in.ID, in.EnrolmentID, in.Body.Reason); err != nil {
					return enrolledPerson{}, err
				}
				return h.apiEnrolment(c, in.oneEnrolment)
			},
		}.Route(),
		api.Op[dueQuery, api.Page[dueRead]]{
			Method: "GET", Path: "/follow-ups", Name: "follow_ups", Summary: "Who is to answer a follow-up within the next month, or was within the last", Needs: apiRunners,
			Stands: []string{"courses.follow_ups_due", "courses.follow_ups_due_file"}, Do: h.apiDue,
		}.Route(),
	}
}

func (h *Handlers) follow(c *web.Ctx, offeringID string, of groupQuery) (courses.Following, error) {
	group, wrong := of.group(c)
	list, err := h.Courses.Follow(c.Context(), c.Actor, offeringID, group, "name")
	if err == nil {
		err = wrong
	}
	return list, err
}

func (h *Handlers) apiEnrolment(c *web.Ctx, in oneEnrolment) (enrolledPerson, error) {
	list, err := h.follow(c, in.ID, groupQuery{})
	if err != nil {
		return enrolledPerson{}, err
	}
	at := slices.IndexFunc(list.Rows, func(f courses.Follow) bool { return f.EnrolmentID == in.EnrolmentID })
	if at < 0 {
		return enrolledPerson{}, fault.Missing("noun.enrolment")
	}
	return enrolledPersonOf(list.Rows[at]), nil
}

type dueQuery struct {
	Region string `form:"region" doc:"The first two digits of INEI's code; left out: everywhere."`
	api.Paging
}

type dueRead struct {
	AttemptID    string  `json:"attempt_id"`
	Name         string  `json:"name"`
	Institution  string  `json:"institution" doc:"Of the day it was assigned."`
	Region       string  `json:"region"`
	OfferingID   string  `json:"offering_id"`
	OfferingCode string  `json:"offering_code"`
	CourseTitle  string  `json:"course_title"`
	Months       int     `json:"months" doc:"After the completion."`
	OpensOn      db.Date `json:"opens_on" doc:"From then on they find it among their courses."`
	DueOn        db.Date `json:"due_on"`
	State        string  `json:"state" enum:"overdue,started,not_yet,open"`
}

func (h *Handlers) apiDue(c *web.Ctx, in dueQuery) (api.Page[dueRead], error) {
	due, err := h.Courses.DueFollowUps(c.Context(), c.Actor)
	if err != nil {
		return api.Page[dueRead]{}, err
	}
	return api.Cut(due.In(in.Region).Rows, in.Paging, func(r courses.DueFollowUp) string { return r.DueOn.String() + " " + r.AttemptID }, func(r courses.DueFollowUp) dueRead {
		return dueRead{r.AttemptID, r.PersonName, r.Institution, r.Region, r.OfferingID, r.OfferingCode, r.CourseTitle, r.Months, r.OpensOn, r.DueOn, dueState(due, r)[len("due."):]}
	})
}
