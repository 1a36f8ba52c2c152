package demo

import (
	"fmt"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// counting is what an institution counts in a month, about.
type counting struct {
	referrals, acknowledged float64 // how many, and what share of them is acknowledged at first
	rises                   float64 // by how much that share has risen after two years
	proceedings, deserted   float64
}

// countings are the institutions that count. The two centres of the story are told
// apart; the others are alike.
var countings = map[string]counting{
	ceiba: {6, 0.35, 0.12, 14, 0.16}, lupuna: {6, 0.40, 0.45, 13, 0.15},
	"CAR-LOR-3": {4, 0.40, 0.10, 8, 0.14}, "CAR-LOR-4": {3, 0.30, 0.10, 6, 0.16}, "CAR-MDD-1": {7, 0.50, 0.20, 15, 0.13},
	"CAR-CUS-1": {6, 0.55, 0.20, 16, 0.11}, "CAR-LIM-1": {8, 0.60, 0.15, 20, 0.10}, "UPE-LOR": {12, 0.50, 0.20, 24, 0.12},
}

// countMonths lets institutions count every month of the two years, days after it
// has ended. La Lupuna corrects one of its months.
func (l *life) countMonths() error {
	by := l.regionalManager()
	everywhere := l.actorOf(access.Trainer)
	for month := day(2024, 5, 1); month.AddMonths(1)+4 <= today; month = month.AddMonths(1) {
		l.goTo(moment(month.AddMonths(1)+4, 11, 15))
		for _, p := range l.order {
			c, counts := countings[p.Code]
			if !counts {
				continue
			}
			actor := everywhere
			if p.parent == loreto {
				actor = by
			}
			if err := l.assessments.CountInMonth(l.ctx, actor, c.of(p.Institution, month)); err != nil {
				return fmt.Errorf("%s in %s: %w", p.Code, month, err)
			}
		}
	}
	l.goTo(moment(day(2025, 12, 9), 9, 30))
	corrected := countings[lupuna].of(l.places[lupuna].Institution, day(2025, 10, 1))
	*corrected.ReferralsMade++
	*corrected.ReferralsAcknowledged++
	corrected.Note = "Faltaba una derivación del 31 de octubre."
	return l.assessments.CountInMonth(l.ctx, by, corrected)
}

// of is the count of a month.
func (c counting) of(at people.Institution, month db.Date) assessments.MonthlyCount {
	d := diceOf("counts " + at.Code + month.String())
	past := float64(month-day(2024, 5, 1)) / 730
	part := func(whole int, share float64) int {
		n := 0
		for range whole {
			if d.yes(min(share, 0.97)) {
				n++
			}
		}
		return n
	}
	made, proceedings := max(0, int(d.about(c.referrals, 1.6)+0.5)), max(1, int(d.about(c.proceedings, 2.2)+0.5))
	acknowledged, deserted := part(made, c.acknowledged+c.rises*past), part(proceedings, c.deserted*(1-c.rises*past))
	return assessments.MonthlyCount{InstitutionID: at.ID, Month: month, ReferralsMade: &made, ReferralsAcknowledged: &acknowledged, Proceedings: &proceedings, ProceedingsDeserted: &deserted}
}

// aims are the targets: level and percent of posts, by cadre and competency.
var aims = []struct {
	cadre       people.Cadre
	competency  string
	level, part int
}{
	{people.CARMentor, "asking", 3, 80}, {people.CARMentor, "trauma", 3, 70}, {people.CARMentor, "empathy", 3, 80}, {people.Psychologist, "trauma", 4, 80}, {people.Psychologist, "asking", 3, 80},
	{people.Judge, "law", 3, 80}, {people.Judge, "gender", 3, 70}, {people.Prosecutor, "law", 3, 80}, {people.Prosecutor, "case_analysis", 3, 70},
	{people.Ombudsman, "identification", 3, 70}, {people.Ombudsman, "law", 2, 70}, {people.JusticeOfPeace, "identification", 2, 60}, {people.JusticeOfPeace, "asking", 2, 60},
}

// aim sets the targets of the programme; one of them was lower at first.
func (l *life) aim() error {
	author := l.actorOf(access.Trainer)
	set := func(on db.Date, cadre people.Cadre, competency string, level, part int) error {
		l.goTo(moment(on, 10, 0))
		return l.assessments.SetTarget(l.ctx, author, assessments.TargetInput{Cadre: cadre, Competency: competency, Level: level, Share: float64(part) / 100, ValidFrom: on})
	}
	if err := set(day(2024, 8, 1), people.CARMentor, "asking", 2, 60); err != nil {
		return err
	}
	for _, a := range aims {
		if err := set(day(2025, 1, 15), a.cadre, a.competency, a.level, a.part); err != nil {
			return fmt.Errorf("%s, %s: %w", a.cadre, a.competency, err)
		}
	}
	return nil
}
