package courses

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
)

// Candidate is somebody who could be enrolled.
type Candidate struct {
	PersonID        string
	Name            string // "Surnames, Given"
	Cadre           people.Cadre
	InstitutionID   string
	InstitutionName string
	Since           db.Date
	Enrolled        bool
	Lacks           []Requirement // what the course requires and they have not completed
	searchName      string
}

// Candidates lists who is in post today at the offering's institutions and
// those below them, as far as the actor may see, by institution and name.
func (s *Service) Candidates(ctx context.Context, actor access.Actor, offeringID string) (Offering, []Candidate, error) {
	var offering Offering
	var list []Candidate
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return offering, nil, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var institutions []people.Institution
		var err error
		if offering, institutions, err = scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		if list, err = candidatesTx(tx, actor, offeringID, institutions); err != nil {
			return err
		}
		lacking, err := lackingOf(tx, offering.CourseVersionID, personsOf(list))
		for i := range list {
			list[i].Lacks = lacking[list[i].PersonID]
		}
		return err
	})
	return offering, list, err
}

func candidatesTx(tx *db.Tx, actor access.Actor, offeringID string, institutions []people.Institution) ([]Candidate, error) {
	places := map[string]people.Institution{}
	var placeIDs []string
	for _, top := range institutions {
		under, err := people.InstitutionsUnderTx(tx, top.Path)
		if err != nil {
			return nil, err
		}
		for _, i := range under {
			if actor.May(access.RunOfferings, i.Path) {
				places[i.ID] = i
				placeIDs = append(placeIDs, i.ID)
			}
		}
	}
	stays, err := people.StaysAtAllTx(tx, placeIDs)
	if err != nil {
		return nil, err
	}
	var list []Candidate
	var personIDs []string
	seen := map[string]bool{}
	for _, stay := range slices.Backward(stays) { // newest start first: the role that counts
		if !stay.InForce(tx.Today()) || seen[stay.PersonID] {
			continue
		}
		seen[stay.PersonID] = true
		personIDs = append(personIDs, stay.PersonID)
		list = append(list, Candidate{
			PersonID: stay.PersonID, Cadre: stay.Cadre, Since: stay.StartsOn,
			InstitutionID: stay.InstitutionID, InstitutionName: places[stay.InstitutionID].Name,
		})
	}
	persons, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return nil, err
	}
	var enrolled []Enrolment
	if err := tx.DB.Where("offering_id = ? AND withdrawn_at IS NULL", offeringID).Find(&enrolled).Error; err != nil {
		return nil, err
	}
	in := map[string]bool{}
	for _, e := range enrolled {
		in[e.PersonID] = true
	}
	for i := range list {
		person := persons[list[i].PersonID]
		list[i].Name, list[i].searchName = person.FullName(), person.SearchName
		list[i].Enrolled = in[list[i].PersonID]
	}
	slices.SortFunc(list, func(a, b Candidate) int {
		return cmp.Or(strings.Compare(a.InstitutionName, b.InstitutionName),
			strings.Compare(a.searchName, b.searchName), strings.Compare(a.PersonID, b.PersonID))
	})
	return list, nil
}

// EnrolInput says whom to enrol: everybody in post today at an institution
// (and those below it) in the cadres, or the people ticked, or both.
type EnrolInput struct {
	OfferingID    string
	InstitutionID string         // empty: nobody by institution
	Cadres        []people.Cadre // empty: all
	PersonIDs     []string
	Exception     string // why people are enrolled who lack what the course requires; empty: they are not
}

// Enrolled says what an enrolment did.
type Enrolled struct {
	Added   int // newly enrolled, or back after withdrawing
	Already int // were enrolled before
	Waiting int // found no seat and wait for one
}

// Enrol enrols people and assigns them the pre-test. Who is enrolled already
// stays as they are.
func (s *Service) Enrol(ctx context.Context, actor access.Actor, in EnrolInput) (Enrolled, error) {
	var out Enrolled
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		out = Enrolled{}
		offering, institutions, err := scopeOf(tx, actor, in.OfferingID)
		if err != nil {
			return err
		}
		if err := lock(tx, offering.ID); err != nil {
			return err
		}
		chosen, err := choose(tx, actor, in, institutions)
		if err != nil {
			return err
		}
		lacking, err := lackingOf(tx, offering.CourseVersionID, personsOf(chosen))
		if err != nil {
			return err
		}
		reason := strings.TrimSpace(in.Exception)
		if reason == "" {
			if err := refuseLacking(chosen, lacking); err != nil {
				return err
			}
		}
		if free, err := freeSeats(tx, offering); err != nil {
			return err
		} else if len(lacking) > 0 && free < len(personsOf(chosen)) {
			return fault.OnField("exception", "prerequisite.no_seat", "free", free)
		}
		out, err = seat(tx, actor, offering, chosen, nil)
		if err != nil {
			return err
		}
		if err := keepExceptions(tx, actor, offering.ID, reason, personsOf(chosen), lacking); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.enrol", "offering", offering.ID, map[string]int{"added": out.Added, "already": out.Already, "waiting": out.Waiting})
	})
	return out, err
}

// personsOf names the people chosen who are not enrolled yet.
func personsOf(chosen []Candidate) []string {
	var ids []string
	for _, c := range chosen {
		if !c.Enrolled {
			ids = append(ids, c.PersonID)
		}
	}
	return ids
}

// choose picks the candidates that the input means.
func choose(tx *db.Tx, actor access.Actor, in EnrolInput, institutions []people.Institution) ([]Candidate, error) {
	candidates, err := candidatesTx(tx, actor, in.OfferingID, institutions)
	if err != nil {
		return nil, err
	}
	below := map[string]bool{}
	if in.InstitutionID != "" {
		place, err := people.InstitutionTx(tx, in.InstitutionID)
		if err != nil {
			return nil, err
		}
		under, err := people.InstitutionsUnderTx(tx, place.Path)
		if err != nil {
			return nil, err
		}
		for _, i := range under {
			below[i.ID] = true
		}
	}
	ticked := map[string]bool{}
	for _, id := range in.PersonIDs {
		ticked[id] = true
	}
	var chosen []Candidate
	for _, c := range candidates {
		byPlace := below[c.InstitutionID] && (len(in.Cadres) == 0 || slices.Contains(in.Cadres, c.Cadre))
		if byPlace || ticked[c.PersonID] {
			chosen = append(chosen, c)
			delete(ticked, c.PersonID)
		}
	}
	delete(ticked, "")
	if len(ticked) > 0 {
		return nil, fault.OnField("people", "courses.not_in_post", "count", len(ticked))
	}
	if len(chosen) == 0 {
		return nil, fault.OnField("people", "courses.nobody_chosen")
	}
	return chosen, nil
}

func enrol(tx *db.Tx, actor access.Actor, offering Offering, chosen []Candidate, why *string) (out Enrolled, err error) {
	var before []Enrolment
	if err := tx.DB.Where("offering_id = ?", offering.ID).Find(&before).Error; err != nil {
		return out, err
	}
	known := map[string]Enrolment{}
	for _, e := range before {
		known[e.PersonID] = e
	}
	var rows []Enrolment
	var personIDs []string
	for _, c := range chosen {
		old, was := known[c.PersonID]
		switch {
		case was && old.WithdrawnAt == nil:
			out.Already++
			continue
		case was:
			back := map[string]any{"withdrawn_at": nil, "withdrawn_by": nil, "withdraw_reason": "", "institution_id": c.InstitutionID, "rule_id": why}
			if err := tx.DB.Model(&Enrolment{}).Where("id = ?", old.ID).Updates(back).Error; err != nil {
				return out, err
			}
		default:
			rows = append(rows, Enrolment{
				ID: tx.NewID(), OfferingID: offering.ID, PersonID: c.PersonID, InstitutionID: &c.InstitutionID,
				EnrolledAt: tx.Now, EnrolledBy: actor.AccountID, RuleID: why,
			})
		}
		out.Added++
		personIDs = append(personIDs, c.PersonID)
	}
	if len(rows) > 0 {
		if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, 200).Error; err != nil {
			return out, err
		}
	}
	if len(personIDs) == 0 {
		return out, nil
	}
	pre, err := administrationFor(tx, offering.ID, assessments.Pre, 0)
	if err != nil {
		return out, err
	}
	return out, assessments.AssignTx(tx, actor, pre, personIDs, nil)
}

// Withdraw ends somebody's part in an offering, with the reason. What was
// learnt and answered so far stays.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, offeringID, enrolmentID, reason string) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		enrolment, err := enrolmentInScope(tx, actor, offeringID, enrolmentID)
		if err != nil {
			return err
		}
		if reason == "" || len([]rune(reason)) > 300 {
			return fault.OnField("reason", "courses.reason_needed")
		}
		if err := refuseHandedIn(tx, actor, enrolment); err != nil {
			return err
		}
		var completed int64
		if err := tx.DB.Model(&Completion{}).Where("enrolment_id = ?", enrolment.ID).Count(&completed).Error; err != nil {
			return err
		}
		if completed > 0 {
			return fault.New(fault.Conflict, "courses.already_completed")
		}
		if enrolment.WithdrawnAt != nil {
			return nil
		}
		err = tx.DB.Model(&Enrolment{}).Where("id = ?", enrolment.ID).Updates(map[string]any{
			"withdrawn_at": tx.Now, "withdrawn_by": actor.AccountID, "withdraw_reason": reason,
		}).Error
		if err != nil {
			return err
		}
		if err := closeAttempts(tx, actor, enrolment); err != nil {
			return err
		}
		if err := s.fillAfter(tx, actor, offeringID); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.withdraw", "enrolment", enrolment.ID, nil)
	})
}

// closeAttempts closes what somebody who withdrew has not answered.
func closeAttempts(tx *db.Tx, actor access.Actor, enrolment Enrolment) error {
	links, err := administrationsOf(tx, []string{enrolment.OfferingID})
	if err != nil {
		return err
	}
	var ids []string
	for _, l := range links[enrolment.OfferingID] {
		ids = append(ids, l.AdministrationID)
	}
	_, err = assessments.CloseAttemptsTx(tx, actor, ids, []string{enrolment.PersonID}, assessments.ReasonWithdrawn)
	return err
}

// enrolmentInScope gives an enrolment of the offering whose institution lies
// in the actor's scope.
func enrolmentInScope(tx *db.Tx, actor access.Actor, offeringID, enrolmentID string) (Enrolment, error) {
	if _, _, err := scopeOf(tx, actor, offeringID); err != nil {
		return Enrolment{}, err
	}
	list, err := enrolmentsInScope(tx, actor, offeringID)
	if err != nil {
		return Enrolment{}, err
	}
	for _, e := range list {
		if e.ID == enrolmentID {
			return e, nil
		}
	}
	return Enrolment{}, fault.Missing("noun.enrolment")
}

// enrolmentsInScope gives the enrolments that the actor may see: those whose
// institution of the day of enrolment lies within a scope of theirs.
func enrolmentsInScope(tx *db.Tx, actor access.Actor, offeringID string) ([]Enrolment, error) {
	var all []Enrolment
	if err := tx.DB.Where("offering_id = ?", offeringID).Order("id").Find(&all).Error; err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range all {
		if e.InstitutionID != nil {
			ids = append(ids, *e.InstitutionID)
		}
	}
	places, err := people.InstitutionsTx(tx, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(e Enrolment) bool {
		path := ""
		if e.InstitutionID != nil {
			path = places[*e.InstitutionID].Path
		}
		return !actor.May(access.RunOfferings, path)
	}), nil
}
