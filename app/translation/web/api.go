package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/translation"
	"relevo/app/web"
	"relevo/app/web/api"
)

type translatedText struct {
	One   string `json:"one,omitempty" doc:"Of one, where the Spanish has a form of its own for it."`
	Other string `json:"other"`
}

func translatedTextOf(s i18n.Sentence) translatedText { return translatedText{s.One, s.Other} }

func (s translatedText) service() i18n.Sentence { return i18n.Sentence{One: s.One, Other: s.Other} }

type translatedLine struct {
	Key       string         `json:"key"`
	Part      string         `json:"part"       doc:"The file of the catalogue that it stands in."`
	Spanish   translatedText `json:"es"`
	English   translatedText `json:"en"`
	Text      translatedText `json:"text"       doc:"In the language; empty while it is missing."`
	State     string         `json:"state"      enum:"missing,draft,outdated,reviewed"`
	By        string         `json:"by"         doc:"Who wrote it last, or found it right; empty: nobody here."`
	WrittenAt *db.Instant    `json:"written_at"`
	Mine      bool           `json:"mine"       doc:"The owner wrote it, so that somebody else has to find it right."`
}

func translatedLineOf(l translation.Line) translatedLine {
	out := translatedLine{Key: l.Key, Part: l.Part, Spanish: translatedTextOf(l.Spanish), English: translatedTextOf(l.English), Text: translatedTextOf(l.Text), State: string(l.State), By: l.By, Mine: l.Mine}
	if !l.WrittenAt.IsZero() {
		out.WrittenAt = &l.WrittenAt
	}
	return out
}

type translationsQuery struct {
	Locale string `path:"locale" enum:"quy,quz"`
	State  string `form:"state"  enum:"missing,draft,outdated,reviewed"`
	Part   string `form:"part"`
	Search string `form:"q"      doc:"In the key, the Spanish or the translation."`
	api.Paging
}

type translationsPage struct {
	api.Page[translatedLine]

	Counts map[string]int `json:"counts" doc:"Of all sentences, whatever the filter, by their state."`
	Parts  []string       `json:"parts"`
}

type oneTranslation struct {
	Locale string `path:"locale" enum:"quy,quz"`
	Key    string `path:"key"`
}

type writeTranslation struct {
	oneTranslation

	Body translatedText
}

// API is what programs do with translations.
func (h *Handlers) API() []web.Route {
	writes := []access.Permission{translation.Writes}
	again := func(c *web.Ctx, in oneTranslation, err error) (translatedLine, error) {
		if err != nil {
			return translatedLine{}, err
		}
		line, err := h.Translations.Line(c.Context(), c.Actor, i18n.Locale(in.Locale), in.Key)
		return translatedLineOf(line), err
	}
	return []web.Route{
		api.Op[translationsQuery, translationsPage]{
			Method: "GET", Path: here + "/:locale", Name: "translations", Summary: "What relevo says, with what is written for it in a language that is still growing, by key", Needs: writes, Stands: []string{"translations", "translations.file"},
			Do: func(c *web.Ctx, in translationsQuery) (translationsPage, error) {
				list, err := h.Translations.List(c.Context(), c.Actor, i18n.Locale(in.Locale), translation.Filter{State: translation.State(in.State), Part: in.Part, Search: in.Search})
				if err != nil {
					return translationsPage{}, err
				}
				out := translationsPage{Counts: map[string]int{}, Parts: append([]string{}, list.Parts...)}
				for state, n := range list.Counts {
					out.Counts[string(state)] = n
				}
				out.Page, err = api.Cut(list.Lines, in.Paging, func(l translation.Line) string { return l.Key }, translatedLineOf)
				return out, err
			},
		}.Route(),
		api.Op[oneTranslation, translatedLine]{
			Method: "GET", Path: here + "/:locale/:key", Name: "translation", Summary: "One sentence with what is written for it", Needs: writes, Stands: []string{"translations.line"},
			Do: func(c *web.Ctx, in oneTranslation) (translatedLine, error) { return again(c, in, nil) },
		}.Route(),
		api.Op[writeTranslation, translatedLine]{
			Method: "PUT", Path: here + "/:locale/:key", Name: "translation.write", Summary: "Write a draft of a sentence; what was written before stays on record", Needs: writes, Stands: []string{"translations.write"},
			Do: func(c *web.Ctx, in writeTranslation) (translatedLine, error) {
				return again(c, in.oneTranslation, h.Translations.Write(c.Context(), c.Actor, i18n.Locale(in.Locale), in.Key, in.Body.service()))
			},
		}.Route(),
		api.Op[writeTranslation, translatedLine]{
			Method: "POST", Path: here + "/:locale/:key/approve", Name: "translation.approve", Summary: "Find these words of somebody else's right: pages say them from now on; 409 when the draft has others", Needs: writes,
			Do: func(c *web.Ctx, in writeTranslation) (translatedLine, error) {
				return again(c, in.oneTranslation, h.Translations.Approve(c.Context(), c.Actor, i18n.Locale(in.Locale), in.Key, in.Body.service()))
			},
		}.Route(),
	}
}
