package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/mail"
	"relevo/app/notifications"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses/refresher"
)

// RefreshJob is the name of the job that offers refreshers, once a day.
const RefreshJob = "courses.refresh"

const (
	refreshAfter = 7   // days after a completion before anything of it is asked again
	refreshPause = 7   // days between two sets of a person, and so between two letters
	refreshOpen  = 14  // days that a set can be answered
	refreshPart  = 100 // people in one transaction
)

// HearRefresh hears "courses.refresh": whoever completed a course, wants refreshers and has
// enough to be asked gets a set, and a letter where they can be written to. Doing it again
// on the same day changes nothing.
func (s *Service) HearRefresh(ctx context.Context, _ struct{}) error {
	var ids []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		ids = nil
		return tx.DB.Raw(toRefreshSQL, tx.Today()-refreshAfter, tx.Today()-refreshAfter).Scan(&ids).Error
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(ids, refreshPart) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.offerTx(tx, part) }); err != nil {
			return err
		}
	}
	return nil
}

// toRefreshSQL gives those who completed a course by a day, here or before relevo.
const toRefreshSQL = `
SELECT person_id FROM completion WHERE completed_on <= ?
UNION
SELECT person_id FROM past_training WHERE superseded_at IS NULL AND completed_on <= ?
ORDER BY person_id`

// offerTx offers sets to those of the people who are to have one.
func (s *Service) offerTx(tx *db.Tx, personIDs []string) error {
	personIDs, err := toOffer(tx, personIDs)
	if err != nil || len(personIDs) == 0 {
		return err
	}
	spare, err := assessments.SpareItemsTx(tx)
	if err != nil || len(spare) < refresher.Fewest {
		return err
	}
	trained, err := TrainedInTx(tx, personIDs, tx.Today()-refreshAfter)
	if err != nil {
		return err
	}
	last, err := lastAnswers(tx, personIDs)
	if err != nil {
		return err
	}
	sets := map[string]RefresherSet{}
	for _, id := range personIDs {
		var questions []refresher.Question
		for _, v := range spare {
			if _, in := trained[id][v.CompetencyCode]; !in {
				continue
			}
			q := refresher.Question{ID: v.ID, Competency: v.CompetencyCode}
			if a, asked := last[id+" "+v.ItemID]; asked {
				q.Card, q.DueIn = a.card(), int(a.DueOn-tx.Today())
			}
			questions = append(questions, q)
		}
		if chosen := refresher.Choose(id, questions); len(chosen) > 0 {
			set := RefresherSet{ID: tx.NewID(), PersonID: id, MadeAt: tx.Now, ClosesOn: tx.Today() + refreshOpen}
			for _, q := range chosen {
				set.Versions = append(set.Versions, q.ID)
			}
			sets[id] = set
		}
	}
	if len(sets) == 0 {
		return nil
	}
	list := make([]RefresherSet, 0, len(sets))
	for _, id := range keys(sets) {
		list = append(list, sets[id])
	}
	if err := tx.DB.CreateInBatches(&list, 100).Error; err != nil {
		return err
	}
	return s.tellOf(tx, list)
}

// toOffer leaves out who wants none, who had a set in the last days, and who is in no post
// any more.
func toOffer(tx *db.Tx, personIDs []string) ([]string, error) {
	wanted, err := refresherWanted(tx, personIDs)
	if err != nil {
		return nil, err
	}
	sets, err := whereIn[RefresherSet](tx, "person_id", personIDs)
	if err != nil {
		return nil, err
	}
	lately := map[string]bool{}
	for _, set := range sets {
		lately[set.PersonID] = lately[set.PersonID] || tx.Today() < set.MadeAt.Date()+refreshPause
	}
	posts, err := postsToday(tx, personIDs)
	return slices.DeleteFunc(slices.Clone(personIDs), func(id string) bool { return !wanted[id] || lately[id] || len(posts[id]) == 0 }), err
}

// lastAnswers gives the last answer of each person to each item, by "person item".
func lastAnswers(tx *db.Tx, personIDs []string) (map[string]RefresherAnswer, error) {
	list, err := whereIn[RefresherAnswer](tx, "person_id", personIDs)
	slices.SortFunc(list, func(a, b RefresherAnswer) int {
		return strings.Compare(a.AnsweredAt.String()+a.ID, b.AnsweredAt.String()+b.ID)
	})
	last := map[string]RefresherAnswer{}
	for _, a := range list {
		last[a.PersonID+" "+a.ItemID] = a
	}
	return last, err
}

// tellOf tells people that a set waits for them, and writes to those who can be and want to be written to.
func (s *Service) tellOf(tx *db.Tx, sets []RefresherSet) error {
	var ids []string
	var news []notifications.News
	for _, set := range sets {
		ids = append(ids, set.PersonID)
		news = append(news, notifications.News{PersonID: set.PersonID, Counted: len(set.Versions), Path: "/learn/refresher", Key: "refresher:" + set.ID})
	}
	quiet, err := s.Notices.TellTx(tx, notifications.Refresher, news)
	if err != nil || !s.Mail.Configured() || len(s.secret) == 0 {
		return err
	}
	persons, err := people.PeopleTx(tx, ids)
	if err != nil {
		return err
	}
	wanted, err := mail.WantedTx(tx, ids)
	if err != nil {
		return err
	}
	for _, set := range sets {
		person := persons[set.PersonID]
		if !wanted[person.ID] || quiet[person.ID] || !mail.Deliverable(person.Email) {
			continue
		}
		p := i18n.For(i18n.Match("", "", person.Language))
		_, err := s.Mail.SendTx(tx, mail.Message{
			To: person.Email, Language: p.Locale(), Key: "refresher:" + set.ID, Off: s.Mail.OffAddress(person.ID),
			Subject: p.T("refresher.mail.subject"),
			Text:    []string{p.T("refresher.mail.greeting", "name", person.GivenNames), p.T("refresher.mail.text", "count", len(set.Versions)), p.T("refresher.mail.until", "until", p.LongDate(set.ClosesOn))},
			Link:    &mail.Link{Label: p.T("refresher.mail.open"), Address: strings.TrimRight(s.Base, "/") + "/refresher/" + s.refresherToken(set.ID)},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
