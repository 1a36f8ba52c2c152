package web

import (
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
	"relevo/assessments/formats"
)

type bankQuery struct {
	Competency string           `form:"competency" doc:"A code."`
	Kind       assessments.Kind `form:"kind"`
	Search     string           `form:"q" doc:"Words that occur in code, title or question."`
	Archived   bool             `form:"archived" doc:"The archived ones instead of the others."`
}

func (q bankQuery) filter() assessments.ItemFilter {
	return assessments.ItemFilter{Competency: q.Competency, Kind: q.Kind, Search: q.Search, Archived: q.Archived}
}

type bankItem struct {
	ID         string      `json:"id"`
	Code       string      `json:"code"`
	VersionID  string      `json:"version_id" doc:"Of the newest version: what stands in forms."`
	Version    int         `json:"version"`
	Kind       string      `json:"kind" enum:"single,multiple,true_false,situational,ordering,matching,cloze,numeric,short_answer,vignette,role_play,self_rating,confidence"`
	Competency string      `json:"competency"`
	Title      string      `json:"title" doc:"For authors."`
	Stem       api.Text    `json:"stem" doc:"Clean HTML; pictures have addresses like picture:ID."`
	RubricID   *string     `json:"rubric_id"`
	ArchivedAt *db.Instant `json:"archived_at"`
	Uses       []itemUse   `json:"uses" doc:"Forms in which a version of it stands."`
}

func bankItemOf(item assessments.Item, v assessments.ItemVersion, uses []assessments.FormUse) bankItem {
	return bankItem{ID: item.ID, Code: item.Code, VersionID: v.ID, Version: v.Version, Kind: string(v.Kind), Competency: v.CompetencyCode, Title: v.Title, Stem: api.TextOf(v.Stem),
		RubricID: v.RubricID, ArchivedAt: item.ArchivedAt, Uses: api.Each(uses, func(u assessments.FormUse) itemUse {
			return itemUse{u.AssessmentID, u.Label, u.ItemVersionID, u.Frozen}
		})}
}

type itemUse struct {
	AssessmentID string `json:"assessment_id"`
	Form         string `json:"form"`
	VersionID    string `json:"version_id"`
	Frozen       bool   `json:"frozen" doc:"Somebody was assigned it."`
}

type itemDetail struct {
	bankItem
	Answered int           `json:"answered" doc:"Attempts in which some version was answered."`
	Content  itemContent   `json:"content" doc:"As a change is written: what PUT takes."`
	Versions []itemVersion `json:"versions" doc:"The newest first."`
}

type itemVersion struct {
	ID         string     `json:"id"`
	Version    int        `json:"version"`
	Stem       api.Text   `json:"stem"`
	RecordedAt db.Instant `json:"recorded_at"`
}

// itemContent is what an item asks, with its key.
type itemContent struct {
	Competency string        `json:"competency"`
	Title      string        `json:"title,omitempty"`
	Markup     string        `json:"markup,omitempty" enum:"plain,markdown,html" doc:"How the texts are written; left out: plain."`
	Stem       api.Text      `json:"stem" doc:"That of a cloze has its blanks written out as Moodle does: {1:SHORTANSWER:=28950}."`
	Options    []itemOption  `json:"options,omitempty" doc:"Of what is chosen or put in order; an ordering has them in the right order."`
	Prompts    []itemPrompt  `json:"prompts,omitempty" doc:"Of a matching."`
	Choices    []itemChoice  `json:"choices,omitempty" doc:"Of a matching: what prompts go with, distractors too."`
	Numbers    []itemNumber  `json:"numbers,omitempty" doc:"Of a numeric: what is accepted."`
	Patterns   []itemPattern `json:"patterns,omitempty" doc:"Of a short answer: what is accepted."`
	Feedback   api.Text      `json:"feedback,omitempty" doc:"Whatever the answer."`
	Rubric     string        `json:"rubric,omitempty" doc:"The identifier of that of a vignette or a role play."`
	Ratings    int           `json:"ratings,omitempty" doc:"How many people score each response, 1 to 3."`
	Spoken     bool          `json:"spoken,omitempty" doc:"A vignette may be answered by voice."`
}

type itemOption struct {
	ID       string   `json:"id,omitempty" doc:"Left out for a new one; true and false for those of a true_false."`
	Text     api.Text `json:"text,omitempty"`
	Fraction float64  `json:"fraction" doc:"Of the points, -1 to 1."`
	Feedback api.Text `json:"feedback,omitempty"`
}

type itemPrompt struct {
	ID     string   `json:"id,omitempty"`
	Text   api.Text `json:"text"`
	Choice string   `json:"choice" doc:"The identifier of the choice that it goes with."`
}

type itemChoice struct {
	ID   string   `json:"id" doc:"Of a new one anything that no other has."`
	Text api.Text `json:"text,omitempty"`
}

type itemNumber struct {
	Low      float64  `json:"low"`
	High     float64  `json:"high"`
	Fraction float64  `json:"fraction" doc:"Of the points, 0 to 1."`
	Feedback api.Text `json:"feedback,omitempty"`
}

type itemPattern struct {
	Text     string   `json:"text" doc:"Compared without accents and capitals; * stands for anything."`
	Fraction float64  `json:"fraction" doc:"Of the points, 0 to 1."`
	Feedback api.Text `json:"feedback,omitempty"`
}

func choiceOf(c assessments.Choice) itemChoice { return itemChoice{c.ID, api.TextOf(c.Text)} }

func contentOf(in assessments.ItemInput) itemContent {
	b := in.Body
	return itemContent{
		Competency: in.Competency, Title: in.Title, Markup: string(in.Markup), Stem: api.TextOf(in.Stem), Feedback: api.TextOf(b.Feedback), Rubric: in.RubricID, Ratings: b.Ratings, Spoken: b.Spoken,
		Options: api.Each(b.Options, func(o assessments.Option) itemOption {
			return itemOption{o.ID, api.TextOf(o.Text), o.Fraction, api.TextOf(o.Feedback)}
		}),
		Prompts: api.Each(b.Prompts, func(p assessments.Prompt) itemPrompt { return itemPrompt{p.ID, api.TextOf(p.Text), p.ChoiceID} }),
		Choices: api.Each(b.Choices, choiceOf),
		Numbers: api.Each(b.Numbers, func(n assessments.Number) itemNumber {
			return itemNumber{n.Low, n.High, n.Fraction, api.TextOf(n.Feedback)}
		}),
		Patterns: api.Each(b.Patterns, func(p assessments.Pattern) itemPattern {
			return itemPattern{p.Text, p.Fraction, api.TextOf(p.Feedback)}
		}),
	}
}

// input is what the service takes; the pictures of before stay where a text shows them.
func (in itemContent) input(code string, kind assessments.Kind, was assessments.Body) assessments.ItemInput {
	markup := formats.Markup(in.Markup)
	if markup == "" {
		markup = formats.Plain
	}
	body := assessments.Body{Feedback: in.Feedback.Authored(), Ratings: in.Ratings, Spoken: in.Spoken, Pictures: was.Pictures}
	for _, o := range in.Options {
		body.Options = append(body.Options, assessments.Option{ID: o.ID, Text: o.Text.Authored(), Fraction: o.Fraction, Feedback: o.Feedback.Authored()})
	}
	for _, p := range in.Prompts {
		body.Prompts = append(body.Prompts, assessments.Prompt{ID: p.ID, Text: p.Text.Authored(), ChoiceID: p.Choice})
	}
	for _, one := range in.Choices {
		body.Choices = append(body.Choices, assessments.Choice{ID: one.ID, Text: one.Text.Authored()})
	}
	for _, n := range in.Numbers {
		body.Numbers = append(body.Numbers, assessments.Number{Low: n.Low, High: n.High, Fraction: n.Fraction, Feedback: n.Feedback.Authored()})
	}
	for _, p := range in.Patterns {
		body.Patterns = append(body.Patterns, assessments.Pattern{Text: p.Text, Fraction: p.Fraction, Feedback: p.Feedback.Authored()})
	}
	return assessments.ItemInput{Code: code, Kind: kind, Competency: in.Competency, Title: in.Title, Markup: markup, Stem: in.Stem.Authored(), Body: body, RubricID: in.Rubric}
}

// known tells whether the texts are written in a way that authors may choose.
func (in itemContent) known() error {
	var check fault.Check
	switch formats.Markup(in.Markup) {
	case "", formats.Plain, formats.Markdown, formats.RichText:
	default:
		check.That(false, "markup", "assessments.format_unknown")
	}
	return check.Err()
}

type itemsQuery struct {
	bankQuery
	api.Paging
}

type newItem struct {
	Body struct {
		Code string `json:"code,omitempty" doc:"Left out: one is made. It stays."`
		Kind string `json:"kind" doc:"It stays."`
		itemContent
	}
}

type oneItem struct {
	ID string `path:"item"`
}

type reviseItem struct {
	ID   string `path:"item"`
	Body itemContent
}

type archiveItem struct {
	ID   string `path:"item"`
	Body struct {
		Archived bool `json:"archived" doc:"false puts it back."`
	}
}

func (h *Handlers) itemsAPI() []web.Route {
	return []web.Route{
		api.Op[itemsQuery, api.Page[bankItem]]{
			Method: "GET", Path: "/items", Name: "items", Summary: "The item bank, by code", Needs: apiAuthors, Stands: []string{"items"},
			Do: func(c *web.Ctx, in itemsQuery) (api.Page[bankItem], error) {
				list, err := h.Assessments.Items(c.Context(), c.Actor, in.filter())
				if err != nil {
					return api.Page[bankItem]{}, err
				}
				return api.Cut(list, in.Paging, func(i assessments.ItemSummary) string { return i.Code }, func(i assessments.ItemSummary) bankItem { return bankItemOf(i.Item, i.Version, i.Uses) })
			},
		}.Route(),
		api.Op[newItem, itemDetail]{
			Method: "POST", Path: "/items", Name: "items.create", Summary: "Add an item to the bank", Needs: apiAuthors, Status: 201, Stands: []string{"items.create", "items.new"},
			Do: func(c *web.Ctx, in newItem) (itemDetail, error) {
				if err := in.Body.known(); err != nil {
					return itemDetail{}, err
				}
				made, err := h.Assessments.CreateItem(c.Context(), c.Actor, in.Body.input(in.Body.Code, assessments.Kind(in.Body.Kind), assessments.Body{}))
				if err != nil {
					return itemDetail{}, err
				}
				return h.apiItem(c, oneItem{made.ItemID})
			},
		}.Route(),
	}
}

func (h *Handlers) apiItem(c *web.Ctx, in oneItem) (itemDetail, error) {
	d, err := h.Assessments.Item(c.Context(), c.Actor, in.ID)
	if err != nil {
		return itemDetail{}, err
	}
	return itemDetail{bankItem: bankItemOf(d.Item, d.Versions[0], d.Uses), Answered: d.Answered, Content: contentOf(d.Versions[0].Input()),
		Versions: api.Each(d.Versions, func(v assessments.ItemVersion) itemVersion {
			return itemVersion{v.ID, v.Version, api.TextOf(v.Stem), v.RecordedAt}
		})}, nil
}

// apiReviseItem makes a new version; the kind and the code stay, as at the page.
func (h *Handlers) apiReviseItem(c *web.Ctx, in reviseItem) (itemDetail, error) {
	if err := in.Body.known(); err != nil {
		return itemDetail{}, err
	}
	d, err := h.Assessments.Item(c.Context(), c.Actor, in.ID)
	if err != nil {
		return itemDetail{}, err
	}
	was := d.Versions[0]
	if _, err := h.Assessments.ReviseItem(c.Context(), c.Actor, in.ID, in.Body.input(d.Code, was.Kind, was.Body)); err != nil {
		return itemDetail{}, err
	}
	return h.apiItem(c, oneItem{in.ID})
}

func (h *Handlers) apiArchiveItem(c *web.Ctx, in archiveItem) (api.None, error) {
	return api.None{}, h.Assessments.ArchiveItem(c.Context(), c.Actor, in.ID, in.Body.Archived)
}
