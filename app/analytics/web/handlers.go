package web

import (
	"net/url"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Handlers answer for the pages of figures.
type Handlers struct {
	Analytics *analytics.Service
}

// subjectInput is what every page of figures may be asked about.
type subjectInput struct {
	Competency string       `form:"competency"`
	Cadre      people.Cadre `form:"cadre"`
}

func (in subjectInput) values() url.Values {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("competency", in.Competency)
	set("cadre", string(in.Cadre))
	return values
}

// filterInput is what figures and accounts may be narrowed down to besides.
type filterInput struct {
	Region string `form:"region"`
	Funder string `form:"funder"`
}

// valuesAbout are the values that lead to another page about the same.
func valuesAbout(about analytics.Subject) url.Values {
	values := subjectInput{about.Competency.Code, about.Cadre}.values()
	if about.Place.Region != "" {
		values.Set("region", about.Place.Region)
	}
	if about.Funder != nil {
		values.Set("funder", about.Funder.Code)
	}
	if about.Known == analytics.KnownThen {
		values.Set("known", string(about.Known))
	}
	return values
}

// filters are the choices of region and funder, and what of them is chosen.
type filters struct {
	Regions []parts.Option // none where there is nothing to choose between
	Funders []parts.Option
	Chosen  []string // in words
	Without string   // leads to the same without region and funder
}

func filtersOf(p *i18n.Printer, about analytics.Subject, path string, values url.Values) (f filters) {
	if len(about.Place.Regions) > 1 || about.Place.Region != "" {
		f.Regions = []parts.Option{{Label: p.T("analytics.all_regions")}}
		for _, code := range about.Place.Regions {
			f.Regions = append(f.Regions, parts.Option{Value: code, Label: people.RegionName(code)})
		}
	}
	if len(about.Funders) > 0 {
		f.Funders = []parts.Option{{Label: p.T("analytics.all_funders")}}
		for _, one := range about.Funders {
			f.Funders = append(f.Funders, parts.Option{Value: one.Code, Label: one.Name})
		}
	}
	f.Chosen = report.Chosen(p, about)
	values.Del("region")
	values.Del("funder")
	f.Without = address(path, values)
	return f
}

// address puts a path and its values together.
func address(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

func placePath(id string) string { return "/figures/" + id }

// mailPath is where these figures can be had by mail.
func mailPath(about, placeID string, values url.Values) string {
	values.Del("on")
	values.Del("known")
	values.Set("about", about)
	if placeID != "" {
		values.Set("place", placeID)
	}
	return address("/reports/new", values)
}

func changePath(id string) string { return placePath(id) + "/change" }

// placeCrumbs is the way to a place, the place itself included when something
// stands below it.
func placeCrumbs(p *i18n.Printer, place analytics.Place, deeper ...parts.Link) []parts.Link {
	links := []parts.Link{{Label: p.T("analytics.title"), Href: "/figures"}}
	for _, above := range place.Above {
		links = append(links, parts.Link{Label: above.Name, Href: placePath(above.ID)})
	}
	if len(deeper) == 0 {
		return links
	}
	links = append(links, parts.Link{Label: report.PlaceName(p, place), Href: placePath(place.ID)})
	return append(links, deeper...)
}

// competencyOptions offers the framework.
func competencyOptions(p *i18n.Printer, about analytics.Subject) []parts.Option {
	var options []parts.Option
	for _, c := range about.Competencies {
		options = append(options, parts.Option{Value: c.Code, Label: c.Name.In(p.Locale())})
	}
	return options
}

func cadreOptions(p *i18n.Printer) []parts.Option {
	options := []parts.Option{{Label: p.T("analytics.all_cadres")}}
	for _, c := range people.Cadres() {
		options = append(options, parts.Option{Value: string(c), Label: p.T(c.Key())})
	}
	return options
}

// knownOptions offers what is known now of a past day, and what was known then.
func knownOptions(p *i18n.Printer) []parts.Option {
	var options []parts.Option
	for _, known := range []analytics.Known{analytics.KnownNow, analytics.KnownThen} {
		options = append(options, parts.Option{Value: string(known), Label: p.T("analytics.known." + string(known))})
	}
	return options
}

func rowCalled(name string) (measure.Row, error) {
	for row, known := range report.RowNames {
		if known == name {
			return row, nil
		}
	}
	return 0, fault.Missing("noun.page")
}

// whole writes a count that is undefined only where it is hidden.
func whole(p *i18n.Printer, n measure.Number) string { return report.Whole(p, n) }

// tenths writes an estimate of people that is undefined only where it is hidden.
func tenths(p *i18n.Printer, n measure.Number) string { return report.Tenths(p, n) }

// percent writes a share; a dash where there is none.
func percent(p *i18n.Printer, share measure.Number) string { return p.Percent(share.Float(), 0) }

// dayValue writes a day as a date field reads it; nothing for none.
func dayValue(day db.Date) []string {
	if day == 0 {
		return nil
	}
	return []string{day.String()}
}

// Root leads to the place at which the actor's figures begin.
func (h *Handlers) Root(c *web.Ctx) error {
	id, err := h.Analytics.Root(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.See(placePath(id))
}
