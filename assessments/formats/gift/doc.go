// Package gift reads and writes Moodle's GIFT, the plain text in which many trainers keep
// their questions.
//
// A file is records with blank lines between them. A record is comment lines ("//"),
// a category switch ("$CATEGORY: path") or a question:
//
//	// id: asking-01  competency: asking  form: AB
//	::title::[markdown]Text before {=right#feedback ~wrong ~%50%half####general feedback} text after
//
// What stands in the braces says what kind of question it is; see [Read]. Comment
// lines just above a question are kept with it, and "name: value" in them become tags.
//
// The reader follows Moodle's own (question/format/gift) where trainers could notice
// a difference, except that it says what it changed instead of changing it silently.
package gift
