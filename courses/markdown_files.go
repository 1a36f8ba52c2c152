package courses

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"relevo/app/fault"
	"relevo/assessments/formats"
	"relevo/courses/media"
)

// Render turns a lesson's Markdown into HTML as the function [Render] does and shows the
// files that it names: pictures, players and documents, each with its type and size. Of a
// name that no file has, the words stay. A text that would take too long to read is refused.
func (s Shelf) Render(source string) (string, error) {
	if formats.Tangled(source) {
		return "", fault.OnField("source", "courses.source_tangled")
	}
	var b bytes.Buffer
	context := parser.NewContext()
	context.Set(shelfKey, s)
	if err := markdown().Convert([]byte(source), &b, parser.WithContext(context)); err != nil {
		return "", fmt.Errorf("turning a lesson's Markdown into HTML: %w", err)
	}
	return policy().Sanitize(b.String()), nil
}

var (
	shelfKey   = parser.NewContextKey()
	kindShown  = ast.NewNodeKind("CourseFile")
	kindFigure = ast.NewNodeKind("CourseFigure")
)

// shown is a file in a text: a figure when it stands alone in its paragraph, otherwise a
// part of the sentence.
type shown struct {
	ast.BaseInline
	file    CourseFile
	label   string // what the author wrote for it; for a picture instead of its own
	caption string
	link    bool // the author wrote a link, not a picture
	alone   bool
}

func (*shown) Kind() ast.NodeKind           { return kindShown }
func (n *shown) Dump(source []byte, at int) { ast.DumpHelper(n, source, at, nil, nil) }

// figure takes the place of a paragraph in which a file stands alone.
type figure struct{ ast.BaseBlock }

func (*figure) Kind() ast.NodeKind           { return kindFigure }
func (n *figure) Dump(source []byte, at int) { ast.DumpHelper(n, source, at, nil, nil) }

// placeFiles puts files where the text names them.
type placeFiles struct{}

// Transform replaces what names files.
func (placeFiles) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	shelf, _ := pc.Get(shelfKey).(Shelf)
	for _, n := range filesIn(doc) {
		var destination, title []byte
		link := false
		switch n := n.(type) {
		case *ast.Image:
			destination, title = n.Destination, n.Title
		case *ast.Link:
			destination, title, link = n.Destination, n.Title, true
		}
		parent := n.Parent()
		if !bytes.HasPrefix(destination, []byte(fileScheme)) { // a picture from elsewhere
			parent.RemoveChild(parent, n)
			continue
		}
		label := strings.TrimSpace(plainText(n, reader.Source()))
		file, ok := shelf[called(strings.TrimPrefix(string(destination), fileScheme))]
		if !ok {
			parent.ReplaceChild(parent, n, ast.NewString([]byte(label)))
			continue
		}
		in := &shown{file: file, label: label, caption: string(title), link: link}
		if in.label == "" {
			in.label = file.Alt
		}
		in.alone = parent.Kind() == ast.KindParagraph && parent.ChildCount() == 1 && file.Kind != media.Document && (!link || file.Kind != media.Image)
		parent.ReplaceChild(parent, n, in)
		if in.alone {
			around := &figure{}
			parent.Parent().ReplaceChild(parent.Parent(), parent, around)
			around.AppendChild(around, in)
		}
	}
}

// filesIn lists all pictures, and the links that name files.
func filesIn(doc ast.Node) []ast.Node {
	var found []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function gives no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			found = append(found, n)
		case *ast.Link:
			if bytes.HasPrefix(n.Destination, []byte(fileScheme)) {
				found = append(found, n)
				return ast.WalkSkipChildren, nil
			}
		}
		return ast.WalkContinue, nil
	})
	return found
}

// plainText is the words of a node without markup.
func plainText(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function gives no error
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source))
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// showFiles writes files.
type showFiles struct{}

// RegisterFuncs takes over the two kinds of node.
func (showFiles) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindShown, renderShown)
	r.Register(kindFigure, renderFigure)
}

func renderFigure(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := "</figure>\n"
	if entering {
		tag = "<figure>\n"
	}
	_, err := w.WriteString(tag)
	return ast.WalkContinue, err
}

// tag writes an element of which every value is escaped.
func tag(w util.BufWriter, name string, attributes ...string) {
	_, _ = w.WriteString("<" + name) // into memory: never fails
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			_, _ = w.WriteString(" " + attributes[i] + `="` + string(util.EscapeHTML([]byte(attributes[i+1]))) + `"`)
		}
	}
	_, _ = w.WriteString(">")
}

func element(w util.BufWriter, name, text string) {
	tag(w, name)
	_, _ = w.Write(util.EscapeHTML([]byte(text)))
	_, _ = w.WriteString("</" + name + ">")
}

func renderShown(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n, ok := node.(*shown)
	if !ok || !entering {
		return ast.WalkContinue, nil
	}
	f := n.file
	width, height := "", ""
	if f.Width > 0 {
		width, height = strconv.Itoa(f.Width), strconv.Itoa(f.Height)
	}
	switch {
	case f.Kind == media.Image && !n.link:
		tag(w, "img", "src", f.Address(), "alt", n.label, "width", width, "height", height, "loading", "lazy")
		if n.alone && n.caption != "" {
			element(w, "figcaption", n.caption)
		}
	case n.alone:
		poster := ""
		if f.PosterID != nil {
			poster = f.Address() + "/poster"
		}
		tag(w, string(f.Kind), "src", f.Address(), "controls", "controls", "preload", "none", "poster", poster, "width", width, "height", height, "aria-label", n.label)
		_, _ = w.WriteString("</" + string(f.Kind) + "><figcaption>")
		_, _ = w.Write(util.EscapeHTML([]byte(n.label + " ")))
		element(w, "small", f.About())
		_, _ = w.WriteString("</figcaption>")
	default:
		tag(w, "a", "href", f.Address())
		_, _ = w.Write(util.EscapeHTML([]byte(n.label)))
		_, _ = w.WriteString("</a> ")
		element(w, "small", "("+f.About()+")")
	}
	return ast.WalkSkipChildren, nil
}

// allowFiles lets the elements that show files pass, for files of ours alone.
func allowFiles(p *bluemonday.Policy) {
	ours := regexp.MustCompile(`^/media/[0-9a-z]+(/poster)?$`)
	p.AllowElements("figure", "figcaption", "small")
	p.AllowAttrs("src").Matching(ours).OnElements("img", "audio", "video")
	p.AllowAttrs("poster").Matching(ours).OnElements("video")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(bluemonday.Integer).OnElements("img", "video")
	p.AllowAttrs("loading").Matching(regexp.MustCompile(`^lazy$`)).OnElements("img")
	p.AllowAttrs("controls").Matching(regexp.MustCompile(`^controls$`)).OnElements("audio", "video")
	p.AllowAttrs("preload").Matching(regexp.MustCompile(`^none$`)).OnElements("audio", "video")
	p.AllowAttrs("aria-label").OnElements("audio", "video")
}
