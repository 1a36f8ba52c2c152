package analytics

import (
	"context"
	"fmt"
	"regexp"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"relevo/app/access"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/assessments"
	"relevo/certificates"
)

// heard is a log that remembers which tables were read.
type heard map[string]bool

var tables = regexp.MustCompile("(?i)\\b(?:FROM|JOIN)\\s+[`\"]?([a-z_]+)")

func (h heard) LogMode(logger.LogLevel) logger.Interface { return h }
func (h heard) Info(context.Context, string, ...any)     {}
func (h heard) Warn(context.Context, string, ...any)     {}
func (h heard) Error(context.Context, string, ...any)    {}
func (h heard) Trace(_ context.Context, _ time.Time, statement func() (string, int64), _ error) {
	sql, _ := statement()
	for _, m := range tables.FindAllStringSubmatch(sql, -1) {
		h[m[1]] = true
	}
}

// chainWorld is a centre of which every indicator has something to tell.
func chainWorld(t *testing.T, d *db.DB) *analyticstest.World {
	w := analyticstest.New(t, d)
	for n := range 12 {
		name := string(rune('a' + n))
		w.Hire(name, w.Ceiba, w.Day("2025-06-01"))
		w.Train(name, w.Day("2025-12-10"), certificates.Completion)
		w.Assess(name, w.Day("2025-12-11"), assessments.Post, 40+5*float64(n))
	}
	return w
}

// A table that a chain reads and whose changes are noted nowhere would have a page show old figures as the last word.
func TestWhateverAChainReadsIsNoted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		chainWorld(t, d)
		s, all := NewService(d), heard{}
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			about, err := s.subjectTx(tx, access.System(), Query{PlaceID: Everything, Competency: analyticstest.Asking}, 0)
			if err != nil {
				return err
			}
			listening := *tx
			listening.DB = tx.DB.Session(&gorm.Session{Logger: all})
			eyes := observer{service: s, actor: analyticstest.Everywhere(access.Evaluator), about: about, show: Shown{Parts: true}}
			return eyes.readTx(&listening)
		})
		if err != nil || len(all) < 15 {
			t.Fatalf("%d tables, %v", len(all), err)
		}
		for name := range all {
			var noted int64
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				if d.Dialect == db.SQLite {
					return tx.DB.Raw("SELECT COUNT(*) / 3 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? AND name IN ?", name,
						[]string{"chain_" + name + "_added", "chain_" + name + "_changed", "chain_" + name + "_deleted"}).Scan(&noted).Error
				}
				return tx.DB.Raw("SELECT COUNT(*) FROM pg_trigger WHERE tgrelid = ?::regclass AND tgname = ?", name, "chain_"+name).Scan(&noted).Error
			})
			if err != nil || noted != 1 {
				t.Errorf("what changes in %s is not noted, %v", name, err)
			}
		}
	})
}

// What is kept is what is observed anew, whatever was written in between; and it is kept while nothing is.
func TestAChainThatIsKeptIsTheLastWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := chainWorld(t, d)
		s := NewService(d)
		official, evaluator := analyticstest.In(access.Manager, w.Ceiba), analyticstest.Everywhere(access.Evaluator)
		show := func(s *Service, actor access.Actor, show Shown) Results {
			t.Helper()
			r, err := s.Results(t.Context(), actor, Query{Competency: analyticstest.Asking}, show)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		write := func(sql string, values ...any) func() {
			return func() {
				if err := d.Write(t.Context(), func(tx *db.Tx) error { return tx.DB.Exec(sql, values...).Error }); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, step := range []struct {
			what string
			do   func()
		}{
			{"at first", func() {}},
			{"somebody came", func() { w.Hire("nueva", w.Ceiba, w.Day("2026-01-01")) }},
			{"somebody completed the course", func() { w.Train("nueva", w.Day("2026-02-20"), certificates.Completion) }},
			{"the notes were settled", func() { keep(t, s) }},
			{"a result was taken back", write("UPDATE result SET superseded_at = recorded_at WHERE person_id = ?", analyticstest.ID("e"))},
			{"somebody's sex was recorded", write("UPDATE person SET sex = 'F' WHERE id = ?", analyticstest.ID("a"))},
			{"a centre got another name", write("UPDATE institution SET name = 'CAR Otro' WHERE id = ?", w.Ceiba.ID)},
			{"an offering ended", write("UPDATE offering SET starts_on = '2025-11-01', ends_on = '2026-02-01'")},
			{"a target with a baseline was set", func() {
				day := w.Day("2025-12-31")
				value := 0.5
				due := w.Day("2027-12-31")
				if err := s.SetResultsTarget(t.Context(), official, TargetIn{Competency: analyticstest.Asking, Indicator: "verified_share", Value: &value, DueOn: &due, BaselineOn: &day}); err != nil {
					t.Fatal(err)
				}
			}},
		} {
			step.do()
			for _, actor := range []access.Actor{official, evaluator} {
				for _, part := range []Shown{{}, {Parts: true}, {Indicator: "verified_share", Parts: true}, {Indicator: "mean_change", Parts: true}} {
					show(s, actor, part)
					before := d.Statements()
					got := show(s, actor, part)
					if cost := d.Statements() - before; got.Kept == nil || got.Kept.Behind || cost > 16 {
						t.Errorf("%s, %+v: asked for again, %+v, %d statements", step.what, part, got.Kept, cost)
					}
					want := show(NewService(d), actor, part)
					if want.Kept != nil || plainChain(got) != plainChain(want) {
						t.Errorf("%s, %+v: kept\n%s\nobserved anew\n%s", step.what, part, plainChain(got), plainChain(want))
					}
					for _, i := range want.Indicators {
						all, _ := show(s, actor, Shown{Parts: true}).Indicator(i.Code)
						if part.Parts && plainIndicator(i) != plainIndicator(all) {
							t.Errorf("%s: %s alone is\n%s\namong all\n%s", step.what, i.Code, plainIndicator(i), plainIndicator(all))
						}
						if i.Actual.N != all.Actual.N && i.Actual.N.Defined() {
							t.Errorf("%s: %s without parts is of %v, with them of %v", step.what, i.Code, i.Actual.N, all.Actual.N)
						}
					}
				}
			}
		}
	})
}

// Of many people a chain is shown for a while though something was recorded since, and says so.
func TestAChainOfManyPeopleSaysThatItIsBehind(t *testing.T) {
	d := dbtest.SQLite(t)
	w := chainWorld(t, d)
	s := NewService(d)
	s.readAtOnce = 5
	show := func() Results {
		t.Helper()
		r, err := s.Results(t.Context(), analyticstest.Everywhere(access.Evaluator), Query{Competency: analyticstest.Asking}, Shown{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := show(); r.Kept != nil {
		t.Fatalf("computed now, and %+v", r.Kept)
	}
	first := dbtest.ClockOf(t, d).Now()
	w.Hire("nueva", w.Ceiba, w.Day("2026-01-01"))
	dbtest.ClockOf(t, d).Advance(time.Minute)
	if r := show(); r.Kept == nil || !r.Kept.Behind || !r.Kept.At.Time().Equal(first) {
		t.Errorf("a minute later: %+v", r.Kept)
	}
	dbtest.ClockOf(t, d).Advance(chainStands)
	if r := show(); r.Kept != nil {
		t.Errorf("after an hour: %+v", r.Kept)
	}
}

func keep(t *testing.T, s *Service) {
	t.Helper()
	if err := s.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// plainChain writes all numbers, so that two undefined ones are the same.
func plainChain(r Results) string {
	out := ""
	for _, i := range r.Indicators {
		out += plainIndicator(i) + "\n"
	}
	return out
}

func plainIndicator(i IndicatorState) string {
	out := fmt.Sprintf("%s %s %+v", i.Code, i.At, i.Actual)
	if i.Baseline != nil {
		out += fmt.Sprintf(" since %+v", *i.Baseline)
	}
	for _, d := range Dimensions() {
		out += fmt.Sprintf(" %s %+v", d, i.Parts[d])
	}
	return out
}
