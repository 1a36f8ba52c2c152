package courses

import (
	"encoding/json"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses/parcel"
)

// bring writes a course of a file as a draft.
func bring(tx *db.Tx, actor access.Actor, c parcel.Course, files map[string][]byte) (brings Brings, err error) {
	brings = Brings{Code: c.Code, Title: c.Title, Language: c.Language, Version: 1}
	draft, before, err := draftFor(tx, actor, c)
	if err != nil {
		return brings, err
	}
	brings.CourseID, brings.Version = draft.CourseID, draft.Version
	if err := adoptFramework(tx, actor, c, files, &brings); err != nil {
		return brings, err
	}
	if err := setCompetencies(tx, draft.ID, c.Competencies); err != nil {
		return brings, err
	}
	b := bringing{tx: tx, actor: actor, draft: draft, files: files, brings: &brings}
	if err := bringSections(b, c, func(s section) func(bringing) error { return s.before }); err != nil {
		return brings, err
	}
	if b.lessons, err = bringModules(tx, actor, draft, c, files, &brings); err != nil {
		return brings, err
	}
	if err := bringPrerequisites(tx, draft, c, &brings); err != nil {
		return brings, err
	}
	if err := bringSections(b, c, func(s section) func(bringing) error { return s.after }); err != nil {
		return brings, err
	}
	if before != nil {
		if draft, err = take[CourseVersion](tx, draft.ID, "noun.course"); err != nil {
			return brings, err
		}
		now, err := contentOf(tx, draft)
		if err != nil {
			return brings, err
		}
		changes := changesBetween(*before, now)
		brings.Changes = &changes
	}
	return brings, access.Record(tx, actor, "courses.course.import", "course_version", draft.ID, nil)
}

func bringSections(b bringing, c parcel.Course, when func(section) func(bringing) error) error {
	for _, s := range sections() {
		says, there := c.Sections[s.kind]
		if do := when(s); there && do != nil {
			b.says = says
			if err := do(b); err != nil {
				return inside("course.json: sections "+s.kind+" ", err)
			}
		}
	}
	return nil
}

// draftFor makes the empty draft into which a file goes: the first version of a new course,
// or the next of the one with its code, with what that says now.
func draftFor(tx *db.Tx, actor access.Actor, c parcel.Course) (draft CourseVersion, before *content, err error) {
	draft = CourseVersion{ID: tx.NewID(), Version: 1, State: Draft, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
	course, err := courseCalled(tx, c.Code)
	if err != nil {
		return draft, nil, err
	}
	if course == nil {
		course = &Course{ID: tx.NewID(), Code: c.Code, CreatedAt: tx.Now, CreatedBy: actor.AccountID}
		if err := tx.DB.Create(course).Error; err != nil {
			return draft, nil, err
		}
	} else {
		versions, err := versionsOf(tx, course.ID)
		if err != nil {
			return draft, nil, err
		}
		if versions[0].State == Draft {
			return draft, nil, fault.OnField("course.json: code", "parcel.draft_there", "code", c.Code)
		}
		said, err := contentOf(tx, versions[0])
		if err != nil {
			return draft, nil, err
		}
		before, draft.Version, draft.AssessmentID = &said, versions[0].Version+1, versions[0].AssessmentID
	}
	assessment := draft.AssessmentID
	draft.CourseID = course.ID
	draft.fill(detailsIn(c))
	draft.AssessmentID = assessment
	return draft, before, tx.DB.Create(&draft).Error
}

func bringModules(tx *db.Tx, actor access.Actor, draft CourseVersion, c parcel.Course, files map[string][]byte, brings *Brings) (map[string]string, error) {
	ids := map[string]string{}
	places, err := institutionsNamed(tx, c)
	if err != nil {
		return nil, err
	}
	for i, m := range c.Modules {
		module := Module{ID: tx.NewID(), CourseVersionID: draft.ID, Position: i + 1, Title: m.Title, Summary: m.Summary}
		if err := tx.DB.Create(&module).Error; err != nil {
			return nil, err
		}
		for j, l := range m.Lessons {
			in := portableLesson(l, string(files[l.Text]))
			html, err := lessonHTML(tx, draft.CourseID, in.Source)
			if err != nil {
				return nil, inside(l.Text+" ", err)
			}
			lesson := Lesson{ID: tx.NewID(), Origin: l.ID, ModuleID: module.ID, Position: j + 1, Title: l.Title, Minutes: l.Minutes,
				Kind: LessonKind(l.Kind), ContentWarning: l.Warning, Source: in.Source, HTML: html}
			if err := tx.DB.Create(&lesson).Error; err != nil {
				return nil, err
			}
			brings.Lessons++
			ids[l.ID] = lesson.ID
			for _, w := range l.Wordings {
				if err := bringWording(tx, actor, draft, lesson, w, string(files[w.Text]), places, brings); err != nil {
					return nil, err
				}
			}
		}
	}
	return ids, nil
}

// institutionsNamed gives the institutions that variants are for, by code.
func institutionsNamed(tx *db.Tx, c parcel.Course) (map[string]string, error) {
	var codes []string
	for _, l := range (content{Course: c}).flat() {
		for _, w := range l.Wordings {
			if w.Institution != "" {
				codes = append(codes, w.Institution)
			}
		}
	}
	list, err := whereIn[people.Institution](tx, "code", codes)
	ids := map[string]string{}
	for _, i := range list {
		ids[i.Code] = i.ID
	}
	return ids, err
}

func bringWording(tx *db.Tx, actor access.Actor, draft CourseVersion, lesson Lesson, w parcel.Wording, source string, places map[string]string, brings *Brings) error {
	in := WordingInput{Language: w.Language, Region: w.Region, Title: w.Title, ContentWarning: w.Warning, Source: source}
	if w.Institution != "" {
		if in.InstitutionID = places[w.Institution]; in.InstitutionID == "" {
			brings.leave("parcel.left_institution", "lesson", lesson.Title, "code", w.Institution)
			return nil
		}
	}
	html, err := lessonHTML(tx, draft.CourseID, source)
	if err != nil {
		return inside(w.Text+" ", err)
	}
	wording := Wording{ID: tx.NewID(), LessonID: lesson.ID, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
	wording.fill(in, html)
	if err := tx.DB.Create(&wording).Error; err != nil {
		return err
	}
	if wording.Placed() {
		brings.Variants++
	} else if w.Language != draft.Language {
		brings.Translations++
	}
	if w.Review == nil {
		return nil
	}
	on, err := db.ParseDate(w.Review.On)
	if err != nil || len([]rune(w.Review.Reviewer)) > maxTitle || w.Review.Reviewer == "" {
		return fault.OnField("course.json: "+placeWord(w)+" review", "parcel.bad_review")
	}
	review := WordingReview{ID: tx.NewID(), Digest: wording.digest(), Reviewer: w.Review.Reviewer, ReviewedOn: on, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
	return tx.DB.Create(&review).Error
}

// bringPrerequisites keeps the required courses that are there; others are left out.
func bringPrerequisites(tx *db.Tx, draft CourseVersion, c parcel.Course, brings *Brings) error {
	months := map[string]int{}
	for _, p := range c.Prerequisites {
		course, err := courseCalled(tx, p.Course)
		if err != nil {
			return err
		}
		if course == nil {
			brings.leave("parcel.left_course", "code", p.Course)
			continue
		}
		months[course.ID] = p.Months
	}
	if err := setPrerequisites(tx, draft, months); err != nil {
		return inside("course.json: prerequisites ", err)
	}
	return nil
}

// testKind is the section with the competencies of a course and its test.
const (
	testKind = "assessment"
	testFile = "assessment.json"
)

// testSays is what the section says in course.json.
type testSays struct {
	File string `json:"file"`
}

func testSection() section {
	return section{
		kind: testKind, apart: true,
		says: func(tx *db.Tx, version CourseVersion) (any, error) {
			codes, err := competenciesOf(tx, []string{version.ID})
			if err != nil || version.AssessmentID == nil && len(codes[version.ID]) == 0 {
				return nil, err
			}
			return testSays{testKind + "/" + testFile}, nil
		},
		files: func(tx *db.Tx, version CourseVersion, c content) (map[string][]byte, error) {
			id := ""
			if version.AssessmentID != nil {
				id = *version.AssessmentID
			}
			test, err := assessments.PortableTx(tx, id, c.Competencies)
			if err != nil {
				return nil, err
			}
			body, err := json.MarshalIndent(test, "", "  ")
			return map[string][]byte{testFile: append(body, '\n')}, err
		},
		after: func(b bringing) error {
			if b.brings.Assessment == "" {
				return nil
			}
			return b.tx.DB.Model(&CourseVersion{}).Where("id = ?", b.draft.ID).Update("assessment_id", b.brings.Assessment).Error
		},
	}
}

// adoptFramework brings in the competencies and the test before the course that names them.
func adoptFramework(tx *db.Tx, actor access.Actor, c parcel.Course, files map[string][]byte, brings *Brings) error {
	raw, there := c.Sections[testKind]
	if !there {
		return nil
	}
	var says testSays
	var test assessments.Portable
	if err := strict(raw, &says); err != nil {
		return fault.OnField("course.json: sections "+testKind, "parcel.bad_json", "what", err.Error(), "line", 1)
	}
	if err := strict(files[says.File], &test); err != nil {
		return fault.OnField(says.File, "parcel.bad_json", "what", err.Error(), "line", 1)
	}
	adopted, err := assessments.AdoptTx(tx, actor, test)
	if err != nil {
		return inside(says.File+": ", err)
	}
	brings.Competencies, brings.Questions, brings.Assessment, brings.Renamed = adopted.Competencies, adopted.Items, adopted.AssessmentID, adopted.Renamed
	for _, code := range c.Competencies {
		if !slices.ContainsFunc(test.Competencies, func(c assessments.Competency) bool { return c.Code == code }) {
			return fault.OnField("course.json: competencies "+code, "parcel.unknown")
		}
	}
	return nil
}
