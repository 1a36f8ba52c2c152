package web

import (
	"slices"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

// Samples shows the pages of certificates in their states, for the gallery
// and the tests that look at every page.
func Samples(locale i18n.Locale) []web.Sample {
	page := func(key string) web.Page {
		p := web.SamplePage(locale, "")
		p.Title = p.T(key)
		return p
	}
	valid := sampleRow(certificates.Completion, certificates.Valid)
	competence := sampleRow(certificates.Competence, certificates.Expired)
	revoked := sampleRow(certificates.Completion, certificates.Revoked)
	revokedOn := revoked.RevokedAt.Date()
	rows := []certificates.Row{valid, competence, revoked}
	places := []certificates.Place{{ID: "casa", Name: "CAR Casa del Río"}}
	opened := func(r certificates.Row, issuer bool) certificates.Opened {
		return certificates.Opened{Row: r, Address: "https://relevo.example.pe/verify/" + r.VerifyCode, Own: !issuer, MayRevoke: issuer && r.RevokedAt == nil}
	}
	wrong := parts.Filled{Messages: []parts.Message{{Field: "reason", Text: page("certificates.list.title").T("fault.required")}}}
	mistyped := parts.Filled{
		Values:   map[string][]string{"code": {"RLV-2026-7K3QD-M0XZW-5"}},
		Messages: []parts.Message{{Field: "code", Text: page("certificates.list.title").T("certificates.verify.mistyped")}},
	}
	list := page("certificates.list.title")
	manager := list
	manager.Actor = access.Actor{AccountID: "m", Name: "Rosa", Roles: []access.Held{{Role: access.Manager}}}
	verify, result := page("certificates.verify.title"), page("verify.file.result")
	stands := certificates.Verified{Paper: valid.Paper, State: certificates.Valid}
	noPDF := func(p askPage) askPage {
		p.Offline = true
		p.Upload.Messages = []parts.Message{{Field: "file", Text: p.T("verify.file.not_pdf")}}
		return p
	}
	return slices.Concat(templateSamples(locale), issuingSamples(page, rows), []web.Sample{
		{Name: "certificates-mine", Whole: true, Component: showList(newListPage(list, rows, false, certificates.List{}, listQuery{}))},
		{Name: "certificates-mine-empty", Whole: true, Component: showList(newListPage(list, nil, false, certificates.List{}, listQuery{}))},
		{Name: "certificates-issued", Whole: true, Component: showList(newListPage(list, nil, true, certificates.List{Institutions: places, Rows: rows, Next: valid.ID}, listQuery{Institution: "casa"}))},
		{Name: "certificates-issued-empty-manager", Whole: true, Component: showList(newListPage(manager, nil, true, certificates.List{Institutions: places}, listQuery{}))},
		{Name: "certificates-issued-empty", Whole: true, Component: showList(newListPage(list, nil, true, certificates.List{Institutions: places}, listQuery{}))},
		{Name: "certificate-own", Whole: true, Component: showCertificate(withBadge(newCertificatePage(web.SamplePage(locale, valid.CourseTitle), opened(valid, false), parts.Filled{}), valid.ID))},
		{Name: "certificate-issuer-refilled", Whole: true, Component: showCertificate(newCertificatePage(web.SamplePage(locale, competence.CourseTitle), opened(competence, true), wrong))},
		{Name: "certificate-revoked", Whole: true, Component: showCertificate(newCertificatePage(web.SamplePage(locale, revoked.CourseTitle), opened(revoked, true), parts.Filled{}))},
		{Name: "verify", Whole: true, Component: showAsk(newAskPage(verify, parts.Filled{}, false))},
		{Name: "verify-mistyped", Whole: true, Component: showAsk(newAskPage(verify, mistyped, false))},
		{Name: "verify-unknown", Whole: true, Component: showAsk(newAskPage(verify, parts.Filled{}, true))},
		{Name: "verify-file-refused", Whole: true, Component: showAsk(noPDF(newAskPage(verify, parts.Filled{}, false)))},
		{Name: "verify-file-same", Whole: true, Component: showVerified(newFilePage(result, certificates.CheckedFile{Finding: certificates.SameFile, Signer: "CAR Casa del Río", Verified: &stands}))},
		{Name: "verify-file-changed", Whole: true, Component: showVerified(newFilePage(result, certificates.CheckedFile{Finding: certificates.ChangedFile, Verified: &stands}))},
		{Name: "verify-file-unknown", Whole: true, Component: showVerified(newFilePage(result, certificates.CheckedFile{Finding: certificates.UnknownFile}))},
		{Name: "verified-valid", Whole: true, Component: showVerified(newVerifiedPage(verify, certificates.Verified{Paper: valid.Paper, State: certificates.Valid}))},
		{Name: "verified-expired", Whole: true, Component: showVerified(newVerifiedPage(verify, certificates.Verified{Paper: competence.Paper, State: certificates.Expired}))},
		{Name: "verified-revoked", Whole: true, Component: showVerified(newVerifiedPage(verify, certificates.Verified{Paper: revoked.Paper, State: certificates.Revoked, RevokedOn: &revokedOn, RevokeReason: revoked.RevokeReason}))},
	})
}

// withBadge shows the page as it is where there is a key.
func withBadge(page certificatePage, id string) certificatePage {
	page.Badge = newBadgeLinks(page.Page, id)
	return page
}

func sampleRow(kind certificates.Kind, state certificates.State) certificates.Row {
	row := certificates.Row{Holder: "Ñahui Quispe, Rosa María", State: state, Certificate: certificates.Certificate{
		ID: "01jx0000000000000000000000",
		Paper: certificates.Paper{
			Serial: "RLV-2026-7K3QD-M0XZW-3", VerifyCode: "abcdefghijklmnop2345", Kind: kind,
			PersonName: "Rosa María Ñahui Quispe", CourseTitle: "Acompañar sin interrogar: la primera hora en el centro",
			Competencies: certificates.Competencies{{Code: "empatia", Name: "Escucha empática"}, {Code: "preguntar", Name: "Preguntar sin interrogar"}},
			Funders:      certificates.Funders{"Fondo Río Claro", "Cooperación Puentes"}, Hours: 12.5,
			IssuedOn: db.NewDate(2026, time.May, 4), InstitutionName: "CAR Casa del Río", Language: "es",
		},
	}}
	if kind == certificates.Competence {
		until := row.IssuedOn.AddMonths(6)
		row.ValidUntil = &until
	}
	if state == certificates.Revoked {
		at := (row.IssuedOn + 10).Start()
		row.RevokedAt, row.RevokeReason = &at, "Se emitió por error a otra persona."
	}
	return row
}
