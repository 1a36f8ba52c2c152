package people_test

import (
	"strconv"
	"sync"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// Two people press the button at once: one list is imported, and the other
// person is led to it.
func TestConfirm_twiceAtOnceImportsOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		draft := p.upload(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", ana, berta))
		fingerprint := p.preview(t, draft).Fingerprint
		var both sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			both.Go(func() { _, errs[i] = p.service.Confirm(t.Context(), p.manager, draft.ID, fingerprint, nil) })
		}
		both.Wait()
		won, lost := errs[0], errs[1]
		if won != nil {
			won, lost = lost, won
		}
		if won != nil {
			t.Fatal(won)
		}
		wantKind(t, lost, fault.NotFound)
		imp, err := p.service.ConfirmedFrom(t.Context(), p.manager, draft.ID)
		if err != nil || imp.AsOf != day(t, "2026-01-31") {
			t.Fatal(imp, err)
		}
		lists, err := p.service.Lists(t.Context(), p.manager, p.ceiba.ID)
		if err != nil || len(lists.Imports) != 1 || lists.Imports[0].ID != imp.ID {
			t.Errorf("%d imports, %v; want the one", len(lists.Imports), err)
		}
		elsewhere := actor(access.Manager, p.apart)
		_, err = p.service.ConfirmedFrom(t.Context(), elsewhere, draft.ID)
		wantKind(t, err, fault.NotFound)
		_, err = p.service.ConfirmedFrom(t.Context(), p.evaluator, draft.ID)
		wantKind(t, err, fault.Denied)
	})
}

func TestConfirm_theSameFileAgainLeadsToTheFirstImport(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		_, first := p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", ana))
		again := p.upload(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", ana))
		if _, err := p.service.Confirm(t.Context(), p.manager, again.ID, p.preview(t, again).Fingerprint, nil); err != nil {
			t.Fatal(err)
		}
		imp, err := p.service.ConfirmedFrom(t.Context(), p.manager, again.ID)
		if err != nil || imp.ID != first.ID {
			t.Errorf("led to %q, %v; want the first import", imp.ID, err)
		}
		thrown := p.upload(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", ana))
		if _, err := p.service.DiscardDraft(t.Context(), p.manager, thrown.ID); err != nil {
			t.Fatal(err)
		}
		_, err = p.service.ConfirmedFrom(t.Context(), p.manager, thrown.ID)
		wantKind(t, err, fault.NotFound)
	})
}

func TestConfirm_refusesListsOfInstitutionsThatAreNoMore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		draft := p.upload(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", ana))
		change := func(column string, value any) {
			t.Helper()
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				return tx.DB.Model(&people.Institution{}).Where("id = ?", p.ceiba.ID).Update(column, value).Error
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		refused := func() {
			t.Helper()
			preview := p.preview(t, draft)
			wantField(t, preview.Obstacle, "as_of")
			_, err := p.service.Confirm(t.Context(), p.manager, draft.ID, preview.Fingerprint, nil)
			wantField(t, err, "as_of")
			wantField(t, p.service.SetDraft(t.Context(), p.manager, draft.ID, people.DraftInput{InstitutionID: p.ceiba.ID, AsOf: draft.AsOf}), "as_of")
		}
		closed := day(t, "2026-02-28") // the first day it is not there
		change("closed_on", &closed)
		refused()
		later := day(t, "2026-03-01")
		change("closed_on", &later)
		if err := p.service.SetDraft(t.Context(), p.manager, draft.ID, people.DraftInput{InstitutionID: p.ceiba.ID, AsOf: draft.AsOf}); err != nil {
			t.Errorf("a list of the last day: %v", err)
		}
		change("closed_on", nil)
		change("merged_into", p.lupe.ID)
		refused()
		if err := p.service.SetDraft(t.Context(), p.manager, draft.ID, people.DraftInput{InstitutionID: p.lupe.ID, AsOf: draft.AsOf}); err != nil {
			t.Errorf("for the institution that it was joined with: %v", err)
		}
	})
}

// What was chosen on the page that is confirmed counts, though nobody saved it
// before.
func TestConfirmingTakesTheChoicesOfThePageAlong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "enero.csv", list("CAR LA CEIBA 2026-01-31", "40000017;ÑAUPARI DÍAZ, BERTA;TUTORA;CAS;2025-03-10;"))
		draft := p.upload(t, p.ceiba, "febrero.csv", list("CAR LA CEIBA 2026-02-28", ";ÑAUPARI DÍAZ, BERTA;ABOGADA;728;2026-02-15;"))
		preview := p.preview(t, draft)
		choices := map[string]string{}
		for _, decision := range preview.Decisions {
			for i, alternative := range decision.Alternatives {
				if alternative.Explain.Key == roster.ChooseNewPerson {
					choices[decision.Key] = strconv.Itoa(i)
				}
			}
		}
		if len(choices) != 1 {
			t.Fatalf("%d decisions offer a new person, want 1", len(choices))
		}
		if _, err := p.service.Confirm(t.Context(), p.manager, draft.ID, preview.Fingerprint, choices); err != nil {
			t.Fatal(err)
		}
		found, err := p.service.SearchPeople(t.Context(), p.manager, "naupari")
		if err != nil || len(found.People) != 2 {
			t.Errorf("%d people of the name, %v; want the known one and the new one", len(found.People), err)
		}
	})
}
