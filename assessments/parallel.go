package assessments

import (
	"math"
	"slices"
)

// checkForms says what is amiss with the forms of an assessment. Empty forms, vignettes
// without rubric and items without competency cannot be given; forms that are not
// parallel can, with a warning. The first form is what the others are compared with.
func checkForms(forms []FormDetail, competencies []Competency) []Finding {
	found := unfinishedIn(forms)
	if len(forms) < 2 || blocking(found) != nil {
		return found
	}
	for _, other := range forms[1:] {
		for _, finding := range slices.Concat(differences(forms[0], other, competencies), loneAnchors(forms[0], other)) {
			if !slices.ContainsFunc(found, finding.same) { // both others may lack the same anchor
				found = append(found, finding)
			}
		}
	}
	if !slices.ContainsFunc(forms[0].Items, func(p PlacedItem) bool { return p.Anchor }) {
		found = append(found, Finding{Key: "assessments.check.no_anchors"})
	}
	return found
}

func (f Finding) same(other Finding) bool {
	// The texts among the values are maps, which cannot be compared; the anchors' have none.
	return f.Key == other.Key && (f.Key == "assessments.check.anchor_alone" || f.Key == "assessments.check.not_anchor") && slices.Equal(f.Pairs, other.Pairs)
}

// unfinishedIn gives what keeps forms from being given.
func unfinishedIn(forms []FormDetail) (found []Finding) {
	for _, f := range forms {
		if len(f.Items) == 0 {
			found = append(found, Finding{Key: "assessments.check.empty", Pairs: []any{"label", f.Label}, Blocking: true})
		}
		for _, p := range f.Items {
			if key := p.Version.unfinished(); key != "" {
				found = append(found, Finding{Key: key, Pairs: []any{"label", f.Label, "code", p.Code}, Blocking: true})
			}
		}
	}
	return found
}

// differences tells which competencies the two forms measure unequally.
func differences(a, b FormDetail, competencies []Competency) (found []Finding) {
	for _, c := range competencies {
		inA, inB := a.Points[c.Code], b.Points[c.Code]
		switch {
		case (inA == 0) != (inB == 0):
			label := a.Label
			if inA == 0 {
				label = b.Label
			}
			found = append(found, Finding{Key: "assessments.check.one_form_only", Pairs: []any{"competency", c.Name, "label", label}})
		case math.Abs(inA-inB) > 1e-9:
			found = append(found, Finding{Key: "assessments.check.points_differ", Pairs: []any{"competency", c.Name, "first", a.Label, "a", inA, "second", b.Label, "b", inB}})
		}
	}
	return found
}

// loneAnchors tells which anchors of one form the other lacks, and which items stand in
// both without being anchors.
func loneAnchors(a, b FormDetail) (found []Finding) {
	anchors := func(f FormDetail) map[string]bool {
		stands := map[string]bool{}
		for _, p := range f.Items {
			stands[p.Version.ID] = p.Anchor
		}
		return stands
	}
	look := func(f FormDetail, other map[string]bool, first bool) {
		for _, p := range f.Items {
			twin, both := other[p.Version.ID] // is it an anchor there; does it stand there at all
			if p.Anchor && !twin {
				found = append(found, Finding{Key: "assessments.check.anchor_alone", Pairs: []any{"code", p.Code, "label", f.Label}})
			}
			if first && both && !p.Anchor && !twin {
				found = append(found, Finding{Key: "assessments.check.not_anchor", Pairs: []any{"code", p.Code}})
			}
		}
	}
	look(a, anchors(b), true)
	look(b, anchors(a), false)
	return found
}
