package web

import (
	"math"
	"net/url"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/tables"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// The addresses of institutional capacity.
const capacityPath = "/capacity"

func capacityOfPath(institutionID string) string {
	return capacityPath + "/institutions/" + institutionID
}
func roundPath(id string) string             { return capacityPath + "/rounds/" + id }
func countsPath(institutionID string) string { return capacityOfPath(institutionID) + "/counts" }

type capacityPage struct {
	web.Page
	Form         parts.Filled
	Places       []parts.Option // to look at a part
	Named        bool
	Institutions parts.Grid
	Together     parts.Grid
	Counts       *chart.Line
	HiddenMonths string
	Explained    []string
	Nothing      *parts.Nothing
}

type capacityInput struct {
	Under string `form:"under"`
}

// Capacity shows what institutions can do: each by name to those who assess or run
// them, and together to those who read figures.
func (h *Handlers) Capacity(c *web.Ctx) error {
	var in capacityInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	across, err := h.Assessments.CapacityAcross(c.Context(), c.Actor, in.Under)
	if err != nil {
		return err
	}
	page := capacityPageOf(c.Page("capacity.title"), across)
	page.Form = c.Fill(in, nil)
	return c.Render(200, showCapacity(page))
}

func capacityPageOf(page web.Page, a assessments.CapacityAcross) capacityPage {
	p := capacityPage{Page: page, Named: a.Named}
	p.Lead = p.T("capacity.lead")
	var list []action
	if a.MayAssess {
		list = append(list, action{Href: capacityPath + "/new", Button: parts.Button{Label: p.T("capacity.round.new"), Icon: "plus"}},
			action{Href: capacityPath + "/counts/import", Button: parts.Button{Label: p.T("capacity.import.title"), Icon: "upload", Weight: parts.Second}})
	}
	list = append(list, action{Href: capacityPath + "/checklists", Button: parts.Button{Label: p.T("capacity.checklists"), Icon: "list", Weight: parts.Second}})
	p.Actions = actions(list)
	if len(a.Places) > 1 {
		p.Places = []parts.Option{{Label: p.T("capacity.everything")}}
		for _, i := range a.Places {
			p.Places = append(p.Places, parts.Option{Value: i.ID, Label: i.Name})
		}
	}
	p.Institutions = institutionsGrid(page, a)
	p.Together = togetherGrid(page, a)
	p.counts(a.Counts)
	if len(p.Institutions.Rows) == 0 && len(p.Together.Rows) == 0 && p.Counts == nil {
		p.Nothing = &parts.Nothing{Icon: "institution", Title: p.T("capacity.none"), Text: p.T("capacity.none.text")}
		if a.MayAssess {
			p.Nothing.Href, p.Nothing.Do = capacityPath+"/new", p.T("capacity.round.new")
		}
	}
	p.Explained = []string{p.T("capacity.explained.unit"), p.T("capacity.explained.rule", "rule", assessments.RuleCapacity), p.T("capacity.explained.together")}
	return p
}

func institutionsGrid(p web.Page, a assessments.CapacityAcross) parts.Grid {
	g := parts.Grid{Caption: p.T("capacity.institutions"), Columns: []parts.Column{{Label: p.T("capacity.institution")}, {Label: p.T("capacity.last")},
		{Label: p.T("capacity.state")}, {Label: p.T("capacity.settled"), Numeric: true}}}
	for _, r := range a.Institutions {
		g.Rows = append(g.Rows, []parts.Cell{{Text: r.Institution.Name, Href: capacityOfPath(r.Institution.ID)},
			{Text: p.T("capacity.round.name", "occasion", i18n.Key(r.Last.Occasion.Key()), "date", r.Last.HeldOn), Href: roundPath(r.Last.ID)},
			{Part: roundState(p, *r.Last)}, {Text: p.Value(r.Settled)}})
	}
	return g
}

func roundState(p web.Page, r assessments.CapacityRound) templComponent {
	switch {
	case r.VoidedAt != nil:
		return parts.State(parts.Bad, p.T("capacity.state.voided"))
	case r.SettledAt != nil:
		return parts.State(parts.Good, p.T("capacity.state.settled"))
	default:
		return parts.State(parts.Notice, p.T("capacity.state.open"))
	}
}

// togetherGrid sets the competencies of several institutions below one another.
func togetherGrid(p web.Page, a assessments.CapacityAcross) parts.Grid {
	g := parts.Grid{Caption: p.T("capacity.together"), Columns: []parts.Column{{Label: p.T("assessments.competency")}, {Label: p.T("capacity.baselines"), Numeric: true},
		{Label: p.T("capacity.median_baseline"), Numeric: true}, {Label: p.T("capacity.pairs"), Numeric: true}, {Label: p.T("capacity.median_change"), Numeric: true}, {Label: p.T("capacity.ways")}}}
	for _, c := range a.Competencies {
		row := []parts.Cell{{Text: name(p.Printer, a.Names[c.Code])}, {Text: p.Value(c.N)}, {Text: points(p.Printer, c.Median)}, {Text: p.Value(c.Pairs)}, {Text: "—"}, {Text: "—"}}
		switch {
		case c.Hidden:
			row[1], row[2], row[3] = parts.Cell{Text: p.T("capacity.few")}, parts.Cell{Text: "—"}, parts.Cell{Text: p.T("capacity.few")}
		case c.PairsHidden:
			row[3] = parts.Cell{Text: p.T("capacity.few")}
		case c.Pairs > 0:
			row[4] = parts.Cell{Text: p.T("capacity.from_to", "from", points(p.Printer, c.MedianBefore), "to", points(p.Printer, c.MedianAfter))}
			row[5] = parts.Cell{Text: p.T("capacity.ways.told", "rose", suppressedCount(p, c.Rose), "same", suppressedCount(p, c.Same), "fell", suppressedCount(p, c.Fell))}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// points writes a score; "—" where there is none.
func points(p *i18n.Printer, n measure.Number) string { return p.Number(n.Float(), 0) }

// suppressedCount writes a count that may be too small to be told.
func suppressedCount(p web.Page, c assessments.Count) string {
	if c.Hidden {
		return p.T("capacity.few")
	}
	return p.Value(c.N)
}

func (p *capacityPage) counts(t *assessments.MonthlyTogether) {
	if t == nil || len(t.Months) == 0 {
		return
	}
	hidden := 0
	values := func(field string) []chart.Value {
		var list []chart.Value
		for _, m := range t.Months {
			n, there := m.Counts[field]
			y := math.NaN()
			if there && !n.Hidden && !m.Hidden {
				y = float64(n.N)
			}
			list = append(list, chart.Exactly(chart.Day(m.Month), y))
		}
		return list
	}
	for _, m := range t.Months {
		if m.Hidden {
			hidden++
		}
	}
	line := countsChart(p.Page, "together", p.T("counts.together"), values)
	p.Counts = &line
	if hidden > 0 {
		p.HiddenMonths = p.T("counts.hidden_months", "count", hidden)
	}
}

// countsChart draws the four monthly counts.
func countsChart(p web.Page, id, title string, values func(field string) []chart.Value) chart.Line {
	line := chart.Line{About: chart.About{ID: id, Title: title, Summary: p.T("counts.summary")}, X: chart.Axis{Dates: true}}
	for _, field := range assessments.CountFields() {
		line.Series = append(line.Series, chart.Series{Name: p.T("counts." + field), Points: values(field)})
	}
	return line
}

type capacityOfPage struct {
	web.Page
	Rounds     parts.Grid
	Comparison []parts.Grid
	Single     string // that one institution is no statistic
	Bars       *chart.Bars
	Counts     *chart.Line
	CountsHref string
	CSVHref    string
	Explained  []string
}

// CapacityOf shows one institution: its rounds, what changed between them, and its
// monthly counts.
func (h *Handlers) CapacityOf(c *web.Ctx) error {
	out, err := h.Assessments.CapacityOf(c.Context(), c.Actor, c.Params("institution"))
	if err != nil {
		return err
	}
	return c.Render(200, showCapacityOf(capacityOfPageOf(c.PageCalled(out.Institution.Name), out)))
}

func capacityOfPageOf(page web.Page, o assessments.InstitutionCapacity) capacityOfPage {
	p := capacityOfPage{Page: page, CountsHref: countsPath(o.Institution.ID)}
	p.Crumbs = crumbs(p.Title, p.T("capacity.title"), capacityPath)
	p.Lead = p.T("capacity.of.lead")
	var list []action
	if o.MayAssess {
		list = append(list, action{Href: capacityPath + "/new?" + url.Values{"institution": {o.Institution.ID}}.Encode(), Button: parts.Button{Label: p.T("capacity.round.new"), Icon: "plus"}})
	}
	p.Actions = actions(append(list, action{Href: p.CountsHref, Button: parts.Button{Label: p.T("counts.title"), Icon: "chart", Weight: parts.Second}}))
	p.Rounds = parts.Grid{Caption: p.T("capacity.rounds"), Columns: []parts.Column{{Label: p.T("capacity.round")}, {Label: p.T("capacity.state")}, {Label: p.T("capacity.assessors")}, {Label: p.T("capacity.checklist")}}}
	for _, r := range o.Rounds {
		p.Rounds.Rows = append(p.Rounds.Rows, []parts.Cell{
			{Text: p.T("capacity.round.name", "occasion", i18n.Key(r.Occasion.Key()), "date", r.HeldOn), Href: roundPath(r.CapacityRound.ID)},
			{Part: roundState(page, r.CapacityRound)}, {Text: orDash(assessorNames(r.Assessors))},
			{Text: p.T("capacity.checklist.version", "title", r.Checklist.Title, "version", r.Checklist.Version)}})
	}
	if o.Comparison != nil {
		p.compare(o)
		p.CSVHref = capacityOfPath(o.Institution.ID) + "/comparison.csv"
	}
	if len(o.Months) > 0 {
		line := countsChart(page, "counts", p.T("counts.title"), monthValues(o.Months))
		p.Counts = &line
	}
	p.Explained = []string{p.T("capacity.explained.unit"), p.T("capacity.explained.rule", "rule", assessments.RuleCapacity)}
	return p
}

func monthValues(months []assessments.MonthlyCount) func(field string) []chart.Value {
	return func(field string) []chart.Value {
		var list []chart.Value
		for i := range months {
			y := math.NaN()
			if n := months[i].Number(field); n != nil {
				y = float64(*n)
			}
			list = append(list, chart.Exactly(chart.Day(months[i].Month), y))
		}
		return list
	}
}

func assessorNames(list []assessments.Assessor) string {
	text := ""
	for _, a := range list {
		if text != "" {
			text += " · "
		}
		text += a.Name
	}
	return text
}

// compare shows what changed between a baseline and its follow-up.
func (p *capacityOfPage) compare(o assessments.InstitutionCapacity) {
	c := o.Comparison
	before, after := p.Date(c.Before.HeldOn), p.Date(c.After.HeldOn)
	p.Single = p.T("capacity.single")
	competencies := parts.Grid{Caption: p.T("capacity.by_competency"), Columns: []parts.Column{{Label: p.T("assessments.competency")},
		{Label: p.T("capacity.baseline_on", "date", before), Numeric: true}, {Label: p.T("capacity.follow_up_on", "date", after), Numeric: true}, {Label: p.T("capacity.change"), Numeric: true}}}
	bars := chart.Bars{About: chart.About{ID: "capacity", Title: p.T("capacity.by_competency"), Summary: p.T("capacity.bars.summary")}, Name: p.T("capacity.follow_up_on", "date", after), NaiveName: p.T("capacity.baseline_on", "date", before), Top: 100}
	for _, one := range c.Competencies {
		label := name(p.Printer, o.Names[one.Code])
		competencies.Rows = append(competencies.Rows, []parts.Cell{{Text: label}, scoreCell(p.Page, one.Before), scoreCell(p.Page, one.After), {Text: p.Signed(one.Change().Float(), 0)}})
		bar := chart.Amount(label, math.Round(scoreValue(one.After))) // as the table has them
		bar.Naive = math.Round(scoreValue(one.Before))
		bars.Bars = append(bars.Bars, bar)
	}
	p.Bars = &bars
	criteria := parts.Grid{Caption: p.T("capacity.by_criterion"), Columns: []parts.Column{{Label: p.T("capacity.criterion")},
		{Label: p.T("capacity.baseline_on", "date", before)}, {Label: p.T("capacity.follow_up_on", "date", after)}, {Label: p.T("capacity.change")}}}
	for _, one := range c.Criteria {
		criteria.Rows = append(criteria.Rows, []parts.Cell{{Text: name(p.Printer, one.Name), Note: name(p.Printer, o.Names[one.Competency])},
			{Text: findingName(p.Printer, one.Before)}, {Text: findingName(p.Printer, one.After)}, {Part: stepState(p.Page, one)}})
	}
	p.Comparison = []parts.Grid{competencies, criteria}
}

func scoreValue(r *assessments.CapacityResult) float64 {
	if r == nil || r.Score == nil {
		return math.NaN()
	}
	return *r.Score
}

func scoreCell(p web.Page, r *assessments.CapacityResult) parts.Cell {
	if r == nil {
		return parts.Cell{Text: "—", Note: p.T("capacity.not_looked_at")}
	}
	cell := parts.Cell{Text: p.Number(scoreValue(r), 0), Note: p.T("capacity.rated_of", "rated", r.Rated, "of", r.Applicable)}
	if r.Score == nil {
		cell.Note = p.T("capacity.too_little", "rated", r.Rated, "of", r.Applicable)
	}
	return cell
}

// findingName says a finding in words: "2 de 3", "No aplica"; "—" where there is none.
func findingName(p *i18n.Printer, f assessments.CapacityFinding) string {
	if f == "" {
		return "—"
	}
	if level, is := f.Level(); is {
		return p.T(f.Key(), "level", level, "most", assessments.CapacityLevels-1)
	}
	return p.T(f.Key())
}

func stepState(p web.Page, c assessments.CriterionChange) templComponent {
	step, is := c.Step()
	switch {
	case c.Reworded:
		return parts.State(parts.Info, p.T("capacity.step.reworded"))
	case !is:
		return parts.State(parts.Neutral, p.T("capacity.step.none"))
	case step > 0:
		return parts.State(parts.Good, p.T("capacity.step.rose", "count", step))
	case step < 0:
		return parts.State(parts.Bad, p.T("capacity.step.fell", "count", -step))
	default:
		return parts.State(parts.Neutral, p.T("capacity.step.same"))
	}
}

// CapacityCSV gives the comparison of an institution, a row a criterion.
func (h *Handlers) CapacityCSV(c *web.Ctx) error {
	out, err := h.Assessments.CapacityOf(c.Context(), c.Actor, c.Params("institution"))
	if err != nil {
		return err
	}
	rows := [][]string{{"institution", "competency", "criterion", "name", "baseline_on", "baseline", "follow_up_on", "follow_up", "reworded", "rule"}}
	if out.Comparison != nil {
		for _, one := range out.Comparison.Criteria {
			reworded := "no"
			if one.Reworded {
				reworded = "yes"
			}
			rows = append(rows, []string{out.Institution.Code, one.Competency, one.Code, name(c.Printer, one.Name), out.Comparison.Before.HeldOn.String(), string(one.Before),
				out.Comparison.After.HeldOn.String(), string(one.After), reworded, assessments.RuleCapacity})
		}
	}
	data, err := tables.ForExcel(rows)
	if err != nil {
		return err
	}
	return c.Give("csv", "capacidad", data)
}

type newRoundInput struct {
	Institution string                       `form:"institution"`
	Occasion    assessments.CapacityOccasion `form:"occasion"`
	HeldOn      db.Date                      `form:"held_on"`
}

type newRoundPage struct {
	web.Page
	Form      parts.Filled
	Places    []parts.Option
	Occasions []parts.Option
}

// NewRound asks for the institution, the occasion and the day of a round.
func (h *Handlers) NewRound(c *web.Ctx) error {
	in := newRoundInput{Institution: c.Query("institution"), Occasion: assessments.Baseline}
	return h.showNewRound(c, 200, c.Fill(in, nil))
}

func (h *Handlers) showNewRound(c *web.Ctx, status int, form parts.Filled) error {
	places, today, err := h.Assessments.InstitutionsToAssess(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	var options []parts.Option
	for _, i := range places {
		options = append(options, parts.Option{Value: i.ID, Label: i.Name})
	}
	return c.Render(status, showNewRound(newRoundPageOf(c.Page("capacity.round.new"), options, form.With("held_on", today.String()))))
}

func newRoundPageOf(page web.Page, places []parts.Option, form parts.Filled) newRoundPage {
	p := newRoundPage{Page: page, Form: form, Places: places}
	p.Lead = p.T("capacity.round.new.lead")
	p.Crumbs = crumbs(p.Title, p.T("capacity.title"), capacityPath)
	for _, o := range assessments.CapacityOccasions() {
		p.Occasions = append(p.Occasions, parts.Option{Value: string(o), Label: p.T(o.Key()), Help: p.T(o.Key() + ".help")})
	}
	return p
}

// OpenRound opens a round.
func (h *Handlers) OpenRound(c *web.Ctx) error {
	var in newRoundInput
	err := c.Bind(&in)
	var round assessments.CapacityRound
	if err == nil {
		round, err = h.Assessments.OpenRound(c.Context(), c.Actor, assessments.RoundInput{InstitutionID: in.Institution, Occasion: in.Occasion, HeldOn: in.HeldOn})
	}
	if invalid(err) {
		return h.showNewRound(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "capacity.round.opened")
	return c.See(roundPath(round.ID))
}
