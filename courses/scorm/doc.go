// Package scorm reads course packages of SCORM 1.2 and 2004 and knows what they report.
// It is pure: bytes in, facts out, no database and no network.
//
//	p, err := scorm.Read(zip)          // what is in it, or a sentence that says what is wrong
//	data := scorm.Resume(p.Standard, p.Units[0], last, learner)
//	report := data.Report(p.Standard)  // completed, score, time: as the package says
//
// A [Package] has one or more [Unit]s (SCOs and assets), played in the order of the
// manifest. Sequencing rules and prerequisites are not followed; a [Note] says so to the
// author. [Data] is what a unit keeps while it is played, element by element
// ("cmi.core.lesson_location").
//
// # What is refused
//
// A package comes from outside. [Read] takes no path that leads out of it, no link, no
// encrypted entry, no name twice, at most [maxEntries] files and [maxTotal] bytes: sizes
// are checked before anything is unpacked and held to while it is ([File.Read]).
package scorm
