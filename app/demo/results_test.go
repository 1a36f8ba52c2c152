package demo_test

import (
	"math"
	"slices"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// theTests: who sits a test is enrolled, forms are counterbalanced, what was
// answered belongs to the form, and tests that were never answered say why.
func (p programme) theTests() {
	t := p.t
	offeringOf, enrolled := map[string]string{}, map[string]bool{}
	for _, link := range all[courses.OfferingAdministration](p) {
		offeringOf[link.AdministrationID] = link.OfferingID
	}
	for _, e := range all[courses.Enrolment](p) {
		enrolled[e.OfferingID+e.PersonID] = true
	}
	occasions := map[string]assessments.Administration{}
	for _, a := range all[assessments.Administration](p) {
		occasions[a.ID] = a
	}
	labels, items := p.forms()
	type group struct{ administration, institution string }
	counts := map[group]map[string]int{}
	given := map[string]map[string]string{} // person and offering → occasion → form
	states := map[assessments.State]int{}
	left := 0
	for _, a := range all[assessments.Attempt](p) {
		offering := offeringOf[a.AdministrationID]
		if !enrolled[offering+a.PersonID] {
			t.Errorf("somebody sits a test of an offering they are not enrolled in")
		}
		states[a.State]++
		if a.CloseReason == assessments.ReasonLeft {
			left++
		}
		if (a.State == assessments.StateClosed) != (a.ClosedAt != nil && a.CloseReason != "") {
			t.Errorf("attempt %s is %s and was closed %v for %q", a.ID, a.State, a.ClosedAt, a.CloseReason)
		}
		occasion := occasions[a.AdministrationID].Occasion
		key := a.PersonID + offering
		if given[key] == nil {
			given[key] = map[string]string{}
		}
		given[key][string(occasion)] = labels[a.FormID]
		if occasion == assessments.Pre && a.InstitutionID != nil {
			g := group{a.AdministrationID, *a.InstitutionID}
			if counts[g] == nil {
				counts[g] = map[string]int{}
			}
			counts[g][labels[a.FormID]]++
		}
	}
	for g, n := range counts {
		if diff := n["A"] - n["B"]; diff < -1 || diff > 1 {
			t.Errorf("%v: form A %d times, B %d times", g, n["A"], n["B"])
		}
	}
	for _, forms := range given {
		if forms["post"] != "" && forms["post"] == forms["pre"] || forms["follow_up"] != "" && forms["follow_up"] == forms["post"] {
			t.Errorf("the same form twice in a row: %v", forms)
		}
	}
	if states[assessments.StateInProgress] == 0 || states[assessments.StateSubmitted] < 20 || left < 50 {
		t.Errorf("tests by state %v, %d closed because their people left", states, left)
	}
	formOf := map[string]string{}
	for _, a := range all[assessments.Attempt](p) {
		formOf[a.ID] = a.FormID
	}
	for _, answer := range all[assessments.Answer](p) {
		if !items[formOf[answer.AttemptID]][answer.ItemVersionID] {
			t.Errorf("an answer to an item that is not on the form")
			break
		}
	}
	p.openTasks()
}

// forms gives the labels of the forms and what stands in them.
func (p programme) forms() (labels map[string]string, items map[string]map[string]bool) {
	labels, items = map[string]string{}, map[string]map[string]bool{}
	for _, f := range all[assessments.Form](p) {
		labels[f.ID], items[f.ID] = f.Label, map[string]bool{}
		if f.FrozenAt == nil {
			p.t.Errorf("a form that people had is not frozen")
		}
	}
	for _, i := range all[assessments.FormItem](p) {
		items[i.FormID][i.ItemVersionID] = true
	}
	return labels, items
}

func (p programme) openTasks() {
	given, open := map[string]int{}, 0
	for _, r := range all[assessments.Rating](p) {
		given[r.TaskID]++
	}
	for _, task := range all[assessments.ScoringTask](p) {
		if (task.DoneAt != nil) != (given[task.ID] >= task.RatingsNeeded) {
			p.t.Errorf("task %s: done %v with %d of %d ratings", task.ID, task.DoneAt, given[task.ID], task.RatingsNeeded)
		}
		if task.DoneAt == nil {
			open++
		}
	}
	if open < 20 {
		p.t.Errorf("%d responses wait to be scored, want at least 20", open)
	}
}

// theResults: every scored test has its results, which are what its items
// earned, and say where the person was that day.
func (p programme) theResults() {
	t := p.t
	attempts := map[string]assessments.Attempt{}
	for _, a := range all[assessments.Attempt](p) {
		attempts[a.ID] = a
	}
	competency := map[string]string{}
	for _, v := range all[assessments.ItemVersion](p) {
		competency[v.ID] = v.CompetencyCode
	}
	type key struct{ attempt, competency string }
	earned, possible := map[key]float64{}, map[key]float64{}
	for _, s := range all[assessments.ItemScore](p) {
		k := key{s.AttemptID, competency[s.ItemVersionID]}
		earned[k] += s.Points
		possible[k] += s.MaxPoints
	}
	seen := map[key]bool{}
	days := map[db.Date][]assessments.Result{}
	for _, r := range all[assessments.Result](p) {
		a := attempts[*r.AttemptID]
		k := key{a.ID, r.CompetencyCode}
		if seen[k] || a.State != assessments.StateScored || a.PersonID != r.PersonID || a.SubmittedAt.Date() != r.AssessedOn || *a.ScoredAt != r.RecordedAt {
			t.Errorf("the result %+v of the attempt %+v", r, a)
		}
		seen[k] = true
		if want := 100 * earned[k] / possible[k]; math.Abs(want-r.Score) > 1e-9 {
			t.Errorf("a result of %.2f where the items earned %.2f", r.Score, want)
		}
		days[r.AssessedOn] = append(days[r.AssessedOn], r)
	}
	for k := range earned {
		if attempts[k.attempt].State == assessments.StateScored && !seen[k] {
			t.Errorf("no result on %s in a scored test", k.competency)
		}
	}
	p.snapshots(days)
}

// snapshots compares where results say that people were with what people says.
func (p programme) snapshots(days map[db.Date][]assessments.Result) {
	p.read(func(tx *db.Tx) error {
		for day, results := range days {
			var ids []string
			for _, r := range results {
				ids = append(ids, r.PersonID)
			}
			posts, err := people.SnapshotsTx(tx, ids, day)
			if err != nil {
				return err
			}
			for _, r := range results {
				post := posts[r.PersonID]
				if !same(post.InstitutionID, r.InstitutionID) || post.Cadre != r.Cadre || post.Region != r.Region {
					p.t.Errorf("on %s a result says %v %s, the postings say %v %s", day, r.InstitutionID, r.Cadre, post.InstitutionID, post.Cadre)
				}
			}
		}
		return nil
	})
}

func same(a, b *string) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// theCompletions: only who is enrolled completes, and only completions are
// certified.
func (p programme) theCompletions() {
	t := p.t
	enrolments := map[string]courses.Enrolment{}
	for _, e := range all[courses.Enrolment](p) {
		enrolments[e.ID] = e
	}
	completions := map[string]courses.Completion{}
	for _, c := range all[courses.Completion](p) {
		completions[c.EnrolmentID] = c
		if e := enrolments[c.EnrolmentID]; e.PersonID != c.PersonID || e.WithdrawnAt != nil {
			t.Errorf("the completion %+v of the enrolment %+v", c, e)
		}
	}
	kinds := map[certificates.Kind]int{}
	for _, c := range all[certificates.Certificate](p) {
		kinds[c.Kind]++
		if done := completions[c.EnrolmentID]; done.PersonID != c.PersonID || !same(done.InstitutionID, c.InstitutionID) || done.CourseID != c.CourseID {
			t.Errorf("the certificate %+v of the completion %+v", c, done)
		}
		if _, ok := certificates.ParseSerial(c.Serial); !ok {
			t.Errorf("the serial %q", c.Serial)
		}
	}
	if kinds[certificates.Completion] != len(completions) || kinds[certificates.Competence] == 0 || len(completions) < 250 {
		t.Errorf("%d completions with certificates %v", len(completions), kinds)
	}
	withdrawn := slices.ContainsFunc(all[courses.Enrolment](p), func(e courses.Enrolment) bool { return e.WithdrawnAt != nil })
	if !withdrawn {
		t.Error("nobody ended their part in an offering")
	}
}
