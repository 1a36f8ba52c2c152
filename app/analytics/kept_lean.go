package analytics

import (
	"cmp"
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// lean is what is written down of some people, without what no series needs.
type lean struct {
	people  []string
	index   map[string]int
	stays   [][]measure.Stay
	done    [][]doneOn
	results [][]leanResult               // in all competencies
	papers  [][]certificates.Certificate // in the order of issue
	funded  map[string][]string          // funders by enrolment
	forms   map[[2]string]string         // see formKey
	about   map[string][]int             // of whom anything is written down in a competency, in order
}

// doneOn is a completion, in one of its competencies.
type doneOn struct {
	competency string
	day        measure.Day
	funders    []string
}

// leanResult is a result with the key of its form.
type leanResult struct {
	assessments.Result
	form string
}

func leanTx(tx *db.Tx, after, upTo string) (lean, error) {
	l := lean{index: map[string]int{}, funded: map[string][]string{}, forms: map[[2]string]string{}}
	if err := sortInMemoryTx(tx); err != nil {
		return l, err
	}
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
	l.done, l.results, l.papers = make([][]doneOn, len(l.people)), make([][]leanResult, len(l.people)), make([][]certificates.Certificate, len(l.people))
	if err := courses.EachFundedEnrolmentTx(tx, after, upTo, func(enrolment, funder string) {
		l.funded[enrolment] = append(l.funded[enrolment], funder)
	}); err != nil {
		return l, err
	}
	if err := courses.EachCompletionTx(tx, after, upTo, func(person, enrolment, competency string, on db.Date) {
		if i, known := l.index[person]; known {
			l.done[i] = append(l.done[i], doneOn{competency, measure.Day(on), l.funded[enrolment]})
		}
	}); err != nil {
		return l, err
	}
	if err := assessments.EachResultTx(tx, after, upTo, func(r assessments.Result) {
		if i, known := l.index[r.PersonID]; known {
			l.results[i] = append(l.results[i], leanResult{r, l.formOf(r)})
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

func (l lean) formOf(r assessments.Result) string {
	key := [2]string{r.AssessmentID, r.FormLabel}
	form, known := l.forms[key]
	if !known {
		form = formKey(r.AssessmentID, r.FormLabel)
		l.forms[key] = form
	}
	return form
}

// sort brings the results of everybody into the order of records.go, and finds out in which competencies there is anything of whom.
func (l *lean) sort() {
	l.about = map[string][]int{}
	for i := range l.people {
		note := func(competency string) {
			if list := l.about[competency]; len(list) == 0 || list[len(list)-1] != i {
				l.about[competency] = append(list, i)
			}
		}
		for _, d := range l.done[i] {
			note(d.competency)
		}
		for _, r := range l.results[i] {
			note(r.CompetencyCode)
		}
		for _, c := range l.papers[i] {
			for _, one := range c.Competencies {
				note(one.Code)
			}
		}
	}
	for _, own := range l.results {
		slices.SortFunc(own, func(a, b leanResult) int {
			return cmp.Or(cmp.Compare(a.AssessedOn, b.AssessedOn), cmp.Compare(occasion(a.Result), occasion(b.Result)), cmp.Compare(a.ID, b.ID))
		})
	}
}

// history is what is known of one person in one competency, the scores on the model's scale; of one funder's trainings where the
// series is of one.
func (l lean) history(i int, of strandsOf) measure.History {
	h := measure.History{Person: l.people[i], Postings: l.stays[i], TrainedOnly: of.funder != ""}
	for _, d := range l.done[i] {
		if d.competency == of.competency && of.counts(d.funders) {
			h.Completions = append(h.Completions, d.day)
		}
	}
	for _, r := range l.results[i] {
		if r.CompetencyCode == of.competency {
			h.Results = append(h.Results, of.model.resultOn(r.Result, r.form))
		}
	}
	var room [4]string
	counted := room[:0] // see records.facts
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
