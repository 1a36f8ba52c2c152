package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/assessments"
)

// Check is one line of the checklist before publishing; its sentence is in
// the catalogue under "courses.check.<name>".
type Check struct {
	Name    string
	Done    bool
	Lessons []string // the titles of those that lack it; nil where it is not of lessons
}

// Key is the catalogue key of the line.
func (c Check) Key() string { return "courses.check." + c.Name }

// draftFacts is what the checklist looks at.
type draftFacts struct {
	version      CourseVersion
	competencies []string
	outline      Outline
	formsReady   bool     // the assessment's two forms can be given
	measured     []string // codes of the competencies that the assessment measures
	unsigned     []string // titles of the case studies that nobody signed
}

// checklist says what is there and what is missing before a draft can be published.
func (f draftFacts) checklist() []Check {
	modules, texts, warnings := len(f.outline) > 0, true, true
	for _, m := range f.outline {
		modules = modules && len(m.Lessons) > 0
		for _, l := range m.Lessons {
			texts = texts && l.HasText
			warnings = warnings && (l.Kind != CaseStudy || l.HasWarning)
		}
	}
	return []Check{
		{Name: "summary", Done: strings.TrimSpace(f.version.Summary) != ""},
		{Name: "hours", Done: f.version.Hours > 0},
		{Name: "audience", Done: len(f.version.Audience) > 0},
		{Name: "competencies", Done: len(f.competencies) > 0},
		{Name: "modules", Done: modules},
		{Name: "texts", Done: modules && texts},
		{Name: "warnings", Done: warnings},
		{Name: "signed", Done: len(f.unsigned) == 0, Lessons: f.unsigned},
		{Name: "assessment", Done: f.version.AssessmentID != nil},
		{Name: "forms", Done: f.formsReady},
		{Name: "measured", Done: f.measuresAll()},
	}
}

// measuresAll tells whether the assessment asks for every competency of the course.
func (f draftFacts) measuresAll() bool {
	for _, c := range f.competencies {
		if !slices.Contains(f.measured, c) {
			return false
		}
	}
	return len(f.competencies) > 0
}

func draftFactsTx(tx *db.Tx, version CourseVersion) (f draftFacts, err error) {
	f.version = version
	codes, err := competenciesOf(tx, []string{version.ID})
	if err != nil {
		return f, err
	}
	f.competencies = codes[version.ID]
	if version.State == Draft {
		if f.unsigned, err = unsignedCases(tx, version); err != nil {
			return f, err
		}
	}
	if f.outline, err = outlineOf(tx, version.ID); err != nil || version.AssessmentID == nil {
		return f, err
	}
	finding, err := assessments.ReadyTx(tx, *version.AssessmentID)
	if err != nil {
		return f, err
	}
	f.formsReady = finding == nil
	f.measured, err = assessments.TestsTx(tx, *version.AssessmentID)
	return f, err
}

// checkDraft refuses a draft that lacks something, at each line of the checklist.
func checkDraft(tx *db.Tx, draft CourseVersion) error {
	facts, err := draftFactsTx(tx, draft)
	if err != nil {
		return err
	}
	var check fault.Check
	for _, c := range facts.checklist() {
		if len(c.Lessons) > 0 {
			check.That(c.Done, c.Name, "cases.unsigned", "lessons", strings.Join(c.Lessons, ", "))
			continue
		}
		check.That(c.Done, c.Name, c.Key())
	}
	if err := checkNames(tx, draft, &check); err != nil {
		return err
	}
	return check.Err()
}

// Publish makes the draft of a course what is taught from now on. Everything
// on the checklist must be done, and somebody else must have approved it as it is.
func (s *Service) Publish(ctx context.Context, actor access.Actor, courseID string) (CourseVersion, error) {
	return s.publish(ctx, actor, courseID, approved)
}

func (s *Service) publish(ctx context.Context, actor access.Actor, courseID string, agreed func(tx *db.Tx, draft CourseVersion, digest string) error) (CourseVersion, error) {
	var published CourseVersion
	err := s.edit(ctx, actor, courseID, "courses.version.publish", func(tx *db.Tx, draft CourseVersion) error {
		if err := checkDraft(tx, draft); err != nil {
			return err
		}
		said, err := contentOf(tx, draft)
		if err != nil {
			return err
		}
		digest, err := said.digest()
		if err != nil {
			return err
		}
		if err := agreed(tx, draft, digest); err != nil {
			return err
		}
		published = draft
		published.State, published.PublishedAt, published.PublishedBy = Published, &tx.Now, &actor.AccountID
		return tx.DB.Model(&CourseVersion{}).Where("id = ?", draft.ID).Updates(map[string]any{
			"state": Published, "published_at": tx.Now, "published_by": actor.AccountID,
		}).Error
	})
	return published, err
}

// NewDraft begins the next version of a course as a copy of the last one. A
// course has one draft at a time: when there is one already, it is given.
func (s *Service) NewDraft(ctx context.Context, actor access.Actor, courseID string) (CourseVersion, error) {
	var draft CourseVersion
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return draft, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take[Course](tx, courseID, "noun.course"); err != nil {
			return err
		}
		versions, err := versionsOf(tx, courseID)
		if err != nil {
			return err
		}
		if draft = versions[0]; draft.State == Draft {
			return nil
		}
		if draft, err = copyVersion(tx, actor, versions[0]); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.draft.create", "course_version", draft.ID, nil)
	})
	return draft, err
}

func copyVersion(tx *db.Tx, actor access.Actor, last CourseVersion) (CourseVersion, error) {
	draft := last
	draft.ID, draft.Version, draft.State = tx.NewID(), last.Version+1, Draft
	draft.RecordedAt, draft.RecordedBy, draft.PublishedAt, draft.PublishedBy = tx.Now, actor.AccountID, nil, nil
	if err := tx.DB.Create(&draft).Error; err != nil {
		if db.IsDuplicate(err) {
			return draft, fault.Because(err, fault.Conflict, "courses.draft_exists")
		}
		return draft, err
	}
	codes, err := competenciesOf(tx, []string{last.ID})
	if err != nil {
		return draft, err
	}
	if err := setCompetencies(tx, draft.ID, codes[last.ID]); err != nil {
		return draft, err
	}
	if err := copyPrerequisites(tx, last.ID, draft.ID); err != nil {
		return draft, err
	}
	if err := copyTerms(tx, last.ID, draft.ID); err != nil {
		return draft, err
	}
	modules, err := modulesOf(tx, last.ID)
	if err != nil || len(modules) == 0 {
		return draft, err
	}
	newID := map[string]string{}
	old := make([]string, len(modules))
	for i := range modules {
		old[i] = modules[i].ID
		modules[i].ID, modules[i].CourseVersionID = tx.NewID(), draft.ID
		newID[old[i]] = modules[i].ID
	}
	if err := tx.DB.Create(&modules).Error; err != nil {
		return draft, err
	}
	lessons, err := whereIn[Lesson](tx, "module_id", old)
	if err != nil || len(lessons) == 0 {
		return draft, err
	}
	newLesson := map[string]string{}
	for i := range lessons {
		was := lessons[i].ID
		lessons[i].ID, lessons[i].ModuleID = tx.NewID(), newID[lessons[i].ModuleID]
		newLesson[was] = lessons[i].ID
	}
	if err := tx.DB.CreateInBatches(&lessons, 100).Error; err != nil {
		return draft, err
	}
	if err := copyWordings(tx, last.ID, newLesson); err != nil {
		return draft, err
	}
	return draft, copyBeside(tx, newLesson)
}

// CourseSummary is a course in a list.
type CourseSummary struct {
	Course
	Newest    CourseVersion  // the draft, if there is one
	Published *CourseVersion // what is taught now; nil: nothing yet
	Lessons   int            // of the newest version
	Offerings int            // of all versions
}

// Courses lists all courses by title. Trainers author them; who runs
// offerings chooses among them.
func (s *Service) Courses(ctx context.Context, actor access.Actor) ([]CourseSummary, error) {
	if !actor.Somewhere(access.AuthorCourses) {
		if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
			return nil, err
		}
	}
	var list []CourseSummary
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		list, err = summariesTx(tx, "archived_at IS NULL")
		return err
	})
	return list, err
}

// summariesTx lists the courses of which a condition, a constant of the caller, holds.
func summariesTx(tx *db.Tx, which string) ([]CourseSummary, error) {
	var all []Course
	if err := tx.DB.Where(which).Order("code").Find(&all).Error; err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	versions, err := whereIn[CourseVersion](tx, "course_id", ids)
	if err != nil {
		return nil, err
	}
	newest, published, courseOf := map[string]CourseVersion{}, map[string]*CourseVersion{}, map[string]string{}
	for i, v := range versions {
		courseOf[v.ID] = v.CourseID
		if v.Version > newest[v.CourseID].Version {
			newest[v.CourseID] = v
		}
		if p := published[v.CourseID]; v.State == Published && (p == nil || v.Version > p.Version) {
			published[v.CourseID] = &versions[i]
		}
	}
	var runs []struct {
		CourseVersionID string
		N               int
	}
	if err := tx.DB.Model(&Offering{}).Select("course_version_id, count(*) AS n").Group("course_version_id").Scan(&runs).Error; err != nil {
		return nil, err
	}
	offerings := map[string]int{}
	for _, r := range runs {
		offerings[courseOf[r.CourseVersionID]] += r.N
	}
	var newestIDs []string
	for _, v := range newest {
		newestIDs = append(newestIDs, v.ID)
	}
	heads, err := headsOf(tx, newestIDs)
	if err != nil {
		return nil, err
	}
	list := make([]CourseSummary, len(all))
	for i, c := range all {
		list[i] = CourseSummary{Course: c, Newest: newest[c.ID], Published: published[c.ID], Lessons: len(heads[newest[c.ID].ID]), Offerings: offerings[c.ID]}
	}
	return list, nil
}

// CoursePage is a version of a course with all that stands around it.
type CoursePage struct {
	Course
	Version      CourseVersion
	Versions     []CourseVersion // newest first
	Outline      Outline
	Competencies []assessments.Competency // of the version
	Assessment   *assessments.Assessment  // nil: none linked
	Checklist    []Check                  // of a draft; nil when published
	Offerings    []Offering               // of this version, newest first
	Requires     []Requirement            // courses to complete before
	Review       ReviewState              // where the version is on its way to being published
	Alone        *Review                  // why it was published without a second person; nil: it was not
}

// Ready tells whether everything on the checklist is done.
func (p CoursePage) Ready() bool {
	for _, c := range p.Checklist {
		if !c.Done {
			return false
		}
	}
	return true
}

// Course gives a version of a course; version 0 is the newest.
func (s *Service) Course(ctx context.Context, actor access.Actor, courseID string, version int) (CoursePage, error) {
	var page CoursePage
	if !actor.Somewhere(access.AuthorCourses) {
		if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
			return page, err
		}
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if page.Course, err = take[Course](tx, courseID, "noun.course"); err != nil {
			return err
		}
		if page.Versions, err = versionsOf(tx, courseID); err != nil {
			return err
		}
		found := false
		for _, v := range page.Versions {
			if v.Version == version || (version == 0 && !found) {
				page.Version, found = v, true
			}
		}
		if !found {
			return fault.Missing("noun.course")
		}
		return page.fill(tx)
	})
	return page, err
}

func (p *CoursePage) fill(tx *db.Tx) error {
	facts, err := draftFactsTx(tx, p.Version)
	if err != nil {
		return err
	}
	p.Outline = facts.outline
	if p.Version.State == Draft {
		p.Checklist = facts.checklist()
	}
	if p.Competencies, err = competenciesNamed(tx, facts.competencies); err != nil {
		return err
	}
	if p.Version.AssessmentID != nil {
		found, err := assessments.AssessmentsTx(tx, []string{*p.Version.AssessmentID})
		if err != nil {
			return err
		}
		assessment := found[*p.Version.AssessmentID]
		p.Assessment = &assessment
	}
	requires, err := requirementsOf(tx, []string{p.Version.ID})
	if err != nil {
		return err
	}
	p.Requires = requires[p.Version.ID]
	if err := p.fillReview(tx); err != nil {
		return err
	}
	return tx.DB.Where("course_version_id = ?", p.Version.ID).Order("starts_on DESC, id DESC").Find(&p.Offerings).Error
}

// LessonToEdit gives a lesson of the course as its author sees it; editable
// tells whether it belongs to the draft.
func (s *Service) LessonToEdit(ctx context.Context, actor access.Actor, courseID, lessonID string) (lesson Lesson, editable bool, err error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return lesson, false, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var version CourseVersion
		if lesson, version, err = lessonOfCourse(tx, courseID, lessonID); err != nil {
			return err
		}
		editable = version.State == Draft
		return nil
	})
	return lesson, editable, err
}
