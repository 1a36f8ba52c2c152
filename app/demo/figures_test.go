package demo_test

import (
	"cmp"
	"math"
	"slices"

	"relevo/app/db"
	"relevo/app/demo"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

func (p programme) theFiguresTellTheStory() {
	t := p.t
	lives := map[string]measure.HalfLife{}
	models := map[string]measure.Model{}
	measured := 0
	for _, c := range all[assessments.Competency](p) {
		m := p.model(c.Code)
		models[c.Code], lives[c.Code] = m, m.HalfLives.Pooled
		t.Logf("%-14s %3d pairs, %s %.1f months", c.Code, lives[c.Code].Pairs, lives[c.Code].Source, lives[c.Code].Months.Float())
		if lives[c.Code].Source != measure.Measured {
			continue
		}
		measured++
		if months := lives[c.Code].Months.Float(); months < 2.5 || months > 30 {
			t.Errorf("the half-life of %s is %.1f months", c.Code, months)
		}
	}
	if measured < 3 || lives["gender"].Source != measure.Assumed {
		t.Errorf("%d half-lives are measured, that of gender is %s", measured, lives["gender"].Source)
	}
	for _, code := range []string{"asking", "trauma"} {
		if lives[code].Pairs < measure.FewestPairs || lives[code].Months >= lives["law"].Months {
			t.Errorf("%s fades in %.1f months, the law in %.1f", code, lives[code].Months.Float(), lives["law"].Months.Float())
		}
	}
	ceiba, lupuna := p.cascade("CAR-LOR-1", "asking", models), p.cascade("CAR-LOR-2", "asking", models)
	share := func(c measure.CascadeCounts) float64 { return c.Coverage(measure.SkilledRow).Float() }
	t.Logf("La Ceiba: %d certificates, %d in post, trained %d, mastered %d, verified %d, skilled %.1f", ceiba.Certificates, ceiba.InPost,
		ceiba.Trained, ceiba.Mastered, ceiba.Verified, ceiba.TrainedStaff.Value)
	t.Logf("La Lupuna: %d certificates, %d in post, trained %d, mastered %d, verified %d, skilled %.1f", lupuna.Certificates, lupuna.InPost,
		lupuna.Trained, lupuna.Mastered, lupuna.Verified, lupuna.TrainedStaff.Value)
	if naive := ceiba.NaiveCoverage(8).Float(); naive <= 2.5 || share(ceiba) > 0.25 {
		t.Errorf("La Ceiba: %.0f %% on paper, %.0f %% can do it", 100*naive, 100*share(ceiba))
	}
	if share(lupuna) < 0.45 || share(lupuna) < 3*share(ceiba) {
		t.Errorf("La Lupuna: %.0f %% can do it", 100*share(lupuna))
	}
	court := p.cascade("JUZ-CUS", "gender", models)
	t.Logf("the court: %d in post, trained %d, mastered %d, verified %d, skilled %.1f", court.InPost, court.Trained, court.Mastered, court.Verified, court.TrainedStaff.Value)
	if court.Trained < 3 || court.Mastered < 2 || court.Verified != 0 || court.TrainedStaff.Value >= float64(court.Mastered) {
		t.Errorf("the court that nobody asked again: %+v", court)
	}
	p.transfer(models)
	p.welcomed()
}

// transfer finds the mentor who took her skill along in the account of the
// centre she came to.
func (p programme) transfer(models map[string]measure.Model) {
	place := p.place("CAR-LOR-1")
	rows := measure.Account(p.histories(place.ID, "asking"), measure.Scope{Institutions: []string{place.ID}}, measure.Day(db.NewDate(2026, 2, 15)),
		measure.Day(db.At(demo.Begins).Date()), models["asking"], measure.DefaultTurnoverRules())
	i := slices.IndexFunc(rows[measure.TrainedRow].Causes, func(c measure.CauseTotal) bool { return c.Cause == measure.TransferredIn })
	if i < 0 || rows[measure.TrainedRow].Causes[i].Change < 1 {
		p.t.Errorf("nobody brought a skill along: %+v", rows[measure.TrainedRow].Causes)
	}
}

// welcomed: whoever came to La Lupuna since last July and completed the
// course did so within some three weeks.
func (p programme) welcomed() {
	place := p.place("CAR-LOR-2")
	var days []int
	p.read(func(tx *db.Tx) error {
		stays, err := people.StaysAtTx(tx, place.ID)
		if err != nil {
			return err
		}
		for _, s := range stays {
			if s.StartsOn < db.NewDate(2025, 7, 2) {
				continue
			}
			done, err := courses.CompletionsForTx(tx, []string{s.PersonID})
			if err != nil {
				return err
			}
			if len(done) > 0 && done[0].CompletedOn >= s.StartsOn {
				days = append(days, int(done[0].CompletedOn-s.StartsOn))
			}
		}
		return nil
	})
	slices.Sort(days)
	if len(days) < 8 || days[len(days)/2] > 20 {
		p.t.Errorf("from hiring to training in La Lupuna: %v days", days)
	}
}

// cascade counts the rows of a competency in an institution today.
func (p programme) cascade(code, competency string, models map[string]measure.Model) measure.CascadeCounts {
	place := p.place(code)
	return measure.Cascade(p.histories(place.ID, competency), measure.Scope{Institutions: []string{place.ID}}, measure.Day(db.At(demo.Begins).Date()), models[competency])
}

func formKey(r assessments.Result) string { return r.AssessmentID + r.FormLabel }

// histories reads what the measures need of everybody ever in the institution.
func (p programme) histories(institutionID, competency string) (list []measure.History) {
	p.read(func(tx *db.Tx) error {
		there, err := people.StaysAtTx(tx, institutionID)
		if err != nil {
			return err
		}
		var ids []string
		for _, s := range there {
			ids = append(ids, s.PersonID)
		}
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			h, err := history(tx, id, competency)
			if err != nil {
				return err
			}
			list = append(list, h)
		}
		return nil
	})
	return list
}

func history(tx *db.Tx, personID, competency string) (measure.History, error) {
	h, one := measure.History{Person: personID}, []string{personID}
	stays, err := people.StaysOfTx(tx, one)
	if err != nil {
		return h, err
	}
	h.Postings = people.StaysOf(stays)
	done, err := courses.CompletionsForTx(tx, one)
	if err != nil {
		return h, err
	}
	papers, err := certificates.CertificatesForTx(tx, one)
	if err != nil {
		return h, err
	}
	for _, c := range done {
		if slices.Contains(c.Competencies, competency) {
			h.Completions = append(h.Completions, measure.Day(c.CompletedOn))
			i := slices.IndexFunc(papers, func(paper certificates.Certificate) bool { return paper.EnrolmentID == c.Completion.EnrolmentID })
			h.Certificates = append(h.Certificates, measure.Day(papers[i].IssuedOn))
		}
	}
	results, err := assessments.ResultsForTx(tx, one, competency)
	for _, r := range results {
		h.Results = append(h.Results, measure.Result{Day: measure.Day(r.AssessedOn), Score: r.Score, Occasion: measure.Occasion(r.Occasion), Form: formKey(r)})
	}
	return h, err
}

// model fits a competency over the whole programme. The reliability of the
// forms is set: this is about the story, not about the forms.
func (p programme) model(competency string) measure.Model {
	const reliability = 0.5
	var results []assessments.Result
	p.read(func(tx *db.Tx) (err error) {
		results, err = assessments.AllResultsTx(tx, competency)
		return err
	})
	groups, pre := map[measure.NormKey][]float64{}, []float64(nil)
	for _, r := range results {
		key := measure.NormKey{Form: formKey(r), Occasion: measure.Occasion(r.Occasion)}
		groups[key] = append(groups[key], r.Score)
		if r.Occasion == assessments.Pre {
			pre = append(pre, r.Score)
		}
	}
	m := measure.Model{Cut: 65, HalfLives: measure.FitHalfLife(pairs(results), measure.DefaultHalfLife()), Norms: map[measure.NormKey]measure.Norm{},
		PreMeans: map[string]float64{"": mean(pre)}}
	for key, scores := range groups {
		squares := 0.0
		for _, s := range scores {
			squares += (s - mean(scores)) * (s - mean(scores))
		}
		m.Norms[key] = measure.Norm{Mean: mean(scores), Reliability: reliability, SEM: math.Sqrt(squares / float64(len(scores)) * (1 - reliability))}
	}
	return m
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// pairs are the newest follow-up of each person and assessment with the test
// after the course and the first before.
func pairs(results []assessments.Result) (list []measure.FollowUpPair) {
	slices.SortStableFunc(results, func(a, b assessments.Result) int {
		return cmp.Or(cmp.Compare(a.PersonID+a.AssessmentID, b.PersonID+b.AssessmentID), cmp.Compare(a.AssessedOn, b.AssessedOn))
	})
	for i := 0; i < len(results); {
		pair, post := measure.FollowUpPair{Pre: measure.Undefined()}, db.Date(0)
		key := results[i].PersonID + results[i].AssessmentID
		for ; i < len(results) && results[i].PersonID+results[i].AssessmentID == key; i++ {
			switch r := results[i]; {
			case r.Occasion == assessments.Pre && !pair.Pre.Defined():
				pair.Pre = measure.Number(r.Score)
			case r.Occasion == assessments.Post:
				pair.Post, post, pair.Days = r.Score, r.AssessedOn, 0
			case r.Occasion == assessments.FollowUp && post > 0:
				pair.FollowUp, pair.Days, pair.Cadre = r.Score, int(r.AssessedOn-post), string(r.Cadre)
			}
		}
		if pair.Days > 0 {
			list = append(list, pair)
		}
	}
	return list
}
