package courses

import (
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/assessments"
)

// run is an enrolment with all that is known about it.
type run struct {
	Enrolment
	Offering  Offering
	Version   CourseVersion
	Progress  Progress
	ReadAs    map[string]string // wording read, by lesson; empty: the lesson's own text
	Links     []OfferingAdministration
	FollowUps []assessments.Attempt
}

// attemptsOf says whose attempts are to be loaded.
type attemptsOf func(tx *db.Tx, administrationIDs []string) ([]assessments.Attempt, error)

// ofPerson loads the attempts of one person.
func ofPerson(personID string) attemptsOf {
	return func(tx *db.Tx, ids []string) ([]assessments.Attempt, error) {
		return assessments.AttemptsForTx(tx, personID, ids)
	}
}

// runsOf loads what is known about enrolments, in their order. It costs the
// same number of statements for any number of enrolments, once the versions are known.
func runsOf(tx *db.Tx, enrolments []Enrolment, attempts attemptsOf) ([]run, error) {
	enrolmentIDs := make([]string, len(enrolments))
	for i, e := range enrolments {
		enrolmentIDs[i] = e.ID
	}
	done, err := doneOf(tx, enrolmentIDs)
	if err != nil {
		return nil, err
	}
	offerings, versions, err := offeringsWithVersions(tx, enrolments, done.completions)
	if err != nil {
		return nil, err
	}
	offeringIDs := keys(offerings)
	heads := map[string][]LessonHead{}
	for id, version := range versions {
		if heads[id], err = headsFixed(tx, version); err != nil {
			return nil, err
		}
	}
	links, err := administrationsOf(tx, offeringIDs)
	if err != nil {
		return nil, err
	}
	sittings, err := sittingsOf(tx, links, attempts)
	if err != nil {
		return nil, err
	}
	runs := make([]run, len(enrolments))
	for i, e := range enrolments {
		offering := offerings[e.OfferingID]
		version := versions[versionOf(offering, done.completions[e.ID])]
		r := run{Enrolment: e, Offering: offering, Version: version, ReadAs: done.readAs[e.ID], Links: links[offering.ID]}
		r.Progress = Progress{
			Mode: offering.Mode, StartsOn: offering.StartsOn, EndsOn: offering.EndsOn, Hours: version.Hours, Lessons: heads[version.ID],
			Read: done.reads[e.ID], Attended: done.hours[e.ID], AttendedOn: done.lastDay[e.ID], Completion: done.completions[e.ID],
		}
		for _, link := range r.Links {
			attempt, ok := sittings[link.AdministrationID+" "+e.PersonID]
			switch {
			case !ok:
			case link.Occasion == string(assessments.Pre):
				r.Progress.Pre = &attempt
			case link.Occasion == string(assessments.Post):
				r.Progress.Post = &attempt
			default:
				r.FollowUps = append(r.FollowUps, attempt)
			}
		}
		runs[i] = r
	}
	return runs, nil
}

// versionOf gives the version that somebody learns with: the offering's, or, once they
// have completed the course, the one they completed; see moving.go.
func versionOf(offering Offering, completion *Completion) string {
	if completion != nil {
		return completion.CourseVersionID
	}
	return offering.CourseVersionID
}

func offeringsWithVersions(tx *db.Tx, enrolments []Enrolment, completions map[string]*Completion) (map[string]Offering, map[string]CourseVersion, error) {
	var ids []string
	for _, e := range enrolments {
		ids = append(ids, e.OfferingID)
	}
	list, err := whereIn[Offering](tx, "id", ids)
	if err != nil {
		return nil, nil, err
	}
	offerings := map[string]Offering{}
	var versionIDs []string
	for _, o := range list {
		offerings[o.ID] = o
		versionIDs = append(versionIDs, o.CourseVersionID)
	}
	for _, c := range completions {
		versionIDs = append(versionIDs, c.CourseVersionID)
	}
	versions := map[string]CourseVersion{}
	for _, id := range versionIDs {
		if versions[id], err = versionFixed(tx, id); err != nil {
			return nil, nil, err
		}
	}
	return offerings, versions, nil
}

// sittingsOf gives attempts by "administration person".
func sittingsOf(tx *db.Tx, links map[string][]OfferingAdministration, attempts attemptsOf) (map[string]assessments.Attempt, error) {
	var ids []string
	for _, list := range links {
		for _, l := range list {
			ids = append(ids, l.AdministrationID)
		}
	}
	slices.Sort(ids)
	found, err := attempts(tx, ids)
	byKey := map[string]assessments.Attempt{}
	for _, a := range found {
		byKey[a.AdministrationID+" "+a.PersonID] = a
	}
	return byKey, err
}

// done is what was done in enrolments, by enrolment.
type done struct {
	reads       map[string]map[string]db.Instant
	readAs      map[string]map[string]string
	hours       map[string]float64
	lastDay     map[string]db.Date
	completions map[string]*Completion
}

func doneOf(tx *db.Tx, enrolmentIDs []string) (done, error) {
	out := done{map[string]map[string]db.Instant{}, map[string]map[string]string{}, map[string]float64{}, map[string]db.Date{}, map[string]*Completion{}}
	reads, err := whereIn[LessonRead](tx, "enrolment_id", enrolmentIDs)
	if err != nil {
		return out, err
	}
	for _, r := range reads {
		if out.reads[r.EnrolmentID] == nil {
			out.reads[r.EnrolmentID], out.readAs[r.EnrolmentID] = map[string]db.Instant{}, map[string]string{}
		}
		out.reads[r.EnrolmentID][r.LessonID], out.readAs[r.EnrolmentID][r.LessonID] = r.ReadAt, ""
		if r.WordingID != nil {
			out.readAs[r.EnrolmentID][r.LessonID] = *r.WordingID
		}
	}
	attended, err := whereIn[Attendance](tx, "superseded_at IS NULL AND enrolment_id", enrolmentIDs)
	if err != nil {
		return out, err
	}
	for _, a := range attended {
		out.hours[a.EnrolmentID] += a.Hours
		out.lastDay[a.EnrolmentID] = max(out.lastDay[a.EnrolmentID], a.HeldOn)
	}
	completions, err := whereIn[Completion](tx, "enrolment_id", enrolmentIDs)
	for i := range completions {
		out.completions[completions[i].EnrolmentID] = &completions[i]
	}
	return out, err
}

func keys[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.SortFunc(list, strings.Compare)
	return list
}
