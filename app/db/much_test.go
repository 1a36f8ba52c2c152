package db_test

import (
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

// Whatever way rows come, they say the same: one by one, and as PostgreSQL sends them itself.
func TestRowsSayTheSameWhateverWayTheyCome(t *testing.T) {
	type said struct {
		id       string
		day      db.Date
		at       db.Instant
		number   float64
		yes, not bool
		nothing  bool
	}
	at := db.At(time.Date(2026, 4, 30, 5, 0, 0, 123456000, time.UTC))
	want := []said{{"a", db.NewDate(1999, time.December, 31), at, 0.1, true, false, true}, {"b", db.NewDate(2026, time.April, 30), at, -1e-9, true, false, false}}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			table := "CREATE TABLE said (id text, day date, at timestamptz, number double precision, yes boolean, word text)"
			if d.Dialect == db.SQLite {
				table = strings.NewReplacer("date", "text", "timestamptz", "text", "double precision", "real", "boolean", "integer").Replace(table) + " STRICT"
			}
			if err := tx.DB.Exec(table).Error; err != nil {
				return err
			}
			for _, s := range want {
				word := &s.id
				if s.nothing {
					word = nil
				}
				if err := tx.DB.Exec("INSERT INTO said VALUES (?, ?, ?, ?, ?, ?)", s.id, s.day, s.at, s.number, s.yes, word).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for way, read := range map[string]func(fn func(tx *db.Tx) error) error{
			"one by one": func(fn func(tx *db.Tx) error) error { return d.Read(t.Context(), fn) },
			"much":       func(fn func(tx *db.Tx) error) error { return d.ReadMuch(t.Context(), fn) },
		} {
			before := d.Statements()
			var got []said
			err := read(func(tx *db.Tx) error {
				query := tx.DB.Table("said").Select("id, day, at, number, yes, NOT yes, word").Where("id IN ? AND at <= ?", []string{"a", "b", "c"}, at).Order("id")
				return tx.Each(query, func(r *db.Row) {
					if string(r.Bytes(6)) != r.Text(0) && !r.Null(6) {
						t.Errorf("%s: the word is %q", way, r.Bytes(6))
					}
					got = append(got, said{r.Text(0), r.Date(1), r.Instant(2), r.Number(3), r.Bool(4), r.Bool(5), r.Null(6)})
				})
			})
			if err != nil || len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
				t.Errorf("%s: %+v, %v, want %+v", way, got, err, want)
			}
			if d.Statements() == before {
				t.Errorf("%s: the statement is not counted", way)
			}
			err = read(func(tx *db.Tx) error {
				return tx.Each(tx.DB.Table("said").Select("id"), func(r *db.Row) { r.Date(0) })
			})
			if err == nil {
				t.Errorf("%s: a word was read as a day", way)
			}
		}
	})
}
