package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/assessments/question"
)

type analysisInput struct {
	Occasion       assessments.Occasion `form:"occasion"`
	Administration string               `form:"administration"`
}

func (in analysisInput) filter() assessments.AnalysisFilter {
	return assessments.AnalysisFilter{Occasion: in.Occasion, AdministrationID: in.Administration}
}

// values are what leads back to the same analysis.
func (in analysisInput) values() url.Values {
	values := url.Values{}
	if in.Occasion != "" {
		values.Set("occasion", string(in.Occasion))
	}
	if in.Administration != "" {
		values.Set("administration", in.Administration)
	}
	return values
}

func analysisPath(id string) string { return assessmentPath(id) + "/analysis" }

// analysisLink leads from an assessment to its analysis, for those who may see it.
func analysisLink(p web.Page, id string, actor access.Actor) templ.Component {
	if !actor.Somewhere(access.AuthorItems) && !actor.Somewhere(access.ViewFigures) {
		return p.Actions
	}
	return parts.LinkButton(analysisPath(id), parts.Button{Label: p.T("analysis.open"), Icon: "chart", Weight: parts.Second})
}

type analysisPage struct {
	web.Page
	Form            parts.Filled
	Action          string
	Occasions       []parts.Option
	Administrations []parts.Option
	Nothing         *parts.Nothing
	Computed        string
	Hidden          bool
	Tests           parts.Grid
	Warnings        []string
	Equating        parts.Grid
	EquatingSays    []string
	Doubtful        parts.Grid
	Forms           []formAnalysisView
	Explained       []string
	Files           []parts.Link
}

// formAnalysisView is one form's items.
type formAnalysisView struct {
	Title string
	Items parts.Grid
	Each  []itemAnalysisView
}

// itemAnalysisView is what was answered to one item.
type itemAnalysisView struct {
	Title   string
	Doubts  []string
	Answers parts.Grid
	Note    string
	Href    string // of the item; empty for those who may not open it
}

// Analysis shows how the forms and items of an assessment work, as it was computed in the background.
func (h *Handlers) Analysis(c *web.Ctx) error {
	var in analysisInput
	reason := c.Bind(&in)
	status, id := 200, c.Params("assessment")
	view, err := h.Assessments.AnalysisOf(c.Context(), c.Actor, id, in.filter())
	if fault.Is(err, fault.Invalid) {
		status, reason = 422, err
		view, err = h.Assessments.AnalysisOf(c.Context(), c.Actor, id, assessments.AnalysisFilter{})
	}
	if err != nil {
		return err
	}
	p := analysisPageOf(c.Page("analysis.title", "assessment", name(c.Printer, view.Assessment.Title)), view, c.Actor)
	p.Form = c.Fill(in, reason)
	return c.Render(status, showAnalysis(p))
}

func analysisPageOf(page web.Page, v assessments.AnalysisView, actor access.Actor) analysisPage {
	p := analysisPage{Page: page, Action: analysisPath(v.Assessment.ID)}
	p.Lead = p.T("analysis.lead")
	if actor.Somewhere(access.AuthorItems) || actor.Somewhere(access.RunOfferings) {
		p.Crumbs = crumbs(p.T("analysis.short"), p.T("assessments.title"), "/assessments", name(p.Printer, v.Assessment.Title), assessmentPath(v.Assessment.ID))
	}
	p.Occasions = []parts.Option{{Label: p.T("analysis.all_occasions")}}
	for _, o := range v.Occasions {
		p.Occasions = append(p.Occasions, parts.Option{Value: string(o), Label: p.T(o.Key())})
	}
	p.Administrations = []parts.Option{{Label: p.T("analysis.all_administrations")}}
	for _, a := range v.Administrations {
		p.Administrations = append(p.Administrations, parts.Option{Value: a.ID, Label: a.Title + " · " + occasionName(p.Printer, a) + " · " + p.Date(a.OpensAt.Date())})
	}
	if v.Analysis == nil {
		p.Nothing = &parts.Nothing{Icon: "chart", Title: p.T("analysis.none"), Text: p.T("analysis.none.text", "count", v.Newer)}
		if !v.Computed.IsZero() {
			p.Nothing.Title, p.Nothing.Text = p.T("analysis.none.here"), p.T("analysis.none.here.text")
		}
		return p
	}
	p.Hidden = !v.MayNames
	p.Computed = p.T("analysis.computed", "at", clock(v.Analysis.ComputedAt), "on", p.Date(v.Analysis.ComputedAt.Date()), "attempts", count(p.Printer, v.Analysis.Attempts)) + " "
	if v.Newer > 0 {
		p.Computed += p.T("analysis.waiting", "count", v.Newer)
	} else {
		p.Computed += p.T("analysis.up_to_date")
	}
	p.tests(v.Analysis.Body.Forms)
	p.equating(v.Analysis.Body.Equating)
	p.items(v, actor.Somewhere(access.AuthorItems))
	for _, key := range []string{"analysis.how.first", "analysis.how.test", "analysis.how.item", "analysis.how.options", "analysis.how.equating", "analysis.how.check"} {
		p.Explained = append(p.Explained, p.T(key))
	}
	p.Files = analysisFiles(p.Printer, v)
	return p
}

// count writes a number of people; one that may not be told is a dash.
func count(p *i18n.Printer, n int) string {
	if n == assessments.Unknown {
		return "—"
	}
	return p.Value(n)
}

// tenths writes a figure with one decimal; undefined it is a dash.
func tenths(p *i18n.Printer, n measure.Number) string { return p.Number(n.Float(), 1) }

// tests puts the statistics of the forms side by side.
func (page *analysisPage) tests(forms []assessments.FormAnalysis) {
	p := page.Printer
	page.Tests = parts.Grid{Caption: p.T("analysis.tests"), Columns: []parts.Column{{Label: p.T("analysis.statistic")}}}
	for _, f := range forms {
		page.Tests.Columns = append(page.Tests.Columns, parts.Column{Label: p.T("assessments.form_n", "label", f.Label), Numeric: true})
	}
	row := func(key string, say func(f assessments.FormAnalysis) parts.Cell) {
		cells := []parts.Cell{{Text: p.T("analysis.test." + key), Note: p.T("analysis.test." + key + ".means")}}
		for _, f := range forms {
			cells = append(cells, say(f))
		}
		page.Tests.Rows = append(page.Tests.Rows, cells)
	}
	percent := func(of func(t measure.TestStatistics) measure.Number, reason string) func(f assessments.FormAnalysis) parts.Cell {
		return func(f assessments.FormAnalysis) parts.Cell {
			n := of(f.Test)
			cell := parts.Cell{Text: p.Percent(n.Float()/100, 1)}
			if !n.Defined() {
				cell.Note = why(p, f.N, reason)
			}
			return cell
		}
	}
	plain := func(of func(t measure.TestStatistics) measure.Number, reason string) func(f assessments.FormAnalysis) parts.Cell {
		return func(f assessments.FormAnalysis) parts.Cell {
			n := of(f.Test)
			cell := parts.Cell{Text: p.Number(n.Float(), 2)}
			if !n.Defined() {
				cell.Note = why(p, f.N, reason)
			}
			return cell
		}
	}
	row("n", func(f assessments.FormAnalysis) parts.Cell { return parts.Cell{Text: count(p, f.N)} })
	row("mean", percent(func(t measure.TestStatistics) measure.Number { return t.Mean }, "none"))
	row("median", percent(func(t measure.TestStatistics) measure.Number { return t.Median }, "none"))
	row("sd", percent(func(t measure.TestStatistics) measure.Number { return t.SD }, "spread"))
	row("skewness", plain(func(t measure.TestStatistics) measure.Number { return t.Skewness }, "shape"))
	row("kurtosis", plain(func(t measure.TestStatistics) measure.Number { return t.Kurtosis }, "shape"))
	row("consistency", func(f assessments.FormAnalysis) parts.Cell {
		c := f.Consistency
		if !c.Value.Defined() {
			return parts.Cell{Text: "—", Note: why(p, f.N, "consistency")}
		}
		return parts.Cell{Text: p.Number(c.Value.Float(), 2), Note: p.T("analysis.interval", "low", p.Number(c.Lower.Float(), 2), "high", p.Number(c.Upper.Float(), 2))}
	})
	row("error_ratio", percent(func(t measure.TestStatistics) measure.Number { return t.ErrorRatio }, "consistency"))
	row("sem", percent(func(t measure.TestStatistics) measure.Number { return t.StandardError }, "consistency"))
	for _, f := range forms {
		if f.N >= 0 && f.N < assessments.FewestJudged {
			page.Warnings = append(page.Warnings, p.T("analysis.few", "label", f.Label, "count", f.N, "min", assessments.FewestJudged))
		}
	}
}

// why says why a figure is undefined.
func why(p *i18n.Printer, n int, reason string) string {
	if n == assessments.Unknown {
		return p.T("analysis.why.veiled")
	}
	return p.T("analysis.why." + reason)
}

func (page *analysisPage) equating(e assessments.FormEquating) {
	p := page.Printer
	page.Equating = parts.Grid{Caption: p.T("analysis.equating"), Columns: []parts.Column{{Label: p.T("analysis.equating.what")}, {Label: p.T("analysis.equating.value"), Numeric: true}}}
	add := func(key, value string) {
		page.Equating.Rows = append(page.Equating.Rows, parts.Words(p.T("analysis.equating."+key), value))
	}
	add("n_a", count(p, e.NA))
	add("n_b", count(p, e.NB))
	method := "—"
	if e.Slope.Defined() {
		method = p.T("analysis.method." + string(e.Method))
	}
	add("method", method)
	add("anchors", p.Value(e.Anchors))
	add("shift", p.Signed(e.Shift.Float(), 1))
	add("slope", p.Number(e.Slope.Float(), 3))
	add("intercept", p.Signed(e.Intercept.Float(), 1))
	if e.Slope.Defined() {
		key := "analysis.equating.says"
		if slices.Contains(e.Warnings, "few_equated") {
			key = "analysis.equating.says_few"
		}
		page.EquatingSays = append(page.EquatingSays, p.T(key, "b", p.Number(60, 0), "a", p.Number(e.At(60), 1)))
		switch shift := e.At(e.MeanB.Float()) - e.MeanB.Float(); {
		case shift >= 1:
			page.EquatingSays = append(page.EquatingSays, p.T("analysis.equating.harder", "points", p.Number(shift, 1)))
		case shift <= -1:
			page.EquatingSays = append(page.EquatingSays, p.T("analysis.equating.easier", "points", p.Number(-shift, 1)))
		default:
			page.EquatingSays = append(page.EquatingSays, p.T("analysis.equating.alike"))
		}
	}
	for _, code := range e.Warnings {
		page.EquatingSays = append(page.EquatingSays, p.T("analysis.warning."+code))
	}
}

func (page *analysisPage) items(v assessments.AnalysisView, opens bool) {
	p := page.Printer
	page.Doubtful = parts.Grid{Caption: p.T("analysis.doubtful"), Columns: []parts.Column{{Label: p.T("analysis.question")}, {Label: p.T("assessments.form")}, {Label: p.T("analysis.reason")}}}
	for _, f := range v.Analysis.Body.Forms {
		form := formAnalysisView{Title: p.T("assessments.form_n", "label", f.Label)}
		form.Items = parts.Grid{Caption: p.T("analysis.items_of", "label", f.Label), Columns: []parts.Column{{Label: p.T("analysis.question")}}}
		for _, key := range []string{"facility", "sd", "discrimination", "efficiency", "intended", "effective", "guess", "missing"} {
			form.Items.Columns = append(form.Items.Columns, parts.Column{Label: p.T("analysis.item." + key), Numeric: true})
		}
		for i, item := range f.Items {
			version := v.Versions[item.ItemVersionID]
			code, s := v.Codes[item.ItemVersionID], item.Statistics
			cell := parts.Cell{Text: p.Value(i+1) + ". " + code, Note: excerpt(p, version.Stem, 70)}
			if opens {
				cell.Href = itemPath(version.ItemID)
			}
			form.Items.Rows = append(form.Items.Rows, []parts.Cell{cell, {Text: tenths(p, s.Facility)}, {Text: tenths(p, s.SD)}, {Text: tenths(p, s.DiscriminationIndex)},
				{Text: tenths(p, s.DiscriminativeEfficiency)}, {Text: tenths(p, s.IntendedWeight)}, {Text: tenths(p, s.EffectiveWeight)}, {Text: tenths(p, item.Guess)}, {Text: count(p, item.Missing)}})
			one := itemAnalysisView{Title: p.Value(i+1) + ". " + code + " · " + p.T(version.Kind.Key()), Href: cell.Href}
			for _, d := range item.Doubts {
				one.Doubts = append(one.Doubts, doubtWords(p, version, d))
			}
			one.Answers, one.Note = answersGrid(p, version, item)
			form.Each = append(form.Each, one)
			if len(one.Doubts) > 0 {
				page.Doubtful.Rows = append(page.Doubtful.Rows, []parts.Cell{cell, {Text: f.Label}, {Text: strings.Join(one.Doubts, " ")}})
			}
		}
		page.Forms = append(page.Forms, form)
	}
}

func doubtWords(p *i18n.Printer, v assessments.ItemVersion, d assessments.Doubt) string {
	return p.T("analysis.doubt."+string(d.Code), "option", optionWords(p, v, d.Option))
}

// optionWords is what an option says, as plain text.
func optionWords(p *i18n.Printer, v assessments.ItemVersion, id string) string {
	if v.Kind == assessments.TrueFalse && id != "" {
		return question.TrueFalse(p, id)
	}
	return excerpt(p, v.OptionText(id), 90)
}

// answersGrid is the table of who chose what, and what is to be said of it.
func answersGrid(p *i18n.Printer, v assessments.ItemVersion, item assessments.ItemAnalysis) (grid parts.Grid, note string) {
	grid = parts.Grid{Caption: p.T("analysis.answers"), Hidden: true, Columns: []parts.Column{{Label: p.T("assessments.answer")}, {Label: p.T("analysis.option.n"), Numeric: true},
		{Label: p.T("analysis.option.share"), Numeric: true}, {Label: p.T("analysis.option.rest"), Numeric: true}}}
	switch {
	case v.Kind == assessments.Vignette:
		return parts.Grid{}, p.T("analysis.vignette")
	case len(item.Options) > 0:
		grid.Columns = append(grid.Columns, parts.Column{Label: p.T("analysis.option.lower"), Numeric: true}, parts.Column{Label: p.T("analysis.option.upper"), Numeric: true})
		best := v.Best()
		for _, o := range item.Options {
			answer := parts.Cell{Text: orDash(optionWords(p, v, o.ID))}
			if slices.Contains(best, o.ID) {
				answer.Note = p.T("analysis.key")
			}
			grid.Rows = append(grid.Rows, []parts.Cell{answer, {Text: count(p, o.N)}, {Text: p.Percent(o.Share.Float(), 0)}, {Text: tenths(p, o.MeanRest)},
				{Text: third(p, o.Lower, item.Thirds[0])}, {Text: third(p, o.Upper, item.Thirds[1])}})
		}
		if item.Thirds[0] == 0 {
			note = p.T("analysis.no_thirds")
		}
	default:
		for _, f := range item.Frequent {
			answer := parts.Cell{Text: valueWords(p, v, f.Value), Note: p.T("analysis.earns", "share", p.Percent(f.Fraction, 0))}
			grid.Rows = append(grid.Rows, []parts.Cell{answer, {Text: p.Value(f.N)}, {Text: "—"}, {Text: tenths(p, f.MeanRest)}})
		}
		if len(item.Frequent) == 0 {
			return parts.Grid{}, p.T("analysis.no_frequent")
		}
		total := item.Others
		for _, f := range item.Frequent {
			total += f.N
		}
		for i, f := range item.Frequent {
			grid.Rows[i][2].Text = p.Percent(float64(f.N)/float64(total), 0)
		}
		note = p.T("analysis.frequent", "count", item.Others)
	}
	return grid, note
}

// third writes how many of a third chose an option.
func third(p *i18n.Printer, n, of int) string {
	if of == 0 || n == assessments.Unknown {
		return "—"
	}
	return p.Percent(float64(n)/float64(of), 0)
}

// valueWords writes an answer that is not one option.
func valueWords(p *i18n.Printer, v assessments.ItemVersion, value assessments.Value) string {
	choice := func(list []assessments.Choice, id string) string {
		for _, c := range list {
			if c.ID == id {
				return excerpt(p, c.Text, 60)
			}
		}
		return "—"
	}
	var said []string
	switch v.Kind {
	case assessments.Matching:
		for _, prompt := range v.Body.Prompts {
			said = append(said, excerpt(p, prompt.Text, 60)+" → "+choice(v.Body.Choices, value.Matches[prompt.ID]))
		}
	case assessments.Ordering:
		placed := slices.Clone(v.Body.Options)
		slices.SortStableFunc(placed, func(a, b assessments.Option) int { return strings.Compare(value.Matches[a.ID], value.Matches[b.ID]) })
		for _, o := range placed {
			said = append(said, orDash(value.Matches[o.ID])+". "+excerpt(p, o.Text, 60))
		}
	case assessments.Situational:
		said = append(said, p.T("analysis.best", "option", orDash(optionWords(p, v, value.Matches[assessments.Best]))), p.T("analysis.worst", "option", orDash(optionWords(p, v, value.Matches[assessments.Worst]))))
	case assessments.Cloze:
		for _, b := range v.Body.Blanks {
			text := value.Matches[b.ID]
			for _, o := range b.Options {
				if o.ID == text {
					text = excerpt(p, o.Text, 60)
				}
			}
			said = append(said, "["+b.ID+"] "+orDash(text))
		}
	default:
		return value.Text
	}
	return strings.Join(said, "; ")
}
