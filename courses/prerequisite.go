package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Prerequisite says that a version requires that another course was completed before.
type Prerequisite struct {
	CourseVersionID string `gorm:"primaryKey"`
	CourseID        string `gorm:"primaryKey"`
	Months          *int   // for how many months a completion counts; nil: for ever
}

// TableName names the table for GORM.
func (Prerequisite) TableName() string { return "course_prerequisite" }

// EnrolmentException is the fact that somebody was enrolled though they lacked a course.
type EnrolmentException struct {
	ID          string
	EnrolmentID string
	CourseID    string // that they lacked
	Reason      string
	RecordedAt  db.Instant
	RecordedBy  string
}

// TableName names the table for GORM.
func (EnrolmentException) TableName() string { return "enrolment_exception" }

// Requirement is a prerequisite with the name of its course.
type Requirement struct {
	CourseID string
	Code     string
	Title    string
	Months   int // 0: for ever
}

// Met is a requirement with when somebody last fulfilled it.
type Met struct {
	Requirement
	On    db.Date // when the course was completed last; 0: never
	Until db.Date // last day on which that counts; 0: for ever
	Holds bool    // it counts today
}

// requirementsOf gives what versions require, by version, in the order of the titles.
func requirementsOf(tx *db.Tx, versionIDs []string) (map[string][]Requirement, error) {
	rows, err := whereIn[Prerequisite](tx, "course_version_id", versionIDs)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.CourseID
	}
	list, err := whereIn[Course](tx, "id", ids)
	if err != nil {
		return nil, err
	}
	codes := map[string]string{}
	for _, c := range list {
		codes[c.ID] = c.Code
	}
	versions, err := whereIn[CourseVersion](tx, "course_id", ids)
	if err != nil {
		return nil, err
	}
	newest := map[string]CourseVersion{}
	for _, v := range versions {
		if n := newest[v.CourseID]; n.ID == "" || (v.State == Published) == (n.State == Published) && v.Version > n.Version || v.State == Published && n.State == Draft {
			newest[v.CourseID] = v
		}
	}
	by := map[string][]Requirement{}
	for _, r := range rows {
		requirement := Requirement{CourseID: r.CourseID, Code: codes[r.CourseID], Title: newest[r.CourseID].Title}
		if r.Months != nil {
			requirement.Months = *r.Months
		}
		by[r.CourseVersionID] = append(by[r.CourseVersionID], requirement)
	}
	for _, list := range by {
		slices.SortFunc(list, func(a, b Requirement) int { return strings.Compare(a.Title+a.Code, b.Title+b.Code) })
	}
	return by, nil
}

// completedOn gives when people last completed courses: here, or before as their files say.
func completedOn(tx *db.Tx, personIDs []string) (map[string]map[string]db.Date, error) {
	days := map[string]map[string]db.Date{}
	note := func(person, course string, on db.Date) {
		if days[person] == nil {
			days[person] = map[string]db.Date{}
		}
		days[person][course] = max(days[person][course], on)
	}
	list, err := whereIn[Completion](tx, "person_id", personIDs)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		note(c.PersonID, c.CourseID, c.CompletedOn)
	}
	past, err := whereIn[PastTraining](tx, "superseded_at IS NULL AND course_id IS NOT NULL AND person_id", personIDs)
	for _, p := range past {
		note(p.PersonID, *p.CourseID, p.CompletedOn)
	}
	return days, err
}

// met tells how requirements stand for somebody who completed courses on these days.
func met(requirements []Requirement, days map[string]db.Date, today db.Date) []Met {
	list := make([]Met, len(requirements))
	for i, r := range requirements {
		m := Met{Requirement: r, On: days[r.CourseID]}
		if m.On > 0 && r.Months > 0 {
			m.Until = m.On.AddMonths(r.Months) - 1
		}
		m.Holds = m.On > 0 && (m.Until == 0 || today <= m.Until)
		list[i] = m
	}
	return list
}

// lackingOf gives the requirements of a version that people do not fulfil today; who
// fulfils all is absent.
func lackingOf(tx *db.Tx, versionID string, personIDs []string) (map[string][]Requirement, error) {
	requirements, err := requirementsOf(tx, []string{versionID})
	if err != nil || len(requirements[versionID]) == 0 {
		return nil, err
	}
	days, err := completedOn(tx, personIDs)
	if err != nil {
		return nil, err
	}
	lacking := map[string][]Requirement{}
	for _, id := range personIDs {
		for _, m := range met(requirements[versionID], days[id], tx.Today()) {
			if !m.Holds {
				lacking[id] = append(lacking[id], m.Requirement)
			}
		}
	}
	return lacking, nil
}

// prepared parts who has completed what the course of an offering requires from who has not.
func prepared(tx *db.Tx, offering Offering, list []Candidate) (ready, lacking []Candidate, err error) {
	lacks, err := lackingOf(tx, offering.CourseVersionID, personsOf(list))
	for _, c := range list {
		if len(lacks[c.PersonID]) > 0 {
			lacking = append(lacking, c)
		} else {
			ready = append(ready, c)
		}
	}
	return ready, lacking, err
}

// MostNamed is how many people are named who lack a course; the others are counted.
const MostNamed = 10

// refuseLacking says who lacks what; nil when nobody lacks anything.
func refuseLacking(chosen []Candidate, lacking map[string][]Requirement) error {
	var names, titles []string
	for _, c := range chosen {
		if len(lacking[c.PersonID]) == 0 || slices.Contains(names, c.Name) {
			continue
		}
		names = append(names, c.Name)
		for _, r := range lacking[c.PersonID] {
			titles = append(titles, "«"+r.Title+"»")
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(titles)
	more := ""
	if len(names) > MostNamed {
		names, more = names[:MostNamed], " …"
	}
	return fault.OnField("exception", "prerequisite.lacking", "courses", strings.Join(slices.Compact(titles), ", "), "people", strings.Join(names, "; ")+more)
}

// keepExceptions notes why people were enrolled though they lacked something.
func keepExceptions(tx *db.Tx, actor access.Actor, offeringID, reason string, personIDs []string, lacking map[string][]Requirement) error {
	var wanting []string
	for _, id := range personIDs {
		if len(lacking[id]) > 0 {
			wanting = append(wanting, id)
		}
	}
	enrolments, err := whereIn[Enrolment](tx, "person_id", wanting)
	if err != nil {
		return err
	}
	var rows []EnrolmentException
	for _, e := range enrolments {
		if e.OfferingID != offeringID {
			continue
		}
		for _, r := range lacking[e.PersonID] {
			rows = append(rows, EnrolmentException{ID: tx.NewID(), EnrolmentID: e.ID, CourseID: r.CourseID, Reason: reason, RecordedAt: tx.Now, RecordedBy: actor.AccountID})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.DB.CreateInBatches(&rows, 200).Error
}

// Requiring is a course that another may require.
type Requiring struct {
	Requirement
	Required bool
}

// Prerequisites lists the courses that the draft of a course may require, with what it
// requires now.
func (s *Service) Prerequisites(ctx context.Context, actor access.Actor, courseID string) (version CourseVersion, list []Requiring, err error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return version, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		if version, err = draftOf(tx, courseID); err != nil {
			return err
		}
		titles, err := CourseTitlesTx(tx)
		if err != nil {
			return err
		}
		by, err := requirementsOf(tx, []string{version.ID})
		if err != nil {
			return err
		}
		for _, t := range titles {
			if t.ID == courseID {
				continue
			}
			r := Requiring{Requirement: Requirement{CourseID: t.ID, Code: t.Code, Title: t.Title}}
			for _, is := range by[version.ID] {
				if is.CourseID == t.ID {
					r.Required, r.Months = true, is.Months
				}
			}
			list = append(list, r)
		}
		return nil
	})
	return version, list, err
}

// maxMonths is the longest for which a completion is said to count.
const maxMonths = 120

// SetPrerequisites says which courses the draft of a course requires, each with for how
// many months its completion counts, 0 for ever.
func (s *Service) SetPrerequisites(ctx context.Context, actor access.Actor, courseID string, months map[string]int) error {
	return s.edit(ctx, actor, courseID, "courses.prerequisites.set", func(tx *db.Tx, draft CourseVersion) error {
		return setPrerequisites(tx, draft, months)
	})
}

func setPrerequisites(tx *db.Tx, draft CourseVersion, months map[string]int) error {
	if err := tx.DB.Where("course_version_id = ?", draft.ID).Delete(&Prerequisite{}).Error; err != nil {
		return err
	}
	for _, id := range keys(months) {
		n := months[id]
		if n < 0 || n > maxMonths {
			return fault.OnField("requires", "courses.choose_one")
		}
		circular, err := requiresAtLast(tx, id, draft.CourseID)
		if err != nil {
			return err
		}
		if circular {
			return fault.OnField("requires", "prerequisite.circle")
		}
		row := Prerequisite{CourseVersionID: draft.ID, CourseID: id}
		if n > 0 {
			row.Months = &n
		}
		if err := tx.DB.Create(&row).Error; err != nil {
			if db.IsReference(err) {
				return fault.OnField("requires", "courses.choose_one")
			}
			return err
		}
	}
	return nil
}

// requiresAtLast tells whether a course requires another, itself or through what it
// requires, in any version: nobody could begin with either.
func requiresAtLast(tx *db.Tx, courseID, other string) (bool, error) {
	var rows []struct{ CourseID, Requires string }
	err := tx.DB.Raw(`SELECT v.course_id, p.course_id AS requires FROM course_prerequisite p JOIN course_version v ON v.id = p.course_version_id`).Scan(&rows).Error
	if err != nil {
		return false, err
	}
	reached := map[string]bool{courseID: true}
	for grown := true; grown; {
		grown = false
		for _, r := range rows {
			if reached[r.CourseID] && !reached[r.Requires] {
				reached[r.Requires], grown = true, true
			}
		}
	}
	return reached[other], nil
}

func copyPrerequisites(tx *db.Tx, from, to string) error {
	rows, err := whereIn[Prerequisite](tx, "course_version_id", []string{from})
	if err != nil || len(rows) == 0 {
		return err
	}
	for i := range rows {
		rows[i].CourseVersionID = to
	}
	return tx.DB.Create(&rows).Error
}

// requirementsFor tells how what a course requires stands for its person.
func requirementsFor(tx *db.Tx, r run) ([]Met, error) {
	requirements, err := requirementsOf(tx, []string{r.Version.ID})
	if err != nil || len(requirements[r.Version.ID]) == 0 {
		return nil, err
	}
	days, err := completedOn(tx, []string{r.PersonID})
	return met(requirements[r.Version.ID], days[r.PersonID], tx.Today()), err
}
