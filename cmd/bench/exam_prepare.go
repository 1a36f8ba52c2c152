package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// prepareExam makes n people who are logged in, with an attempt each at the same test.
func prepareExam(ctx context.Context, config app.Config, n int) (*programme, error) {
	d, _, err := app.Open(ctx, config)
	if err != nil {
		return nil, err
	}
	p := &programme{d: d}
	if p.services, err = newServices(d); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	for _, step := range []func(context.Context) error{
		p.refuseUsed, p.makePlaces,
		func(ctx context.Context) error { return p.staffAll(ctx, n) },
		p.makeTest,
		func(ctx context.Context) error { return p.letIn(ctx, n) },
		p.summon,
	} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("preparing the exam: %w", err), d.Close())
		}
	}
	return p, nil
}

// staffAll brings in so many people, a thousand at each centre.
func (p *programme) staffAll(ctx context.Context, n int) error {
	for i, at := range append([]people.Institution{p.centre}, p.places...) {
		first := i * staff
		if first >= n {
			return nil
		}
		if err := p.importStaff(ctx, at, first, min(staff, n-first)); err != nil {
			return err
		}
	}
	return nil
}

// letIn opens an account for everybody and logs them in. Ten thousand passphrases would be checked for
// a quarter of an hour, so their logins are written as the door writes them; a door that has
// changed lets nobody in, and the first request says so.
func (p *programme) letIn(ctx context.Context, n int) error {
	hashed, err := access.NewPassphrase(passphrase)
	if err != nil {
		return err
	}
	var persons []people.Person
	if err := p.d.Read(ctx, func(tx *db.Tx) error { return tx.DB.Order("id").Limit(n).Find(&persons).Error }); err != nil {
		return err
	}
	for i, one := range persons {
		l := &learner{username: fmt.Sprintf("bench.%05d", i), person: one.ID}
		account, err := p.services.access.OpenAccountWithRole(ctx, access.System(), access.NewAccount{PersonID: one.ID, Username: l.username, Name: "Persona de medida", Passphrase: hashed}, access.Official, "")
		if err != nil {
			return err
		}
		l.actor.AccountID = account.ID
		p.learners = append(p.learners, l)
	}
	return p.d.Write(ctx, func(tx *db.Tx) error {
		var logins []access.Login
		for _, l := range p.learners {
			l.login = tx.NewSecret() + tx.NewSecret()
			sum := sha256.Sum256([]byte(l.login))
			logins = append(logins, access.Login{TokenHash: hex.EncodeToString(sum[:]), ID: tx.NewID(), AccountID: l.actor.AccountID, Device: "bench",
				CreatedAt: tx.Now, LastSeenAt: tx.Now, ExpiresAt: tx.Now.Add(access.LoginLasts)})
		}
		return tx.DB.CreateInBatches(logins, 500).Error
	})
}

// summon gives everybody an attempt in one sitting.
func (p *programme) summon(ctx context.Context) error {
	who, persons := map[string]*learner{}, make([]string, 0, len(p.learners))
	for _, l := range p.learners {
		who[l.person] = l
		persons = append(persons, l.person)
	}
	return p.d.Write(ctx, func(tx *db.Tx) error {
		sitting, err := assessments.AdministerTx(tx, access.System(), assessments.NewAdministration{AssessmentID: p.assessment.ID, Occasion: assessments.Pre, Title: "Examen de medida"})
		if err != nil {
			return err
		}
		if err := assessments.AssignTx(tx, access.System(), sitting.ID, persons, nil); err != nil {
			return err
		}
		made, err := assessments.AttemptsInTx(tx, []string{sitting.ID})
		for _, a := range made {
			who[a.PersonID].quizzes = []quiz{{a.ID}}
		}
		return err
	})
}
