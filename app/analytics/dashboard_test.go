package analytics_test

import (
	"fmt"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
)

func dashboardOf(t *testing.T, s *analytics.Service, actor access.Actor, q analytics.Query) analytics.Dashboard {
	t.Helper()
	d, err := s.Dashboard(t.Context(), actor, q)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// staff puts people in post in a place, the first of them trained and some of those assessed.
func staff(w *analyticstest.World, at people.Institution, n, trained, mastered int) {
	for i := range n {
		name := fmt.Sprintf("%s-%02d", at.Code, i)
		w.Hire(name, at, w.Day("2025-06-01"))
		if i < trained {
			w.Train(name, w.Day("2026-03-01"))
		}
		if i < mastered {
			w.Assess(name, w.Day("2026-03-02"), assessments.Post, 95)
		}
	}
}

// What the dashboard shows is what the pages of figures show, place by place and
// competency by competency, whoever looks.
func TestTheDashboardShowsWhatTheFiguresShow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		staff(w, w.Ceiba, 14, 9, 8)
		staff(w, w.Lupuna, 13, 3, 2)
		w.AssessIn(analyticstest.Trauma, "CAR-01-00", w.Day("2026-03-02"), assessments.Post, 90)
		s := analytics.NewService(d)
		for _, role := range []access.Role{access.Manager, access.Evaluator} {
			actor := analyticstest.Everywhere(role)
			board := dashboardOf(t, s, actor, analytics.Query{PlaceID: w.Network.ID})
			if len(board.Heat) != 2 || len(board.Columns) != 2 {
				t.Fatalf("%s: %d rows, %d columns", role, len(board.Heat), len(board.Columns))
			}
			hidden := false
			for _, row := range board.Heat {
				for i, column := range board.Columns {
					own := figuresOf(t, s, actor, analytics.Query{PlaceID: row.Institution.ID, Competency: column.Code})
					if got, want := fmt.Sprint(row.Cells[i].InPost, row.Cells[i].Trained, row.Cells[i].Verified, row.Cells[i].Skilled), fmt.Sprint(own.Cascade.InPost, own.Cascade.Trained, own.Cascade.Verified, own.Cascade.Skilled); got != want {
						t.Errorf("%s, %s, %s: %s, on its own page %s", role, row.Institution.Name, column.Code, got, want)
					}
					hidden = hidden || own.Cascade.Hidden
				}
			}
			if hidden != (role == access.Evaluator) {
				t.Errorf("%s: hidden %v", role, hidden)
			}
			if (board.Needs == nil) != (role == access.Evaluator) {
				t.Errorf("%s is shown %d people by name", role, len(board.Needs))
			}
		}
	})
}

// The number of statements depends neither on how many institutions there are nor
// on how many people, up to 500 of them.
func TestADashboardAsksTheDatabaseAFixedNumberOfTimes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		staff(w, w.Ceiba, 6, 4, 3)
		s := analytics.NewService(d)
		ask := func(role access.Role) int64 {
			actor := analyticstest.Everywhere(role)
			dashboardOf(t, s, actor, analytics.Query{PlaceID: w.Network.ID}) // fits the models
			before := d.Statements()
			dashboardOf(t, s, actor, analytics.Query{PlaceID: w.Network.ID})
			return d.Statements() - before
		}
		manager, evaluator := ask(access.Manager), ask(access.Evaluator)
		for n := range 8 {
			staff(w, w.Open(fmt.Sprint("NUEVO-", n), fmt.Sprint("CAR Nuevo ", n), &w.Network), 5, 3, 2)
		}
		if again := ask(access.Manager); again != manager || manager > 40 {
			t.Errorf("manager: %d statements for 3 institutions, %d for 11", manager, again)
		}
		if again := ask(access.Evaluator); again != evaluator || evaluator > 25 {
			t.Errorf("evaluator: %d statements for 3 institutions, %d for 11", evaluator, again)
		}
	})
}

func TestWhoNeedsTrainingThisWeek(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		today := w.Day("2026-05-04")
		for _, name := range []string{"nueva", "floja", "vencida", "por-vencer", "vigente"} {
			w.Hire(name, w.Ceiba, w.Day("2025-06-01"))
			if name != "nueva" {
				w.Train(name, w.Day("2025-09-01"))
			}
		}
		w.Assess("floja", today-30, assessments.Post, 20)
		w.Assess("vencida", today.AddMonths(-8), assessments.Post, 90)
		w.Assess("por-vencer", today.AddMonths(-6)+4, assessments.Post, 90)
		w.Assess("vigente", today.AddMonths(-6)+20, assessments.Post, 90) // due in 20 days, not this week
		board := dashboardOf(t, analytics.NewService(d), analyticstest.In(access.Manager, w.Ceiba), analytics.Query{PlaceID: w.Ceiba.ID})
		var got []string
		for _, n := range board.Needs {
			got = append(got, n.Person.SearchName+" "+string(n.Why))
		}
		if want := "[nueva never_trained floja below_cut vencida lapsed por-vencer lapsing]"; fmt.Sprint(got) != want {
			t.Errorf("%v, want %s", got, want)
		}
	})
}

// A small centre's share is pulled towards that of the others, further than a great one's.
func TestASmallCentreIsPulledTowardsTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		staff(w, w.Ceiba, 4, 4, 4)
		staff(w, w.Lupuna, 40, 30, 8)
		staff(w, w.Open("CAR-03", "CAR El Cedro", &w.Network), 30, 20, 12)
		board := dashboardOf(t, analytics.NewService(d), analyticstest.Everywhere(access.Manager), analytics.Query{PlaceID: w.Network.ID})
		for _, row := range board.Heat {
			if row.Institution.ID == w.Ceiba.ID && (row.Verified.Share != 1 || !(row.Shrunk.Value < 0.95)) || row.Institution.ID == w.Lupuna.ID && !(row.Shrunk.Value-row.Verified.Share < 0.03) {
				t.Errorf("%s: observed %v, pulled to %v", row.Institution.Name, row.Verified.Share, row.Shrunk.Value)
			}
		}
		if d := board.Departments; len(d) != 1 || d[0].Code != "16" || d[0].InPost != 74 || d[0].Cascade.Row(measure.VerifiedRow) != 24 {
			t.Errorf("departments: %+v", d)
		}
	})
}
