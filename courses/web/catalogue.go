package web

import (
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

type catalogueInput struct {
	Cadre    string `form:"cadre"`
	Language string `form:"language"`
}

type catalogueCard struct {
	ID       string // of the course: the search leads to its card
	Title    string
	Lang     string
	Summary  string
	Mine     bool
	State    *note  // of the reader: completed, under way; nil: neither
	Href     string // where they go on; empty: not under way
	Facts    []parts.Fact
	Requires []note
	Runs     []string
	NoRuns   string
	Course   string // for who writes or runs it; empty for others
}

type cataloguePage struct {
	web.Page
	Form      parts.Filled
	Cadres    []parts.Option
	Languages []parts.Option
	Cards     []catalogueCard
}

// anyCadre is the choice of no cadre, where the reader's own would be taken otherwise.
const anyCadre = "all"

// Catalogue shows what there is to learn.
func (h *Handlers) Catalogue(c *web.Ctx) error {
	var in catalogueInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	filter := courses.CatalogueFilter{Cadre: people.Cadre(in.Cadre), Language: in.Language}
	if in.Cadre == anyCadre {
		filter.Cadre = ""
	}
	catalogue, err := h.Courses.Catalogue(c.Context(), c.Actor, filter)
	if err != nil {
		return err
	}
	var until map[string]db.Date
	if h.ValidUntil != nil {
		if until, err = h.ValidUntil(c); err != nil {
			return err
		}
	}
	return c.Render(200, showCatalogue(newCataloguePage(c.Page("catalogue.title"), catalogue, in, until)))
}

func newCataloguePage(page web.Page, catalogue courses.Catalogue, in catalogueInput, until map[string]db.Date) cataloguePage {
	p := cataloguePage{Page: page}
	p.Lead = p.T("catalogue.lead")
	if catalogue.Cadre != "" {
		p.Lead = p.T("catalogue.lead.cadre", "cadre", p.T(catalogue.Cadre.Key()))
	}
	p.Form = parts.Filled{Values: map[string][]string{"cadre": {in.Cadre}, "language": {in.Language}}}
	p.Cadres = []parts.Option{{Value: "", Label: p.T("catalogue.all_cadres")}}
	for _, cadre := range people.Cadres() {
		p.Cadres = append(p.Cadres, parts.Option{Value: string(cadre), Label: p.T(cadre.Key())})
	}
	p.Languages = append([]parts.Option{{Value: "", Label: p.T("catalogue.all_languages")}}, languageOptions()...)
	for _, course := range catalogue.Courses {
		p.Cards = append(p.Cards, catalogueCardOf(page, course, until))
	}
	return p
}

func catalogueCardOf(page web.Page, c courses.CatalogueCourse, until map[string]db.Date) catalogueCard {
	p, v := page.Printer, c.Version
	card := catalogueCard{ID: c.CourseID, Title: v.Title, Lang: v.Language, Summary: v.Summary, Mine: c.Mine, State: ownState(p, c, until)}
	if c.EnrolmentID != "" {
		card.Href = "/learn/" + c.EnrolmentID
	}
	if page.Actor.Somewhere(access.AuthorCourses) || page.Actor.Somewhere(access.RunOfferings) {
		card.Course = "/courses/" + c.CourseID
	}
	var cadres, competencies, languages []string
	for _, cadre := range v.Audience {
		cadres = append(cadres, p.T(cadre.Key()))
	}
	for _, competency := range c.Competencies {
		competencies = append(competencies, competency.Name.In(p.Locale()))
	}
	for _, in := range c.Spoken {
		name := languageName(in.Language)
		if in.Lessons < c.Lessons {
			name = p.T("catalogue.partly", "language", name, "part", p.T("wording.n_of_m", "n", in.Lessons, "m", c.Lessons))
		}
		languages = append(languages, name)
	}
	card.Facts = []parts.Fact{
		{Label: p.T("courses.audience"), Text: strings.Join(cadres, ", ")},
		{Label: p.T("courses.hours"), Text: hours(p, v.Hours)},
		{Label: p.T("catalogue.languages"), Text: strings.Join(languages, ", ")},
		{Label: p.T("courses.competencies"), Text: strings.Join(competencies, ", ")},
	}
	for _, m := range c.Requires {
		tone := parts.Notice
		if m.Holds {
			tone = parts.Good
		}
		card.Requires = append(card.Requires, note{tone, metText(p, m)})
	}
	for _, run := range c.Runs {
		card.Runs = append(card.Runs, runText(p, run))
	}
	if len(card.Runs) == 0 {
		card.NoRuns = p.T("catalogue.no_runs")
	}
	return card
}

// ownState says what the reader has to do with a course.
func ownState(p *i18n.Printer, c courses.CatalogueCourse, until map[string]db.Date) *note {
	last, certified := until[c.CompletionID]
	switch {
	case c.EnrolmentID != "":
		return &note{parts.Info, p.T("catalogue.under_way")}
	case c.CompletedOn > 0 && certified && last > 0:
		return &note{parts.Good, p.T("catalogue.completed_until", "on", c.CompletedOn, "until", last)}
	case c.CompletedOn > 0:
		return &note{parts.Good, p.T("catalogue.completed", "on", c.CompletedOn)}
	default:
		return nil
	}
}

// runText says when and where an offering is, and how many places are left.
func runText(p *i18n.Printer, r courses.CatalogueRun) string {
	about := []string{days(p, r.Offering), modeName(p, r.Mode)}
	if r.Place != "" {
		about = append(about, r.Place)
	}
	about = append(about, strings.Join(r.Places, ", "))
	if r.Free != nil {
		about = append(about, p.T("catalogue.free", "count", *r.Free))
	}
	return strings.Join(about, " · ")
}
