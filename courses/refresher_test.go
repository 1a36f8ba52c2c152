package courses_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
	"relevo/courses/coursestest"
	"relevo/courses/refresher"
)

const day = 24 * time.Hour

// refreshed is a world in which Ana has completed a course in "asking".
func refreshed(t *testing.T, d *db.DB) *coursestest.World {
	t.Helper()
	w := coursestest.New(t, d)
	w.Enrol(w.Schedule(w.Publish("c1"), "o1", courses.Virtual), "p-Ana", "p-Berta")
	w.Complete("p-Ana")
	return w
}

func refresh(t *testing.T, w *coursestest.World) {
	t.Helper()
	if err := w.Courses.HearRefresh(t.Context(), struct{}{}); err != nil {
		t.Fatal(err)
	}
}

func ownSet(t *testing.T, w *coursestest.World) courses.Refresher {
	t.Helper()
	set, err := w.Courses.Refresher(t.Context(), coursestest.Official("p-Ana"))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// answerAll answers what is left of Ana's set.
func answerAll(t *testing.T, w *coursestest.World, right bool) courses.Refresher {
	t.Helper()
	set := ownSet(t, w)
	for ; set.Question != nil; set = ownSet(t, w) {
		if err := w.Courses.AnswerRefresher(t.Context(), coursestest.Official("p-Ana"), set.Question.ID, coursestest.Choice(*set.Question, right)); err != nil {
			t.Fatal(err)
		}
	}
	return set
}

func rows(t *testing.T, w *coursestest.World, table string) (n int64) {
	t.Helper()
	w.Read(func(tx *db.Tx) error { return tx.DB.Table(table).Count(&n).Error })
	return n
}

// Whoever learnt it before relevo, as a file says, is asked like the others.
func TestWhatWasLearntBeforeIsRefreshed(t *testing.T) {
	d := dbtest.SQLite(t)
	w := coursestest.New(t, d)
	w.SpareItems("asking", 4)
	withDocuments(w, map[string]string{"p-Ana": "40000001"})
	manager := coursestest.Manager(w.Ceiba)
	p := uploadPast(t, w, manager, pastHead+"40000001;;;Taller de acogida;15/12/2019;;;;;;asking\n")
	if _, err := w.Courses.ConfirmPastTrainings(t.Context(), manager, p.File.ID, p.Fingerprint, nil); err != nil {
		t.Fatal(err)
	}
	refresh(t, w)
	if set := ownSet(t, w); set.Question == nil || !set.Trained || set.Question.CompetencyCode != "asking" {
		t.Errorf("%+v", set)
	}
}

func TestARefresherIsOfferedAndComesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := refreshed(t, d)
		spare := w.SpareItems("asking", 4)
		w.SpareItems("trauma", 5) // Ana was not trained in it
		results, scores := rows(t, w, "result"), rows(t, w, "item_score")
		dbtest.ClockOf(t, d).Advance(3 * day)
		refresh(t, w)
		if set := ownSet(t, w); set.Question != nil || !set.Trained {
			t.Fatalf("offered after three days: %+v", set)
		}
		dbtest.ClockOf(t, d).Advance(5 * day)
		refresh(t, w)
		refresh(t, w)
		if n := rows(t, w, "refresher_set"); n != 1 {
			t.Fatalf("%d sets", n) // Berta completed nothing
		}
		set := ownSet(t, w)
		if set.Count != 4 || set.Question == nil || set.Number != 1 {
			t.Fatalf("%+v", set)
		}
		for id := range set.Versions {
			if !slices.Contains(spare, id) {
				t.Error("a question of a test, or of another competency, is asked")
			}
		}
		if err := w.Courses.AnswerRefresher(t.Context(), coursestest.Official("p-Ana"), set.Question.ID, assessments.Value{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("no answer: %v", err)
		}
		first := set.Question
		for range 2 { // in two windows
			if err := w.Courses.AnswerRefresher(t.Context(), coursestest.Official("p-Ana"), first.ID, coursestest.Choice(*first, false)); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.ClockOf(t, d).Advance(time.Minute)
		set = answerAll(t, w, true)
		if len(set.Answered) != 4 || set.Right() != 3 || set.Answered[0].Grade != refresher.Again || set.Answered[0].RuleVersion != "fsrs-6/1" || set.Answered[0].Share != 0 {
			t.Fatalf("%+v", set.Answered)
		}
		today := d.Now().Date()
		if set.Next != today+1 || set.Answered[1].DueOn != today+2 {
			t.Errorf("forgotten is asked on %s, known on %s", set.Answered[0].DueOn, set.Answered[1].DueOn)
		}

		dbtest.ClockOf(t, d).Advance(6 * day)
		refresh(t, w)
		if n := rows(t, w, "refresher_set"); n != 1 {
			t.Error("two sets within a week")
		}
		dbtest.ClockOf(t, d).Advance(day)
		refresh(t, w)
		again := ownSet(t, w)
		if again.SetID == set.SetID || again.Count != 4 || again.Question.ID != first.ID {
			t.Fatalf("a week later: %+v", again)
		}
		again = answerAll(t, w, true)
		for _, a := range again.Answered {
			if pause := a.DueOn - d.Now().Date(); a.ItemVersionID != first.ID && pause < 7 || a.ItemVersionID == first.ID && pause >= 7 {
				t.Errorf("asked again after %d days", pause)
			}
		}
		// Nothing of it is a score.
		if rows(t, w, "result") != results || rows(t, w, "item_score") != scores || rows(t, w, "answer") == 0 {
			t.Error("refreshers enter the results")
		}
		if n := rows(t, w, "refresher_answer"); n != 8 {
			t.Errorf("%d answers are kept", n)
		}
	})
}

func TestWhoWantsNoRefreshersGetsNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := refreshed(t, d)
		w.SpareItems("asking", 3)
		ana := coursestest.Official("p-Ana")
		if err := w.Courses.ChooseRefreshers(t.Context(), ana, false); err != nil {
			t.Fatal(err)
		}
		dbtest.ClockOf(t, d).Advance(8 * day)
		refresh(t, w)
		if set := ownSet(t, w); set.SetID != "" || set.Wanted {
			t.Errorf("%+v", set)
		}
		dbtest.ClockOf(t, d).Advance(time.Hour)
		if err := w.Courses.ChooseRefreshers(t.Context(), ana, true); err != nil {
			t.Fatal(err)
		}
		refresh(t, w)
		if set := ownSet(t, w); set.Question == nil || !set.Wanted {
			t.Errorf("back in: %+v", set)
		}
	})
}

func TestTooFewQuestionsAreNoRefresher(t *testing.T) {
	d := dbtest.SQLite(t)
	w := refreshed(t, d)
	w.SpareItems("asking", 2)
	dbtest.ClockOf(t, d).Advance(8 * day)
	refresh(t, w)
	if n := rows(t, w, "refresher_set"); n != 0 {
		t.Error("a set of two")
	}
	w.SpareItems("asking", 1)
	w.Leave("p-Ana", nil)
	dbtest.ClockOf(t, d).Advance(day)
	refresh(t, w)
	if n := rows(t, w, "refresher_set"); n != 0 {
		t.Error("who has left is asked")
	}
}

func TestALetterOpensItsSetAndNothingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := refreshed(t, d)
		w.SpareItems("asking", 3)
		w.Write(func(tx *db.Tx) error {
			return tx.DB.Model(&people.Person{}).Where("id = ?", "p-Ana").Update("email", "ana@example.pe").Error
		})
		server := mailtest.New(t)
		var err error
		w.Courses.Base = "https://relevo.example.pe"
		w.Courses.Mail, err = mail.NewService(d, w.Jobs, slog.New(slog.DiscardHandler), w.Courses.Base, []byte("k"), mail.Config{Server: server.Address, From: "relevo@example.pe", TLS: mail.NoTLS})
		if err != nil {
			t.Fatal(err)
		}
		dbtest.ClockOf(t, d).Advance(8 * day)
		refresh(t, w)
		refresh(t, w)
		w.Drain()
		letters := server.Await(1)
		if len(letters) != 1 {
			t.Fatalf("%d letters", len(letters))
		}
		_, after, found := strings.Cut(letters[0].Plain, "https://relevo.example.pe/refresher/")
		token, _, _ := strings.Cut(after, "\n")
		if token = strings.TrimSpace(token); !found {
			t.Fatalf("no link in %s", letters[0].Plain)
		}
		set, err := w.Courses.RefresherBy(t.Context(), token)
		if err != nil || set.Question == nil || set.SetID != ownSet(t, w).SetID {
			t.Fatalf("%+v, %v", set, err)
		}
		if err := w.Courses.AnswerRefresherBy(t.Context(), token, set.Question.ID, coursestest.Choice(*set.Question, true)); err != nil {
			t.Fatal(err)
		}
		if left := ownSet(t, w); len(left.Answered) != 1 {
			t.Error("the answer is not Ana's")
		}
		for _, forged := range []string{token + "x", set.SetID + ".", set.SetID, "", strings.Repeat("0", 26) + token[26:]} {
			if _, err := w.Courses.RefresherBy(t.Context(), forged); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", forged, err)
			}
		}
		other := w.SpareItems("asking", 1)[0]
		if err := w.Courses.AnswerRefresherBy(t.Context(), token, other, assessments.Value{Options: []string{"a"}}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a question that is not in the set: %v", err)
		}
		dbtest.ClockOf(t, d).Advance(15 * day)
		if _, err := w.Courses.RefresherBy(t.Context(), token); !fault.Is(err, fault.Conflict) {
			t.Errorf("after its time: %v", err)
		}
	})
}

func TestFewPeoplesRecallIsNotShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		w.Enrol(w.Schedule(w.Publish("c1"), "o1", courses.Virtual), "p-Ana", "p-Berta", "p-Carla", "p-Diana", "p-Elena")
		everybody := []string{"p-Ana", "p-Berta", "p-Carla", "p-Diana", "p-Elena"}
		for _, id := range everybody {
			w.Complete(id)
		}
		w.SpareItems("asking", 3)
		dbtest.ClockOf(t, d).Advance(8 * day)
		refresh(t, w)
		for i, id := range everybody {
			if i == 4 {
				figures, err := w.Courses.RefresherFigures(t.Context(), coursestest.Trainer())
				if err != nil || len(figures.Recall) != 1 || figures.Recall[0].Shown || figures.Recall[0].Answers != 0 || !figures.Few(figures.Answering) || figures.Trained != 5 {
					t.Fatalf("of four: %+v, %v", figures, err)
				}
			}
			actor := coursestest.Official(id)
			set, err := w.Courses.Refresher(t.Context(), actor)
			if err == nil {
				err = w.Courses.AnswerRefresher(t.Context(), actor, set.Question.ID, coursestest.Choice(*set.Question, i > 0))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		figures, err := w.Courses.RefresherFigures(t.Context(), coursestest.Trainer())
		if err != nil || !figures.Recall[0].Shown || figures.Recall[0].People != 5 || figures.Recall[0].Share != 0.8 || figures.Few(figures.Answering) {
			t.Errorf("of five: %+v, %v", figures, err)
		}
		if elsewhere, err := w.Courses.RefresherFigures(t.Context(), coursestest.Manager(w.Lupuna)); err != nil || elsewhere.Trained != 0 || len(elsewhere.Recall) != 0 {
			t.Errorf("elsewhere: %+v, %v", elsewhere, err)
		}
	})
}
