package web

import (
	"relevo/app/db"
	"relevo/app/privacy"
	"relevo/app/web"
	"relevo/app/web/api"
)

type incident struct {
	ID           string         `json:"id"`
	What         string         `json:"what"`
	Affected     string         `json:"affected"      doc:"Which data."`
	People       *int64         `json:"people"        doc:"How many; null when not known yet."`
	NoticedAt    db.Instant     `json:"noticed_at"`
	DueAt        db.Instant     `json:"due_at"        doc:"Until when the authority must hear of it, and those affected if it may harm them."`
	ToldAt       *db.Instant    `json:"told_at"       doc:"When the authority was told; null when it was not."`
	PeopleToldAt *db.Instant    `json:"people_told_at"`
	ClosedAt     *db.Instant    `json:"closed_at"     doc:"null while it is open."`
	Late         bool           `json:"late"          doc:"The authority heard of it too late, or not yet and it is too late."`
	Steps        []incidentStep `json:"steps"         doc:"What was done, the first step first."`
}

type incidentStep struct {
	Kind       string     `json:"kind"        enum:"note,authority,people,closed"`
	Note       string     `json:"note"`
	RecordedAt db.Instant `json:"recorded_at"`
}

func incidentOf(one privacy.Course) incident {
	return incident{ID: one.ID, What: one.What, Affected: one.Affected, People: one.People, NoticedAt: one.NoticedAt, DueAt: one.Due(), ToldAt: one.Told(), PeopleToldAt: one.PeopleTold(),
		ClosedAt: one.ClosedAt(), Late: one.Late(), Steps: api.Each(one.Steps, func(s privacy.Step) incidentStep { return incidentStep{string(s.Kind), s.Note, s.RecordedAt} })}
}

type oneIncident struct {
	ID string `path:"incident"`
}

type reportIncident struct {
	Body struct {
		What      string     `json:"what"`
		Affected  string     `json:"affected"   doc:"Which data."`
		People    *int64     `json:"people,omitempty" doc:"How many; left out when not known yet."`
		NoticedAt db.Instant `json:"noticed_at" doc:"From when the 48 hours run."`
	}
}

type noteStep struct {
	ID   string `path:"incident"`
	Body struct {
		Kind string `json:"kind" enum:"note,authority,people,closed" doc:"authority: it was told. people: those affected were told."`
		Note string `json:"note"`
	}
}

func (h *Handlers) incidentsAPI() []web.Route {
	again := func(c *web.Ctx, id string, err error) (incident, error) {
		if err != nil {
			return incident{}, err
		}
		one, err := h.Privacy.Incident(c.Context(), c.Actor, id)
		return incidentOf(one), err
	}
	return []web.Route{
		api.Op[api.Paging, api.Page[incident]]{
			Method: "GET", Path: "/privacy/incidents", Name: "privacy.incidents", Summary: "What went wrong with personal data, the last recorded first", Needs: apiManages, Stands: []string{"privacy.incidents"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[incident], error) {
				most, err := in.Most()
				if err != nil {
					return api.Page[incident]{}, err
				}
				list, err := h.Privacy.IncidentsAfter(c.Context(), c.Actor, in.After, most+1)
				return api.First(list, most, func(one privacy.Course) string { return one.ID }, incidentOf), err
			},
		}.Route(),
		api.Op[reportIncident, incident]{
			Method: "POST", Path: "/privacy/incidents", Name: "privacy.report", Summary: "Write an incident down", Needs: apiManages, Status: 201, Stands: []string{"privacy.report"},
			Do: func(c *web.Ctx, in reportIncident) (incident, error) {
				b := in.Body
				made, err := h.Privacy.Report(c.Context(), c.Actor, privacy.IncidentInput{NoticedAt: b.NoticedAt, What: b.What, Affected: b.Affected, People: b.People})
				return again(c, made.ID, err)
			},
		}.Route(),
		api.Op[oneIncident, incident]{
			Method: "GET", Path: "/privacy/incidents/:incident", Name: "privacy.incident", Summary: "One incident and what was done about it", Needs: apiManages, Stands: []string{"privacy.incident"},
			Do: func(c *web.Ctx, in oneIncident) (incident, error) { return again(c, in.ID, nil) },
		}.Route(),
		api.Op[noteStep, incident]{
			Method: "POST", Path: "/privacy/incidents/:incident/steps", Name: "privacy.step", Summary: "Write down what was done about an incident", Needs: apiManages, Status: 201, Stands: []string{"privacy.step"},
			Do: func(c *web.Ctx, in noteStep) (incident, error) {
				return again(c, in.ID, h.Privacy.Step(c.Context(), c.Actor, in.ID, privacy.StepKind(in.Body.Kind), in.Body.Note))
			},
		}.Route(),
	}
}
