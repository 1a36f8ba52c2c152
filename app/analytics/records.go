package analytics

import (
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// records is what is written down of everybody who was ever in post in some
// places, on every competency or on one: read once, and looked at by [records.facts]
// for one competency at a time.
type records struct {
	people      []string // identifiers, by their first posting there
	stays       []people.Posting
	completions []courses.CompletionFact
	past        map[string]map[string][]db.Date // days of past trainings by competency and person
	results     []assessments.Result            // in the order of their occasions
	papers      []certificates.Certificate
}

// recordsTx reads a fixed number of statements for every 500 people, whatever the
// number of competencies: about a place, and where its figures must be veiled
// about all that the actor may see. An empty competency reads the results in all.
func recordsTx(tx *db.Tx, place Place, competency string) (records, error) {
	read := place.Institutions
	if !place.MayNames {
		read = place.view
	}
	return recordsAtTx(tx, idsOf(read), competency)
}

// recordsAtTx is recordsTx of institutions.
func recordsAtTx(tx *db.Tx, ids []string, competency string) (records, error) {
	var r records
	there, err := people.StaysAtAllTx(tx, ids)
	if err != nil {
		return r, err
	}
	seen := map[string]bool{}
	for _, s := range there {
		if !seen[s.PersonID] {
			seen[s.PersonID] = true
			r.people = append(r.people, s.PersonID)
		}
	}
	if r.stays, err = people.StaysOfTx(tx, r.people); err != nil {
		return r, err
	}
	if r.completions, err = courses.CompletionsForTx(tx, r.people); err != nil {
		return r, err
	}
	if r.past, err = courses.PastDaysByCompetencyTx(tx, r.people); err != nil {
		return r, err
	}
	results, err := assessments.ResultsForTx(tx, r.people, competency)
	if err != nil {
		return r, err
	}
	r.results = inOrder(results)
	r.papers, err = certificates.CertificatesForTx(tx, r.people)
	return r, err
}

// facts is what the records say of one competency, the scores on the model's scale.
func (r records) facts(competency string, model Model) facts {
	f := facts{stays: r.stays}
	index := map[string]int{}
	for i, id := range r.people {
		index[id] = i
		f.histories = append(f.histories, measure.History{Person: id})
	}
	for _, s := range r.stays {
		h := &f.histories[index[s.PersonID]]
		h.Postings = append(h.Postings, s.Stay())
	}
	for _, c := range r.completions {
		if slices.Contains(c.Competencies, competency) {
			h := &f.histories[index[c.PersonID]]
			h.Completions = append(h.Completions, measure.Day(c.CompletedOn))
		}
	}
	for person, days := range r.past[competency] {
		h := &f.histories[index[person]]
		for _, day := range days {
			h.Completions = append(h.Completions, measure.Day(day))
		}
	}
	for _, result := range r.results {
		if result.CompetencyCode == competency {
			h := &f.histories[index[result.PersonID]]
			h.Results = append(h.Results, model.result(result))
		}
	}
	counted := map[string]bool{}
	for _, c := range r.papers {
		// A completion may be certified twice, as completed and as mastered:
		// activity reports count the person once.
		if !certifies(c, competency) || counted[c.EnrolmentID] {
			continue
		}
		counted[c.EnrolmentID] = true
		h := &f.histories[index[c.PersonID]]
		h.Certificates = append(h.Certificates, measure.Day(c.IssuedOn))
	}
	return f
}
