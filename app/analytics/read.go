package analytics

import (
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/courses"
)

// Everything is the identifier of the place that holds all that an actor may
// see figures of.
const Everything = "all"

// Place is what a figure is about: an institution with all below it, or all
// that the actor may see.
type Place struct {
	ID           string             // of the institution, or Everything
	Institution  people.Institution // zero for Everything
	Above        []people.Institution
	Below        []people.Institution // directly below; for Everything the tops of what the actor may see
	Institutions []people.Institution // all it is made of, in the order of the tree
	MayNames     bool                 // the actor runs all of it, and may see who is behind a figure
	Region       string               // the department that alone is looked at; empty for all
	Regions      []string             // the departments that its institutions lie in, by code, whether looked at or not

	blind bool                 // view is what is above and below alone; see blindTx
	top   string               // of a blind place: the institution that all the actor may see lies in
	cut   bool                 // the region leaves out some of its institutions
	view  []people.Institution // all that the actor may see figures of, in the order of the tree
	named map[string]bool      // those of them where the actor may see names, by identifier
}

// Whole tells whether the place is everything the actor may see.
func (p Place) Whole() bool { return p.ID == Everything }

// subtree gives the identifiers of the institution and those below it.
func (p Place) subtree(at people.Institution) []string {
	var ids []string
	for _, i := range p.Institutions {
		if within(i, at) {
			ids = append(ids, i.ID)
		}
	}
	return ids
}

// within tells whether an institution is another or stands below it.
func within(i, at people.Institution) bool { return strings.HasPrefix(i.Path, at.Path) }

// directlyBelow gives the institutions of a tree directly below one of them.
func directlyBelow(tree []people.Institution, id string) []people.Institution {
	var below []people.Institution
	for _, i := range tree {
		if i.ParentID != nil && *i.ParentID == id {
			below = append(below, i)
		}
	}
	return below
}

// scope is the place as the measures read it.
func (p Place) scope(cadre people.Cadre) measure.Scope {
	scope := measure.Scope{Institutions: idsOf(p.Institutions)}
	if cadre != "" {
		scope.Roles = []string{string(cadre)}
	}
	return scope
}

func idsOf(list []people.Institution) []string {
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i] = one.ID
	}
	return ids
}

// placeTx finds the place. One that is not there, or where the actor may not
// see figures, is not found.
func placeTx(tx *db.Tx, actor access.Actor, id string) (Place, error) {
	if err := actor.NeedSomewhere(access.ViewFigures); err != nil {
		return Place{}, err
	}
	tree, err := people.InstitutionsInScopeTx(tx, actor, access.ViewFigures)
	if err != nil {
		return Place{}, err
	}
	named := map[string]bool{}
	for _, i := range tree {
		named[i.ID] = actor.May(access.ViewNames, i.Path)
	}
	p, ok := placeIn(tree, named, id)
	if !ok {
		return p, fault.Missing("noun.institution")
	}
	return p, nil
}

// nearTx is placeTx at the cost of the place and what is below it, not of the country: of an institution all of which the actor
// runs, what else they may see is nobody's concern. Otherwise what may be shown depends on all that they may see.
func nearTx(tx *db.Tx, actor access.Actor, id string) (Place, error) {
	p, ok, err := headTx(tx, actor, id)
	if err != nil || !ok || p.Whole() {
		if err != nil {
			return p, err
		}
		return placeTx(tx, actor, id)
	}
	if p.Institutions, err = people.InstitutionsUnderTx(tx, p.Institution.Path); err != nil {
		return p, err
	}
	p.Below = directlyBelow(p.Institutions, id)
	for _, i := range p.Institutions {
		p.named[i.ID] = true
	}
	p.view = append(slices.Clone(p.Above), p.Institutions...)
	return p, nil
}

// headTx finds a place all of which the actor runs without what is below it; not ok where it is another. Everything is found by its tops.
func headTx(tx *db.Tx, actor access.Actor, id string) (p Place, ok bool, err error) {
	if err := actor.NeedSomewhere(access.ViewFigures); err != nil {
		return p, false, err
	}
	p = Place{ID: id, named: map[string]bool{}, MayNames: true}
	if id == Everything {
		if !actor.May(access.ViewFigures, "") || !actor.May(access.ViewNames, "") {
			return p, false, nil
		}
		p.view, err = people.TopInstitutionsTx(tx)
		p.Institutions, p.Below = p.view, p.view
		return p, len(p.view) > 0, err
	}
	around, err := people.AroundTx(tx, id)
	if err != nil || len(around) == 0 {
		return p, false, err
	}
	p.Institution = around[len(around)-1]
	if !actor.May(access.ViewFigures, p.Institution.Path) || !actor.May(access.ViewNames, p.Institution.Path) {
		return p, false, nil
	}
	for _, above := range around[:len(around)-1] {
		if actor.May(access.ViewFigures, above.Path) {
			p.Above = append(p.Above, above)
		}
	}
	p.Institutions = []people.Institution{p.Institution}
	p.view = p.Institutions
	p.named[id] = true
	return p, true, nil
}

// placeIn finds the place in all that an actor may see; not ok when it is not
// there.
func placeIn(view []people.Institution, named map[string]bool, id string) (p Place, ok bool) {
	p = Place{ID: id, view: view, named: named}
	if id == Everything {
		p.Institutions, p.Below = view, tops(view)
	} else {
		at := slices.IndexFunc(view, func(i people.Institution) bool { return i.ID == id })
		if at < 0 {
			return p, false
		}
		p.Institution, p.Below = view[at], directlyBelow(view, id)
		for _, i := range view {
			switch {
			case within(i, p.Institution):
				p.Institutions = append(p.Institutions, i)
			case within(p.Institution, i):
				p.Above = append(p.Above, i)
			}
		}
	}
	p.MayNames = len(p.Institutions) > 0 && !slices.ContainsFunc(p.Institutions, func(i people.Institution) bool { return !named[i.ID] })
	return p, true
}

// tops gives the institutions above which none of the others stands.
func tops(tree []people.Institution) []people.Institution {
	inside := map[string]bool{}
	for _, i := range tree {
		inside[i.ID] = true
	}
	var out []people.Institution
	for _, i := range tree {
		if i.ParentID == nil || !inside[*i.ParentID] {
			out = append(out, i)
		}
	}
	return out
}

// facts is all that is known of everybody who was ever in post in some places.
type facts struct {
	stays     []people.Posting
	histories []measure.History
	paid      *paid // where one funder's trainings alone are among the histories: all there were; else nil
}

// at leaves those who were ever in post in one of the institutions.
func (f facts) at(ids []string) []measure.History {
	there := map[string]bool{}
	for _, id := range ids {
		there[id] = true
	}
	var out []measure.History
	for _, h := range f.histories {
		if slices.ContainsFunc(h.Postings, func(s measure.Stay) bool { return there[s.Institution] }) {
			out = append(out, h)
		}
	}
	return out
}

// factsTx reads the facts on one competency, their scores on the model's scale:
// about a place, and where its figures must be veiled about all that the actor
// may see; of one funder where the subject is about one.
func factsTx(tx *db.Tx, about Subject) (facts, error) {
	records, err := recordsTx(tx, about.Place, about.Competency.Code)
	if err != nil {
		return facts{}, err
	}
	known := records.facts(about.Competency.Code, about.Model)
	if about.Funder == nil {
		return known, nil
	}
	funded, err := courses.FundedEnrolmentsTx(tx, records.people)
	return known.of(about.Funder.ID, records.fundings(about.Competency.Code, funded)), err
}
