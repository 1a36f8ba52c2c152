package web

import (
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type shortQuestion struct {
	VersionID string   `json:"version_id"`
	Title     string   `json:"title"`
	Stem      api.Text `json:"stem" doc:"Clean HTML."`
	Open      int      `json:"open" doc:"Wordings nobody has ruled on."`
	Ruled     int      `json:"ruled"`
}

func shortQuestionOf(s assessments.ShortAnswers) shortQuestion {
	return shortQuestion{s.Version.ID, s.Version.Title, api.TextOf(s.Version.Stem), s.Open, len(s.Groups) - s.Open}
}

type shortWordings struct {
	shortQuestion
	Accepted []string       `json:"accepted" doc:"What the key accepts."`
	Wordings []shortWording `json:"wordings" doc:"What it does not, each once; those without ruling first, the most frequent first."`
}

type shortWording struct {
	Words    string   `json:"words" doc:"Without capitals, accents and signs: what a ruling is given under."`
	Example  string   `json:"example"`
	People   int      `json:"people"`
	Fraction *float64 `json:"fraction" doc:"What was ruled; null while nothing is."`
}

type ruleWordings struct {
	ID   string `path:"version"`
	Body struct {
		Fractions map[string]float64 `json:"fractions" doc:"What words earn, 0 to 1."`
	}
}

type ruledWordings struct {
	Ruled int `json:"ruled" doc:"Answers that read so are scored anew, soon."`
}

// shortAnswersAPI is for short answers that no key accepts: each wording once, whoever wrote it.
func (h *Handlers) shortAnswersAPI() []web.Route {
	return []web.Route{
		api.Op[struct{}, api.Page[shortQuestion]]{
			Method: "GET", Path: "/scoring/answers", Name: "scoring.answers", Summary: "Short-answer questions with answers that no key accepts", Needs: apiRaters, Stands: []string{"scoring.answers"},
			Do: func(c *web.Ctx, _ struct{}) (api.Page[shortQuestion], error) {
				list, err := h.Assessments.ShortAnswerQueue(c.Context(), c.Actor)
				return api.Page[shortQuestion]{Items: api.Each(list, shortQuestionOf)}, err
			},
		}.Route(),
		api.Op[oneVersion, shortWordings]{
			Method: "GET", Path: "/scoring/answers/:version", Name: "scoring.answers.version", Summary: "The answers to one question that no key accepts", Needs: apiRaters, Stands: []string{"scoring.answers.version"},
			Do: func(c *web.Ctx, in oneVersion) (shortWordings, error) {
				list, err := h.Assessments.ShortAnswers(c.Context(), c.Actor, in.ID)
				return shortWordings{shortQuestionOf(list), api.Each(list.Version.Body.Patterns, func(p assessments.Pattern) string { return p.Text }),
					api.Each(list.Groups, func(g assessments.SameWords) shortWording {
						out := shortWording{Words: g.Words, Example: g.Example, People: g.People}
						if g.Ruling != nil {
							out.Fraction = &g.Ruling.Fraction
						}
						return out
					})}, err
			},
		}.Route(),
		api.Op[ruleWordings, ruledWordings]{
			Method: "POST", Path: "/scoring/answers/:version", Name: "scoring.answers.rule", Summary: "Say what words earn that no key accepts", Needs: apiRaters, Stands: []string{"scoring.answers.rule"},
			Do: func(c *web.Ctx, in ruleWordings) (ruledWordings, error) {
				ruled, err := h.Assessments.Rule(c.Context(), c.Actor, in.ID, in.Body.Fractions)
				return ruledWordings{ruled}, err
			},
		}.Route(),
	}
}
