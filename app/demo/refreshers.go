package demo

import (
	"fmt"
	"slices"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
	"relevo/courses/refresher"
)

// refresherWeeks is for how long refreshers have been offered.
const refresherWeeks = 12

// refresh brings in the questions that stand on no test, and lets those who completed the
// mentors' course answer some of them each week, as the daily job would have offered them.
func (l *life) refresh() error {
	l.goTo(moment(today-7*refresherWeeks-3, 10, 0))
	questions, err := readFile("car-mentores/repaso.gift")
	if err != nil {
		return err
	}
	report, err := l.assessments.ImportItems(l.ctx, l.actorOf(access.Trainer), "gift", "repaso.gift", questions, assessments.ImportOptions{Confirm: true})
	if err == nil && report.Skipped > 0 {
		err = fmt.Errorf("%d questions cannot be read", report.Skipped)
	}
	if err != nil {
		return err
	}
	spare, err := assessments.SpareItemsTx(l.step)
	if err != nil {
		return err
	}
	var sets []courses.RefresherSet
	var answers []courses.RefresherAnswer
	var choices []courses.RefresherChoice
	seen := map[*person]bool{}
	for _, o := range l.offerings {
		for _, j := range o.journeys {
			if o.course != "car-mentores" || j.progress.Completion == nil || seen[j.who] {
				continue
			}
			seen[j.who] = true
			d := diceOf("refreshers " + j.who.ID)
			if d.yes(0.06) {
				at := l.at(d.during(max(j.progress.Completion.CompletedOn+8, today-60)))
				if happened(at.Now) {
					choices = append(choices, courses.RefresherChoice{ID: at.NewID(), PersonID: j.who.ID, RecordedAt: at.Now, RecordedBy: access.SystemID})
				}
				continue
			}
			some, said := l.refreshed(j, d, spare)
			sets, answers = append(sets, some...), append(answers, said...)
		}
	}
	own, err := l.guestsRefresher(spare)
	if err != nil {
		return err
	}
	if err := insert(l, append(sets, own)); err != nil {
		return err
	}
	if err := insert(l, answers); err != nil {
		return err
	}
	return insert(l, choices)
}

// guestsTraining is what the official among the guests brought along from another job, as the
// region writes it.
const guestsTraining = "DNI;Apellidos y nombres;Curso;Fecha;Horas;Modalidad;Lugar;Organizador;Competencias\n" +
	"%s;%s;Taller de primera acogida;14/11/2025;16;Presencial;Iquitos;Colectivo Orilla (demo);asking, trauma, empathy\n"

// guestsRefresher brings in what the official among the guests learnt before, and gives the
// set of questions on it that waits for her.
func (l *life) guestsRefresher(spare []assessments.ItemVersion) (courses.RefresherSet, error) {
	l.goTo(moment(today-9, 15, 10))
	who, manager := l.guest, l.regionalManager()
	file := people.RosterFile{Name: "capacitaciones-2025.csv", Data: fmt.Appendf(nil, guestsTraining, who.Document(), who.FirstSurname+" "+who.SecondSurname+" "+who.GivenNames)}
	made, err := l.courses.UploadPastTrainings(l.ctx, manager, file)
	if err != nil {
		return courses.RefresherSet{}, err
	}
	seen, _, err := l.courses.LookAtPastTrainings(l.ctx, manager, made.ID)
	if err != nil {
		return courses.RefresherSet{}, err
	}
	done, err := l.courses.ConfirmPastTrainings(l.ctx, manager, made.ID, seen.Fingerprint, nil)
	if err == nil && done.Summary[people.FileNew] != 1 {
		err = fmt.Errorf("the training of %s is not taken: %v", who.Document(), done.Summary)
	}
	at := l.at(moment(today-1, 6, 0))
	set := courses.RefresherSet{ID: at.NewID(), PersonID: who.ID, MadeAt: at.Now, ClosesOn: today + 13}
	var all []refresher.Question
	for _, v := range spare {
		all = append(all, refresher.Question{ID: v.ID, Competency: v.CompetencyCode})
	}
	for _, q := range refresher.Choose(who.ID, all) {
		set.Versions = append(set.Versions, q.ID)
	}
	return set, err
}

// refreshed is the weeks of one person.
func (l *life) refreshed(j *journey, d dice, spare []assessments.ItemVersion) (sets []courses.RefresherSet, answers []courses.RefresherAnswer) {
	last := map[string]courses.RefresherAnswer{} // by version
	first := max(j.progress.Completion.CompletedOn+7, today-7*refresherWeeks)
	for on := first; on < today && on < j.left; on += 7 {
		var all []refresher.Question
		for _, v := range spare {
			q := refresher.Question{ID: v.ID, Competency: v.CompetencyCode}
			if a, asked := last[v.ID]; asked {
				q.Card, q.DueIn = refresher.Card{Stability: a.Stability, Difficulty: a.Difficulty}, int(a.DueOn-on)
			}
			all = append(all, q)
		}
		chosen := refresher.Choose(j.who.ID, all)
		if len(chosen) == 0 {
			continue
		}
		made := l.at(moment(on, 6, 0))
		set := courses.RefresherSet{ID: made.NewID(), PersonID: j.who.ID, MadeAt: made.Now, ClosesOn: on + 14}
		for _, q := range chosen {
			set.Versions = append(set.Versions, q.ID)
		}
		sets = append(sets, set)
		at := d.during(on + db.Date(d.between(0, 4)))
		if !happened(at) || !d.yes(0.6) {
			continue
		}
		for _, q := range chosen {
			at = at.Add(time.Duration(d.between(20, 90)) * time.Second)
			v := spare[slices.IndexFunc(spare, func(v assessments.ItemVersion) bool { return v.ID == q.ID })]
			a := answered(v, q.Card, last[v.ID], at, d)
			a.ID, a.SetID, a.PersonID = l.at(at).NewID(), set.ID, j.who.ID
			last[v.ID] = a
			answers = append(answers, a)
		}
	}
	return sets, answers
}

// answered is what a person answers, and what follows from it.
func answered(v assessments.ItemVersion, card refresher.Card, before courses.RefresherAnswer, at db.Instant, d dice) courses.RefresherAnswer {
	chance, days := 0.72, 0
	if card.Known() {
		days = int(at.Date() - before.AnsweredAt.Date())
		chance = min(0.95, card.Recall(days)+0.03)
	}
	right, share := v.Best(), 1.0
	option := right[0]
	if !d.yes(chance) {
		share = 0
		for _, o := range v.Body.Options {
			if !slices.Contains(right, o.ID) {
				option = o.ID
			}
		}
	}
	grade := refresher.GradeOf(share)
	card = card.Answered(grade, days)
	return courses.RefresherAnswer{ItemID: v.ItemID, ItemVersionID: v.ID, CompetencyCode: v.CompetencyCode, Value: assessments.Value{Options: []string{option}},
		Share: share, Grade: grade, Stability: card.Stability, Difficulty: card.Difficulty, DueOn: at.Date() + db.Date(card.Pause()), RuleVersion: refresher.Rule, AnsweredAt: at}
}
