package demo_test

import (
	"log/slog"
	"sync"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/demo"
	"relevo/app/fault"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// programme is a database with the demonstration in it and the services that
// a running relevo has.
type programme struct {
	DB           *db.DB
	Jobs         *jobs.Jobs
	Access       *access.Service
	People       *people.Service
	Assessments  *assessments.Service
	Courses      *courses.Service
	Certificates *certificates.Service
	t            *testing.T
}

// stageOn makes the services, with the events heard as in the application.
func stageOn(t *testing.T, d *db.DB) programme {
	t.Helper()
	queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	dbtest.ClockOf(t, d).Set(demo.Begins)
	p := programme{t: t, DB: d, Jobs: queue, Access: access.NewService(d), People: people.NewService(d), Assessments: assessments.NewService(d, queue),
		Courses: courses.NewService(d, queue), Certificates: certificates.NewService(d, "http://localhost:8080")}
	p.Access.Exempt = func(string) bool { return true } // as on the machine it runs on
	queue.Handle(assessments.EventSubmitted, jobs.Hear(p.Assessments.HearSubmitted))
	queue.Handle(assessments.EventScored, jobs.Hear(p.Courses.HearScored))
	queue.Handle(courses.CompletedEvent, jobs.Hear(p.Courses.HearCompleted))
	queue.Handle(courses.MeetingOverEvent, jobs.Hear(p.Courses.HearMeetingOver))
	queue.Handle(courses.CompletedEvent, jobs.Hear(p.Certificates.HearCompleted))
	return p
}

// load puts the demonstration into the database.
func load(t *testing.T, d *db.DB) programme {
	t.Helper()
	p := stageOn(t, d)
	begin := time.Now()
	loaded, err := demo.Load(t.Context(), p.DB, p.Jobs)
	if err != nil || !loaded {
		t.Fatalf("loaded %v, %v", loaded, err)
	}
	took := time.Since(begin)
	t.Logf("%s: loaded in %.1f s", d.Dialect, took.Seconds())
	limit := map[db.Dialect]time.Duration{db.SQLite: 40 * time.Second, db.Postgres: 60 * time.Second}[d.Dialect]
	if took > limit && !underRace {
		t.Errorf("loading took %s, more than %s", took, limit)
	}
	return p
}

func (p programme) read(fn func(tx *db.Tx) error) {
	p.t.Helper()
	if err := p.DB.Read(p.t.Context(), fn); err != nil {
		p.t.Fatal(err)
	}
}

// all gives every row of a table.
func all[T any](p programme) (rows []T) {
	p.t.Helper()
	p.read(func(tx *db.Tx) error { return tx.DB.Find(&rows).Error })
	return rows
}

// place is the institution with the code.
func (p programme) place(code string) (i people.Institution) {
	p.t.Helper()
	p.read(func(tx *db.Tx) error { return tx.DB.Where("code = ?", code).Take(&i).Error })
	return i
}

// as logs the guest with the role in and gives them as they act.
func (p programme) as(role access.Role) access.Actor {
	p.t.Helper()
	for _, g := range demo.Guests() {
		if g.Role != role {
			continue
		}
		token, err := p.Access.LogIn(p.t.Context(), access.Credentials{Username: g.Username, Passphrase: g.Passphrase, Device: "test"})
		if err != nil {
			p.t.Fatalf("%s cannot log in: %v", g.Username, err)
		}
		actor, err := p.Access.Authenticate(p.t.Context(), token)
		if err != nil {
			p.t.Fatal(err)
		}
		return actor
	}
	p.t.Fatalf("no guest is %s", role)
	return access.Actor{}
}

// The demonstration is loaded once on each database, looked at from all
// sides, and then used.
func TestTheDemonstration(t *testing.T) {
	var mu sync.Mutex
	digests := map[string][]string{}
	t.Run("each", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			p := load(t, d)
			if loaded, err := demo.Load(t.Context(), p.DB, p.Jobs); loaded || err != nil {
				t.Errorf("the second time: loaded %v, %v, want it left alone", loaded, err)
			}
			own := p.digests()
			mu.Lock()
			for table, digest := range own {
				digests[table] = append(digests[table], digest)
			}
			mu.Unlock()
			p.theFactsHoldTogether()
			p.theFiguresTellTheStory()
			p.nothingIsLeftToDo()
			p.theGuestsCanLookAround()
		})
	})
	for table, loads := range digests {
		if len(loads) != 2 || loads[0] != loads[1] {
			t.Errorf("%s differs between two loads", table)
		}
	}
}

func TestItRefusesADatabaseThatHoldsSomethingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := stageOn(t, d)
		if _, err := p.People.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-1", Name: "Una casa de verdad",
			Kind: people.CareCentre, Sector: "public"}); err != nil {
			t.Fatal(err)
		}
		if loaded, err := demo.Load(t.Context(), p.DB, p.Jobs); loaded || err == nil {
			t.Errorf("loaded %v, %v, want a refusal", loaded, err)
		}
		if n := len(all[people.Institution](p)); n != 1 {
			t.Errorf("%d institutions afterwards, want the one", n)
		}
	})
}

func TestItRefusesAClockThatStandsBeforeItsEnd(t *testing.T) {
	d := dbtest.SQLite(t)
	p := stageOn(t, d)
	dbtest.ClockOf(t, d).Set(demo.Begins.Add(-time.Minute))
	if loaded, err := demo.Load(t.Context(), p.DB, p.Jobs); loaded || err == nil {
		t.Errorf("loaded %v, %v, want a refusal", loaded, err)
	}
}

// nothingIsLeftToDo: everything that follows from something has followed, so
// that hearing the events once more changes nothing. Every seventh is heard.
func (p programme) nothingIsLeftToDo() {
	t, ctx, every := p.t, p.t.Context(), 7
	if underRace {
		every = 41
	}
	before := p.digests()
	for i, a := range all[assessments.Attempt](p) {
		if !a.Done() || i%every != 0 {
			continue
		}
		if err := p.Assessments.Score(ctx, a.ID); err != nil {
			t.Fatal(err)
		}
		if a.State != assessments.StateScored {
			continue
		}
		if err := p.Courses.HearScored(ctx, assessments.Scored{AttemptID: a.ID, AdministrationID: a.AdministrationID, PersonID: a.PersonID}); err != nil {
			t.Fatal(err)
		}
	}
	offerings := map[string]string{}
	for _, e := range all[courses.Enrolment](p) {
		offerings[e.ID] = e.OfferingID
	}
	for i, c := range all[courses.Completion](p) {
		if i%every != 0 {
			continue
		}
		if err := p.Certificates.IssueFor(ctx, c.ID); err != nil {
			t.Fatal(err)
		}
		heard := courses.Completed{CompletionID: c.ID, PersonID: c.PersonID, OfferingID: offerings[c.EnrolmentID], CourseID: c.CourseID}
		if err := p.Courses.HearCompleted(ctx, heard); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	for table, digest := range p.digests() {
		if digest != before[table] {
			t.Errorf("%s changed", table)
		}
	}
}

func (p programme) theGuestsCanLookAround() {
	t, ctx := p.t, p.t.Context()
	official, trainer, manager := p.as(access.Official), p.as(access.Trainer), p.as(access.Manager)
	evaluator, administrator := p.as(access.Evaluator), p.as(access.Administrator)

	home, err := p.Courses.Learn(ctx, official)
	if err != nil {
		t.Fatal(err)
	}
	if home.Continue == nil || home.Continue.Step.Kind != courses.StepPre || home.Continue.Step.Resume {
		t.Errorf("the official goes on with %+v, want the test before the course", home.Continue)
	}
	p.somebodyIsHalfWay("MEN-2026-04")
	p.walk(official, trainer, home.Continue)

	loreto, ceiba := p.place("ACOGE-LOR"), p.place("CAR-LOR-1")
	if places, err := p.People.InstitutionsInScope(ctx, manager, access.ViewNames); err != nil || len(places) < 5 {
		t.Errorf("the manager runs %d institutions, %v", len(places), err)
	}
	if err := manager.Need(access.ViewNames, loreto.Path); err != nil {
		t.Error(err)
	}
	if !fault.Is(manager.Need(access.ViewNames, p.place("CAR-CUS-1").Path), fault.NotFound) {
		t.Error("the manager sees names in another region")
	}
	lists, err := p.People.Lists(ctx, manager, ceiba.ID)
	if err != nil || len(lists.Imports) != 24 || len(lists.Drafts) != 1 {
		t.Fatalf("%d lists read, %d waiting, %v", len(lists.Imports), len(lists.Drafts), err)
	}
	if _, err := p.People.Undo(ctx, manager, lists.Imports[0].ID); err != nil {
		t.Errorf("the newest list cannot be undone: %v", err)
	}
	if _, _, err := p.Courses.Candidates(ctx, manager, p.offering("MEN-2026-04").ID); err != nil {
		t.Errorf("the manager does not see the offering in her centre: %v", err)
	}
	for _, actor := range []access.Actor{trainer, evaluator, administrator} {
		if err := actor.Need(access.ViewFigures, ""); err != nil {
			t.Errorf("%s: %v", actor.Name, err)
		}
	}
	if lines, err := p.Access.AuditPage(ctx, administrator, access.AuditFilter{}, "", 50); err != nil || len(lines) != 50 {
		t.Errorf("%d lines of audit, %v", len(lines), err)
	}
}
