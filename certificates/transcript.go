package certificates

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// Transcript is what a person has learned, wherever they worked: every course
// they completed, what its tests showed and what was certified. It reads
// results of courses only; what people note for themselves, of their own
// well-being for instance, is never in it.
type Transcript struct {
	Format     string             `json:"format"` // transcriptFormat
	PersonName string             `json:"person"`
	AsOf       db.Date            `json:"as_of"`
	WithScores bool               `json:"with_scores"` // false: results are left out
	Courses    []TranscriptCourse `json:"courses"`     // the latest first
	// Attended are courses that were attended without being completed, the latest first.
	Attended []TranscriptAttended `json:"attended,omitempty"`
	Past     []TranscriptPast     `json:"past,omitempty"` // trainings brought in from files, the latest first
}

// transcriptFormat names what the JSON means; another meaning gets another name.
const transcriptFormat = "relevo-transcript/1"

// Hours is how many hours of courses were completed.
func (t Transcript) Hours() float64 {
	sum := 0.0
	for _, c := range t.Courses {
		sum += c.Hours
	}
	return sum
}

// TranscriptCourse is a completed course.
type TranscriptCourse struct {
	Code         string                  `json:"code"`
	Title        string                  `json:"title"`
	Offering     string                  `json:"offering"`
	StartsOn     db.Date                 `json:"starts_on"`
	EndsOn       db.Date                 `json:"ends_on"`
	CompletedOn  db.Date                 `json:"completed_on"`
	Hours        float64                 `json:"hours"`
	Institution  string                  `json:"institution,omitempty"` // where the person worked that day
	Cadre        people.Cadre            `json:"cadre,omitempty"`       // and as what
	Results      []TranscriptResult      `json:"results,omitempty"`     // in the order of the competencies, then of the days
	Certificates []TranscriptCertificate `json:"certificates,omitempty"`
}

// TranscriptResult is what a test showed of a competency.
type TranscriptResult struct {
	Code        string               `json:"competency"`
	Name        string               `json:"name"`
	Occasion    assessments.Occasion `json:"occasion"`
	MonthsAfter int                  `json:"months_after,omitempty"` // of a follow-up
	On          db.Date              `json:"on"`
	Score       float64              `json:"score"` // 0 to 100
	CutScore    float64              `json:"cut_score"`
	Mastered    bool                 `json:"mastered"`
}

// TranscriptCertificate is what was certified.
type TranscriptCertificate struct {
	Serial       string   `json:"serial"`
	Kind         Kind     `json:"kind"`
	IssuedOn     db.Date  `json:"issued_on"`
	ValidUntil   *db.Date `json:"valid_until,omitempty"`
	State        State    `json:"state"`
	RevokeReason string   `json:"revoke_reason,omitempty"`
}

// JSON is the transcript for programs. The same transcript gives the same bytes.
func (t Transcript) JSON() ([]byte, error) {
	body, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing a transcript as JSON: %w", err)
	}
	return append(body, '\n'), nil
}

// Transcript gives the actor's own transcript, in a language; others see it
// only through a link that its person has made (see [Service.Shared]).
func (s *Service) Transcript(ctx context.Context, actor access.Actor, language i18n.Locale) (Transcript, error) {
	if !actor.LoggedIn() {
		return Transcript{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if actor.PersonID == "" {
		return Transcript{}, fault.New(fault.NotFound, "transcripts.nobody")
	}
	var t Transcript
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		t, err = transcriptOf(tx, actor.PersonID, true, language)
		return err
	})
	return t, err
}

func transcriptOf(tx *db.Tx, personID string, withScores bool, language i18n.Locale) (Transcript, error) {
	person, err := people.PersonTx(tx, personID)
	if err != nil {
		return Transcript{}, err
	}
	t := Transcript{Format: transcriptFormat, PersonName: spoken(person), AsOf: tx.Today(), WithScores: withScores, Courses: []TranscriptCourse{}}
	completions, err := courses.CompletionsForTx(tx, []string{personID})
	if err != nil {
		return t, err
	}
	var ids, placeIDs []string
	for _, c := range completions {
		ids = append(ids, c.ID)
		if c.InstitutionID != nil {
			placeIDs = append(placeIDs, *c.InstitutionID)
		}
	}
	records, err := courses.CompletionRecordsTx(tx, ids)
	if err != nil {
		return t, err
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return t, err
	}
	issued, err := ofPerson(tx, personID)
	if err != nil {
		return t, err
	}
	if t.Attended, err = attendedOf(tx, issued); err != nil {
		return t, err
	}
	var shown shownResults
	if withScores {
		if shown, err = resultsShown(tx, personID, records, language); err != nil {
			return t, err
		}
	}
	if t.Past, err = pastOf(tx, personID); err != nil {
		return t, err
	}
	for _, r := range slices.Backward(records) {
		course := newTranscriptCourse(r, issued, tx.Today())
		if r.InstitutionID != nil {
			course.Institution = places[*r.InstitutionID].Name
		}
		course.Results = shown.of(r)
		t.Courses = append(t.Courses, course)
	}
	return t, nil
}

func newTranscriptCourse(r courses.CompletionRecord, issued []Certificate, today db.Date) TranscriptCourse {
	course := TranscriptCourse{
		Code: r.CourseCode, Title: r.CourseTitle, Offering: r.OfferingCode, StartsOn: r.StartsOn, EndsOn: r.EndsOn,
		CompletedOn: r.CompletedOn, Hours: r.Hours, Cadre: people.Cadre(r.Cadre),
	}
	for _, kind := range Kinds {
		for _, c := range issued {
			if c.EnrolmentID == r.EnrolmentID && c.Kind == kind {
				course.Certificates = append(course.Certificates, TranscriptCertificate{c.Serial, c.Kind, c.IssuedOn, c.ValidUntil, c.State(today), c.RevokeReason})
			}
		}
	}
	return course
}

// shownResults are a person's results by attempt, with what is needed to name them.
type shownResults struct {
	byAttempt map[string][]assessments.Result
	months    map[string]int // after the course, by administration
	names     map[string]string
	order     []string // of the competencies
}

func resultsShown(tx *db.Tx, personID string, records []courses.CompletionRecord, language i18n.Locale) (out shownResults, err error) {
	results, err := assessments.ResultsForTx(tx, []string{personID}, "")
	if err != nil {
		return out, err
	}
	out.byAttempt = map[string][]assessments.Result{}
	for _, r := range results {
		if r.AttemptID != nil {
			out.byAttempt[*r.AttemptID] = append(out.byAttempt[*r.AttemptID], r)
		}
	}
	framework, err := assessments.CompetenciesTx(tx)
	if err != nil {
		return out, err
	}
	out.names = map[string]string{}
	for _, c := range framework {
		if c.Kind == assessments.Personal { // what an institution is able to do is not its people's
			out.order, out.names[c.Code] = append(out.order, c.Code), c.Name.In(language)
		}
	}
	var ids []string
	for _, r := range records {
		for _, f := range r.FollowUps {
			ids = append(ids, f.AdministrationID)
		}
	}
	administrations, err := assessments.AdministrationsTx(tx, ids)
	out.months = map[string]int{}
	for id, a := range administrations {
		out.months[id] = a.MonthsAfter
	}
	return out, err
}

// of gives the results of the tests of a completed course.
func (s shownResults) of(r courses.CompletionRecord) []TranscriptResult {
	var attempts []assessments.Attempt
	for _, a := range []*assessments.Attempt{r.PreAttempt, r.PostAttempt} {
		if a != nil {
			attempts = append(attempts, *a)
		}
	}
	attempts = append(attempts, r.FollowUps...)
	var list []TranscriptResult
	for _, code := range s.order {
		from := len(list)
		for _, a := range attempts {
			for _, one := range s.byAttempt[a.ID] {
				if one.CompetencyCode == code {
					list = append(list, TranscriptResult{
						Code: code, Name: s.names[code], Occasion: one.Occasion, MonthsAfter: s.months[a.AdministrationID],
						On: one.AssessedOn, Score: one.Score, CutScore: one.CutScore, Mastered: one.Mastered(),
					})
				}
			}
		}
		slices.SortStableFunc(list[from:], func(a, b TranscriptResult) int { return int(a.On - b.On) })
	}
	return list
}
