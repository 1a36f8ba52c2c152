package analytics

import (
	"context"
	"math"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
)

// Dashboard is what somebody who answers for a place looks at first: the figure of
// one competency and why it moved, every place below by every competency, the
// departments, and who needs training this week.
type Dashboard struct {
	Figures
	Columns     []assessments.Competency // of the heat map
	Heat        []HeatRow                // in the order of the tree; never ranked
	Departments []DepartmentFigure       // those that institutions lie in, by code
	Needs       []Need                   // the most urgent first; nil where the actor may not see names, or what is shown was kept
	MoreNeeds   int                      // how many more there are
	ToTrain     int                      // of all of them: who needs training, for want of any or below the cut
	ToAssess    int                      // and who an assessment alone
}

// HeatRow is one place by all competencies, with the share verified in the
// dashboard's own competency as observed and as pulled towards all the others.
type HeatRow struct {
	Institution people.Institution
	Cells       []Cascade             // in the order of the columns
	Verified    measure.ShareEstimate // of the people in post; undefined where it may not be shown
	Shrunk      measure.Estimate      // empirical Bayes over the rows that may be shown; undefined for fewer than two
}

// DepartmentFigure is what there is to know of all institutions in one department.
type DepartmentFigure struct {
	Code         string // INEI; empty for institutions of which it is not known
	Institutions int
	Cascade      // of one competency; without an interval where it is a sum of what may be shown
}

// Need is a person in post with the most urgent reason to train or assess them this week.
type Need struct {
	Person      people.Person
	Institution people.Institution
	Cadre       people.Cadre
	people.Due
	Others int // in how many more competencies they need something
}

// needsListed is how many people a dashboard names; needWithin how many days ahead
// it looks.
const (
	needsListed = 12
	needWithin  = 7
)

// Dashboard reads once what is written down of everybody there and looks at it by
// every competency; of a large place it shows what is kept. What is hidden is what the pages of figures hide.
func (s *Service) Dashboard(ctx context.Context, actor access.Actor, q Query) (Dashboard, error) {
	var out Dashboard
	err := s.db.ReadReplica(ctx, func(tx *db.Tx) (err error) {
		out = Dashboard{}
		about, kept, err := s.subjectKeptTx(tx, actor, q)
		if out.Subject = about; err != nil {
			return err
		}
		posts, err := approvedTx(tx, out.Subject)
		if err != nil {
			return err
		}
		if kept != nil {
			return s.keptDashboardTx(tx, &out, *kept, posts)
		}
		known, err := recordsTx(tx, out.Place, "")
		if err != nil {
			return err
		}
		if err := out.fill(known.facts(out.Competency.Code, out.Model), posts); err != nil {
			return err
		}
		if err := s.heatTx(tx, &out, known); err != nil {
			return err
		}
		out.shrink()
		out.departments(known.facts(out.Competency.Code, out.Model))
		return s.needsTx(tx, &out, known)
	})
	return out, err
}

// compared are the places whose rows stand side by side: those directly below, or
// below the only one there; of a place without any, itself.
func (d Dashboard) compared() []people.Institution {
	below := d.Place.Below
	for len(below) == 1 {
		next := directlyBelow(d.Place.Institutions, below[0].ID)
		if len(next) == 0 {
			break
		}
		below = next
	}
	if len(below) == 0 && !d.Place.Whole() {
		return []people.Institution{d.Place.Institution}
	}
	return below
}

// heatTx looks at every place by every competency.
func (s *Service) heatTx(tx *db.Tx, d *Dashboard, known records) error {
	stamps, err := s.stampsTx(tx, d.Subject.Competencies)
	if err != nil {
		return err
	}
	for _, at := range d.compared() {
		d.Heat = append(d.Heat, HeatRow{Institution: at})
	}
	for _, c := range d.Subject.Competencies {
		about := d.Subject
		about.Competency = c
		if about.Model, err = s.model(tx, stamps[c.Code], c.Code, d.On, KnownNow); err != nil {
			return err
		}
		d.Columns = append(d.Columns, c)
		d.heat(about, known.facts(c.Code, about.Model))
	}
	return nil
}

// heat adds one competency to every row.
func (d *Dashboard) heat(about Subject, known facts) {
	eyes := sightOf(about, known)
	hidden := eyes.on(d.On)
	for i, row := range d.Heat {
		scope := measure.Scope{Institutions: d.Place.subtree(row.Institution)}
		counts := measure.Cascade(known.at(scope.Institutions), scope, measure.Day(d.On), about.Model.Model)
		d.Heat[i].Cells = append(d.Heat[i].Cells, eyes.cascade(cascadeOf(counts), hidden(row.Institution.ID)))
	}
}

// shrink pulls the shares of small places towards the others: only of what may be
// shown, so that nothing hidden can be had from the common share.
func (d *Dashboard) shrink() {
	u := measure.Undefined()
	at := slices.IndexFunc(d.Columns, func(c assessments.Competency) bool { return c.Code == d.Competency.Code })
	var successes, n, rows []int
	for i := range d.Heat {
		row := &d.Heat[i]
		row.Verified = measure.ShareEstimate{Share: u, Lower: u, Upper: u}
		row.Shrunk = measure.Estimate{Value: u, Lower: u, Upper: u}
		if at < 0 || !row.Cells[at].Verified.Defined() || !(row.Cells[at].InPost > 0) {
			continue
		}
		verified, inPost := int(row.Cells[at].Verified), int(row.Cells[at].InPost)
		row.Verified = measure.Share(verified, inPost)
		successes, n, rows = append(successes, verified), append(n, inPost), append(rows, i)
	}
	if len(rows) < 2 {
		return
	}
	shrunk := measure.ShrinkShares(successes, n)
	for k, i := range rows {
		d.Heat[i].Shrunk = measure.Estimate{Value: shrunk.Estimates[k], Lower: shrunk.Lower[k], Upper: shrunk.Upper[k]}
	}
}

// departments adds up the institutions of every department. To whoever may see
// names it counts their people, and so it does to everybody else where the page is of all that they may see, as far as the veil
// lets them see that region. Of a part of that a department is told only as a
// sum of places that are shown to them anyway, and where one of those is hidden it
// is hidden too: so it tells nothing that the other pages do not tell. (Somebody with posts in two of the places counts in both there.)
func (d *Dashboard) departments(known facts) {
	byCode := map[string][]people.Institution{}
	for _, i := range d.Place.Institutions {
		byCode[i.Region()] = append(byCode[i.Region()], i)
	}
	var codes []string
	for code := range byCode {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	eyes := sightOf(d.Subject, known)
	hidden, regions := eyes.on(d.On), eyes.regions(d.On)
	cascade := func(ids []string) Cascade {
		scope := measure.Scope{Institutions: ids}
		return cascadeOf(measure.Cascade(known.at(ids), scope, measure.Day(d.On), d.Model.Model))
	}
	shown := func(at people.Institution) Cascade {
		return eyes.cascade(cascade(d.Place.subtree(at)), hidden(at.ID))
	}
	for _, code := range codes {
		one := DepartmentFigure{Code: code, Institutions: len(byCode[code])}
		if mask, told := regions(code); told {
			one.Cascade = eyes.cascade(cascade(idsOf(byCode[code])), mask)
		} else {
			one.Cascade = sumOfShown(d.Place.Institutions, code, shown)
		}
		d.Departments = append(d.Departments, one)
	}
}

// sumOfShown adds up those who work in the institutions of a department: a place
// with all below it less the places directly below it is who works in the place
// itself, so that a place counts once where it lies in the department, and against
// it where the place above it does. What is hidden of any of them is hidden of the sum.
func sumOfShown(places []people.Institution, department string, shown func(people.Institution) Cascade) Cascade {
	inside := map[string]bool{}
	for _, i := range places {
		inside[i.ID] = i.Region() == department
	}
	u := measure.Undefined()
	sum := Cascade{Skilled: measure.Estimate{Lower: u, Upper: u}, FloorsAssumed: u, Unregressed: u}
	for _, i := range places {
		sign := measure.Number(0)
		if inside[i.ID] {
			sign++
		}
		if i.ParentID != nil && inside[*i.ParentID] {
			sign--
		}
		if sign == 0 {
			continue
		}
		part := shown(i)
		sum.InPost += sign * part.InPost
		sum.Certificates += sign * part.Certificates
		sum.Trained += sign * part.Trained
		sum.Mastered += sign * part.Mastered
		sum.Verified += sign * part.Verified
		sum.NeverAssessed += sign * part.NeverAssessed
		sum.Skilled.Value += sign * part.Skilled.Value
		sum.Hidden = sum.Hidden || part.Hidden
		sum.Assumed = part.Assumed
	}
	return sum.veiled(sum.ownMask())
}

// ownMask hides what is of few people by itself: two places that are both hidden may
// have few people even together.
func (c Cascade) ownMask() mask {
	var t tally
	for f, n := range map[figure]measure.Number{inPost: c.InPost, trained: c.Trained, mastered: c.Mastered, verified: c.Verified, neverAssessed: c.NeverAssessed,
		skilled: c.Skilled.Value, certified: c.Certificates} {
		t[f] = math.Round(n.Float()*1e9) / 1e9 // sums of probabilities leave a trace where they cancel out
	}
	var m mask
	for f := range figures { // in an order in which what is needed comes before what needs it
		of, part := needs[f]
		m[f] = t.tells(f) || part && m[of]
	}
	return m
}

// needsTx names who needs training or an assessment in the coming days, to those
// who may see names.
func (s *Service) needsTx(tx *db.Tx, d *Dashboard, known records) error {
	if !d.Place.MayNames {
		return nil
	}
	places := map[string]people.Institution{}
	for _, i := range d.Place.Institutions {
		places[i.ID] = i
	}
	posts := map[string]people.Posting{} // the one begun last
	var ids []string
	for _, stay := range known.stays { // oldest start first
		if _, here := places[stay.InstitutionID]; !here || !stay.Stay().Covers(measure.Day(d.On)) {
			continue
		}
		if _, seen := posts[stay.PersonID]; !seen {
			ids = append(ids, stay.PersonID)
		}
		posts[stay.PersonID] = stay
	}
	slices.Sort(ids)
	due, err := s.DueTx(tx, ids, d.On)
	if err != nil {
		return err
	}
	trained := known.trainedBy(d.On)
	for _, id := range ids {
		list := slices.DeleteFunc(due[id], func(one people.Due) bool { return one.Why == people.Lapsing && one.On > d.On+needWithin })
		if !trained[id] {
			list = []people.Due{{Why: people.NeverTrained, On: posts[id].StartsOn}}
		}
		if len(list) == 0 {
			continue
		}
		slices.SortStableFunc(list, people.ByUrgency)
		if list[0].Why == people.NeverTrained || list[0].Why == people.BelowCut {
			d.ToTrain++
		} else {
			d.ToAssess++
		}
		d.Needs = append(d.Needs, Need{Person: people.Person{ID: id}, Institution: places[posts[id].InstitutionID], Cadre: posts[id].Cadre, Due: list[0], Others: len(list) - 1})
	}
	slices.SortStableFunc(d.Needs, func(a, b Need) int { return people.ByUrgency(a.Due, b.Due) })
	if len(d.Needs) > needsListed {
		d.MoreNeeds, d.Needs = len(d.Needs)-needsListed, d.Needs[:needsListed]
	}
	return d.nameNeeds(tx)
}

func (d *Dashboard) nameNeeds(tx *db.Tx) error {
	ids := make([]string, len(d.Needs))
	for i, n := range d.Needs {
		ids[i] = n.Person.ID
	}
	persons, err := people.PeopleTx(tx, ids)
	for i := range d.Needs {
		d.Needs[i].Person = persons[ids[i]]
	}
	return err
}

// trainedBy tells who completed a course or a past training by the day.
func (r records) trainedBy(on db.Date) map[string]bool {
	trained := map[string]bool{}
	for _, c := range r.completions {
		if c.CompletedOn <= on {
			trained[c.PersonID] = true
		}
	}
	for _, byPerson := range r.past {
		for person, days := range byPerson {
			if slices.ContainsFunc(days, func(day db.Date) bool { return day <= on }) {
				trained[person] = true
			}
		}
	}
	return trained
}
