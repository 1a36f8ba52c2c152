package courses

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/notifications"
	"relevo/app/people"
	"relevo/assessments"
)

// tellMeeting tells everybody who is enrolled that a meeting is not as it was.
func (s *Service) tellMeeting(tx *db.Tx, offering Offering, meeting Meeting, phrase string) error {
	if s.Notices == nil || meeting.HeldOn < tx.Today() {
		return nil
	}
	version, err := take[CourseVersion](tx, offering.CourseVersionID, "noun.course")
	if err != nil {
		return err
	}
	var enrolled []Enrolment
	if err := tx.DB.Where("offering_id = ? AND withdrawn_at IS NULL", offering.ID).Order("id").Find(&enrolled).Error; err != nil {
		return err
	}
	var news []notifications.News
	for _, e := range enrolled {
		news = append(news, notifications.News{PersonID: e.PersonID, About: version.Title, Path: "/learn/" + e.ID, Phrase: phrase, Key: phrase + ":" + meeting.ID + ":" + tx.Now.String()})
	}
	_, err = s.Notices.TellTx(tx, notifications.Meeting, news)
	return err
}

// moved tells whether a meeting is at another time or place than it was.
func (m Meeting) moved(before Meeting) bool {
	return m.HeldOn != before.HeldOn || m.FromMinute != before.FromMinute || m.ToMinute != before.ToMinute || m.Place != before.Place
}

// tellReview tells those who may review a draft that it waits for them, or its author what was said.
func (s *Service) tellReview(tx *db.Tx, draft CourseVersion, fact Review, author string) error {
	if s.Notices == nil {
		return nil
	}
	one := notifications.News{About: draft.Title, Path: "/courses/" + draft.CourseID + "/review", Key: "review:" + fact.ID, Phrase: "review_" + string(fact.Kind)}
	var news []notifications.News
	switch fact.Kind {
	case HandedIn:
		holders, err := access.HoldersTx(tx, access.AuthorCourses)
		if err != nil {
			return err
		}
		for _, h := range holders {
			if one.AccountID = h.AccountID; h.AccountID != fact.RecordedBy {
				news = append(news, one)
			}
		}
	case Returned, Approved:
		one.AccountID = author
		news = append(news, one)
	case Commented:
		if one.AccountID = author; author != "" && author != fact.RecordedBy {
			news = append(news, one)
		}
	case Alone:
	}
	_, err := s.Notices.TellTx(tx, notifications.Review, news)
	return err
}

// HearFind tells people which follow-ups they can answer now, and managers how many were not answered in time. Doing it again
// tells nobody twice.
func (s *Service) HearFind(ctx context.Context, _ struct{}) error {
	if s.Notices == nil {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		today := tx.Today()
		due, err := assessments.DueTx(tx, today-dueBehind, today+followUpShown)
		if err != nil || len(due) == 0 {
			return err
		}
		if err := s.tellFollowUps(tx, due); err != nil {
			return err
		}
		return s.tellUnanswered(tx, due)
	})
}

// tellFollowUps tells those who can answer one from now on.
func (s *Service) tellFollowUps(tx *db.Tx, due []assessments.Attempt) error {
	var administrationIDs []string
	for _, a := range due {
		administrationIDs = append(administrationIDs, a.AdministrationID)
	}
	runs, err := offeringsOfAdministrations(tx, administrationIDs)
	if err != nil {
		return err
	}
	var news []notifications.News
	for _, a := range due {
		if run, ours := runs[a.AdministrationID]; ours && *a.DueOn >= tx.Today() && a.StartedAt == nil {
			news = append(news, notifications.News{PersonID: a.PersonID, About: run.Title, Path: "/learn", Key: "follow-up:" + a.ID})
		}
	}
	_, err = s.Notices.TellTx(tx, notifications.FollowUp, news)
	return err
}

// tellUnanswered tells managers how many of the people they answer for did not answer in time.
func (s *Service) tellUnanswered(tx *db.Tx, due []assessments.Attempt) error {
	var placeIDs []string
	for _, a := range due {
		if a.InstitutionID != nil {
			placeIDs = append(placeIDs, *a.InstitutionID)
		}
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return err
	}
	var list []notifications.Overdue
	for _, a := range due {
		if a.InstitutionID != nil && *a.DueOn < tx.Today() {
			list = append(list, notifications.Overdue{Path: places[*a.InstitutionID].Path, Since: *a.DueOn + 1})
		}
	}
	holders, err := access.HoldersTx(tx, access.RunOfferings, access.Manager)
	if err != nil {
		return err
	}
	return s.Notices.TellOverdueTx(tx, notifications.Unanswered, "/follow-ups", holders, list)
}
