package courses_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"relevo/courses"
)

func glossary(terms ...string) []courses.GlossaryTerm {
	var list []courses.GlossaryTerm
	for _, t := range terms {
		list = append(list, courses.GlossaryTerm{Term: t, Explanation: "Qué es."})
	}
	return list
}

func TestTheFirstOccurrenceOfAWordLeadsToItsExplanation(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"<p>La trata es un delito. La trata…</p>", `<p id="b-1">La <a class="term" id="voz-1" href="#termino-1">trata</a> es un delito. La trata…</p>`},
		{"<h2>Trata</h2><p>Tratamiento y <em>Tratas</em>.</p>", `<h2 id="b-1">Trata</h2><p id="b-2">Tratamiento y <em><a class="term" id="voz-1" href="#termino-1">Tratas</a></em>.</p>`},
		{`<p><a href="/x">trata</a> y trata de personas</p>`, `<p id="b-1"><a href="/x">trata</a> y <a class="term" id="voz-1" href="#termino-1">trata de personas</a></p>`},
		{"<p>uno<br/>dos</p>\n<hr/>\n<p>tres &amp; cuatro</p>", "<p id=\"b-1\">uno<br/>dos</p>\n<hr id=\"b-2\"/>\n<p id=\"b-3\">tres &amp; cuatro</p>"},
		{"<p>UPE y DEMUNA</p>", `<p id="b-1"><a class="term" id="voz-1" href="#termino-1">UPE</a> y DEMUNA</p>`},
	} {
		if got, _ := courses.Decorate(c.source, glossary("trata", "trata de personas", "UPE", "amp")); got != c.want {
			t.Errorf("%s\ngave %s\nwant %s", c.source, got, c.want)
		}
	}
	_, found := courses.Decorate("<p>UPE, víctimas, trata</p>", glossary("trata", "víctima", "UPE", "otra"))
	if len(found) != 3 || found[0].Term != "UPE" || found[1].Term != "víctima" {
		t.Errorf("found %+v", found)
	}
}

// What is decorated says the same words, whatever they are.
func FuzzDecorate(f *testing.F) {
	f.Add("La **trata** de\n\n- personas &lt;b&gt; \"trata\"", "trata")
	f.Add("> **A**\n>\n> b", "a&b")
	f.Fuzz(func(t *testing.T, source, term string) {
		saved, err := courses.Render(source)
		if err != nil || strings.TrimSpace(term) == "" {
			t.Skip()
		}
		decorated, found := courses.Decorate(saved, glossary(term))
		if plain(t, decorated) != plain(t, saved) {
			t.Errorf("%q with %q became %q", saved, term, decorated)
		}
		if strings.Count(decorated, `class="term"`) != len(found) {
			t.Errorf("%d words in %q", len(found), decorated)
		}
	})
}

func plain(t *testing.T, source string) string {
	t.Helper()
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	for z.Next() != html.ErrorToken {
		if token := z.Token(); token.Type == html.TextToken {
			b.WriteString(token.Data)
		}
	}
	return b.String()
}
