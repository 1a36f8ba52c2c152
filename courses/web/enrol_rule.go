package web

import (
	"net/url"
	"strings"

	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

type ruleInput struct {
	Cadres       []people.Cadre `form:"cadres"`
	Region       string         `form:"region"`
	Institutions []string       `form:"institutions"`
	Lack         courses.Lack   `form:"lack"`
	Competency   string         `form:"competency"`
}

func (in ruleInput) whom() courses.Whom {
	return courses.Whom{Cadres: in.Cadres, Region: in.Region, InstitutionIDs: in.Institutions, Lack: in.Lack, Competency: in.Competency}
}

// hidden gives the rule as the fields that send it on.
func (in ruleInput) hidden() url.Values {
	v := url.Values{"region": {in.Region}, "institutions": in.Institutions, "lack": {string(in.Lack)}, "competency": {in.Competency}}
	for _, c := range in.Cadres {
		v.Add("cadres", string(c))
	}
	return v
}

type rulePage struct {
	web.Page
	Path         string
	Form         parts.Filled
	Cadres       []parts.Option
	Regions      []parts.Option
	Institutions []parts.Option
	Lacks        []parts.Option
	Competencies []parts.Option
	Asked        bool // whom it means is shown
	Summary      string
	Seats        string
	Lacking      string // who lacks a course that is required before; empty: nobody
	People       parts.Grid
	Hidden       url.Values
	Applied      parts.Grid
}

// mostShown is how many people a preview names; the others are counted.
const mostShown = 200

// EnrolRule shows a rule and whom it means, before anybody is enrolled.
func (h *Handlers) EnrolRule(c *web.Ctx) error {
	var in ruleInput
	err := c.Bind(&in)
	asked := c.Query("show") != ""
	return h.showRule(c, 200, in, err, asked)
}

func (h *Handlers) showRule(c *web.Ctx, status int, in ruleInput, wrong error, asked bool) error {
	rule := in.whom()
	if wrong != nil || !asked {
		rule = courses.Whom{}
	}
	page, err := h.Courses.ByRule(c.Context(), c.Actor, c.Params("offering"), rule)
	if fault.Is(err, fault.Invalid) {
		status, wrong, asked = 422, err, false
		page, err = h.Courses.ByRule(c.Context(), c.Actor, c.Params("offering"), courses.Whom{})
	}
	if err != nil {
		return err
	}
	return c.Render(status, showRule(rulePageOf(c.Page("seats.rule"), page, in, c.Fill(in, wrong), asked)))
}

func rulePageOf(page web.Page, r courses.RulePage, in ruleInput, form parts.Filled, asked bool) rulePage {
	p := rulePage{Page: page, Path: "/offerings/" + r.ID + "/enrol/rule", Form: form, Asked: asked, Hidden: in.hidden()}
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", r.Code, "/offerings/"+r.ID, p.T("courses.enrol"), "/offerings/"+r.ID+"/enrol")
	p.Lead = p.T("seats.rule.lead")
	for _, cadre := range people.Cadres() {
		p.Cadres = append(p.Cadres, parts.Option{Value: string(cadre), Label: p.T(cadre.Key())})
	}
	p.Regions = []parts.Option{{Label: p.T("seats.rule.all_regions")}}
	for _, region := range r.Regions {
		p.Regions = append(p.Regions, parts.Option{Value: region, Label: people.RegionName(region)})
	}
	for _, i := range r.Institutions {
		p.Institutions = append(p.Institutions, parts.Option{Value: i.ID, Label: i.Name})
	}
	for _, lack := range courses.Lacks() {
		p.Lacks = append(p.Lacks, parts.Option{Value: string(lack), Label: lackName(page, lack)})
	}
	p.Competencies = []parts.Option{{Label: p.T("seats.rule.no_competency")}}
	for _, c := range r.Competencies {
		p.Competencies = append(p.Competencies, parts.Option{Value: c.Code, Label: c.Name.In(p.Locale())})
	}
	p.Applied = appliedGrid(page, r)
	if !asked {
		return p
	}
	p.Summary = p.T("seats.rule.fits", "count", len(r.Fits), "already", r.Already)
	if n := len(r.Lacking); n > 0 {
		var names []string
		for _, person := range r.Lacking[:min(n, courses.MostNamed)] {
			names = append(names, person.Name)
		}
		p.Lacking = p.T("seats.rule.lacking", "count", n, "people", strings.Join(names, "; "))
	}
	if r.Free >= 0 && r.Free < len(r.Fits) {
		p.Seats = p.T("seats.rule.seats", "free", r.Free, "waiting", len(r.Fits)-r.Free)
	}
	p.People = parts.Grid{Caption: p.T("courses.people"), Hidden: true, Columns: []parts.Column{{Label: p.T("courses.person")}, {Label: p.T("courses.institution")}, {Label: p.T("seats.cadre")}}}
	for i, person := range r.Fits {
		if i == mostShown {
			p.Summary += " " + p.T("seats.rule.first", "count", mostShown)
			break
		}
		p.People.Rows = append(p.People.Rows, parts.Words(person.Name, person.InstitutionName, p.T(person.Cadre.Key())))
	}
	return p
}

func lackName(p web.Page, lack courses.Lack) string {
	if lack == courses.LackNothing {
		return p.T("seats.rule.lack.nothing")
	}
	return p.T("seats.rule.lack." + string(lack))
}

// appliedGrid lists the rules by which people were enrolled.
func appliedGrid(p web.Page, r courses.RulePage) parts.Grid {
	g := parts.Grid{Caption: p.T("seats.rule.applied"), Columns: []parts.Column{{Label: p.T("seats.rule")}, {Label: p.T("seats.rule.when")}, {Label: p.T("courses.enrolled"), Numeric: true}, {Label: p.T("seats.waiting"), Numeric: true}}}
	names := map[string]string{}
	for _, i := range r.Institutions {
		names[i.ID] = i.Name
	}
	for _, a := range r.Applied {
		g.Rows = append(g.Rows, []parts.Cell{{Text: ruleWords(p, a.Rule, names, r)}, {Text: p.Instant(a.AppliedAt), Note: a.Author}, {Text: p.Value(a.Added)}, {Text: p.Value(a.Waiting)}})
	}
	return g
}

// ruleWords says a rule in words.
func ruleWords(p web.Page, rule courses.Whom, places map[string]string, r courses.RulePage) string {
	var words []string
	for _, c := range rule.Cadres {
		words = append(words, p.T(c.Key()))
	}
	if rule.Region != "" {
		words = append(words, people.RegionName(rule.Region))
	}
	for _, id := range rule.InstitutionIDs {
		if name := places[id]; name != "" {
			words = append(words, name)
		}
	}
	lack := lackName(p, rule.Lack)
	for _, c := range r.Competencies {
		if c.Code == rule.Competency && rule.Competency != "" {
			lack += ": " + c.Name.In(p.Locale())
		}
	}
	return strings.Join(append(words, lack), " · ")
}

// EnrolByRule enrols everybody whom a rule means.
func (h *Handlers) EnrolByRule(c *web.Ctx) error {
	var in ruleInput
	err := c.Bind(&in)
	var done courses.Enrolled
	if err == nil {
		done, err = h.Courses.EnrolByRule(c.Context(), c.Actor, c.Params("offering"), in.whom())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showRule(c, 422, in, err, false)
	}
	if err != nil {
		return err
	}
	flashEnrolled(c, done)
	return c.See("/offerings/" + c.Params("offering"))
}

// flashEnrolled says what an enrolment did.
func flashEnrolled(c *web.Ctx, done courses.Enrolled) {
	if done.Waiting > 0 {
		c.Flash(parts.Notice, "seats.enrolled_waiting", "count", done.Added, "waiting", done.Waiting, "already", done.Already)
		return
	}
	c.Flash(parts.Good, "courses.enrol.done", "count", done.Added, "already", done.Already)
}
