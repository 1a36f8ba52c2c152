package analytics

import (
	"fmt"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
)

// The dashboard of a large place, which is by what is kept, shows and hides what the facts show and hide: places, competencies and
// departments, somebody with posts in two of them among the people.
func TestADashboardOfWhatIsKeptIsTheDashboardOfTheFacts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		cusco := w.Open("RED-2", "Red de Cusco", nil)
		far := w.Open("CAR-91", "CAR Lejano", &cusco)
		near := w.Open("CAR-92", "CAR Cercano", &cusco)
		mixed := w.Open("CAR-93", "CAR de otra región", &w.Network)
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec("UPDATE institution SET ubigeo = '080101' WHERE id IN ?", []string{cusco.ID, far.ID, near.ID, mixed.ID}).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		from := w.Day("2025-06-01")
		for n, at := range []people.Institution{w.Ceiba, w.Lupuna, far, near, mixed, w.Network} {
			for i := range 11 + n {
				name := fmt.Sprint(at.Code, i)
				w.Hire(name, at, from+db.Date(11*i))
				if i%3 > 0 {
					w.Train(name, from+db.Date(60+10*i), certificates.Completion)
					w.Assess(name, from+db.Date(61+10*i), assessments.Post, float64(50+3*i))
				}
				if i%4 == 0 {
					w.AssessIn(analyticstest.Trauma, name, from+db.Date(70+10*i), assessments.Post, float64(40+3*i))
				}
			}
		}
		w.Post(fmt.Sprint(far.Code, 1), w.Ceiba, people.CARMentor, from+30, 0) // in two departments at once
		w.Post(fmt.Sprint(far.Code, 2), near, people.CARMentor, from+30, 0)
		byFacts, byKept := NewService(d), NewService(d)
		byKept.readAtOnce = -1
		keep(t, byKept)
		for _, role := range []access.Role{access.Manager, access.Evaluator, "decided"} {
			decided := role == "decided"
			if decided {
				role = access.Evaluator
				decide(t, byKept, analyticstest.Everywhere(role))
			}
			for _, place := range []string{w.Network.ID, w.Ceiba.ID, cusco.ID, Everything} {
				q := Query{PlaceID: place, Competency: analyticstest.Asking}
				want, err := byFacts.Dashboard(t.Context(), analyticstest.Everywhere(role), q)
				if err != nil {
					t.Fatal(err)
				}
				got, err := byKept.Dashboard(t.Context(), analyticstest.Everywhere(role), q)
				if err != nil {
					t.Fatal(err)
				}
				if blind := got.Place.blind; blind != decided {
					t.Fatalf("%s, %s: what was decided before is told: %v", role, place, blind)
				}
				if got.Kept == nil || got.Kept.Behind || len(got.Heat) == 0 || len(got.Needs) > 0 {
					t.Fatalf("%s, %s: kept %+v, %d rows, %d people who need something", role, place, got.Kept, len(got.Heat), len(got.Needs))
				}
				for what, pair := range map[string][2]any{"columns": {got.Columns, want.Columns}, "places": {plainRows(got.Heat), plainRows(want.Heat)}, "departments": {got.Departments, want.Departments}} {
					if a, b := fmt.Sprintf("%+v", pair[0]), fmt.Sprintf("%+v", pair[1]); a != b {
						t.Errorf("%s, %s: the %s are\n%s\nand by the facts\n%s", role, place, what, a, b)
					}
				}
			}
		}
	})
}

// plainRows are rows without the addresses in them.
func plainRows(rows []HeatRow) (plain []any) {
	for _, r := range rows {
		plain = append(plain, r.Institution.ID, r.Cells, r.Verified, r.Shrunk)
	}
	return plain
}
