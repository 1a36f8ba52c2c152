package courses

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/assessments"
)

// AttendanceInput is the hours that people attended on a day. Enrolments that
// are not named stay as they are; 0 hours takes a day's hours back.
type AttendanceInput struct {
	OfferingID string
	HeldOn     db.Date
	Hours      map[string]float64 // by enrolment; 0 to 24
}

func (in AttendanceInput) validate(offering Offering, today db.Date) error {
	var check fault.Check
	check.That(in.HeldOn >= offering.StartsOn && in.HeldOn <= offering.EndsOn, "held_on", "courses.day_outside",
		"from", offering.StartsOn, "to", offering.EndsOn)
	check.That(in.HeldOn <= today, "held_on", "courses.day_future")
	for _, id := range keys(in.Hours) {
		check.That(in.Hours[id] >= 0 && in.Hours[id] <= 24, "hours_"+id, "courses.hours_of_day")
	}
	return check.Err()
}

// RecordAttendance notes who attended for how long on a day of a face-to-face
// or mixed offering. What was noted before is superseded, not overwritten.
func (s *Service) RecordAttendance(ctx context.Context, actor access.Actor, in AttendanceInput) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		offering, _, err := scopeOf(tx, actor, in.OfferingID)
		if err != nil {
			return err
		}
		if offering.Mode == Virtual {
			return fault.New(fault.Conflict, "courses.virtual_no_attendance")
		}
		if err := in.validate(offering, tx.Today()); err != nil {
			return err
		}
		if err := lock(tx, offering.ID); err != nil {
			return err
		}
		if meetings, err := meetingsOn(tx, offering.ID, in.HeldOn); err != nil || len(meetings) > 0 {
			return cmp.Or(err, error(fault.New(fault.Conflict, "meetings.day_has")))
		}
		changed, err := writeAttendance(tx, actor, in)
		if err != nil || len(changed) == 0 {
			return err
		}
		runs, err := runsOf(tx, changed, assessments.AttemptsInTx)
		if err != nil {
			return err
		}
		if err := s.settle(tx, actor, runs); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.attendance.record", "offering", offering.ID,
			map[string]any{"held_on": in.HeldOn, "people": len(changed)})
	})
}

// writeAttendance appends the facts that differ from those that count now and
// gives the enrolments they are about.
func writeAttendance(tx *db.Tx, actor access.Actor, in AttendanceInput) ([]Enrolment, error) {
	list, err := enrolmentsInScope(tx, actor, in.OfferingID)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, e := range list {
		known[e.ID] = e.WithdrawnAt == nil
	}
	for _, id := range keys(in.Hours) {
		if !known[id] {
			return nil, fault.Missing("noun.enrolment")
		}
	}
	named := list[:0]
	for _, e := range list {
		if _, ok := in.Hours[e.ID]; ok {
			named = append(named, e)
		}
	}
	return appendHours(tx, actor, named, in.HeldOn, nil, in.Hours)
}

// appendHours appends the facts that say something else than those that count now of a
// day, or of a meeting on it, and gives the enrolments they are about.
func appendHours(tx *db.Tx, actor access.Actor, list []Enrolment, on db.Date, meetingID *string, hours map[string]float64) ([]Enrolment, error) {
	ids := make([]string, len(list))
	for i, e := range list {
		ids[i] = e.ID
	}
	current, err := whereIn[Attendance](tx, "superseded_at IS NULL AND enrolment_id", ids)
	if err != nil {
		return nil, err
	}
	before := map[string]Attendance{}
	for _, a := range current {
		if a.HeldOn == on && a.of(meetingID) {
			before[a.EnrolmentID] = a
		}
	}
	var changed []Enrolment
	var old []string
	var facts []Attendance
	for _, e := range list {
		now, was := hours[e.ID], before[e.ID]
		if now == was.Hours {
			continue
		}
		if was.ID != "" {
			old = append(old, was.ID)
		}
		if now > 0 {
			facts = append(facts, Attendance{ID: tx.NewID(), EnrolmentID: e.ID, HeldOn: on, MeetingID: meetingID, Hours: now, RecordedAt: tx.Now, RecordedBy: actor.AccountID})
		}
		changed = append(changed, e)
	}
	err = inChunks(old, func(part []string) error {
		return tx.DB.Model(&Attendance{}).Where("id IN ?", part).Update("superseded_at", tx.Now).Error
	})
	if err != nil || len(facts) == 0 {
		return changed, err
	}
	return changed, tx.DB.CreateInBatches(&facts, 200).Error
}

// of tells whether a fact is of a meeting or, without one, of a day as a whole.
func (a Attendance) of(meetingID *string) bool {
	if meetingID == nil || a.MeetingID == nil {
		return meetingID == a.MeetingID
	}
	return *meetingID == *a.MeetingID
}

// AttendanceSheet is the attendance of an offering, with one day open.
type AttendanceSheet struct {
	Offering Offering
	Title    string    // of the course
	Needed   float64   // hours to attend for completion
	Days     []db.Date // with attendance noted, oldest first
	Day      db.Date
	Meetings []Meeting       // of the day: who was there is noted at each of them
	Rows     []AttendanceRow // by institution and name
}

// meetingsOn gives the meetings of a day.
func meetingsOn(tx *db.Tx, offeringID string, day db.Date) ([]Meeting, error) {
	all, err := meetingsOf(tx, []string{offeringID})
	return slices.DeleteFunc(all, func(m Meeting) bool { return m.HeldOn != day }), err
}

// AttendanceRow is one person's attendance.
type AttendanceRow struct {
	EnrolmentID string
	Name        string
	Institution string
	Hours       float64 // on the day
	Total       float64 // on all days
}

// Attendance gives the attendance of an offering; day 0 is today, moved into
// the offering's days.
func (s *Service) Attendance(ctx context.Context, actor access.Actor, offeringID string, day db.Date) (AttendanceSheet, error) {
	var sheet AttendanceSheet
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return sheet, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		offering, _, err := scopeOf(tx, actor, offeringID)
		if err != nil {
			return err
		}
		if day == 0 {
			day = min(max(tx.Today(), offering.StartsOn), offering.EndsOn)
		}
		sheet.Offering, sheet.Day = offering, day
		if sheet.Meetings, err = meetingsOn(tx, offeringID, day); err != nil {
			return err
		}
		list, err := enrolmentsInScope(tx, actor, offeringID)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(e Enrolment) bool { return e.WithdrawnAt != nil })
		runs, err := runsOf(tx, list, assessments.AttemptsInTx)
		if err != nil {
			return err
		}
		version, err := take[CourseVersion](tx, offering.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		sheet.Title, sheet.Needed = version.Title, attendanceNeeded*version.Hours
		rows, err := rollOf(tx, runs)
		if err != nil {
			return err
		}
		return sheet.fill(tx, rows)
	})
	return sheet, err
}

func (sheet *AttendanceSheet) fill(tx *db.Tx, rows []RollRow) error {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.EnrolmentID
	}
	facts, err := whereIn[Attendance](tx, "superseded_at IS NULL AND enrolment_id", ids)
	if err != nil {
		return err
	}
	onDay := map[string]float64{}
	for _, f := range facts {
		sheet.Days = append(sheet.Days, f.HeldOn)
		if f.HeldOn == sheet.Day {
			onDay[f.EnrolmentID] += f.Hours
		}
	}
	slices.Sort(sheet.Days)
	sheet.Days = slices.Compact(sheet.Days)
	for _, r := range rows {
		sheet.Rows = append(sheet.Rows, AttendanceRow{
			EnrolmentID: r.EnrolmentID, Name: r.Name, Institution: r.Institution, Hours: onDay[r.EnrolmentID], Total: r.Attended,
		})
	}
	return nil
}
