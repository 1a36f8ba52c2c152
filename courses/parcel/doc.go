// Package parcel is a whole course as one file: what it says ([Course]), the text of its
// lessons, and whatever else belongs to it, in a zip that a person can open and read.
//
//	course.json        what there is and in which order, with the SHA-256 of every other file
//	lessons/…/text.md  a lesson's own text, in Markdown
//	lessons/…/quz.md   the same lesson in another language, or for a place
//	assessment.json    its test: competencies, questions, rubrics, forms
//
// [Write] gives the same bytes for the same course, wherever and whenever it is written:
// names are sorted, times left out. [Read] trusts nothing. It takes the file apart within
// fixed limits, refuses whatever is not named in course.json, is named there and missing,
// or is not what its SHA-256 says, and says where.
//
// The package knows nothing of databases. Other parts of a course join as a [Section]:
// their own description in course.json beside the lessons and their files in a folder of
// their own. A section of an unknown kind is refused rather than lost.
package parcel
