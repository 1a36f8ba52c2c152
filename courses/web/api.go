package web

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/courses"
)

var (
	apiLearners  = []access.Permission{access.Learn}
	apiRunners   = []access.Permission{access.RunOfferings}
	apiAuthors   = []access.Permission{access.AuthorCourses}
	apiBringers  = []access.Permission{access.AuthorCourses, access.AuthorItems} // a course file brings its test
	apiReaders   = []access.Permission{access.AuthorCourses, access.RunOfferings}
	apiCatalogue = []access.Permission{access.Learn, access.AuthorCourses, access.RunOfferings}
	apiSurveys   = []access.Permission{access.RunOfferings, access.ViewFigures}
	apiPast      = []access.Permission{access.ImportRoster}
)

// API is what programs do with this slice. What a course says is written at a screen and comes in as a file; learning is for the
// person who learns.
func (h *Handlers) API() []web.Route {
	return slices.Concat(
		h.catalogueAPI(), h.courseFilesAPI(), h.coursesAPI(), h.draftsAPI(),
		h.offeringsAPI(), h.enrolmentsAPI(), h.rulesAPI(), h.seatsAPI(), h.messagesAPI(), h.attendanceAPI(), h.meetingsAPI(), h.presenceAPI(),
		h.costsAPI(), h.surveysAPI(), h.learningAPI(), h.pastAPI(),
	)
}

type oneCourse struct {
	ID string `path:"course"`
}

type oneOffering struct {
	ID string `path:"offering"`
}

type scheduledRun struct {
	ID        string       `json:"id"`
	Code      string       `json:"code"`
	VersionID string       `json:"version_id" doc:"Of the course."`
	Mode      courses.Mode `json:"mode" enum:"virtual,face_to_face,mixed"`
	StartsOn  db.Date      `json:"starts_on"`
	EndsOn    db.Date      `json:"ends_on" doc:"Last day."`
	Place     string       `json:"place"`
	FollowUps []int        `json:"follow_ups" doc:"Months after each completion when what was learnt is looked at again."`
	Seats     *int         `json:"seats" doc:"How many fit in; null: as many as come."`
}

func scheduledRunOf(o courses.Offering) scheduledRun {
	return scheduledRun{ID: o.ID, Code: o.Code, VersionID: o.CourseVersionID, Mode: o.Mode, StartsOn: o.StartsOn, EndsOn: o.EndsOn, Place: o.Place,
		FollowUps: append([]int{}, o.FollowUps...), Seats: o.Seats}
}

type namedPlace struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func namedPlaceOf(i people.Institution) namedPlace { return namedPlace{i.ID, i.Name} }

type namedTrainer struct {
	AccountID string `json:"account_id"`
	Name      string `json:"name"`
}

func namedTrainerOf(t courses.Trainer) namedTrainer { return namedTrainer{t.ID, t.Name} }

type requiredCourse struct {
	CourseID string `json:"course_id"`
	Code     string `json:"code"`
	Title    string `json:"title"`
	Months   int    `json:"months" doc:"For how many a completion counts; 0: for ever."`
}

func requiredCourseOf(r courses.Requirement) requiredCourse {
	return requiredCourse{r.CourseID, r.Code, r.Title, r.Months}
}

// metCourse is a required course as it stands for the owner.
type metCourse struct {
	requiredCourse
	CompletedOn *db.Date `json:"completed_on" doc:"The last time; null: never."`
	CountsUntil *db.Date `json:"counts_until" doc:"null: for ever, or never completed."`
	Holds       bool     `json:"holds" doc:"It counts today."`
}

func metCourseOf(m courses.Met) metCourse {
	return metCourse{requiredCourseOf(m.Requirement), dayOrNone(m.On), dayOrNone(m.Until), m.Holds}
}

// dayOrNone gives null for no day.
func dayOrNone(day db.Date) *db.Date {
	if day == 0 {
		return nil
	}
	return &day
}

// idOrNone gives null for no identifier.
func idOrNone(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

// wordsOf gives the words of a list of names, [] for none.
func wordsOf[W ~string](list []W) []string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return words
}
