package assessments_test

import (
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
)

// A result is read by the wording that was in force on its day.
func TestACompetencyKeepsEveryWordingItHad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		first := d.Now().Date()
		dbtest.ClockOf(t, d).Advance(48 * time.Hour)
		c := competency("asking")
		if version, err := w.ReviseCompetency(ctx, w.author, c); err != nil || version != 1 {
			t.Errorf("nothing changed, and it is version %d, %v", version, err)
		}
		c.Name = i18n.Says("Preguntar bien")
		version, err := w.ReviseCompetency(ctx, w.author, c)
		if err != nil || version != 2 {
			t.Fatalf("version %d, %v", version, err)
		}
		w.must(d.Read(ctx, func(tx *db.Tx) error {
			for on, want := range map[db.Date]string{first: "asking", first + 1: "asking", first + 2: "Preguntar bien", first - 100: "asking"} {
				got, _, err := assessments.CompetencyOnTx(tx, "asking", on)
				if err != nil || got.Name[i18n.Spanish] != want {
					t.Errorf("on %s it is %q, %v", on, got.Name[i18n.Spanish], err)
				}
			}
			return nil
		}))
		detail, err := w.Competency(ctx, w.author, "asking", first)
		if err != nil || len(detail.Versions) != 2 || detail.Shown != 1 || *detail.Versions[1].Until != first+2 {
			t.Errorf("detail %+v, %v", detail, err)
		}
		c.Levels = c.Levels[:1]
		if _, err := w.ReviseCompetency(ctx, w.author, c); !fault.Is(err, fault.Invalid) {
			t.Errorf("one level only: %v", err)
		}
		if _, err := w.ReviseCompetency(ctx, everywhere(access.Evaluator, "e"), c); !fault.Is(err, fault.Denied) {
			t.Errorf("an evaluator: %v", err)
		}
	})
}

// What is exported changes nothing when it comes back; a file with one wrong row
// changes nothing at all.
func TestTheFrameworkGoesOutAndComesIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		awkward := competency("formula")
		awkward.Name = i18n.Text{i18n.Spanish: "=1+1", i18n.English: "-x"}
		w.must(w.CreateCompetencies(ctx, w.author, []assessments.Competency{awkward}))
		for _, format := range assessments.FrameworkFormats() {
			data, err := w.ExportCompetencies(ctx, w.author, format)
			w.must(err)
			report, err := w.ImportCompetencies(ctx, w.author, "marco."+format, data, true)
			if err != nil || report.Same != 3 || report.New+report.Changed+report.Refused != 0 {
				t.Errorf("%s: %+v, %v", format, report, err)
			}
		}
		wrong := "codigo;tipo;nombre;nivel_1;nivel_2;nivel_3\nasking;personal;Otra cosa;a;b;c\nnew;personal;Nueva;a;;c\ntrauma;institucional;Trauma;low;high;\n"
		report, err := w.ImportCompetencies(ctx, w.author, "mal.csv", []byte(wrong), true)
		w.must(err)
		if report.Kept || report.Refused != 2 || report.Rows[1].Line != 3 || report.Rows[2].Line != 4 || report.Can() {
			t.Errorf("%+v", report)
		}
		list, err := w.Competencies(ctx, w.author)
		if err != nil || len(list) != 3 || list[0].Name[i18n.Spanish] != "asking" {
			t.Errorf("all or nothing: %+v, %v", list, err)
		}
		right := "codigo;tipo;nombre;nivel_1;nivel_2;nivel_3\nasking;personal;Otra cosa;a;b;c\nnew;institucional;Nueva;a;b;\n"
		if report, err = w.ImportCompetencies(ctx, w.author, "bien.csv", []byte(right), true); err != nil || !report.Kept || report.New != 1 || report.Changed != 1 {
			t.Fatalf("%+v, %v", report, err)
		}
		if list, err = w.Competencies(ctx, w.author); err != nil || len(list) != 4 || list[3].Code != "new" || list[3].Kind != assessments.Institutional || len(list[0].Levels) != 3 || list[0].Description.IsZero() {
			t.Errorf("%+v, %v", list, err)
		}
		if _, err := w.ImportCompetencies(ctx, w.author, "x.csv", []byte("codigo;color\na;b\n"), false); !fault.Is(err, fault.Invalid) {
			t.Errorf("an unknown column: %v", err)
		}
	})
}

// A target holds from its day until another is set; nothing is overwritten.
func TestTargetsAreFacts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		today := d.Now().Date()
		set := func(level int, share float64, from db.Date) error {
			return w.SetTarget(ctx, w.author, assessments.TargetInput{Cadre: people.CARMentor, Competency: "asking", Level: level, Share: share, ValidFrom: from})
		}
		w.must(set(2, 0.8, today-100))
		w.must(set(2, 0.8, today)) // holds already
		w.must(set(1, 0.5, today+10))
		w.must(set(0, 0, today+20))
		if err := set(3, 0.5, today); !fault.Is(err, fault.Invalid) {
			t.Errorf("a level that is not there: %v", err)
		}
		if err := set(2, 1.5, today); !fault.Is(err, fault.Invalid) {
			t.Errorf("more than all posts: %v", err)
		}
		for on, want := range map[db.Date]float64{today - 101: 0, today: 0.8, today + 10: 0.5, today + 20: 0} {
			out, err := w.Targets(ctx, w.author, on)
			w.must(err)
			cell := out.Cells[people.CARMentor]["asking"]
			if got := cell.Share; (got == nil) != (want == 0) || got != nil && *got != want {
				t.Errorf("on %s: %+v", on, cell)
			}
			if len(out.History) != 3 {
				t.Errorf("%d facts, want 3", len(out.History))
			}
		}
	})
}
