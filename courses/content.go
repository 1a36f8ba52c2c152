package courses

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses/parcel"
)

// content is all that a version says, as its file has it, with the texts by path. Two
// versions with the same content say the same.
type content struct {
	parcel.Course
	texts   map[string]string // by path
	lessons map[string]Lesson // by origin, as they are in the database
}

// contentOf gathers what a version says: a fixed number of statements.
func contentOf(tx *db.Tx, version CourseVersion) (c content, err error) {
	course, err := take[Course](tx, version.CourseID, "noun.course")
	if err != nil {
		return c, err
	}
	codes, err := competenciesOf(tx, []string{version.ID})
	if err != nil {
		return c, err
	}
	c = content{texts: map[string]string{}, lessons: map[string]Lesson{}, Course: parcel.Course{
		Format: parcel.Format, Code: course.Code, Title: version.Title, Summary: version.Summary, Language: version.Language,
		Audience: []string{}, Hours: version.Hours, Competencies: append([]string{}, codes[version.ID]...), Modules: []parcel.Module{},
	}}
	if version.AssessmentID != nil {
		found, err := assessments.AssessmentsTx(tx, []string{*version.AssessmentID})
		if err != nil {
			return c, err
		}
		c.Assessment = found[*version.AssessmentID].Code
	}
	requires, err := requirementsOf(tx, []string{version.ID})
	if err != nil {
		return c, err
	}
	for _, r := range requires[version.ID] {
		c.Prerequisites = append(c.Prerequisites, parcel.Prerequisite{Course: r.Code, Months: r.Months})
	}
	slices.SortFunc(c.Prerequisites, func(a, b parcel.Prerequisite) int { return cmp.Compare(a.Course, b.Course) })
	for _, cadre := range version.Audience {
		c.Audience = append(c.Audience, string(cadre))
	}
	modules, err := modulesOf(tx, version.ID)
	if err != nil {
		return c, err
	}
	ids := make([]string, len(modules))
	for i, m := range modules {
		ids[i] = m.ID
	}
	lessons, err := whereIn[Lesson](tx, "module_id", ids)
	if err != nil {
		return c, err
	}
	said, err := wordingsSaid(tx, version.ID)
	if err != nil {
		return c, err
	}
	c.fill(modules, lessons, said)
	c.Sections, err = sectionsOf(tx, version)
	return c, err
}

// saidIn is a wording with the code of its institution and its review.
type saidIn struct {
	Wording
	institution string
	review      *WordingReview
}

func wordingsSaid(tx *db.Tx, versionID string) (map[string][]saidIn, error) {
	list, err := wordingsOf(tx, versionID, true)
	if err != nil {
		return nil, err
	}
	places, err := placesIn(tx, list)
	if err != nil {
		return nil, err
	}
	reviews, err := reviewsOf(tx, list)
	by := map[string][]saidIn{}
	for _, w := range list {
		said := saidIn{Wording: w, institution: codeOf(places, w.InstitutionID)}
		if review, ok := reviews[w.digest()]; ok {
			said.review = &review
		}
		by[w.LessonID] = append(by[w.LessonID], said)
	}
	for _, list := range by {
		slices.SortFunc(list, func(a, b saidIn) int {
			return cmp.Or(cmp.Compare(a.institution, b.institution), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Language, b.Language), cmp.Compare(a.Title, b.Title))
		})
	}
	return by, err
}

func codeOf(places map[string]people.Institution, id *string) string {
	if id == nil {
		return ""
	}
	return places[*id].Code
}

// fill puts modules and lessons in their order and gives every text its path.
func (c *content) fill(modules []Module, lessons []Lesson, said map[string][]saidIn) {
	slices.SortFunc(lessons, func(a, b Lesson) int { return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID)) })
	for i, m := range modules {
		module := parcel.Module{Title: m.Title, Summary: m.Summary, Lessons: []parcel.Lesson{}}
		for _, l := range lessons {
			if l.ModuleID != m.ID {
				continue
			}
			folder := fmt.Sprintf("lessons/%02d-%02d", i+1, len(module.Lessons)+1)
			lesson := parcel.Lesson{ID: l.Origin, Title: l.Title, Minutes: l.Minutes, Kind: string(l.Kind), Warning: l.ContentWarning, Text: c.text(folder, "text", l.Source)}
			for _, w := range said[l.ID] {
				lesson.Wordings = append(lesson.Wordings, c.wording(folder, w))
			}
			module.Lessons = append(module.Lessons, lesson)
			c.lessons[l.Origin] = l
		}
		c.Modules = append(c.Modules, module)
	}
}

func (c *content) wording(folder string, w saidIn) parcel.Wording {
	name := w.Language
	if at := cmp.Or(w.institution, w.Region); at != "" {
		name += "-" + at
	}
	out := parcel.Wording{Language: w.Language, Region: w.Region, Institution: w.institution, Title: w.Title, Warning: w.ContentWarning, Text: c.text(folder, name, w.Source)}
	if w.review != nil {
		out.Review = &parcel.Review{Reviewer: w.review.Reviewer, On: w.review.ReviewedOn.String()}
	}
	return out
}

// text keeps a text and gives its path.
func (c *content) text(folder, name, source string) string {
	path := folder + "/" + name + ".md"
	for n := 2; ; n++ {
		if _, taken := c.texts[path]; !taken {
			break
		}
		path = folder + "/" + name + "-" + strconv.Itoa(n) + ".md"
	}
	c.texts[path] = source
	return path
}

// digest names what a version says: when a word is changed, it is another. Who reviewed a
// translation is no part of it, nor is the test, which has a life of its own.
func (c content) digest() (string, error) {
	bare := c.Course
	bare.Files, bare.Modules, bare.Sections = nil, slices.Clone(c.Modules), maps.Clone(c.Sections)
	for _, s := range sections() {
		if s.apart {
			delete(bare.Sections, s.kind)
		}
	}
	for i, m := range bare.Modules {
		bare.Modules[i].Lessons = slices.Clone(m.Lessons)
		for j, l := range m.Lessons {
			wordings := slices.Clone(l.Wordings)
			for k := range wordings {
				wordings[k].Review = nil
			}
			bare.Modules[i].Lessons[j].Wordings = wordings
		}
	}
	body, err := json.Marshal([]any{bare, c.texts})
	if err != nil {
		return "", fmt.Errorf("naming what a course says: %w", err)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), nil
}
