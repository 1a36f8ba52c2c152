package web_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/assessments"
)

// What a telephone brings after a day without a network arrives cut off at any byte, ten times, in any order and
// from two devices: what is cut is refused and leaves nothing, and in the end what was answered last counts, once.
func TestASyncIsCutReplayedAndReordered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
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
