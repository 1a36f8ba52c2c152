package analytics

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
)

// Span is two days to compare.
type Span struct{ From, To db.Date }

// spanMonths is how far back an account begins when nobody says.
const spanMonths = 12

// OtherCauses stands for causes with too few people behind them to be told
// apart by somebody who does not run the place.
const OtherCauses measure.Cause = "other"

// Cause is one bar of an account.
type Cause struct {
	measure.Cause
	Change float64        // people; of row 5, a sum of probabilities
	People measure.Number // how many have a part in it; undefined for OtherCauses
}

// Change is the account of one row. Start and the causes' changes add up to
// End exactly.
type Change struct {
	Row        measure.Row
	Start, End float64
	Causes     []Cause // in the order of a waterfall
	Hidden     bool    // the account tells of too few people to be shown to this actor; nothing else is set
}

// Account is why rows 2 to 5 of the cascade changed between two days.
type Account struct {
	Subject
	Span
	Changes []Change // one a row, in the order of the cascade
}

// Account explains what changed in a place between two days. The half-life is
// the one known on the later day, for both ends.
func (s *Service) Account(ctx context.Context, actor access.Actor, q Query, span Span) (Account, error) {
	out := Account{Span: span}
	err := s.db.ReadReplica(ctx, func(tx *db.Tx) error {
		rows, known, err := s.accountTx(tx, actor, q, &out)
		if err == nil {
			out.Changes = sightOf(out.Subject, known).changes(rows, out.Span)
		}
		return err
	})
	return out, err
}

// between is the time from a day to that of the subject; for whoever may not see
// names it is made of whole months, one at the least.
func (s Subject) between(from db.Date) Span {
	if !s.Place.MayNames {
		from = min(monthEnd(from), monthEnd(s.On-1))
	}
	return Span{from, s.On}
}

// accountTx settles the span and computes the account of each row.
func (s *Service) accountTx(tx *db.Tx, actor access.Actor, q Query, out *Account) ([]measure.RowAccount, facts, error) {
	today := tx.Today()
	if out.To == 0 {
		out.To = today
	}
	if out.From == 0 {
		out.From = out.To.AddMonths(-spanMonths)
	}
	var check fault.Check
	check.That(out.To <= today, "to", "analytics.future")
	check.That(out.From < out.To, "from", "analytics.span_empty")
	if err := check.Err(); err != nil {
		return nil, facts{}, err
	}
	q.On = out.To
	var err error
	if out.Subject, err = s.subjectNearTx(tx, actor, q, out.To); err != nil {
		return nil, facts{}, err
	}
	if err := out.choicesTx(tx); err != nil {
		return nil, facts{}, err
	}
	out.Span = out.Subject.between(out.From)
	known, err := factsTx(out.factsOf(tx), out.Subject)
	if err != nil {
		return nil, known, err
	}
	rows := measure.Account(known.at(idsOf(out.Place.Institutions)), out.Place.scope(out.Cadre), measure.Day(out.From), measure.Day(out.To),
		out.Model.Model, measure.DefaultTurnoverRules())
	return rows, known, nil
}

// Share is one person's part in a bar of an account.
type Share struct {
	Person      people.Person
	Institution people.Institution // of the posting that counts in the figure; the one begun last by that day
	Cadre       people.Cadre
	On          db.Date // of the event; for fading and lapses the day up to which it is counted
	Change      float64
}

// Behind is a bar of an account opened down to its people.
type Behind struct {
	Subject
	Span
	Row    measure.Row
	Cause  Cause
	Shares []Share // by person
}

// Behind opens one bar of an account to those who may see names there.
func (s *Service) Behind(ctx context.Context, actor access.Actor, q Query, span Span, row measure.Row, cause measure.Cause) (Behind, error) {
	out := Behind{Row: row}
	err := s.db.ReadReplica(ctx, func(tx *db.Tx) error {
		account := Account{Span: span}
		rows, known, err := s.accountTx(tx, actor, q, &account)
		if err != nil {
			return err
		}
		out.Subject, out.Span, out.Cause = account.Subject, account.Span, Cause{Cause: cause}
		if !out.Place.MayNames {
			return fault.Missing("noun.page")
		}
		for _, r := range rows {
			if r.Row != row {
				continue
			}
			for _, part := range r.Parts {
				if part.Cause == cause {
					out.Shares = append(out.Shares, Share{Person: people.Person{ID: part.Person}, On: db.Date(part.Day), Change: part.Change})
				}
			}
		}
		return out.name(tx, known)
	})
	return out, err
}

// name says who the people are and where they were on the day. What fading took
// from a person in several steps is one share.
func (b *Behind) name(tx *db.Tx, known facts) error {
	var merged []Share
	at := map[string]int{}
	for _, s := range b.Shares {
		i, seen := at[s.Person.ID]
		if !seen {
			at[s.Person.ID] = len(merged)
			merged = append(merged, s)
			continue
		}
		merged[i].Change += s.Change
		merged[i].On = max(merged[i].On, s.On)
	}
	ids := make([]string, len(merged))
	for i, s := range merged {
		ids[i] = s.Person.ID
	}
	persons, err := people.PeopleTx(tx, ids)
	if err != nil {
		return err
	}
	places := map[string]people.Institution{}
	for _, i := range b.Place.Institutions {
		places[i.ID] = i
	}
	scope := b.Place.scope(b.Subject.Cadre)
	for i, s := range merged {
		merged[i].Person = persons[s.Person.ID]
		for _, stay := range known.stays { // oldest start first
			if stay.PersonID == s.Person.ID && stay.StartsOn <= s.On && scope.Includes(stay.Stay()) {
				merged[i].Institution, merged[i].Cadre = places[stay.InstitutionID], stay.Cadre
			}
		}
		b.Cause.Change += s.Change
	}
	b.Cause.People = measure.Number(len(merged))
	slices.SortFunc(merged, func(x, y Share) int { return cmp.Compare(x.Person.SearchName, y.Person.SearchName) })
	b.Shares = merged
	return nil
}
