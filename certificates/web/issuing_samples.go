package web

import (
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/mail"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// issuingSamples shows the rules, the batches, what ends and transcripts.
func issuingSamples(page func(string) web.Page, rows []certificates.Row) []web.Sample {
	var all []web.Sample
	all = append(all, endingSamples(page, rows)...)
	all = append(all, ruleSamples(page, rows)...)
	all = append(all, batchSamples(page, rows)...)
	return append(all, transcriptSamples(page, rows)...)
}

// titled is a page with a title as somebody wrote it.
func titled(page func(string) web.Page, title string) web.Page {
	p := page("menu.certificates")
	p.Title = title
	return p
}

// learner makes a page its reader's who takes courses.
func learner(p web.Page) web.Page {
	p.Actor = access.Actor{AccountID: "r", PersonID: "r", Name: "Rosa", Roles: []access.Held{{Role: access.Official}}}
	return p
}

func samplePlaces() []certificates.Place {
	return []certificates.Place{{ID: "casa", Name: "CAR Casa del Río"}}
}

func endingSamples(page func(string) web.Page, rows []certificates.Row) []web.Sample {
	day, ends := rows[0].IssuedOn, rows[1].Certificate
	reminding := newListPage(learner(page("certificates.list.title")), rows, false, certificates.List{}, listQuery{})
	reminding.Endings = notices(reminding.Page, []certificates.Ending{
		{Certificate: ends, DaysLeft: 12, Next: []certificates.Next{{Code: "CUIDADO-2026-2", StartsOn: day + 10, EndsOn: day + 20}}},
		{Certificate: ends}, {Certificate: ends, DaysLeft: -3},
	})
	months := make([]certificates.ExpiringMonth, 12)
	for i := range months {
		months[i] = certificates.ExpiringMonth{Month: db.NewDate(2026, time.November, 1).AddMonths(i), Count: 3 * i}
	}
	some := certificates.Expiring{
		Institutions: samplePlaces(), Months: months, Month: months[0].Month, More: true,
		ByMail: true,
		Rows:   []certificates.ExpiringRow{{Row: rows[1]}, {Row: rows[1], RemindedOn: &day}, {Row: rows[1], RemindedOn: &day, Mail: mail.Sent, MailedOn: day}, {Row: rows[1], Mail: mail.Failed, MailedOn: day}},
	}
	none := certificates.Expiring{Months: months, Month: months[0].Month}
	return []web.Sample{
		{Name: "certificates-ending", Whole: true, Component: showList(reminding)},
		{Name: "certificates-expiring", Whole: true, Component: showExpiring(newExpiringPage(page("expiring.title"), some))},
		{Name: "certificates-expiring-none", Whole: true, Component: showExpiring(newExpiringPage(page("expiring.title"), none))},
	}
}

func ruleSamples(page func(string) web.Page, rows []certificates.Row) []web.Sample {
	day := rows[0].IssuedOn
	usual := certificates.Cycle{Months: 6, Base: certificates.FromCompletion, RemindDays: 60}
	march := certificates.Cycle{Months: 12, Base: certificates.FixedDay, FixedMonth: 3, FixedDay: 31, MinimumMonths: 3, RemindDays: 60}
	renew := certificates.Cycle{Months: 12, Base: certificates.FromPrevious, RemindDays: 60}
	course := courses.CourseTitle{ID: "cuidado", Code: "CUIDADO", Title: rows[0].CourseTitle}
	ended := day.Start()
	before := []certificates.Rule{{Cycle: usual, RecordedAt: (day - 90).Start(), SupersededAt: &ended}}
	rules := []certificates.CourseRule{
		{Course: course, Cycle: usual, Until: usual.Until(day, nil)},
		{Course: course, Cycle: march, Own: true, Since: &day, Until: march.Until(day, nil), Before: before},
		{Course: course, Cycle: renew, Own: true, Since: &day, Until: renew.Until(day, nil), Late: &certificates.RuleCase{Previous: day + 30, On: day, Until: (day + 30).AddMonths(12)}},
	}
	one := titled(page, course.Title)
	wrong := filledRule(march)
	wrong.Messages = []parts.Message{{Field: "fixed_day", Text: one.T("rules.no_such_day")}}
	return []web.Sample{
		{Name: "rules", Whole: true, Component: showRules(newRulesPage(page("rules.title"), rules, true))},
		{Name: "rules-none", Whole: true, Component: showRules(newRulesPage(page("rules.title"), nil, false))},
		{Name: "rule", Whole: true, Component: showRule(newRulePage(one, rules[1], filledRule(march)))},
		{Name: "rule-refilled", Whole: true, Component: showRule(newRulePage(one, rules[1], wrong))},
	}
}

func batchSamples(page func(string) web.Page, rows []certificates.Row) []web.Sample {
	day, course := rows[0].IssuedOn, rows[0].CourseTitle
	at := day.Start()
	preview := certificates.Preview{
		Choice: certificates.Choice{InstitutionID: "casa", Kind: certificates.Competence}, Title: "CAR Casa del Río", Institutions: samplePlaces(), More: 140,
		Standings: []certificates.StandingCount{{Standing: certificates.Entitled, Count: 121}, {Standing: certificates.Has, Count: 12}, {Standing: certificates.Unmastered, Count: 9}},
		People: []certificates.Somebody{
			{EnrolmentID: "a", Name: "Ñahui Quispe, Rosa María", Course: course, CompletedOn: day, Standing: certificates.Entitled},
			{EnrolmentID: "b", Name: "Tapullima, José", Course: course, CompletedOn: day, Standing: certificates.Unmastered},
			{EnrolmentID: "c", Name: "Isuiza, Luz", Course: course, Standing: certificates.Ongoing},
		},
	}
	running := certificates.Batch{ID: "lote", Title: "CAR Casa del Río", Kind: certificates.Completion, Wanted: 1210, Issued: 399, Skipped: 1, State: certificates.Running, CreatedAt: at}
	done, stopped := running, running
	done.State, done.Issued, done.FinishedAt = certificates.Done, 1209, &at
	stopped.State, stopped.FinishedAt = certificates.Stopped, &at
	failed := stopped
	failed.State, failed.Reason = certificates.Failed, "disk I/O error (10)"
	skips := []certificates.StandingCount{{Standing: certificates.Has, Count: 1}}
	chosen := parts.Filled{Values: web.ValuesOf(choiceInput{Institution: "casa", Kind: string(certificates.Competence)})}
	batch := titled(page, running.Title)
	return []web.Sample{
		{Name: "batches", Whole: true, Component: showBatches(newBatchesPage(page("batches.title"), certificates.Preview{Institutions: samplePlaces()}, nil, parts.Filled{}))},
		{Name: "batches-preview", Whole: true, Component: showBatches(newBatchesPage(page("batches.title"), preview, []certificates.Batch{running, done, stopped}, chosen))},
		{Name: "batch-running", Whole: true, Component: showBatch(newBatchPage(batch, certificates.BatchView{Batch: running, MayStop: true, MayResume: true}))},
		{Name: "batch-failed", Whole: true, Component: showBatch(newBatchPage(batch, certificates.BatchView{Batch: failed, MayResume: true}))},
		{Name: "batch-done", Whole: true, Component: showBatch(newBatchPage(batch, certificates.BatchView{Batch: done, Skips: skips}))},
	}
}

func transcriptSamples(page func(string) web.Page, rows []certificates.Row) []web.Sample {
	mine, full, day := learner(page("transcripts.title")), sampleTranscript(rows), rows[0].IssuedOn
	at := day.Start()
	hidden := sampleTranscript(rows)
	hidden.WithScores, hidden.Courses[0].Results = false, nil
	link := func(id, purpose string, revoked *db.Instant, open bool) certificates.OwnLink {
		return certificates.OwnLink{Open: open, Link: certificates.Link{
			ID: id, Purpose: certificates.Purpose{Text: purpose, Scores: open}, CreatedAt: at, ExpiresAt: (day + 30).Start(), RevokedAt: revoked,
		}}
	}
	links := []certificates.OwnLink{link("uno", "Postulación al CAR Los Ceibos", nil, true), link("dos", "Concurso", nil, false), link("tres", "Maestría", &at, false)}
	fresh := parts.Filled{Values: web.ValuesOf(shareInput{Days: usualDays, Scores: true})}
	wrong := parts.Filled{Values: web.ValuesOf(shareInput{Days: 400}), Messages: []parts.Message{{Field: "days", Text: mine.T("transcripts.days_range", "max", 90)}}}
	shared := certificates.SharedTranscript{Transcript: hidden, Purpose: "Concurso", ExpiresAt: (day + 30).Start()}
	return []web.Sample{
		{Name: "transcript", Whole: true, Component: showTranscript(newOwnTranscriptPage(mine, full, links, fresh, ""))},
		{Name: "transcript-link-made", Whole: true, Component: showTranscript(newOwnTranscriptPage(mine, full, links[:1], fresh, "https://relevo.example.pe/t/muestra"))},
		{Name: "transcript-refilled", Whole: true, Component: showTranscript(newOwnTranscriptPage(mine, full, nil, wrong, ""))},
		{Name: "transcript-empty", Whole: true, Component: showTranscript(newOwnTranscriptPage(mine, certificates.Transcript{AsOf: day}, nil, fresh, ""))},
		{Name: "transcript-shared", Whole: true, Component: showTranscript(newSharedPage(titled(page, full.PersonName), shared, "/t/muestra"))},
	}
}

func sampleTranscript(rows []certificates.Row) certificates.Transcript {
	day := rows[0].IssuedOn
	c := certificates.TranscriptCourse{
		Code: "CUIDADO", Title: rows[0].CourseTitle, Offering: "CUIDADO-2026-1", StartsOn: day - 20, EndsOn: day,
		CompletedOn: day, Hours: 12.5, Institution: "CAR Casa del Río", Cadre: "psychologist",
		Results: []certificates.TranscriptResult{
			{Code: "empatia", Name: "Escucha empática", Occasion: assessments.Pre, On: day - 20, Score: 48, CutScore: 70},
			{Code: "empatia", Name: "Escucha empática", Occasion: assessments.Post, On: day, Score: 84, CutScore: 70, Mastered: true},
			{Code: "empatia", Name: "Escucha empática", Occasion: assessments.FollowUp, MonthsAfter: 3, On: day + 90, Score: 77, CutScore: 70, Mastered: true},
		},
	}
	for _, r := range rows {
		c.Certificates = append(c.Certificates, certificates.TranscriptCertificate{
			Serial: r.Serial, Kind: r.Kind, IssuedOn: r.IssuedOn, ValidUntil: r.ValidUntil, State: r.State, RevokeReason: r.RevokeReason,
		})
	}
	return certificates.Transcript{PersonName: rows[0].PersonName, AsOf: day + 100, WithScores: true, Courses: []certificates.TranscriptCourse{c}}
}
