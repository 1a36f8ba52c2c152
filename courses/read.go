package courses

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/assessments"
)

// What follows is for other slices, inside their transaction and after they
// have asked for permission.

// CompletionRecord is a completion with everything that a certificate says
// about it.
type CompletionRecord struct {
	Completion
	OfferingID   string
	OfferingCode string
	Mode         Mode
	Place        string
	StartsOn     db.Date
	EndsOn       db.Date
	CourseCode   string
	CourseTitle  string
	Language     string                   // locale of the course
	Hours        float64                  // of the course
	Attended     float64                  // hours attended, as recorded
	AttendedOn   db.Date                  // the last day of them; 0: none
	Competencies []assessments.Competency // in the framework's order
	Funders      []FunderPart             // greatest share first
	PreAttempt   *assessments.Attempt     // nil when there was none
	PostAttempt  *assessments.Attempt
	FollowUps    []assessments.Attempt // the earliest first
}

// CompletionTx gives one completion with all that belongs to it.
func CompletionTx(tx *db.Tx, id string) (CompletionRecord, error) {
	records, err := CompletionRecordsTx(tx, []string{id})
	if err == nil && len(records) == 0 {
		err = fault.Missing("noun.completion")
	}
	if err != nil {
		return CompletionRecord{}, err
	}
	return records[0], nil
}

// CompletionRecordsTx gives completions with all that belongs to them, the
// earliest first; the unknown are left out. It costs the same number of
// statements for any number of completions.
func CompletionRecordsTx(tx *db.Tx, ids []string) ([]CompletionRecord, error) {
	list, err := whereIn[Completion](tx, "id", ids)
	if err != nil {
		return nil, err
	}
	enrolmentIDs := make([]string, len(list))
	for i, c := range list {
		enrolmentIDs[i] = c.EnrolmentID
	}
	return RecordsTx(tx, enrolmentIDs)
}

// ofPeople loads the attempts of many people.
func ofPeople(personIDs []string) attemptsOf {
	return func(tx *db.Tx, administrationIDs []string) ([]assessments.Attempt, error) {
		all, err := whereIn[assessments.Attempt](tx, "person_id", personIDs)
		return slices.DeleteFunc(all, func(a assessments.Attempt) bool {
			_, wanted := slices.BinarySearch(administrationIDs, a.AdministrationID)
			return !wanted
		}), err
	}
}

// said is what stands around several completions.
type said struct {
	codes   map[string][]string // of competencies, by version
	named   []assessments.Competency
	funders map[string][]FunderPart
	courses map[string]string // codes
}

func saidOf(tx *db.Tx, runs []run, versionIDs, courseIDs []string) (out said, err error) {
	if out.codes, err = competenciesOf(tx, versionIDs); err != nil {
		return out, err
	}
	if out.named, err = assessments.CompetenciesTx(tx); err != nil {
		return out, err
	}
	var offeringIDs []string
	for _, r := range runs {
		offeringIDs = append(offeringIDs, r.Offering.ID)
	}
	if out.funders, err = fundersOf(tx, offeringIDs); err != nil {
		return out, err
	}
	list, err := whereIn[Course](tx, "id", courseIDs)
	out.courses = map[string]string{}
	for _, c := range list {
		out.courses[c.ID] = c.Code
	}
	return out, err
}

func (s said) record(completion Completion, r run) CompletionRecord {
	record := CompletionRecord{
		Completion: completion, OfferingID: r.Offering.ID, OfferingCode: r.Offering.Code, Mode: r.Offering.Mode, Place: r.Offering.Place,
		StartsOn: r.Offering.StartsOn, EndsOn: r.Offering.EndsOn, CourseCode: s.courses[completion.CourseID], CourseTitle: r.Version.Title,
		Language: r.Version.Language, Hours: r.Version.Hours, Attended: r.Progress.Attended, AttendedOn: r.Progress.AttendedOn, Funders: s.funders[r.Offering.ID],
		PreAttempt: r.Progress.Pre, PostAttempt: r.Progress.Post, FollowUps: r.FollowUps,
	}
	for _, c := range s.named {
		if slices.Contains(s.codes[completion.CourseVersionID], c.Code) {
			record.Competencies = append(record.Competencies, c)
		}
	}
	return record
}

// OfferingTitle names an offering: its code and the title of its course.
type OfferingTitle struct {
	ID       string
	Code     string
	CourseID string
	Title    string
	StartsOn db.Date
	EndsOn   db.Date
	At       []string `gorm:"-"` // the institutions it is for
}

// OfferingTitlesTx names all offerings, the newest first.
func OfferingTitlesTx(tx *db.Tx) ([]OfferingTitle, error) {
	var list []OfferingTitle
	err := tx.DB.Raw(`SELECT o.id, o.code, v.course_id, v.title, o.starts_on, o.ends_on
FROM offering o JOIN course_version v ON v.id = o.course_version_id ORDER BY o.starts_on DESC, o.code`).Scan(&list).Error
	if err != nil {
		return nil, err
	}
	var links []OfferingInstitution
	err = tx.DB.Order("offering_id, institution_id").Find(&links).Error
	at := map[string][]string{}
	for _, l := range links {
		at[l.OfferingID] = append(at[l.OfferingID], l.InstitutionID)
	}
	for i := range list {
		list[i].At = at[list[i].ID]
	}
	return list, err
}

// CourseTitle names a course that is not archived.
type CourseTitle struct{ ID, Code, Title string }

// CourseTitlesTx names the courses that have been published, by their codes.
func CourseTitlesTx(tx *db.Tx) ([]CourseTitle, error) {
	var rows []CourseTitle
	err := tx.DB.Raw(`SELECT c.id, c.code, v.title FROM course c JOIN course_version v ON v.course_id = c.id
WHERE c.archived_at IS NULL AND v.state = ? ORDER BY c.code, v.version`, Published).Scan(&rows).Error
	var newest []CourseTitle
	for _, row := range rows {
		if n := len(newest); n > 0 && newest[n-1].ID == row.ID {
			newest = newest[:n-1]
		}
		newest = append(newest, row)
	}
	return newest, err
}

// CompletionFact is a completion with what it is for and who paid.
type CompletionFact struct {
	Completion
	OfferingID   string
	Competencies []string // codes of the course version's competencies
	Funders      []FunderPart
}

// CompletionsForTx gives all completions of these people, oldest first.
func CompletionsForTx(tx *db.Tx, personIDs []string) ([]CompletionFact, error) {
	var list []Completion
	err := inChunks(personIDs, func(part []string) error {
		var some []Completion
		err := tx.Recorded(tx.DB.Where("person_id IN ?", part), "completion").Find(&some).Error
		list = append(list, some...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return factsOf(tx, list)
}

// CompletionRow is a completion on its way, in one of its competencies; its words are lent until the next.
type CompletionRow struct {
	PersonID, EnrolmentID, CompetencyCode []byte
	On                                    db.Date
}

// EachCompletionTx gives every completion of everybody, past trainings included, once for each competency of its course, in any
// order. Past trainings belong to no enrolment.
func EachCompletionTx(tx *db.Tx, each func(CompletionRow)) error {
	completions := tx.DB.Table("completion c").Joins("JOIN course_competency x ON x.course_version_id = c.course_version_id")
	past := tx.DB.Table("past_training c").Joins("JOIN past_training_competency x ON x.past_training_id = c.id")
	for _, query := range []*gorm.DB{tx.Recorded(completions, "c").Select("c.person_id, c.enrolment_id, x.competency_code, c.completed_on"),
		tx.Believed(past, "c").Select("c.person_id, '', x.competency_code, c.completed_on")} {
		if err := tx.Each(query, func(r *db.Row) { each(CompletionRow{r.Bytes(0), r.Bytes(1), r.Bytes(2), r.Date(3)}) }); err != nil {
			return err
		}
	}
	return nil
}

// CompletionDaysTx gives the days on which these people completed courses, oldest
// first, past trainings included; who completed none is absent.
func CompletionDaysTx(tx *db.Tx, personIDs []string) (map[string][]db.Date, error) {
	list, err := whereIn[Completion](tx, "person_id", personIDs)
	days := map[string][]db.Date{}
	for _, c := range list {
		days[c.PersonID] = append(days[c.PersonID], c.CompletedOn)
	}
	if err != nil {
		return nil, err
	}
	past, _, err := pastTrainings(tx, personIDs)
	for _, p := range past {
		days[p.PersonID] = append(days[p.PersonID], p.CompletedOn)
	}
	for _, own := range days {
		slices.Sort(own)
	}
	return days, err
}

// TrainedInTx gives the competencies in which these people completed a course by
// the day, past trainings included, by person, each with the day on which they last did; who completed none is absent.
func TrainedInTx(tx *db.Tx, personIDs []string, by db.Date) (map[string]map[string]db.Date, error) {
	list, err := whereIn[Completion](tx, "person_id", personIDs)
	if err != nil {
		return nil, err
	}
	var versions []string
	for _, c := range list {
		versions = append(versions, c.CourseVersionID)
	}
	codes, err := competenciesOf(tx, versions)
	trained := map[string]map[string]db.Date{}
	add := func(person string, in []string, on db.Date) {
		if on > by {
			return
		}
		if trained[person] == nil {
			trained[person] = map[string]db.Date{}
		}
		for _, code := range in {
			if last, known := trained[person][code]; !known || last < on {
				trained[person][code] = on
			}
		}
	}
	for _, c := range list {
		add(c.PersonID, codes[c.CourseVersionID], c.CompletedOn)
	}
	if err != nil {
		return nil, err
	}
	past, onPast, err := pastTrainings(tx, personIDs)
	for _, p := range past {
		add(p.PersonID, onPast[p.ID], p.CompletedOn)
	}
	return trained, err
}

// CompletionsBetweenTx gives all completions of the days from ≤ day < to,
// oldest first.
func CompletionsBetweenTx(tx *db.Tx, from, to db.Date) ([]CompletionFact, error) {
	var list []Completion
	if err := tx.DB.Where("completed_on >= ? AND completed_on < ?", from, to).Find(&list).Error; err != nil {
		return nil, err
	}
	return factsOf(tx, list)
}

func factsOf(tx *db.Tx, list []Completion) ([]CompletionFact, error) {
	var versionIDs, enrolmentIDs, offeringIDs []string
	for _, c := range list {
		versionIDs = append(versionIDs, c.CourseVersionID)
		enrolmentIDs = append(enrolmentIDs, c.EnrolmentID)
	}
	codes, err := competenciesOf(tx, versionIDs)
	if err != nil {
		return nil, err
	}
	enrolments, err := whereIn[Enrolment](tx, "id", enrolmentIDs)
	if err != nil {
		return nil, err
	}
	offeringOf := map[string]string{}
	for _, e := range enrolments {
		offeringOf[e.ID] = e.OfferingID
		offeringIDs = append(offeringIDs, e.OfferingID)
	}
	funders, err := fundersOf(tx, offeringIDs)
	if err != nil {
		return nil, err
	}
	facts := make([]CompletionFact, len(list))
	for i, c := range list {
		offering := offeringOf[c.EnrolmentID]
		facts[i] = CompletionFact{Completion: c, OfferingID: offering, Competencies: codes[c.CourseVersionID], Funders: funders[offering]}
	}
	slices.SortFunc(facts, func(a, b CompletionFact) int {
		if a.CompletedOn != b.CompletedOn {
			return int(a.CompletedOn - b.CompletedOn)
		}
		return strings.Compare(a.Completion.ID, b.Completion.ID)
	})
	return facts, nil
}

// fundersOf gives who pays for each offering, the greatest share first.
func fundersOf(tx *db.Tx, offeringIDs []string) (map[string][]FunderPart, error) {
	shares, err := whereIn[OfferingFunder](tx, "offering_id", offeringIDs)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, f := range shares {
		ids = append(ids, f.FunderID)
	}
	list, err := whereIn[Funder](tx, "id", ids)
	byID := map[string]Funder{}
	for _, f := range list {
		byID[f.ID] = f
	}
	parts := map[string][]FunderPart{}
	for _, s := range shares {
		parts[s.OfferingID] = append(parts[s.OfferingID], FunderPart{Funder: byID[s.FunderID], Share: s.Share})
	}
	for _, p := range parts {
		slices.SortFunc(p, func(a, b FunderPart) int {
			switch {
			case a.Share > b.Share:
				return -1
			case a.Share < b.Share:
				return 1
			}
			return strings.Compare(a.Name+a.ID, b.Name+b.ID)
		})
	}
	return parts, err
}

// EnrolmentsForTx gives the enrolments of these people that were not ended.
func EnrolmentsForTx(tx *db.Tx, personIDs []string) ([]Enrolment, error) {
	list, err := whereIn[Enrolment](tx, "withdrawn_at IS NULL AND person_id", personIDs)
	slices.SortFunc(list, func(a, b Enrolment) int { return strings.Compare(a.ID, b.ID) })
	return list, err
}

const hoursSQL = `
SELECT offering_id, sum(hours) AS hours FROM (
  SELECT e.offering_id, a.hours FROM attendance a JOIN enrolment e ON e.id = a.enrolment_id
  WHERE a.superseded_at IS NULL AND e.offering_id IN ?
  UNION ALL
  SELECT e.offering_id, l.minutes / 60.0 FROM lesson_read r JOIN enrolment e ON e.id = r.enrolment_id
  JOIN lesson l ON l.id = r.lesson_id JOIN offering o ON o.id = e.offering_id
  WHERE o.mode <> ? AND r.carried_from IS NULL AND e.offering_id IN ?
) AS part GROUP BY offering_id`

// HoursTx gives the person-hours of learning by offering: hours attended and,
// unless held face to face, the reading time of lessons read. An offering
// without any is absent.
func HoursTx(tx *db.Tx, offeringIDs []string) (map[string]float64, error) {
	hours := map[string]float64{}
	err := inChunks(offeringIDs, func(part []string) error {
		var rows []struct {
			OfferingID string
			Hours      float64
		}
		if err := tx.DB.Raw(hoursSQL, part, FaceToFace, part).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			hours[r.OfferingID] = r.Hours
		}
		return nil
	})
	return hours, err
}
