package coursestest

import (
	"fmt"

	"relevo/app/access"
	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
)

// SpareItems adds questions of a competency that stand on no form; the right answer to each
// is "Sí". It gives the identifiers of their versions.
func (w *World) SpareItems(competency string, n int) []string {
	w.t.Helper()
	var ids []string
	for i := range n {
		item, err := w.Assessments.CreateItem(w.t.Context(), access.System(), assessments.ItemInput{
			Kind: assessments.Single, Competency: competency, Title: fmt.Sprint("repaso ", competency, i), Markup: formats.Plain, Stem: i18n.Says(fmt.Sprint("¿Repaso ", competency, i, "?")),
			Body: assessments.Body{Options: []assessments.Option{{Text: i18n.Says("Sí"), Fraction: 1, Feedback: i18n.Says("Bien visto.")}, {Text: i18n.Says("No"), Fraction: 0, Feedback: i18n.Says("Mírelo otra vez.")}}},
		})
		w.must(err)
		ids = append(ids, item.ID)
	}
	return ids
}

// Choice is the answer to a question of [World.SpareItems].
func Choice(v assessments.ItemVersion, right bool) assessments.Value {
	for _, o := range v.Body.Options {
		if (o.Fraction == 1) == right {
			return assessments.Value{Options: []string{o.ID}}
		}
	}
	return assessments.Value{}
}
