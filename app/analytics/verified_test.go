package analytics_test

import (
	"testing"

	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/assessments"
)

// Verified is who was trained and is at the cut or above in an assessment that is still valid.
func TestVerified_isTheCascadesRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := analyticstest.New(t, d)
		want := map[string]bool{"below": false, "lapsed": false, "lapsing": true, "fine": true, "untrained": false, "never": false}
		for name, c := range map[string]struct {
			assessed string
			score    float64
		}{"below": {"2026-04-01", 40}, "lapsed": {"2025-10-01", 90}, "lapsing": {"2025-11-20", 90}, "fine": {"2026-03-01", 90}} {
			w.Hire(name, w.Ceiba, w.Day("2025-01-10"))
			w.Train(name, w.Day("2025-09-01"))
			w.Assess(name, w.Day(c.assessed), assessments.Post, c.score)
		}
		for _, name := range []string{"untrained", "never"} {
			w.Hire(name, w.Ceiba, w.Day("2025-01-10"))
		}
		w.Assess("untrained", w.Day("2026-04-01"), assessments.Pre, 90)
		var ids []string
		for name := range want {
			ids = append(ids, analyticstest.ID(name))
		}
		service := analytics.NewService(d)
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			got, err := service.VerifiedTx(tx, "asking", ids, w.Day("2026-05-04"))
			for name, verified := range want {
				if got[analyticstest.ID(name)] != verified {
					t.Errorf("%s: verified %v, want %v", name, got[analyticstest.ID(name)], verified)
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
