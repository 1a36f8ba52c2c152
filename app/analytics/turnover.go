package analytics

import (
	"relevo/app/measure"
)

// Turnover is how people came and went, as somebody may see it: what is hidden
// from them is undefined.
type Turnover struct {
	Span          // separations in (From, To] count, person-time runs from From to To
	Separations   measure.Number
	Transfers     measure.Number       // separations after which the person worked elsewhere in the system
	MeanHeadcount measure.Number       // people in post, averaged over the days
	Rate          measure.RateEstimate // separations per person and year; undefined also where nobody was in post
	Hidden        bool                 // something is hidden

	personYears float64
}

// PersonYears is the time that people were in post; undefined where the headcount is hidden.
func (t Turnover) PersonYears() float64 { return t.personYears }

func (s Span) measured() measure.Window {
	return measure.Window{From: measure.Day(s.From), To: measure.Day(s.To)}
}

// turnover counts who left in the year up to the day.
func (f *Figures) turnover(eyes sight, here []measure.History, scope measure.Scope) error {
	window := Span{f.On - yearDays, f.On}
	hidden, err := eyes.over(window)
	if err != nil {
		return err
	}
	var stays []measure.Stay
	for _, h := range here {
		stays = append(stays, h.Postings...)
	}
	counted, err := measure.Turnover(stays, scope, window.measured(), measure.DefaultTurnoverRules())
	f.Turnover = turnoverOf(counted, window).veiled(hidden(f.Place.ID))
	return err
}

func turnoverOf(t measure.TurnoverResult, window Span) Turnover {
	return Turnover{Span: window, Separations: measure.Number(len(t.Separations)), Transfers: measure.Number(t.Transfers),
		MeanHeadcount: measure.Number(t.MeanHeadcount), Rate: t.Rate, personYears: t.PersonYears}
}

// veiled leaves out what is hidden. The rate goes with the separations, since it
// is they by a known time, and both go where it is hidden how many work there.
func (t Turnover) veiled(m mask) Turnover {
	m[separations] = m[separations] || m[inPost]
	m[transfers] = m[transfers] || m[separations]
	if m[separations] {
		none := measure.Undefined()
		t.Separations, t.MeanHeadcount, t.Rate = none, none, measure.RateEstimate{Rate: none, Lower: none, Upper: none}
		t.personYears = none.Float()
	}
	if m[transfers] {
		t.Transfers = measure.Undefined()
	}
	t.Hidden = m[transfers]
	return t
}
