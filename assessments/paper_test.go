package assessments_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/assessments"
)

// manager runs what happens at the centre with the number.
func (w *world) manager(centre int, account string) access.Actor {
	at := w.centres[centre]
	return access.Actor{AccountID: account, Name: account, Roles: []access.Held{{Role: access.Manager, InstitutionID: at.ID, Path: at.Path}}}
}

// sheets prints what is to be printed and gives it.
func (w *world) sheets(actor access.Actor, a assessments.Administration, in assessments.PrintInput) assessments.PrintedBatch {
	w.t.Helper()
	batch, err := w.PrintSheets(w.t.Context(), actor, a.ID, in)
	w.must(err)
	printed, err := w.PrintedBatch(w.t.Context(), actor, a.ID, batch.ID)
	w.must(err)
	return printed
}

// typed is what is typed of a sheet on which everything is answered rightly.
func (w *world) typed(items []assessments.PaperItem, text string) []string {
	w.t.Helper()
	var all []string
	for _, item := range items {
		all = append(all, item.Typed(w.right(item, text)))
	}
	return all
}

// sheetOf is the sheet of a person in a batch.
func (w *world) sheetOf(b assessments.PrintedBatch, person int) assessments.PrintedSheet {
	w.t.Helper()
	for _, s := range b.Sheets {
		if strings.HasPrefix(s.PersonName, w.people[person].FirstSurname) {
			return s
		}
	}
	w.t.Fatalf("person %d has no sheet", person)
	return assessments.PrintedSheet{}
}

// Beside the codes the names would tell whoever rates whose answers come next; they are there
// until the first sheet of the batch is typed in.
func TestATypedBatchTellsNoNamesToWhoRates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Post, 0, 1)
		batch := w.sheets(w.trainers[0], a, assessments.PrintInput{})
		if batch.Nameless || batch.Sheets[0].PersonName == "" {
			t.Fatalf("what is to be handed out has no names: %+v", batch.Sheets)
		}
		sheet := w.sheetOf(batch, 0)
		if _, err := w.KeySheet(t.Context(), w.author, sheet.Code, assessments.KeyInput{SatOn: d.Now().Date(), Consented: true, Typed: w.typed(sheet.Items, "texto")}); err != nil {
			t.Fatal(err)
		}
		again, err := w.PrintedBatch(t.Context(), w.trainers[0], a.ID, batch.ID)
		w.must(err)
		for _, s := range again.Sheets {
			if s.PersonName != "" || s.InstitutionName != "" || !again.Nameless {
				t.Errorf("%s is %s's", s.Code, s.PersonName)
			}
		}
		if !slices.IsSortedFunc(again.Sheets, func(a, b assessments.PrintedSheet) int { return strings.Compare(a.Code, b.Code) }) {
			t.Error("the sheets stand in the order of the surnames")
		}
		byManager := w.sheets(everywhere(access.Manager, "m"), a, assessments.PrintInput{})
		if byManager.Nameless || byManager.Sheets[0].PersonName == "" {
			t.Errorf("a manager, who rates nothing, is told no names: %+v", byManager.Sheets)
		}
		fresh := w.sheets(w.trainers[0], a, assessments.PrintInput{})
		if len(fresh.Sheets) != 1 || fresh.Sheets[0].PersonName == "" {
			t.Errorf("the one who is still to answer: %+v", fresh.Sheets)
		}
	})
}

func TestSparesOfAThirdFormArePrinted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		w.must(w.AddForm(t.Context(), w.author, w.assessment.ID))
		w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, assessments.ThirdLabel, []assessments.FormItemInput{{ItemVersionID: w.vignette.ID, Points: 3, Anchor: true}}))
		a := w.administer(assessments.Post, 0)
		manager := w.manager(0, "m")
		all, err := w.Sheets(t.Context(), manager, a.ID)
		if err != nil || !slices.Equal(all.Labels, []string{"A", "B", "C"}) {
			t.Errorf("spares can be had of the forms %v, %v", all.Labels, err)
		}
		batch := w.sheets(manager, a, assessments.PrintInput{Nobody: true, Spares: map[string]int{"C": 2}})
		if len(batch.Sheets) != 2 || batch.Sheets[0].FormLabel != "C" || len(batch.Sheets[0].Items) != 1 {
			t.Errorf("%+v", batch.Sheets)
		}
	})
}

func TestATestOnPaperCountsAsOneOnline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Post, 0, 1, 2, 5)
		manager := w.manager(0, "m")
		batch := w.sheets(manager, a, assessments.PrintInput{Spares: map[string]int{"A": 2, "B": 1}})
		if len(batch.Sheets) != 6 {
			t.Fatalf("%d sheets, want those of three people of the centre and three spares", len(batch.Sheets))
		}
		if again := w.sheets(manager, a, assessments.PrintInput{}); again.Sheets[0].Code != batch.Sheets[0].Code {
			t.Error("printed again, a person has another code")
		}
		sheet := w.sheetOf(batch, 0)
		w.advance(72 * time.Hour)
		sat := db.At(dbtest.ClockOf(t, d).Now()).Date() - 2
		_, err := w.KeySheet(t.Context(), manager, sheet.Code, assessments.KeyInput{SatOn: sat, Consented: true, Typed: []string{"Z"}})
		wantsField(t, err, "q_1")
		entry, err := w.KeySheet(t.Context(), manager, strings.ToLower(sheet.Printed()), assessments.KeyInput{SatOn: sat, Consented: true, Typed: w.typed(sheet.Items, "La saludo")})
		w.must(err)
		if entry.State != assessments.EntryCounts {
			t.Errorf("the entry is %s", entry.State)
		}
		w.drain()
		_, err = w.KeySheet(t.Context(), manager, sheet.Code, assessments.KeyInput{SatOn: sat, Consented: true})
		wants(t, err, fault.Conflict)
		w.rateAll(w.trainers[0], assessments.Points{"calm": 3, "asking": 3})
		results := w.results(0)
		if len(results) == 0 || results[0].AssessedOn != sat || results[0].Score != 100 || results[0].FormLabel != sheet.FormLabel {
			t.Errorf("results %+v, want 100 on %s", results, sat)
		}
		if at := w.attempt(a, 0); at.Source != assessments.SourcePaper || at.State != assessments.StateScored {
			t.Errorf("attempt %+v", at)
		}
	})
}

func TestWithoutConsentNothingOfASheetIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0)
		sheet := w.sheetOf(w.sheets(w.author, a, assessments.PrintInput{}), 0)
		today := db.At(dbtest.ClockOf(t, d).Now()).Date()
		_, err := w.KeySheet(t.Context(), w.author, sheet.Code, assessments.KeyInput{SatOn: today, Typed: w.typed(sheet.Items, "Texto")})
		w.must(err)
		at := w.attempt(a, 0)
		if at.State != assessments.StateClosed || at.CloseReason != assessments.ReasonNoConsent || w.count(&assessments.Answer{}) != 0 {
			t.Errorf("attempt %+v, %d answers", at, w.count(&assessments.Answer{}))
		}
		view, err := w.Sheet(t.Context(), w.author, sheet.Code)
		w.must(err)
		if len(view.Entries[0].Answers) != 0 {
			t.Error("the entry keeps answers")
		}
	})
}

func TestPaperNeverOverwritesWhatWasAnsweredOnline(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0, 1)
		batch := w.sheets(w.author, a, assessments.PrintInput{})
		today := db.At(dbtest.ClockOf(t, d).Now()).Date()
		w.sit(a, 0, "En línea")
		begun := w.started(a, 1)
		_, err := w.SaveAnswers(t.Context(), w.as(1), begun.ID, []assessments.AnswerInput{{ItemVersionID: begun.Items[0].ItemVersionID, Value: w.right(begun.Items[0], "")}})
		w.must(err)
		for person := range 2 {
			sheet := w.sheetOf(batch, person)
			entry, err := w.KeySheet(t.Context(), w.author, sheet.Code, assessments.KeyInput{SatOn: today, Consented: true, Typed: w.typed(sheet.Items, "En papel")})
			w.must(err)
			if entry.State != assessments.EntryConflict {
				t.Errorf("person %d: the entry is %s", person, entry.State)
			}
			err = w.DecideSheet(t.Context(), w.author, sheet.Code, assessments.Decision{Conflict: assessments.DecidePaper})
			if handedIn := person == 0; handedIn {
				wants(t, err, fault.Conflict)
				err = w.DecideSheet(t.Context(), w.author, sheet.Code, assessments.Decision{Conflict: assessments.DecideFirst})
			}
			w.must(err)
		}
		if w.attempt(a, 0).Source != assessments.SourceOnline || w.attempt(a, 1).Source != assessments.SourcePaper {
			t.Error("the wrong one counts")
		}
	})
}

func TestASecondKeyingVerifiesAndDifferencesAreDecided(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0, 1)
		batch := w.sheets(w.author, a, assessments.PrintInput{})
		today := db.At(dbtest.ClockOf(t, d).Now()).Date()
		first, second := w.manager(0, "first"), w.manager(0, "second")
		same, other := w.sheetOf(batch, 0), w.sheetOf(batch, 1)
		key := func(who access.Actor, s assessments.PrintedSheet, typed []string) assessments.PaperEntry {
			entry, err := w.KeySheet(t.Context(), who, s.Code, assessments.KeyInput{SatOn: today, Consented: true, Typed: typed})
			w.must(err)
			w.drain()
			return entry
		}
		key(first, same, w.typed(same.Items, "La saludo."))
		if entry := key(second, same, w.typed(same.Items, "la  saludo")); entry.State != assessments.EntryAgrees {
			t.Errorf("the same again is %s", entry.State)
		}
		wrong := w.typed(other.Items, "")
		wrong[0] = ""
		key(first, other, wrong)
		if entry := key(second, other, w.typed(other.Items, "")); entry.State != assessments.EntryDiffers {
			t.Errorf("another answer is %s", entry.State)
		}
		before := w.results(1)
		wantsField(t, w.DecideSheet(t.Context(), first, other.Code, assessments.Decision{}), "q_"+other.Items[0].ItemVersionID)
		w.must(w.DecideSheet(t.Context(), first, other.Code, assessments.Decision{Questions: map[string]string{other.Items[0].ItemVersionID: assessments.DecideSecond}}))
		w.drain()
		after := w.results(1)
		if len(before) == 0 || len(after) != len(before) || sumOf(after) <= sumOf(before) {
			t.Errorf("results before %v, after %v", before, after)
		}
		view, err := w.Sheet(t.Context(), first, other.Code)
		w.must(err)
		if len(view.Entries) != 3 || view.Waiting() != nil {
			t.Errorf("entries %+v, want both keyings and the decision", view.Entries)
		}
	})
}

func sumOf(results []assessments.Result) (sum float64) {
	for _, r := range results {
		sum += r.Score
	}
	return sum
}

func TestASheetIsUndoneUntilItIsRated(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0)
		sheet := w.sheetOf(w.sheets(w.author, a, assessments.PrintInput{}), 0)
		today := db.At(dbtest.ClockOf(t, d).Now()).Date()
		in := assessments.KeyInput{SatOn: today, Consented: true, Typed: w.typed(sheet.Items, "La saludo")}
		_, err := w.KeySheet(t.Context(), w.author, sheet.Code, in)
		w.must(err)
		w.drain()
		w.must(w.UndoSheet(t.Context(), w.author, sheet.Code))
		w.drain()
		if at := w.attempt(a, 0); at.State != assessments.StateNotStarted || w.count(&assessments.ScoringTask{}) != 0 {
			t.Errorf("attempt %+v, %d responses to score", at, w.count(&assessments.ScoringTask{}))
		}
		_, err = w.KeySheet(t.Context(), w.author, sheet.Code, in)
		w.must(err)
		w.drain()
		w.rateAll(w.trainers[0], assessments.Points{"calm": 3, "asking": 3})
		wants(t, w.UndoSheet(t.Context(), w.author, sheet.Code), fault.Conflict)
		if w.count(&access.AuditEntry{}) == 0 {
			t.Error("nothing in the audit")
		}
	})
}

func TestASpareSheetIsBoundWithinTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0, 5)
		manager, other := w.manager(0, "m"), w.manager(1, "o")
		batch := w.sheets(manager, a, assessments.PrintInput{Nobody: true, Spares: map[string]int{"A": 1, "B": 1}})
		spare := batch.Sheets[0]
		if batch.Sheets[1].FormLabel != w.formLabel(a, 0) {
			spare = batch.Sheets[1] // of the other form than the person was assigned
		}
		_, err := w.KeySheet(t.Context(), manager, spare.Code, assessments.KeyInput{SatOn: 1, Consented: true})
		wants(t, err, fault.Conflict)
		found, err := w.SheetCandidates(t.Context(), manager, spare.Code, "")
		w.must(err)
		if len(found) != 1 || found[0].PersonID != w.people[0].ID {
			t.Fatalf("candidates %+v, want the one of the centre", found)
		}
		wants(t, w.BindSheet(t.Context(), manager, spare.Code, w.attempt(a, 5).ID), fault.NotFound)
		w.must(w.BindSheet(t.Context(), manager, spare.Code, found[0].ID))
		_, err = w.Sheet(t.Context(), other, spare.Code)
		wantsField(t, err, "code")
		today := db.At(dbtest.ClockOf(t, d).Now()).Date()
		_, err = w.KeySheet(t.Context(), manager, spare.Code, assessments.KeyInput{SatOn: today, Consented: true, Typed: w.typed(spare.Items, "")})
		w.must(err)
		w.drain()
		for _, r := range w.results(0) {
			if r.Score == 0 || r.FormLabel != spare.FormLabel {
				t.Errorf("result %+v, want that of form %s", r, spare.FormLabel)
			}
		}
		if len(w.results(0)) == 0 {
			t.Error("no results")
		}
	})
}

// formLabel is the label of the form that a person was assigned.
func (w *world) formLabel(a assessments.Administration, person int) string {
	w.t.Helper()
	detail, err := w.Administration(w.t.Context(), w.author, a.ID, assessments.SittingsPart{})
	w.must(err)
	for _, row := range detail.Rows {
		if row.PersonID == w.people[person].ID {
			return row.FormLabel
		}
	}
	return ""
}

func TestEverySingleMistakeInACodeIsNoticed(t *testing.T) {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		a := w.administer(assessments.Pre, 0)
		code := w.sheets(w.author, a, assessments.PrintInput{}).Sheets[0].Code
		for i := range code {
			for _, wrong := range digits {
				typed := code[:i] + string(wrong) + code[i+1:]
				if _, ok := assessments.ParseSheetCode(typed); ok != (typed == code) {
					t.Errorf("%s for %s: %v", typed, code, ok)
				}
			}
		}
	})
}

func TestWhatIsTypedOfEveryKind(t *testing.T) {
	options := []assessments.Choice{{ID: "x"}, {ID: "y"}, {ID: "z"}}
	cases := []struct {
		kind        assessments.Kind
		typed, back string
		problem     bool
	}{
		{assessments.Single, "b", "B", false}, {assessments.Single, "BC", "", true}, {assessments.Single, "D", "", true}, {assessments.Single, "é", "", true},
		{assessments.Multiple, "c, a", "AC", false}, {assessments.Multiple, "AA", "", true},
		{assessments.TrueFalse, "A", "A", false},
		{assessments.Situational, "AC", "AC", false}, {assessments.Situational, "-c", "-C", false}, {assessments.Situational, "AA", "", true}, {assessments.Situational, "A", "", true},
		{assessments.Ordering, "312", "3 1 2", false}, {assessments.Ordering, "3 1 4", "", true}, {assessments.Ordering, "1 - 2", "1 - 2", false},
		{assessments.Matching, "2 2 -", "2 2 -", false}, {assessments.Matching, "22", "", true}, {assessments.Matching, "9 1 1", "", true},
		{assessments.Cloze, "C | 24 | ley 28950", "C | 24 | ley 28950", false}, {assessments.Cloze, "a", "A | - | -", false}, {assessments.Cloze, "1|2|3|4", "", true},
		{assessments.Numeric, "3,5", "3,5", false}, {assessments.Vignette, " La saludo. ", "La saludo.", false}, {assessments.Single, "-", "", false},
	}
	for _, c := range cases {
		item := assessments.PaperItem{Kind: c.kind, Options: options, Prompts: options, Choices: options,
			Blanks: []assessments.Space{{ID: "1", Kind: assessments.Single, Options: options}, {ID: "2", Kind: assessments.Numeric}, {ID: "3", Kind: assessments.ShortAnswer}}}
		value, problem := item.ReadTyped(c.typed)
		if (problem != "") != c.problem {
			t.Errorf("%s %q: problem %q", c.kind, c.typed, problem)
		}
		if back := item.Typed(value); !c.problem && back != c.back {
			t.Errorf("%s %q comes back as %q, want %q", c.kind, c.typed, back, c.back)
		}
	}
}

func FuzzReadTyped(f *testing.F) {
	for _, text := range []string{"A", "AC", "3 1 2", "-", "|", "a|b|c|d", "é", "\x00", "99999999999999999999", strings.Repeat("A", 1000)} {
		f.Add(text)
	}
	options := []assessments.Choice{{ID: "x"}, {ID: "y"}, {ID: "z"}}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range assessments.Kinds() {
			item := assessments.PaperItem{Kind: kind, Options: options, Prompts: options, Choices: options, Blanks: []assessments.Space{{ID: "1", Kind: assessments.Single, Options: options}}}
			if kind == assessments.TrueFalse {
				item.Options = []assessments.Choice{{ID: "true"}, {ID: "false"}} // as all such questions have them
			}
			value, problem := item.ReadTyped(text)
			if problem != "" {
				continue
			}
			again, problem := item.ReadTyped(item.Typed(value))
			if problem != "" || !item.SameTyped(value, again) {
				t.Errorf("%s: %q comes back as %q", kind, text, item.Typed(value))
			}
		}
	})
}
