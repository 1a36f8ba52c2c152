package courses

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/assessments"
	"relevo/courses/refresher"
)

// A refresher is a set of a few questions, some time after a course: by the competencies
// that the person was trained in, from items that stand on no test, each asked again when it
// is about to be forgotten (package refresher). It is for remembering. What is answered
// never becomes a result: no score, no figure and no analysis reads it, and skill that is
// watched (vignettes, role plays) is not asked for at all.

// RefresherSet is a set that a person is offered.
type RefresherSet struct {
	ID       string
	PersonID string
	Versions Notes // of items, in the order in which they are asked
	MadeAt   db.Instant
	ClosesOn db.Date // the last day on which it can be answered
}

// TableName names the table for GORM.
func (RefresherSet) TableName() string { return "refresher_set" }

// RefresherAnswer is the fact that somebody answered, with what follows for the next time.
type RefresherAnswer struct {
	ID             string
	SetID          string
	PersonID       string
	ItemID         string
	ItemVersionID  string
	CompetencyCode string
	Value          assessments.Value
	Share          float64 // of the points, 0 to 1
	Grade          refresher.Grade
	Stability      float64 // see [refresher.Card]
	Difficulty     float64
	DueOn          db.Date // when it is asked again
	RuleVersion    string
	AnsweredAt     db.Instant
}

// TableName names the table for GORM.
func (RefresherAnswer) TableName() string { return "refresher_answer" }

func (a RefresherAnswer) card() refresher.Card {
	return refresher.Card{Stability: a.Stability, Difficulty: a.Difficulty}
}

// RefresherChoice is the fact that somebody wants refreshers, or none. The newest counts;
// who has chosen nothing is offered them.
type RefresherChoice struct {
	ID         string
	PersonID   string
	Wanted     bool
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (RefresherChoice) TableName() string { return "refresher_choice" }

// Refresher is a set as its person sees it.
type Refresher struct {
	Wanted   bool // false: they want none
	Trained  bool // there is a course to refresh
	SetID    string
	ClosesOn db.Date
	Count    int                      // questions of the set
	Number   int                      // of the question, from 1
	Question *assessments.ItemVersion // what is asked next; nil: nothing
	Answered []RefresherAnswer        // of the set, in the order of answering
	Versions map[string]assessments.ItemVersion
	Next     db.Date // the earliest day on which anything is asked again; 0: unknown
}

// Right is how many of the answers earned everything.
func (r Refresher) Right() int {
	n := 0
	for _, a := range r.Answered {
		if a.Grade >= refresher.Good {
			n++
		}
	}
	return n
}

// refresherWanted tells which of these people want refreshers.
func refresherWanted(tx *db.Tx, personIDs []string) (map[string]bool, error) {
	wanted := map[string]bool{}
	for _, id := range personIDs {
		wanted[id] = true
	}
	err := inChunks(personIDs, func(part []string) error {
		var list []RefresherChoice
		if err := tx.DB.Where("person_id IN ?", part).Order("recorded_at, id").Find(&list).Error; err != nil {
			return err
		}
		for _, c := range list {
			wanted[c.PersonID] = c.Wanted
		}
		return nil
	})
	return wanted, err
}

// Refresher gives the actor's own set, if there is one to answer.
func (s *Service) Refresher(ctx context.Context, actor access.Actor) (page Refresher, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil || actor.PersonID == "" {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		set, err := openSet(tx, actor.PersonID)
		if err != nil {
			return err
		}
		page, err = refresherOf(tx, actor.PersonID, set)
		return err
	})
	return page, err
}

// RefresherBy gives the set of a link, for whoever has the link: it opens this set, and
// nothing else.
func (s *Service) RefresherBy(ctx context.Context, token string) (page Refresher, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		set, err := s.setOf(tx, token)
		if err != nil {
			return err
		}
		page, err = refresherOf(tx, set.PersonID, set)
		return err
	})
	return page, err
}

// openSet gives the set that a person can answer now; nil when there is none.
func openSet(tx *db.Tx, personID string) (*RefresherSet, error) {
	var sets []RefresherSet
	err := tx.DB.Where("person_id = ? AND closes_on >= ?", personID, tx.Today()).Order("made_at DESC, id DESC").Limit(1).Find(&sets).Error
	if err != nil || len(sets) == 0 {
		return nil, err
	}
	return &sets[0], nil
}

// coursesSQL counts the courses that a person completed, here or before relevo.
const coursesSQL = `SELECT (SELECT count(*) FROM completion WHERE person_id = ?) + (SELECT count(*) FROM past_training WHERE superseded_at IS NULL AND person_id = ?)`

func refresherOf(tx *db.Tx, personID string, set *RefresherSet) (page Refresher, err error) {
	wanted, err := refresherWanted(tx, []string{personID})
	if err != nil {
		return page, err
	}
	page.Wanted = wanted[personID]
	var trained int
	if err := tx.DB.Raw(coursesSQL, personID, personID).Scan(&trained).Error; err != nil {
		return page, err
	}
	if page.Trained = trained > 0; set == nil {
		return page, nil
	}
	page.SetID, page.ClosesOn, page.Count = set.ID, set.ClosesOn, len(set.Versions)
	if page.Versions, err = assessments.VersionsTx(tx, set.Versions); err != nil {
		return page, err
	}
	if err := tx.DB.Where("set_id = ?", set.ID).Order("answered_at, id").Find(&page.Answered).Error; err != nil {
		return page, err
	}
	done := map[string]bool{}
	for _, a := range page.Answered {
		done[a.ItemVersionID] = true
		if page.Next == 0 || a.DueOn < page.Next {
			page.Next = a.DueOn
		}
	}
	for _, id := range set.Versions {
		if version, ok := page.Versions[id]; ok && !done[id] {
			page.Question, page.Number = &version, len(page.Answered)+1
			break
		}
	}
	return page, nil
}

// AnswerRefresher keeps what the actor answers to a question of their own set.
func (s *Service) AnswerRefresher(ctx context.Context, actor access.Actor, versionID string, answer assessments.Value) error {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		set, err := openSet(tx, actor.PersonID)
		if err == nil && set == nil {
			err = fault.New(fault.Conflict, "refresher.over")
		}
		if err != nil {
			return err
		}
		return answerSet(tx, *set, versionID, answer)
	})
}

// AnswerRefresherBy keeps what whoever has the link answers to a question of its set.
func (s *Service) AnswerRefresherBy(ctx context.Context, token, versionID string, answer assessments.Value) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		set, err := s.setOf(tx, token)
		if err != nil {
			return err
		}
		return answerSet(tx, *set, versionID, answer)
	})
}

// answerSet appends an answer, once for each question of a set. The fact itself says who
// answered what and when, so no audit entry repeats it.
func answerSet(tx *db.Tx, set RefresherSet, versionID string, answer assessments.Value) error {
	if err := tx.DB.Exec(`UPDATE refresher_set SET closes_on = closes_on WHERE id = ?`, set.ID).Error; err != nil {
		return err // it waits for another window of the same person
	}
	versions, err := assessments.VersionsTx(tx, set.Versions)
	if err != nil {
		return err
	}
	version, ok := versions[versionID]
	if !ok {
		return fault.Missing("noun.item")
	}
	kept, judged, err := version.Judge(answer)
	if err != nil {
		return err
	}
	var before []RefresherAnswer
	if err := tx.DB.Where("person_id = ? AND item_id = ?", set.PersonID, version.ItemID).Order("answered_at, id").Find(&before).Error; err != nil {
		return err
	}
	var card refresher.Card
	days := 0
	for _, a := range before {
		if a.SetID == set.ID {
			return nil // answered already; the first word counts
		}
		card, days = a.card(), int(tx.Today()-a.AnsweredAt.Date())
	}
	grade := refresher.GradeOf(judged.Share)
	card = card.Answered(grade, days)
	return tx.DB.Create(&RefresherAnswer{
		ID: tx.NewID(), SetID: set.ID, PersonID: set.PersonID, ItemID: version.ItemID, ItemVersionID: versionID, CompetencyCode: version.CompetencyCode,
		Value: kept, Share: judged.Share, Grade: grade, Stability: card.Stability, Difficulty: card.Difficulty,
		DueOn: tx.Today() + db.Date(card.Pause()), RuleVersion: refresher.Rule, AnsweredAt: tx.Now,
	}).Error
}

// ChooseRefreshers notes whether the actor wants refreshers.
func (s *Service) ChooseRefreshers(ctx context.Context, actor access.Actor, wanted bool) error {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return err
	}
	if actor.PersonID == "" {
		return fault.New(fault.NotFound, "fault.not_here")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return chooseRefreshers(tx, actor, actor.PersonID, wanted) })
}

// ChooseRefreshersBy notes that the person of a link wants no refreshers, or wants them again.
func (s *Service) ChooseRefreshersBy(ctx context.Context, token string, wanted bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		set, err := s.setOf(tx, token)
		if err != nil {
			return err
		}
		return chooseRefreshers(tx, access.System(), set.PersonID, wanted)
	})
}

func chooseRefreshers(tx *db.Tx, actor access.Actor, personID string, wanted bool) error {
	now, err := refresherWanted(tx, []string{personID})
	if err != nil || now[personID] == wanted {
		return err
	}
	choice := RefresherChoice{ID: tx.NewID(), PersonID: personID, Wanted: wanted, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
	if err := tx.DB.Create(&choice).Error; err != nil {
		return err
	}
	return access.Record(tx, actor, "courses.refreshers.choose", "person", personID, map[string]bool{"wanted": wanted})
}

// refresherToken opens one set without a login.
func (s *Service) refresherToken(setID string) string { return setID + "." + s.refresherProof(setID) }

func (s *Service) refresherProof(setID string) string {
	mac := hmac.New(sha256.New, s.secret)
	_, _ = mac.Write([]byte("refresher set\x00" + setID)) // a hash never fails to be written to
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// setOf gives the set that a link opens. One that is not ours is not there; one whose time
// is over says so.
func (s *Service) setOf(tx *db.Tx, token string) (*RefresherSet, error) {
	id, proof, found := strings.Cut(token, ".")
	if !found || len(s.secret) == 0 || !hmac.Equal([]byte(proof), []byte(s.refresherProof(id))) {
		return nil, fault.Missing("noun.refresher")
	}
	set, err := take[RefresherSet](tx, id, "noun.refresher")
	if err == nil && tx.Today() > set.ClosesOn {
		err = fault.New(fault.Conflict, "refresher.over")
	}
	return &set, err
}
