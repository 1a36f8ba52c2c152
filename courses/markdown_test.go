package courses_test

import (
	"strings"
	"testing"

	"relevo/courses"
)

func TestMarkdownBecomesSafeHTML(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"a script is dropped", "Hola <script>alert(1)</script>", "<p>Hola alert(1)</p>"},
		{"an event handler is dropped", `<p onclick="x()">Hola</p>`, ""},
		{"a javascript link loses its address", "[toque](javascript:alert(1))", "<p>toque</p>"},
		{"a data link loses its address", "[toque](data:text/html;base64,xx)", "<p>toque</p>"},
		{"an image is dropped", "Foto ![luz](https://example.org/a.png)", "<p>Foto </p>"},
		{"a web link stays", "[ley](https://www.gob.pe/ley)", `<p><a href="https://www.gob.pe/ley" rel="nofollow noreferrer">ley</a></p>`},
		{"the first heading becomes a second", "# Uno\n\n##### Dos", "<h2>Uno</h2>\n<h4>Dos</h4>"},
		{"a line break stays", "uno\ndos", "<p>uno<br>\ndos</p>"},
		{"a quotation is one", "> «Hola.»", "<blockquote>\n<p>«Hola.»</p>\n</blockquote>"},
		{"a titled quotation is a box", "> **Para su turno**\n>\n> Salude.", "<div class=\"shift-box\" role=\"note\">\n<p class=\"shift-box-title\"><strong>Para su turno</strong></p>\n<p>Salude.</p>\n</div>"},
		{"a quotation that only begins in bold is one", "> **No** se dice.", "<blockquote>\n<p><strong>No</strong> se dice.</p>\n</blockquote>"},
		{"a list stays", "- uno\n- dos", "<ul>\n<li>uno</li>\n<li>dos</li>\n</ul>"},
		{"foreign classes fall", `<div class="alert bad">Cuidado</div>`, ""},
	} {
		got, err := courses.Render(c.source)
		if err != nil {
			t.Fatal(err)
		}
		if got = strings.ReplaceAll(strings.TrimSpace(got), "<br/>", "<br>"); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestATableScrollsInABoxOfItsOwn(t *testing.T) {
	got, err := courses.Render("| En vez de | Pruebe |\n|---|--:|\n| a | b |\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<div class="scroll" tabindex="0">`, `<th align="right">Pruebe</th>`, "</table>\n</div>"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "style=") {
		t.Errorf("an inline style in\n%s", got)
	}
}
