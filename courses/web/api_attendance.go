package web

import (
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

// attendanceDay is a day of an offering with who attended for how long.
type attendanceDay struct {
	Day      db.Date          `json:"day"`
	Days     []db.Date        `json:"days" doc:"With attendance noted, the oldest first."`
	Needed   float64          `json:"needed" doc:"Hours to attend for completion."`
	Meetings []string         `json:"meetings" doc:"Identifiers of those of the day; where there are any, presence is noted at each of them."`
	People   []attendedPerson `json:"people" doc:"By institution and name."`
}

type attendedPerson struct {
	EnrolmentID string  `json:"enrolment_id"`
	Name        string  `json:"name"`
	Institution string  `json:"institution"`
	Hours       float64 `json:"hours" doc:"On the day."`
	Total       float64 `json:"total" doc:"On all days."`
}

func attendanceDayOf(s courses.AttendanceSheet) attendanceDay {
	return attendanceDay{s.Day, append([]db.Date{}, s.Days...), s.Needed, api.Each(s.Meetings, func(m courses.Meeting) string { return m.ID }),
		api.Each(s.Rows, func(r courses.AttendanceRow) attendedPerson {
			return attendedPerson{r.EnrolmentID, r.Name, r.Institution, r.Hours, r.Total}
		})}
}

type attendanceQuery struct {
	oneOffering
	Day db.Date `form:"day" doc:"Left out: today, or the offering's nearest day."`
}

type recordAttendance struct {
	oneOffering
	Body struct {
		HeldOn db.Date            `json:"held_on"`
		Hours  map[string]float64 `json:"hours" doc:"0 to 24, by enrolment; who is left out stays as they are, and 0 takes a day's hours back. What is wrong is named hours_ and the enrolment."`
	}
}

// attendanceWhole is the attendance of an offering, a column for each meeting and each day that was noted as a whole.
type attendanceWhole struct {
	Hours   float64            `json:"hours" doc:"Of the course."`
	Needed  float64            `json:"needed" doc:"To be attended for completion."`
	Columns []attendanceColumn `json:"columns" doc:"In their order."`
	People  []attendanceLine   `json:"people" doc:"By institution and name."`
}

type attendanceColumn struct {
	HeldOn    db.Date `json:"held_on"`
	MeetingID *string `json:"meeting_id" doc:"null: the day as a whole."`
}

type attendanceLine struct {
	Name        string    `json:"name"`
	Institution string    `json:"institution"`
	Document    string    `json:"document" doc:"The last digits alone."`
	Hours       []float64 `json:"hours" doc:"By column."`
	Total       float64   `json:"total"`
}

func attendanceWholeOf(t courses.AttendanceTable) attendanceWhole {
	return attendanceWhole{t.Hours, t.Needed, api.Each(t.Columns, func(c courses.AttendanceColumn) attendanceColumn {
		out := attendanceColumn{HeldOn: c.HeldOn}
		if c.Meeting != nil {
			out.MeetingID = &c.Meeting.ID
		}
		return out
	}), api.Each(t.Rows, func(r courses.AttendanceLine) attendanceLine {
		return attendanceLine{r.Name, r.Institution, r.Document, append([]float64{}, r.Hours...), r.Total}
	})}
}

// packageSaid is what a unit of a course package reported of somebody; nothing of it is a score of relevo's.
type packageSaid struct {
	EnrolmentID string     `json:"enrolment_id"`
	Name        string     `json:"name"`
	Lesson      string     `json:"lesson" doc:"Its title."`
	Unit        string     `json:"unit" doc:"Its title; empty where the package has one."`
	Visits      int        `json:"visits"`
	Status      string     `json:"status" doc:"Of the latest visit: incomplete, completed, passed, failed, or empty."`
	Done        bool       `json:"done" doc:"In any visit."`
	Score       *float64   `json:"score" doc:"0 to 100, of the latest visit that reports one."`
	Seconds     int        `json:"seconds"`
	SavedAt     db.Instant `json:"saved_at"`
}

type packagesSaid struct {
	Packages int           `json:"packages" doc:"Lessons of the course that are packages."`
	Reports  []packageSaid `json:"reports" doc:"Of people in the owner's scope, by name."`
}

// attendanceAPI is for attendance day by day and as a whole, and what course packages report.
func (h *Handlers) attendanceAPI() []web.Route {
	return []web.Route{
		api.Op[attendanceQuery, attendanceDay]{
			Method: "GET", Path: "/offerings/:offering/attendance", Name: "attendance", Summary: "Who attended on a day, and for how long", Needs: apiRunners, Stands: []string{"courses.attendance"}, Do: h.apiAttendance,
		}.Route(),
		api.Op[recordAttendance, attendanceDay]{
			Method: "POST", Path: "/offerings/:offering/attendance", Name: "attendance.record", Needs: apiRunners, Stands: []string{"courses.record_attendance"},
			Summary: "Note who attended on a day that has no meetings; what was noted before is superseded, not overwritten",
			Do: func(c *web.Ctx, in recordAttendance) (attendanceDay, error) {
				if err := h.Courses.RecordAttendance(c.Context(), c.Actor, courses.AttendanceInput{OfferingID: in.ID, HeldOn: in.Body.HeldOn, Hours: in.Body.Hours}); err != nil {
					return attendanceDay{}, err
				}
				return h.apiAttendance(c, attendanceQuery{in.oneOffering, in.Body.HeldOn})
			},
		}.Route(),
		api.Op[oneOffering, attendanceWhole]{
			Method: "GET", Path: "/offerings/:offering/attendance/table", Name: "attendance.table", Summary: "Who was at which meeting, and for how long", Needs: apiRunners,
			Do: func(c *web.Ctx, in oneOffering) (attendanceWhole, error) {
				table, err := h.Courses.AttendanceTable(c.Context(), c.Actor, in.ID)
				return attendanceWholeOf(table), err
			},
		}.Route(),
		api.Op[oneOffering, api.File]{
			Method: "GET", Path: "/offerings/:offering/attendance/pdf", Name: "attendance.pdf", Summary: "The attendance of an offering as a paper for its file", Needs: apiRunners, Stands: []string{"courses.attendance_pdf"},
			Produces: []string{"application/pdf"},
			Do: func(c *web.Ctx, in oneOffering) (api.File, error) {
				table, err := h.Courses.AttendanceTable(c.Context(), c.Actor, in.ID)
				if err != nil {
					return api.File{}, err
				}
				body, err := courses.AttendancePDF(table, c.Printer)
				return api.File{Name: "asistencia-" + fileWord(table.Offering.Code) + ".pdf", Media: "application/pdf", Data: body}, err
			},
		}.Route(),
		api.Op[oneOffering, packagesSaid]{
			Method: "GET", Path: "/offerings/:offering/packages", Name: "packages", Summary: "What course packages reported of those who opened them", Needs: apiRunners, Stands: []string{"courses.package_reports"},
			Do: func(c *web.Ctx, in oneOffering) (packagesSaid, error) {
				page, err := h.Courses.PackageReports(c.Context(), c.Actor, in.ID)
				return packagesSaid{page.Packages, api.Each(page.Rows, func(r courses.PackageReport) packageSaid {
					return packageSaid{r.EnrolmentID, r.Name, r.Lesson, r.Unit, r.Visits, string(r.Status), r.Done, r.Score, r.Seconds, r.SavedAt}
				})}, err
			},
		}.Route(),
	}
}

func (h *Handlers) apiAttendance(c *web.Ctx, in attendanceQuery) (attendanceDay, error) {
	sheet, err := h.Courses.Attendance(c.Context(), c.Actor, in.ID, in.Day)
	return attendanceDayOf(sheet), err
}
