package demo

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// Load puts the demonstration programme into an empty database, all of it or
// nothing, and tells whether it did: one that is there already is left as it
// is. A database that holds something else is refused.
func Load(ctx context.Context, d *db.DB, queue *jobs.Jobs) (loaded bool, err error) {
	there, err := isThere(ctx, d)
	if err != nil || there {
		return false, err
	}
	if d.Now().Before(db.At(Begins)) {
		return false, fmt.Errorf("the demonstration tells what happened until %s: its clock must not stand before that, and stands at %s", db.At(Begins), d.Now())
	}
	subjects, err := readContent()
	if err != nil {
		return false, err
	}
	passphrases, err := hashes()
	if err != nil {
		return false, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		l := newLife(ctx, tx, queue)
		return l.past.Write(ctx, func(step *db.Tx) error {
			l.step = step
			return l.live(subjects, passphrases)
		})
	})
	return err == nil, err
}

// isThere tells whether the demonstration is there, and refuses a database
// that holds anything else.
func isThere(ctx context.Context, d *db.DB) (there bool, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		var roots int64
		if err := tx.DB.Model(&people.Institution{}).Where("code = ?", rootCode).Count(&roots).Error; err != nil {
			return err
		}
		if there = roots > 0; there {
			return nil
		}
		for _, model := range []any{&people.Institution{}, &people.Person{}, &access.Account{}, &courses.Course{}, &courses.Funder{},
			&assessments.Competency{}, &assessments.Item{}, &assessments.Assessment{}} {
			var rows int64
			if err := tx.DB.Model(model).Count(&rows).Error; err != nil {
				return err
			}
			if rows > 0 {
				return errors.New("the database holds a programme that is not the demonstration: give the demonstration an empty one")
			}
		}
		return nil
	})
	return there, err
}

// life is the programme while its two years are lived through.
type life struct {
	ctx  context.Context //nolint:containedctx // it lives as long as the one call that it serves
	now  time.Time       // where the clock of the past stands
	past *db.DB          // the database under that clock
	step *db.Tx          // a transaction of it

	access      *access.Service
	people      *people.Service
	assessments *assessments.Service
	courses     *courses.Service

	accounts  map[string]access.Account // by username
	places    map[string]*place         // by code
	order     []*place                  // as the table has them
	persons   []*person
	guest     *person             // the official among the guests
	moved     *person             // who carried a skill from one centre to another
	subjects  map[string]*subject // what is taught, by code of the course
	funders   map[string]courses.Funder
	offerings []*offering
	template  string // how certificates look
	rows      rows
}

func newLife(ctx context.Context, tx *db.Tx, queue *jobs.Jobs) *life {
	l := &life{ctx: ctx, now: opens.Start().Time(), accounts: map[string]access.Account{}, places: map[string]*place{},
		subjects: map[string]*subject{}, funders: map[string]courses.Funder{}}
	l.past = tx.Nested(func() time.Time { return l.now }, rand.NewChaCha8(sha256.Sum256([]byte("relevo demo identifiers"))))
	l.access, l.people = access.NewService(l.past), people.NewService(l.past)
	l.assessments, l.courses = assessments.NewService(l.past, queue), courses.NewService(l.past, queue)
	return l
}

// live makes everything, in the order in which one thing needs another.
func (l *life) live(subjects []*subject, passphrases map[access.Role]access.Passphrase) error {
	for _, act := range []struct {
		does string
		do   func() error
	}{
		{"the institutions", l.found},
		{"the accounts", func() error { return l.openAccounts(passphrases) }},
		{"the courses", func() error { return l.teach(subjects) }},
		{"the papers", l.designPapers},
		{"the staff", l.employ},
		{"the official", func() error { return l.openOfficial(passphrases) }},
		{"the offerings", l.runOfferings},
		{"the follow-ups", l.followUp},
		{"a certificate taken back", l.revokeOne},
		{"the facts", l.write},
		{"a person on record twice", l.writeTwice},
		{"the list that waits", l.leaveList},
		{"the capacity of institutions", l.assessCapacity},
		{"the monthly counts", l.countMonths},
		{"the surveys", l.survey},
		{"the targets", l.aim},
		{"the refreshers", l.refresh},
		{"the meetings", l.gatherAll},
		{"the costs", l.spend},
		{"the seats", l.limitSeats},
		{"the results aimed at", l.aimResults},
	} {
		if err := act.do(); err != nil {
			return fmt.Errorf("the demonstration, %s: %w", act.does, err)
		}
	}
	return nil
}

// goTo sets the clock of the past.
func (l *life) goTo(at db.Instant) { l.now = at.Time() }

// at is the transaction as of a moment: identifiers made in it tell that moment.
func (l *life) at(when db.Instant) *db.Tx {
	step := *l.step
	step.Now = when
	return &step
}
