package web

import (
	"errors"
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web/parts"
)

// FilesPage asks for a file with facts about people and lists those there were. Its
// fields beside the file are the slice's own.
type FilesPage struct {
	Page
	Path    string // of the page itself; a file is below it
	Form    parts.Filled
	Help    string
	Columns []parts.Fact // what a column holds and how it may be called
	Fields  []parts.Input
	Files   parts.Grid
}

// FilePage shows what a file would bring in, and once it is confirmed what it brought.
type FilePage struct {
	Page
	Path     string
	Draft    bool
	About    []parts.Fact
	Same     string // that the very same file was brought in before; empty if not
	Undone   string // when and by whom; empty while it stands
	Groups   []FileGroup
	Form     parts.Filled
	Print    string // the fingerprint
	Confirm  string // the label of the button; empty when nothing can be brought in
	MayUndo  bool
	Settings templ.Component // what is said of the file as a whole; nil for none
}

// FileGroup is the rows of a file that share their state.
type FileGroup struct {
	Title string
	Text  string
	Tone  parts.Tone
	Rows  []FileLine
	More  string // how many are not shown; empty when all are
}

// FileLine is a row of a file.
type FileLine struct {
	Title, Says string
	Notes       []string
	Ask         parts.Input // what there is to choose; without Name nothing
}

// fileLimit is the most bytes a file with facts may have.
const fileLimit = 10 << 20

// rowsShown bounds the rows of a group in which there is nothing to choose.
const rowsShown = 200

// FactsFile reads the file that was sent.
func (c *Ctx) FactsFile() (people.RosterFile, error) {
	up, err := c.File("file", fileLimit)
	return people.RosterFile{Name: up.Name, Data: up.Data}, err
}

// FileChoices reads what was chosen for the rows of a file.
func (c *Ctx) FileChoices(p people.FilePreview) map[string]string {
	choices := map[string]string{}
	for _, row := range p.Rows {
		if !row.Open() {
			continue
		}
		if sent := c.sent(row.Key()); len(sent) > 0 {
			choices[row.Key()] = strings.TrimSpace(sent[len(sent)-1])
		}
	}
	return choices
}

// FilesGrid lists files that were uploaded; path is the page above them.
func FilesGrid(p Page, path string, list []people.FileImport) parts.Grid {
	g := parts.Grid{Caption: p.T("files.list"), Columns: []parts.Column{{Label: p.T("files.file")}, {Label: p.T("files.uploaded")}, {Label: p.T("files.state")}, {Label: p.T("files.state_new"), Numeric: true}}}
	for _, f := range list {
		state := parts.State(parts.Notice, p.T("files.draft"))
		count := "—"
		switch {
		case f.UndoneAt != nil:
			state = parts.State(parts.Neutral, p.T("files.undone_short"))
		case !f.Draft():
			state = parts.State(parts.Good, p.T("files.confirmed"))
		}
		if !f.Draft() {
			count = p.Value(f.Summary[people.FileNew])
		}
		g.Rows = append(g.Rows, []parts.Cell{{Text: f.FileName, Href: path + "/" + f.ID}, {Text: p.Instant(f.CreatedAt)}, {Part: state}, {Text: count}})
	}
	return g
}

// SourceText says where a fact was brought in from.
func SourceText(p *i18n.Printer, s people.Source) string {
	name := s.By
	switch name {
	case access.SystemID:
		name = p.T("people.author.system")
	case "":
		name = p.T("people.author.unknown")
	}
	return p.T("files.source", "file", s.FileName, "day", s.On.Date(), "name", name)
}

// NewFilePage makes the page of a file. names are those of the accounts that confirmed
// and undid it.
func NewFilePage(page Page, path string, preview people.FilePreview, form parts.Filled, source people.Source) FilePage {
	f := preview.File
	p := FilePage{Page: page, Path: path + "/" + f.ID, Draft: f.Draft(), Form: form, Print: preview.Fingerprint, MayUndo: !f.Draft() && f.UndoneAt == nil}
	p.About = []parts.Fact{{Label: p.T("files.file"), Text: f.FileName}, {Label: p.T("files.uploaded"), Text: p.Instant(f.CreatedAt)}}
	if source.FileName != "" {
		p.About = append(p.About, parts.Fact{Label: p.T("files.brought"), Text: SourceText(p.Printer, source)})
	}
	for _, state := range people.FileStates() {
		if n := preview.Counts[state]; n > 0 {
			p.About = append(p.About, parts.Fact{Label: p.T(state.Key()), Text: p.Value(n)})
		}
	}
	if preview.Same != nil {
		p.Same = p.T("files.same_file", "when", *preview.Same.ConfirmedAt)
	}
	if f.UndoneAt != nil {
		p.Undone = p.T("files.undone", "when", *f.UndoneAt)
	}
	if p.Draft && (preview.Changes > 0 || preview.Waiting > 0) {
		p.Confirm = p.T("files.confirm", "count", preview.Changes)
		if preview.Changes == 0 {
			p.Confirm = p.T("files.confirm_chosen")
		}
	}
	p.groups(preview)
	return p
}

func (p *FilePage) groups(preview people.FilePreview) {
	tones := map[people.FileState]parts.Tone{people.FileDoubtful: parts.Notice, people.FileRefused: parts.Bad, people.FileNew: parts.Good, people.FileSame: parts.Neutral}
	for _, state := range people.FileStates() {
		var lines, look []FileLine
		for _, row := range preview.Rows {
			switch {
			case row.State != state:
			case p.Draft && row.Open():
				look = append(look, p.line(row))
			default:
				lines = append(lines, p.line(row))
			}
		}
		if state == people.FileNew && len(look) > 0 {
			p.Groups = append(p.Groups, FileGroup{Title: p.T("files.group_look", "count", len(look)), Text: p.T("files.group_look.text"), Tone: parts.Notice, Rows: look})
			look = nil
		}
		lines = append(look, lines...)
		if len(lines) == 0 {
			continue
		}
		g := FileGroup{Title: p.T("files.group_"+string(state), "count", len(lines)), Tone: tones[state], Rows: lines}
		if state == people.FileDoubtful && p.Draft {
			g.Text = p.T("files.group_doubtful.text")
		}
		if len(lines) > rowsShown && state != people.FileDoubtful {
			g.Rows, g.More = lines[:rowsShown], p.T("files.more", "count", len(lines)-rowsShown)
		}
		p.Groups = append(p.Groups, g)
	}
}

func (p *FilePage) line(row people.FileRow) FileLine {
	who := row.Listed
	if row.Person != nil {
		who = row.Person.FullName()
	}
	line := FileLine{Title: p.T("files.line", "row", row.Line, "name", who)}
	var says []string
	for _, m := range row.Says {
		says = append(says, Sentence(p.Printer, m))
	}
	line.Says = strings.Join(says, " · ")
	if row.Why.Key != "" {
		line.Notes = append(line.Notes, Sentence(p.Printer, row.Why))
	}
	for _, m := range row.Notes {
		line.Notes = append(line.Notes, Sentence(p.Printer, m))
	}
	if !p.Draft || !row.Open() {
		return line
	}
	line.Ask = parts.Input{Name: row.Key(), Label: p.T("files.ask", "row", row.Line), Kind: parts.Select, Required: true}
	first := parts.Option{Label: p.T("files.leave")}
	if row.State == people.FileNew {
		first.Label = p.T("files.bring")
	}
	line.Ask.Options = []parts.Option{first}
	for _, choice := range row.Choices {
		line.Ask.Options = append(line.Ask.Options, parts.Option{Value: choice.Value, Label: Sentence(p.Printer, choice.Explain)})
	}
	line.Ask.Options = append(line.Ask.Options, parts.Option{Value: people.Refuse, Label: p.T("files.refuse")})
	p.Form = p.Form.With(row.Key(), row.Choice)
	return line
}

// Sentence says a message about a row, of which some values are keys themselves.
func Sentence(p *i18n.Printer, m roster.Message) string {
	pairs := append([]any{}, m.Pairs...)
	for i := 1; i < len(pairs); i += 2 {
		if key, ok := pairs[i].(string); ok && strings.Contains(key, ".") && i18n.Has(key) {
			pairs[i] = i18n.Key(key)
		}
	}
	return p.T(m.Key, pairs...)
}

// FileRefused makes what is wrong with a confirmation a form that says so on its page.
// It is false for what is no such thing.
func (c *Ctx) FileRefused(err error, choices map[string]string) (parts.Filled, bool) {
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return parts.Filled{}, false
	}
	form := parts.Filled{Values: map[string][]string{}}
	for key, choice := range choices {
		form.Values[key] = []string{choice}
	}
	told := c.Fault(err)
	texts := []string{}
	for _, m := range told.Fields {
		texts = append(texts, m.Text)
	}
	text := told.Sentence
	if len(texts) > 0 {
		text = strings.Join(texts, " ")
	}
	var known *fault.Error
	if errors.As(err, &known) && known.Kind == fault.Conflict && len(texts) > 0 {
		text = fmt.Sprintf("%s %s", told.Sentence, strings.Join(texts, " "))
	}
	form.Messages = []parts.Message{{Field: "confirm", Text: text}}
	return form, true
}
