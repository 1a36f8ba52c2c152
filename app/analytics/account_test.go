package analytics_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
)

// bars writes an account of whole people as "cause +change of people".
func bars(c analytics.Change) []string {
	var out []string
	for _, cause := range c.Causes {
		out = append(out, fmt.Sprintf("%s %+g of %g", cause.Cause, cause.Change, cause.People))
	}
	return out
}

// accountOf asks as somebody who may see all.
func accountOf(t *testing.T, d *db.DB, at people.Institution, span analytics.Span, cadre people.Cadre) analytics.Account {
	t.Helper()
	account, err := analytics.NewService(d).Account(t.Context(), analyticstest.Everywhere(access.Manager), analytics.Query{PlaceID: at.ID, Competency: analyticstest.Asking, Cadre: cadre}, span)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

func TestAccountAsWorkedOutByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		span := analytics.Span{From: w.Day("2025-09-15"), To: w.Day("2026-05-04")}
		for _, test := range []struct {
			place people.Institution
			cadre people.Cadre
			row   measure.Row
			end   float64
			want  []string
		}{
			{w.Ceiba, "", measure.TrainedRow, 2, []string{"newly_trained +4 of 4", "left -1 of 1", "transferred_out -1 of 1"}},
			{w.Ceiba, "", measure.MasteredRow, 1, []string{"first_assessed +1 of 1", "left -1 of 1", "re_assessed +1 of 1"}},
			{w.Ceiba, "", measure.VerifiedRow, 0, []string{"first_assessed +1 of 1", "left -1 of 1", "re_assessed +1 of 1", "validity_lapsed -1 of 1"}},
			{w.Lupuna, "", measure.TrainedRow, 2, []string{"newly_trained +1 of 1", "transferred_in +1 of 1"}},
			{w.Network, "", measure.TrainedRow, 4, []string{"newly_trained +5 of 5", "left -1 of 1"}},
			{w.Ceiba, people.Psychologist, measure.TrainedRow, 0, []string{"newly_trained +1 of 1", "transferred_out -1 of 1"}},
			{w.Ceiba, people.CARMentor, measure.TrainedRow, 2, []string{"newly_trained +3 of 3", "left -1 of 1"}},
		} {
			change := accountOf(t, d, test.place, span, test.cadre).Changes[test.row]
			if change.Start != 0 || change.End != test.end || !slices.Equal(bars(change), test.want) {
				t.Errorf("%s, %s, row %d: %v → %v\ngot  %q\nwant %q", test.place.Name, test.cadre, test.row, change.Start, change.End, bars(change), test.want)
			}
		}
	})
}

func TestCausesAddUpToTheDifferenceExactly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		for _, at := range []people.Institution{w.Network, w.Ceiba, w.Lupuna, w.Apart} {
			for _, from := range []string{"2025-09-15", "2025-10-01", "2026-02-28"} {
				account := accountOf(t, d, at, analytics.Span{From: w.Day(from)}, "")
				figures, err := service.Figures(t.Context(), manager, analytics.Query{PlaceID: at.ID, Competency: analyticstest.Asking})
				if err != nil {
					t.Fatal(err)
				}
				for _, change := range account.Changes {
					sum := change.Start
					for _, cause := range change.Causes {
						sum += cause.Change
					}
					if sum != change.End || change.End != figures.Cascade.Row(change.Row).Float() {
						t.Errorf("%s from %s, row %d: %v and its causes make %v, not %v; the figure is %v", at.Name, from, change.Row, change.Start, sum, change.End, figures.Cascade.Row(change.Row))
					}
				}
			}
		}
	})
}

func TestThePeopleBehindABarAddUpToIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		span := analytics.Span{From: w.Day("2025-09-15"), To: w.Day("2026-05-04")}
		account := accountOf(t, d, w.Network, span, "")
		for _, change := range account.Changes {
			for _, cause := range change.Causes {
				behind, err := service.Behind(t.Context(), manager, analytics.Query{PlaceID: w.Network.ID, Competency: analyticstest.Asking}, span, change.Row, cause.Cause)
				if err != nil {
					t.Fatal(err)
				}
				sum, names := 0.0, map[string]bool{}
				for _, share := range behind.Shares {
					sum += share.Change
					names[share.Person.ID] = true
					if share.Institution.Name == "" || share.Cadre == "" || share.On <= span.From || share.On > span.To {
						t.Errorf("%s: a share says %+v", cause.Cause, share)
					}
				}
				if sum != cause.Change || behind.Cause != cause || len(names) != int(cause.People) || len(names) != len(behind.Shares) {
					t.Errorf("row %d, %s: %d people make %v, the bar is %+v", change.Row, cause.Cause, len(behind.Shares), sum, cause)
				}
			}
		}
	})
}

// Who changes cadre leaves the cadre asked for; the list says as what they were
// counted, not what they became.
func TestBehindSaysAsWhatSomebodyWasCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		changed := w.Day("2026-01-10")
		w.Post("nora", w.Ceiba, people.CARMentor, w.Day("2025-05-01"), changed)
		w.Post("nora", w.Ceiba, people.Coordinator, changed, 0)
		w.Train("nora", w.Day("2025-06-01"))
		span := analytics.Span{From: changed - 30, To: changed + 5}
		behind, err := analytics.NewService(d).Behind(t.Context(), analyticstest.In(access.Manager, w.Ceiba),
			analytics.Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking, Cadre: people.CARMentor}, span, measure.TrainedRow, measure.TransferredOut)
		if err != nil || len(behind.Shares) != 1 {
			t.Fatalf("%+v, %v", behind.Shares, err)
		}
		if share := behind.Shares[0]; share.Cadre != people.CARMentor || share.On != changed || share.Person.ID != analyticstest.ID("nora") {
			t.Errorf("Nora left the mentors as %+v", share)
		}
	})
}

func TestSpansThatCannotBe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		today := w.Day("2026-05-04")
		for field, span := range map[string]analytics.Span{
			"to": {From: today - 9, To: today + 1}, "from": {From: today - 9, To: today - 10},
		} {
			_, err := service.Account(t.Context(), manager, analytics.Query{PlaceID: w.Ceiba.ID}, span)
			var told *fault.Error
			if !errors.As(err, &told) || len(told.Fields) != 1 || told.Fields[0].Name != field {
				t.Errorf("%+v: %v, want %s named", span, err, field)
			}
		}
		if _, err := service.Account(t.Context(), manager, analytics.Query{PlaceID: w.Ceiba.ID}, analytics.Span{From: today, To: today}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a day compared with itself: %v", err)
		}
		account, err := service.Account(t.Context(), manager, analytics.Query{PlaceID: w.Ceiba.ID}, analytics.Span{})
		if err != nil || account.To != today || account.From != w.Day("2025-05-04") {
			t.Errorf("when nobody says: %s to %s, %v", account.From, account.To, err)
		}
	})
}
