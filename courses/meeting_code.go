package courses

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// The code shown in the room changes every minute. It is taken for some minutes, so that
// there is time to log in, and some time before and after the meeting.
const (
	codeLasts    = time.Minute
	codeTaken    = 6 // minutes after the one in which it was shown
	codeAhead    = 1 // minutes before: the screen's clock may go fast
	opensBefore  = 60 * time.Minute
	closesAfter  = 30 * time.Minute
	roomLetters  = 6
	mostRoomTime = 14 * time.Hour
)

// slot is the number of the minute.
func slot(at db.Instant) int64 { return at.Time().Unix() / int64(codeLasts/time.Second) }

// codeAt is the code that is shown in a minute.
func (m Meeting) codeAt(slot int64) string {
	mac := hmac.New(sha256.New, []byte(m.Secret))
	_, _ = mac.Write([]byte("meeting\x00" + m.ID)) // a hash never fails to be written to
	_, _ = mac.Write(binary.BigEndian.AppendUint64(nil, uint64(slot)))
	sum := mac.Sum(nil)
	var b strings.Builder
	for i := range roomLetters {
		// Four bytes for each letter: what is left over when they are divided favours none by more than a millionth.
		b.WriteByte(codeLetters[binary.BigEndian.Uint32(sum[4*i:])%uint32(len(codeLetters))])
	}
	return b.String()
}

// Over tells whether nobody signs in with a code any more.
func (m Meeting) Over(now db.Instant) bool { return now.After(m.End().Add(closesAfter)) }

// takes tells whether a code is taken at a moment.
func (m Meeting) takes(code string, now db.Instant) bool {
	if m.CancelledAt != nil || now.Before(m.Start().Add(-opensBefore)) || m.Over(now) {
		return false
	}
	taken := false
	for at := slot(now) - codeTaken; at <= slot(now)+codeAhead; at++ {
		taken = hmac.Equal([]byte(m.codeAt(at)), []byte(code)) || taken
	}
	return taken
}

// ParseMeetingCode tidies a code as it is typed: "ABC DEF", "abc-def".
func ParseMeetingCode(text string) (string, bool) { return parseCode(text, roomLetters) }

// RoomCodes are the codes that are shown in the room, one a minute.
type RoomCodes struct {
	Meeting
	Offering    Offering
	CourseTitle string
	From        db.Instant // when the first is shown
	Now         db.Instant
	Codes       []string // empty: it is too early or over
	Signed      int      // how many have signed in
	Enrolled    int
}

// RoomCodes gives the codes of a meeting from now until it is over, so that the screen in
// the room can go on without a connection.
func (s *Service) RoomCodes(ctx context.Context, actor access.Actor, offeringID, meetingID string) (out RoomCodes, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = RoomCodes{Now: tx.Now}
		if out.Offering, out.Meeting, err = meetingOf(tx, actor, offeringID, meetingID); err != nil {
			return err
		}
		version, err := take[CourseVersion](tx, out.Offering.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		out.CourseTitle = version.Title
		var signed, enrolled int64
		if err := tx.DB.Model(&MeetingMark{}).Where("meeting_id = ? AND how = ?", meetingID, ByCode).Count(&signed).Error; err != nil {
			return err
		}
		if err := tx.DB.Model(&Enrolment{}).Where("offering_id = ? AND withdrawn_at IS NULL", offeringID).Count(&enrolled).Error; err != nil {
			return err
		}
		out.Signed, out.Enrolled = int(signed), int(enrolled)
		until := out.End().Add(closesAfter)
		if out.CancelledAt != nil || tx.Now.Before(out.Start().Add(-opensBefore)) || tx.Now.After(until) {
			return nil
		}
		first := slot(tx.Now)
		out.From = db.At(time.Unix(first*int64(codeLasts/time.Second), 0))
		for at := first; at <= slot(until) && at-first < int64(mostRoomTime/codeLasts); at++ {
			out.Codes = append(out.Codes, out.codeAt(at))
		}
		return nil
	})
	return out, err
}

// meetingBy finds the meeting whose code was scanned or typed.
func meetingBy(tx *db.Tx, typed string) (Meeting, error) {
	code, ok := ParseMeetingCode(typed)
	if !ok {
		return Meeting{}, fault.OnField("code", "meetings.code_shape")
	}
	var today []Meeting
	if err := tx.DB.Where("held_on = ? AND cancelled_at IS NULL", tx.Today()).Order("id").Find(&today).Error; err != nil {
		return Meeting{}, err
	}
	for _, m := range today {
		if m.takes(code, tx.Now) {
			return m, nil
		}
	}
	return Meeting{}, fault.OnField("code", "meetings.code_over")
}

// SignInView is a meeting as whoever has its code sees it.
type SignInView struct {
	Meeting
	OfferingID  string
	CourseTitle string
	Language    string
	EnrolmentID string      // empty: not enrolled
	SignedAt    *db.Instant // nil: not yet
	EnrolCode   string      // with which who is not enrolled may enrol themselves; empty: they may not
}

func signInView(tx *db.Tx, actor access.Actor, meeting Meeting) (SignInView, error) {
	view := SignInView{Meeting: meeting, OfferingID: meeting.OfferingID}
	about, err := surveyAbout(tx, meeting.OfferingID)
	if err != nil {
		return view, err
	}
	view.CourseTitle, view.Language = about.CourseTitle, about.Language
	if actor.PersonID == "" {
		return view, nil
	}
	var own []Enrolment
	if err := tx.DB.Where("offering_id = ? AND person_id = ? AND withdrawn_at IS NULL", meeting.OfferingID, actor.PersonID).Find(&own).Error; err != nil {
		return view, err
	}
	if len(own) == 0 {
		view.EnrolCode, err = enrolCode(tx, meeting.OfferingID, actor.PersonID)
		return view, err
	}
	view.EnrolmentID = own[0].ID
	var marks []MeetingMark
	err = tx.DB.Where("meeting_id = ? AND enrolment_id = ? AND how = ?", meeting.ID, own[0].ID, ByCode).Find(&marks).Error
	if len(marks) > 0 {
		view.SignedAt = &marks[0].MarkedAt
	}
	return view, err
}

// enrolCode is the code with which somebody may enrol themselves in an offering today.
func enrolCode(tx *db.Tx, offeringID, personID string) (string, error) {
	entry, err := entryNow(tx, offeringID)
	if err != nil || entry == nil {
		return "", err
	}
	offering, err := take[Offering](tx, offeringID, "noun.offering")
	if err != nil {
		return "", err
	}
	_, refused, err := entry.fits(tx, personID, offering)
	if err != nil || refused != "" {
		return "", err
	}
	return entry.Code, nil
}

// MeetingByCode gives the meeting whose code the actor has.
func (s *Service) MeetingByCode(ctx context.Context, actor access.Actor, typed string) (view SignInView, err error) {
	if err := s.mayTry(actor); err != nil {
		return view, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		meeting, err := meetingBy(tx, typed)
		if err != nil {
			return err
		}
		view, err = signInView(tx, actor, meeting)
		return err
	})
	return view, err
}

// mayTry counts how often an account tries codes.
func (s *Service) mayTry(actor access.Actor) error {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return err
	}
	if !s.tries.allow(actor.AccountID, s.db.Now()) {
		return fault.New(fault.TooMany, "meetings.too_many")
	}
	return nil
}

// SignIn notes that the actor is at the meeting whose code they have. Doing it again changes
// nothing; the moment is the server's, whatever the phone's clock says.
func (s *Service) SignIn(ctx context.Context, actor access.Actor, typed string) (view SignInView, err error) {
	if err := s.mayTry(actor); err != nil {
		return view, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		meeting, err := meetingBy(tx, typed)
		if err != nil {
			return err
		}
		if err := lock(tx, meeting.OfferingID); err != nil {
			return err
		}
		if view, err = signInView(tx, actor, meeting); err != nil {
			return err
		}
		switch {
		case view.EnrolmentID == "":
			return fault.New(fault.Conflict, "meetings.not_enrolled", "course", view.CourseTitle)
		case view.SignedAt != nil:
			return nil
		}
		mark := MeetingMark{ID: tx.NewID(), MeetingID: meeting.ID, EnrolmentID: view.EnrolmentID, MarkKey: "code:" + view.EnrolmentID, How: ByCode,
			MarkedAt: tx.Now, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&mark).Error; err != nil {
			return err
		}
		view.SignedAt = &mark.MarkedAt
		return s.count(tx, access.System(), meeting)
	})
	return view, err
}
