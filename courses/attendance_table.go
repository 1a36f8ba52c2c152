package courses

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// AttendanceColumn is a meeting, or a day that was noted as a whole.
type AttendanceColumn struct {
	HeldOn  db.Date
	Meeting *Meeting // nil: the day as a whole
}

// AttendanceTable is the attendance of a whole offering, for its file.
type AttendanceTable struct {
	Offering     Offering
	Title        string // of the course
	Hours        float64
	Needed       float64 // to be attended for completion
	Institutions []people.Institution
	Trainers     []Trainer
	Columns      []AttendanceColumn // in their order
	Rows         []AttendanceLine   // by institution and name
	On           db.Date
}

// AttendanceLine is one person's attendance.
type AttendanceLine struct {
	Name, Institution, Document string
	Hours                       []float64 // by column
	Total                       float64
}

// AttendanceTable gives the attendance of an offering: who was at which meeting, for how
// long. The hours are the facts that count for completion.
func (s *Service) AttendanceTable(ctx context.Context, actor access.Actor, offeringID string) (table AttendanceTable, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return table, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		table = AttendanceTable{On: tx.Today()}
		if table.Offering, table.Institutions, err = scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		version, err := take[CourseVersion](tx, table.Offering.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		table.Title, table.Hours, table.Needed = version.Title, version.Hours, attendanceNeeded*version.Hours
		if table.Trainers, err = trainersOf(tx, offeringID); err != nil {
			return err
		}
		list, err := enrolmentsInScope(tx, actor, offeringID)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(e Enrolment) bool { return e.WithdrawnAt != nil })
		return table.fill(tx, list)
	})
	return table, err
}

func (t *AttendanceTable) fill(tx *db.Tx, list []Enrolment) error {
	ids, personIDs := make([]string, len(list)), make([]string, len(list))
	for i, e := range list {
		ids[i], personIDs[i] = e.ID, e.PersonID
	}
	facts, err := whereIn[Attendance](tx, "superseded_at IS NULL AND enrolment_id", ids)
	if err != nil {
		return err
	}
	meetings, err := meetingsOf(tx, []string{t.Offering.ID})
	if err != nil {
		return err
	}
	at := t.columns(meetings, facts)
	persons, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return err
	}
	runs, err := runsOf(tx, list, assessments.AttemptsInTx)
	if err != nil {
		return err
	}
	rows, err := rollOf(tx, runs)
	if err != nil {
		return err
	}
	lines := map[string]int{}
	for i, r := range rows {
		lines[r.EnrolmentID] = i
		t.Rows = append(t.Rows, AttendanceLine{Name: r.Name, Institution: r.Institution, Document: maskedDocument(persons[r.PersonID]), Hours: make([]float64, len(t.Columns)), Total: r.Attended})
	}
	for _, f := range facts {
		t.Rows[lines[f.EnrolmentID]].Hours[at[columnKey(f.HeldOn, f.MeetingID)]] += f.Hours
	}
	return nil
}

func columnKey(on db.Date, meetingID *string) string {
	if meetingID == nil {
		return on.String()
	}
	return on.String() + " " + *meetingID
}

// columns makes a column of each meeting and of each day that was noted as a whole, and
// gives their places.
func (t *AttendanceTable) columns(meetings []Meeting, facts []Attendance) map[string]int {
	for _, m := range meetings {
		t.Columns = append(t.Columns, AttendanceColumn{m.HeldOn, &m})
	}
	days := map[db.Date]bool{}
	for _, f := range facts {
		if f.MeetingID == nil && !days[f.HeldOn] {
			days[f.HeldOn] = true
			t.Columns = append(t.Columns, AttendanceColumn{HeldOn: f.HeldOn})
		}
	}
	slices.SortStableFunc(t.Columns, func(a, b AttendanceColumn) int {
		return cmp.Or(cmp.Compare(a.HeldOn, b.HeldOn), cmp.Compare(a.minute(), b.minute()), strings.Compare(a.key(), b.key()))
	})
	at := map[string]int{}
	for i, c := range t.Columns {
		at[c.key()] = i
	}
	return at
}

func (c AttendanceColumn) minute() int {
	if c.Meeting == nil {
		return 0
	}
	return c.Meeting.FromMinute
}

func (c AttendanceColumn) key() string {
	if c.Meeting == nil {
		return columnKey(c.HeldOn, nil)
	}
	return columnKey(c.HeldOn, &c.Meeting.ID)
}
