package analytics

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"relevo/app/measure"
)

// ledger is what is written down of everybody, without what no series needs: some half a kilobyte a person. Those who
// began in the same place stand side by side, so that adding them up goes from place to place.
type ledger struct {
	places, cadres words // a cadre's number is at least 1: 0 stands for all together
	people         words // as they came; see names
	competencies   words
	funders        words
	names          []string // by person
	stays          shelf[stint]
	done           shelf[doneOn]
	papers         shelf[paperOf]
	lists          [][]int32 // of competencies or of funders; the first is empty
	enrolments     texts     // of papers
	scores         *scores
}

// stint is a stay in few bytes.
type stint struct{ place, cadre, start, lower, upper int32 }

// doneOn is a completion, in one of its competencies.
type doneOn struct{ competency, day, funders int32 }

// paperOf is a certificate.
type paperOf struct {
	competencies, day, funders int32
	enrolment                  text
}

func newLedger() *ledger {
	l := &ledger{lists: [][]int32{nil}}
	l.cadres.numberOf("")
	l.scores = newScores(&l.people)
	return l
}

func (l *ledger) stint(institution, cadre []byte, start, lower, upper measure.Day) stint {
	return stint{l.places.number(institution), l.cadres.number(cadre), day32(start), day32(lower), day32(upper)}
}

// day32 is a day in few bytes; the last is measure.Open.
func day32(day measure.Day) int32 { return int32(max(math.MinInt32, min(day, measure.Open))) }

// twice is the end in half days, of which a half is all that End gives.
func (s stint) twice() int64 {
	switch {
	case s.lower == s.upper:
		return 2 * int64(s.upper)
	case s.upper == math.MaxInt32: // lost from sight
		return 2*int64(s.lower) + 2
	}
	return int64(s.lower) + int64(s.upper)
}

// covers is measure.Stay.Covers.
func (s stint) covers(day measure.Day) bool {
	return int64(s.start) <= int64(day) && 2*int64(day) < s.twice()
}

// ended is measure.Stay.Ended.
func (s stint) ended() bool { return s.upper < math.MaxInt32 }

// byStart is the order of stays in which leaving is told from going on, as in package measure.
func (l *ledger) byStart(a, b stint) int {
	if a.start != b.start {
		return cmp.Compare(a.start, b.start)
	}
	return cmp.Or(cmp.Compare(a.twice(), b.twice()), cmp.Compare(l.places.list[a.place], l.places.list[b.place]), cmp.Compare(l.cadres.list[a.cadre], l.cadres.list[b.cadre]))
}

// arrange puts together what belongs to each person.
func (l *ledger) arrange() {
	var rank []int32
	l.names, rank = l.order()
	number := func(n int32) int32 { return rank[n] }
	people := len(l.names)
	l.stays.arrange(people, number)
	l.done.arrange(people, number)
	l.papers.arrange(people, number)
	l.scores.arrange(people, number)
	for i := range people {
		if own := l.stays.of(int32(i)); !slices.IsSortedFunc(own, l.byStart) {
			slices.SortFunc(own, l.byStart)
		}
		if own := l.papers.of(int32(i)); len(own) > 1 {
			slices.SortStableFunc(own, func(a, b paperOf) int { return cmp.Compare(a.day, b.day) })
		}
	}
}

// order gives everybody by the place of a stay of theirs, and for each the rank in that order.
func (l *ledger) order() (names []string, rank []int32) {
	at := make([]int32, len(l.people.list)) // one more than the place; 0: none
	for _, some := range l.stays.parcels {
		for i, who := range some.owners {
			if at[who] == 0 {
				at[who] = some.things[i].place + 1
			}
		}
	}
	var by shelf[int32]
	for who := range l.people.list {
		by.put(at[who], int32(who))
	}
	by.arrange(len(l.places.list)+1, func(n int32) int32 { return n })
	names, rank = make([]string, len(by.all)), make([]int32, len(by.all))
	for i, who := range by.all {
		names[i], rank[who] = l.people.list[who], int32(i)
	}
	return names, rank
}

// telling reads of a ledger what a series needs to know of each person.
type telling struct {
	*ledger
	of         strandsOf
	competency int32 // -1: none is written down in it
	funder     int32 // -1: all
	kinds      []bool
	results    []measure.Result // by kind: what is the same on all
	onto       []*measure.Equating
}

func (l *ledger) told(of strandsOf) telling {
	t := telling{ledger: l, of: of, competency: -1, funder: -1, onto: of.model.equatingsOf(l.scores.kinds)}
	if n, known := l.competencies.numbers[of.competency]; known {
		t.competency = n
	}
	if of.funder != "" {
		t.funder = math.MaxInt32 // who pays for nobody
		if n, known := l.funders.numbers[of.funder]; known {
			t.funder = n
		}
	}
	for _, kind := range l.scores.kinds {
		t.kinds = append(t.kinds, kind.competency == of.competency)
		t.results = append(t.results, measure.Result{Occasion: kind.occasion, Form: kind.form, Cadre: kind.cadre})
	}
	return t
}

// history is what is known of one person in the competency, the scores on the model's scale; of one funder's trainings where the series
// is of one. It is written over the last one.
func (t *telling) history(i int32, h *measure.History) {
	h.Person, h.TrainedOnly = t.names[i], t.funder >= 0
	h.Completions, h.Results, h.Certificates = h.Completions[:0], h.Results[:0], h.Certificates[:0]
	for _, d := range t.done.of(i) {
		if d.competency == t.competency && t.counts(d.funders) {
			h.Completions = append(h.Completions, measure.Day(d.day))
		}
	}
	for _, one := range t.scores.rows.of(i) {
		if t.kinds[one.kind] && !one.superseded {
			result := t.results[one.kind]
			result.Day, result.Score = measure.Day(one.day), equated(one.value, t.onto[one.kind])
			h.Results = append(h.Results, result)
		}
	}
	papers := t.papers.of(i)
	for n, c := range papers {
		if t.certifies(c) && t.counts(c.funders) && !slices.ContainsFunc(papers[:n], func(before paperOf) bool { // see records.facts
			return t.certifies(before) && bytes.Equal(t.enrolments.of(before.enrolment), t.enrolments.of(c.enrolment))
		}) {
			h.Certificates = append(h.Certificates, measure.Day(c.day))
		}
	}
}

func (t *telling) certifies(c paperOf) bool {
	return slices.Contains(t.lists[c.competencies], t.competency)
}

// counts tells whether a training counts in the series, by who paid for it.
func (t *telling) counts(funders int32) bool {
	return t.funder < 0 || slices.Contains(t.lists[funders], t.funder)
}
