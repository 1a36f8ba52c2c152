package demo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// digests gives, by table, a digest of all its rows: equal for equal rows
// whatever their order and the database.
func (p programme) digests() map[string]string {
	p.t.Helper()
	return map[string]string{
		"account": digest[access.Account](p), "role_grant": digest[access.Grant](p), "audit_entry": digest[access.AuditEntry](p),
		"institution": digest[people.Institution](p), "approved_posts": digest[people.ApprovedPosts](p), "person": digest[people.Person](p),
		"roster_import": digest[people.RosterImport](p), "roster_draft": digest[people.RosterDraft](p), "posting": digest[people.Posting](p),
		"competency": digest[assessments.Competency](p), "item": digest[assessments.Item](p), "item_version": digest[assessments.ItemVersion](p),
		"item_import": digest[assessments.ItemImport](p), "rubric": digest[assessments.Rubric](p), "assessment": digest[assessments.Assessment](p),
		"form": digest[assessments.Form](p), "form_item": digest[assessments.FormItem](p), "administration": digest[assessments.Administration](p),
		"attempt": digest[assessments.Attempt](p), "answer": digest[assessments.Answer](p), "scoring_task": digest[assessments.ScoringTask](p),
		"rating": digest[assessments.Rating](p), "item_score": digest[assessments.ItemScore](p), "result": digest[assessments.Result](p),
		"funder": digest[courses.Funder](p), "course": digest[courses.Course](p), "course_version": digest[courses.CourseVersion](p),
		"course_competency": digest[courses.CourseCompetency](p), "module": digest[courses.Module](p), "lesson": digest[courses.Lesson](p),
		"course_file": digest[courses.CourseFile](p), "glossary_term": digest[courses.GlossaryTerm](p), "case_signature": digest[courses.CaseSignature](p),
		"lesson_check": digest[courses.LessonCheck](p),
		"offering":     digest[courses.Offering](p), "offering_institution": digest[courses.OfferingInstitution](p),
		"offering_funder": digest[courses.OfferingFunder](p), "offering_trainer": digest[courses.OfferingTrainer](p),
		"offering_administration": digest[courses.OfferingAdministration](p), "enrolment": digest[courses.Enrolment](p),
		"lesson_read": digest[courses.LessonRead](p), "attendance": digest[courses.Attendance](p), "completion": digest[courses.Completion](p),
		"competency_version": digest[assessments.CompetencyVersion](p), "competency_target": digest[assessments.CompetencyTarget](p),
		"capacity_checklist": digest[assessments.Checklist](p), "capacity_round": digest[assessments.CapacityRound](p),
		"capacity_seat": digest[assessments.CapacitySeat](p), "capacity_rating": digest[assessments.CapacityRating](p),
		"capacity_consensus": digest[assessments.CapacityConsensus](p), "capacity_result": digest[assessments.CapacityResult](p),
		"monthly_count": digest[assessments.MonthlyCount](p), "survey_ask": digest[courses.SurveyAsk](p), "survey_response": digest[courses.SurveyResponse](p),
		"paper_template": digest[certificates.TemplateVersion](p), "paper_image": digest[certificates.PaperImage](p),
		"certificate": digest[certificates.Certificate](p), "certificate_competency": digest[certificates.CertificateCompetency](p),
	}
}

func digest[T any](p programme) string {
	p.t.Helper()
	rows := all[T](p)
	lines := make([]string, len(rows))
	for i, row := range rows {
		if account, ok := any(&row).(*access.Account); ok {
			account.PasswordHash = "" // salted anew each time
		}
		body, err := json.Marshal(row)
		if err != nil {
			p.t.Fatal(err)
		}
		lines[i] = string(body)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:8])
}
