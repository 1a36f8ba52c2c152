package web

import (
	"strconv"
	"time"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

type rulesPage struct {
	web.Page
	Rules []ruleCard
	None  parts.Nothing
}

// ruleCard is a course and its rule, in words.
type ruleCard struct {
	Title   string
	Says    string
	Example string
	Renews  string // what renewing in time brings; empty where it makes no difference
	Reminds string
	Since   string
	Before  []string // rules that no longer hold
	Change  string   // empty for those who only read
}

type rulePage struct {
	web.Page
	Now    ruleCard
	Form   parts.Filled
	Action string
	Bases  []parts.Option
	Months []parts.Option
}

type ruleInput struct {
	Base          string `form:"base"`
	Months        int    `form:"months"`
	FixedMonth    int    `form:"fixed_month"`
	FixedDay      int    `form:"fixed_day"`
	MinimumMonths int    `form:"minimum_months"`
	RemindDays    int    `form:"remind_days"`
}

func (in ruleInput) cycle() certificates.Cycle {
	return certificates.Cycle{
		Months: in.Months, Base: certificates.Base(in.Base), FixedMonth: in.FixedMonth, FixedDay: in.FixedDay,
		MinimumMonths: in.MinimumMonths, RemindDays: in.RemindDays,
	}
}

// Rules shows for how long certificates of competence are valid, course by course.
func (h *Handlers) Rules(c *web.Ctx) error {
	list, mayChange, err := h.Certificates.Rules(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showRules(newRulesPage(c.Page("rules.title"), list, mayChange)))
}

// Rule shows the form that sets the rule of a course.
func (h *Handlers) Rule(c *web.Ctx) error {
	rule, err := h.Certificates.CourseRule(c.Context(), c.Actor, c.Params("course"))
	if err != nil {
		return err
	}
	return c.Render(200, showRule(newRulePage(c.PageCalled(rule.Course.Title), rule, filledRule(rule.Cycle))))
}

// SetRule sets the rule of a course.
func (h *Handlers) SetRule(c *web.Ctx) error {
	id := c.Params("course")
	var in ruleInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Certificates.SetRule(c.Context(), c.Actor, id, in.cycle())
	}
	if fault.Is(err, fault.Invalid) {
		rule, ruleErr := h.Certificates.CourseRule(c.Context(), c.Actor, id)
		if ruleErr != nil {
			return ruleErr
		}
		return c.Render(422, showRule(newRulePage(c.PageCalled(rule.Course.Title), rule, c.Fill(in, err))))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "rules.saved")
	return c.See("/certificates/rules")
}

func filledRule(cycle certificates.Cycle) parts.Filled {
	return parts.Filled{Values: web.ValuesOf(ruleInput{
		Base: string(cycle.Base), Months: cycle.Months, FixedMonth: cycle.FixedMonth, FixedDay: cycle.FixedDay,
		MinimumMonths: cycle.MinimumMonths, RemindDays: cycle.RemindDays,
	})}
}

func newRulesPage(p web.Page, list []certificates.CourseRule, mayChange bool) rulesPage {
	page := rulesPage{Page: p, None: parts.Nothing{Icon: "book", Title: p.T("rules.none"), Text: p.T("rules.none_text")}}
	page.Lead = p.T("rules.lead")
	if p.Actor.Somewhere(access.Learn) || p.Actor.Somewhere(access.IssueCertificates) {
		page.Crumbs = []parts.Link{{Label: p.T("certificates.list.title"), Href: "/certificates"}, {Label: p.Title, Current: true}}
	}
	for _, rule := range list {
		one := newRuleCard(p, rule)
		if mayChange {
			one.Change = ruleAddress(rule.Course.ID)
		}
		page.Rules = append(page.Rules, one)
	}
	return page
}

func ruleAddress(courseID string) string { return "/certificates/rules/" + courseID }

func newRuleCard(p web.Page, rule certificates.CourseRule) ruleCard {
	one := ruleCard{
		Title: rule.Course.Title, Says: cycleSays(p, rule.Cycle), Example: p.T("rules.example", "until", p.LongDate(rule.Until)),
		Reminds: p.T("rules.reminds_never"), Since: p.T("rules.usual"),
	}
	if rule.RemindDays > 0 {
		one.Reminds = p.T("rules.reminds", "count", rule.RemindDays)
	}
	if rule.Own {
		one.Since = p.T("rules.since", "date", *rule.Since)
	}
	if rule.Late != nil {
		one.Renews = p.T("rules.renews", "previous", p.LongDate(rule.Late.Previous), "until", p.LongDate(rule.Late.Until))
	}
	for _, b := range rule.Before {
		one.Before = append(one.Before, p.T("rules.before", "says", cycleSays(p, b.Cycle), "from", b.RecordedAt.Date(), "to", b.SupersededAt.Date()))
	}
	return one
}

// cycleSays puts a cycle into words.
func cycleSays(p web.Page, c certificates.Cycle) string {
	if c.Base != certificates.FixedDay {
		return p.T("rules.says."+string(c.Base), "count", c.Months)
	}
	years := c.Months / 12
	return p.T("rules.says.fixed", "day", fixedDay(p, c), "count", years) + " " + p.T("rules.says.minimum", "count", c.MinimumMonths)
}

// fixedDay is the day of the year, "31 de marzo".
func fixedDay(p web.Page, c certificates.Cycle) string {
	return p.T("rules.day_of", "day", c.FixedDay, "month", monthName(p, c.FixedMonth))
}

func monthName(p web.Page, month int) string { return p.T("rules.month." + strconv.Itoa(month)) }

func newRulePage(p web.Page, rule certificates.CourseRule, form parts.Filled) rulePage {
	page := rulePage{Page: p, Now: newRuleCard(p, rule), Form: form, Action: ruleAddress(rule.Course.ID)}
	page.Lead = p.T("rules.change_lead")
	page.Crumbs = []parts.Link{{Label: p.T("rules.title"), Href: "/certificates/rules"}, {Label: p.Title, Current: true}}
	for _, base := range certificates.Bases {
		page.Bases = append(page.Bases, parts.Option{Value: string(base), Label: p.T("rules.base." + string(base)), Help: p.T("rules.base_help." + string(base))})
	}
	page.Months = []parts.Option{{Value: "0", Label: p.T("rules.month_none")}}
	for month := int(time.January); month <= int(time.December); month++ {
		page.Months = append(page.Months, parts.Option{Value: strconv.Itoa(month), Label: monthName(p, month)})
	}
	return page
}
