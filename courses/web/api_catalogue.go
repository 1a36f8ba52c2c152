package web

import (
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

type taughtCourse struct {
	CourseID     string           `json:"course_id"`
	VersionID    string           `json:"version_id" doc:"That is taught now."`
	Code         string           `json:"code"`
	Title        string           `json:"title"`
	Summary      string           `json:"summary"`
	Language     string           `json:"language"`
	Languages    []spokenLanguage `json:"languages" doc:"In which it can be read, its own first."`
	Audience     []string         `json:"audience" doc:"Cadres."`
	Competencies []string         `json:"competencies" doc:"Codes."`
	Hours        float64          `json:"hours"`
	Lessons      int              `json:"lessons"`
	Minutes      int              `json:"minutes" doc:"Of reading."`
	Requires     []metCourse      `json:"requires" doc:"What is to be completed before, as it stands for the owner."`
	Offerings    []openRun        `json:"offerings" doc:"That have not ended and concern the owner, the first to begin first."`
	ForMyCadre   bool             `json:"for_my_cadre"`
	CompletedOn  *db.Date         `json:"completed_on" doc:"By the owner, the last time."`
	EnrolmentID  *string          `json:"enrolment_id" doc:"Of the owner, under way."`
}

type spokenLanguage struct {
	Language string `json:"language"`
	Lessons  int    `json:"lessons" doc:"That are there in it."`
}

func spokenLanguageOf(s courses.Spoken) spokenLanguage { return spokenLanguage{s.Language, s.Lessons} }

type openRun struct {
	scheduledRun
	Places  []string `json:"places" doc:"Names of the institutions it is for."`
	ForMine bool     `json:"for_mine" doc:"It is for where the owner works."`
	Free    *int     `json:"free" doc:"Seats left; null: no limit."`
}

func taughtCourseOf(c courses.CatalogueCourse) taughtCourse {
	out := taughtCourse{
		CourseID: c.CourseID, VersionID: c.Version.ID, Code: c.Code, Title: c.Version.Title, Summary: c.Version.Summary, Language: c.Version.Language,
		Languages: api.Each(c.Spoken, spokenLanguageOf), Audience: wordsOf(c.Version.Audience), Competencies: []string{}, Hours: c.Version.Hours,
		Lessons: c.Lessons, Minutes: c.Minutes, Requires: api.Each(c.Requires, metCourseOf), ForMyCadre: c.Mine, CompletedOn: dayOrNone(c.CompletedOn), EnrolmentID: idOrNone(c.EnrolmentID),
	}
	for _, one := range c.Competencies {
		out.Competencies = append(out.Competencies, one.Code)
	}
	out.Offerings = api.Each(c.Runs, func(r courses.CatalogueRun) openRun {
		return openRun{scheduledRunOf(r.Offering), append([]string{}, r.Places...), r.For, r.Free}
	})
	return out
}

type catalogueQuery struct {
	Cadre    string `form:"cadre" doc:"For which a course is."`
	Language string `form:"language" doc:"In which some of it can be read."`
	api.Paging
}

type courseInList struct {
	ID                 string      `json:"id"`
	Code               string      `json:"code"`
	Title              string      `json:"title" doc:"Of the newest version."`
	Version            int         `json:"version" doc:"The newest, a draft if there is one."`
	Draft              bool        `json:"draft" doc:"The newest is one."`
	PublishedVersion   *int        `json:"published_version" doc:"That is taught now; null: nothing yet."`
	PublishedVersionID *string     `json:"published_version_id" doc:"What an offering is scheduled with."`
	Lessons            int         `json:"lessons" doc:"Of the newest version."`
	Offerings          int         `json:"offerings" doc:"Of all versions."`
	ArchivedAt         *db.Instant `json:"archived_at"`
}

func courseInListOf(c courses.CourseSummary) courseInList {
	out := courseInList{ID: c.ID, Code: c.Code, Title: c.Newest.Title, Version: c.Newest.Version, Draft: c.Newest.State == courses.Draft,
		Lessons: c.Lessons, Offerings: c.Offerings, ArchivedAt: c.ArchivedAt}
	if c.Published != nil {
		out.PublishedVersion, out.PublishedVersionID = &c.Published.Version, &c.Published.ID
	}
	return out
}

type coursesQuery struct {
	Archived bool `form:"archived" doc:"true: the archived ones, for who writes courses."`
	api.Paging
}

type courseQuery struct {
	oneCourse
	Version int `form:"version" doc:"1, 2, 3 …; left out: the newest."`
}

// courseRead is a version of a course with its contents.
type courseRead struct {
	ID           string           `json:"id"`
	Code         string           `json:"code"`
	ArchivedAt   *db.Instant      `json:"archived_at"`
	Version      versionRead      `json:"version"`
	Versions     []versionNamed   `json:"versions" doc:"Newest first."`
	Modules      []moduleRead     `json:"modules"`
	Competencies []string         `json:"competencies" doc:"Codes."`
	Requires     []requiredCourse `json:"requires" doc:"To be completed before."`
	Missing      []string         `json:"missing" doc:"Of a draft: what is not there yet and is needed for publishing it."`
	Review       string           `json:"review" enum:"writing,waiting,returned,changed,approved,published" doc:"Where the version is on its way to being published."`
	Offerings    []scheduledRun   `json:"offerings" doc:"Of this version, newest first."`
}

type versionRead struct {
	versionNamed
	Title        string   `json:"title"`
	Summary      string   `json:"summary"`
	Audience     []string `json:"audience" doc:"Cadres."`
	Language     string   `json:"language"`
	AssessmentID *string  `json:"assessment_id"`
	Hours        float64  `json:"hours" doc:"0 while unknown."`
}

type versionNamed struct {
	VersionID   string      `json:"version_id"`
	Version     int         `json:"version"`
	State       string      `json:"state" enum:"draft,published"`
	PublishedAt *db.Instant `json:"published_at"`
}

func versionNamedOf(v courses.CourseVersion) versionNamed {
	return versionNamed{v.ID, v.Version, string(v.State), v.PublishedAt}
}

type moduleRead struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Summary string       `json:"summary"`
	Lessons []lessonRead `json:"lessons"`
}

type lessonRead struct {
	ID      string `json:"id"`
	Origin  string `json:"origin" doc:"The same in every version of the course."`
	Title   string `json:"title"`
	Minutes int    `json:"minutes"`
	Kind    string `json:"kind" enum:"text,case_study,scorm"`
}

func moduleReadOf(m courses.OutlineModule) moduleRead {
	return moduleRead{m.ID, m.Title, m.Summary, api.Each(m.Lessons, func(l courses.LessonHead) lessonRead {
		return lessonRead{l.ID, l.Origin, l.Title, l.Minutes, string(l.Kind)}
	})}
}

func courseReadOf(p courses.CoursePage) courseRead {
	v := p.Version
	out := courseRead{
		ID: p.ID, Code: p.Code, ArchivedAt: p.ArchivedAt, Versions: api.Each(p.Versions, versionNamedOf), Modules: api.Each(p.Outline, moduleReadOf), Competencies: []string{},
		Requires: api.Each(p.Requires, requiredCourseOf), Missing: []string{}, Review: string(p.Review), Offerings: api.Each(p.Offerings, scheduledRunOf),
		Version: versionRead{versionNamedOf(v), v.Title, v.Summary, wordsOf(v.Audience), v.Language, v.AssessmentID, v.Hours},
	}
	for _, c := range p.Competencies {
		out.Competencies = append(out.Competencies, c.Code)
	}
	for _, check := range p.Checklist {
		if !check.Done {
			out.Missing = append(out.Missing, check.Name)
		}
	}
	return out
}

// catalogueAPI is for reading what there is to learn.
func (h *Handlers) catalogueAPI() []web.Route {
	return []web.Route{
		api.Op[catalogueQuery, api.Page[taughtCourse]]{
			Method: "GET", Path: "/catalogue", Name: "catalogue", Summary: "Courses that are taught now, with their offerings", Needs: apiCatalogue, Stands: []string{"courses.catalogue"},
			Do: func(c *web.Ctx, in catalogueQuery) (api.Page[taughtCourse], error) {
				list, err := h.Courses.Catalogue(c.Context(), c.Actor, courses.CatalogueFilter{Cadre: people.Cadre(in.Cadre), Language: in.Language})
				if err != nil {
					return api.Page[taughtCourse]{}, err
				}
				return api.Cut(list.Courses, in.Paging, func(c courses.CatalogueCourse) string { return c.CourseID }, taughtCourseOf)
			},
		}.Route(),
		api.Op[coursesQuery, api.Page[courseInList]]{
			Method: "GET", Path: "/courses", Name: "courses", Summary: "All courses, drafts too", Needs: apiReaders, Stands: []string{"courses.course_list"},
			Do: func(c *web.Ctx, in coursesQuery) (api.Page[courseInList], error) {
				of := h.Courses.Courses
				if in.Archived {
					of = h.Courses.Archived
				}
				list, err := of(c.Context(), c.Actor)
				if err != nil {
					return api.Page[courseInList]{}, err
				}
				return api.Cut(list, in.Paging, func(c courses.CourseSummary) string { return c.ID }, courseInListOf)
			},
		}.Route(),
	}
}

// coursesAPI is for one course.
func (h *Handlers) coursesAPI() []web.Route {
	return []web.Route{
		api.Op[courseQuery, courseRead]{
			Method: "GET", Path: "/courses/:course", Name: "course", Summary: "A version of a course with its modules and lessons", Needs: apiReaders, Stands: []string{"courses.course"},
			Do: func(c *web.Ctx, in courseQuery) (courseRead, error) {
				page, err := h.Courses.Course(c.Context(), c.Actor, in.ID, in.Version)
				return courseReadOf(page), err
			},
		}.Route(),
		api.Op[courseQuery, api.File]{
			Method: "GET", Path: "/courses/:course/file", Name: "course.file", Needs: apiAuthors, Stands: []string{"courses.export"}, Produces: []string{"application/zip"},
			Summary: "A version of a course as one file that another relevo can bring in; left out, the newest published",
			Do: func(c *web.Ctx, in courseQuery) (api.File, error) {
				file, err := h.Courses.Export(c.Context(), c.Actor, in.ID, in.Version)
				return api.File{Name: file.Name, Media: "application/zip", Data: file.Data}, err
			},
		}.Route(),
		api.Op[oneCourse, api.None]{
			Method: "POST", Path: "/courses/:course/archive", Name: "course.archive", Summary: "Schedule no more offerings of a course", Needs: apiAuthors, Stands: []string{"courses.archive"},
			Do: func(c *web.Ctx, in oneCourse) (api.None, error) {
				return api.None{}, h.Courses.Archive(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
		api.Op[oneCourse, api.None]{
			Method: "POST", Path: "/courses/:course/restore", Name: "course.restore", Summary: "Offer an archived course again", Needs: apiAuthors, Stands: []string{"courses.restore"},
			Do: func(c *web.Ctx, in oneCourse) (api.None, error) {
				return api.None{}, h.Courses.Restore(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
		api.Op[duplicateCourse, courseRead]{
			Method: "POST", Path: "/courses/:course/duplicate", Name: "course.duplicate", Summary: "Begin another course as a copy of the newest version", Needs: apiAuthors, Status: 201,
			Stands: []string{"courses.duplicate"},
			Do: func(c *web.Ctx, in duplicateCourse) (courseRead, error) {
				made, err := h.Courses.Duplicate(c.Context(), c.Actor, in.ID, in.Body.Code)
				return h.readCourse(c, made.ID, err)
			},
		}.Route(),
	}
}

type duplicateCourse struct {
	oneCourse
	Body struct {
		Code string `json:"code" doc:"Of the new course."`
	}
}

// readCourse gives the newest version of a course, after something was done to it.
func (h *Handlers) readCourse(c *web.Ctx, courseID string, err error) (courseRead, error) {
	if err != nil {
		return courseRead{}, err
	}
	page, err := h.Courses.Course(c.Context(), c.Actor, courseID, 0)
	return courseReadOf(page), err
}
