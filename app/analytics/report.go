package analytics

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
)

// Report is the figures of a place with the whole account of a change, to be taken away in a file.
type Report struct {
	Figures
	Since   db.Date  // the first day of the account; 0 without one
	Account []Change // one a row, in the order of the cascade; none without a first day
}

// Report gives the figures of a place on a day and, since an earlier day, why they moved. What is hidden
// on the pages is hidden here.
func (s *Service) Report(ctx context.Context, actor access.Actor, q Query, since db.Date) (Report, error) {
	var out Report
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = Report{}
		known, err := s.figuresTx(tx, actor, q, &out.Figures)
		if err != nil || since == 0 {
			return err
		}
		if since >= out.On {
			return fault.OnField("since", "analytics.span_empty")
		}
		if out.Kept != nil { // the account reads everybody
			if known, err = factsTx(out.factsOf(tx), out.Subject); err != nil {
				return err
			}
		}
		span := out.between(since)
		scope := out.Place.scope(out.Cadre)
		rows := measure.Account(known.at(scope.Institutions), scope, measure.Day(span.From), measure.Day(span.To), out.Model.Model, measure.DefaultTurnoverRules())
		out.Since, out.Account = span.From, sightOf(out.Subject, known).changes(rows, span)
		return nil
	})
	return out, err
}

// TATSInput is what `relevo measure tats` recomputes the cascade from.
type TATSInput struct {
	People      []TATSPerson `json:"people"`
	ValidMonths float64      `json:"valid_months"`
}

// TATSPerson is one person, without a name, as `relevo measure tats` reads them. Undefined is null: never assessed.
type TATSPerson struct {
	InPost      bool           `json:"in_post"`
	Certified   bool           `json:"certified"` // completed a course on the competency; under a funder, one that it paid for
	Mastered    *bool          `json:"mastered"`
	MonthsSince measure.Number `json:"months_since"`
	PRetained   measure.Number `json:"p_retained"` // 0 to 1
}

// TATSInput gives the people of a cascade to those who may see who they are. Certificates of people who are not trained
// and in post any more are entries without a post, so that they are counted as in the cascade; where there are fewer
// certificates than trained people (who brought their training along), the command counts the trained.
func (s *Service) TATSInput(ctx context.Context, actor access.Actor, q Query) (TATSInput, error) {
	out := TATSInput{People: []TATSPerson{}, ValidMonths: measure.DefaultValidMonths}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		about, err := s.subjectTx(tx, actor, q, q.On)
		if err != nil {
			return err
		}
		if !about.Place.MayNames {
			return fault.Missing("noun.page")
		}
		known, err := factsTx(about.factsOf(tx), about)
		if err != nil {
			return err
		}
		scope := about.Place.scope(about.Cadre)
		here := known.at(scope.Institutions)
		counts := measure.Cascade(here, scope, measure.Day(about.On), about.Model.Model)
		assessed := map[string]measure.Day{}
		for _, h := range here {
			for _, r := range h.Results { // in order
				if r.Day <= measure.Day(about.On) {
					assessed[h.Person] = r.Day
				}
			}
		}
		out.People = out.People[:0]
		for _, one := range counts.People {
			p := TATSPerson{InPost: true, Certified: one.Trained, MonthsSince: measure.Undefined(), PRetained: measure.Undefined()}
			if one.Assessed && (one.Trained || about.Funder == nil) {
				days := measure.Day(about.On) - assessed[one.Person]
				p.Mastered, p.PRetained = &one.Mastered, measure.Number(one.Skill.P)
				p.MonthsSince = measure.Number(float64(days) / measure.DaysPerMonth)
			}
			out.People = append(out.People, p)
		}
		for range counts.Certificates - counts.Trained {
			out.People = append(out.People, TATSPerson{Certified: true, MonthsSince: measure.Undefined(), PRetained: measure.Undefined()})
		}
		return nil
	})
	return out, err
}
