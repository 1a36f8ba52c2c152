package people_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
)

// history is a random past of two centres: lists in any order of days, some
// taken back, with choices for what is doubtful and corrections by hand in between.
type history struct {
	programme
	t       *testing.T
	d       *db.DB
	run     uint64
	random  *rand.Rand
	steps   []string // what was done, for whoever reads a failure
	imports []people.RosterImport
	known   []moment
}

// moment is what was believed at some time.
type moment struct {
	at       db.Instant
	believed string
}

// Whatever lists come in whatever order, nobody is in one post twice, nobody
// is lost by being absent, an import taken back leaves no trace in what is
// believed, and what was believed at any moment is still known.
func TestHistories_keepTheirPromises(t *testing.T) {
	t.Parallel()
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		runs, steps := 12, 14
		if testing.Short() {
			runs = 4
		}
		if d.Dialect == db.Postgres {
			runs, steps = 2, 10 // the same statements, slower
		}
		for run := range runs {
			h := newHistory(t, d, uint64(run))
			for range steps {
				h.step()
			}
			h.stillKnown()
			if t.Failed() {
				t.Fatalf("history %d:\n%s", run, strings.Join(h.steps, "\n"))
			}
		}
	})
}

// newHistory begins a history among people and centres of its own.
func newHistory(t *testing.T, d *db.DB, run uint64) *history {
	h := &history{t: t, d: d, run: run, random: rand.New(rand.NewPCG(run, 11))} // a seeded source, so that the test repeats
	h.service = people.NewService(d)
	h.manager = access.System()
	make := func(code string) people.Institution {
		i, err := h.service.CreateInstitution(t.Context(), h.manager, people.InstitutionInput{Code: fmt.Sprintf("%s-%d", code, run), Name: fmt.Sprintf("CAR %s %d", code, run), Kind: people.CareCentre, Sector: "public"})
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	h.ceiba, h.lupe = make("A"), make("B")
	return h
}

func (h *history) centre() people.Institution {
	if h.random.IntN(4) == 0 {
		return h.lupe
	}
	return h.ceiba
}

// step does one thing and holds what must hold after any.
func (h *history) step() {
	h.t.Helper()
	dbtest.ClockOf(h.t, h.d).Advance(time.Minute)
	switch n := h.random.IntN(10); {
	case n < 6:
		h.importList()
	case n < 8:
		h.undoSomething()
	default:
		h.correctByHand()
	}
	h.nobodyTwice()
	h.known = append(h.known, moment{h.d.Now(), written(h.stays())})
}

// rows draws a list: of a few people, each at most once in a role, some with an
// end, with starts that vary by a slip or by more.
func (h *history) rows(asOf db.Date) []string {
	var rows []string
	for who := range 6 {
		for _, role := range []string{"TUTORA", "ABOGADA"} {
			if h.random.IntN(3) > 0 && role == "ABOGADA" || h.random.IntN(4) == 0 {
				continue
			}
			start := db.NewDate(2025, 1, 10) + db.Date(40*who+[]int{0, 0, 0, 0, 3, 20, 45, 90, 200}[h.random.IntN(9)])
			end := ""
			if h.random.IntN(4) == 0 {
				end = (start + db.Date(20+h.random.IntN(250))).String()
			}
			if start > asOf+20 {
				continue
			}
			rows = append(rows, fmt.Sprintf("%d%03d4567;PRUEBA %s, ANA MARIA;%s;%s;%s;%s", who+1, h.run, []string{"UNO", "DOS", "TRES", "CUATRO", "CINCO", "SEIS"}[who], role,
				[]string{"CAS", "728"}[h.random.IntN(2)], start, end))
		}
	}
	h.random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return rows
}

func (h *history) importList() {
	h.t.Helper()
	at := h.centre()
	asOf := db.NewDate(2025, 3, 1).AddMonths(h.random.IntN(12)) - 1
	rows := h.rows(asOf)
	h.notef("list of %s of %s:\n  %s", at.Name, asOf, strings.Join(rows, "\n  "))
	before := h.stays()
	draft := h.upload(h.t, at, asOf.String()+".csv", list(at.Name, rows...))
	chosen := h.chooseSomething(draft)
	preview := h.preview(h.t, draft)
	imp, err := h.service.Confirm(h.t.Context(), h.manager, draft.ID, preview.Fingerprint, nil)
	if err != nil { // what was chosen contradicts itself
		h.notef("refused: %v", err)
		if !chosen || !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) || written(h.stays()) != written(before) {
			h.t.Errorf("confirming: %v", err)
		}
		return
	}
	h.imports = append(h.imports, imp)
	h.nobodyLost(before)
	if !chosen {
		h.changesNothingAgain(at, draft, rows)
	}
	if h.random.IntN(3) == 0 {
		h.undo(imp)
		if got := written(h.stays()); got != written(before) {
			h.t.Errorf("after importing and undoing:\n%swant:\n%s", got, written(before))
		}
	}
}

// chooseSomething decides about some doubtful rows at random.
func (h *history) chooseSomething(draft people.RosterDraft) bool {
	h.t.Helper()
	choices := map[string]string{}
	for _, decision := range h.preview(h.t, draft).Decisions {
		if decision.Open() && h.random.IntN(3) == 0 {
			choices[decision.Key] = fmt.Sprint(h.random.IntN(len(decision.Alternatives) + 1))
			if h.random.IntN(4) == 0 {
				choices[decision.Key] = people.Refuse
			}
		}
	}
	if len(choices) == 0 {
		return false
	}
	h.notef("chosen: %v", choices)
	if err := h.service.Choose(h.t.Context(), h.manager, draft.ID, choices); err != nil {
		h.t.Fatal(err)
	}
	return true
}

// nobodyLost fails when a stay that was believed is no longer.
func (h *history) nobodyLost(before []people.Posting) {
	h.t.Helper()
	now := map[string]bool{}
	for _, stay := range h.stays() {
		now[stay.StayID] = true
	}
	for _, stay := range before {
		if !now[stay.StayID] {
			h.t.Errorf("the list took away the stay since %s", stay.StartsOn)
		}
	}
}

// changesNothingAgain brings the very same file once more.
func (h *history) changesNothingAgain(at people.Institution, draft people.RosterDraft, rows []string) {
	h.t.Helper()
	before := written(h.stays())
	preview, _ := h.bring(h.t, at, draft.FileName, list(at.Name, rows...))
	if preview.Changes != 0 || written(h.stays()) != before {
		for _, d := range preview.Decisions {
			if d.Effect.Changes() {
				h.notef("again: %s %s %s %+v", d.Key, d.Kind, d.Explain, d.Effect)
			}
		}
		h.t.Errorf("the same file again changes %d records", preview.Changes)
	}
}

func (h *history) undoSomething() {
	h.t.Helper()
	for _, i := range h.random.Perm(len(h.imports)) {
		if report, err := h.service.Import(h.t.Context(), h.manager, h.imports[i].ID); err == nil && report.MayUndo {
			h.undo(h.imports[i])
			return
		}
	}
}

func (h *history) undo(imp people.RosterImport) {
	h.t.Helper()
	h.notef("undo the list of %s", imp.AsOf)
	if _, err := h.service.Undo(h.t.Context(), h.manager, imp.ID); err != nil {
		h.t.Error(err)
	}
	h.imports = slices.DeleteFunc(h.imports, func(i people.RosterImport) bool { return i.ID == imp.ID })
}

// correctByHand moves the start of a stay, ends it, takes the end away or
// withdraws it. What would make no sense is refused and changes nothing.
func (h *history) correctByHand() {
	h.t.Helper()
	stays := h.stays()
	if len(stays) == 0 {
		return
	}
	stay := stays[h.random.IntN(len(stays))]
	how, days := h.random.IntN(4), db.Date(1+h.random.IntN(200))
	h.notef("by hand: %s since %s, way %d, %d days", stay.PersonID, stay.StartsOn, how, days)
	err := h.d.Write(h.t.Context(), func(tx *db.Tx) error {
		if how == 3 {
			return people.WithdrawPostingTx(tx, h.manager, stay.ID)
		}
		_, err := people.CorrectPostingTx(tx, h.manager, stay.ID, func(p *people.Posting) {
			switch how {
			case 0:
				p.StartsOn += days - 100
			case 1:
				end := p.StartsOn + days
				p.EndsOn, p.EndsAfter = &end, nil
			case 2:
				p.EndsOn, p.EndsAfter = nil, nil
			}
		})
		return err
	})
	if err != nil && (!fault.Is(err, fault.Invalid) || written(h.stays()) != written(stays)) {
		h.t.Errorf("correcting by hand: %v", err)
	}
}

// nobodyTwice fails when somebody is certainly in one post twice on a day.
func (h *history) nobodyTwice() {
	h.t.Helper()
	stays := h.stays()
	for i, a := range stays {
		for _, b := range stays[i+1:] {
			if a.PersonID == b.PersonID && a.InstitutionID == b.InstitutionID && a.Cadre == b.Cadre && a.StartsOn < certainlyUntil(b) && b.StartsOn < certainlyUntil(a) {
				h.t.Errorf("one person in one post twice:\n%s", written([]people.Posting{a, b}))
			}
		}
	}
}

// certainlyUntil is the first day on which the person may not be there.
func certainlyUntil(p people.Posting) db.Date {
	switch {
	case p.EndsOn == nil:
		return db.NewDate(2100, 1, 1)
	case p.EndsAfter != nil:
		return max(*p.EndsAfter+1, p.StartsOn)
	}
	return *p.EndsOn
}

// stillKnown asks, at the end, what was believed after each step.
func (h *history) stillKnown() {
	h.t.Helper()
	var facts []people.Posting
	err := h.d.Read(h.t.Context(), func(tx *db.Tx) error {
		return tx.DB.Where("institution_id IN ?", []string{h.ceiba.ID, h.lupe.ID}).Find(&facts).Error
	})
	if err != nil {
		h.t.Fatal(err)
	}
	for i, then := range h.known {
		if got := written(people.AsKnownAt(facts, then.at)); got != then.believed {
			h.t.Errorf("after step %d it was believed:\n%snow it is said that it was:\n%s", i+1, then.believed, got)
		}
	}
}

func (h *history) notef(format string, args ...any) {
	h.steps = append(h.steps, fmt.Sprintf(format, args...))
}

// stays are those believed now in both centres.
func (h *history) stays() []people.Posting {
	h.t.Helper()
	var stays []people.Posting
	err := h.d.Read(h.t.Context(), func(tx *db.Tx) (err error) {
		stays, err = people.StaysAtAllTx(tx, []string{h.ceiba.ID, h.lupe.ID})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return stays
}

// written writes stays down, one a line, with the list each was read from.
func written(stays []people.Posting) string {
	var b strings.Builder
	for _, s := range stays {
		fmt.Fprintf(&b, "%s %s %s %s %s %q %s %s-%s/%s %q seen %s list %s %s\n", s.StayID, s.PersonID, s.InstitutionID, s.Cadre, s.Contract, s.Position, s.InstitutionID,
			s.StartsOn, show(s.EndsOn), show(s.EndsAfter), s.EndReason, show(s.LastSeenOn), value(s.ImportID), number(s.ImportRow))
	}
	return b.String()
}
