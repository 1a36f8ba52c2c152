package analytics_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// scattered is a network whose centres lie in Loreto and Lima, another centre in Lima, and people with one post each.
func scattered(t *testing.T, d *db.DB) *analyticstest.World {
	t.Helper()
	w := analyticstest.New(t, d)
	lima := w.Open("CAR-03", "CAR Lima", &w.Network)
	w.Lies(lima, "150101")
	w.Lies(w.Apart, "15")
	for n, at := range []people.Institution{w.Network, w.Ceiba, w.Lupuna, lima, w.Apart} {
		for i := range 4 + n {
			name := fmt.Sprintf("persona %d %d", n, i)
			w.Hire(name, at, w.Day("2025-03-01"))
			if i%2 == 0 {
				w.Train(name, w.Day("2025-11-01")+db.Date(i), certificates.Completion)
				w.Assess(name, w.Day("2026-02-01"), assessments.Post, float64(50+5*i))
			}
		}
	}
	w.Post("quien se fue", w.Ceiba, people.CARMentor, w.Day("2025-03-01"), w.Day("2026-04-01"))
	w.Train("quien se fue", w.Day("2025-11-01"))
	return w
}

// measured recomputes a cascade as `relevo measure tats` does.
func measured(t *testing.T, input analytics.TATSInput) map[string]float64 {
	t.Helper()
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := measure.Run("tats", bytes.NewReader(text), &out); err != nil {
		t.Fatal(err)
	}
	told := map[string]any{}
	if err := json.Unmarshal(out.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	numbers := map[string]float64{}
	for name, value := range told {
		if n, ok := value.(float64); ok {
			numbers[name] = n
		}
	}
	return numbers
}

func report(t *testing.T, s *analytics.Service, actor access.Actor, q analytics.Query, since db.Date) analytics.Report {
	t.Helper()
	r, err := s.Report(t.Context(), actor, q, since)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A region is what its institutions are together: in the cascade of every month, in the account, and in the turnover.
func TestARegionIsTheSumOfItsInstitutions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scattered(t, d)
		s, manager, since := analytics.NewService(d), analyticstest.Everywhere(access.Manager), w.Day("2025-10-15")
		region := report(t, s, manager, analytics.Query{PlaceID: analytics.Everything, Region: "15"}, since)
		lima := report(t, s, manager, analytics.Query{PlaceID: w.Network.ID, Region: "15"}, since) // the network's part
		apart := report(t, s, manager, analytics.Query{PlaceID: w.Apart.ID}, since)
		loreto := report(t, s, manager, analytics.Query{PlaceID: w.Network.ID, Region: "16"}, since)
		network := report(t, s, manager, analytics.Query{PlaceID: w.Network.ID}, since)
		for name, sum := range map[string]struct{ whole, one, other analytics.Report }{"Lima": {region, lima, apart}, "the network": {network, lima, loreto}} {
			for i, point := range sum.whole.Series {
				a, b := sum.one.Series[i], sum.other.Series[i]
				for what, n := range map[string][3]measure.Number{
					"in post": {point.InPost, a.InPost, b.InPost}, "certificates": {point.Certificates, a.Certificates, b.Certificates}, "trained": {point.Trained, a.Trained, b.Trained},
					"mastered": {point.Mastered, a.Mastered, b.Mastered}, "verified": {point.Verified, a.Verified, b.Verified}, "skilled": {point.Skilled.Value, a.Skilled.Value, b.Skilled.Value},
				} {
					if d := n[0] - n[1] - n[2]; d > 1e-9 || d < -1e-9 {
						t.Errorf("%s, %s of %s: %v is not %v and %v", name, what, point.On, n[0], n[1], n[2])
					}
				}
			}
			for i, change := range sum.whole.Account {
				a, b := sum.one.Account[i], sum.other.Account[i]
				if d := (change.End - change.Start) - (a.End - a.Start) - (b.End - b.Start); d > 1e-9 || d < -1e-9 {
					t.Errorf("%s: row %d changed by %v, its parts by %v and %v", name, i, change.End-change.Start, a.End-a.Start, b.End-b.Start)
				}
			}
			if sum.whole.Turnover.Separations != sum.one.Turnover.Separations+sum.other.Turnover.Separations {
				t.Errorf("%s: %v separations", name, sum.whole.Turnover.Separations)
			}
		}
		if region.Cascade.InPost != 7+8 || len(region.Place.Regions) != 2 {
			t.Errorf("in Lima %v in post; regions %v", region.Cascade.InPost, region.Place.Regions)
		}
		w.Lies(w.Apart, "160101")
		if moved := report(t, s, manager, analytics.Query{PlaceID: analytics.Everything, Region: "15"}, 0); moved.Cascade.InPost != 7 || moved.Series[0].InPost != 0 && moved.Series[0].InPost != 7 {
			t.Errorf("an institution that lies elsewhere today counts: %+v", moved.Cascade)
		}
	})
}

// Ana was trained by one funder, Berta by two together, Carla by the second, Diana by nobody known, Elena not at all.
func TestAFundersFiguresAsWorkedOutByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		alianza, puente := w.Fund("ALIANZA", "Alianza"), w.Fund("PUENTE", "Puente")
		for _, name := range []string{"ana", "berta", "carla", "diana", "elena"} {
			w.Hire(name, w.Ceiba, w.Day("2025-03-01"))
			w.Assess(name, w.Day("2025-06-01"), assessments.Pre, 40)
		}
		w.Post("fatima", w.Ceiba, people.CARMentor, w.Day("2025-03-01"), w.Day("2026-04-01"))
		day := w.Day("2026-02-01")
		w.TrainPaid("ana", day, []courses.Funder{alianza}, certificates.Completion)
		w.TrainPaid("berta", day, []courses.Funder{alianza, puente}, certificates.Completion, certificates.Competence)
		w.TrainPaid("carla", day, []courses.Funder{puente}, certificates.Completion)
		w.Train("diana", day, certificates.Completion)
		w.TrainPaid("fatima", day, []courses.Funder{alianza}, certificates.Completion)
		for name, score := range map[string]float64{"ana": 90, "berta": 30, "carla": 90, "diana": 90, "elena": 90} {
			w.Assess(name, day+5, assessments.Post, score)
		}
		s, manager := analytics.NewService(d), analyticstest.In(access.Manager, w.Ceiba)
		for code, want := range map[string]rows{"": {5, 5, 4, 3, 3, 0}, "ALIANZA": {5, 3, 2, 1, 1, 0}, "PUENTE": {5, 2, 2, 1, 1, 0}} {
			q := analytics.Query{PlaceID: w.Ceiba.ID, Funder: code}
			r := report(t, s, manager, q, w.Day("2026-01-15"))
			if got := rowsOf(r.Cascade); got != want {
				t.Errorf("%s: %+v, want %+v", code, got, want)
			}
			if code == "ALIANZA" {
				earlier := report(t, s, manager, analytics.Query{PlaceID: w.Ceiba.ID, Funder: code, On: w.Day("2026-01-15")}, 0)
				if earlier.Cascade.Skilled.Value != 0 || earlier.Cascade.InPost != 6 {
					t.Errorf("before the funder paid for anything: %+v", earlier.Cascade)
				}
			}
			for _, change := range r.Account {
				sum := change.Start
				for _, cause := range change.Causes {
					sum += cause.Change
				}
				if sum != change.End || change.End != r.Cascade.Row(change.Row).Float() {
					t.Errorf("%s, row %d: the account makes %v of %v, the figure is %v", code, change.Row, sum, change.End, r.Cascade.Row(change.Row))
				}
			}
			input, err := s.TATSInput(t.Context(), manager, q)
			if err != nil {
				t.Fatal(err)
			}
			again := measured(t, input)
			if again["trained"] != r.Cascade.Trained.Float() || again["verified"] != r.Cascade.Verified.Float() || again["certificates"] != r.Cascade.Certificates.Float() || again["tats"]-r.Cascade.Skilled.Value.Float() > 1e-9 || r.Cascade.Skilled.Value.Float()-again["tats"] > 1e-9 {
				t.Errorf("%s: relevo measure tats says %v, the figures %+v", code, again, r.Cascade)
			}
		}
		ofA := figuresOf(t, s, manager, analytics.Query{PlaceID: w.Ceiba.ID, Funder: "ALIANZA"})
		for _, one := range ofA.Staff {
			if name := one.Person.SearchName; one.Trained != (name == "ana" || name == "berta") {
				t.Errorf("%s trained with its money: %v", name, one.Trained)
			}
		}
	})
}

// What is asked costs a fixed number of statements, however many institutions, people and funders there are.
func TestFiltersCostAFewStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scattered(t, d)
		alianza := w.Fund("ALIANZA", "Alianza")
		w.TrainPaid("persona 1 1", w.Day("2026-01-10"), []courses.Funder{alianza}, certificates.Completion)
		s := analytics.NewService(d)
		ask := func(actor access.Actor, region, funder string) int64 {
			figuresOf(t, s, actor, analytics.Query{PlaceID: analytics.Everything}) // fits the model
			before := d.Statements()
			figuresOf(t, s, actor, analytics.Query{PlaceID: analytics.Everything, Region: region, Funder: funder})
			return d.Statements() - before
		}
		for _, role := range []access.Role{access.Manager, access.Evaluator} {
			actor := analyticstest.Everywhere(role)
			plain, region, funder, both := ask(actor, "", ""), ask(actor, "15", ""), ask(actor, "", "ALIANZA"), ask(actor, "15", "ALIANZA")
			if region > plain || funder > plain+1 || both > plain+1 {
				t.Errorf("%s: %d statements, of a region %d, of a funder %d, of both %d", role, plain, region, funder, both)
			}
			for i := range 12 {
				at := w.Open(fmt.Sprint("MAS-", role, i), fmt.Sprint("CAR más ", role, i), &w.Network)
				name := fmt.Sprint("otra ", role, i)
				w.Hire(name, at, w.Day("2025-03-01"))
				w.TrainPaid(name, w.Day("2026-01-10"), []courses.Funder{w.Fund(fmt.Sprint("F-", role, i), "Otro")})
			}
			if again := ask(actor, "15", "ALIANZA"); again != both {
				t.Errorf("%s: with more of everything %d statements instead of %d", role, again, both)
			}
		}
	})
}

func TestWhatCannotBeFilteredBy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scattered(t, d)
		s, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		for name, q := range map[string]analytics.Query{"no such region": {Region: "99"}, "a region without institutions": {Region: "08"}, "nobody's region": {Region: "xx"}, "no such funder": {Funder: "NADIE"}} {
			q.PlaceID = w.Network.ID
			if _, err := s.Figures(t.Context(), manager, q); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := s.Account(t.Context(), manager, q, analytics.Span{}); !fault.Is(err, fault.Invalid) {
				t.Errorf("account, %s: %v", name, err)
			}
		}
		if _, err := s.Figures(t.Context(), analyticstest.In(access.Manager, w.Ceiba), analytics.Query{PlaceID: w.Network.ID, Region: "16"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("the region of a place that is not hers: %v", err)
		}
	})
}
