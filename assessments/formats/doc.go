// Package formats has the neutral shape in which readers of other systems'
// question files give what they read, one reader a package:
//
//	formats/gift        Moodle's GIFT, also written
//	formats/aiken       Moodle's Aiken
//	formats/moodlexml   Moodle's XML, also written
//	formats/cloze       the texts with blanks that are in it
//	formats/csvitems    a table of ours, CSV or XLSX
//
// A reader is pure: bytes in, a [Report] out, no database, no panic whatever the
// bytes. Nothing is dropped silently: every question of the file is in the report
// as imported, adapted (with what was changed) or skipped (with the reason), and has
// the number of its line. A file that is broken as a whole gives nothing but the reason
// ([Report.Broken]). Reasons are catalogue keys beginning with "assessments.read.".
//
// [Decode] turns a file's bytes into text. [HTML] turns a question's text, in
// whatever markup, into the small clean HTML that the item bank stores. [Embed] turns the
// pictures that came with a text into [Picture]s.
package formats
