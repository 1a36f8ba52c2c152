package web

import (
	"cmp"
	"fmt"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/assessments/question"
)

// itemInput is what every kind of item has; the rows of answers are read by
// [readAnswers].
type itemInput struct {
	Kind       assessments.Kind `form:"kind"`
	Code       string           `form:"code"`
	Competency string           `form:"competency"`
	Title      string           `form:"title"`
	Markup     formats.Markup   `form:"markup"`
	Stem       string           `form:"stem"`
	Feedback   string           `form:"feedback"`
	Rubric     string           `form:"rubric"`
	Ratings    string           `form:"ratings"`
	Right      string           `form:"right"` // of a true-false item: the id of the right option
	Do         string           `form:"do"`    // "rows": show more rows, do not save
}

type itemFormPage struct {
	web.Page
	Action       string
	Back         string
	New          bool
	Kind         assessments.Kind
	KindName     string
	Form         parts.Filled
	Competencies []parts.Option
	Rubrics      []parts.Option
	Ratings      []parts.Option
	Markups      []parts.Option
	RightOptions []parts.Option
	StemHelp     string
	RowsTitle    string
	RowsHelp     string
	RowsError    string
	Rows         []answerRow
	Notice       string
}

type kindsPage struct {
	web.Page
	Kinds []kindChoice
}

// kindChoice is a kind of item to begin with.
type kindChoice struct{ Href, Icon, Name, Text string }

// NewItem asks for the kind of a new item and then shows its form.
func (h *Handlers) NewItem(c *web.Ctx) error {
	var in itemInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if !in.Kind.Known() {
		return c.Render(200, showKinds(kindsPageOf(c.Page("assessments.item.new"))))
	}
	in.Markup = formats.Plain
	return h.showItemForm(c, 200, in, answersOf(in.Kind, assessments.Body{}, true), nil, nil)
}

func kindsPageOf(page web.Page) kindsPage {
	p := kindsPage{Page: page}
	p.Lead = p.T("assessments.item.new.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.items.title"), "/items")
	icons := map[assessments.Kind]string{assessments.Vignette: "conversation", assessments.Multiple: "list", assessments.Numeric: "chart", assessments.Matching: "link", assessments.ShortAnswer: "edit", assessments.TrueFalse: "check",
		assessments.Ordering: "list", assessments.Situational: "conversation", assessments.Cloze: "edit", assessments.RolePlay: "people", assessments.SelfRating: "person", assessments.Confidence: "chart"}
	for _, k := range assessments.Kinds() {
		p.Kinds = append(p.Kinds, kindChoice{Href: "/items/new?kind=" + string(k), Icon: cmp.Or(icons[k], "form"), Name: p.T(k.Key()), Text: p.T("assessments.kind_help." + string(k))})
	}
	return p
}

// EditItem shows the form for a new version of an item.
func (h *Handlers) EditItem(c *web.Ctx) error {
	detail, err := h.Assessments.Item(c.Context(), c.Actor, c.Params("item"))
	if err != nil {
		return err
	}
	was := detail.Versions[0].Input()
	in := itemInput{
		Kind: was.Kind, Code: detail.Code, Competency: was.Competency, Title: was.Title, Markup: was.Markup, Stem: was.Stem[i18n.Spanish],
		Feedback: was.Body.Feedback[i18n.Spanish], Rubric: was.RubricID, Ratings: number(float64(max(was.Body.Ratings, 1))),
	}
	for _, o := range was.Body.Options {
		if was.Kind == assessments.TrueFalse && o.Fraction == 1 {
			in.Right = o.ID
		}
	}
	return h.showItemForm(c, 200, in, answersOf(was.Kind, was.Body, true), &detail, nil)
}

// CreateItem adds an item to the bank.
func (h *Handlers) CreateItem(c *web.Ctx) error { return h.saveItem(c, nil) }

// UpdateItem makes a new version of an item.
func (h *Handlers) UpdateItem(c *web.Ctx) error {
	detail, err := h.Assessments.Item(c.Context(), c.Actor, c.Params("item"))
	if err != nil {
		return err
	}
	return h.saveItem(c, &detail)
}

// saveItem saves what the form says, as a version of the item or, without one, as a new item.
func (h *Handlers) saveItem(c *web.Ctx, item *assessments.ItemDetail) error {
	var in itemInput
	if err := c.Bind(&in); err != nil {
		return err // nothing in it can be unreadable but broken text
	}
	var was assessments.ItemInput
	if item != nil {
		was = item.Versions[0].Input()
		in.Kind, in.Markup, in.Code = was.Kind, was.Markup, item.Code
	}
	if !in.Kind.Known() {
		return c.See("/items/new")
	}
	rows := readAnswers(c, in.Kind)
	if in.Do == "rows" {
		return h.showItemForm(c, 200, in, append(rows, blankRows(in.Kind, 3)...), item, nil)
	}
	body, err := bodyOf(in, rows, was.Body)
	var version assessments.ItemVersion
	if err == nil {
		made := assessments.ItemInput{Code: in.Code, Kind: in.Kind, Competency: in.Competency, Title: in.Title, Markup: in.Markup,
			Stem: put(was.Stem, in.Stem), Body: body, RubricID: in.Rubric}
		if item == nil {
			version, err = h.Assessments.CreateItem(c.Context(), c.Actor, made)
		} else {
			version, err = h.Assessments.ReviseItem(c.Context(), c.Actor, item.ID, made)
		}
	}
	if fault.Is(err, fault.Invalid) {
		return h.showItemForm(c, 422, in, rows, item, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.item.saved", "version", version.Version)
	return c.See(itemPath(version.ItemID))
}

func (h *Handlers) showItemForm(c *web.Ctx, status int, in itemInput, rows []answerRow, item *assessments.ItemDetail, reason error) error {
	competencies, err := h.Assessments.Competencies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	var rubrics []assessments.Rubric
	if in.Kind.Rated() {
		if rubrics, err = h.Assessments.Rubrics(c.Context(), c.Actor); err != nil {
			return err
		}
	}
	return c.Render(status, showItemForm(itemFormPageOf(c.Page("assessments.item.new"), in, rows, c.Fill(in, reason), item, competencies, rubrics)))
}

func itemFormPageOf(page web.Page, in itemInput, rows []answerRow, form parts.Filled, item *assessments.ItemDetail,
	competencies []assessments.Competency, rubrics []assessments.Rubric) itemFormPage {
	p := itemFormPage{Page: page, Action: "/items", Back: "/items", New: true, Kind: in.Kind, KindName: page.T(in.Kind.Key()), Form: form, Rows: rows}
	p.Crumbs = crumbs(p.Title, p.T("assessments.items.title"), "/items")
	if item != nil {
		p.Action, p.Back, p.New = itemPath(item.ID), itemPath(item.ID), false
		p.Title = p.T("assessments.item.edit_title", "code", item.Code)
		p.Crumbs = crumbs(p.T("assessments.item.edit"), p.T("assessments.items.title"), "/items", item.Code, p.Back)
		p.Notice = p.T("assessments.item.edit_notice")
	}
	if len(p.Rows) < 2 {
		p.Rows = append(p.Rows, blankRows(in.Kind, 2-len(p.Rows))...)
	}
	for i := range p.Rows {
		p.Rows[i].number(i)
	}
	p.Form.Values = withRows(p.Form.Values, p.Rows)
	p.Competencies = competencyOptions(p.Printer, competencies, p.T("assessments.choose"))
	p.Rubrics = []parts.Option{{Label: p.T("assessments.item.rubric_later")}}
	chosen := false
	for _, r := range rubrics {
		chosen = chosen || r.ID == in.Rubric
		p.Rubrics = append(p.Rubrics, parts.Option{Value: r.ID, Label: rubricLabel(p.Printer, r)})
	}
	if item != nil && item.Rubric != nil && !chosen { // an older version, which the list does not offer
		p.Rubrics = append(p.Rubrics, parts.Option{Value: item.Rubric.ID, Label: rubricLabel(p.Printer, *item.Rubric)})
	}
	for n := 1; n <= 3; n++ {
		p.Ratings = append(p.Ratings, parts.Option{Value: fmt.Sprint(n), Label: p.T("assessments.item.ratings_n", "count", n)})
	}
	for _, m := range []formats.Markup{formats.Plain, formats.Markdown, formats.RichText} {
		p.Markups = append(p.Markups, parts.Option{Value: string(m), Label: p.T("assessments.markup." + string(m))})
	}
	for _, id := range []string{"true", "false"} {
		p.RightOptions = append(p.RightOptions, parts.Option{Value: id, Label: question.TrueFalse(p.Printer, id)})
	}
	p.StemHelp = p.T("assessments.stem_help."+string(in.Kind), "choice", "{1:MULTICHOICE:=Línea 100~Línea 113}", "words", "{1:SHORTANSWER:=28950}", "figure", "{1:NUMERICAL:=24:0}")
	p.RowsTitle, p.RowsHelp = p.T("assessments.rows."+string(in.Kind)), p.T("assessments.rows_help."+string(in.Kind))
	p.RowsError = cmp.Or(form.Error("options"), form.Error("numbers"), form.Error("patterns"), form.Error("prompts"))
	return p
}

func rubricLabel(p *i18n.Printer, r assessments.Rubric) string {
	return p.T("assessments.rubric_label", "title", r.Title, "version", r.Version)
}
