package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// measuring is what pages are opened with: the services behind them, as the application puts them together.
type measuring struct {
	ctx       context.Context //nolint:containedctx // of one measurement
	d         *db.DB
	services  services
	analytics *analytics.Service
	country   *country

	sitting string
	decided time.Duration // what it took to decide what evaluators may be told; 0 when that was not done
}

// growthPage is one page whose cost must not grow with the country. What is measured is the work of its service, without the page that is drawn of it.
type growthPage struct {
	name  string
	says  string
	begin func(m *measuring) error
	open  func(m *measuring, n int) error
	dear  bool // five times are enough
}

// lookUps is the measure of the series: so many rows by their primary key, in one transaction.
const lookUps = 20

var growthPages = []growthPage{
	{name: "look-ups", says: "20 people by their primary key", open: (*measuring).lookUp},
	{name: "series-centre", says: "monthly series of any centre", open: func(m *measuring, n int) error { return m.series(m.anyCentre(n)) }},
	{name: "series-region", says: "monthly series of a region", open: func(m *measuring, n int) error { return m.series(rowID("i", m.country.regionNo(n%m.country.regions))) }},
	{name: "series-country", says: "monthly series of the country", open: func(m *measuring, _ int) error { return m.series(rootID) }},
	{name: "institution", says: "page of a centre's staff", open: func(m *measuring, n int) error {
		_, err := m.services.people.Overview(m.ctx, access.System(), m.anyCentre(n))
		return err
	}},
	{name: "figures", says: "page of a centre's figures", open: func(m *measuring, n int) error {
		_, err := m.analytics.Figures(m.ctx, access.System(), analytics.Query{PlaceID: m.anyCentre(n), Competency: "competency-1"})
		return err
	}},
	{name: "heat", says: "national heat map", dear: true, open: func(m *measuring, _ int) error { return m.heat(access.System()) }},
	{name: "heat-unnamed", says: "the same, seen without names", dear: true, begin: (*measuring).decide, open: func(m *measuring, _ int) error { return m.heat(evaluator) }},
	{name: "figures-unnamed", says: "page of a centre's figures, seen without names", begin: (*measuring).decide, open: func(m *measuring, n int) error {
		_, err := m.analytics.Figures(m.ctx, evaluator, analytics.Query{PlaceID: m.anyCentre(n), Competency: "competency-1"})
		return err
	}},
	{name: "search", says: "people by two names", open: func(m *measuring, n int) error { return m.search(n) }},
	{name: "scores", says: "score list of a sitting, a page", begin: (*measuring).findSitting, open: func(m *measuring, _ int) error {
		_, err := m.services.assessments.Administration(m.ctx, access.System(), m.sitting, assessments.SittingsPart{Size: 100})
		return err
	}},
	{name: "roster", says: "1,000 people from a list", dear: true, open: (*measuring).roster},
}

// evaluator sees the figures of the country and no names.
var evaluator = access.Actor{AccountID: "evaluator", Roles: []access.Held{{Role: access.Evaluator}}}

// decide does what the job does: it decides what may be told to an evaluator, where there is an account of one and it was not decided of
// what is kept now.
func (m *measuring) decide() error {
	if m.decided > 0 {
		return nil
	}
	found, err := m.services.access.Accounts(m.ctx, access.System(), "evaluator", 1)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		hashed, err := access.NewPassphrase(passphrase)
		if err != nil {
			return err
		}
		in := access.NewAccount{Username: "evaluator", Name: "Persona de medida", Passphrase: hashed}
		if _, err := m.services.access.OpenAccountWithRole(m.ctx, access.System(), in, access.Evaluator, ""); err != nil {
			return err
		}
	}
	begin := time.Now()
	err = m.analytics.Decide(m.ctx)
	m.decided = time.Since(begin)
	return err
}

func (m *measuring) heat(who access.Actor) error {
	_, err := m.analytics.Dashboard(m.ctx, who, analytics.Query{PlaceID: rootID, Competency: "competency-1"})
	return err
}

// anyCentre is another centre every time.
func (m *measuring) anyCentre(n int) string {
	return m.country.centreID((n * 7919) % m.country.centres)
}

func (m *measuring) lookUp(n int) error {
	r := rand.New(rand.NewPCG(m.country.seed, uint64(n))) //nolint:gosec // which rows are looked up
	return m.d.Read(m.ctx, func(tx *db.Tx) error {
		for range lookUps {
			var p people.Person
			if err := tx.DB.Where("id = ?", rowID("p", r.IntN(m.country.people))).Take(&p).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *measuring) series(place string) error {
	s, err := m.analytics.Series(m.ctx, access.System(), analytics.Query{PlaceID: place, Competency: "competency-1"})
	if err == nil && (s.Kept == nil || len(s.Points) < 18) {
		err = fmt.Errorf("the series of %s is not kept", place)
	}
	return err
}

func (m *measuring) search(n int) error {
	first, second, _ := nameOf((n * 104729) % m.country.people)
	found, err := m.services.people.SearchPeople(m.ctx, access.System(), first+" "+second)
	if err == nil && len(found.People) == 0 {
		err = errors.New("nobody was found")
	}
	return err
}

func (m *measuring) findSitting() error { m.sitting = sittingID(0, 0); return nil }

// roster brings a list into a centre that has no staff yet.
func (m *measuring) roster(n int) error {
	seed := int(time.Now().UnixNano() % 1_000_000_000) // a run that uses the database of another brings in other people
	centre, err := m.country.empty(m.ctx, m.services, seed)
	if err != nil {
		return err
	}
	p := programme{d: m.d, services: m.services}
	return p.importStaff(m.ctx, centre, 50_000_000+(seed%30_000)*1000, enrolledAtOnce)
}

// count tells how much there is.
func (one *grown) count(ctx context.Context, d *db.DB) error {
	return d.Read(ctx, func(tx *db.Tx) error {
		return errors.Join(tx.DB.Raw("SELECT COUNT(*) FROM posting").Scan(&one.Postings).Error, tx.DB.Raw("SELECT COUNT(*) FROM result").Scan(&one.Scores).Error)
	})
}

// keptAll tells whether anything is kept for today.
func keptAll(ctx context.Context, d *db.DB) (kept bool, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Raw("SELECT EXISTS (SELECT 1 FROM kept_series WHERE until = ? AND place_id = ?) AND NOT EXISTS (SELECT 1 FROM kept_change)", tx.Today(), rootID).Scan(&kept).Error
	})
	return kept, err
}
