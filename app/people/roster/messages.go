package roster

import (
	"fmt"
	"slices"
	"strings"
)

// Message is a sentence still to be said: a catalogue key and the named values
// of the sentence, as "name", value, "name", value … The values are strings,
// ints, db.Dates and Outsiders, so that the page can write dates its own way.
type Message struct {
	Key   string
	Pairs []any
}

// Outsider stands in a message for the name of somebody whom whoever reads it
// may not know; the page has words for it.
type Outsider struct{}

func say(key string, pairs ...any) Message { return Message{Key: key, Pairs: pairs} }

// String shows the message to a developer.
func (m Message) String() string {
	var b strings.Builder
	b.WriteString(m.Key)
	for i := 0; i+1 < len(m.Pairs); i += 2 {
		fmt.Fprintf(&b, " %v=%v", m.Pairs[i], m.Pairs[i+1])
	}
	return b.String()
}

// Keys of files that cannot be read. Every sentence may name {file}.
const (
	FileEmpty      = "roster.file_empty"      // nothing in it
	FileTooLarge   = "roster.file_too_large"  // more than {bytes}
	FileTooLong    = "roster.file_too_long"   // more than {rows} rows
	FileTooWide    = "roster.file_too_wide"   // row {row} has more than {columns} columns
	FileOldExcel   = "roster.file_old_excel"  // .xls or protected by a password: save as .xlsx without one
	FileIsHTML     = "roster.file_is_html"    // a web page named .xls: open it and save as .xlsx
	FileNotAList   = "roster.file_not_a_list" // neither a workbook nor text
	FileUnreadable = "roster.file_unreadable" // broken
	HeaderMissing  = "roster.header_missing"  // no header row; columns not found in {fields}
)

// Keys of the repairs made to a row.
const (
	NotePadded          = "roster.note_dni_padded"           // {listed} was padded with zeros to 8 digits
	NoteNumberCleaned   = "roster.note_number_cleaned"       // {listed}: spaces, dots or signs removed
	NoteCheckSplit      = "roster.note_check_split"          // {listed}: the last character is the check character
	NoteTypeGuessed     = "roster.note_type_guessed"         // {listed} has the form of a foreigner's card
	NotePlaceholder     = "roster.note_placeholder"          // {listed} stands for "no document"
	NoteSerialDate      = "roster.note_serial_date"          // {listed} is a spreadsheet's day number: {date}
	NoteMonthFirst      = "roster.note_month_first"          // {listed} has the month first: {date}
	NoteOneSurname      = "roster.note_one_surname"          // only one surname given
	NoteNameOrder       = "roster.note_name_order"           // surnames told from given names by position only: {listed}
	NoteSexUnknown      = "roster.note_sex_unknown"          // {listed} is not a sex we know
	NotePositionOther   = "roster.note_position_other"       // {listed} belongs to no known cadre
	NotePositionMissing = "roster.note_position_missing"     // no position given
	NoteContractOther   = "roster.note_contract_other"       // {listed} is not a contract we know
	NoteEmailDropped    = "roster.note_email_dropped"        // {listed} is not an address
	NotePhoneDropped    = "roster.note_phone_dropped"        // {listed} is not a telephone number
	NoteFutureStart     = "roster.note_future_start"         // starts on {date}, after the list's date
	NoteNameVaries      = "roster.note_name_varies"          // written {listed} here, known as {known}
	NoteNamesake        = "roster.note_namesake"             // {known} has the same name and another document
	NoteByNameAndStart  = "roster.note_by_name_and_start"    // recognised by name and start date, {known}
	NoteOlderDiffers    = "roster.note_older_differs"        // this list is older; the list of {date} has the last word
	NoteEndSuperseded   = "roster.note_end_kept_from_newer"  // this list ends it on {end}, the list of {date} still names it
	NoteReplaced        = "roster.note_replaced_by_new_stay" // a new stay begins on {start}
	NoteFilled          = "roster.note_filled"               // details that were missing are now known
)

// Keys of what makes a row unusable or doubtful.
const (
	ProblemDocumentMissing = "roster.problem_document_missing" // no document
	ProblemDocumentShort   = "roster.problem_document_short"   // {listed} has too few digits
	ProblemDocumentUnusual = "roster.problem_document_unusual" // {listed} has the form of no document we know
	ProblemCheckFailed     = "roster.problem_check_failed"     // {listed}: the check character should be {expected}
	ProblemNameMissing     = "roster.problem_name_missing"     // no name
	ProblemNameIncomplete  = "roster.problem_name_incomplete"  // {listed} is one word only
	ProblemNameOdd         = "roster.problem_name_odd"         // {listed} holds digits or signs
	ProblemStartMissing    = "roster.problem_start_missing"    // no start date
	ProblemStartUnread     = "roster.problem_start_unread"     // start {listed} is not a date
	ProblemEndUnread       = "roster.problem_end_unread"       // end {listed} is not a date
	ProblemDateOdd         = "roster.problem_date_odd"         // {listed} is too long ago or too far ahead
	ProblemEndBeforeStart  = "roster.problem_end_before_start" // ends {end}, not after its start {start}
)

// Keys of decisions: why.
const (
	WhyJoined         = "roster.why_joined"           // not known before; since {start}
	WhyJoinedAndLeft  = "roster.why_joined_and_left"  // not known before; {start} to {end}
	WhyJoinedKnown    = "roster.why_joined_known"     // known, without a post so far; since {start}
	WhyRenewed        = "roster.why_renewed"          // new stay on {start}, {days} days after the last
	WhyReturned       = "roster.why_returned"         // back on {start}, {days} days after the last stay
	WhyReplaces       = "roster.why_new_stay"         // new stay on {start}; the end of the earlier one is not listed
	WhySecondRole     = "roster.why_second_role"      // a second role here at the same time, since {start}
	WhyEarlierStay    = "roster.why_earlier_stay"     // an earlier stay, {start}, unknown so far
	WhyMoved          = "roster.why_moved"            // came from {institution}, ended {end}
	WhyAlsoAt         = "roster.why_also_at"          // still in post at {institution} by its own lists
	WhyElsewhere      = "roster.why_elsewhere"        // somebody on record in another institution, which is not said; since {start}
	WhyUnchanged      = "roster.why_unchanged"        // as known
	WhyOlderList      = "roster.why_older_list"       // as known; a newer list has the last word
	WhyAbsentOlder    = "roster.why_absent_older"     // absent from this older list, named again on {seen}
	WhyLeft           = "roster.why_left"             // listed with its end, {end}
	WhyEndCorrected   = "roster.why_end_corrected"    // end corrected from {was} to {end}
	WhyEndNarrowed    = "roster.why_end_narrowed"     // the end is now known to lie after {after}, by {end}
	WhyEndWithdrawn   = "roster.why_end_withdrawn"    // was to end {was}, still named in post
	WhyBack           = "roster.why_back"             // was missing from a list, is named again
	WhyStartCorrected = "roster.why_start_corrected"  // start corrected from {was} to {start}
	WhyStartDiffers   = "roster.why_start_differs"    // start was {was}, is now {start}: the same stay, or another?
	WhyRoleChanged    = "roster.why_role_changed"     // position was {was}, is now {now}
	WhyContract       = "roster.why_contract_changed" // contract was {was}, is now {now}
	WhyFilled         = "roster.why_filled"           // details that were missing are now known
	WhyVanished       = "roster.why_vanished"         // not on this list: ended after {after}, by {end}
	WhyNotOnList      = "roster.why_not_on_list"      // entered by hand and not on this list
	WhyOtherName      = "roster.why_other_name"       // the document belongs to {known}
	WhyOtherDocument  = "roster.why_other_document"   // name and start match {known}, whose document differs
	WhyNameOnly       = "roster.why_name_only"        // only the name matches {known}
	WhyOverlaps       = "roster.why_overlaps"         // overlaps the same person's stay since {start}
	WhyProblem        = "roster.why_problem"          // cannot be used: see the row's problems
	WhyTotal          = "roster.why_total"            // a line of totals
	WhyBlank          = "roster.why_blank"            // a blank row
	WhyDuplicate      = "roster.why_duplicate"        // says the same as row {row}
	WhyHeader         = "roster.why_header"           // the header, repeated
	WhyRemark         = "roster.why_remark"           // a remark, nobody's row
)

// Keys of the alternatives that a doubtful decision offers.
const (
	ChooseSamePerson = "roster.choose_same_person" // it is {known}
	ChooseOutsider   = "roster.choose_outsider"    // it is the person on record in another institution
	ChooseNewPerson  = "roster.choose_new_person"  // it is somebody else
	ChooseNewStay    = "roster.choose_new_stay"    // another stay, the earlier ended before {start}
	ChooseNothing    = "roster.choose_nothing"     // leave everything as it is
	ChooseEnded      = "roster.choose_ended"       // has left: ended after {after}, by {end}
)

// Keys lists every catalogue key this package uses, sorted, so that a test
// can hold the catalogue to it. Fields and kinds have keys of their own: see
// Field.Key and Kind.Key.
func Keys() []string {
	keys := []string{
		FileEmpty, FileTooLarge, FileTooLong, FileTooWide, FileOldExcel, FileIsHTML, FileNotAList, FileUnreadable, HeaderMissing,
		NotePadded, NoteNumberCleaned, NoteCheckSplit, NoteTypeGuessed, NotePlaceholder, NoteSerialDate, NoteMonthFirst,
		NoteOneSurname, NoteNameOrder, NoteSexUnknown, NotePositionOther, NotePositionMissing, NoteContractOther,
		NoteEmailDropped, NotePhoneDropped, NoteFutureStart, NoteNameVaries, NoteNamesake, NoteByNameAndStart,
		NoteOlderDiffers, NoteEndSuperseded, NoteReplaced, NoteFilled,
		ProblemDocumentMissing, ProblemDocumentShort, ProblemDocumentUnusual, ProblemCheckFailed, ProblemNameMissing,
		ProblemNameIncomplete, ProblemNameOdd, ProblemStartMissing, ProblemStartUnread, ProblemEndUnread, ProblemDateOdd,
		ProblemEndBeforeStart,
		WhyJoined, WhyJoinedAndLeft, WhyJoinedKnown, WhyRenewed, WhyReturned, WhyReplaces, WhySecondRole, WhyEarlierStay,
		WhyMoved, WhyAlsoAt, WhyElsewhere, WhyUnchanged, WhyOlderList, WhyAbsentOlder, WhyLeft, WhyEndCorrected, WhyEndNarrowed,
		WhyEndWithdrawn, WhyBack, WhyStartCorrected, WhyStartDiffers, WhyRoleChanged, WhyContract, WhyFilled, WhyVanished,
		WhyNotOnList, WhyOtherName, WhyOtherDocument, WhyNameOnly, WhyOverlaps, WhyProblem, WhyTotal, WhyBlank,
		WhyDuplicate, WhyHeader, WhyRemark,
		ChooseSamePerson, ChooseOutsider, ChooseNewPerson, ChooseNewStay, ChooseNothing, ChooseEnded,
	}
	for _, field := range Fields() {
		keys = append(keys, field.Key())
	}
	for _, kind := range Kinds() {
		keys = append(keys, kind.Key())
	}
	slices.Sort(keys)
	return keys
}
