package web

import (
	"strconv"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/firststeps"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/app/web/parts"
)

// Handlers answer for the guide.
type Handlers struct {
	FirstSteps *firststeps.Service
}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{{Method: "POST", Path: "/first-steps", Handle: h.Fold, Allow: web.Can(access.ManageInstitutions), Name: "first_steps.fold"}}
}

type foldInput struct {
	Folded bool `form:"folded"`
}

// Fold folds the guide away, or unfolds it.
func (h *Handlers) Fold(c *web.Ctx) error {
	var in foldInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if err := h.FirstSteps.Fold(c.Context(), c.Actor, in.Folded); err != nil {
		return err
	}
	return c.See("/institutions")
}

// Open tells whether the reader's day begins with the guide.
func (h *Handlers) Open(c *web.Ctx) (bool, error) {
	if !firststeps.For(c.Actor) {
		return false, nil
	}
	guide, err := h.FirstSteps.Guide(c.Context(), c.Actor)
	return err == nil && !guide.Over() && !guide.Folded, err
}

// Aside is the guide as it stands above the page of institutions; nothing for whom it is not, and once all is done.
func (h *Handlers) Aside(c *web.Ctx) (templ.Component, error) {
	if !firststeps.For(c.Actor) {
		return nil, nil
	}
	guide, err := h.FirstSteps.Guide(c.Context(), c.Actor)
	if err != nil || guide.Over() {
		return nil, err
	}
	return showGuide(viewOf(c.Printer, guide)), nil
}

// view is the guide as the page shows it.
type view struct {
	*i18n.Printer
	Folded bool
	Amount parts.Amount
	Steps  []line
}

// line is one step.
type line struct {
	Number, Title, Text, Href, Do string
	Done, Next                    bool
}

func viewOf(p *i18n.Printer, guide firststeps.Guide) view {
	v := view{Printer: p, Folded: guide.Folded, Amount: parts.Amount{Label: p.T("first_steps.progress"), Value: guide.Done(), Max: len(guide.Steps),
		Text: p.T("first_steps.done_of", "done", guide.Done(), "count", len(guide.Steps))}}
	next := true
	for i, s := range guide.Steps {
		one := line{Number: strconv.Itoa(i + 1), Title: p.T("first_steps.step." + string(s.Step)), Done: s.Done, Next: next && !s.Done}
		switch {
		case s.Done:
		case s.Path == "":
			one.Text = p.T("first_steps.later")
		case s.Mine:
			one.Text, one.Href, one.Do = p.T("first_steps.why."+string(s.Step)), s.Path, p.T("first_steps.do."+string(s.Step))
		case s.Them:
			one.Text, one.Href, one.Do = p.T("first_steps.theirs"), s.Path, p.T("first_steps.see_accounts")
		default:
			one.Text, one.Href, one.Do = p.T("first_steps.nobody"), s.Path, p.T("first_steps.open_account")
		}
		if one.Next {
			next = false
		}
		v.Steps = append(v.Steps, one)
	}
	return v
}

type guideState struct {
	Steps  []stepState `doc:"In order."                             json:"steps"`
	Folded bool        `doc:"The reader has folded the guide away." json:"folded"`
}

type stepState struct {
	Step string `enum:"institution,staff,course,offering,scores" json:"step"`
	Done bool   `doc:"Read from the facts; nothing keeps it."    json:"done"`
	Mine bool   `doc:"The reader may do it now."                 json:"mine"`
}

type foldRequest struct {
	Body struct {
		Folded bool `json:"folded"`
	}
}

// API is what programs do with this slice.
func (h *Handlers) API() []web.Route {
	needs := []access.Permission{access.ManageAccounts}
	return []web.Route{
		api.Op[struct{}, guideState]{
			Method: "GET", Path: "/first-steps", Name: "first_steps", Summary: "How far a new relevo is from its first score", Needs: needs,
			Do: func(c *web.Ctx, _ struct{}) (guideState, error) { return h.state(c) },
		}.Route(),
		api.Op[foldRequest, guideState]{
			Method: "PUT", Path: "/first-steps", Name: "first_steps.fold", Summary: "Fold the guide of the first steps away, or unfold it", Needs: needs, Stands: []string{"first_steps.fold"},
			Do: func(c *web.Ctx, in foldRequest) (guideState, error) {
				if err := h.FirstSteps.Fold(c.Context(), c.Actor, in.Body.Folded); err != nil {
					return guideState{}, err
				}
				return h.state(c)
			},
		}.Route(),
	}
}

func (h *Handlers) state(c *web.Ctx) (guideState, error) {
	guide, err := h.FirstSteps.Guide(c.Context(), c.Actor)
	out := guideState{Steps: []stepState{}, Folded: guide.Folded}
	for _, s := range guide.Steps {
		out.Steps = append(out.Steps, stepState{string(s.Step), s.Done, s.Mine})
	}
	return out, err
}

// Samples shows the guide in its states.
func Samples(locale i18n.Locale) []web.Sample {
	page := web.SamplePage(locale, "")
	sample := func(name string, done int, change func(*firststeps.Guide)) web.Sample {
		var g firststeps.Guide
		for i, step := range firststeps.Steps() {
			s := firststeps.State{Step: step, Done: i < done}
			if i == done {
				s.Path, s.Mine = "/institutions/new", true
			}
			g.Steps = append(g.Steps, s)
		}
		change(&g)
		return web.Sample{Name: name, Whole: true, Component: sampleGuide(page, viewOf(page.Printer, g))}
	}
	page.Title = page.T("people.institutions.title")
	return []web.Sample{
		sample("first-steps", 0, func(*firststeps.Guide) {}),
		sample("first-steps-nobody", 2, func(g *firststeps.Guide) { g.Steps[2].Mine = false; g.Steps[2].Path = "/accounts/new" }),
		sample("first-steps-theirs", 3, func(g *firststeps.Guide) {
			g.Steps[3].Mine = false
			g.Steps[3].Them = true
			g.Steps[3].Path = "/accounts"
		}),
		sample("first-steps-folded", 2, func(g *firststeps.Guide) { g.Folded = true }),
	}
}
