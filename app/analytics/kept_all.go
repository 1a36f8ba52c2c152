package analytics

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

const (
	// peopleAtOnce is how many people a rebuild holds in memory with all that is written down of them.
	peopleAtOnce = 20_000
	// placesAtOnce is of how many places a rebuild adds up a series at the same time, some 6 kB each. Where there are more, it
	// goes through everybody again for the next competencies.
	placesAtOnce = 60_000
)

// everybody computes the series that all places need: it goes through the people of the country once, a part at a time, and adds
// each of them to the places they were at. That is what [keeping.own] computes place by place, for which somebody who was at three places is
// read three times.
func (k *keeping) everybody(ctx context.Context) error {
	whole := slices.DeleteFunc(slices.Clone(k.series), func(s strandsOf) bool { return !s.whole })
	for part := range slices.Chunk(whole, max(1, placesAtOnce/max(1, len(k.tree)))) {
		sums := make([]ownSum, len(part))
		for i, want := range part {
			sums[i] = ownSum{at: map[string]bool{}, out: map[string]series{}, until: want.until, model: want.model.Model, points: measureDays(pointsUntil(want.until))}
			for _, at := range k.tree {
				sums[i].at[at.ID], sums[i].out[at.ID] = true, series{}
			}
		}
		for after, more := "", true; more; {
			var known lean
			var upTo string
			err := k.service.db.Read(ctx, func(tx *db.Tx) (err error) {
				if upTo, more, err = people.PeopleAfterTx(tx, after, peopleAtOnce); err == nil {
					known, err = leanTx(tx, after, upTo)
				}
				return err
			})
			if err != nil {
				return err
			}
			if err := known.addTo(part, sums); err != nil {
				return err
			}
			after = upTo
		}
		if err := k.writeOwn(ctx, part, sums); err != nil {
			return err
		}
	}
	return nil
}

// writeOwn stores what was added up, a few places at a time.
func (k *keeping) writeOwn(ctx context.Context, part []strandsOf, sums []ownSum) error {
	for i := range sums {
		sums[i].settle()
	}
	for places := range slices.Chunk(k.tree, keptAtOnce) {
		var leaves []string
		for _, at := range places {
			if len(k.below[at.ID]) == 0 {
				leaves = append(leaves, at.ID)
			}
		}
		err := k.service.db.Write(ctx, func(tx *db.Tx) error {
			var rows []keptSeries
			for i, want := range part {
				for _, at := range places {
					rows = append(rows, k.row(tx, want, at.ID, len(k.below[at.ID]) > 0, sums[i].out[at.ID]))
				}
			}
			return writeSeries(tx, rows, leaves)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lean is what is written down of some people, without what no series needs.
type lean struct {
	people  []string
	index   map[string]int
	stays   [][]measure.Stay
	done    []map[string][]paidDay       // completions by competency
	results [][]assessments.Result       // in all competencies
	papers  [][]certificates.Certificate // in the order of issue
	funded  map[string][]string          // funders by enrolment
}

func leanTx(tx *db.Tx, after, upTo string) (lean, error) {
	l := lean{index: map[string]int{}, funded: map[string][]string{}}
	err := people.EachStayTx(tx, after, upTo, func(s measure.Stay) {
		i, known := l.index[s.Person]
		if !known {
			i = len(l.people)
			l.index[s.Person] = i
			l.people, l.stays = append(l.people, s.Person), append(l.stays, nil)
		}
		l.stays[i] = append(l.stays[i], s)
	})
	if err != nil {
		return l, err
	}
	l.done, l.results, l.papers = make([]map[string][]paidDay, len(l.people)), make([][]assessments.Result, len(l.people)), make([][]certificates.Certificate, len(l.people))
	if err := courses.EachFundedEnrolmentTx(tx, after, upTo, func(enrolment, funder string) {
		l.funded[enrolment] = append(l.funded[enrolment], funder)
	}); err != nil {
		return l, err
	}
	if err := courses.EachCompletionTx(tx, after, upTo, func(person, enrolment, competency string, on db.Date) {
		if i, known := l.index[person]; known {
			if l.done[i] == nil {
				l.done[i] = map[string][]paidDay{}
			}
			l.done[i][competency] = append(l.done[i][competency], paidDay{measure.Day(on), l.funded[enrolment]})
		}
	}); err != nil {
		return l, err
	}
	if err := assessments.EachResultTx(tx, after, upTo, func(r assessments.Result) {
		if i, known := l.index[r.PersonID]; known {
			l.results[i] = append(l.results[i], r)
		}
	}); err != nil {
		return l, err
	}
	err = certificates.EachCertificateTx(tx, after, upTo, func(c certificates.Certificate) {
		if i, known := l.index[c.PersonID]; known {
			l.papers[i] = append(l.papers[i], c)
		}
	})
	return l, err
}

// addTo adds everybody to the sums, each of which is of a series; several at a time, as there are processors.
func (l lean) addTo(part []strandsOf, sums []ownSum) error {
	for _, own := range l.results { // as records.go has them
		slices.SortFunc(own, func(a, b assessments.Result) int {
			return cmp.Or(cmp.Compare(a.AssessedOn, b.AssessedOn), cmp.Compare(occasion(a), occasion(b)), cmp.Compare(a.ID, b.ID))
		})
	}
	went := map[db.Date][][]departed{}
	for _, want := range part {
		if went[want.until] != nil {
			continue
		}
		all := make([][]departed, len(l.people))
		for i, stays := range l.stays {
			var err error
			if all[i], err = departuresOf(stays, want.until); err != nil {
				return err
			}
		}
		went[want.until] = all
	}
	var group sync.WaitGroup
	for n, want := range part {
		group.Go(func() {
			for i := range l.people {
				sums[n].add(l.history(i, want), went[want.until][i])
			}
		})
	}
	group.Wait()
	return nil
}

// history is what is known of one person in one competency, the scores on the model's scale; of one funder's trainings where the
// series is of one.
func (l lean) history(i int, of strandsOf) measure.History {
	h := measure.History{Person: l.people[i], Postings: l.stays[i], TrainedOnly: of.funder != ""}
	for _, done := range l.done[i][of.competency] {
		if of.counts(done.funders) {
			h.Completions = append(h.Completions, done.on)
		}
	}
	for _, r := range l.results[i] {
		if r.CompetencyCode == of.competency {
			h.Results = append(h.Results, of.model.result(r))
		}
	}
	var counted []string // see records.facts
	for _, c := range l.papers[i] {
		if certifies(c, of.competency) && !slices.Contains(counted, c.EnrolmentID) {
			counted = append(counted, c.EnrolmentID)
			if of.counts(l.funded[c.EnrolmentID]) {
				h.Certificates = append(h.Certificates, measure.Day(c.IssuedOn))
			}
		}
	}
	return h
}

// counts tells whether a training counts in the series, by who paid for it.
func (s strandsOf) counts(funders []string) bool {
	return s.funder == "" || slices.Contains(funders, s.funder)
}
