package db_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"relevo/app/db"
)

func TestDatesCountDaysAndSortAsText(t *testing.T) {
	if got := db.NewDate(2024, time.March, 1) - db.NewDate(2024, time.February, 28); got != 2 {
		t.Errorf("28 February to 1 March 2024 is %d days", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		a := db.Date(rapid.IntRange(-20000, 40000).Draw(t, "a"))
		b := db.Date(rapid.IntRange(-20000, 40000).Draw(t, "b"))
		if (a < b) != (a.String() < b.String()) {
			t.Fatalf("%v and %v sort differently as text", a, b)
		}
		back, err := db.ParseDate(a.String())
		if err != nil || back != a {
			t.Fatalf("%v reads back as %v, %v", a, back, err)
		}
	})
}

func TestMonthsEndWhereTheMonthEnds(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-03-31", -1, "2026-02-28"}, {"2025-11-30", 6, "2026-05-30"}} {
		from, err := db.ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := from.AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s and %d months: %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestAnEveningInLimaIsStillThatDay(t *testing.T) {
	evening := db.At(time.Date(2026, 5, 5, 2, 30, 0, 0, time.UTC)) // half past nine on the 4th in Lima
	if got := evening.Date().String(); got != "2026-05-04" {
		t.Errorf("the day is %s", got)
	}
	if start := evening.Date().Start(); start.After(evening) || evening.Sub(start) > 24*time.Hour {
		t.Errorf("the day starts at %v", start)
	}
}

func TestValuesTravelAsJSON(t *testing.T) {
	type both struct {
		On *db.Date
		At db.Instant
	}
	on := db.NewDate(2026, 5, 4)
	in := both{&on, db.At(time.Date(2026, 5, 4, 14, 0, 0, 5000, time.UTC))}
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != `{"On":"2026-05-04","At":"2026-05-04T14:00:00.000005Z"}` {
		t.Errorf("written as %s", text)
	}
	var out both
	if err := json.Unmarshal(text, &out); err != nil || *out.On != on || out.At != in.At {
		t.Errorf("read back as %+v, %v", out, err)
	}
}
