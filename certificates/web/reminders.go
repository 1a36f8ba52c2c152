package web

import (
	"slices"

	"relevo/app/mail"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

// Notices says on the page of one's courses which of one's certificates end
// soon, and notes that it was said.
func (h *Handlers) Notices(c *web.Ctx) ([]web.Notice, error) {
	endings, err := h.endings(c)
	list := notices(c.Page("certificates.list.title"), endings)
	for i := range list {
		list[i].Href, list[i].Do = "/certificates", c.T("reminders.see")
	}
	return list, err
}

// endings gives what the reader is to be reminded of, and notes that they were.
func (h *Handlers) endings(c *web.Ctx) ([]certificates.Ending, error) {
	list, err := h.Certificates.Endings(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(list, func(e certificates.Ending) bool { return !e.Told }) {
		return list, h.Certificates.NoteReminded(c.Context(), c.Actor)
	}
	return list, nil
}

// notices puts certificates that end soon into words, each with where the course
// can be taken again.
func notices(p web.Page, list []certificates.Ending) []web.Notice {
	var all []web.Notice
	for _, e := range list {
		one := web.Notice{Tone: parts.Notice, Title: p.T("expiring.ends", "course", e.CourseTitle, "count", e.DaysLeft)}
		switch {
		case e.DaysLeft < 0:
			one.Tone, one.Title = parts.Bad, p.T("expiring.ended", "course", e.CourseTitle)
		case e.DaysLeft == 0:
			one.Title = p.T("expiring.ends_today", "course", e.CourseTitle)
		}
		one.Texts = append(one.Texts, p.T("expiring.until", "until", p.LongDate(*e.ValidUntil)))
		for _, next := range e.Next {
			one.Texts = append(one.Texts, p.T("expiring.next", "offering", next.Code, "from", next.StartsOn, "to", next.EndsOn))
		}
		if len(e.Next) == 0 {
			one.Texts = append(one.Texts, p.T("expiring.no_next"))
		}
		all = append(all, one)
	}
	return all
}

// reminded says what the holder of a certificate that ends knows of it.
func reminded(p web.Page, row certificates.ExpiringRow) parts.Cell {
	cell := parts.Cell{Text: p.T("expiring.not_yet")}
	if row.RemindedOn != nil {
		cell.Text = p.T("reminders.seen_on", "date", *row.RemindedOn)
	}
	switch row.Mail {
	case mail.Sent:
		cell.Note = p.T("reminders.mailed_on", "date", row.MailedOn)
	case mail.Waiting:
		cell.Note = p.T("reminders.mail_waiting")
	case mail.Sending:
		cell.Note = p.T("reminders.mail_unknown")
	case mail.Failed:
		cell.Note = p.T("reminders.mail_failed")
	}
	return cell
}
