package demo

import (
	"fmt"
	"slices"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// complete draws the consequences of a scored test at the end: the completion
// and its certificates. The tests themselves are stored with it.
func (l *life) complete(j *journey) error {
	p := &j.progress
	rule, on, completes := p.Completes()
	if !completes {
		return nil
	}
	at := l.at(p.Post.ScoredAt.Add(time.Second))
	detail, err := p.Detail()
	if err != nil {
		return fmt.Errorf("the detail of a completion: %w", err)
	}
	post := j.who.snapshot(on)
	s := j.in.subject
	p.Completion = &courses.Completion{ID: at.NewID(), EnrolmentID: j.enrolment.ID, PersonID: j.who.ID, CourseID: s.version.CourseID,
		CourseVersionID: s.version.ID, CompletedOn: on, RuleVersion: rule, Detail: detail, InstitutionID: post.InstitutionID,
		Cadre: string(post.Cadre), Region: post.Region, RecordedAt: at.Now, RecordedBy: access.SystemID}
	l.rows.completions = append(l.rows.completions, *p.Completion)
	l.audit(at, access.SystemID, "courses.complete", "completion", p.Completion.ID, map[string]string{"rule": string(rule)})
	l.certify(j, l.at(at.Now.Add(time.Second)))
	return nil
}

// certify issues what the completion earns: a certificate of completion and,
// when everything was mastered, one of competence.
func (l *life) certify(j *journey, at *db.Tx) {
	s, done := j.in.subject, j.progress.Completion
	record := courses.CompletionRecord{Completion: *done, OfferingID: j.in.ID, OfferingCode: j.in.Offering.Code, CourseTitle: s.version.Title,
		Language: s.version.Language, Hours: s.version.Hours, Competencies: s.skills, Funders: j.in.funders, PostAttempt: j.progress.Post}
	place := ""
	if done.InstitutionID != nil {
		place = l.nameOf(*done.InstitutionID)
	}
	kinds := []certificates.Kind{certificates.Completion}
	if l.mastered(j) {
		kinds = append(kinds, certificates.Competence)
	}
	for _, kind := range kinds {
		c := certificates.Make(at, record, j.who.Person, place, kind)
		c.TemplateID = &l.template
		l.rows.certificates = append(l.rows.certificates, c)
		for _, named := range c.Competencies {
			l.rows.named = append(l.rows.named, certificates.CertificateCompetency{CertificateID: c.ID, CompetencyCode: named.Code})
		}
		l.audit(at, access.SystemID, "certificates.certificate.issue", "certificate", c.ID, map[string]string{"completion": done.ID, "kind": string(kind)})
	}
}

// mastered tells whether the test at the end shows mastery of every
// competency of the course.
func (l *life) mastered(j *journey) bool {
	missing := slices.Clone(j.in.subject.file.Competencies)
	for _, r := range slices.Backward(l.rows.results) {
		if *r.AttemptID != j.progress.Post.ID {
			break // the results of an attempt lie together, and these were the last
		}
		if r.Mastered() {
			missing = slices.DeleteFunc(missing, func(code string) bool { return code == r.CompetencyCode })
		}
	}
	return len(missing) == 0
}

func (l *life) nameOf(institutionID string) string {
	for _, p := range l.order {
		if p.ID == institutionID {
			return p.Name
		}
	}
	return ""
}

// followUpMonths are when a skill is looked at again, as courses has them.
var followUpMonths = []int{3, 6}

// followUp asks everybody who completed a course again, three and six months
// later, as far as they are there and answer.
func (l *life) followUp() error {
	for _, o := range l.offerings {
		var done []*journey
		for _, j := range o.journeys {
			if j.progress.Completion != nil {
				done = append(done, j)
			}
		}
		slices.SortFunc(done, func(a, b *journey) int {
			return int(a.progress.Completion.RecordedAt.Sub(b.progress.Completion.RecordedAt) / time.Second)
		})
		for _, months := range followUpMonths {
			if len(done) > 0 {
				if err := l.openFollowUp(o, months, done[0].progress.Completion.RecordedAt); err != nil {
					return fmt.Errorf("%s after %d months: %w", o.code, months, err)
				}
			}
			for _, j := range done {
				l.askAgain(j, months)
			}
		}
		for _, j := range o.journeys {
			for _, a := range []*assessments.Attempt{j.progress.Pre, j.progress.Post} {
				if a != nil {
					l.rows.attempts = append(l.rows.attempts, *a)
				}
			}
		}
	}
	return nil
}

// openFollowUp makes the sitting, when the first person has completed the course.
func (l *life) openFollowUp(o *offering, months int, at db.Instant) error {
	step := l.at(at.Add(time.Second))
	made, err := assessments.AdministerTx(step, access.System(), assessments.NewAdministration{AssessmentID: o.subject.assessment.ID,
		Occasion: assessments.FollowUp, MonthsAfter: months, Title: o.subject.version.Title + " · " + o.Offering.Code, OpensAt: o.StartsOn.Start()})
	if err != nil {
		return err
	}
	o.administrations[occasionKey(assessments.FollowUp, months)] = made.ID
	return step.DB.Create(&courses.OfferingAdministration{OfferingID: o.ID, AdministrationID: made.ID, Occasion: string(assessments.FollowUp)}).Error
}

// askAgain assigns the follow-up and lets the person answer around the day it
// is due, or not.
func (l *life) askAgain(j *journey, months int) {
	done := j.progress.Completion
	due := done.CompletedOn.AddMonths(months)
	a := l.assign(j.in, j.who, sitting{occasion: assessments.FollowUp, months: months, not: j.progress.Post.FormID, due: to(due)},
		l.at(done.RecordedAt.Add(2*time.Second)))
	j.left = j.who.leaves(done.CompletedOn)
	at := j.dice.during(due + db.Date(j.dice.between(-6, 12)))
	if answers := !j.fails(0.16); answers && j.present(at) && !l.asksNoMore(j, months) {
		l.sit(j, a, at)
	}
	l.closeIfGone(j, a)
	l.rows.attempts = append(l.rows.attempts, *a)
}
