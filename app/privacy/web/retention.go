package web

import (
	"strconv"
	"strings"

	"relevo/app/fault"
	"relevo/app/privacy"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type retentionPage struct {
	web.Page
	Days, Months []parts.Input
	Form         parts.Filled
	Deletions    parts.Grid
	Erased       string
}

// Retention shows how long what is kept.
func (h *Handlers) Retention(c *web.Ctx) error { return h.showRetention(c, 200, nil, nil) }

func (h *Handlers) showRetention(c *web.Ctx, status int, typed map[string][]string, refused error) error {
	r, err := h.Privacy.Retention(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	form := parts.Filled{}
	if refused != nil {
		form = c.Fill(struct{}{}, refused)
		form.Values = typed
	}
	page := newRetentionPage(c.Page("privacy.retention.title"), r, form)
	return c.Render(status, showRetention(page))
}

func newRetentionPage(p web.Page, r privacy.Retention, form parts.Filled) retentionPage {
	p.Lead = p.T("privacy.retention.lead")
	page := retentionPage{Page: p, Form: form, Erased: p.T("privacy.retention.erased", "count", r.Erased)}
	for _, s := range r.Settings {
		in := parts.Input{Name: s.Name, Kind: parts.Whole, Required: true, MaxLength: 4}
		if s.Days {
			in.Label, in.Help = p.T("privacy.kind."+s.Of), p.T("privacy.setting.usual_days", "count", s.Usual)
			page.Days = append(page.Days, in)
		} else {
			in.Label, in.Help = p.T("privacy.rule."+s.Of), p.T("privacy.setting.usual_months", "count", s.Usual)
			page.Months = append(page.Months, in)
		}
		page.Form = page.Form.With(s.Name, strconv.FormatInt(s.Value, 10))
	}
	page.Deletions = parts.Grid{Caption: p.T("privacy.deletions.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("privacy.deletion.when")}, {Label: p.T("privacy.deletion.what")}, {Label: p.T("privacy.deletion.before")}, {Label: p.T("privacy.deletion.rows"), Numeric: true},
	}}
	for _, d := range r.Deletions {
		page.Deletions.Rows = append(page.Deletions.Rows, parts.Words(p.Instant(d.DeletedAt), p.T("privacy.rule."+d.Category), p.Instant(d.Before), p.Number(float64(d.Deleted), 0)))
	}
	return page
}

// Set changes how long what is kept and how soon requests are answered.
func (h *Handlers) Set(c *web.Ctx) error {
	r, err := h.Privacy.Retention(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	values, typed := map[string]int64{}, map[string][]string{}
	var check fault.Check
	for _, s := range r.Settings {
		text := strings.TrimSpace(c.FormValue(s.Name))
		typed[s.Name] = []string{text}
		n, err := strconv.ParseInt(text, 10, 32)
		check.That(err == nil, s.Name, "fault.not_whole")
		values[s.Name] = n
	}
	err = check.Err()
	if err == nil {
		err = h.Privacy.Set(c.Context(), c.Actor, values)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showRetention(c, 422, typed, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "privacy.setting.saved")
	return c.See("/privacy/retention")
}
