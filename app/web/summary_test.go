package web

import (
	"bytes"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"relevo/app/i18n"
	"relevo/app/web/parts"
)

// Two fields that were left empty are told apart, in the order in which they stand; what is wrong with none of the fields comes last, and a
// sentence that somebody is to agree to is not said again.
func TestWhatIsToBeCorrectedIsNamedInTheOrderOfTheForm(t *testing.T) {
	filled := parts.Filled{Messages: []parts.Message{
		{Field: "consent", Text: "Marque para seguir."}, {Field: "rows", Text: "Añada una fila."}, {Field: "code", Text: "Complete este campo."}, {Field: "title", Text: "Complete este campo."},
	}}
	fields := templ.Join(
		parts.Field(filled, parts.Input{Name: "title", Label: "Nombre"}), parts.Field(filled, parts.Input{Name: "code", Label: "Código"}),
		parts.Field(filled, parts.Input{Name: "consent", Label: strings.Repeat("He leído lo anterior. ", 4), Kind: parts.Checkbox}))
	var b bytes.Buffer
	ctx := i18n.Into(t.Context(), i18n.For(i18n.Spanish))
	if err := parts.Form(parts.FormArgs{Action: "/", Filled: filled}).Render(templ.WithChildren(ctx, fields), &b); err != nil {
		t.Fatal(err)
	}
	d := document(t, b.String())
	var said []string
	for _, link := range d.Find(".alert li a").EachIter() {
		said = append(said, link.Text()+" "+link.AttrOr("href", ""))
	}
	want := []string{"Nombre: Complete este campo. #f-title", "Código: Complete este campo. #f-code", "Marque para seguir. #f-consent", "Añada una fila. #f-rows"}
	if strings.Join(said, "\n") != strings.Join(want, "\n") {
		t.Errorf("said:\n%s\nwant:\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
	if d.Find("form > .alert").Next().Find("#f-title").Length() != 1 {
		t.Error("the fields do not follow what is said of them")
	}
}
