package web

import (
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

type ruleQuery struct {
	oneOffering
	Cadres       []people.Cadre `form:"cadres" doc:"Several times for several; left out: all."`
	Region       string         `form:"region" doc:"The first two digits of INEI's code."`
	Institutions []string       `form:"institutions" doc:"Several times for several, with those below them; left out: all of the offering."`
	Lack         courses.Lack   `form:"lack" enum:"not_verified,never_assessed,never_completed" doc:"What people must lack to be meant."`
	Competency   string         `form:"competency" doc:"In which; needed with not_verified and never_assessed."`
}

type ruleBody struct {
	Cadres       []people.Cadre `json:"cadres,omitempty" doc:"Left out: all."`
	Region       string         `json:"region,omitempty" doc:"The first two digits of INEI's code."`
	Institutions []string       `json:"institutions,omitempty" doc:"With those below them; left out: all of the offering."`
	Lack         courses.Lack   `json:"lack,omitempty" doc:"What people must lack to be meant: not_verified, never_assessed, never_completed; left out: nothing."`
	Competency   string         `json:"competency,omitempty" doc:"In which; needed with not_verified and never_assessed."`
}

type enrolByRule struct {
	oneOffering
	Body ruleBody
}

type ruleMeans struct {
	Fits    []candidateRead `json:"fits" doc:"Whom it means; who is enrolled or waits is left out."`
	Lacking []candidateRead `json:"lacking" doc:"Meant, but they have not completed what the course requires: enrolled one by one, with a reason."`
	Already int             `json:"already" doc:"Meant, and enrolled or waiting."`
	Free    *int            `json:"free" doc:"Seats; null: as many as come."`
	Applied []ruleApplied   `json:"applied" doc:"Rules by which people were enrolled before, the newest first."`
}

type ruleApplied struct {
	Rule      ruleBody   `json:"rule"`
	Added     int        `json:"added"`
	Waiting   int        `json:"waiting"`
	AppliedAt db.Instant `json:"applied_at"`
	Author    string     `json:"author"`
}

func ruleAppliedOf(a courses.AppliedRule) ruleApplied {
	r := a.Rule
	return ruleApplied{ruleBody{r.Cadres, r.Region, r.InstitutionIDs, r.Lack, r.Competency}, a.Added, a.Waiting, a.AppliedAt, a.Author}
}

// rulesAPI is for enrolling everybody whom a rule means.
func (h *Handlers) rulesAPI() []web.Route {
	return []web.Route{
		api.Op[ruleQuery, ruleMeans]{
			Method: "GET", Path: "/offerings/:offering/rule", Name: "offering.rule", Summary: "Whom a rule means, before anybody is enrolled", Needs: apiRunners, Stands: []string{"courses.enrol_rule"},
			Do: func(c *web.Ctx, in ruleQuery) (ruleMeans, error) {
				page, err := h.Courses.ByRule(c.Context(), c.Actor, in.ID, courses.Whom{Cadres: in.Cadres, Region: in.Region, InstitutionIDs: in.Institutions, Lack: in.Lack, Competency: in.Competency})
				out := ruleMeans{Fits: api.Each(page.Fits, candidateReadOf), Lacking: api.Each(page.Lacking, candidateReadOf), Already: page.Already, Applied: api.Each(page.Applied, ruleAppliedOf)}
				if page.Free >= 0 {
					out.Free = &page.Free
				}
				return out, err
			},
		}.Route(),
		api.Op[enrolByRule, enrolledCount]{
			Method: "POST", Path: "/offerings/:offering/rule", Name: "offering.rule.enrol", Summary: "Enrol everybody whom a rule means, and keep the rule as the reason", Needs: apiRunners, Stands: []string{"courses.enrol_by_rule"},
			Do: func(c *web.Ctx, in enrolByRule) (enrolledCount, error) {
				b := in.Body
				done, err := h.Courses.EnrolByRule(c.Context(), c.Actor, in.ID, courses.Whom{Cadres: b.Cadres, Region: b.Region, InstitutionIDs: b.Institutions, Lack: b.Lack, Competency: b.Competency})
				return enrolledCountOf(done), err
			},
		}.Route(),
	}
}
