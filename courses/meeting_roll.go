package courses

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
)

// meetingRows says of each enrolment who it is and what was noted, by institution and name.
func meetingRows(tx *db.Tx, meeting Meeting, list []Enrolment) ([]MeetingRow, error) {
	var personIDs, placeIDs []string
	for _, e := range list {
		personIDs = append(personIDs, e.PersonID)
		if e.InstitutionID != nil {
			placeIDs = append(placeIDs, *e.InstitutionID)
		}
	}
	persons, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return nil, err
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return nil, err
	}
	marks, err := marksOf(tx, meeting.ID)
	if err != nil {
		return nil, err
	}
	var facts []Attendance
	if err := tx.DB.Where("meeting_id = ? AND superseded_at IS NULL", meeting.ID).Find(&facts).Error; err != nil {
		return nil, err
	}
	counted := map[string]float64{}
	for _, f := range facts {
		counted[f.EnrolmentID] = f.Hours
	}
	rows := make([]MeetingRow, len(list))
	for i, e := range list {
		person := persons[e.PersonID]
		row := MeetingRow{EnrolmentID: e.ID, PersonID: e.PersonID, Name: person.FullName(), Document: maskedDocument(person), Counted: counted[e.ID]}
		if e.InstitutionID != nil {
			row.Institution = places[*e.InstitutionID].Name
		}
		row.Hours, row.Said = meeting.HoursSaid(marks[e.ID])
		if !row.Said && row.Counted > 0 {
			row.Hours, row.Said = row.Counted, true
		}
		for _, m := range marks[e.ID] {
			if m.How == ByCode {
				row.SignedAt = &m.MarkedAt
			}
		}
		rows[i] = row
	}
	slices.SortFunc(rows, func(a, b MeetingRow) int {
		return cmp.Or(strings.Compare(a.Institution, b.Institution), strings.Compare(persons[a.PersonID].SearchName, persons[b.PersonID].SearchName), strings.Compare(a.EnrolmentID, b.EnrolmentID))
	})
	return rows, nil
}

// maskedDocument shows of a document no more than is needed to tell two people apart.
func maskedDocument(p people.Person) string {
	if p.DocumentNumber == nil || len(*p.DocumentNumber) < 4 {
		return ""
	}
	number := *p.DocumentNumber
	return "···" + number[len(number)-3:]
}

// marksOf gives the marks of a meeting by enrolment.
func marksOf(tx *db.Tx, meetingID string) (map[string][]MeetingMark, error) {
	var list []MeetingMark
	err := tx.DB.Where("meeting_id = ?", meetingID).Order("id").Find(&list).Error
	marks := map[string][]MeetingMark{}
	for _, m := range list {
		marks[m.EnrolmentID] = append(marks[m.EnrolmentID], m)
	}
	return marks, err
}

// Mark is the trainer's word on somebody's presence.
type Mark struct {
	Key         string     // made where it is noted, so that sending it again notes nothing
	EnrolmentID string     // of the meeting's offering
	Hours       float64    // 0: was not there
	At          db.Instant // when it was noted; what cannot be is taken as now
}

// Marked says what became of marks.
type Marked struct {
	Saved   []string // keys that are kept, now or since before
	Refused []string // keys whose people are not enrolled, or not any more
	At      db.Instant
}

const (
	mostMarks      = 2000 // that one call may bring
	longestMarkKey = 80   // bytes
)

// MarkMeeting notes who was at a meeting and for how long. Hours count once the meeting is
// over; noted later than that, they count at once.
func (s *Service) MarkMeeting(ctx context.Context, actor access.Actor, offeringID, meetingID string, how How, marks []Mark) (out Marked, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out = Marked{At: tx.Now}
		_, meeting, err := meetingOf(tx, actor, offeringID, meetingID)
		if err != nil {
			return err
		}
		var check fault.Check
		check.That(how == ByRoll || how == BySheet, "how", "courses.choose_one")
		check.That(len(marks) <= mostMarks, "marks", "meetings.marks_many", "max", mostMarks)
		if err := check.Err(); err != nil {
			return err
		}
		if err := meeting.takesMarks(tx.Now); err != nil {
			return err
		}
		if err := lock(tx, offeringID); err != nil {
			return err
		}
		rows, err := meeting.rowsOf(tx, actor, how, marks, &out)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, 200).Error; err != nil {
			return err
		}
		if err := s.count(tx, actor, meeting); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.meeting.mark", "meeting", meeting.ID, map[string]any{"how": how, "people": len(rows)})
	})
	return out, err
}

// takesMarks refuses a meeting that was called off, or that is more than an hour away.
func (m Meeting) takesMarks(now db.Instant) error {
	switch {
	case m.CancelledAt != nil:
		return fault.New(fault.Conflict, "meetings.cancelled")
	case now.Before(m.Start().Add(-opensBefore)):
		return fault.New(fault.Conflict, "meetings.not_yet", "on", m.HeldOn, "at", Clock(m.FromMinute))
	}
	return nil
}

// rowsOf makes rows of marks, and says in out which are kept and which refused.
func (m Meeting) rowsOf(tx *db.Tx, actor access.Actor, how How, marks []Mark, out *Marked) ([]MeetingMark, error) {
	list, err := enrolmentsInScope(tx, actor, m.OfferingID)
	if err != nil {
		return nil, err
	}
	takesPart := map[string]bool{}
	for _, e := range list {
		takesPart[e.ID] = e.WithdrawnAt == nil
	}
	var rows []MeetingMark
	for _, mark := range marks {
		var check fault.Check
		check.That(mark.Key != "" && len(mark.Key) <= longestMarkKey, "key", "meetings.mark_key", "max", longestMarkKey)
		check.That(mark.Hours >= 0 && mark.Hours <= m.Hours()+1e-9, "hours", "meetings.presence_long", "hours", m.Hours())
		if err := check.Err(); err != nil {
			return nil, err
		}
		if !takesPart[mark.EnrolmentID] {
			out.Refused = append(out.Refused, mark.Key)
			continue
		}
		out.Saved = append(out.Saved, mark.Key)
		at := mark.At
		if at.IsZero() || at.After(tx.Now) || at.Before(m.Start().Add(-opensBefore)) {
			at = tx.Now
		}
		rows = append(rows, MeetingMark{ID: tx.NewID(), MeetingID: m.ID, EnrolmentID: mark.EnrolmentID, MarkKey: mark.Key, How: how, Hours: &mark.Hours,
			MarkedAt: at, RecordedAt: tx.Now, RecordedBy: actor.AccountID})
	}
	return rows, nil
}

// count lets what the marks of a meeting say count as attendance, once it is over: facts
// are appended where they differ from those that count now. Doing it again changes nothing.
func (s *Service) count(tx *db.Tx, actor access.Actor, meeting Meeting) error {
	if tx.Now.Before(meeting.End()) || meeting.CancelledAt != nil {
		return nil
	}
	marks, err := marksOf(tx, meeting.ID)
	if err != nil || len(marks) == 0 {
		return err
	}
	list, err := whereIn[Enrolment](tx, "withdrawn_at IS NULL AND id", keys(marks))
	if err != nil {
		return err
	}
	hours := map[string]float64{}
	for _, e := range list {
		hours[e.ID], _ = meeting.HoursSaid(marks[e.ID])
	}
	changed, err := appendHours(tx, actor, list, meeting.HeldOn, &meeting.ID, hours)
	if err != nil || len(changed) == 0 {
		return err
	}
	runs, err := runsOf(tx, changed, assessments.AttemptsInTx)
	if err != nil {
		return err
	}
	return s.settle(tx, actor, runs)
}

// MeetingOver is the job "courses.meeting_over".
type MeetingOver struct{ MeetingID string }

// MeetingOverEvent is the name of the job that is due when a meeting ends.
const MeetingOverEvent = "courses.meeting_over"

// countAfter is how long after a meeting's end its hours are counted: the queue's clock
// may go a little faster than ours.
const countAfter = time.Minute

// countLater has the hours of a meeting counted when it ends.
func (s *Service) countLater(tx *db.Tx, meeting Meeting) error {
	wait := meeting.End().Sub(tx.Now)
	if wait <= 0 {
		return nil // what is noted from now on counts at once
	}
	return s.jobs.EnqueueLaterTx(tx, MeetingOverEvent, MeetingOver{meeting.ID}, wait+countAfter)
}

// HearMeetingOver hears that a meeting ends: whoever signed in has their hours. One that was
// moved meanwhile has a job of its own.
func (s *Service) HearMeetingOver(ctx context.Context, event MeetingOver) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		meeting, err := take[Meeting](tx, event.MeetingID, "noun.meeting")
		if err != nil {
			return err
		}
		if err := lock(tx, meeting.OfferingID); err != nil {
			return err
		}
		return s.count(tx, access.System(), meeting)
	})
}

// Takes tells whether presence can be noted at a moment.
func (m Meeting) Takes(now db.Instant) bool { return m.takesMarks(now) == nil }
