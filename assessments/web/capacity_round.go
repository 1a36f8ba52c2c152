package web

import (
	"strconv"

	"github.com/a-h/templ"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// templComponent is what a state is shown by.
type templComponent = templ.Component

func invalid(err error) bool { return fault.Is(err, fault.Invalid) }

func criterionPath(roundID string, n int) string {
	return roundPath(roundID) + "/criteria/" + strconv.Itoa(n)
}

type roundPage struct {
	web.Page
	Facts     []parts.Fact
	Missing   string // what is to be rated before handing in
	Notice    string
	Tone      parts.Tone
	Form      parts.Filled
	Amount    *parts.Amount
	Criteria  []criterionRow // the actor's own, while rating
	SubmitURL string         // empty: nothing to submit
	BeginURL  string
	Open      []differing // to be agreed on
	Found     parts.Grid  // what both found, once both have submitted
	Agreement []parts.Fact
	Agreeing  string // what the agreement means
	Scores    parts.Grid
	VoidURL   string
	Explained []string
}

// criterionRow is a criterion in the list of those to rate.
type criterionRow struct {
	Name, Href string
	State      templComponent
}

// differing is a criterion on which the two differ, with the form to agree on it.
type differing struct {
	Name    string
	Sides   []parts.Fact // who found what
	Form    parts.Filled
	Code    string
	Action  string
	Options []parts.Option
	Agreed  string
}

// Round shows a round: what is to rate, and once both have submitted what they found.
// With ?criterion= it asks about one that was agreed on already.
func (h *Handlers) Round(c *web.Ctx) error {
	return h.showRound(c, 200, parts.Filled{}, c.Query("criterion"))
}

func (h *Handlers) showRound(c *web.Ctx, status int, form parts.Filled, criterion string) error {
	round, err := h.Assessments.Round(c.Context(), c.Actor, c.Params("round"))
	if err != nil {
		return err
	}
	return c.Render(status, showRound(roundPageOf(c.PageCalled(round.Institution.Name), round, form, criterion)))
}

// roundPageOf makes the page; form is what was sent, about a criterion or about the whole.
func roundPageOf(page web.Page, r assessments.RoundPage, form parts.Filled, criterion string) roundPage {
	id := r.CapacityRound.ID
	p := roundPage{Page: page, Form: form, Missing: form.Error("submit")}
	if p.Missing != "" {
		p.Form = parts.Filled{}
	}
	p.Crumbs = crumbs(p.T("capacity.round.name", "occasion", i18n.Key(r.Occasion.Key()), "date", r.HeldOn), p.T("capacity.title"), capacityPath, r.Institution.Name, capacityOfPath(r.Institution.ID))
	p.Actions = actions([]action{{Href: checklistPath(r.Checklist.Code) + "?version=" + strconv.Itoa(r.Checklist.Version), Button: parts.Button{Label: p.T("capacity.checklist.print"), Icon: "print", Weight: parts.Second}}})
	p.Facts = []parts.Fact{{Label: p.T("capacity.round"), Text: p.T("capacity.round.name", "occasion", i18n.Key(r.Occasion.Key()), "date", r.HeldOn)},
		{Label: p.T("capacity.state"), Part: roundState(page, r.CapacityRound)},
		{Label: p.T("capacity.checklist"), Text: p.T("capacity.checklist.version", "title", r.Checklist.Title, "version", r.Checklist.Version)}}
	for _, a := range r.Assessors {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("capacity.assessor_n", "n", a.Seat), Text: assessorText(page, a)})
	}
	switch {
	case r.VoidedAt != nil:
		p.Notice, p.Tone = p.T("capacity.round.voided_by", "name", orDash(r.VoidedBy), "on", r.VoidedAt.Date(), "reason", r.VoidReason), parts.Bad
		return p
	case r.Both:
		p.found(r, criterion)
	case r.Own != nil && r.Own.SubmittedAt != nil:
		p.Notice, p.Tone = p.T("capacity.round.waiting"), parts.Info
	case r.Own != nil || r.Free:
		p.rate(r)
	default:
		p.Notice, p.Tone = p.T("capacity.round.blind"), parts.Info
	}
	if r.MayAssess {
		p.VoidURL = roundPath(id) + "/void"
	}
	return p
}

func assessorText(p web.Page, a assessments.Assessor) string {
	who := a.Name
	if a.Self {
		who = p.T("capacity.assessor.you", "name", a.Name)
	}
	if a.Submitted == nil {
		return p.T("capacity.assessor.rating", "name", who)
	}
	return p.T("capacity.assessor.submitted", "name", who, "at", *a.Submitted)
}

// rate lists what the actor is to rate.
func (p *roundPage) rate(r assessments.RoundPage) {
	id, all := r.CapacityRound.ID, len(r.Criteria)
	p.Notice, p.Tone = p.T("capacity.round.rate.lead"), parts.Info
	p.Amount = &parts.Amount{Label: p.T("capacity.round.rated"), Value: r.Rated(), Max: all, Text: p.T("capacity.n_of_m", "n", r.Rated(), "m", all)}
	for _, c := range r.Criteria {
		row := criterionRow{Name: name(p.Printer, c.Name), Href: criterionPath(id, c.Number), State: parts.State(parts.Neutral, p.T("capacity.rating.none"))}
		if c.Own != nil {
			row.State = parts.State(parts.Good, findingName(p.Printer, c.Own.Finding))
		} else if p.BeginURL == "" {
			p.BeginURL = row.Href
		}
		p.Criteria = append(p.Criteria, row)
	}
	if r.Rated() == all {
		p.SubmitURL = roundPath(id) + "/submit"
	}
}

// found shows what both found and, where they differ, asks what they agree on.
func (p *roundPage) found(r assessments.RoundPage, criterion string) {
	a := r.Agreement
	p.Agreement = []parts.Fact{{Label: p.T("capacity.agreement.same"), Text: p.Percent(a.Percent.Float(), 0)}, {Label: p.T("capacity.agreement.kappa"), Text: p.Number(a.Quadratic.Float(), 2)},
		{Label: p.T("capacity.agreement.criteria"), Text: p.Value(a.Criteria)}}
	p.Agreeing = p.T("capacity.agreement.means", "count", a.Criteria, "one", a.One)
	p.Found = parts.Grid{Caption: p.T("capacity.found"), Columns: []parts.Column{{Label: p.T("capacity.criterion")}, {Label: p.T("capacity.assessor_n", "n", 1)}, {Label: p.T("capacity.assessor_n", "n", 2)}, {Label: p.T("capacity.agreed")}}}
	for _, c := range r.Criteria {
		final := parts.Cell{Text: findingName(p.Printer, c.Final)}
		if c.Agreed != nil {
			final.Note = p.T("capacity.agreed.by", "name", orDash(c.AgreedBy), "on", c.Agreed.RecordedAt.Date(), "reason", c.Agreed.Reason)
		} else if c.Different {
			final = parts.Cell{Part: parts.State(parts.Notice, p.T("capacity.agreed.open"))}
		}
		if c.Final != "" && r.MayAssess {
			final.Href = roundPath(r.CapacityRound.ID) + "?criterion=" + c.Code
		}
		p.Found.Rows = append(p.Found.Rows, []parts.Cell{{Text: name(p.Printer, c.Name), Note: name(p.Printer, r.Names[c.Competency])},
			{Text: findingName(p.Printer, c.Both[0].Finding), Note: c.Both[0].Evidence}, {Text: findingName(p.Printer, c.Both[1].Finding), Note: c.Both[1].Evidence}, final})
		if r.MayAssess && (c.Open() || c.Code == criterion) {
			p.Open = append(p.Open, p.differing(r, c, criterion))
		}
	}
	if left := r.Left(); left > 0 {
		p.Notice, p.Tone = p.T("capacity.round.differ", "count", left), parts.Notice
	}
	if len(r.Results) == 0 {
		return
	}
	p.Scores = parts.Grid{Caption: p.T("capacity.scores"), Columns: []parts.Column{{Label: p.T("assessments.competency")}, {Label: p.T("capacity.score"), Numeric: true}}}
	for _, code := range r.Checklist.Criteria.Competencies() {
		p.Scores.Rows = append(p.Scores.Rows, []parts.Cell{{Text: name(p.Printer, r.Names[code])}, scoreCell(p.Page, assessments.ResultIn(r.Results, code))})
	}
	p.Explained = []string{p.T("capacity.explained.rule", "rule", r.Results[0].RuleVersion), p.T("capacity.explained.unit")}
}

func (p *roundPage) differing(r assessments.RoundPage, c assessments.CriterionFound, criterion string) differing {
	d := differing{Name: name(p.Printer, c.Name), Code: c.Code, Action: roundPath(r.CapacityRound.ID) + "/consensus", Form: parts.Filled{ID: "c" + strconv.Itoa(c.Number), Values: map[string][]string{}}}
	if c.Code == criterion {
		d.Form.Values, d.Form.Messages = p.Form.Values, p.Form.Messages
		p.Form.Messages = nil
	}
	for i, rating := range c.Both {
		who := p.T("capacity.assessor_n", "n", i+1)
		if i < len(r.Assessors) {
			who = r.Assessors[i].Name
		}
		d.Sides = append(d.Sides, parts.Fact{Label: who, Text: p.T("capacity.side", "finding", findingName(p.Printer, rating.Finding), "evidence", rating.Evidence)})
	}
	d.Options = findingOptions(p.Printer, c.CapacityCriterion)
	return d
}

// findingOptions offers the levels of a criterion with what one sees at each, and the
// reasons for there being none.
func findingOptions(p *i18n.Printer, c assessments.CapacityCriterion) []parts.Option {
	var options []parts.Option
	for _, f := range assessments.CapacityFindings() {
		o := parts.Option{Value: string(f), Label: findingName(p, f)}
		if level, is := f.Level(); is && level < len(c.Levels) {
			o.Label, o.Help = p.T("capacity.level_n", "level", level), name(p, c.Levels[level])
		} else {
			o.Help = p.T(f.Key() + ".help")
		}
		options = append(options, o)
	}
	return options
}

type consensusInput struct {
	Criterion string                      `form:"criterion"`
	Finding   assessments.CapacityFinding `form:"finding"`
	Reason    string                      `form:"reason"`
}

// AgreeOn keeps what both agree on.
func (h *Handlers) AgreeOn(c *web.Ctx) error {
	var in consensusInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Assessments.AgreeOn(c.Context(), c.Actor, c.Params("round"), assessments.ConsensusInput{Criterion: in.Criterion, Finding: in.Finding, Reason: in.Reason})
	}
	if invalid(err) {
		return h.showRound(c, 422, c.Fill(in, err), in.Criterion)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "capacity.consensus.saved")
	return c.See(roundPath(c.Params("round")))
}

// SubmitRound hands in the actor's ratings.
func (h *Handlers) SubmitRound(c *web.Ctx) error {
	err := h.Assessments.SubmitRound(c.Context(), c.Actor, c.Params("round"))
	if invalid(err) {
		return h.showRound(c, 422, c.Fill(struct{}{}, err), "")
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "capacity.round.handed_in")
	return c.See(roundPath(c.Params("round")))
}

type voidInput struct {
	Reason string `form:"reason"`
}

// VoidRound takes a round back.
func (h *Handlers) VoidRound(c *web.Ctx) error {
	var in voidInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Assessments.VoidRound(c.Context(), c.Actor, c.Params("round"), in.Reason)
	}
	if invalid(err) {
		return h.showRound(c, 422, c.Fill(in, err), "")
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Info, "capacity.round.taken_back")
	return c.See(capacityPath)
}

type criterionInput struct {
	Finding  assessments.CapacityFinding `form:"finding"`
	Evidence string                      `form:"evidence"`
}

type ratePage struct {
	web.Page
	Form       parts.Filled
	Action     string
	Competency string
	Evidence   string // what counts as evidence
	Options    []parts.Option
	Back       string
	Before     string
	Amount     parts.Amount
}

// Criterion shows one criterion to rate.
func (h *Handlers) Criterion(c *web.Ctx) error {
	return h.showCriterion(c, 200, nil)
}

func (h *Handlers) showCriterion(c *web.Ctx, status int, form *parts.Filled) error {
	round, err := h.Assessments.Round(c.Context(), c.Actor, c.Params("round"))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Params("n"))
	if err != nil || n < 1 || n > len(round.Criteria) {
		return fault.Missing("noun.criterion")
	}
	if round.VoidedAt != nil || !round.Free && (round.Own == nil || round.Own.SubmittedAt != nil) {
		return c.See(roundPath(round.CapacityRound.ID)) // which says why nothing can be rated
	}
	criterion := round.Criteria[n-1]
	if form == nil {
		form = &parts.Filled{}
		if own := criterion.Own; own != nil {
			*form = c.Fill(criterionInput{own.Finding, own.Evidence}, nil)
		}
	}
	return c.Render(status, showCriterion(ratePageOf(c.PageCalled(name(c.Printer, criterion.Name)), round, criterion, *form)))
}

func ratePageOf(page web.Page, r assessments.RoundPage, c assessments.CriterionFound, form parts.Filled) ratePage {
	id := r.CapacityRound.ID
	p := ratePage{Page: page, Form: form, Action: criterionPath(id, c.Number), Back: roundPath(id), Competency: name(page.Printer, r.Names[c.Competency]), Evidence: name(page.Printer, c.Evidence)}
	p.Crumbs = crumbs(p.T("capacity.criterion_n", "n", c.Number, "m", len(r.Criteria)), r.Institution.Name, roundPath(id))
	p.Options = findingOptions(page.Printer, c.CapacityCriterion)
	p.Amount = parts.Amount{Label: p.T("capacity.round.rated"), Value: r.Rated(), Max: len(r.Criteria), Text: p.T("capacity.n_of_m", "n", r.Rated(), "m", len(r.Criteria))}
	if c.Number > 1 {
		p.Before = criterionPath(id, c.Number-1)
	}
	return p
}

// RateCriterion keeps what the actor found and goes on to the next criterion.
func (h *Handlers) RateCriterion(c *web.Ctx) error {
	round, err := h.Assessments.Round(c.Context(), c.Actor, c.Params("round"))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Params("n"))
	if err != nil || n < 1 || n > len(round.Criteria) {
		return fault.Missing("noun.criterion")
	}
	var in criterionInput
	err = c.Bind(&in)
	if err == nil {
		err = h.Assessments.RateCriterion(c.Context(), c.Actor, round.CapacityRound.ID, assessments.RatingOf{Criterion: round.Criteria[n-1].Code, Finding: in.Finding, Evidence: in.Evidence})
	}
	if invalid(err) {
		form := c.Fill(in, err)
		return h.showCriterion(c, 422, &form)
	}
	if err != nil {
		return err
	}
	for _, next := range round.Criteria[n:] {
		if next.Own == nil {
			return c.See(criterionPath(round.CapacityRound.ID, next.Number))
		}
	}
	return c.See(roundPath(round.CapacityRound.ID))
}
