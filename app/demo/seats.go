package demo

import (
	"fmt"
	"time"

	"relevo/app/access"
	"relevo/app/people"
	"relevo/courses"
)

// limitSeats fills the offering that runs in Loreto: whoever asks now waits. People can enrol
// themselves there, and in the one for justices of the peace that begins in June.
func (l *life) limitSeats() error {
	trainer := l.actorOf(access.Trainer)
	o := l.offeringCalled("MEN-2026-04")
	l.goTo(moment(today-2, 10, 15))
	var taken int64
	if err := l.step.DB.Model(&courses.Enrolment{}).Where("offering_id = ? AND withdrawn_at IS NULL", o.ID).Count(&taken).Error; err != nil {
		return err
	}
	seats := int(taken)
	if err := l.courses.SetSeats(l.ctx, trainer, o.ID, &seats); err != nil {
		return err
	}
	_, candidates, err := l.courses.Candidates(l.ctx, trainer, o.ID)
	if err != nil {
		return err
	}
	waiting := 0
	for _, c := range candidates {
		if c.Enrolled || waiting == 4 {
			continue
		}
		l.goTo(moment(today-1, 9+waiting, 5))
		if _, err := l.courses.Enrol(l.ctx, trainer, courses.EnrolInput{OfferingID: o.ID, PersonIDs: []string{c.PersonID}}); err != nil {
			return err
		}
		waiting++
	}
	if waiting == 0 {
		return fmt.Errorf("nobody is left to wait for %s", o.code)
	}
	l.goTo(moment(today-1, 17, 30))
	for _, entry := range []struct {
		code  string
		cadre people.Cadre
	}{{"MEN-2026-04", people.CARMentor}, {"PAZ-2026-01", people.JusticeOfPeace}} {
		one := l.offeringCalled(entry.code)
		if _, err := l.courses.OpenEntry(l.ctx, trainer, one.ID, courses.EntryInput{LastOn: min(today+14, one.EndsOn), Cadres: []people.Cadre{entry.cadre}}); err != nil {
			return err
		}
	}
	return nil
}

// spend notes what the offerings that are over cost.
func (l *life) spend() error {
	var rows []courses.Cost
	trainer := l.trainers()[0]
	for _, o := range l.offerings {
		if o.EndsOn >= today {
			continue
		}
		d, at := diceOf("cost "+o.code), l.at(moment(min(o.EndsOn+6, today-1), 15, 20))
		come := 0
		for _, j := range o.journeys {
			if j.progress.Attended > 0 || j.progress.ReadCount() > 0 {
				come++
			}
		}
		note := func(kind courses.CostKind, soles int, text string) {
			rows = append(rows, courses.Cost{ID: at.NewID(), OfferingID: o.ID, Kind: kind, Centimos: courses.Soles(soles) * 100, Note: text, RecordedAt: at.Now, RecordedBy: trainer})
		}
		hours := int(o.subject.version.Hours)
		if o.Mode == courses.Virtual {
			note(courses.CostInstruction, 60*hours+10*d.between(10, 60), "Tutoría y calificación")
		} else {
			note(courses.CostInstruction, 180*hours+10*d.between(20, 90), "Dos facilitadores y materiales")
			note(courses.CostTravel, come*d.between(45, 130)+10*d.between(40, 90), "Pasajes y alimentación")
		}
		note(courses.CostParticipants, come*hours*d.between(11, 16), "Horas de quienes asistieron, según su contrato")
	}
	if err := insert(l, rows); err != nil {
		return err
	}
	return l.correctOne(rows[0])
}

// correctOne corrects a cost that was noted wrongly.
func (l *life) correctOne(wrong courses.Cost) error {
	l.goTo(wrong.RecordedAt.Add(72 * time.Hour))
	return l.courses.RecordCost(l.ctx, l.actorOf(access.Trainer), wrong.OfferingID, courses.CostInput{Kind: wrong.Kind, Amount: fmt.Sprint(int(wrong.Centimos.Amount()) + 340), Note: wrong.Note + "; faltaba una factura", Corrects: wrong.ID})
}
