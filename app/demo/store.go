package demo

import (
	"encoding/json"
	"fmt"
	"reflect"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// rows are the facts that are stored in bulk at the end.
type rows struct {
	people       []people.Person
	imports      []people.RosterImport
	postings     []people.Posting
	enrolments   []courses.Enrolment
	reads        []courses.LessonRead
	visits       []courses.PackageVisit
	attendance   []courses.Attendance
	attempts     []assessments.Attempt
	answers      []assessments.Answer
	tasks        []assessments.ScoringTask
	ratings      []assessments.Rating
	scores       []assessments.ItemScore
	results      []assessments.Result
	completions  []courses.Completion
	certificates []certificates.Certificate
	named        []certificates.CertificateCompetency
	audit        []access.AuditEntry
}

// variables is about how many values one statement carries: well below what the
// databases allow, and quick enough not to be logged as slow.
const variables = 3000

// insert stores the rows of one table, many a statement.
func insert[T any](l *life, list []T) error {
	if len(list) == 0 {
		return nil
	}
	width := reflect.TypeFor[T]().NumField()
	if err := l.step.DB.CreateInBatches(list, max(1, variables/width)).Error; err != nil {
		return fmt.Errorf("%T: %w", list, err)
	}
	return nil
}

// audit notes who did something, as the services do.
func (l *life) audit(at *db.Tx, by, action, kind, id string, detail any) {
	text := "{}"
	if detail != nil {
		body, err := json.Marshal(detail)
		if err != nil {
			panic(err) // a map of numbers and texts is always JSON
		}
		text = string(body)
	}
	l.rows.audit = append(l.rows.audit, access.AuditEntry{ID: at.NewID(), HappenedAt: at.Now, AccountID: by, Action: action,
		ObjectKind: kind, ObjectID: id, Detail: text})
}

// write stores what happened in the offerings. People and their posts are
// there already.
func (l *life) write() error {
	for _, table := range []func() error{
		func() error { return insert(l, l.rows.enrolments) },
		func() error { return insert(l, l.rows.reads) },
		func() error { return insert(l, l.rows.visits) },
		func() error { return insert(l, l.rows.attendance) },
		func() error { return insert(l, l.rows.attempts) },
		func() error { return insert(l, l.rows.answers) },
		func() error { return insert(l, l.rows.tasks) },
		func() error { return insert(l, l.rows.ratings) },
		func() error { return insert(l, l.rows.scores) },
		func() error { return insert(l, l.rows.results) },
		func() error { return insert(l, l.rows.completions) },
		func() error { return insert(l, l.rows.certificates) },
		func() error { return insert(l, l.rows.named) },
		func() error { return insert(l, l.rows.audit) },
		l.freeze,
	} {
		if err := table(); err != nil {
			return err
		}
	}
	return nil
}

// freeze notes since when the forms can no longer change: their first assignment.
func (l *life) freeze() error {
	for _, code := range courseCodes {
		s := l.subjects[code]
		if err := l.step.DB.Model(&assessments.Form{}).Where("assessment_id = ?", s.assessment.ID).Update("frozen_at", s.frozen).Error; err != nil {
			return fmt.Errorf("freezing the forms of %s: %w", code, err)
		}
	}
	return nil
}
