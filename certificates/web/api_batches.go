package web

import (
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/certificates"
)

type batch struct {
	ID            string      `json:"id"`
	Title         string      `json:"title"          doc:"Of the offering or the name of the institution."`
	Kind          string      `json:"kind"           enum:"attendance,completion,competence"`
	OfferingID    *string     `json:"offering_id"`
	InstitutionID *string     `json:"institution_id"`
	Wanted        int         `json:"wanted"`
	Issued        int         `json:"issued"`
	Skipped       int         `json:"skipped"        doc:"Not entitled any more when their turn came."`
	State         string      `json:"state"          enum:"waiting,running,done,stopped,failed"`
	CreatedAt     db.Instant  `json:"created_at"`
	FinishedAt    *db.Instant `json:"finished_at"`
}

func batchOf(b certificates.Batch) batch {
	return batch{b.ID, b.Title, string(b.Kind), b.OfferingID, b.InstitutionID, b.Wanted, b.Issued, b.Skipped, string(b.State), b.CreatedAt, b.FinishedAt}
}

type batchFull struct {
	batch

	Reason    string          `json:"reason"     doc:"Why it failed; empty unless it did."`
	Skips     []standingCount `json:"skips"      doc:"Why some were skipped."`
	MayStop   bool            `json:"may_stop"`
	MayResume bool            `json:"may_resume"`
}

type standingCount struct {
	Standing string `json:"standing" doc:"How they stand: entitled, has (one already) or what is missing."`
	Count    int    `json:"count"`
}

func standingOf(s certificates.StandingCount) standingCount {
	return standingCount{string(s.Standing), s.Count}
}

type batchChoice struct {
	OfferingID    string `json:"offering_id,omitempty"    doc:"Either an offering or an institution."`
	InstitutionID string `json:"institution_id,omitempty" doc:"There and below."`
	Kind          string `json:"kind"                     enum:"attendance,completion,competence"`
}

type entitledQuery struct {
	OfferingID    string `form:"offering_id"    doc:"Either an offering or an institution."`
	InstitutionID string `form:"institution_id" doc:"There and below."`
	Kind          string `form:"kind"           doc:"attendance, completion or competence."`
}

type entitledPreview struct {
	Title     string           `json:"title"`
	Standings []standingCount  `json:"standings"`
	People    []entitledPerson `json:"people"    doc:"The first 100, those entitled before the others."`
	More      int              `json:"more"      doc:"People who are not among them."`
}

type entitledPerson struct {
	EnrolmentID string   `json:"enrolment_id"`
	Name        string   `json:"name"`
	CourseTitle string   `json:"course_title"`
	CompletedOn *db.Date `json:"completed_on" doc:"null: attended without completing."`
	Standing    string   `json:"standing"`
}

func entitledOf(s certificates.Somebody) entitledPerson {
	out := entitledPerson{EnrolmentID: s.EnrolmentID, Name: s.Name, CourseTitle: s.Course, Standing: string(s.Standing)}
	if s.CompletedOn != 0 {
		out.CompletedOn = &s.CompletedOn
	}
	return out
}

type startBatch struct {
	Body batchChoice
}

type oneBatch struct {
	ID string `path:"batch"`
}

type endingQuery struct {
	Institution string  `form:"institution" doc:"There and below; left out: wherever the owner may issue."`
	Month       db.Date `form:"month"       doc:"Any day of the month; left out: this one."`
	After       string  `form:"after"       doc:"What next said of the part before. Empty: from the first to end."`
}

type expiringPart struct {
	api.Page[expiringCertificate]

	Months []expiringMonth `json:"months" doc:"How many end in each of the coming twelve."`
}

type expiringMonth struct {
	Month db.Date `json:"month" doc:"Its first day."`
	Count int     `json:"count"`
}

type expiringCertificate struct {
	certificate

	RemindedOn *db.Date `json:"reminded_on" doc:"When its holder saw it in relevo; null: not yet."`
	Mail       string   `json:"mail"        doc:"What became of the letter about it; empty: there is none."`
}

func expiringOf(r certificates.ExpiringRow) expiringCertificate {
	return expiringCertificate{certificateOf(r.Row), r.RemindedOn, string(r.Mail)}
}

// batchesAPI is for many certificates at once, and for those that end.
func (h *Handlers) batchesAPI() []web.Route {
	again := func(c *web.Ctx, id string, err error) (batchFull, error) {
		if err != nil {
			return batchFull{}, err
		}
		b, err := h.Certificates.Batch(c.Context(), c.Actor, id)
		out := batchFull{batch: batchOf(b.Batch), Skips: api.Each(b.Skips, standingOf), MayStop: b.MayStop, MayResume: b.MayResume}
		if b.State == certificates.Failed {
			out.Reason = b.Reason
		}
		return out, err
	}
	return []web.Route{
		api.Op[entitledQuery, entitledPreview]{
			Method: "GET", Path: "/certificates/entitled", Name: "certificates.entitled", Summary: "Who would get a certificate if they were issued at once to an offering or an institution", Needs: apiIssuers,
			Do: func(c *web.Ctx, in entitledQuery) (entitledPreview, error) {
				p, err := h.Certificates.Preview(c.Context(), c.Actor, certificates.Choice{OfferingID: in.OfferingID, InstitutionID: in.InstitutionID, Kind: certificates.Kind(in.Kind)})
				return entitledPreview{p.Title, api.Each(p.Standings, standingOf), api.Each(p.People, entitledOf), p.More}, err
			},
		}.Route(),
		api.Op[endingQuery, expiringPart]{
			Method: "GET", Path: "/certificates/expiring", Name: "certificates.expiring", Summary: "Certificates of competence that end in a month, 200 at a time, without those renewed", Needs: apiIssuers, Stands: []string{"certificates.expiring"},
			Do: h.apiExpiring,
		}.Route(),
		api.Op[api.Paging, api.Page[batch]]{
			Method: "GET", Path: "/certificates/batches", Name: "certificates.batches", Summary: "Certificates issued many at once: the owner's batches or, of who issues everywhere, all; the newest first", Needs: apiIssuers, Stands: []string{"certificates.batches"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[batch], error) {
				most, err := in.Most()
				if err != nil {
					return api.Page[batch]{}, err
				}
				list, err := h.Certificates.BatchesAfter(c.Context(), c.Actor, in.After, most+1)
				return api.First(list, most, func(b certificates.Batch) string { return b.ID }, batchOf), err
			},
		}.Route(),
		api.Op[startBatch, batchFull]{
			Method: "POST", Path: "/certificates/batches", Name: "certificates.batches.start", Summary: "Begin to issue, in the background, to all who are entitled now", Needs: apiIssuers, Status: 201, Stands: []string{"certificates.batches.start"},
			Do: func(c *web.Ctx, in startBatch) (batchFull, error) {
				b := in.Body
				started, err := h.Certificates.StartBatch(c.Context(), c.Actor, certificates.Choice{OfferingID: b.OfferingID, InstitutionID: b.InstitutionID, Kind: certificates.Kind(b.Kind)})
				return again(c, started.ID, err)
			},
		}.Route(),
		api.Op[oneBatch, batchFull]{
			Method: "GET", Path: "/certificates/batches/:batch", Name: "certificates.batch", Summary: "How far a batch has come", Needs: apiIssuers, Stands: []string{"certificates.batch"},
			Do: func(c *web.Ctx, in oneBatch) (batchFull, error) { return again(c, in.ID, nil) },
		}.Route(),
		api.Op[oneBatch, batchFull]{
			Method: "POST", Path: "/certificates/batches/:batch/stop", Name: "certificates.batch.stop", Summary: "Issue no more of a batch; what was issued stays", Needs: apiIssuers, Stands: []string{"certificates.batch.stop"},
			Do: func(c *web.Ctx, in oneBatch) (batchFull, error) {
				return again(c, in.ID, h.Certificates.StopBatch(c.Context(), c.Actor, in.ID))
			},
		}.Route(),
		api.Op[oneBatch, batchFull]{
			Method: "POST", Path: "/certificates/batches/:batch/resume", Name: "certificates.batch.resume", Summary: "Take a batch up again", Needs: apiIssuers, Stands: []string{"certificates.batch.resume"},
			Do: func(c *web.Ctx, in oneBatch) (batchFull, error) {
				return again(c, in.ID, h.Certificates.ResumeBatch(c.Context(), c.Actor, in.ID))
			},
		}.Route(),
	}
}

func (h *Handlers) apiExpiring(c *web.Ctx, in endingQuery) (expiringPart, error) {
	var month *db.Date
	if in.Month != 0 {
		month = &in.Month
	}
	e, err := h.Certificates.ExpiringAfter(c.Context(), c.Actor, in.Institution, month, in.After)
	if err != nil {
		return expiringPart{}, err
	}
	out := expiringPart{Page: api.Page[expiringCertificate]{Items: api.Each(e.Rows, expiringOf)},
		Months: api.Each(e.Months, func(m certificates.ExpiringMonth) expiringMonth { return expiringMonth{m.Month, m.Count} })}
	if e.More {
		out.Next = e.Rows[len(e.Rows)-1].ID
	}
	return out, nil
}
