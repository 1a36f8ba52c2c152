package web

import (
	"cmp"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/translation"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Handlers answer for the pages of translations.
type Handlers struct {
	Translations *translation.Service
}

const here = "/translations"

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	writes := web.Can(translation.Writes)
	return []web.Route{
		{Method: "GET", Path: here, Handle: h.List, Allow: writes, Name: "translations"},
		{Method: "GET", Path: here + "/files/:kind", Handle: h.File, Allow: writes, Name: "translations.file"},
		{Method: "GET", Path: here + "/:locale/:key", Handle: h.Line, Allow: writes, Name: "translations.line"},
		{Method: "POST", Path: here + "/:locale/:key", Handle: h.Write, Allow: writes, Name: "translations.write"},
	}
}

// onPage is how many sentences a page shows: each is a form.
const onPage = 20

type listInput struct {
	Locale i18n.Locale       `form:"locale"`
	State  translation.State `form:"state"`
	Part   string            `form:"part"`
	Search string            `form:"q"`
	Page   int               `form:"page"`
}

// address is the list with this filter at a page.
func (in listInput) address(page int) string {
	query := url.Values{"locale": {string(in.Locale)}}
	for name, value := range map[string]string{"state": string(in.State), "part": in.Part, "q": in.Search} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if page > 1 {
		query.Set("page", strconv.Itoa(page))
	}
	return here + "?" + query.Encode()
}

type listPage struct {
	web.Page
	Locales       []parts.Link
	Progress      parts.Amount
	Filter        parts.Filled
	States, Parts []parts.Option
	Lines         []lineView
	Paging        parts.Paging
	Files         []parts.Link
	Hidden        string // the locale
}

// lineView is one sentence with its form.
type lineView struct {
	Key, Action, Back string
	Spanish, English  []string // one or two forms
	Plural            bool     // the Spanish has two
	State             string
	Tone              parts.Tone
	Who               string // who wrote it last, and when
	Form              parts.Filled
	Lang              string
	Approvable        bool
	Why               string // why the reader cannot find it right; empty when they can, or there is nothing to
}

// List shows what there is to translate.
func (h *Handlers) List(c *web.Ctx) error {
	var in listInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	in.Locale = cmp.Or(in.Locale, i18n.Growing()[0])
	list, err := h.Translations.List(c.Context(), c.Actor, in.Locale, translation.Filter{State: in.State, Part: in.Part, Search: in.Search})
	if err != nil {
		return err
	}
	return c.Render(200, showList(listPageOf(c.Page("translation.title"), in, list)))
}

func listPageOf(page web.Page, in listInput, list translation.List) listPage {
	p := listPage{Page: page, Filter: parts.Filled{Values: web.ValuesOf(in)}, Hidden: string(in.Locale)}
	p.Lead = p.T("translation.lead")
	for _, l := range i18n.Growing() {
		p.Locales = append(p.Locales, parts.Link{Label: l.Name(), Href: listInput{Locale: l}.address(1), Current: l == in.Locale})
	}
	all := 0
	p.States = []parts.Option{{Label: p.T("translation.any_state")}}
	for _, s := range translation.States() {
		all += list.Counts[s]
		p.States = append(p.States, parts.Option{Value: string(s), Label: p.T("translation.state."+string(s)) + " (" + p.Value(list.Counts[s]) + ")"})
	}
	done := list.Counts[translation.Reviewed]
	p.Progress = parts.Amount{Label: p.T("translation.progress"), Value: done, Max: max(all, 1), Text: p.T("translation.n_of", "n", done, "count", all)}
	p.Parts = []parts.Option{{Label: p.T("translation.any_part")}}
	for _, part := range list.Parts {
		p.Parts = append(p.Parts, parts.Option{Value: part, Label: part})
	}
	from, to, paging := parts.PageOf(p.Printer, len(list.Lines), in.Page, onPage, in.address)
	p.Paging = paging
	for _, line := range list.Lines[from:to] {
		p.Lines = append(p.Lines, lineViewOf(p.Printer, in.Locale, line, in.address(in.Page)))
	}
	for _, kind := range []string{"csv", "xlsx", "json"} {
		p.Files = append(p.Files, parts.Link{Label: p.T("translation.file." + kind), Href: here + "/files/" + kind + "?locale=" + string(in.Locale)})
	}
	return p
}

var tones = map[translation.State]parts.Tone{translation.Missing: parts.Neutral, translation.Draft: parts.Notice, translation.Outdated: parts.Notice, translation.Reviewed: parts.Good}

func lineViewOf(p *i18n.Printer, locale i18n.Locale, line translation.Line, back string) lineView {
	v := lineView{
		Key: line.Key, Action: here + "/" + string(locale) + "/" + url.PathEscape(line.Key), Back: back, Lang: string(locale),
		Spanish: forms(line.Spanish), English: forms(line.English), Plural: line.Spanish.One != "",
		State: p.T("translation.state." + string(line.State)), Tone: tones[line.State],
		Form:       parts.Filled{ID: strings.ReplaceAll(line.Key, ".", "-"), Values: map[string][]string{"one": {line.Text.One}, "other": {line.Text.Other}}},
		Approvable: line.State == translation.Draft && !line.Mine,
	}
	if line.By != "" {
		v.Who = p.T("translation.who", "name", line.By, "at", line.WrittenAt)
	}
	if line.State == translation.Draft && line.Mine {
		v.Why = p.T("translation.own")
	}
	return v
}

func forms(s i18n.Sentence) []string {
	if s.One == "" {
		return []string{s.Other}
	}
	return []string{s.One, s.Other}
}

type linePage struct {
	web.Page
	Line lineView
}

// Line shows one sentence.
func (h *Handlers) Line(c *web.Ctx) error {
	return h.showLine(c, 200, nil)
}

// showLine shows a sentence, with what was typed where that was refused.
func (h *Handlers) showLine(c *web.Ctx, status int, typed *parts.Filled) error {
	locale, key := i18n.Locale(c.Params("locale")), c.Params("key")
	line, err := h.Translations.Line(c.Context(), c.Actor, locale, key)
	if err != nil {
		return err
	}
	p := linePage{Page: c.PageCalled(key), Line: lineViewOf(c.Printer, locale, line, listInput{Locale: locale}.address(1))}
	p.Crumbs = []parts.Link{{Label: p.T("translation.title"), Href: p.Line.Back}, {Label: key}}
	if typed != nil {
		typed.ID = p.Line.Form.ID
		p.Line.Form = *typed
	}
	return c.Render(status, showLine(p))
}

type writeInput struct {
	One   string `form:"one"`
	Other string `form:"other"`
	Do    string `form:"do"`
	Back  string `form:"back"`
}

// Write appends a draft, or finds the one that was shown right.
func (h *Handlers) Write(c *web.Ctx) error {
	var in writeInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	locale, key, text := i18n.Locale(c.Params("locale")), c.Params("key"), i18n.Sentence{One: in.One, Other: in.Other}
	act, said := h.Translations.Write, "translation.written"
	if in.Do == "approve" {
		act, said = h.Translations.Approve, "translation.approved"
	}
	err := act(c.Context(), c.Actor, locale, key, text)
	switch {
	case fault.Is(err, fault.Invalid):
		typed := c.Fill(in, err)
		return h.showLine(c, 422, &typed)
	case err != nil:
		return err
	}
	c.Flash(parts.Good, said)
	if !strings.HasPrefix(in.Back, here+"?") {
		in.Back = listInput{Locale: locale}.address(1)
	}
	return c.See(in.Back)
}

// File gives all that is written in a locale.
func (h *Handlers) File(c *web.Ctx) error {
	var in listInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	lines, err := h.Translations.Export(c.Context(), c.Actor, in.Locale)
	if err != nil {
		return err
	}
	name := "translations-" + string(in.Locale)
	if c.Params("kind") == "json" {
		right := map[string]i18n.Sentence{}
		for _, line := range lines {
			if line.State == translation.Reviewed {
				right[line.Key] = line.Text
			}
		}
		body, err := json.MarshalIndent(right, "", "  ")
		if err != nil {
			return err
		}
		return c.Give("json", name, append(body, '\n'))
	}
	rows := [][]string{{c.T("translation.key"), "es", "es (" + c.T("translation.one") + ")", string(in.Locale), string(in.Locale) + " (" + c.T("translation.one") + ")", c.T("translation.state"), c.T("translation.by"), c.T("translation.at")}}
	for _, line := range lines {
		at := ""
		if line.By != "" {
			at = line.WrittenAt.Date().String()
		}
		rows = append(rows, []string{line.Key, line.Spanish.Other, line.Spanish.One, line.Text.Other, line.Text.One, c.T("translation.state." + string(line.State)), line.By, at})
	}
	return c.SendTable(c.Params("kind"), name, rows)
}
