package roster_test

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/people/roster"
)

const samples = "../../../../shared/samples/rosters"

// sampleList is one of the staff lists that come with the specification.
type sampleList struct {
	name, institution string
	asOf              db.Date
	rows              []roster.Row
}

func sampleLists(t *testing.T) []sampleList {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(samples, "car_*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the samples are not here")
	}
	var lists []sampleList
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		table, err := roster.Read(filepath.Base(file), data, roster.Limits{})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		mapping, header, err := roster.Detect(table)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		guess := roster.SuggestFrom(filepath.Base(file), table, header)
		if guess.AsOf == nil || guess.Institution == "" {
			t.Fatalf("%s: guessed %+v", file, guess)
		}
		if !strings.Contains(file, guess.AsOf.String()) {
			t.Errorf("%s: guessed the date %s", file, guess.AsOf)
		}
		lists = append(lists, sampleList{filepath.Base(file), roster.Fold(guess.Institution), *guess.AsOf,
			roster.Parse(table, header, mapping, *guess.AsOf)})
	}
	slices.SortStableFunc(lists, func(a, b sampleList) int { return int(a.asOf - b.asOf) })
	return lists
}

type truth struct {
	document, names, institution, cadre, contract, sex, reason string
	start                                                      db.Date
	end                                                        *db.Date
}

func truePostings(t *testing.T) []truth {
	t.Helper()
	file, err := os.Open(filepath.Join(samples, "truth_postings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(file).ReadAll()
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var all []truth
	for _, r := range records[1:] {
		one := truth{document: r[0], names: roster.Fold(r[1] + " " + r[2]), sex: r[3], institution: roster.Fold(r[4]),
			cadre: roster.CadreOf(r[5]), contract: roster.ContractOf(r[6]), start: day(t, r[7]), reason: r[9]}
		if r[8] != "" {
			end := day(t, r[8])
			one.end = &end
		}
		all = append(all, one)
	}
	return all
}

func TestSamplesAreReadWithoutProblems(t *testing.T) {
	persons := 0
	for _, list := range sampleLists(t) {
		for _, row := range list.rows {
			if row.Kind != roster.PersonRow {
				continue
			}
			persons++
			if len(row.Problems) > 0 || row.Cadre == roster.OtherCadre || row.Contract == roster.ContractOther || row.Sex == "" || row.Email == "" {
				t.Errorf("%s row %d: %+v", list.name, row.Number, row)
			}
		}
	}
	if persons != 991 { // counted apart, without the doubled rows
		t.Errorf("%d rows of people in all lists", persons)
	}
}

func TestReplayedSamplesGiveTheTruePostings(t *testing.T) {
	lists := sampleLists(t)
	m := newMemory()
	doubtful := 0
	for _, list := range lists {
		plan := m.plan(list.institution, list.asOf, list.rows)
		for _, d := range plan.Decisions {
			if d.Kind == roster.Unusable || d.Level == 3 {
				t.Errorf("%s row %d: %s %s", list.name, d.Row, d.Kind, d.Explain)
			}
			if d.Level > 0 {
				doubtful++
				t.Logf("%s row %d: %s level %d: %s %v", list.name, d.Row, d.Kind, d.Level, d.Explain, d.Notes)
			}
		}
		m.apply(t, list.institution, plan)
	}
	if doubtful > len(lists) {
		t.Errorf("%d doubts over %d lists: too many for anybody to look at", doubtful, len(lists))
	}
	compareWithTruth(t, m, lists)
	if found := m.overlap(); found != "" {
		t.Error(found)
	}
}

func compareWithTruth(t *testing.T, m *memory, lists []sampleList) {
	t.Helper()
	last := lists[len(lists)-1].asOf
	found := map[string]roster.Known{}
	believed, inPost := 0, map[string]int{}
	for institution, postings := range m.postings {
		for _, k := range postings {
			believed++
			found[institution+k.Document.Number+k.Start.String()] = k
			if k.Start <= last && (k.End == nil || *k.End > last) {
				inPost[institution]++
			}
		}
	}
	all := truePostings(t)
	if believed != len(all) {
		t.Errorf("%d postings believed, %d true", believed, len(all))
	}
	exact, interval := 0, 0
	for _, one := range all {
		if one.end == nil || *one.end > last {
			inPost[one.institution]--
		}
		k, has := found[one.institution+one.document+one.start.String()]
		switch {
		case !has:
			t.Errorf("nobody found %s %s since %s", one.institution, one.document, one.start)
		case k.Search() != one.names || k.Cadre != one.cadre || k.Contract != one.contract || k.Sex != one.sex:
			t.Errorf("believed %+v, true %+v", k, one)
		case k.End == nil && one.end == nil:
		case k.End == nil || one.end == nil:
			t.Errorf("%s %s since %s: end believed %s, true %s", one.institution, one.document, one.start, date(k.End), date(one.end))
		case k.EndsAfter == nil:
			exact++
			if *k.End != *one.end || k.Reason != one.reason {
				t.Errorf("%s since %s: end believed %s %s, true %s %s", one.document, one.start, k.End, k.Reason, one.end, one.reason)
			}
		default:
			interval++
			if *one.end <= *k.EndsAfter || *one.end > *k.End {
				t.Errorf("%s since %s: end believed in (%s, %s], true %s", one.document, one.start, k.EndsAfter, k.End, one.end)
			}
		}
	}
	for institution, difference := range inPost {
		if difference != 0 {
			t.Errorf("%s: %d too many in post on %s", institution, difference, last)
		}
	}
	if exact == 0 || interval != 54 { // counted in the lists by hand
		t.Errorf("%d ends listed, %d intervals; 54 people vanish without a row", exact, interval)
	}
}

func TestTheSameSampleAgainChangesNothing(t *testing.T) {
	m := newMemory()
	for _, list := range sampleLists(t) {
		m.apply(t, list.institution, m.plan(list.institution, list.asOf, list.rows))
		for _, d := range m.plan(list.institution, list.asOf, list.rows).Decisions {
			if d.Effect.Changes() || d.Effect.Sight || d.Kind != roster.Unchanged && d.Kind != roster.Skipped {
				t.Fatalf("%s row %d again: %s %s %+v", list.name, d.Row, d.Kind, d.Explain, d.Effect)
			}
		}
	}
}

func TestTheOrderOfSampleImportsDoesNotMatter(t *testing.T) {
	lists := sampleLists(t)
	inOrder := newMemory()
	for _, list := range lists {
		inOrder.apply(t, list.institution, inOrder.plan(list.institution, list.asOf, list.rows))
	}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 6 {
		shuffled := slices.Clone(lists)
		if round == 0 {
			slices.Reverse(shuffled)
		} else {
			random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		}
		m := newMemory()
		for _, list := range shuffled {
			m.apply(t, list.institution, m.plan(list.institution, list.asOf, list.rows))
		}
		for institution := range inOrder.postings {
			if got, want := m.believed(institution), inOrder.believed(institution); got != want {
				t.Fatalf("round %d, %s:\n%s", round, institution, difference(want, got))
			}
		}
	}
}

// difference shows the lines that only one of two texts has.
func difference(want, got string) string {
	var b strings.Builder
	wanted, given := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, line := range wanted {
		if !slices.Contains(given, line) {
			b.WriteString("missing: " + line + "\n")
		}
	}
	for _, line := range given {
		if !slices.Contains(wanted, line) {
			b.WriteString("extra:   " + line + "\n")
		}
	}
	return b.String()
}

func TestAMissingMonthWidensIntervalsOnly(t *testing.T) {
	all, some := newMemory(), newMemory()
	lists := sampleLists(t)
	for i, list := range lists {
		all.apply(t, list.institution, all.plan(list.institution, list.asOf, list.rows))
		if month := i / 4; month%3 != 1 {
			some.apply(t, list.institution, some.plan(list.institution, list.asOf, list.rows))
		}
	}
	for _, list := range lists { // the missing months arrive late
		if !slices.Contains(some.lists[list.institution], list.asOf) {
			some.apply(t, list.institution, some.plan(list.institution, list.asOf, list.rows))
		}
	}
	for institution := range all.postings {
		if got, want := some.believed(institution), all.believed(institution); got != want {
			t.Errorf("%s:\n%s", institution, difference(want, got))
		}
	}
}
