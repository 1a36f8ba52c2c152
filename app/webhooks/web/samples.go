package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/app/webhooks"
)

// Samples shows the pages in their states.
func Samples(locale i18n.Locale) []web.Sample {
	page := web.SamplePage(locale, "")
	titled := func(title string) web.Page { p := page; p.Title = title; return p }
	at := db.NewDate(2026, 5, 14).Start().Add(9*3600e9 + 20*60e9)
	until, actor := at.Add(24*3600e9), access.System()
	works := webhooks.Webhook{ID: "muestra", Address: "https://planillas.example.pe/relevo/avisos?de=la-red-acoge", Events: "posting.started posting.ended certificate.issued", CreatedAt: at, FormerUntil: &until}
	failing, paused := works, works
	failing.Address, failing.FailingSince = "https://boletin.example.pe/a/<b>", &at
	paused.Address, paused.PausedAt, paused.PausedWhy = "https://registro-nacional-de-servidores-publicos.example.pe/entrada", &at, webhooks.Failing
	var sent []webhooks.Delivery
	for i, one := range []webhooks.Delivery{
		{Event: webhooks.Tested, State: webhooks.Waiting},
		{Event: webhooks.CertificateIssued, State: webhooks.Waiting, Tries: 3, Status: 503, Trouble: webhooks.Refused},
		{Event: webhooks.PostingStarted, State: webhooks.Delivered, Tries: 1, Status: 204},
		{Event: webhooks.PostingEnded, State: webhooks.Failed, Tries: 15, Trouble: webhooks.Slow},
		{Event: webhooks.PostingEnded, State: webhooks.Failed, Tries: 15, Status: 301, Trouble: webhooks.Redirected},
	} {
		one.ID, one.MessageID, one.CreatedAt = string(rune('a'+i)), "msg_0f5e8d2c4b6a79881726354433221100", at
		sent = append(sent, one)
	}
	closed := listPageOf(titled(page.T("webhooks.title")), actor, nil)
	closed.Closed = true
	closed.Form = parts.Filled{}.With("address", "http://10.0.0.7/")
	closed.Form.Messages = []parts.Message{{Field: "address", Text: page.T("webhooks.address.https")}}
	made := onePageOf(titled(works.Host()), actor, works, nil)
	made.Secret = "whsec_dW5hIG11ZXN0cmEgcXVlIG5vIGZpcm1hIG5hZGEgbnVuY2E="
	return []web.Sample{
		{Name: "webhooks", Whole: true, Component: showList(listPageOf(titled(page.T("webhooks.title")), actor, []webhooks.Webhook{works, failing, paused}))},
		{Name: "webhooks-closed", Whole: true, Component: showList(closed)},
		{Name: "webhook", Whole: true, Component: showOne(onePageOf(titled(works.Host()), actor, works, sent))},
		{Name: "webhook-made", Whole: true, Component: showOne(made)},
		{Name: "webhook-paused", Whole: true, Component: showOne(onePageOf(titled(paused.Host()), actor, paused, sent))},
	}
}
