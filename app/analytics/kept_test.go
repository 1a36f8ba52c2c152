package analytics

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"relevo/app/access"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// keptFor computes what would be kept of a world: the places in parts as small as one, then added up from below.
func keptFor(t *rapid.T, about Subject, known facts) kept {
	k := kept{about: about, days: pointsUntil(about.On), parts: map[keptKey]series{}}
	tree := about.Place.view
	for part := range slices.Chunk(tree, rapid.IntRange(1, len(tree)).Draw(t, "at once")) {
		at := map[string]bool{}
		for _, i := range part {
			at[i.ID] = true
		}
		own, err := ownSeries(known.at(idsOf(part)), at, about.On, about.Model.Model)
		if err != nil {
			t.Fatal(err)
		}
		for id, one := range own {
			content, apart := one.bytes()
			again, err := seriesOf(content, apart)
			sameContent, sameApart := again.bytes()
			if err != nil || !bytes.Equal(sameContent, content) || !bytes.Equal(sameApart, apart) {
				t.Fatalf("what was written down of %s reads differently: %v", id, err)
			}
			k.parts[keptKey{id, true}] = again
		}
	}
	for _, i := range slices.Backward(tree) {
		parts := []series{k.parts[keptKey{i.ID, true}]}
		for _, below := range directlyBelow(tree, i.ID) {
			parts = append(parts, k.parts[keptKey{below.ID, false}])
		}
		k.parts[keptKey{i.ID, false}] = together(rapid.Permutation(parts).Draw(t, "order")...)
	}
	return k
}

// plainly lists all numbers of figures, so that two undefined ones are the same.
func plainly(f Figures) string {
	var all []any
	for _, c := range append([]Cascade{f.Cascade}, cascadesOf(f)...) {
		all = append(all, c)
	}
	return fmt.Sprintf("%+v %+v", all, f.Turnover)
}

func cascadesOf(f Figures) (list []Cascade) {
	for _, b := range f.Below {
		list = append(list, b.Cascade)
	}
	for _, p := range f.Series {
		list = append(list, p.Cascade)
	}
	return list
}

// What is kept shows and hides to the last digit what the facts show and hide, whatever the places
// and the eyes.
func TestWhatIsKeptIsWhatTheFactsSay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		about, known := drawWorld(r, 60, rapid.Bool().Draw(r, "may see names"))
		if rapid.Bool().Draw(r, "everything") {
			about.Place, _ = placeIn(about.Place.view, about.Place.named, Everything)
		}
		about.Cadre = rapid.SampledFrom([]people.Cadre{"", people.CARMentor}).Draw(r, "cadre")
		view := about.Place
		if about, known = drawFilters(r, about, known); about.Funder != nil && !about.Place.MayNames {
			r.Skip("nothing is kept of it")
		}
		want := filled(t, about, known)
		got := Figures{Subject: about}
		whole := about
		whole.Place = view
		k := keptFor(r, whole, known)
		k.about = about
		got.fillKept(k, nil)
		if plainly(got) != plainly(want) {
			r.Errorf("kept\n%s\nfrom the facts\n%s", plainly(got), plainly(want))
		}
	})
}

func TestWhatIsBrokenIsNotRead(t *testing.T) {
	content, apart := series{"": {points: make([]amountsOn, 19), shared: []shared{{person: "p", places: 2, met: 1, there: 5, points: make([]amountsOn, 19), papers: []paper{{from: 3, here: true}}}}}}.bytes()
	for n := range content {
		if _, err := seriesOf(content[:n], apart); err == nil {
			t.Errorf("the first %d bytes were read", n)
		}
	}
	for n := 1; n < len(apart); n++ {
		if _, err := seriesOf(content, apart[:n]); err == nil {
			t.Errorf("the first %d bytes of those apart were read", n)
		}
	}
}

// stored gives all that is kept, by its key.
func stored(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		var rows []keptSeries
		err := tx.DB.Find(&rows).Error
		for _, r := range rows {
			out[fmt.Sprint(r.PlaceID, r.CompetencyCode, r.FunderID, r.Until, r.Own)] = r.Model + string(r.Content) + string(r.Apart)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every kind of fact reaches what is kept: the figures are those that the facts give, and what was
// brought up to date is, byte for byte, what is computed anew.
func TestFactsThatArriveAreKeptAsIfAllWereComputedAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		s := NewService(d)
		s.readAtOnce = -1
		from := w.Day("2025-06-01")
		for i := range 8 {
			name := fmt.Sprint("mentor", i)
			w.Hire(name, []people.Institution{w.Ceiba, w.Lupuna}[i%2], from+db.Date(20*i))
			w.Train(name, from+db.Date(30+20*i), certificates.Completion)
			w.Assess(name, from+db.Date(40+20*i), assessments.Post, float64(45+5*i))
		}
		stay := func(name string) (id string) {
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				stays, err := people.StaysOfTx(tx, []string{analyticstest.ID(name)})
				id = stays[0].ID
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		write := func(fn func(tx *db.Tx) error) func() {
			return func() {
				if err := d.Write(t.Context(), fn); err != nil {
					t.Fatal(err)
				}
			}
		}
		ended := w.Day("2026-04-10")
		for _, step := range []struct {
			what string
			do   func()
		}{
			{"as it began", func() {}},
			{"somebody came", func() { w.Hire("nueva", w.Ceiba, w.Day("2026-02-01")) }},
			{"somebody works in two places at once", func() { w.Hire("mentor0", w.Lupuna, w.Day("2026-01-10")) }},
			{"and in a third that stands apart", func() { w.Hire("mentor0", w.Apart, w.Day("2026-03-01")) }},
			{"somebody works in the network itself", func() { w.Hire("mentor1", w.Network, w.Day("2025-12-01")) }},
			{"a course was completed", func() { w.Train("nueva", w.Day("2026-03-03"), certificates.Completion) }},
			{"a result came in", func() { w.Assess("nueva", w.Day("2026-03-04"), assessments.Post, 91) }},
			{"a stay was corrected", write(func(tx *db.Tx) error {
				_, err := people.CorrectPostingTx(tx, access.System(), stay("mentor3"), func(p *people.Posting) { p.EndsOn = &ended })
				return err
			})},
			{"a stay went over to another institution", write(func(tx *db.Tx) error {
				_, err := people.CorrectPostingTx(tx, access.System(), stay("mentor2"), func(p *people.Posting) { p.InstitutionID = w.Apart.ID })
				return err
			})},
			{"a result was taken back", write(func(tx *db.Tx) error {
				return tx.DB.Exec("UPDATE result SET superseded_at = ? WHERE person_id = ?", tx.Now, analyticstest.ID("mentor5")).Error
			})},
			{"an institution was opened", func() { w.Hire("lejana", w.Open("CAR-77", "CAR Lejano", &w.Ceiba), w.Day("2026-03-20")) }},
			{"an institution moved", write(func(tx *db.Tx) error {
				return tx.DB.Exec("UPDATE institution SET parent_id = ?, path = ? WHERE id = ?", w.Network.ID, w.Network.Path+w.Apart.ID+"/", w.Apart.ID).Error
			})},
			{"one funder paid for a course, and two for another", func() {
				alianza, puente := w.Fund("ALIANZA", "Alianza"), w.Fund("PUENTE", "Puente")
				w.TrainPaid("mentor4", w.Day("2026-02-20"), []courses.Funder{alianza}, certificates.Completion)
				w.TrainPaid("mentor0", w.Day("2026-02-20"), []courses.Funder{alianza, puente}, certificates.Completion)
			}},
			{"it turned out that the other paid", write(func(tx *db.Tx) error {
				return tx.DB.Exec("UPDATE enrolment SET offering_id = (SELECT max(offering_id) FROM offering_funder WHERE funder_id = 'f-PUENTE') WHERE offering_id IN (SELECT offering_id FROM offering_funder) AND person_id = ?", analyticstest.ID("mentor4")).Error
			})},
			{"it turned out that nobody paid for one of them", write(func(tx *db.Tx) error {
				return tx.DB.Exec("DELETE FROM offering_funder WHERE funder_id = 'f-PUENTE'").Error
			})},
			{"an institution turned out to lie in Lima", func() { w.Lies(w.Lupuna, "150101") }},
			{"a month went by", func() { dbtest.ClockOf(t, d).Advance(31 * 24 * time.Hour) }},
		} {
			step.do()
			if err := s.Keep(t.Context()); err != nil {
				t.Fatalf("%s: %v", step.what, err)
			}
			decide(t, s, analyticstest.Everywhere(access.Evaluator))
			kept := stored(t, d)
			for _, actor := range []access.Actor{analyticstest.Everywhere(access.Manager), analyticstest.Everywhere(access.Evaluator)} {
				for _, q := range keptQueries(t, d, []string{Everything, w.Network.ID, w.Ceiba.ID, w.Apart.ID}) {
					place := fmt.Sprintf("%+v", q)
					got, err := s.Figures(t.Context(), actor, q)
					if err != nil {
						t.Fatal(err)
					}
					want, err := NewService(d).Figures(t.Context(), actor, q)
					if err != nil {
						t.Fatal(err)
					}
					named := actor.Name == string(access.Manager)
					if (got.Kept == nil && (named || q.Funder == "")) || got.Kept != nil && got.Kept.Behind || want.Kept != nil {
						t.Fatalf("%s: %s to %s: kept %+v, from the facts %+v", step.what, place, actor.Name, got.Kept, want.Kept)
					}
					if !named && q.Funder == "" && !got.Place.blind {
						t.Errorf("%s: %s was decided while somebody waited", step.what, place)
					}
					if plainly(got) != plainly(want) {
						t.Errorf("%s: %s to %s: kept\n%s\nfrom the facts\n%s", step.what, place, actor.Name, plainly(got), plainly(want))
					}
				}
			}
			if n, err := s.Rebuild(t.Context()); err != nil || int(n) != len(kept) {
				t.Fatalf("%s: %d series were computed instead of %d, %v", step.what, n, len(kept), err)
			}
			if again := stored(t, d); !reflect.DeepEqual(again, kept) || len(kept) == 0 {
				t.Errorf("%s: what was brought up to date (%d) is not what is computed anew (%d): %v", step.what, len(kept), len(again), different(kept, again))
			}
		}
	})
}

// keptQueries asks for the places, and for what of them lies in Loreto and what each funder paid for.
func keptQueries(t *testing.T, d *db.DB, places []string) (list []Query) {
	t.Helper()
	var funders []courses.Funder
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { funders, err = courses.FundersTx(tx); return err }); err != nil {
		t.Fatal(err)
	}
	for _, place := range places {
		q := Query{PlaceID: place, Competency: analyticstest.Asking}
		region := q
		region.Region = "16"
		list = append(list, q, region)
		for _, f := range funders {
			if f.Code == "ALIANZA" { // the other pays for nothing in the end
				q.Funder, region.Funder = f.Code, f.Code
				list = append(list, q, region)
			}
		}
	}
	return list
}

func different(a, b map[string]string) (keys []string) {
	for key := range maps.Keys(a) {
		if a[key] != b[key] {
			keys = append(keys, key)
		}
	}
	return keys
}

// What was recorded after the last run is not passed over in silence, and a run does not begin while another is at it.
func TestWhatIsKeptSaysWhenItIsBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		s := NewService(d)
		s.readAtOnce = -1
		w.Hire("rosa", w.Ceiba, w.Day("2025-06-01"))
		w.Assess("rosa", w.Day("2025-07-01"), assessments.Post, 80)
		show := func() Figures {
			f, err := s.Figures(t.Context(), analyticstest.Everywhere(access.Manager), Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking})
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		if f := show(); f.Kept != nil || f.Cascade.InPost != 1 {
			t.Fatalf("before anything is kept: %+v", f.Cascade)
		}
		if err := s.Keep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Hire("luz", w.Ceiba, w.Day("2025-06-01"))
		if f := show(); f.Kept == nil || !f.Kept.Behind || f.Cascade.InPost != 1 {
			t.Errorf("with a fact that is waiting: %+v, %v in post", f.Kept, f.Cascade.InPost)
		}
		busy := func(since time.Duration) {
			err := d.Write(t.Context(), func(tx *db.Tx) error { return tx.DB.Exec("UPDATE kept_run SET begun_at = ?", tx.Now.Add(-since)).Error })
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Keep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		busy(time.Minute)
		if f := show(); !f.Kept.Behind {
			t.Error("a second run began while the first was at it")
		}
		busy(2 * keepWithin)
		if f := show(); f.Kept.Behind || f.Cascade.InPost != 2 || math.IsNaN(f.Cascade.Skilled.Value.Float()) {
			t.Errorf("after the run that died was taken over: %+v, %v in post", f.Kept, f.Cascade.InPost)
		}
		dbtest.ClockOf(t, d).Advance(24 * time.Hour)
		if f := show(); !f.Kept.Behind || f.On != f.Today-1 {
			t.Errorf("the next morning: %+v of %s", f.Kept, f.On)
		}
	})
}
