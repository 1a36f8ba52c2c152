package web

import (
	"math"

	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web/api"
)

type halfLife struct {
	Months measure.Number `json:"months" doc:"After which half of what was gained is gone; null where no fading was found."`
	Lower  measure.Number `json:"lower"  doc:"95 % interval."`
	Upper  measure.Number `json:"upper"  doc:"null where the data allow that nothing fades."`
	Source string         `json:"source" doc:"Whether it was measured here or assumed."`
}

func halfLifeOf(h measure.HalfLife) halfLife {
	return halfLife{h.Months, h.Lower, h.Upper, string(h.Source)}
}

type fadingPoint struct {
	Months float64        `json:"months" doc:"From the test after the course to a follow-up, their mean, to a tenth as on the page."`
	Kept   measure.Number `json:"kept"   doc:"Of the gain, 1 for all of it."`
	Lower  measure.Number `json:"lower"`
	Upper  measure.Number `json:"upper"`
}

func fadingPointOf(p measure.FadingPoint) fadingPoint {
	return fadingPoint{math.Round(p.Months*10) / 10, p.Kept, p.Lower, p.Upper}
}

type fadingAnswer struct {
	Subject  subject        `json:"subject"`
	HalfLife halfLife       `json:"half_life"   doc:"Of the competency, in the whole programme."`
	Points   []fadingPoint  `json:"points"      doc:"What was observed."`
	Cadres   []fadingCadre  `json:"cadres"      doc:"Those with a half-life of their own."`
	Until    db.Date        `json:"until"       doc:"The end of the quarter looked ahead to."`
	InPost   measure.Number `json:"in_post"`
	Due      measure.Number `json:"due"         doc:"People in post who are expected to lose ten points of probability or more by then."`
	Loss     measure.Number `json:"loss"        doc:"Expected of all in post, people."`
	Ranked   []fadingPerson `json:"ranked"      doc:"Who loses most, the largest loss first; none where names may not be seen."`
	Unlisted int            `json:"unlisted"    doc:"How many more would follow."`
}

type fadingCadre struct {
	Cadre string         `json:"cadre"`
	Pairs measure.Number `json:"pairs"`
	halfLife

	Points []fadingPoint `json:"points"`
}

type fadingPerson struct {
	PersonID      string  `json:"person_id"`
	Name          string  `json:"name"`
	InstitutionID string  `json:"institution_id"`
	Cadre         string  `json:"cadre"`
	AssessedOn    db.Date `json:"assessed_on"`
	Score         float64 `json:"score"          doc:"The last, 0 to 100."`
	Now           float64 `json:"now"            doc:"Probability of still being able to."`
	Later         float64 `json:"later"          doc:"The same at the end of the quarter."`
}

func fadingOf(f analytics.Fading) fadingAnswer {
	return fadingAnswer{Subject: subjectOf(f.Subject, f.Hidden), HalfLife: halfLifeOf(f.Model.HalfLives.Pooled), Points: api.Each(f.Points, fadingPointOf),
		Cadres: api.Each(f.Cadres, func(c analytics.CadreFading) fadingCadre {
			return fadingCadre{string(c.Cadre), c.Pairs, halfLifeOf(c.HalfLife), api.Each(c.Points, fadingPointOf)}
		}),
		Until: f.Until, InPost: f.InPost, Due: f.Due, Loss: f.Loss, Unlisted: f.Unlisted,
		Ranked: api.Each(f.Ranked, func(r analytics.Refresher) fadingPerson {
			return fadingPerson{r.Person.ID, r.Person.FullName(), r.Institution.ID, string(r.Cadre), r.AssessedOn, r.LastScore, r.Now, r.Later}
		})}
}

type fadingQuery struct {
	Place      string       `path:"place"      doc:"An institution, or all: everything that may be seen."`
	Competency string       `form:"competency" doc:"A code; left out: the one with the most results."`
	Cadre      people.Cadre `form:"cadre"      doc:"Left out: all cadres."`
	On         db.Date      `form:"on"         doc:"The day; left out: today."`
}
