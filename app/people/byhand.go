package people

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// PostingInput is what a person, not a list, says of a stay.
type PostingInput struct {
	InstitutionID string
	Cadre         Cadre
	Position      string
	Contract      string   // one of roster.Contracts, or ""
	StartsOn      db.Date  // 0 when nothing was given
	End           string   // one of StillInPost, EndedOn, EndUncertain
	EndsOn        *db.Date // first day not in post, with EndedOn
	EndReason     string
}

// What is known of the end of a stay.
const (
	StillInPost  = "open"      // it lasts
	EndedOn      = "known"     // the day is known
	EndUncertain = "uncertain" // as the lists leave it: between two of them
)

// Validate tells what is wrong with the input as far as it alone can tell.
func (in PostingInput) Validate() error {
	var check fault.Check
	check.That(in.InstitutionID != "", "institution_id", "fault.required")
	check.That(in.Cadre.Known(), "cadre", "fault.required")
	check.That(in.Contract == "" || slices.Contains(roster.Contracts(), in.Contract), "contract", "fault.required")
	check.That(in.StartsOn != 0, "starts_on", "fault.required")
	check.That(in.End != EndedOn || in.EndsOn != nil, "ends_on", "fault.required")
	check.That(slices.Contains([]string{StillInPost, EndedOn, EndUncertain}, in.End), "end", "fault.required")
	return check.Err()
}

// fill writes the input onto a fact.
func (in PostingInput) fill(p *Posting) {
	p.InstitutionID, p.Cadre, p.Position, p.Contract, p.StartsOn = in.InstitutionID, in.Cadre, in.Position, in.Contract, in.StartsOn
	switch in.End {
	case StillInPost:
		p.EndsOn, p.EndsAfter, p.EndReason = nil, nil, ""
	case EndedOn:
		p.EndsOn, p.EndsAfter, p.EndReason = in.EndsOn, nil, in.EndReason
	default:
		p.EndReason = in.EndReason
	}
}

// PostingInputOf is what is said of a stay now.
func PostingInputOf(p Posting) PostingInput {
	in := PostingInput{InstitutionID: p.InstitutionID, Cadre: p.Cadre, Position: p.Position, Contract: p.Contract, StartsOn: p.StartsOn,
		End: StillInPost, EndReason: p.EndReason}
	switch {
	case p.Uncertain():
		in.End = EndUncertain
	case p.EndsOn != nil:
		in.End, in.EndsOn = EndedOn, p.EndsOn
	}
	return in
}

// AddPosting records a stay of a person that no list names. The actor brings
// in the lists of the institution.
func (s *Service) AddPosting(ctx context.Context, actor access.Actor, personID string, in PostingInput) (Posting, error) {
	var p Posting
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return p, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockPeople(tx, personID); err != nil {
			return err
		}
		person, err := needPerson(tx, actor, personID)
		if err != nil {
			return err
		}
		if person.MergedInto != nil {
			return fault.New(fault.Conflict, "people.merge.already")
		}
		if err := in.Validate(); err != nil {
			return err
		}
		p, err = s.addPosting(tx, actor, personID, in)
		return err
	})
	return p, err
}

func (s *Service) addPosting(tx *db.Tx, actor access.Actor, personID string, in PostingInput) (Posting, error) {
	at, err := needPlace(tx, actor, in.InstitutionID, in.StartsOn)
	if err != nil {
		return Posting{}, err
	}
	if err := lockInstitution(tx, at.ID); err != nil {
		return Posting{}, err
	}
	p := Posting{PersonID: personID}
	in.fill(&p)
	if p, err = AppendPostingTx(tx, actor, p); err != nil {
		return p, err
	}
	return p, s.tellChanges(tx, []change{{now: p}})
}

// needPlace gives an institution in which the actor may record a stay that
// begins on the day.
func needPlace(tx *db.Tx, actor access.Actor, id string, from db.Date) (Institution, error) {
	at, err := InstitutionTx(tx, id)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && (!actor.May(access.ImportRoster, at.Path) || at.MergedInto != nil):
		return at, fault.OnField("institution_id", "people.institution.parent_unknown")
	case err == nil && !at.Open(from):
		return at, fault.OnField("starts_on", "people.posting.closed", "date", *at.ClosedOn)
	}
	return at, err
}

// StayToCorrect gives a stay that is believed, with its person, to those who may
// correct it.
func (s *Service) StayToCorrect(ctx context.Context, actor access.Actor, postingID string) (Place, Person, error) {
	var place Place
	var person Person
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return place, person, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if place, err = needStay(tx, actor, postingID); err != nil {
			return err
		}
		person, err = PersonTx(tx, place.PersonID)
		return err
	})
	return place, person, err
}

// needStay gives a believed fact with its institution to those who bring in
// that institution's lists; for others there is none.
func needStay(tx *db.Tx, actor access.Actor, postingID string) (Place, error) {
	var fact Posting
	err := tx.DB.Where("id = ?", postingID).Take(&fact).Error
	if db.IsNone(err) {
		return Place{}, fault.Missing("noun.posting")
	}
	if err != nil {
		return Place{}, err
	}
	at, err := InstitutionTx(tx, fact.InstitutionID)
	if err != nil {
		return Place{}, err
	}
	if !actor.May(access.ImportRoster, at.Path) {
		return Place{}, fault.Missing("noun.posting")
	}
	if !fact.Believed() {
		return Place{}, fault.New(fault.Conflict, "people.posting.superseded")
	}
	return Place{fact, at}, nil
}

// CorrectPosting says something else of a stay; what was said before stays on
// record. The institution of a stay does not change: a stay in the wrong one is
// withdrawn and another recorded.
func (s *Service) CorrectPosting(ctx context.Context, actor access.Actor, postingID string, in PostingInput) (Posting, error) {
	var p Posting
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return p, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		place, err := needStay(tx, actor, postingID)
		if err != nil {
			return err
		}
		in.InstitutionID = place.InstitutionID
		if err := in.Validate(); err != nil {
			return err
		}
		if err := lockInstitution(tx, place.InstitutionID); err != nil {
			return err
		}
		if p, err = CorrectPostingTx(tx, actor, postingID, in.fill); err != nil {
			return err
		}
		return s.tellChanges(tx, []change{{&place.Posting, p}})
	})
	return p, err
}

// WithdrawPosting says that there was no such stay. It gives whose it was.
func (s *Service) WithdrawPosting(ctx context.Context, actor access.Actor, postingID string) (personID string, err error) {
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		place, err := needStay(tx, actor, postingID)
		if err != nil {
			return err
		}
		personID = place.PersonID
		now, err := withdrawPosting(tx, actor, postingID)
		if err != nil {
			return err
		}
		return s.tellChanges(tx, []change{{&place.Posting, now}})
	})
	return personID, err
}
