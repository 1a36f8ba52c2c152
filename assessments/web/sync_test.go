package web_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/assessments"
)

// What a telephone brings after a day without a network arrives cut off at any byte, ten times, in any order and
// from two devices: what is cut is refused and leaves nothing, and in the end what was answered last counts, once.
func TestASyncIsCutReplayedAndReordered(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		_, attempts := w.administer(assessments.Pre)
		rosa, at := w.officials[0], "/attempts/"+attempts[0]
		page := w.begin(rosa, attempts[0])
		item := page.Doc().Find(answerForm).AttrOr("data-item", "")
		count := func() (n int64) {
			if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Model(&assessments.Answer{}).Count(&n).Error }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		options := []string{option(t, page, "segura"), option(t, page, "todo")}
		one := func(seq int, device string) string {
			return fmt.Sprintf(`{"item":%q,"seq":%d,"device":%q,"value":{"options":[%q]}}`, item, seq, device, options[seq%2])
		}
		whole := func(answers ...string) string { return `{"answers":[` + strings.Join(answers, ",") + `]}` }

		// Cut off at every byte.
		body := whole(one(1, "phone"), one(2, "phone"))
		for n := range len(body) {
			if got := rosa.PostJSON(page, at+"/answers", body[:n]); got.Status < 400 || got.Status >= 500 {
				t.Fatalf("cut off after %d of %d bytes: %d", n, len(body), got.Status)
			}
		}
		if n := count(); n != 0 {
			t.Fatalf("%d answers are kept of what was cut off", n)
		}

		// Ten times, reordered, from two devices.
		const newest = 9
		random := rand.New(rand.NewPCG(4, 8))
		var sent []string
		for seq := 1; seq <= newest; seq++ {
			device := []string{"phone", "tablet"}[seq%2]
			for range 10 {
				sent = append(sent, one(seq, device))
			}
		}
		random.Shuffle(len(sent), func(i, j int) { sent[i], sent[j] = sent[j], sent[i] })
		for len(sent) > 0 {
			n := min(1+random.IntN(8), len(sent))
			rosa.PostJSON(page, at+"/answers", whole(sent[:n]...)).WantStatus(200)
			sent = sent[n:]
		}
		if n := count(); n != newest {
			t.Errorf("%d answers are kept of %d", n, newest)
		}
		if got := rosa.Get(at+"/questions/1").Doc().Find("input[checked]").AttrOr("value", ""); got != options[newest%2] {
			t.Error("another answer counts than the last")
		}
	})
}

// The clock of whoever sends lies by two days, either way, in whatever it says of times: the answers are saved at
// the server's time, and the limit of time is the server's.
func TestAClockThatLiesByTwoDaysChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		const allowed = 30 * time.Minute
		w.must(d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Model(&assessments.Assessment{}).Where("id = ?", w.assessment.ID).Update("minutes_allowed", int(allowed.Minutes())).Error
		}))
		_, attempts := w.administer(assessments.Pre)
		clock, rosa, at := dbtest.ClockOf(t, d), w.officials[0], "/attempts/"+attempts[0]
		began := d.Now()
		page := w.begin(rosa, attempts[0])
		item, chosen := page.Doc().Find(answerForm).AttrOr("data-item", ""), option(t, page, "segura")
		seq := 0
		send := func(off time.Duration) string {
			seq++
			lie := d.Now().Add(off).Time().Format(time.RFC3339)
			body := fmt.Sprintf(`{"at":%q,"now":%q,"late":true,"answers":[{"item":%q,"seq":%d,"device":"phone","at":%q,"saved_at":%q,"SavedAt":%q,"late":true,"value":{"options":[%q]}}]}`, lie, lie, item, seq, lie, lie, lie, chosen)
			return string(rosa.PostJSON(page, at+"/answers", body).WantStatus(200).Body)
		}
		both := []time.Duration{48 * time.Hour, -48 * time.Hour}
		for _, off := range both {
			if said := send(off); !strings.Contains(said, "Guardado a las 09:00") {
				t.Errorf("%s off: %s", off, said)
			}
		}
		clock.Advance(allowed - time.Minute)
		for _, off := range both {
			if said := send(off); !strings.Contains(said, "Guardado a las 09:29") {
				t.Errorf("%s off, before the time is over: %s", off, said)
			}
		}
		clock.Advance(3 * time.Minute) // and nobody gains two days
		for _, off := range both {
			if said := send(off); !strings.Contains(said, `"late":true`) {
				t.Errorf("%s off, after the time is over: %s", off, said)
			}
		}
		rosa.Submit(rosa.Get(at+"/review"), "form[action$='/submit']").Want(200, "h1", "Constancia")
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			var attempt assessments.Attempt
			if err := tx.DB.Where("id = ?", attempts[0]).Take(&attempt).Error; err != nil {
				return err
			}
			if *attempt.StartedAt != began || *attempt.DeadlineAt != began.Add(allowed) || *attempt.SubmittedAt != d.Now() {
				t.Errorf("begun %v, until %v, handed in %v", attempt.StartedAt, attempt.DeadlineAt, attempt.SubmittedAt)
			}
			var answers []assessments.Answer
			if err := tx.DB.Where("attempt_id = ?", attempts[0]).Order("seq").Find(&answers).Error; err != nil {
				return err
			}
			for i, answer := range answers {
				want := []db.Instant{began, began.Add(allowed - time.Minute), began.Add(allowed + 2*time.Minute)}[i/2]
				if answer.SavedAt != want || answer.Late != (i >= 4) {
					t.Errorf("answer %d is saved at %v, late: %v", answer.Seq, answer.SavedAt, answer.Late)
				}
			}
			if len(answers) != seq {
				t.Errorf("%d answers are kept of %d", len(answers), seq)
			}
			return nil
		})
		w.must(err)
	})
}
