package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/privacy"
	"relevo/app/web"
	"relevo/app/web/api"
)

type retentionRules struct {
	Settings  []retentionSetting `json:"settings"`
	Deletions []retentionSweep   `json:"deletions" doc:"What was deleted lately because its time was over, the newest first; at most 50."`
	Erased    int64              `json:"erased"    doc:"People whose data were cancelled."`
}

type retentionSetting struct {
	Name  string `json:"name"  doc:"days.… of a right, months.… of a category."`
	Unit  string `json:"unit"  enum:"working_days,months"`
	Value int64  `json:"value"`
	Usual int64  `json:"usual" doc:"What it would be if nothing were set."`
}

type retentionSweep struct {
	Category  string     `json:"category"`
	Before    db.Instant `json:"before"     doc:"What was older than this."`
	Rows      int64      `json:"rows"`
	DeletedAt db.Instant `json:"deleted_at"`
}

func retentionOf(r privacy.Retention) retentionRules {
	return retentionRules{
		Settings: api.Each(r.Settings, func(s privacy.Setting) retentionSetting {
			out := retentionSetting{s.Name, "months", s.Value, s.Usual}
			if s.Days {
				out.Unit = "working_days"
			}
			return out
		}),
		Deletions: api.Each(r.Deletions, func(d privacy.Deletion) retentionSweep {
			return retentionSweep{d.Category, d.Before, d.Deleted, d.DeletedAt}
		}),
		Erased: r.Erased,
	}
}

type setRetention struct {
	Body struct {
		Values map[string]int64 `json:"values" doc:"By a setting's name; what is left out stays."`
	}
}

type securityDocument struct {
	MadeAt  db.Instant         `json:"made_at"`
	Running []runningMeasure   `json:"running" doc:"How this relevo runs, as the machine says it."`
	Roles   []rolePermissions  `json:"roles"`
	Kept    []retentionSetting `json:"kept"`
}

type runningMeasure struct {
	About string `json:"about"`
	Good  bool   `json:"good"`
	Found string `json:"found"`
}

type rolePermissions struct {
	Role        string   `json:"role"`
	Permissions []string `json:"permissions"`
}

type namelessExport struct {
	Results []namelessResult `json:"results" doc:"In an order that says nothing of when somebody came into the record."`
}

type namelessResult struct {
	Pseudonym   string  `json:"pseudonym"    doc:"The same for a person in every export, and no way back."`
	Cadre       string  `json:"cadre"        doc:"Empty, like what follows, where it would tell who."`
	Region      string  `json:"region"`
	Sex         string  `json:"sex"`
	Born        string  `json:"born"         doc:"Ten years: 1980-1989."`
	Competency  string  `json:"competency"`
	Occasion    string  `json:"occasion"`
	Month       string  `json:"month"        doc:"2026-03"`
	MonthsAfter *int    `json:"months_after" doc:"After the completion, of a follow-up; null of others."`
	Score       float64 `json:"score"`
	CutScore    float64 `json:"cut_score"`
}

func namelessOf(l privacy.Line) namelessResult {
	return namelessResult{l.Pseudonym, l.Cadre, l.Region, l.Sex, l.Born, l.Competency, l.Occasion, l.Month, l.Months, l.Score, l.Cut}
}

func (h *Handlers) dutiesAPI() []web.Route {
	return []web.Route{
		api.Op[struct{}, retentionRules]{
			Method: "GET", Path: "/privacy/retention", Name: "privacy.retention", Summary: "How long what is kept, how soon requests are answered, and what was deleted lately", Needs: apiManages, Stands: []string{"privacy.retention"},
			Do: func(c *web.Ctx, _ struct{}) (retentionRules, error) {
				r, err := h.Privacy.Retention(c.Context(), c.Actor)
				return retentionOf(r), err
			},
		}.Route(),
		api.Op[setRetention, retentionRules]{
			Method: "PUT", Path: "/privacy/retention", Name: "privacy.set", Summary: "Change how long what is kept and how soon requests are answered", Needs: apiManages, Stands: []string{"privacy.set"},
			Do: func(c *web.Ctx, in setRetention) (retentionRules, error) {
				if err := h.Privacy.Set(c.Context(), c.Actor, in.Body.Values); err != nil {
					return retentionRules{}, err
				}
				r, err := h.Privacy.Retention(c.Context(), c.Actor)
				return retentionOf(r), err
			},
		}.Route(),
		api.Op[struct{}, securityDocument]{
			Method: "GET", Path: "/privacy/security", Name: "privacy.security", Summary: "The security document, made from what runs at this moment", Needs: apiManages, Stands: []string{"privacy.security"},
			Do: h.apiSecurity,
		}.Route(),
		api.Op[struct{}, namelessExport]{
			Method: "POST", Path: "/privacy/export", Name: "privacy.export", Summary: "The results of those who consented, without names; that it was taken is noted", Needs: []access.Permission{access.ViewFigures},
			Stands: []string{"privacy.export", "privacy.export_file"},
			Do: func(c *web.Ctx, _ struct{}) (namelessExport, error) {
				export, err := h.Privacy.Export(c.Context(), c.Actor)
				return namelessExport{api.Each(export.Lines, namelessOf)}, err
			},
		}.Route(),
	}
}

func (h *Handlers) apiSecurity(c *web.Ctx, _ struct{}) (securityDocument, error) {
	r, err := h.Privacy.Retention(c.Context(), c.Actor)
	if err != nil {
		return securityDocument{}, err
	}
	out := securityDocument{MadeAt: h.Privacy.Now(), Kept: retentionOf(r).Settings,
		Running: api.Each(h.Security(c.Context()), func(m Measure) runningMeasure { return runningMeasure{m.About, m.Good, m.Text} })}
	for _, role := range access.AllRoles {
		one := rolePermissions{Role: string(role), Permissions: []string{}}
		for _, permission := range permissions {
			if role.Allows(permission) {
				one.Permissions = append(one.Permissions, string(permission))
			}
		}
		out.Roles = append(out.Roles, one)
	}
	return out, nil
}
