package web

import (
	"strconv"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type keyPage struct {
	web.Page
	Path     string
	Form     parts.Filled
	Next     parts.Filled // the form for the next code
	About    []parts.Fact
	Said     string // what was done, or why nothing is to be typed
	SaidTone parts.Tone
	Rows     []keyRow // the grid; none when nothing is to be typed
	Second   bool     // typing it again verifies it
	Bind     *bindView
	Decide   *decideView
	MayUndo  bool
}

// keyRow is a question in the grid.
type keyRow struct {
	Number         int
	Name, ID, Text string
	How            string
	Open           bool // several lines
	Words          bool
	Most           string // "1" for a single letter, after which the grid goes on by itself
	Value, Error   string
}

// bindView asks whose a spare sheet is.
type bindView struct {
	Search parts.Filled
	People parts.Grid
}

// decideView shows what waits for a decision.
type decideView struct {
	Form     parts.Filled
	Conflict bool
	Choices  []parts.Input
}

type keyInput struct {
	SatOn   db.Date `form:"sat_on"`
	Consent string  `form:"consent"` // "yes" or "no"
}

// Sheet shows the grid for a sheet, or what else there is to do with it.
func (h *Handlers) Sheet(c *web.Ctx) error { return h.showSheet(c, 200, parts.Filled{}, nil) }

func (h *Handlers) showSheet(c *web.Ctx, status int, form parts.Filled, typed []string) error {
	v, err := h.sheet(c)
	if err != nil {
		return err
	}
	p := keyPageOf(c.Page("sheets.sheet", "code", v.Printed()), v, c.Actor.AccountID, form, typed)
	if p.Bind != nil {
		words := c.Query("q")
		found, err := h.Assessments.SheetCandidates(c.Context(), c.Actor, v.Code, words)
		if err != nil {
			return err
		}
		p.Bind = bindViewOf(p.Page, p.Path, words, found)
	}
	return c.Render(status, showKey(p))
}

// sheet gives the sheet that the address names; one that cannot be is not found.
func (h *Handlers) sheet(c *web.Ctx) (assessments.SheetView, error) {
	v, err := h.Assessments.Sheet(c.Context(), c.Actor, c.Params("code"))
	if fault.Is(err, fault.Invalid) {
		return v, fault.Missing("noun.paper_sheet")
	}
	return v, err
}

func keyPageOf(page web.Page, v assessments.SheetView, account string, form parts.Filled, typed []string) keyPage {
	p := keyPage{Page: page, Path: sheetPath(v.PaperSheet), Form: form, Next: parts.Filled{ID: "next"}}
	p.Lead = name(p.Printer, v.Assessment.Title)
	p.Crumbs = crumbs(p.Title, v.Administration.Title, administrationPath(v.AdministrationID), p.T("sheets.title"), sheetsPath(v.AdministrationID))
	p.About = []parts.Fact{{Label: p.T("assessments.form"), Text: v.FormLabel}}
	standing, waiting := v.Standing(), v.Waiting()
	if standing != nil {
		p.About = append(p.About, parts.Fact{Label: p.T("sheets.sat_on"), Text: p.Date(standing.SatOn)}, parts.Fact{Label: p.T("sheets.keyed_at"), Text: p.Instant(standing.KeyedAt)})
	}
	switch {
	case waiting != nil:
		p.Decide = decideViewOf(p.Page, v, *waiting, form)
	case v.AttemptID == nil:
		p.Bind = &bindView{}
	case standing != nil && !standing.Consented:
		p.Said, p.SaidTone, p.MayUndo = p.T("sheets.said.no_consent"), parts.Info, true
	case standing != nil:
		p.MayUndo = true
		p.Said, p.SaidTone = p.T("sheets.said.keyed"), parts.Good
		if agreed(v) {
			p.Said = p.T("sheets.said.verified")
		} else if v.Second {
			p.Said, p.SaidTone, p.Second = p.T("sheets.said.verify"), parts.Info, true
			p.grid(v, typed)
		}
	case v.State == assessments.StateClosed:
		p.Said, p.SaidTone = p.T("sheets.attempt_closed"), parts.Notice
	default:
		p.grid(v, typed)
	}
	return p
}

func agreed(v assessments.SheetView) bool {
	for _, e := range v.Entries {
		if e.State == assessments.EntryAgrees {
			return true
		}
	}
	return false
}

// grid makes a row of each question. typed is what was typed so far.
func (p *keyPage) grid(v assessments.SheetView, typed []string) {
	for i, item := range v.Items {
		row := keyRow{Number: item.Number, Name: "q_" + strconv.Itoa(i+1), Text: excerpt(p.Printer, item.Stem, 90), How: p.T("sheets.type." + string(item.Kind))}
		row.ID = p.Form.FieldID(row.Name)
		switch item.Kind {
		case assessments.Single, assessments.TrueFalse, assessments.SelfRating, assessments.Confidence:
			row.Most = "1"
		case assessments.Vignette:
			row.Open = true
		case assessments.ShortAnswer, assessments.Numeric, assessments.Cloze:
			row.Words = true
		}
		if i < len(typed) {
			row.Value = typed[i]
		}
		row.Error = p.Form.Error(row.Name)
		p.Rows = append(p.Rows, row)
	}
}

func bindViewOf(page web.Page, path, words string, found []assessments.Sitting) *bindView {
	v := bindView{Search: parts.Filled{ID: "search"}.With("q", words)}
	v.People = parts.Grid{Caption: page.T("sheets.bind.whom"), Columns: []parts.Column{{Label: page.T("assessments.person")}, {Label: page.T("assessments.institution")}, {Label: page.T("sheets.bind"), Act: true}}}
	for _, s := range found {
		v.People.Rows = append(v.People.Rows, []parts.Cell{{Text: s.PersonName}, {Text: orDash(s.InstitutionName)}, {Part: bindButton(path, s.ID, page.T("sheets.bind.this"))}})
	}
	return &v
}

func decideViewOf(page web.Page, v assessments.SheetView, waiting assessments.PaperEntry, form parts.Filled) *decideView {
	d := decideView{Form: form, Conflict: waiting.State == assessments.EntryConflict}
	if d.Conflict {
		d.Choices = []parts.Input{{Name: "conflict", Label: page.T("sheets.conflict.which"), Kind: parts.Radio, Required: true, Options: []parts.Option{
			{Value: assessments.DecideFirst, Label: page.T("sheets.conflict.online"), Help: page.T("sheets.conflict.online.help")},
			{Value: assessments.DecidePaper, Label: page.T("sheets.conflict.paper"), Help: page.T("sheets.conflict.paper.help")}}}}
		return &d
	}
	first := v.Standing()
	if first == nil {
		return &d
	}
	either := func(name, label, one, other string) parts.Input {
		return parts.Input{Name: name, Label: label, Kind: parts.Radio, Required: true, Options: []parts.Option{
			{Value: assessments.DecideFirst, Label: orDash(one), Help: page.T("sheets.differ.first")}, {Value: assessments.DecideSecond, Label: orDash(other), Help: page.T("sheets.differ.second")}}}
	}
	if first.SatOn != waiting.SatOn {
		d.Choices = append(d.Choices, either("day", page.T("sheets.sat_on"), page.Date(first.SatOn), page.Date(waiting.SatOn)))
	}
	for _, item := range v.Items {
		one, other := first.Answers[item.ItemVersionID], waiting.Answers[item.ItemVersionID]
		if !item.SameTyped(one, other) {
			d.Choices = append(d.Choices, either("q_"+item.ItemVersionID, page.T("sheets.differ.question", "n", item.Number, "text", excerpt(page.Printer, item.Stem, 90)), item.Typed(one), item.Typed(other)))
		}
	}
	return &d
}

// KeySheet takes what was typed.
func (h *Handlers) KeySheet(c *web.Ctx) error {
	v, err := h.sheet(c)
	if err != nil {
		return err
	}
	var in keyInput
	err = c.Bind(&in)
	typedAnswers := make([]string, len(v.Items))
	for i := range v.Items {
		typedAnswers[i] = typed(c, "q_"+strconv.Itoa(i+1))
	}
	if err == nil && in.Consent != "yes" && in.Consent != "no" {
		err = fault.OnField("consent", "sheets.consent_needed")
	}
	var entry assessments.PaperEntry
	if err == nil {
		entry, err = h.Assessments.KeySheet(c.Context(), c.Actor, v.Code, assessments.KeyInput{SatOn: in.SatOn, Consented: in.Consent == "yes", Typed: typedAnswers})
	}
	if fault.Is(err, fault.Invalid) {
		return h.showSheet(c, 422, c.Fill(in, err), typedAnswers)
	}
	if err != nil {
		return err
	}
	switch {
	case entry.State == assessments.EntryConflict:
		c.Flash(parts.Notice, "sheets.done.conflict")
		return c.See(sheetPath(v.PaperSheet))
	case entry.State == assessments.EntryDiffers:
		c.Flash(parts.Notice, "sheets.done.differs")
		return c.See(sheetPath(v.PaperSheet))
	case entry.State == assessments.EntryAgrees:
		c.Flash(parts.Good, "sheets.done.agrees", "code", v.Printed())
	case !entry.Consented:
		c.Flash(parts.Info, "sheets.done.no_consent", "code", v.Printed())
	default:
		c.Flash(parts.Good, "sheets.done.keyed", "code", v.Printed(), "count", len(entry.Answers), "questions", len(v.Items))
	}
	return c.See("/sheets")
}

// BindSheet says whose a spare sheet is.
func (h *Handlers) BindSheet(c *web.Ctx) error {
	v, err := h.sheet(c)
	if err != nil {
		return err
	}
	var in struct {
		Attempt string `form:"attempt"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if err := h.Assessments.BindSheet(c.Context(), c.Actor, v.Code, in.Attempt); err != nil {
		return err
	}
	c.Flash(parts.Good, "sheets.done.bound")
	return c.See(sheetPath(v.PaperSheet))
}

// DecideSheet settles what waits.
func (h *Handlers) DecideSheet(c *web.Ctx) error {
	v, err := h.sheet(c)
	if err != nil {
		return err
	}
	d := assessments.Decision{Conflict: typed(c, "conflict"), Day: typed(c, "day"), Questions: map[string]string{}}
	values := map[string][]string{"conflict": {d.Conflict}, "day": {d.Day}}
	for _, item := range v.Items {
		field := "q_" + item.ItemVersionID
		if choice := typed(c, field); choice != "" {
			d.Questions[item.ItemVersionID], values[field] = choice, []string{choice}
		}
	}
	err = h.Assessments.DecideSheet(c.Context(), c.Actor, v.Code, d)
	if fault.Is(err, fault.Invalid) {
		form := c.Fill(struct{}{}, err)
		form.Values = values
		return h.showSheet(c, 422, form, nil)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "sheets.done.decided", "code", v.Printed())
	return c.See(sheetPath(v.PaperSheet))
}

// UndoSheet takes back what was typed.
func (h *Handlers) UndoSheet(c *web.Ctx) error {
	v, err := h.sheet(c)
	if err != nil {
		return err
	}
	if err := h.Assessments.UndoSheet(c.Context(), c.Actor, v.Code); err != nil {
		return err
	}
	c.Flash(parts.Good, "sheets.done.undone", "code", v.Printed())
	return c.See(sheetPath(v.PaperSheet))
}

// consentOptions offers the two answers, none chosen for anybody.
func consentOptions(p *i18n.Printer) []parts.Option {
	return []parts.Option{{Value: "yes", Label: p.T("sheets.consent.yes")}, {Value: "no", Label: p.T("sheets.consent.no"), Help: p.T("sheets.consent.no.help")}}
}
