package courses

import (
	"fmt"
	"slices"
	"strings"

	"relevo/courses/parcel"
)

// ChangeKind says what became of a lesson from one version to another.
type ChangeKind string

// What may become of a lesson.
const (
	LessonSame    ChangeKind = "same"
	LessonNew     ChangeKind = "new"
	LessonChanged ChangeKind = "changed"
	LessonGone    ChangeKind = "gone"
)

// FieldChange is something short that changed: a title, the minutes.
type FieldChange struct {
	Name  string // "title", "minutes" …
	Place string // of a wording: its language and place; empty: of the lesson itself
	Was   string
	Is    string
}

// TextChange is a text that changed: the lesson's own, or that of a wording.
type TextChange struct {
	Place string     // of a wording: its language and place; empty: the lesson's own text
	Kind  ChangeKind // of the text
	Lines []DiffLine
}

// LessonChange is what became of one lesson.
type LessonChange struct {
	Origin string
	Title  string // as it is now; as it was when it is gone
	Kind   ChangeKind
	Share  float64 // which part of the words of its own text is other, 0 to 1
	Fields []FieldChange
	Texts  []TextChange
}

// Changes is what became of a course from one version to another.
type Changes struct {
	Fields  []FieldChange  // of the course: title, summary, hours …
	Lessons []LessonChange // as they are now, those that are gone last
}

// Same tells whether nothing changed.
func (c Changes) Same() bool {
	return len(c.Fields) == 0 && !slices.ContainsFunc(c.Lessons, func(l LessonChange) bool { return l.Kind != LessonSame })
}

// changesBetween compares two contents of a course; before may be empty.
func changesBetween(before, after content) Changes {
	var changes Changes
	was, is := before.flat(), after.flat()
	if len(was) > 0 {
		changes.Fields = courseFields(before.Course, after.Course)
	}
	for _, l := range is {
		at := slices.IndexFunc(was, func(o parcel.Lesson) bool { return o.ID == l.ID })
		if at < 0 {
			changes.Lessons = append(changes.Lessons, LessonChange{Origin: l.ID, Title: l.Title, Kind: LessonNew, Share: 1, Texts: after.newTexts(l)})
			continue
		}
		changes.Lessons = append(changes.Lessons, lessonChange(before, after, was[at], l))
	}
	for _, l := range was {
		if !slices.ContainsFunc(is, func(o parcel.Lesson) bool { return o.ID == l.ID }) {
			changes.Lessons = append(changes.Lessons, LessonChange{Origin: l.ID, Title: l.Title, Kind: LessonGone, Share: 1})
		}
	}
	return changes
}

// flat lists the lessons in the order of reading.
func (c content) flat() []parcel.Lesson {
	var all []parcel.Lesson
	for _, m := range c.Modules {
		all = append(all, m.Lessons...)
	}
	return all
}

// newTexts gives all texts of a lesson as added.
func (c content) newTexts(l parcel.Lesson) []TextChange {
	texts := []TextChange{{Kind: LessonNew, Lines: diffText("", c.texts[l.Text])}}
	for _, w := range l.Wordings {
		texts = append(texts, TextChange{Place: placeWord(w), Kind: LessonNew, Lines: diffText("", c.texts[w.Text])})
	}
	return texts
}

// placeWord names a wording by its language and place.
func placeWord(w parcel.Wording) string {
	return strings.TrimSpace(w.Language + " " + w.Region + w.Institution)
}

func lessonChange(before, after content, was, is parcel.Lesson) LessonChange {
	change := LessonChange{Origin: is.ID, Title: is.Title, Kind: LessonSame}
	note := func(place, name, was, is string) {
		if was != is {
			change.Fields = append(change.Fields, FieldChange{name, place, was, is})
		}
	}
	note("", "title", was.Title, is.Title)
	note("", "warning", was.Warning, is.Warning)
	note("", "minutes", fmt.Sprint(was.Minutes), fmt.Sprint(is.Minutes))
	note("", "kind", was.Kind, is.Kind)
	old, now := before.texts[was.Text], after.texts[is.Text]
	if change.Share = changedShare(old, now); old != now {
		change.Texts = append(change.Texts, TextChange{Kind: LessonChanged, Lines: diffText(old, now)})
	}
	for _, w := range is.Wordings {
		at := slices.IndexFunc(was.Wordings, func(o parcel.Wording) bool { return placeWord(o) == placeWord(w) })
		if at < 0 {
			change.Texts = append(change.Texts, TextChange{Place: placeWord(w), Kind: LessonNew, Lines: diffText("", after.texts[w.Text])})
			continue
		}
		o := was.Wordings[at]
		note(placeWord(w), "title", o.Title, w.Title)
		note(placeWord(w), "warning", o.Warning, w.Warning)
		if old, now := before.texts[o.Text], after.texts[w.Text]; old != now {
			change.Texts = append(change.Texts, TextChange{Place: placeWord(w), Kind: LessonChanged, Lines: diffText(old, now)})
		}
	}
	for _, o := range was.Wordings {
		if !slices.ContainsFunc(is.Wordings, func(w parcel.Wording) bool { return placeWord(o) == placeWord(w) }) {
			change.Texts = append(change.Texts, TextChange{Place: placeWord(o), Kind: LessonGone})
		}
	}
	if len(change.Fields)+len(change.Texts) > 0 {
		change.Kind = LessonChanged
	}
	return change
}

// courseFields compares what two versions say about the course itself.
func courseFields(was, is parcel.Course) []FieldChange {
	var fields []FieldChange
	note := func(name, was, is string) {
		if was != is {
			fields = append(fields, FieldChange{Name: name, Was: was, Is: is})
		}
	}
	note("title", was.Title, is.Title)
	note("summary", was.Summary, is.Summary)
	note("language", was.Language, is.Language)
	note("audience", strings.Join(was.Audience, ", "), strings.Join(is.Audience, ", "))
	note("hours", fmt.Sprint(was.Hours), fmt.Sprint(is.Hours))
	note("competencies", strings.Join(was.Competencies, ", "), strings.Join(is.Competencies, ", "))
	note("prerequisites", required(was), required(is))
	note("modules", moduleTitles(was), moduleTitles(is))
	for _, s := range sections() {
		if s.words != nil {
			note(s.kind, s.words(was.Sections[s.kind]), s.words(is.Sections[s.kind]))
		}
	}
	return fields
}

func required(c parcel.Course) string {
	words := make([]string, len(c.Prerequisites))
	for i, r := range c.Prerequisites {
		if words[i] = r.Course; r.Months > 0 {
			words[i] += fmt.Sprintf(" (%d)", r.Months)
		}
	}
	return strings.Join(words, ", ")
}

func moduleTitles(c parcel.Course) string {
	titles := make([]string, len(c.Modules))
	for i, m := range c.Modules {
		titles[i] = m.Title
	}
	return strings.Join(titles, " · ")
}
