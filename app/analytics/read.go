package analytics

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
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
}

// Whole tells whether the place is everything the actor may see.
func (p Place) Whole() bool { return p.ID == Everything }

// subtree gives the identifiers of the institution and those below it.
func (p Place) subtree(at people.Institution) []string {
	var ids []string
	for _, i := range p.Institutions {
		if len(i.Path) >= len(at.Path) && i.Path[:len(at.Path)] == at.Path {
			ids = append(ids, i.ID)
		}
	}
	return ids
}

// scope is the place as the measures read it.
func (p Place) scope(cadre people.Cadre) measure.Scope {
	scope := measure.Scope{}
	for _, i := range p.Institutions {
		scope.Institutions = append(scope.Institutions, i.ID)
	}
	if cadre != "" {
		scope.Roles = []string{string(cadre)}
	}
	return scope
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
	p := Place{ID: id}
	if id == Everything {
		p.Institutions = tree
		p.Below = tops(tree)
	} else {
		at := slices.IndexFunc(tree, func(i people.Institution) bool { return i.ID == id })
		if at < 0 {
			return p, fault.Missing("noun.institution")
		}
		p.Institution = tree[at]
		for _, i := range tree {
			switch own := p.Institution.Path; {
			case len(i.Path) >= len(own) && i.Path[:len(own)] == own:
				p.Institutions = append(p.Institutions, i)
				if i.ParentID != nil && *i.ParentID == id {
					p.Below = append(p.Below, i)
				}
			case len(i.Path) < len(own) && own[:len(i.Path)] == i.Path:
				p.Above = append(p.Above, i)
			}
		}
	}
	p.MayNames = len(p.Institutions) > 0 && !slices.ContainsFunc(p.Institutions, func(i people.Institution) bool {
		return !actor.May(access.ViewNames, i.Path)
	})
	return p, nil
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

// facts is all that is known of everybody who was ever in post in a place.
type facts struct {
	personIDs []string
	stays     []people.Posting
	histories []measure.History // in the order of personIDs
}

// factsTx reads the facts on one competency, their scores on the model's scale.
func factsTx(tx *db.Tx, place Place, competency string, model Model) (facts, error) {
	var f facts
	ids := make([]string, len(place.Institutions))
	for i, inst := range place.Institutions {
		ids[i] = inst.ID
	}
	there, err := people.StaysAtAllTx(tx, ids)
	if err != nil {
		return f, err
	}
	index := map[string]int{}
	for _, s := range there {
		if _, seen := index[s.PersonID]; !seen {
			index[s.PersonID] = len(f.personIDs)
			f.personIDs = append(f.personIDs, s.PersonID)
		}
	}
	f.histories = make([]measure.History, len(f.personIDs))
	for i, id := range f.personIDs {
		f.histories[i].Person = id
	}
	if f.stays, err = people.StaysOfTx(tx, f.personIDs); err != nil {
		return f, err
	}
	for _, s := range f.stays {
		h := &f.histories[index[s.PersonID]]
		h.Postings = append(h.Postings, s.Stay())
	}
	completions, err := courses.CompletionsForTx(tx, f.personIDs)
	if err != nil {
		return f, err
	}
	for _, c := range completions {
		if slices.Contains(c.Competencies, competency) {
			h := &f.histories[index[c.PersonID]]
			h.Completions = append(h.Completions, measure.Day(c.CompletedOn))
		}
	}
	results, err := assessments.ResultsForTx(tx, f.personIDs, competency)
	if err != nil {
		return f, err
	}
	for _, r := range results {
		h := &f.histories[index[r.PersonID]]
		h.Results = append(h.Results, model.result(r))
	}
	papers, err := certificates.CertificatesForTx(tx, f.personIDs)
	if err != nil {
		return f, err
	}
	counted := map[string]bool{}
	for _, c := range papers {
		// A completion may be certified twice, as completed and as mastered:
		// activity reports count the person once.
		names := slices.ContainsFunc(c.Competencies, func(one certificates.Competency) bool { return one.Code == competency })
		if !names || counted[c.CompletionID] {
			continue
		}
		counted[c.CompletionID] = true
		h := &f.histories[index[c.PersonID]]
		h.Certificates = append(h.Certificates, measure.Day(c.IssuedOn))
	}
	return f, nil
}
