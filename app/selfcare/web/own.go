package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"relevo/app/fault"
	"relevo/app/selfcare"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type overviewPage struct {
	web.Page
	HasOwn   bool
	Offered  []offer
	Consents []consent
	Checkins parts.Grid
	Manages  bool
	Figures  bool
}

type offer struct{ Href, Title, Lang, Credit string }

type consent struct {
	Action, Title, Text, State string
	Tone                       parts.Tone
	Do                         parts.Button
}

// words gives a text of a questionnaire: the default's is in the catalogue.
func words(p web.Page, language, text string) string {
	if language == "" {
		return p.T(text)
	}
	return text
}

// spoken says the language of a pack's texts, where it may not be the page's.
func spoken(language string) templ.Attributes {
	if language == "" {
		return nil
	}
	return templ.Attributes{"lang": language}
}

// Overview shows one's own check-ins.
func (h *Handlers) Overview(c *web.Ctx) error {
	own, err := h.SelfCare.Overview(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := newOverviewPage(c.Page("selfcare.title"), own)
	page.Manages, page.Figures = c.Actor.May(selfcare.Manages, ""), selfcare.NeedFigures(c.Actor) == nil
	return c.Render(200, showOverview(page))
}

func newOverviewPage(p web.Page, own selfcare.Overview) overviewPage {
	p.Lead = p.T("selfcare.lead")
	page := overviewPage{Page: p, HasOwn: own.HasOwn}
	for _, o := range own.Offered {
		page.Offered = append(page.Offered, offer{Href: "/selfcare/answer/" + o.Name, Title: words(p, o.Language, o.Title), Lang: o.Language, Credit: words(p, o.Language, o.Credit)})
	}
	for _, one := range []struct {
		purpose string
		given   bool
	}{{selfcare.Keeping, own.Keeps}, {selfcare.Counting, own.Counts}} {
		view := consent{Action: "/privacy/consents/" + one.purpose, Title: p.T("privacy.consent." + one.purpose), Text: p.T("privacy.consent." + one.purpose + ".text"),
			Tone: parts.Info, State: p.T("privacy.consent.not_given"), Do: parts.Button{Label: p.T("privacy.consent.give"), Name: "given", Value: "true", Weight: parts.Second}}
		if one.given {
			view.Tone, view.State = parts.Good, p.T("selfcare.consented")
			view.Do = parts.Button{Label: p.T("privacy.consent.withdraw"), Name: "given", Value: "false", Weight: parts.Second}
		}
		page.Consents = append(page.Consents, view)
	}
	page.Checkins = parts.Grid{Caption: p.T("selfcare.checkins"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("selfcare.when")}, {Label: p.T("selfcare.questionnaire")}, {Label: p.T("selfcare.outcome")}, {Label: p.T("selfcare.remove"), Act: true},
	}}
	for _, told := range own.Checkins {
		outcome := ""
		for i, o := range told.Outcomes {
			if i > 0 {
				outcome += " · "
			}
			if len(told.Outcomes) > 1 {
				outcome += words(p, told.Language, o.Scale.Name) + ": "
			}
			outcome += words(p, told.Language, o.Band.Title)
		}
		page.Checkins.Rows = append(page.Checkins.Rows, []parts.Cell{
			{Text: p.Instant(told.AnsweredAt), Href: "/selfcare/kept/" + told.ID}, {Text: words(p, told.Language, told.Title)}, {Text: outcome},
			{Part: parts.Do("/selfcare/kept/"+told.ID+"/remove", parts.Button{Label: p.T("selfcare.remove"), Weight: parts.Danger})},
		})
	}
	return page
}

type questionsPage struct {
	web.Page
	Action, Lang           string
	Intro, Credit, Licence string
	Items                  []parts.Input
	Form                   parts.Filled
}

// Questions shows a questionnaire.
func (h *Handlers) Questions(c *web.Ctx) error { return h.showQuestions(c, 200, parts.Filled{}) }

func (h *Handlers) showQuestions(c *web.Ctx, status int, form parts.Filled) error {
	q, err := h.SelfCare.Questions(c.Context(), c.Actor, c.Params("name"))
	if err != nil {
		return err
	}
	return c.Render(status, showQuestions(newQuestionsPage(c.Page("selfcare.title"), q, form)))
}

func newQuestionsPage(p web.Page, q selfcare.Offered, form parts.Filled) questionsPage {
	p.Title = words(p, q.Language, q.Title)
	p.TitleLang = q.Language
	p.Crumbs = []parts.Link{{Label: p.T("selfcare.title"), Href: "/selfcare"}}
	page := questionsPage{Page: p, Action: "/selfcare/answer/" + q.Name, Lang: q.Language, Form: form, Credit: words(p, q.Language, q.Credit), Licence: q.Licence}
	if q.Intro != "" {
		page.Intro = words(p, q.Language, q.Intro)
	}
	var options []parts.Option
	for _, o := range q.Options {
		options = append(options, parts.Option{Value: strconv.Itoa(o.Value), Label: words(p, q.Language, o.Label)})
	}
	for i, item := range q.Items {
		page.Items = append(page.Items, parts.Input{Name: "item" + strconv.Itoa(i+1), Label: strconv.Itoa(i+1) + ". " + words(p, q.Language, item), Kind: parts.Radio, Required: true, Options: options})
	}
	return page
}

type outcomePage struct {
	web.Page
	Lang     string
	Kept     string // its identifier; empty: it was not kept
	Own      bool   // relevo's own questions
	Outcomes []outcome
	Heavy    bool
	Help     []string // its lines
}

type outcome struct {
	Name, Sum, Title, Text string
	Tone                   parts.Tone
}

// Answer adds the answers up. What is kept is shown at its own address; what is not, once.
func (h *Handlers) Answer(c *web.Ctx) error {
	q, err := h.SelfCare.Questions(c.Context(), c.Actor, c.Params("name"))
	if err != nil {
		return err
	}
	form := parts.Filled{}
	var values []int
	for i := range q.Items {
		name := "item" + strconv.Itoa(i+1)
		value, err := strconv.Atoi(c.FormValue(name))
		if err != nil {
			value = selfcare.Unanswered
		} else {
			form = form.With(name, strconv.Itoa(value))
		}
		values = append(values, value)
	}
	told, err := h.SelfCare.Answer(c.Context(), c.Actor, q.Name, values)
	if fault.Is(err, fault.Invalid) {
		refused := c.Fill(struct{}{}, err)
		refused.Values = form.Values
		return h.showQuestions(c, 422, refused)
	}
	if err != nil {
		return err
	}
	if told.ID != "" {
		return c.See("/selfcare/kept/" + told.ID)
	}
	return c.Render(200, showOutcome(newOutcomePage(c.Page("selfcare.outcome"), told)))
}

// Kept shows one of one's own check-ins.
func (h *Handlers) Kept(c *web.Ctx) error {
	told, err := h.SelfCare.Kept(c.Context(), c.Actor, c.Params("id"))
	if err != nil {
		return err
	}
	return c.Render(200, showOutcome(newOutcomePage(c.Page("selfcare.outcome"), told)))
}

func newOutcomePage(p web.Page, told selfcare.Told) outcomePage {
	p.Crumbs = []parts.Link{{Label: p.T("selfcare.title"), Href: "/selfcare"}}
	p.Lead = p.T("selfcare.not_kept")
	if told.ID != "" {
		p.Lead = p.T("selfcare.kept", "when", p.Instant(told.AnsweredAt))
	}
	page := outcomePage{Page: p, Lang: told.Language, Kept: told.ID, Own: told.Language == "", Heavy: told.Heavy(), Help: strings.FieldsFunc(told.Help, func(r rune) bool { return r == '\n' || r == '\r' })}
	for _, o := range told.Outcomes {
		one := outcome{Name: words(p, told.Language, o.Scale.Name), Title: words(p, told.Language, o.Band.Title), Tone: parts.Info,
			Sum: p.T("selfcare.sum", "sum", o.Sum, "min", o.Min, "max", o.Max)}
		if o.Band.Text != "" {
			one.Text = words(p, told.Language, o.Band.Text)
		}
		if o.Band.Heavy {
			one.Tone = parts.Notice
		}
		page.Outcomes = append(page.Outcomes, one)
	}
	return page
}

// Remove deletes one of one's own check-ins.
func (h *Handlers) Remove(c *web.Ctx) error {
	if err := h.SelfCare.Remove(c.Context(), c.Actor, c.Params("id")); err != nil {
		return err
	}
	c.Flash(parts.Good, "selfcare.removed")
	return c.See("/selfcare")
}

// Somebody is where whoever looks for another's self-care ends up.
func (h *Handlers) Somebody(c *web.Ctx) error {
	if c.Actor.PersonID != "" && c.Params("id") == c.Actor.PersonID {
		return c.See("/selfcare")
	}
	return h.SelfCare.Refuse(c.Context(), c.Actor, "person", c.Params("id"))
}
