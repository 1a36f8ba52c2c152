package assessments

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// AssignTx gives people their place in an administration and their form, for
// callers that have asked for permission. Whoever has a place keeps it as it is.
//
// The forms are counterbalanced within each institution: whoever comes next to a
// pre-test gets the form that fewer have there, so that A and B never differ by more
// than one, however people arrive. On a post-test the form that was not the
// pre-test's comes, on a follow-up the one that was not the post-test's. Who gets
// which does not depend on names or the order of a list. Both forms are frozen from
// the first assignment.
func AssignTx(tx *db.Tx, actor access.Actor, administrationID string, personIDs []string, dueOn *db.Date) error {
	// The lock makes assignments to one administration wait for each other: they count.
	var administration Administration
	err := locked(tx).Where("id = ?", administrationID).Take(&administration).Error
	if db.IsNone(err) {
		return fault.Missing("noun.administration")
	}
	if err != nil {
		return err
	}
	there, err := AttemptsInTx(tx, []string{administrationID})
	if err != nil {
		return err
	}
	fresh := without(personIDs, there)
	if len(fresh) == 0 {
		return nil
	}
	forms, err := freeze(tx, administration.AssessmentID)
	if err != nil {
		return err
	}
	posts, err := people.SnapshotsTx(tx, fresh, tx.Today())
	if err != nil {
		return err
	}
	known, err := people.PeopleTx(tx, fresh)
	if err != nil {
		return err
	}
	before, err := formsBefore(tx, administration, fresh)
	if err != nil {
		return err
	}
	balance := newBalance(administrationID, forms, there)
	slices.SortFunc(fresh, func(a, b string) int { return strings.Compare(lot(administrationID, a), lot(administrationID, b)) })
	var attempts []Attempt
	for _, person := range fresh {
		if _, ok := known[person]; !ok {
			return fault.Missing("noun.person")
		}
		post := posts[person]
		attempts = append(attempts, Attempt{
			ID: tx.NewID(), AdministrationID: administrationID, PersonID: person, FormID: balance.pick(post.InstitutionID, before[person]),
			State: StateNotStarted, DueOn: dueOn, InstitutionID: post.InstitutionID, Cadre: post.Cadre, Region: post.Region, AssignedAt: tx.Now,
		})
	}
	if err := tx.DB.CreateInBatches(attempts, 200).Error; err != nil {
		return err
	}
	return record(tx, actor, "administration.assign", "administration", administrationID, map[string]int{"people": len(attempts)})
}

// without gives the distinct people that have no attempt yet.
func without(personIDs []string, there []Attempt) []string {
	have := map[string]bool{}
	for _, a := range there {
		have[a.PersonID] = true
	}
	var fresh []string
	for _, id := range personIDs {
		if !have[id] {
			fresh = append(fresh, id)
			have[id] = true
		}
	}
	return fresh
}

// freeze checks that the forms can be given, and freezes them.
func freeze(tx *db.Tx, assessmentID string) ([]Form, error) {
	forms, err := formsOf(tx, assessmentID)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(forms, func(f Form) bool { return f.FrozenAt == nil }) {
		return forms, nil
	}
	trouble, err := ReadyTx(tx, assessmentID)
	if err != nil {
		return nil, err
	}
	if trouble != nil {
		return nil, fault.New(fault.Conflict, trouble.Key, trouble.Pairs...)
	}
	return forms, tx.DB.Model(&Form{}).Where("assessment_id = ? AND frozen_at IS NULL", assessmentID).Update("frozen_at", tx.Now).Error
}

// formsBefore gives the forms that each person had of the assessment, the one to avoid
// most last: on a post-test that of their newest pre-test, on a follow-up that of their
// newest post-test, else that of their newest attempt. None before a pre-test.
func formsBefore(tx *db.Tx, administration Administration, personIDs []string) (map[string][]string, error) {
	before := map[string][]string{}
	if administration.Occasion == Pre {
		return before, nil
	}
	wanted := Pre
	if administration.Occasion == FollowUp {
		wanted = Post
	}
	var sittings []Administration
	if err := tx.DB.Where("assessment_id = ? AND id <> ?", administration.AssessmentID, administration.ID).Find(&sittings).Error; err != nil {
		return nil, err
	}
	occasions := map[string]Occasion{}
	for _, a := range sittings {
		occasions[a.ID] = a.Occasion
	}
	attempts, err := whereIn[Attempt](tx, "person_id", personIDs, "assigned_at, id")
	if err != nil {
		return nil, err
	}
	for _, exact := range []bool{false, true} { // those of the wanted occasion last
		for _, a := range attempts { // the oldest first
			if occasion, same := occasions[a.AdministrationID]; same && (occasion == wanted) == exact {
				before[a.PersonID] = append(before[a.PersonID], a.FormID)
			}
		}
	}
	return before, nil
}

// lot is a person's place in the order of an administration: fixed, and by no
// quality of the person.
func lot(administrationID, personID string) string {
	sum := sha256.Sum256([]byte(administrationID + personID))
	return string(sum[:])
}

// balance counts who has which form, by institution.
type balance struct {
	administrationID string
	forms            []Form
	counts           map[string]map[string]int
}

func newBalance(administrationID string, forms []Form, there []Attempt) *balance {
	b := &balance{administrationID, forms, map[string]map[string]int{}}
	for _, a := range there {
		b.at(a.InstitutionID)[a.FormID]++
	}
	return b
}

func (b *balance) at(institutionID *string) map[string]int {
	key := ""
	if institutionID != nil {
		key = *institutionID
	}
	if b.counts[key] == nil {
		b.counts[key] = map[string]int{}
	}
	return b.counts[key]
}

// pick gives the form that fewest have at the institution, of those that the person has
// not had, and when they had all, of those that are not the last of before. Which form
// begins differs between institutions, so that those with odd numbers do not all have
// one more of A.
func (b *balance) pick(institutionID *string, before []string) string {
	if !slices.ContainsFunc(b.forms, func(f Form) bool { return !slices.Contains(before, f.ID) }) {
		before = before[len(before)-1:]
	}
	counts := b.at(institutionID)
	first := 0
	if institutionID != nil {
		first = int(lot(b.administrationID, *institutionID)[0])
	}
	best := ""
	for i := range b.forms {
		form := b.forms[(first+i)%len(b.forms)].ID
		if !slices.Contains(before, form) && (best == "" || counts[form] < counts[best]) {
			best = form
		}
	}
	counts[best]++
	return best
}

// CloseLeavers closes the attempts of an administration whose people have not
// submitted and are in no post any more, and says how many.
func (s *Service) CloseLeavers(ctx context.Context, actor access.Actor, administrationID string) (closed int, err error) {
	if err := actor.Need(access.RunOfferings, ""); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var personIDs, gone []string
		if err := tx.DB.Model(&Attempt{}).Where("administration_id = ? AND state IN ?", administrationID, open).Pluck("person_id", &personIDs).Error; err != nil {
			return err
		}
		posts, err := people.SnapshotsTx(tx, personIDs, tx.Today())
		if err != nil {
			return err
		}
		for _, id := range personIDs {
			if posts[id].InstitutionID == nil {
				gone = append(gone, id)
			}
		}
		closed, err = CloseAttemptsTx(tx, actor, []string{administrationID}, gone, ReasonLeft)
		return err
	})
	return closed, err
}

// open are the states in which an attempt still can be answered or closed.
var open = []State{StateNotStarted, StateInProgress}

// CloseAttemptsTx closes the attempts that the people have in the administrations
// and have not submitted, noting the reason, and says how many; for callers that
// have asked for permission.
func CloseAttemptsTx(tx *db.Tx, actor access.Actor, administrationIDs, personIDs []string, reason string) (int, error) {
	if len(administrationIDs) == 0 {
		return 0, nil
	}
	closed := 0
	err := inChunks(personIDs, func(part []string) error {
		done := tx.DB.Model(&Attempt{}).Where("administration_id IN ? AND person_id IN ? AND state IN ?", administrationIDs, part, open).
			Updates(map[string]any{"state": StateClosed, "closed_at": tx.Now, "close_reason": reason})
		closed += int(done.RowsAffected)
		return done.Error
	})
	if err != nil || closed == 0 {
		return closed, err
	}
	return closed, record(tx, actor, "attempts.close", "administration", administrationIDs[0], map[string]any{"reason": reason, "attempts": closed})
}
