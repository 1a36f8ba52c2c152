package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// MeetingMinutes is what was said and agreed at a meeting. The first of a meeting is a
// draft until it is locked; the others correct it and are locked from the beginning.
type MeetingMinutes struct {
	ID        string
	MeetingID string
	Source    string // Markdown
	HTML      string `gorm:"column:html"`
	WrittenAt db.Instant
	WrittenBy string
	LockedAt  *db.Instant
	LockedBy  *string
}

// TableName names the table for GORM.
func (MeetingMinutes) TableName() string { return "meeting_minutes" }

// Minutes is a text of the minutes with who wrote it.
type Minutes struct {
	MeetingMinutes
	Author string
	Locker string // empty while it is a draft
}

func minutesOf(tx *db.Tx, meetingID string) ([]MeetingMinutes, error) {
	var list []MeetingMinutes
	err := tx.DB.Where("meeting_id = ?", meetingID).Order("written_at, id").Find(&list).Error
	return list, err
}

// namedMinutes says who wrote and locked.
func namedMinutes(tx *db.Tx, list []MeetingMinutes) ([]Minutes, error) {
	var ids []string
	for _, m := range list {
		ids = append(ids, m.WrittenBy)
		if m.LockedBy != nil {
			ids = append(ids, *m.LockedBy)
		}
	}
	names, err := accountNames(tx, ids)
	out := make([]Minutes, len(list))
	for i, m := range list {
		out[i] = Minutes{MeetingMinutes: m, Author: names[m.WrittenBy]}
		if m.LockedBy != nil {
			out[i].Locker = names[*m.LockedBy]
		}
	}
	return out, err
}

// accountNames gives how accounts are called.
func accountNames(tx *db.Tx, ids []string) (map[string]string, error) {
	names := map[string]string{}
	list, err := whereIn[access.Account](tx, "id", ids)
	for _, a := range list {
		names[a.ID] = a.Name
	}
	return names, err
}

// KeepMinutes keeps the draft of a meeting's minutes and, with end, locks it: from then on
// nobody changes it. What is written after that is a correction and stands below it.
func (s *Service) KeepMinutes(ctx context.Context, actor access.Actor, offeringID, meetingID, source string, end bool) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	source = strings.TrimSpace(source)
	var check fault.Check
	check.That(source != "", "source", "fault.required")
	check.That(len([]rune(source)) <= maxMinutesText, "source", "courses.too_long", "max", maxMinutesText)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, meeting, err := meetingOf(tx, actor, offeringID, meetingID)
		if err != nil {
			return err
		}
		if err := check.Err(); err != nil {
			return err
		}
		html, err := Render(source)
		if err != nil {
			return err
		}
		if err := lock(tx, offeringID); err != nil {
			return err
		}
		before, err := minutesOf(tx, meeting.ID)
		if err != nil {
			return err
		}
		one := MeetingMinutes{ID: tx.NewID(), MeetingID: meeting.ID}
		action := "courses.minutes.write"
		if len(before) > 0 && before[0].LockedAt == nil {
			one = before[0]
		} else if len(before) > 0 {
			action, end = "courses.minutes.correct", true
		}
		one.Source, one.HTML, one.WrittenAt, one.WrittenBy = source, html, tx.Now, actor.AccountID
		if end {
			one.LockedAt, one.LockedBy = &tx.Now, &actor.AccountID
		}
		if err := tx.DB.Save(&one).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, action, "meeting", meeting.ID, map[string]bool{"locked": end})
	})
}

// MeetingPage is a meeting with its minutes and who was there.
type MeetingPage struct {
	Meeting
	Offering    Offering
	CourseTitle string
	Minutes     []Minutes // the first, then its corrections
	Rows        []MeetingRow
	Sheets      []MeetingSheet // printed, the newest first
	Now         db.Instant
	Whole       bool // the actor runs the offering as a whole
}

// Draft is the text of the minutes while they can be changed; nil once they are locked
// or while there are none.
func (p MeetingPage) Draft() *Minutes {
	if len(p.Minutes) > 0 && p.Minutes[0].LockedAt == nil {
		return &p.Minutes[0]
	}
	return nil
}

// Locked tells whether the minutes are.
func (p MeetingPage) Locked() bool { return len(p.Minutes) > 0 && p.Minutes[0].LockedAt != nil }

// Present is how many are said to be there.
func (p MeetingPage) Present() int {
	n := 0
	for _, r := range p.Rows {
		if r.Hours > 0 {
			n++
		}
	}
	return n
}

// MeetingRow is one person and what was noted of their presence at a meeting.
type MeetingRow struct {
	EnrolmentID string
	PersonID    string
	Name        string
	Institution string
	Document    string // the last digits alone
	Said        bool   // something was noted
	Hours       float64
	SignedAt    *db.Instant // by themselves
	Counted     float64     // hours that count: those of the attendance fact
}

// Meeting gives a meeting with everybody whom the actor may see.
func (s *Service) Meeting(ctx context.Context, actor access.Actor, offeringID, meetingID string) (page MeetingPage, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page = MeetingPage{Now: tx.Now}
		if page.Offering, page.Meeting, err = meetingOf(tx, actor, offeringID, meetingID); err != nil {
			return err
		}
		institutions, err := institutionsOfOffering(tx, offeringID)
		if err != nil {
			return err
		}
		page.Whole = runsAll(actor, institutions)
		version, err := take[CourseVersion](tx, page.Offering.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		page.CourseTitle = version.Title
		texts, err := minutesOf(tx, meetingID)
		if err != nil {
			return err
		}
		if page.Minutes, err = namedMinutes(tx, texts); err != nil {
			return err
		}
		if err := tx.DB.Where("meeting_id = ?", meetingID).Order("printed_at DESC, code").Find(&page.Sheets).Error; err != nil {
			return err
		}
		list, err := enrolmentsInScope(tx, actor, offeringID)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(e Enrolment) bool { return e.WithdrawnAt != nil })
		page.Rows, err = meetingRows(tx, page.Meeting, list)
		return err
	})
	return page, err
}
