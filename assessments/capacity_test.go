package assessments_test

import (
	"slices"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
)

// managerOf manages an institution and those below it, with an account of their own.
func (w *world) managerOf(at people.Institution) access.Actor {
	w.t.Helper()
	var account access.Account
	w.write(func(tx *db.Tx) error {
		account = access.Account{ID: tx.NewID(), Username: "manager " + at.Code, Name: "Manager " + at.Code, PasswordHash: "-", Locale: "es", CreatedAt: tx.Now}
		return tx.DB.Create(&account).Error
	})
	return access.Actor{AccountID: account.ID, Name: account.Name, Roles: []access.Held{{Role: access.Manager, InstitutionID: at.ID, Path: at.Path}}}
}

// open opens a round in an institution today.
func (w *world) open(at people.Institution, occasion assessments.CapacityOccasion) assessments.CapacityRound {
	w.t.Helper()
	round, err := w.OpenRound(w.t.Context(), w.trainers[0], assessments.RoundInput{InstitutionID: at.ID, Occasion: occasion, HeldOn: w.d.Now().Date()})
	w.must(err)
	return round
}

// rateCentre lets somebody rate every criterion alike, but for those named, and submit.
func (w *world) rateCentre(actor access.Actor, round assessments.CapacityRound, finding assessments.CapacityFinding, but map[string]assessments.CapacityFinding) {
	w.t.Helper()
	page, err := w.Round(w.t.Context(), actor, round.ID)
	w.must(err)
	for _, c := range page.Criteria {
		found := finding
		if other, is := but[c.Code]; is {
			found = other
		}
		w.must(w.RateCriterion(w.t.Context(), actor, round.ID, assessments.RatingOf{Criterion: c.Code, Finding: found, Evidence: "Visto en el registro."}))
	}
	w.must(w.SubmitRound(w.t.Context(), actor, round.ID))
}

// settle makes a settled round in which both found the same.
func (w *world) settle(at people.Institution, occasion assessments.CapacityOccasion, finding assessments.CapacityFinding) {
	w.t.Helper()
	round := w.open(at, occasion)
	w.rateCentre(w.trainers[0], round, finding, nil)
	w.rateCentre(w.trainers[1], round, finding, nil)
}

func scores(results []assessments.CapacityResult) map[string]float64 {
	out := map[string]float64{}
	for _, r := range results {
		if r.Score != nil {
			out[r.CompetencyCode] = *r.Score
		}
	}
	return out
}

// Two assessors do not see each other's ratings before both have submitted; then
// they agree on what differs, and the institution has its scores.
func TestTwoAssessorsRateBlindlyAndThenAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		centre, one := w.centres[0], w.trainers[0]
		other := w.managerOf(centre)
		round := w.open(centre, assessments.Baseline)

		w.must(w.RateCriterion(ctx, one, round.ID, assessments.RatingOf{Criterion: "written_pathway", Finding: "1", Evidence: "De 2019"}))
		w.must(w.RateCriterion(ctx, one, round.ID, assessments.RatingOf{Criterion: "written_pathway", Finding: "2", Evidence: "La encontraron"}))
		if err := w.SubmitRound(ctx, one, round.ID); !fault.Is(err, fault.Invalid) {
			t.Fatalf("submitting an unfinished round: %v", err)
		}
		w.rateCentre(one, round, "2", nil)
		if err := w.RateCriterion(ctx, one, round.ID, assessments.RatingOf{Criterion: "handover", Finding: "0", Evidence: "Cambio"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("changing a submitted rating: %v", err)
		}

		page, err := w.Round(ctx, other, round.ID)
		w.must(err)
		for _, c := range page.Criteria {
			if c.Own != nil || c.Both[0] != nil || c.Both[1] != nil || c.Final != "" {
				t.Fatalf("%s is seen before both have submitted: %+v", c.Code, c)
			}
		}
		if err := w.AgreeOn(ctx, one, round.ID, assessments.ConsensusInput{Criterion: "handover", Finding: "1", Reason: "Sin esperar"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("agreeing alone: %v", err)
		}
		w.rateCentre(other, round, "2", map[string]assessments.CapacityFinding{"handover": "0", "induction": assessments.NotSeen, "individual_plan": assessments.NotApplicable})
		if err := w.RateCriterion(ctx, w.trainers[1], round.ID, assessments.RatingOf{Criterion: "handover", Finding: "0", Evidence: "Tercera"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a third assessor: %v", err)
		}

		page, err = w.Round(ctx, one, round.ID)
		w.must(err)
		if !page.Both || page.Left() != 3 || page.SettledAt != nil || len(page.Results) != 0 {
			t.Fatalf("both %v, %d differ, settled %v, %d results", page.Both, page.Left(), page.SettledAt, len(page.Results))
		}
		if a := page.Agreement; a.Criteria != 10 || a.One != 2 || a.Percent != 0.9 {
			t.Errorf("agreement %+v", a)
		}
		w.must(w.AgreeOn(ctx, one, round.ID, assessments.ConsensusInput{Criterion: "handover", Finding: "1", Reason: "Hay entregas de palabra"}))
		w.must(w.AgreeOn(ctx, other, round.ID, assessments.ConsensusInput{Criterion: "induction", Finding: assessments.NotSeen, Reason: "El archivo estaba cerrado"}))
		w.must(w.AgreeOn(ctx, one, round.ID, assessments.ConsensusInput{Criterion: "individual_plan", Finding: "2", Reason: "Sí hay planes"}))
		page, err = w.Round(ctx, one, round.ID)
		w.must(err)
		if page.SettledAt == nil || page.Left() != 0 {
			t.Fatal("nothing is left to agree on, and the round is not settled")
		}
		// handover 1 and staff_support 2 of 3 criteria, one not seen: 3 of 6.
		if got := scores(page.Results); got["continuity"] != 50 || got["coordination"] < 66 || got["coordination"] > 67 {
			t.Errorf("scores %v", got)
		}
		for _, r := range page.Results {
			if r.RuleVersion != assessments.RuleCapacity || r.CompetencyCode == "continuity" && (r.Rated != 2 || r.Applicable != 3) {
				t.Errorf("result %+v", r)
			}
		}
		// Agreed on anew, the old facts stay.
		w.must(w.AgreeOn(ctx, one, round.ID, assessments.ConsensusInput{Criterion: "handover", Finding: "2", Reason: "Apareció el acta"}))
		var agreed, results int64
		w.must(d.Read(ctx, func(tx *db.Tx) error {
			if err := tx.DB.Model(&assessments.CapacityConsensus{}).Where("criterion = 'handover'").Count(&agreed).Error; err != nil {
				return err
			}
			return tx.DB.Model(&assessments.CapacityResult{}).Where("competency_code = 'continuity'").Count(&results).Error
		}))
		if agreed != 2 || results != 2 {
			t.Errorf("%d facts agreed on and %d results, want both kept", agreed, results)
		}
	})
}

// A baseline and a follow-up are compared criterion by criterion; what was worded
// differently is not.
func TestABaselineIsComparedWithItsFollowUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		centre := w.centres[0]
		if _, err := w.OpenRound(ctx, w.trainers[0], assessments.RoundInput{InstitutionID: centre.ID, Occasion: assessments.CapacityFollowUp, HeldOn: d.Now().Date()}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a follow-up without a baseline: %v", err)
		}
		w.settle(centre, assessments.Baseline, "1")
		list, err := w.Checklist(ctx, w.author, "care-centre", 0)
		w.must(err)
		in := assessments.ChecklistInput{Code: list.Code, Kinds: list.Kinds, Title: list.Title, Criteria: slices.Clone(list.Criteria), Note: "Más claro"}
		in.Criteria[0].Levels = slices.Clone(in.Criteria[0].Levels)
		in.Criteria[0].Levels[2] = i18n.Says("Está al día")
		made, err := w.SaveChecklist(ctx, w.author, in)
		w.must(err)
		if made.Version != 2 {
			t.Fatalf("version %d", made.Version)
		}
		if again, err := w.SaveChecklist(ctx, w.author, in); err != nil || again.Version != 2 {
			t.Errorf("saved unchanged it became version %d, %v", again.Version, err)
		}
		w.settle(centre, assessments.CapacityFollowUp, "3")
		out, err := w.CapacityOf(ctx, w.trainers[0], centre.ID)
		w.must(err)
		if out.Comparison == nil {
			t.Fatal("nothing is compared")
		}
		for i, c := range out.Comparison.Criteria {
			step, is := c.Step()
			if i == 0 && (is || !c.Reworded) || i > 0 && (!is || step != 2) {
				t.Errorf("%s: step %d, %v", c.Code, step, is)
			}
		}
		for _, c := range out.Comparison.Competencies {
			if change := c.Change().Float(); change < 66 || change > 67 {
				t.Errorf("%s changed by %v", c.Code, change)
			}
		}
		// A round taken back counts nowhere.
		w.must(w.VoidRound(ctx, w.trainers[0], out.Rounds[0].CapacityRound.ID, "Se abrió en otro centro"))
		if out, err = w.CapacityOf(ctx, w.trainers[0], centre.ID); err != nil || out.Comparison != nil || len(out.Rounds) != 1 {
			t.Errorf("%d rounds, %v", len(out.Rounds), err)
		}
	})
}

// Nobody learns of an institution beyond their scope, and whoever sees no names sees
// nothing of fewer than five.
func TestFewInstitutionsAreNotTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		for _, name := range []string{"C", "D", "E"} {
			w.write(func(tx *db.Tx) error {
				centre, err := people.CreateInstitutionTx(tx, access.System(), people.InstitutionInput{Code: "CAR-" + name, Name: "Casa " + name, Kind: people.CareCentre, Sector: "public"})
				w.centres = append(w.centres, centre)
				return err
			})
		}
		evaluator := everywhere(access.Evaluator, "evaluator")
		for i, finding := range []assessments.CapacityFinding{"0", "1", "2", "3"} {
			w.settle(w.centres[i], assessments.Baseline, finding)
		}
		hidden, err := w.CapacityAcross(ctx, evaluator, "")
		w.must(err)
		if len(hidden.Institutions) != 0 || len(hidden.Places) != 0 || hidden.Named {
			t.Errorf("the evaluator sees %d institutions by name", len(hidden.Institutions))
		}
		for _, c := range hidden.Competencies {
			if !c.Hidden || c.N != 0 || c.Median.Defined() {
				t.Errorf("four institutions are told: %+v", c)
			}
		}
		w.settle(w.centres[4], assessments.Baseline, "3")
		shown, err := w.CapacityAcross(ctx, evaluator, "")
		w.must(err)
		for _, c := range shown.Competencies {
			if c.Hidden || c.N != 5 || c.Median < 66 || c.Median > 67 {
				t.Errorf("five institutions: %+v", c)
			}
		}
		// One follow-up of five would tell that one's.
		w.settle(w.centres[0], assessments.CapacityFollowUp, "3")
		shown, err = w.CapacityAcross(ctx, evaluator, "")
		w.must(err)
		for _, c := range shown.Competencies {
			if c.Hidden || !c.PairsHidden || c.Pairs != 0 || c.MedianAfter.Defined() {
				t.Errorf("one follow-up is told: %+v", c)
			}
		}
		// A trainer knows them by name.
		if open, err := w.CapacityAcross(ctx, w.trainers[0], w.centres[0].ID); err != nil || len(open.Institutions) != 1 || open.Competencies[0].Pairs != 1 {
			t.Errorf("the trainer sees %+v, %v", open.Competencies, err)
		}
		manager := w.managerOf(w.centres[0])
		for what, err := range map[string]error{
			"the evaluator, one institution": second(w.CapacityOf(ctx, evaluator, w.centres[0].ID)),
			"the evaluator, a part":          second(w.CapacityAcross(ctx, evaluator, w.centres[0].ID)),
			"the manager, another's":         second(w.CapacityOf(ctx, manager, w.centres[1].ID)),
			"the manager, another's counts":  second(w.Counts(ctx, manager, w.centres[1].ID)),
			"the manager, counting there":    w.CountInMonth(ctx, manager, assessments.MonthlyCount{InstitutionID: w.centres[1].ID, Month: d.Now().Date(), ReferralsMade: number(3)}),
		} {
			if err == nil || !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", what, err)
			}
		}
		var foreign assessments.CapacityRound
		w.must(d.Read(ctx, func(tx *db.Tx) error { return tx.DB.Where("institution_id = ?", w.centres[1].ID).Take(&foreign).Error }))
		if _, err := w.Round(ctx, manager, foreign.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the manager opens another's round: %v", err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func number(n int) *int { return &n }

// Monthly counts come by form and by file; a correction keeps what it corrects.
func TestMonthlyCountsAreCorrectedByNewFacts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		manager, at := w.managerOf(w.centres[0]), w.centres[0]
		month, _ := assessments.ParseMonth("2026-01")
		count := assessments.MonthlyCount{InstitutionID: at.ID, Month: month, ReferralsMade: number(4), ReferralsAcknowledged: number(5)}
		if err := w.CountInMonth(ctx, manager, count); len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Name != "referrals_acknowledged" {
			t.Errorf("more acknowledged than made: %v", err)
		}
		count.ReferralsAcknowledged = number(3)
		w.must(w.CountInMonth(ctx, manager, count))
		w.must(w.CountInMonth(ctx, manager, count)) // the same again is no correction
		file := "institucion;mes;derivaciones hechas;derivaciones con acuse;procesos;procesos abandonados\n" +
			"CAR-0;enero 2026;6;3;10;2\n" + // corrects
			"casa amanecer;02/2026;2;2;;\n" + // by name
			"CAR-1;2026-02;2;2;;\n" + // another's
			"CAR-0;2026-02;9;;;\n" + // twice
			"CAR-0;ayer;1;;;\n" +
			"CAR-0;2999-01;1;;;\n" +
			"CAR-0;2026-03;uno;;;\n"
		report, err := w.ImportCounts(ctx, manager, "enero.csv", []byte(file), false)
		w.must(err)
		var actions []string
		for _, r := range report.Rows {
			actions = append(actions, r.Action)
		}
		if got := strings.Join(actions, ","); got != "corrects,new,refused,refused,refused,refused,refused" || report.Recorded != 2 || report.Refused != 5 {
			t.Fatalf("%s; %d recorded, %d refused", got, report.Recorded, report.Refused)
		}
		if out, err := w.Counts(ctx, manager, at.ID); err != nil || len(out.Months) != 1 || len(out.Corrected) != 0 {
			t.Fatalf("looking has kept %d months, %d corrected, %v", len(out.Months), len(out.Corrected), err)
		}
		_, err = w.ImportCounts(ctx, manager, "enero.csv", []byte(report.Text), true)
		w.must(err)
		out, err := w.Counts(ctx, manager, at.ID)
		w.must(err)
		if len(out.Months) != 2 || len(out.Corrected) != 1 || *out.Months[1].ReferralsMade != 6 || out.Months[1].Source != "enero.csv" || out.Months[1].Author == "" || *out.Corrected[0].ReferralsMade != 4 {
			t.Errorf("months %+v, corrected %+v", out.Months, out.Corrected)
		}
		data, err := out.CountsFile()
		w.must(err)
		again, err := w.ImportCounts(ctx, manager, "otra.csv", data, false)
		if err != nil || again.Recorded != 0 || again.Refused != 0 || len(again.Rows) != 2 {
			t.Errorf("its own file changes %d and refuses %d, %v", again.Recorded, again.Refused, err)
		}
	})
}

func TestMonthsAreReadAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{"2025-03", "03/2025", "3/2025", "2025-03-17", "1/3/2025", "marzo 2025", "Marzo de 2025", "mar-25", "March 2025", "45717"} {
		if day, ok := assessments.ParseMonth(text); !ok || day.String() != "2025-03-01" {
			t.Errorf("%q is read as %s, %v", text, day, ok)
		}
	}
	for _, text := range []string{"", "2025", "13/2025", "ayer", "12", "marzo"} {
		if day, ok := assessments.ParseMonth(text); ok {
			t.Errorf("%q is read as %s", text, day)
		}
	}
}
