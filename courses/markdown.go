package courses

import (
	"regexp"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Render turns a lesson's Markdown into the HTML that is shown: tables,
// lists, emphasis and links, headings from the second level down (the first
// is the lesson's title), a line break where the author made one. A quotation
// that begins with a paragraph wholly in bold becomes a box with that
// heading, "**Para su turno**". Raw HTML, scripts, images from elsewhere and addresses
// other than web, mail and telephone do not pass. Files of the course are shown by
// [Shelf.Render].
func Render(source string) (string, error) { return Shelf(nil).Render(source) }

var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Strikethrough, extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(shape{}, 500), util.Prioritized(placeFiles{}, 600))),
		goldmark.WithRendererOptions(html.WithHardWraps(), renderer.WithNodeRenderers(util.Prioritized(boxes{}, 100), util.Prioritized(showFiles{}, 100))),
	)
})

var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "del", "br", "hr", "blockquote", "code", "pre",
		"table", "thead", "tbody", "tr", "th", "td", "div")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("align").Matching(bluemonday.CellAlign).OnElements("th", "td")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^(shift-box|shift-box-title|scroll)$`)).OnElements("p", "div")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^note$`)).OnElements("div")
	p.AllowAttrs("tabindex").Matching(regexp.MustCompile(`^0$`)).OnElements("div")
	p.AllowAttrs("href").OnElements("a")
	allowFiles(p)
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
})

// shape makes what authors write fit the page: the page has the one heading
// of the first level, and nothing below the fourth is told apart.
type shape struct{}

// Transform moves the headings.
func (shape) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function gives no error
		if heading, ok := n.(*ast.Heading); ok && entering {
			heading.Level = min(max(heading.Level, 2), 4)
		}
		return ast.WalkContinue, nil
	})
}

// boxes draws quotations and tables.
type boxes struct{}

// RegisterFuncs takes over the two kinds of node.
func (boxes) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindBlockquote, renderQuote)
	r.Register(ast.KindParagraph, renderParagraph)
	r.Register(extast.KindTable, renderTable)
}

// titleOf gives the first paragraph of a quotation when it is wholly in bold.
func titleOf(quote ast.Node) ast.Node {
	first := quote.FirstChild()
	if first == nil || first.Kind() != ast.KindParagraph || first.ChildCount() != 1 {
		return nil
	}
	if strong, ok := first.FirstChild().(*ast.Emphasis); !ok || strong.Level != 2 {
		return nil
	}
	return first
}

func renderQuote(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	begin, end := "<blockquote>\n", "</blockquote>\n"
	if titleOf(n) != nil {
		begin, end = "<div class=\"shift-box\" role=\"note\">\n", "</div>\n"
	}
	tag := end
	if entering {
		tag = begin
	}
	_, err := w.WriteString(tag)
	return ast.WalkContinue, err
}

func renderParagraph(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	var err error
	switch {
	case !entering:
		_, err = w.WriteString("</p>\n")
	case n.Parent() != nil && n.Parent().Kind() == ast.KindBlockquote && titleOf(n.Parent()) == n:
		_, err = w.WriteString(`<p class="shift-box-title">`)
	default:
		_, err = w.WriteString("<p>")
	}
	return ast.WalkContinue, err
}

// renderTable puts a table into a box of its own that scrolls on a phone; the
// box takes the focus so that the keyboard can scroll it too.
func renderTable(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	text := "</table>\n</div>\n"
	if entering {
		text = "<div class=\"scroll\" tabindex=\"0\">\n<table>\n"
	}
	_, err := w.WriteString(text)
	return ast.WalkContinue, err
}
