package formats

import (
	"slices"
	"testing"
)

func TestTextsBecomeCleanHTML(t *testing.T) {
	for name, c := range map[string]struct {
		text    Text
		want    string
		removed []string
	}{
		"plain":           {Text{Plain, "a < b\ny <script>"}, "a &lt; b<br>y &lt;script&gt;", nil},
		"Moodle's own":    {Text{Auto, "<em>uno</em>\ndos"}, "<em>uno</em><br>dos", nil},
		"Markdown":        {Text{Markdown, "un **caso**"}, "<p>un <strong>caso</strong></p>", nil},
		"HTML":            {Text{RichText, `<p class="x" onclick="y()">Hola<span>!</span></p>`}, "<p>Hola!</p>", nil},
		"a script":        {Text{RichText, `<b>Hola</b><script>alert(1)</script><img src=x onerror=y>`}, "<b>Hola</b>", []string{"img", "script"}},
		"a Markdown link": {Text{Markdown, "[ver](javascript:alert(1))"}, "<p>ver</p>", []string{"a"}},
	} {
		got, removed := HTML(c.text)
		if got != c.want || !slices.Equal(removed, c.removed) {
			t.Errorf("%s: %q without %v, want %q without %v", name, got, removed, c.want, c.removed)
		}
		if again, _ := HTML(Text{RichText, got}); again != got {
			t.Errorf("%s: cleaning again gives %q", name, again)
		}
	}
}

func TestWhatCanBeEditedAsPlainText(t *testing.T) {
	for html, want := range map[string]bool{"a &lt; b<br>«y»": true, "uno <b>dos</b>": false, "<p>uno</p>": false, "": true} {
		if text, same := PlainOf(html); same != want {
			t.Errorf("%q as %q: %v, want %v", html, text, same, want)
		}
	}
}
