package analytics_test

import (
	"math"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/courses"
)

// paid says who pays for a cohort, by share, and what it cost in soles.
func paid(t *testing.T, d *db.DB, c *analyticstest.Cohort, soles int, shares map[string]float64) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for name, share := range shares {
			var funder courses.Funder
			if err := tx.DB.Where("code = ?", name).Limit(1).Find(&funder).Error; err != nil {
				return err
			}
			if funder.ID == "" {
				funder = courses.Funder{ID: tx.NewID(), Code: name, Name: name, CreatedAt: tx.Now}
				if err := tx.DB.Create(&funder).Error; err != nil {
					return err
				}
			}
			if err := tx.DB.Create(&courses.OfferingFunder{OfferingID: c.ID, FunderID: funder.ID, Share: share}).Error; err != nil {
				return err
			}
		}
		return tx.DB.Create(&courses.Cost{ID: tx.NewID(), OfferingID: c.ID, Kind: courses.CostInstruction, Centimos: courses.Soles(soles * 100), Note: "todo", RecordedAt: tx.Now, RecordedBy: access.SystemID}).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// placed notes where everybody was posted who completed something.
func placed(t *testing.T, d *db.DB, at people.Institution) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Model(&courses.Completion{}).Where("institution_id IS NULL").Update("institution_id", at.ID).Error
	}); err != nil {
		t.Fatal(err)
	}
}

func near(t *testing.T, what string, got measure.Number, want float64) {
	t.Helper()
	if math.Abs(got.Float()-want) > 1e-9 || math.IsNaN(got.Float()) {
		t.Errorf("%s: %v, not %v", what, got, want)
	}
}

// Four people complete a course in La Ceiba on 1 March 2025. Ana stays; Bea moves to La Lupuna after 61 days, Cata leaves the system after 122, Dora after 184. Ana takes
// a second course, which another funder pays for as well, on 1 June.
func TestWhatTurnoverLeavesOfTraining(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		since, trained := w.Day("2025-01-01"), w.Day("2025-03-01")
		w.Hire("ana", w.Ceiba, since)
		w.Post("bea", w.Ceiba, people.CARMentor, since, w.Day("2025-05-01"))
		w.Hire("bea", w.Lupuna, w.Day("2025-05-01"))
		w.Post("cata", w.Ceiba, people.CARMentor, since, w.Day("2025-07-01"))
		w.Post("dora", w.Ceiba, people.CARMentor, since, w.Day("2025-09-01"))
		first, second := w.Cohort(trained-5, trained), w.Cohort(w.Day("2025-05-20"), w.Day("2025-06-01"))
		w.Enrol(first, trained-5, "ana", "bea", "cata", "dora")
		w.Enrol(second, w.Day("2025-05-20"), "ana")
		for _, name := range []string{"ana", "bea", "cata", "dora"} {
			w.Finish(first, name, trained)
		}
		w.Finish(second, "ana", w.Day("2025-06-01"))
		placed(t, d, w.Ceiba)
		paid(t, d, first, 4000, map[string]float64{"NORTE": 1})
		paid(t, d, second, 600, map[string]float64{"NORTE": 0.5, "SUR": 0.5})
		service := analytics.NewService(d)
		before := d.Statements()
		s, err := service.Staying(t.Context(), analyticstest.Everywhere(access.Manager), analytics.Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking, On: w.Day("2026-03-01")})
		if err != nil {
			t.Fatal(err)
		}
		if n := d.Statements() - before; n > 28 {
			t.Errorf("%d statements", n)
		}
		month := measure.DaysPerMonth
		near(t, "people", s.People, 4)
		near(t, "left", s.Left, 3)
		near(t, "median", s.Curves[0].Median.Value, (122+184)/2/month) // the curve lies on one half from day 122 to day 184
		near(t, "left, to the system", s.Leavers.Transferred, 1)
		near(t, "left, out", s.Leavers.Out, 2)
		// The curve is 1 until day 61, 3/4 until 122, 1/2 until 184, then 1/4 until the last was seen, on day 365.
		near(t, "newly", s.Leavers.Newly, (61+0.75*61+0.5*62+0.25*181)/month)
		cata, dora := (0.5*62+0.25*181)/0.75, (0.25*181)/0.5
		near(t, "lost", s.Leavers.MonthsLost, (cata+dora)/month)
		near(t, "each", s.Leavers.Each, (cata+dora)/2/month)
		near(t, "person-months", s.Time.Months, (365+61+122+184)/month)
		near(t, "cost", s.Time.Cost, 4600)
		if len(s.Time.Course) != 1 || len(s.Time.Funder) != 2 || s.Time.Funder[0].Name != "NORTE" {
			t.Fatalf("%+v", s.Time)
		}
		near(t, "course, people", s.Time.Course[0].People, 4)
		near(t, "course, months", s.Time.Course[0].Months, (365+61+122+184)/month)
		norte, sur := s.Time.Funder[0], s.Time.Funder[1]
		near(t, "norte, people", norte.People, 4)
		near(t, "sur, people", sur.People, 1)
		near(t, "sur, all her time", sur.Months, 273/month)
		near(t, "sur, its part", sur.Part, 273.0/4/month) // half of a course that shares the days with another
		near(t, "the parts", norte.Part+sur.Part, s.Time.Months.Float())
		near(t, "sur, soles", sur.Cost, 300)
		near(t, "the soles", norte.Cost+sur.Cost, 4600)
		lupuna, err := service.Staying(t.Context(), analyticstest.Everywhere(access.Manager), analytics.Query{PlaceID: w.Lupuna.ID, Competency: analyticstest.Asking, On: w.Day("2026-03-01")})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "came from the system", lupuna.Arrivals.FromSystem, 1)
		near(t, "nobody was trained there", lupuna.People, 0)
		near(t, "what came along costs nothing", lupuna.Time.Cost, 0)
		if len(lupuna.Routes) != 1 || lupuna.Routes[0].From != "CAR La Ceiba" || !lupuna.Routes[0].ToHere {
			t.Errorf("%+v", lupuna.Routes)
		}
		hidden, err := service.Staying(t.Context(), analyticstest.Everywhere(access.Evaluator), analytics.Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking, On: w.Day("2026-02-28")})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := hidden.Input(); ok || hidden.People.Defined() || hidden.Leavers.Out.Defined() || hidden.Time.Months.Defined() || len(hidden.Time.Course)+len(hidden.Curves[0].Points)+len(hidden.Routes) > 0 {
			t.Errorf("the evaluator sees four people: %+v", hidden)
		}
	})
}
