package analytics_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
)

// story is two years of a small programme:
//
//	Ana     mentor in La Ceiba; 30 before, 80 after the course of 1 October; two papers
//	Berta   the same, 90 after and no test before; gone on 1 February
//	Carla   psychologist in La Ceiba, 20 before, 50 after; from 1 March in La Lupuna
//	Diana   mentor in La Ceiba from 15 January, never trained
//	Elena   mentor in La Ceiba, trained on 1 April, never assessed
//	Fabia   mentor in La Lupuna, 20 before, 100 after the course of 10 April
//	Zoila   mentor apart from all of them, trained and mastered
func story(t *testing.T, d *db.DB) *analyticstest.World {
	t.Helper()
	w := analyticstest.New(t, d)
	since, autumn := w.Day("2025-05-01"), w.Day("2025-10-01")
	w.Approve(w.Ceiba, 2, since)
	for _, name := range []string{"ana", "elena"} {
		w.Hire(name, w.Ceiba, since)
	}
	w.Post("berta", w.Ceiba, people.CARMentor, since, w.Day("2026-02-01"))
	w.Post("carla", w.Ceiba, people.Psychologist, since, w.Day("2026-03-01"))
	w.Post("carla", w.Lupuna, people.Psychologist, w.Day("2026-03-01"), 0)
	w.Hire("diana", w.Ceiba, w.Day("2026-01-15"))
	w.Hire("fabia", w.Lupuna, since)
	w.Hire("zoila", w.Apart, since)

	w.Assess("ana", autumn, assessments.Pre, 30)
	w.Assess("carla", autumn, assessments.Pre, 20)
	ana := w.Train("ana", autumn)
	w.Certify("ana", ana, certificates.Completion, autumn+1)
	w.Certify("ana", ana, certificates.Competence, autumn+5)
	for name, score := range map[string]float64{"ana": 80, "berta": 90, "carla": 50, "zoila": 95} {
		w.Assess(name, autumn, assessments.Post, score)
		if name != "ana" {
			w.Train(name, autumn, certificates.Completion)
		}
	}
	w.Train("elena", w.Day("2026-04-01"), certificates.Completion)
	w.Assess("fabia", w.Day("2026-04-10"), assessments.Pre, 20)
	w.Assess("fabia", w.Day("2026-04-10"), assessments.Post, 100)
	w.Train("fabia", w.Day("2026-04-10"), certificates.Completion)
	return w
}

// rows are the counts of a cascade.
type rows struct{ inPost, certificates, trained, mastered, verified, neverAssessed float64 }

func rowsOf(c analytics.Cascade) rows {
	return rows{c.InPost.Float(), c.Certificates.Float(), c.Trained.Float(), c.Mastered.Float(), c.Verified.Float(), c.NeverAssessed.Float()}
}

func TestCascadeAsWorkedOutByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		for _, test := range []struct {
			name  string
			place people.Institution
			on    string
			cadre people.Cadre
			want  rows
		}{
			{"before the course", w.Ceiba, "2025-09-15", "", rows{inPost: 4}},
			{"the day of the course, with the paper of the next day still to come", w.Ceiba, "2025-10-01", "", rows{4, 2, 3, 2, 2, 0}},
			{"after it: a completion with two papers counts once", w.Ceiba, "2025-10-10", "", rows{4, 3, 3, 2, 2, 0}},
			{"only psychologists", w.Ceiba, "2025-10-10", people.Psychologist, rows{1, 1, 1, 0, 0, 0}},
			{"only mentors", w.Ceiba, "2025-10-10", people.CARMentor, rows{3, 2, 2, 2, 2, 0}},
			{"one has gone and one has moved; their papers stay", w.Ceiba, "2026-03-15", "", rows{3, 3, 1, 1, 1, 0}},
			{"who came brought the course, but no paper", w.Lupuna, "2026-03-15", "", rows{2, 0, 1, 0, 0, 0}},
			{"the last day of six months' validity", w.Ceiba, "2026-04-01", "", rows{3, 4, 2, 1, 1, 1}},
			{"and the next day", w.Ceiba, "2026-04-02", "", rows{3, 4, 2, 1, 0, 1}},
			{"the network is both centres", w.Network, "2026-05-04", "", rows{5, 5, 4, 2, 1, 1}},
			{"what lies apart is no part of it", w.Apart, "2026-05-04", "", rows{1, 1, 1, 1, 0, 0}},
		} {
			t.Run(test.name, func(t *testing.T) {
				figures, err := service.Figures(t.Context(), manager, analytics.Query{PlaceID: test.place.ID, Competency: analyticstest.Asking, Cadre: test.cadre, On: w.Day(test.on)})
				if err != nil {
					t.Fatal(err)
				}
				if got := rowsOf(figures.Cascade); got != test.want {
					t.Errorf("got  %+v\nwant %+v", got, test.want)
				}
				skilled := figures.Cascade.Skilled
				if !(0 <= skilled.Lower && skilled.Lower <= skilled.Value && skilled.Value <= skilled.Upper && skilled.Upper <= figures.Cascade.InPost) {
					t.Errorf("skilled %+v of %v", skilled, figures.Cascade.InPost)
				}
			})
		}
	})
}

func TestNaiveCoverageCanPassAllPosts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		figures, err := analytics.NewService(d).Figures(t.Context(), analyticstest.In(access.Manager, w.Ceiba), analytics.Query{PlaceID: w.Ceiba.ID})
		if err != nil {
			t.Fatal(err)
		}
		c := figures.Cascade
		if c.Posts != 2 || c.NaiveCoverage() != 2 {
			t.Errorf("%v certificates for %d posts are %v", c.Certificates, c.Posts, c.NaiveCoverage())
		}
		if got := c.Coverage(measure.VerifiedRow); got != 0 {
			t.Errorf("verified coverage %v, want 0", got)
		}
		if !c.Assumed || c.FloorsAssumed != 0 || c.Unregressed != 1 {
			t.Errorf("only Ana is left with a score, a pre score and an assumed half-life: %+v", c)
		}
	})
}

func TestWhatFadesIsNeitherGoneNorWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		var last measure.Number = 3
		for _, day := range []string{"2025-12-01", "2026-01-01", "2026-01-31"} { // nobody comes or goes who has a score
			figures, err := service.Figures(t.Context(), manager, analytics.Query{PlaceID: w.Ceiba.ID, On: w.Day(day)})
			if err != nil {
				t.Fatal(err)
			}
			skilled := figures.Cascade.Skilled.Value
			if !(0 < skilled && skilled < last) {
				t.Errorf("%s: %v can do it after %v could", day, skilled, last)
			}
			if figures.Cascade.FloorsAssumed != 1 {
				t.Errorf("%s: %v floors are assumed, want Berta's", day, figures.Cascade.FloorsAssumed)
			}
			last = skilled
		}
	})
}

func TestTheSeriesEndsWithTheDayAndSaysWhatTheDaysSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		figures, err := analytics.NewService(d).Figures(t.Context(), analyticstest.Everywhere(access.Manager), analytics.Query{PlaceID: w.Network.ID})
		if err != nil {
			t.Fatal(err)
		}
		points := figures.Series
		if len(points) != 19 || points[0].On != w.Day("2024-11-30") || points[18].On != w.Day("2026-05-04") {
			t.Fatalf("%d points from %s to %s", len(points), points[0].On, points[len(points)-1].On)
		}
		if points[18].Cascade.Trained != figures.Cascade.Trained || points[18].Skilled != figures.Cascade.Skilled {
			t.Errorf("the series ends with %+v, the day is %+v", points[18], figures.Cascade)
		}
		want := map[string]float64{"2025-04-30": 0, "2025-09-30": 0, "2025-10-31": 3, "2026-01-31": 3, "2026-02-28": 2, "2026-04-30": 4}
		for _, p := range points {
			if trained, said := want[p.On.String()]; said && p.Trained.Float() != trained {
				t.Errorf("%s: %v trained, want %v", p.On, p.Trained, trained)
			}
		}
	})
}
