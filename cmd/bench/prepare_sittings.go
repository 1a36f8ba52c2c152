package main

import (
	"context"
	"fmt"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
)

// officialOf is a person as they act, whether or not they have an account.
func officialOf(person string) access.Actor {
	return access.Actor{AccountID: "a-" + person, PersonID: person, Name: person, Roles: []access.Held{{Role: access.Official}}}
}

// sitPreTest has everybody answer the pre-test, half of the questions rightly, and scores it.
func (p *programme) sitPreTest(ctx context.Context) error {
	var all []assessments.Attempt
	if err := p.d.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("administration_id = ?", p.sitting.ID).Order("id").Find(&all).Error
	}); err != nil {
		return err
	}
	for i, a := range all {
		if err := p.sit(ctx, officialOf(a.PersonID), a.ID, i); err != nil {
			return err
		}
	}
	if err := p.services.jobs.Drain(ctx); err != nil {
		return err
	}
	return p.services.assessments.HearAnalyses(ctx, struct{}{})
}

// sit answers an attempt and hands it in; who is better than others knows the seed.
func (p *programme) sit(ctx context.Context, actor access.Actor, attempt string, seed int) error {
	if _, err := p.services.assessments.Start(ctx, actor, attempt, true); err != nil {
		return err
	}
	paper, err := p.services.assessments.Paper(ctx, actor, attempt)
	if err != nil {
		return err
	}
	var answers []assessments.AnswerInput
	for n, item := range paper.Items {
		option := item.Options[(seed*7+n*n+seed*n)%len(item.Options)].ID
		answers = append(answers, assessments.AnswerInput{ItemVersionID: item.ItemVersionID, Seq: 1, Device: "bench", Value: assessments.Value{Options: []string{option}}})
	}
	if _, err := p.services.assessments.SaveAnswers(ctx, actor, attempt, answers); err != nil {
		return err
	}
	_, err = p.services.assessments.Submit(ctx, actor, attempt)
	return err
}

// waitingAttempts gives each learner as many attempts as asked for, one in each of as many sittings.
func (p *programme) waitingAttempts(ctx context.Context, attempts []int) error {
	for round := 0; ; round++ {
		var persons []string
		who := map[string]*learner{}
		for i, l := range p.learners {
			if attempts[i] > round {
				persons = append(persons, l.person)
				who[l.person] = l
			}
		}
		if len(persons) == 0 {
			return nil
		}
		err := p.d.Write(ctx, func(tx *db.Tx) error {
			sitting, err := assessments.AdministerTx(tx, access.System(), assessments.NewAdministration{AssessmentID: p.assessment.ID, Occasion: assessments.Pre, Title: fmt.Sprint("Medida ", round)})
			if err != nil {
				return err
			}
			if err := assessments.AssignTx(tx, access.System(), sitting.ID, persons, nil); err != nil {
				return err
			}
			made, err := assessments.AttemptsInTx(tx, []string{sitting.ID})
			for _, a := range made {
				who[a.PersonID].quizzes = append(who[a.PersonID].quizzes, quiz{a.ID})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
}
