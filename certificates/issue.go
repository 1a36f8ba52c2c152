package certificates

import (
	"context"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/notifications"
	"relevo/app/people"
	"relevo/app/webhooks"
	"relevo/assessments"
	"relevo/courses"
)

// HearCompleted hears "courses.completed".
func (s *Service) HearCompleted(ctx context.Context, event courses.Completed) error {
	return s.IssueFor(ctx, event.CompletionID)
}

// IssueFor issues what a completion earns: a certificate of completion and,
// when every competency of the course was mastered in its post-test, one of
// competence. What was issued before is left as it is, so it may run any
// number of times. One of attendance is issued by hand only.
func (s *Service) IssueFor(ctx context.Context, completionID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		record, err := courses.CompletionTx(tx, completionID)
		if err != nil {
			return err
		}
		for _, kind := range []Kind{Completion, Competence} {
			if _, _, err := s.issueEntitled(tx, access.System(), []courses.CompletionRecord{record}, kind); err != nil {
				return err
			}
		}
		return nil
	})
}

// IssueByHand issues one certificate of a kind for an enrolment, for those who
// issue certificates where it was completed or, without that, where the person
// was enrolled from. It is refused, with the reason, to
// whoever has it already or is not entitled to it.
func (s *Service) IssueByHand(ctx context.Context, actor access.Actor, enrolmentID string, kind Kind) (Certificate, error) {
	var out Certificate
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		records, err := courses.RecordsTx(tx, []string{enrolmentID})
		if err == nil && len(records) == 0 {
			err = fault.Missing("noun.enrolment")
		}
		if err != nil {
			return err
		}
		record := records[0]
		path, err := pathOf(tx, Certificate{InstitutionID: record.InstitutionID})
		if err != nil {
			return err
		}
		if err := actor.Need(access.IssueCertificates, path); err != nil {
			return err
		}
		if !kind.known() {
			return fault.OnField("kind", "fault.required")
		}
		issued, standings, err := s.issueEntitled(tx, actor, []courses.CompletionRecord{record}, kind)
		if err != nil {
			return err
		}
		if len(issued) == 0 {
			return fault.New(fault.Conflict, "batches.not."+string(standings[record.EnrolmentID]))
		}
		out = issued[0]
		return nil
	})
	return out, err
}

// Standing says whether somebody is entitled to a certificate of a kind for an
// enrolment or what stands in the way.
type Standing string

// The standings.
const (
	Entitled   Standing = "entitled"
	Has        Standing = "has"        // it was issued already, and perhaps revoked
	Untested   Standing = "untested"   // no post-test belongs to the completion
	Unmastered Standing = "unmastered" // the post-test does not show mastery of every competency
	Incomplete Standing = "incomplete" // the course was not completed, which this kind takes
	Ongoing    Standing = "ongoing"    // the offering is not over: hours may still be added
	FewHours   Standing = "few_hours"  // fewer hours of attendance are recorded than it takes
)

// attendanceLeast is how many hours must be recorded for a certificate of
// attendance. It says how many there were, so one is enough to say something.
// Without a completion, it waits for the offering to be over (see
// [courses.CompletionRecord.Over]): it is issued once, and must say them all.
const attendanceLeast = 1.0

// standingsOf tells for enrolments whether each is entitled to the kind. It
// reads no more than the kind asks for.
func standingsOf(tx *db.Tx, enrolmentIDs []string, kind Kind) (map[string]Standing, error) {
	out := make(map[string]Standing, len(enrolmentIDs))
	for part := range slices.Chunk(enrolmentIDs, chunk) {
		if kind == Completion {
			have, err := certified(tx, part, kind)
			if err != nil {
				return nil, err
			}
			for _, id := range part {
				out[id] = Entitled
				if have[id] {
					out[id] = Has
				}
			}
			continue
		}
		records, err := courses.RecordsTx(tx, part)
		if err != nil {
			return nil, err
		}
		standings, err := judge(tx, records, kind)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, standings)
	}
	return out, nil
}

// judge tells of each enrolment whether it is entitled to the kind.
func judge(tx *db.Tx, records []courses.CompletionRecord, kind Kind) (map[string]Standing, error) {
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.EnrolmentID
	}
	have, err := certified(tx, ids, kind)
	if err != nil {
		return nil, err
	}
	var mastered map[string]map[string]bool
	if kind == Competence {
		if mastered, err = masteredIn(tx, records); err != nil {
			return nil, err
		}
	}
	out := make(map[string]Standing, len(records))
	for _, r := range records {
		switch {
		case have[r.EnrolmentID]:
			out[r.EnrolmentID] = Has
		case kind == Attendance && r.ID == "" && !r.Over(tx.Today()):
			out[r.EnrolmentID] = Ongoing
		case kind != Attendance && r.ID == "":
			out[r.EnrolmentID] = Incomplete
		case kind == Attendance && r.Attended < attendanceLeast:
			out[r.EnrolmentID] = FewHours
		case kind == Competence && (r.PostAttempt == nil || len(r.Competencies) == 0):
			out[r.EnrolmentID] = Untested
		case kind == Competence && !masteredAll(r, mastered[r.PostAttempt.ID]):
			out[r.EnrolmentID] = Unmastered
		default:
			out[r.EnrolmentID] = Entitled
		}
	}
	return out, nil
}

// masteredIn gives, by attempt, the competencies in which it shows mastery.
func masteredIn(tx *db.Tx, records []courses.CompletionRecord) (map[string]map[string]bool, error) {
	var personIDs []string
	for _, r := range records {
		personIDs = append(personIDs, r.PersonID)
	}
	results, err := assessments.ResultsForTx(tx, personIDs, "")
	mastered := map[string]map[string]bool{}
	for _, r := range results {
		if r.AttemptID == nil || !r.Mastered() {
			continue
		}
		if mastered[*r.AttemptID] == nil {
			mastered[*r.AttemptID] = map[string]bool{}
		}
		mastered[*r.AttemptID][r.CompetencyCode] = true
	}
	return mastered, err
}

func masteredAll(record courses.CompletionRecord, mastered map[string]bool) bool {
	for _, competency := range record.Competencies {
		if !mastered[competency.Code] {
			return false
		}
	}
	return true
}

// issueEntitled writes down what the papers of those entitled say today, and
// gives them with the standing that each enrolment had before.
func (s *Service) issueEntitled(tx *db.Tx, actor access.Actor, records []courses.CompletionRecord, kind Kind) ([]Certificate, map[string]Standing, error) {
	standings, err := judge(tx, records, kind)
	if err != nil {
		return nil, nil, err
	}
	entitled := slices.DeleteFunc(slices.Clone(records), func(r courses.CompletionRecord) bool { return standings[r.EnrolmentID] != Entitled })
	if len(entitled) == 0 {
		return nil, standings, nil
	}
	made, err := makeAll(tx, actor, entitled, kind)
	if err != nil {
		return nil, nil, err
	}
	if err := addAll(tx, made); err != nil {
		return nil, nil, err
	}
	for _, c := range made {
		err := access.Record(tx, actor, "certificates.certificate.issue", "certificate", c.ID,
			map[string]string{"enrolment": c.EnrolmentID, "kind": string(kind)})
		if err != nil {
			return nil, nil, err
		}
	}
	return made, standings, s.tellIssued(tx, made)
}

// tellIssued tells the holders, once where one enrolment earns several papers on a day, and other programs.
func (s *Service) tellIssued(tx *db.Tx, made []Certificate) error {
	news, events := make([]notifications.News, len(made)), make([]webhooks.Event, len(made))
	for i, c := range made {
		events[i] = c.event(webhooks.CertificateIssued)
		news[i] = notifications.News{PersonID: c.PersonID, About: c.CourseTitle, Path: "/certificates", Key: "certificate:" + c.EnrolmentID + ":" + c.IssuedOn.String()}
	}
	if _, err := s.Notices.TellTx(tx, notifications.Certificate, news); err != nil {
		return err
	}
	return s.Hooks.TellTx(tx, events...)
}

// event is what other programs are told of a certificate.
func (c Certificate) event(kind webhooks.Kind) webhooks.Event {
	e := webhooks.Event{Kind: kind, Fact: c.ID, ID: c.ID, Path: "/certificates/" + c.ID}
	if c.InstitutionID != nil {
		e.InstitutionID = *c.InstitutionID
	}
	return e
}

// makeAll makes the certificates of records, the earliest first, by the
// rules that hold today.
func makeAll(tx *db.Tx, actor access.Actor, records []courses.CompletionRecord, kind Kind) ([]Certificate, error) {
	var personIDs, placeIDs []string
	for _, r := range records {
		personIDs = append(personIDs, r.PersonID)
		if r.InstitutionID != nil {
			placeIDs = append(placeIDs, *r.InstitutionID)
		}
	}
	holders, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return nil, err
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return nil, err
	}
	templates, err := templatesInUse(tx)
	if err != nil {
		return nil, err
	}
	var valid validity
	if kind == Competence {
		if valid, err = validityFor(tx, personIDs); err != nil {
			return nil, err
		}
	}
	made := make([]Certificate, len(records))
	for i, r := range records {
		place := people.Institution{}
		if r.InstitutionID != nil {
			place = places[*r.InstitutionID]
		}
		made[i] = Make(tx, r, holders[r.PersonID], place.Name, kind)
		made[i].TemplateID = templates.at(place.Path)
		made[i].RecordedBy = actor.AccountID
		if kind == Competence {
			valid.apply(&made[i], r.CompletedOn)
		}
	}
	return made, nil
}

// validity is what decides how long certificates of competence are valid.
type validity struct {
	rules  map[string]Rule          // that hold, by course
	before map[string][]Certificate // of competence and not revoked, by person and course
}

func validityFor(tx *db.Tx, personIDs []string) (v validity, err error) {
	if v.rules, err = rulesNow(tx); err != nil {
		return v, err
	}
	all, err := CertificatesForTx(tx, personIDs)
	v.before = map[string][]Certificate{}
	for _, c := range all {
		if c.Kind == Competence && c.RevokedAt == nil {
			v.before[c.PersonID+" "+c.CourseID] = append(v.before[c.PersonID+" "+c.CourseID], c)
		}
	}
	return v, err
}

// apply sets until when a certificate is valid, and by which rule.
func (v validity) apply(c *Certificate, completed db.Date) {
	key := c.PersonID + " " + c.CourseID
	var previous *db.Date
	for _, b := range v.before[key] {
		// One that was issued after this completion is of a later one.
		if b.ValidUntil != nil && b.IssuedOn <= completed && (previous == nil || *b.ValidUntil > *previous) {
			previous = b.ValidUntil
		}
	}
	until := cycleOf(v.rules, c.CourseID).Until(completed, previous)
	c.ValidUntil, c.RuleVersion = &until, v.rules[c.CourseID].ID
	v.before[key] = append(v.before[key], *c)
}

// Make makes the certificate that an enrolment earns today and stores nothing.
// institutionName is that of the record's institution, empty when in none. One
// of competence is valid as is usual for courses without a rule of their own.
func Make(tx *db.Tx, record courses.CompletionRecord, holder people.Person, institutionName string, kind Kind) Certificate {
	c := Certificate{
		ID: tx.NewID(), EnrolmentID: record.EnrolmentID, CompletionID: orNil(record.ID), PersonID: record.PersonID, CourseID: record.CourseID,
		InstitutionID: record.InstitutionID, RecordedAt: tx.Now, RecordedBy: access.SystemID,
		Paper: Paper{
			Serial: newSerial(tx), VerifyCode: newCode(tx), Kind: kind, PersonName: spoken(holder), InstitutionName: institutionName,
			CourseTitle: record.CourseTitle, Hours: record.Hours, IssuedOn: tx.Today(), Language: record.Language,
		},
	}
	switch kind {
	case Competence:
		until := usual.Until(record.CompletedOn, nil)
		c.ValidUntil = &until
	case Attendance:
		c.Hours = record.Attended
		record.Competencies = nil // being there says nothing of what one is able to do
	}
	for _, one := range record.Competencies {
		c.Competencies = append(c.Competencies, Competency{Code: one.Code, Name: one.Name.In(i18n.Locale(record.Language))})
	}
	for _, one := range record.Funders {
		c.Funders = append(c.Funders, one.Name)
	}
	return c
}

// spoken is a name as it is said, given names first.
func spoken(p people.Person) string {
	return norm.NFC.String(strings.Join(strings.Fields(p.GivenNames+" "+p.FirstSurname+" "+p.SecondSurname), " "))
}
