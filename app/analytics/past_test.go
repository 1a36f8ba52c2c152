package analytics_test

import (
	"context"
	"log/slog"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// A training from before relevo makes a person trained; a score from elsewhere is theirs,
// but neither sets the cut of our own assessments nor is equated. Undone, all is as before.
func TestWhatFilesBringCountsAndIsUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		service, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		ask := func() analytics.Figures {
			return figuresOf(t, service, manager, analytics.Query{PlaceID: w.Ceiba.ID, Competency: analyticstest.Asking})
		}
		before := ask()
		ctx, system := t.Context(), access.System()
		head := "DNI;Apellidos y Nombres;Institución;"
		trainings, results := courses.NewService(d, queue), assessments.NewService(d, queue)
		f, err := trainings.UploadPastTrainings(ctx, system, people.RosterFile{Name: "t.csv", Data: []byte(head + "Curso;Fecha;Competencias\n;diana;CAR La Ceiba;Taller;15/12/2019;asking\n")})
		if err != nil {
			t.Fatal(err)
		}
		training := confirm(t, f.ID, trainings.LookAtPastTrainings, trainings.ConfirmPastTrainings)
		f, err = results.UploadPastResults(ctx, system, people.RosterFile{Name: "r.csv", Data: []byte(head + "Competencia;Ocasión;Fecha;Puntaje;Corte\n;diana;CAR La Ceiba;asking;post;01/05/2026;65;90\n")}, people.Choices{})
		if err != nil {
			t.Fatal(err)
		}
		result := confirm(t, f.ID, results.LookAtPastResults, results.ConfirmPastResults)
		after := ask()
		if after.Cascade.Trained != before.Cascade.Trained+1 || after.Model.Cut != before.Model.Cut || after.Model.SeveralCuts || after.Cascade.Mastered != before.Cascade.Mastered+1 {
			t.Errorf("before %+v, after %+v, cut %v", before.Cascade, after.Cascade, after.Model.Cut)
		}
		if err := trainings.UndoPastTrainings(ctx, system, training); err != nil {
			t.Fatal(err)
		}
		if err := results.UndoPastResults(ctx, system, result); err != nil {
			t.Fatal(err)
		}
		if undone := ask(); undone.Cascade.Trained != before.Cascade.Trained || undone.Cascade.Mastered != before.Cascade.Mastered || undone.Model.Results != before.Model.Results {
			t.Errorf("undone %+v", undone.Cascade)
		}
	})
}

// confirm brings a draft in, choosing for each doubtful row its first alternative.
func confirm(t *testing.T, id string, look func(context.Context, access.Actor, string) (people.FilePreview, people.Source, error),
	do func(ctx context.Context, actor access.Actor, id, fingerprint string, choices map[string]string) (people.FileImport, error)) string {
	t.Helper()
	p, _, err := look(t.Context(), access.System(), id)
	if err != nil {
		t.Fatal(err)
	}
	choices := map[string]string{}
	for _, row := range p.Rows {
		if row.Waiting() && len(row.Choices) > 0 {
			choices[row.Key()] = row.Choices[0].Value
		}
	}
	f, err := do(t.Context(), access.System(), id, p.Fingerprint, choices)
	if err != nil || f.Summary[people.FileNew] != 1 {
		t.Fatalf("%v, %v, %+v", f.Summary, err, p.Rows)
	}
	return f.ID
}
