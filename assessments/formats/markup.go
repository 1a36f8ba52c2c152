package formats

import (
	"bytes"
	"html"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	nethtml "golang.org/x/net/html"
)

// Markup says how a text is written.
type Markup string

// The markups. Auto is Moodle's own default: HTML in which a line break is one.
const (
	Plain    Markup = "plain"
	RichText Markup = "html"
	Markdown Markup = "markdown"
	Auto     Markup = "moodle"
)

// policy is all the HTML that is kept: structure and emphasis, pictures that came with
// the question, no other attribute, no link and nothing that loads anything else, since
// a question must look the same offline and tell nobody that it is being read.
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "b", "strong", "i", "em", "u", "sub", "sup", "ul", "ol", "li", "blockquote", "code", "pre", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("src").Matching(pictureSource).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	return p
}()

// HTML writes a text as clean HTML, and lists the names of the elements that had to go.
func HTML(t Text) (clean string, removed []string) {
	body := strings.TrimSpace(t.Body)
	switch t.Markup {
	case RichText:
	case Markdown:
		var b bytes.Buffer
		if Tangled(body) {
			b.WriteString(lines(html.EscapeString(body)))
		} else if err := goldmark.Convert([]byte(body), &b); err != nil {
			b.Reset()
			b.WriteString(lines(html.EscapeString(body)))
		}
		body = b.String()
	case Auto:
		if !strings.Contains(body, "<br") && !strings.Contains(body, "<p") {
			body = lines(body)
		}
	default:
		body = lines(html.EscapeString(body))
	}
	clean = strings.TrimSpace(policy.Sanitize(ownPictures(body)))
	return clean, lost(body, clean)
}

func lines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "<br>")
}

// lost lists the elements that are in before and not in after. Wrappers without
// meaning of their own are not worth a word.
func lost(before, after string) []string {
	had, has := elements(before), elements(after)
	var gone []string
	for name := range had {
		if !has[name] && name != "span" && name != "div" && name != "font" {
			gone = append(gone, name)
		}
	}
	slices.Sort(gone)
	return gone
}

func elements(s string) map[string]bool {
	names := map[string]bool{}
	z := nethtml.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return names
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			name, _ := z.TagName()
			names[string(name)] = true
		}
	}
}

// PlainOf gives the text of clean HTML, and whether Plain written again would
// give the same HTML: whether nothing is lost by editing it as plain text.
func PlainOf(clean string) (text string, same bool) {
	text = strings.NewReplacer("<br>", "\n", "<br/>", "\n", "</p>", "\n").Replace(clean)
	text = strings.TrimSpace(html.UnescapeString(bluemonday.StrictPolicy().Sanitize(text)))
	again, _ := HTML(Text{Plain, text})
	return text, again == clean
}
