package web

import (
	"strconv"

	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

// surveySaid is what was said about an offering as far as it may be shown: nothing below so many responses.
type surveySaid struct {
	Asked      *int           `json:"asked" doc:"How many were; null when hidden, since they are few and the owner does not run the offering."`
	Least      int            `json:"least" doc:"Responses needed for anything to be shown."`
	Answered   *int           `json:"answered" doc:"null when there are fewer than needed."`
	Usefulness map[string]int `json:"usefulness" doc:"Responses by grade: 3 of great use, 2 of some, 1 of little. Empty when there are fewer than needed."`
	Practice   map[string]int `json:"practice" doc:"Responses by whether their practice changed: yes, not_yet, no, and none for no answer."`
}

func surveySaidOf(asked courses.Asked, r courses.SurveyResults) surveySaid {
	out := surveySaid{Least: r.Least, Usefulness: map[string]int{}, Practice: map[string]int{}}
	if !asked.Hidden {
		out.Asked = &asked.N
	}
	if !r.Enough {
		return out
	}
	out.Answered = &r.N
	for _, grade := range courses.AllUsefulness() {
		out.Usefulness[strconv.Itoa(int(grade))] = r.Usefulness[grade]
	}
	for _, change := range courses.Practices() {
		out.Practice[string(change)] = r.Practice[change]
	}
	out.Practice["none"] = r.Practice[""]
	return out
}

type surveyInList struct {
	scheduledRun
	CourseTitle string     `json:"course_title"`
	Survey      surveySaid `json:"survey"`
}

type surveyRead struct {
	surveySaid
	Whys     []surveyWhy `json:"whys" doc:"Reasons, in an order drawn anew each time."`
	Examples []string    `json:"examples" doc:"Of what changed, in an order drawn anew each time, not beside the reasons."`
}

type surveyWhy struct {
	Usefulness int    `json:"usefulness"`
	Text       string `json:"text"`
}

type surveyQuery struct {
	oneOffering
	Published bool `form:"published" doc:"true: as it may be published, from more responses on and without texts."`
}

// refresherRecall is how much is still known, among those who answer refreshers.
type refresherRecall struct {
	Least     int                `json:"least" doc:"People needed for anything to be shown."`
	Trained   int                `json:"trained" doc:"People who completed a course, in the owner's scope."`
	Answering *int               `json:"answering" doc:"Who answered anything within the last year; null when they are few."`
	Declined  *int               `json:"declined" doc:"Who want none; null when they are few."`
	Recall    []competenceRecall `json:"recall"`
}

type competenceRecall struct {
	Competency string         `json:"competency"`
	People     *int           `json:"people" doc:"null when they are few."`
	Answers    *int           `json:"answers"`
	Share      measure.Number `json:"share" doc:"Of the answers that were right, 0 to 1; null when people are few."`
}

func refresherRecallOf(f courses.RefresherFigures) refresherRecall {
	shown := func(n int) *int {
		if f.Few(n) {
			return nil
		}
		return &n
	}
	return refresherRecall{f.Least, f.Trained, shown(f.Answering), shown(f.Declined), api.Each(f.Recall, func(r courses.Recall) competenceRecall {
		out := competenceRecall{Competency: r.Competency.Code, Share: measure.Undefined()}
		if r.Shown {
			out.People, out.Answers, out.Share = &r.People, &r.Answers, measure.Number(r.Share)
		}
		return out
	})}
}

// surveysAPI is for what people said about offerings, and what they still know.
func (h *Handlers) surveysAPI() []web.Route {
	return []web.Route{
		api.Op[api.Paging, api.Page[surveyInList]]{
			Method: "GET", Path: "/surveys", Name: "surveys", Summary: "Offerings about which people were asked, with what they said", Needs: apiSurveys, Stands: []string{"courses.surveys"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[surveyInList], error) {
				list, err := h.Courses.Surveys(c.Context(), c.Actor)
				if err != nil {
					return api.Page[surveyInList]{}, err
				}
				return api.Cut(list, in, func(s courses.SurveySummary) string { return s.ID }, func(s courses.SurveySummary) surveyInList {
					return surveyInList{scheduledRunOf(s.Offering), s.CourseTitle, surveySaidOf(s.Asked, s.Results)}
				})
			},
		}.Route(),
		api.Op[surveyQuery, surveyRead]{
			Method: "GET", Path: "/offerings/:offering/survey", Name: "survey", Summary: "What people said about an offering", Needs: apiSurveys, Stands: []string{"courses.survey_results"},
			Do: func(c *web.Ctx, in surveyQuery) (surveyRead, error) {
				page, err := h.Courses.SurveyResults(c.Context(), c.Actor, in.ID, in.Published)
				out := surveyRead{surveySaidOf(page.Asked, page.Results), []surveyWhy{}, []string{}}
				for _, t := range page.Results.Whys {
					out.Whys = append(out.Whys, surveyWhy{int(t.Usefulness), t.Text})
				}
				for _, t := range page.Results.Examples {
					out.Examples = append(out.Examples, t.Text)
				}
				return out, err
			},
		}.Route(),
		api.Op[api.None, refresherRecall]{
			Method: "GET", Path: "/refreshers", Name: "refreshers", Summary: "How refreshers go among those who completed a course", Needs: apiRunners, Stands: []string{"courses.refresher_figures"},
			Do: func(c *web.Ctx, _ api.None) (refresherRecall, error) {
				figures, err := h.Courses.RefresherFigures(c.Context(), c.Actor)
				return refresherRecallOf(figures), err
			},
		}.Route(),
	}
}
