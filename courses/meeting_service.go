package courses

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// meetingOf gives an offering in the actor's scope and a meeting of it.
func meetingOf(tx *db.Tx, actor access.Actor, offeringID, meetingID string) (Offering, Meeting, error) {
	offering, _, err := scopeOf(tx, actor, offeringID)
	if err != nil {
		return offering, Meeting{}, err
	}
	meeting, err := take[Meeting](tx, meetingID, "noun.meeting")
	if err == nil && meeting.OfferingID != offering.ID {
		err = fault.Missing("noun.meeting")
	}
	return offering, meeting, err
}

// meetingsOf gives the meetings of offerings that were not called off, in order.
func meetingsOf(tx *db.Tx, offeringIDs []string) ([]Meeting, error) {
	list, err := whereIn[Meeting](tx, "cancelled_at IS NULL AND offering_id", offeringIDs)
	slices.SortFunc(list, func(a, b Meeting) int {
		return cmp.Or(cmp.Compare(a.HeldOn, b.HeldOn), cmp.Compare(a.FromMinute, b.FromMinute), strings.Compare(a.ID, b.ID))
	})
	return list, err
}

// SaveMeeting plans a meeting of an offering, or changes one when its identifier is given.
// The day of one at which presence was noted stays. The first meeting of a day takes over
// the hours that were noted for the day as a whole.
func (s *Service) SaveMeeting(ctx context.Context, actor access.Actor, offeringID, meetingID string, in MeetingInput) (Meeting, error) {
	var meeting Meeting
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return meeting, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		offering, _, err := wholeOffering(tx, actor, offeringID, notWhole)
		if err != nil {
			return err
		}
		if offering.Mode == Virtual {
			return fault.New(fault.Conflict, "courses.virtual_no_attendance")
		}
		if err := lock(tx, offering.ID); err != nil {
			return err
		}
		action := "courses.meeting.plan"
		meeting = Meeting{ID: tx.NewID(), OfferingID: offering.ID, Secret: tx.NewSecret(), CreatedAt: tx.Now, CreatedBy: actor.AccountID}
		if meetingID != "" {
			action = "courses.meeting.change"
			if meeting, err = meetingSeen(tx, actor, offeringID, meetingID, in.Seen); err != nil {
				return err
			}
		}
		before := meeting
		if err := in.fill(&meeting, offering); err != nil {
			return err
		}
		if meetingID != "" && before.HeldOn != meeting.HeldOn {
			if err := unmarked(tx, meeting.ID); err != nil {
				return err
			}
		}
		if err := s.keepMeeting(tx, actor, meeting); err != nil {
			return err
		}
		if meetingID != "" && meeting.moved(before) {
			if err := s.tellMeeting(tx, offering, meeting, "meeting"); err != nil {
				return err
			}
		}
		return access.Record(tx, actor, action, "meeting", meeting.ID, map[string]any{"held_on": meeting.HeldOn})
	})
	return meeting, err
}

// meetingSeen gives a meeting of an offering as it was seen, of which version; empty: whichever there is.
func meetingSeen(tx *db.Tx, actor access.Actor, offeringID, meetingID, seen string) (Meeting, error) {
	_, meeting, err := meetingOf(tx, actor, offeringID, meetingID)
	if err == nil {
		err = changedSince(meeting, seen)
	}
	return meeting, err
}

// keepMeeting writes a meeting down, with what follows for its day.
func (s *Service) keepMeeting(tx *db.Tx, actor access.Actor, meeting Meeting) error {
	if err := tx.DB.Save(&meeting).Error; err != nil {
		return err
	}
	if err := takeOverDay(tx, actor, meeting); err != nil {
		return err
	}
	return s.countLater(tx, meeting)
}

// unmarked refuses to move a meeting at which presence was noted.
func unmarked(tx *db.Tx, meetingID string) error {
	var marks, facts int64
	if err := tx.DB.Model(&MeetingMark{}).Where("meeting_id = ?", meetingID).Count(&marks).Error; err != nil {
		return err
	}
	if err := tx.DB.Model(&Attendance{}).Where("meeting_id = ?", meetingID).Count(&facts).Error; err != nil {
		return err
	}
	if marks+facts > 0 {
		return fault.OnField("held_on", "meetings.day_fixed")
	}
	return nil
}

// takeOverDay lets the hours that were noted for a day as a whole count as those of its
// first meeting, by new facts.
func takeOverDay(tx *db.Tx, actor access.Actor, meeting Meeting) error {
	var facts []Attendance
	err := tx.DB.Where("superseded_at IS NULL AND meeting_id IS NULL AND held_on = ? AND enrolment_id IN (SELECT id FROM enrolment WHERE offering_id = ?)",
		meeting.HeldOn, meeting.OfferingID).Order("id").Find(&facts).Error
	if err != nil || len(facts) == 0 {
		return err
	}
	ids := make([]string, len(facts))
	for i, f := range facts {
		ids[i] = f.ID
		facts[i].ID, facts[i].MeetingID, facts[i].RecordedAt, facts[i].RecordedBy = tx.NewID(), &meeting.ID, tx.Now, actor.AccountID
	}
	err = inChunks(ids, func(part []string) error {
		return tx.DB.Model(&Attendance{}).Where("id IN ?", part).Update("superseded_at", tx.Now).Error
	})
	if err != nil {
		return err
	}
	return tx.DB.CreateInBatches(&facts, 200).Error
}

// CancelMeeting calls a meeting off. One at which somebody was present cannot be.
func (s *Service) CancelMeeting(ctx context.Context, actor access.Actor, offeringID, meetingID string) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := wholeOffering(tx, actor, offeringID, notWhole); err != nil {
			return err
		}
		offering, meeting, err := meetingOf(tx, actor, offeringID, meetingID)
		if err != nil {
			return err
		}
		if meeting.CancelledAt != nil {
			return nil
		}
		if err := lock(tx, offeringID); err != nil {
			return err
		}
		if unmarked(tx, meeting.ID) != nil {
			return fault.New(fault.Conflict, "meetings.cancel_marked")
		}
		if err := tx.DB.Model(&Meeting{}).Where("id = ?", meeting.ID).Updates(map[string]any{"cancelled_at": tx.Now, "cancelled_by": actor.AccountID}).Error; err != nil {
			return err
		}
		if err := s.tellMeeting(tx, offering, meeting, "meeting_off"); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.meeting.cancel", "meeting", meeting.ID, nil)
	})
}

// MeetingSummary is a meeting in the list of its offering.
type MeetingSummary struct {
	Meeting
	Present int  // with hours that count
	Marked  int  // whose presence was noted, in whatever way
	Locked  bool // the minutes are
}

// MeetingsPage is the meetings of an offering.
type MeetingsPage struct {
	Offering
	CourseTitle string
	Hours       float64 // of the course
	Meetings    []MeetingSummary
	Trainers    []Trainer
	Whole       bool // the actor runs the offering as a whole
}

// Planned is how many hours the meetings last together.
func (p MeetingsPage) Planned() float64 {
	sum := 0.0
	for _, m := range p.Meetings {
		sum += m.Meeting.Hours()
	}
	return sum
}

const meetingCountsSQL = `
SELECT m.id, (SELECT count(*) FROM attendance a WHERE a.meeting_id = m.id AND a.superseded_at IS NULL) AS present,
       (SELECT count(DISTINCT k.enrolment_id) FROM meeting_mark k WHERE k.meeting_id = m.id) AS marked,
       (SELECT count(*) FROM meeting_minutes n WHERE n.meeting_id = m.id AND n.locked_at IS NOT NULL) AS locked
FROM meeting m WHERE m.offering_id = ?`

// Meetings gives the meetings of an offering.
func (s *Service) Meetings(ctx context.Context, actor access.Actor, offeringID string) (page MeetingsPage, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page = MeetingsPage{}
		var institutions []people.Institution
		if page.Offering, institutions, err = scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		page.Whole = runsAll(actor, institutions)
		version, err := take[CourseVersion](tx, page.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		page.CourseTitle, page.Hours = version.Title, version.Hours
		list, err := meetingsOf(tx, []string{offeringID})
		if err != nil {
			return err
		}
		var counts []struct {
			ID                      string
			Present, Marked, Locked int
		}
		if err := tx.DB.Raw(meetingCountsSQL, offeringID).Scan(&counts).Error; err != nil {
			return err
		}
		for _, m := range list {
			one := MeetingSummary{Meeting: m}
			for _, c := range counts {
				if c.ID == m.ID {
					one.Present, one.Marked, one.Locked = c.Present, c.Marked, c.Locked > 0
				}
			}
			page.Meetings = append(page.Meetings, one)
		}
		page.Trainers, err = trainersOf(tx, offeringID)
		return err
	})
	return page, err
}

// trainersOf gives who runs an offering, by name.
func trainersOf(tx *db.Tx, offeringID string) ([]Trainer, error) {
	var list []Trainer
	err := tx.DB.Model(&access.Account{}).Select("account.id, account.name").
		Joins("JOIN offering_trainer ON offering_trainer.account_id = account.id AND offering_trainer.offering_id = ?", offeringID).
		Order("account.name, account.id").Scan(&list).Error
	return list, err
}

// MyMeetings gives the meetings of one of the actor's own courses.
func (s *Service) MyMeetings(ctx context.Context, actor access.Actor, enrolmentID string) (list []Meeting, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		enrolment, err := take[Enrolment](tx, enrolmentID, "noun.course")
		if err != nil {
			return err
		}
		if actor.PersonID == "" || enrolment.PersonID != actor.PersonID {
			return fault.Missing("noun.course")
		}
		list, err = meetingsOf(tx, []string{enrolment.OfferingID})
		return err
	})
	return list, err
}
