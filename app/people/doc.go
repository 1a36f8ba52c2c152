// Package people knows who works where, since when and until when, and how we
// came to know it.
//
// # The nouns
//
// An [Institution] is a place in a tree (a programme, its centres). A [Person]
// is somebody who works or worked in one. A [Posting] is a fact about one
// stay: a person in an institution in one [Cadre] from a day until another.
// [ApprovedPosts] says how many people of a cadre an institution should have.
//
// # Facts and what is believed
//
// Postings are never overwritten. A correction is a new fact about the same
// stay which names the one it replaces, and the old one notes the moment at
// which it stopped being believed. So two questions have two answers:
//
//   - Who was in post on a day? The believed facts in force that day
//     ([InPostTx]).
//   - What did we believe at some moment? The facts recorded by then and not yet
//     superseded then ([AsKnownAt]).
//
// A withdrawn fact is a stay that turned out not to be one: it is believed
// that there was no such stay.
//
// The end of a stay is the first day not in post. Somebody who vanished
// between two lists has an end that lies in (EndsAfter, EndsOn]; see
// [Posting.InForce] for how such a stay counts in between.
//
// # Records that become one
//
// Somebody who is on record twice is joined by [Service.MergePeople]: the stays
// become the kept record's by new facts, the rows of the nouns above ([Rows]) are
// handed over, the merged record stays and points to the kept one, and the
// [Merger] says what went over, so that it can all go back. A list that still names
// the merged record's document means the kept one. Institutions are joined likewise.
//
// # Staff lists
//
// A list is uploaded as a [RosterDraft], which remembers the file and what the
// person chose; [Service.Preview] reads it again each time with package
// roster and compares it with what is believed now; [Service.Confirm] writes
// facts, people, the [RosterImport] and the audit in one transaction, and refuses
// if the outcome is no longer the one that was looked at. [Service.Undo] takes a
// whole import back: what it changed is believed again as before. The people
// that it brought in stay on record, without a post.
//
// # Where things are
//
//	cadre.go person.go institution.go posting.go regions.go   types and rules
//	read.go       what other slices may ask inside their transaction
//	store.go      the statements
//	service.go    institutions, approved posts
//	institution_form.go rename.go closing.go   what changes an institution
//	places.go places_read.go   INEI's provinces and districts
//	search.go     people, histories
//	overview.go   an institution's page, the list of institutions
//	facts.go byhand.go   appending, correcting and withdrawing postings
//	details.go languages.go   what is said of a person, and its corrections
//	merger.go merge_people.go merge_institutions.go   two records that become one
//	duplicates.go   records that may be of one person
//	imports.go draft.go lists.go known.go preview.go confirm.go undo.go   staff lists
//	turnover.go   separations, transfers, rate, staff over time
//	tenure.go comparison.go   how staff come, stay and go, in groups side by side
//	reasons.go training.go    why they leave, how soon they are trained
//	due.go        who is due for training or assessment
//	report.go     turnover of many institutions at once
package people
