package web

import (
	"strings"

	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// aboutInstitution tells what an institution is, as far as it is known.
func aboutInstitution(p web.Page, o people.Overview) []parts.Fact {
	at := o.Institution
	facts := []parts.Fact{{Label: p.T("people.institution.sector"), Text: p.T("people.sector." + at.Sector)}}
	add := func(label, text string) {
		if text != "" {
			facts = append(facts, parts.Fact{Label: label, Text: text})
		}
	}
	add(p.T("people.institution.place"), inWords(o.Where))
	if at.Setting != "" {
		add(p.T("people.institution.setting"), p.T("people.setting."+at.Setting))
	}
	add(p.T("people.institution.judicial_district"), at.JudicialDistrict)
	add(p.T("people.institution.languages"), languageNames(p, at.Languages))
	var former []string
	for _, f := range o.Former {
		former = append(former, p.T("people.institution.formerly.until", "name", f.Name, "date", f.BorneUntil))
	}
	add(p.T("people.institution.formerly"), strings.Join(former, "; "))
	return facts
}

func languageNames(p web.Page, codes people.Languages) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = p.T(people.LanguageKey(code))
	}
	return strings.Join(names, ", ")
}

// inWords writes where a place is, from the department down.
func inWords(where []string) string { return strings.Join(where, " › ") }
