package courses

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// CatalogueRun is an offering that somebody could still take part in.
type CatalogueRun struct {
	Offering
	Places []string // names of the institutions it is for
	For    bool     // it is for the actor's own institution, or one above it
	Free   *int     // how many places are left; nil: it has no limit
}

// CatalogueCourse is a course that is taught now.
type CatalogueCourse struct {
	CourseID     string
	Code         string
	Version      CourseVersion
	Lessons      int
	Minutes      int      // of reading
	Spoken       []Spoken // languages, the course's own first
	Competencies []assessments.Competency
	Requires     []Met // what to complete before, as it stands for the actor
	Runs         []CatalogueRun
	CompletedOn  db.Date // by the actor, the last time; 0: never
	CompletionID string  // of that; empty when it was before relevo
	EnrolmentID  string  // of the actor, under way; empty: none
	Mine         bool    // it is for the actor's cadre
}

// Catalogue is what there is to learn.
type Catalogue struct {
	Cadre   people.Cadre // of the actor today; empty: none
	Courses []CatalogueCourse
}

// CatalogueFilter narrows the catalogue; zero values do not.
type CatalogueFilter struct {
	Cadre    people.Cadre
	Language string // that all of the course, or some of it, can be read in
}

// Catalogue lists the courses that are taught now, those for the actor's cadre first.
func (s *Service) Catalogue(ctx context.Context, actor access.Actor, filter CatalogueFilter) (out Catalogue, err error) {
	if !actor.Somewhere(access.Learn) && !actor.Somewhere(access.AuthorCourses) {
		if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
			return out, err
		}
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = catalogueTx(tx, actor)
		return err
	})
	out.Courses = slices.DeleteFunc(out.Courses, func(c CatalogueCourse) bool {
		cadre := filter.Cadre == "" || slices.Contains(c.Version.Audience, filter.Cadre)
		language := filter.Language == "" || slices.ContainsFunc(c.Spoken, func(in Spoken) bool { return in.Language == filter.Language })
		return !cadre || !language
	})
	return out, err
}

func catalogueTx(tx *db.Tx, actor access.Actor) (out Catalogue, err error) {
	summaries, err := summariesTx(tx, "archived_at IS NULL")
	if err != nil {
		return out, err
	}
	var versionIDs []string
	for _, c := range summaries {
		if c.Published != nil {
			versionIDs = append(versionIDs, c.Published.ID)
		}
	}
	around, err := catalogueAround(tx, versionIDs)
	if err != nil {
		return out, err
	}
	own, err := catalogueOwn(tx, actor)
	if err != nil {
		return out, err
	}
	out.Cadre = own.place.Cadre
	runs, err := catalogueRuns(tx, actor, own.place)
	if err != nil {
		return out, err
	}
	for _, c := range summaries {
		if c.Published != nil {
			out.Courses = append(out.Courses, around.course(c, own, runs[c.ID], tx.Today()))
		}
	}
	slices.SortStableFunc(out.Courses, func(a, b CatalogueCourse) int {
		return cmp.Or(cmp.Compare(btoi(b.Mine), btoi(a.Mine)), cmp.Compare(a.Version.Title, b.Version.Title))
	})
	return out, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// around is what stands around the courses of the catalogue.
type around struct {
	heads    map[string][]LessonHead
	spoken   map[string][]Wording // by version
	codes    map[string][]string
	named    []assessments.Competency
	requires map[string][]Requirement
}

func catalogueAround(tx *db.Tx, versionIDs []string) (a around, err error) {
	if a.heads, err = headsOf(tx, versionIDs); err != nil {
		return a, err
	}
	if a.spoken, err = languagesOf(tx, versionIDs); err != nil {
		return a, err
	}
	if a.codes, err = competenciesOf(tx, versionIDs); err != nil {
		return a, err
	}
	if a.named, err = assessments.CompetenciesTx(tx); err != nil {
		return a, err
	}
	a.requires, err = requirementsOf(tx, versionIDs)
	return a, err
}

const languagesSQL = `
SELECT DISTINCT m.course_version_id, w.lesson_id, w.language FROM lesson_wording w
JOIN lesson l ON l.id = w.lesson_id JOIN module m ON m.id = l.module_id WHERE m.course_version_id IN ?`

// languagesOf gives in which languages the lessons of each version are there too.
func languagesOf(tx *db.Tx, versionIDs []string) (map[string][]Wording, error) {
	by := map[string][]Wording{}
	err := inChunks(versionIDs, func(part []string) error {
		var rows []struct{ CourseVersionID, LessonID, Language string }
		if err := tx.DB.Raw(languagesSQL, part).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			by[r.CourseVersionID] = append(by[r.CourseVersionID], Wording{LessonID: r.LessonID, Language: r.Language})
		}
		return nil
	})
	return by, err
}

// ownLearning is what the actor has to do with the catalogue.
type ownLearning struct {
	place       people.Snapshot
	days        map[string]db.Date // of the last completion, by course
	completions map[string]string  // the completion of that day, by course
	underWay    map[string]string  // enrolment, by offering
}

func catalogueOwn(tx *db.Tx, actor access.Actor) (own ownLearning, err error) {
	own.completions, own.underWay = map[string]string{}, map[string]string{}
	if actor.PersonID == "" {
		return own, nil
	}
	if own.place, err = people.SnapshotTx(tx, actor.PersonID, tx.Today()); err != nil {
		return own, err
	}
	days, err := completedOn(tx, []string{actor.PersonID})
	if err != nil {
		return own, err
	}
	own.days = days[actor.PersonID]
	list, err := whereIn[Completion](tx, "person_id", []string{actor.PersonID})
	if err != nil {
		return own, err
	}
	done := map[string]bool{}
	for _, c := range list {
		done[c.EnrolmentID] = true
		if own.days[c.CourseID] == c.CompletedOn {
			own.completions[c.CourseID] = c.ID
		}
	}
	enrolments, err := EnrolmentsForTx(tx, []string{actor.PersonID})
	for _, e := range enrolments {
		if !done[e.ID] {
			own.underWay[e.OfferingID] = e.ID
		}
	}
	return own, err
}

// catalogueRuns gives the offerings that have not ended and concern the actor, by course,
// the first to begin first: those for where they work, and those they run. Whoever writes
// courses sees all.
func catalogueRuns(tx *db.Tx, actor access.Actor, place people.Snapshot) (map[string][]CatalogueRun, error) {
	var rows []struct {
		Offering
		CourseID string
		Taken    int
	}
	err := tx.DB.Raw(`SELECT o.*, v.course_id,
       (SELECT COUNT(*) FROM enrolment e WHERE e.offering_id = o.id AND e.withdrawn_at IS NULL) AS taken
FROM offering o JOIN course_version v ON v.id = o.course_version_id
WHERE o.ends_on >= ? ORDER BY o.starts_on, o.code`, tx.Today()).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	links, err := whereIn[OfferingInstitution](tx, "offering_id", ids)
	if err != nil {
		return nil, err
	}
	var placeIDs []string
	for _, l := range links {
		placeIDs = append(placeIDs, l.InstitutionID)
	}
	found, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return nil, err
	}
	by := map[string][]CatalogueRun{}
	for _, r := range rows {
		run, concerns := CatalogueRun{Offering: r.Offering}, actor.Somewhere(access.AuthorCourses)
		for _, l := range links {
			if l.OfferingID == r.ID {
				at := found[l.InstitutionID]
				run.Places = append(run.Places, at.Name)
				concerns = concerns || actor.May(access.RunOfferings, at.Path) || within(actor.Scopes(access.RunOfferings), at.Path)
				run.For = run.For || place.Path != "" && within([]string{place.Path}, at.Path)
			}
		}
		slices.Sort(run.Places)
		if r.Seats != nil {
			free := max(0, *r.Seats-r.Taken)
			run.Free = &free
		}
		if run.For || concerns {
			by[r.CourseID] = append(by[r.CourseID], run)
		}
	}
	return by, nil
}

func (a around) course(c CourseSummary, own ownLearning, runs []CatalogueRun, today db.Date) CatalogueCourse {
	v := *c.Published
	out := CatalogueCourse{
		CourseID: c.ID, Code: c.Code, Version: v, Lessons: len(a.heads[v.ID]), Runs: runs, Requires: met(a.requires[v.ID], own.days, today),
		Spoken: spoken(v, len(a.heads[v.ID]), a.spoken[v.ID]), CompletedOn: own.days[c.ID], CompletionID: own.completions[c.ID],
		Mine: own.place.Cadre != "" && slices.Contains(v.Audience, own.place.Cadre),
	}
	for _, l := range a.heads[v.ID] {
		out.Minutes += l.Minutes
	}
	for _, competency := range a.named {
		if slices.Contains(a.codes[v.ID], competency.Code) {
			out.Competencies = append(out.Competencies, competency)
		}
	}
	for _, r := range runs {
		if id, ok := own.underWay[r.ID]; ok {
			out.EnrolmentID = id
		}
	}
	return out
}
