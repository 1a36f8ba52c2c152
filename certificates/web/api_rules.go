package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/certificates"
)

type validityCycle struct {
	Base          string `json:"base"                     doc:"What validity is counted from: the day of completion; the end of the certificate before, when it was renewed in time; everybody's ends on the same day of the year." enum:"completion,previous,fixed"`
	Months        int    `json:"months"                   doc:"Of validity, 1 to 120; whole years where the day is fixed."`
	FixedMonth    int    `json:"fixed_month,omitempty"    doc:"1 to 12; of a fixed day alone."`
	FixedDay      int    `json:"fixed_day,omitempty"      doc:"1 to 31; of a fixed day alone."`
	MinimumMonths int    `json:"minimum_months,omitempty" doc:"With a fixed day: nobody is asked again before."`
	RemindDays    int    `json:"remind_days,omitempty"    doc:"Before the end, from when the holder is reminded; 0: never."`
}

func cycleOf(c certificates.Cycle) validityCycle {
	return validityCycle{string(c.Base), c.Months, c.FixedMonth, c.FixedDay, c.MinimumMonths, c.RemindDays}
}

type validityRule struct {
	version string
	Course  string        `json:"course_id"`
	Title   string        `json:"course_title"`
	Cycle   validityCycle `json:"cycle"`
	Own     bool          `json:"own"     doc:"The course has a rule of its own; else the usual one holds."`
	Since   *db.Date      `json:"since"   doc:"null without one."`
	Until   db.Date       `json:"until"   doc:"To when somebody who completes the course today is certified."`
	Before  []formerRule  `json:"before"  doc:"Rules that no longer hold, the newest first."`
}

type formerRule struct {
	Cycle validityCycle `json:"cycle"`
	From  db.Date       `json:"from"`
	To    db.Date       `json:"to"`
}

// Version is what If-Match is compared with.
func (r validityRule) Version() string { return r.version }

func ruleOf(r certificates.CourseRule) validityRule {
	return validityRule{version: r.Version(), Course: r.Course.ID, Title: r.Course.Title, Cycle: cycleOf(r.Cycle), Own: r.Own, Since: r.Since, Until: r.Until,
		Before: api.Each(r.Before, func(b certificates.Rule) formerRule {
			return formerRule{cycleOf(b.Cycle), b.RecordedAt.Date(), b.SupersededAt.Date()}
		})}
}

type oneRule struct {
	Course string `path:"course"`
}

type setRule struct {
	Course string `path:"course"`
	Seen   string `header:"If-Match" doc:"The ETag of what the rule is written upon: 412 when another holds meanwhile."`
	Body   validityCycle
}

// rulesAPI is for how long certificates of competence are valid.
func (h *Handlers) rulesAPI() []web.Route {
	rulers := []access.Permission{access.IssueCertificates, access.AuthorCourses}
	one := func(c *web.Ctx, course string) (validityRule, error) {
		r, err := h.Certificates.CourseRule(c.Context(), c.Actor, course)
		if err != nil {
			return validityRule{}, err
		}
		return ruleOf(r), nil
	}
	return []web.Route{
		api.Op[api.Paging, api.Page[validityRule]]{
			Method: "GET", Path: "/certificates/rules", Name: "certificates.rules", Summary: "For how long certificates of competence are valid, course by course", Needs: rulers, Stands: []string{"certificates.rules"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[validityRule], error) {
				list, _, err := h.Certificates.Rules(c.Context(), c.Actor)
				if err != nil {
					return api.Page[validityRule]{}, err
				}
				return api.Cut(list, in, func(r certificates.CourseRule) string { return r.Course.ID }, ruleOf)
			},
		}.Route(),
		api.Op[oneRule, validityRule]{
			Method: "GET", Path: "/certificates/rules/:course", Name: "certificates.rule", Summary: "The rule of a course, for those who may change it", Needs: rulers, Stands: []string{"certificates.rule"},
			Do: func(c *web.Ctx, in oneRule) (validityRule, error) { return one(c, in.Course) },
		}.Route(),
		api.Op[setRule, validityRule]{
			Method: "PUT", Path: "/certificates/rules/:course", Name: "certificates.rule.set", Summary: "Set the rule of a course; it concerns what is issued from now on", Needs: rulers, Stands: []string{"certificates.rule.set"},
			Do: func(c *web.Ctx, in setRule) (validityRule, error) {
				b := in.Body
				err := h.Certificates.SetRuleUpon(c.Context(), c.Actor, in.Course, certificates.Cycle{Months: b.Months, Base: certificates.Base(b.Base), FixedMonth: b.FixedMonth, FixedDay: b.FixedDay,
					MinimumMonths: b.MinimumMonths, RemindDays: b.RemindDays}, in.Seen)
				if err != nil {
					return validityRule{}, err
				}
				return one(c, in.Course)
			},
		}.Route(),
	}
}
