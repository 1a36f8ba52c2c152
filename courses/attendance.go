package courses

import (
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
	known, ids := map[string]bool{}, make([]string, len(list))
	for i, e := range list {
		known[e.ID], ids[i] = e.WithdrawnAt == nil, e.ID
	}
	for _, id := range keys(in.Hours) {
		if !known[id] {
			return nil, fault.Missing("noun.enrolment")
		}
	}
	current, err := whereIn[Attendance](tx, "superseded_at IS NULL AND enrolment_id", ids)
	if err != nil {
		return nil, err
	}
	before := map[string]Attendance{}
	for _, a := range current {
		if a.HeldOn == in.HeldOn {
			before[a.EnrolmentID] = a
		}
	}
	var changed []Enrolment
	for _, e := range list {
		hours, named := in.Hours[e.ID]
		old := before[e.ID]
		if !named || hours == old.Hours {
			continue
		}
		if old.ID != "" {
			if err := tx.DB.Model(&Attendance{}).Where("id = ?", old.ID).Update("superseded_at", tx.Now).Error; err != nil {
				return nil, err
			}
		}
		if hours > 0 {
			fact := Attendance{ID: tx.NewID(), EnrolmentID: e.ID, HeldOn: in.HeldOn, Hours: hours, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
			if err := tx.DB.Create(&fact).Error; err != nil {
				return nil, err
			}
		}
		changed = append(changed, e)
	}
	return changed, nil
}

// AttendanceSheet is the attendance of an offering, with one day open.
type AttendanceSheet struct {
	Offering Offering
	Title    string    // of the course
	Needed   float64   // hours to attend for completion
	Days     []db.Date // with attendance noted, oldest first
	Day      db.Date
	Rows     []AttendanceRow // by institution and name
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
			onDay[f.EnrolmentID] = f.Hours
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
