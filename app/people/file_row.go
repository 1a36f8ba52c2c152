package people

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"relevo/app/people/roster"
)

// FileState says what becomes of a row of a file.
type FileState string

// The states of a row, in the order in which people are shown them. Their names are
// in the catalogue under "files.state_<state>".
const (
	FileDoubtful FileState = "doubtful" // nothing is done until somebody chooses
	FileRefused  FileState = "refused"  // cannot be used, for the reason given
	FileNew      FileState = "new"      // is brought in
	FileSame     FileState = "same"     // on record already
)

// FileStates lists the states.
func FileStates() []FileState { return []FileState{FileDoubtful, FileRefused, FileNew, FileSame} }

// Key is the catalogue key of the state's name.
func (s FileState) Key() string { return "files.state_" + string(s) }

// FileChoice is one way to settle a doubtful row.
type FileChoice struct {
	Value   string
	Explain roster.Message
}

// FileRow is what becomes of one row of a file.
type FileRow struct {
	Line    int // in the file
	Listed  string
	Person  *Person          // whom it is about, when recognised
	Says    []roster.Message // what it says, shortly
	State   FileState
	Level   int              // of doubt, 0 to 3 as in package roster
	Why     roster.Message   // why it is doubtful, refused or on record; zero for a plain one
	Notes   []roster.Message // what was repaired or assumed
	Choices []FileChoice
	Choice  string // "", Refuse or the value of one of Choices
}

// Key names the row among a file's choices.
func (r FileRow) Key() string { return "r" + strconv.Itoa(r.Line) }

// Open tells whether the row leaves something to choose.
func (r FileRow) Open() bool {
	return r.State == FileDoubtful || r.State == FileNew && r.Level > 0
}

// Applied tells whether the row would be brought in.
func (r FileRow) Applied() bool {
	switch r.State {
	case FileNew:
		return r.Choice != Refuse
	case FileDoubtful:
		return r.Choice != "" && r.Choice != Refuse
	}
	return false
}

// Waiting tells whether somebody has to choose first.
func (r FileRow) Waiting() bool { return r.State == FileDoubtful && r.Choice == "" }

// Choose takes a choice over if the row offers it.
func (r *FileRow) Choose(choice string) {
	if choice == Refuse && r.Open() || slices.ContainsFunc(r.Choices, func(c FileChoice) bool { return c.Value == choice }) {
		r.Choice = choice
	}
}

// Refuse makes the row one that cannot be used.
func (r *FileRow) Refuse(key string, pairs ...any) {
	r.State, r.Level, r.Choices, r.Choice, r.Why = FileRefused, 3, nil, "", roster.Message{Key: key, Pairs: pairs}
}

// FileCounts counts the rows of a file by their state.
type FileCounts map[FileState]int

// Value stores the counts.
func (c FileCounts) Value() (driver.Value, error) { return toJSON(c) }

// Scan reads the counts from either database.
func (c *FileCounts) Scan(src any) error { return fromJSON(src, c) }

// FilePreview is what a file would bring in if it were confirmed now.
type FilePreview struct {
	File        FileImport // without its content
	Rows        []FileRow  // in the order of the file
	Counts      FileCounts
	Changes     int         // rows that would be brought in
	Waiting     int         // rows that nobody has chosen for
	Same        *FileImport // the very same file, brought in before and not undone
	Fingerprint string      // of everything that would be brought in; confirming asks for it
}

// Count counts the rows and signs what they would bring in. effects are whatever
// else than the rows decides that.
func (p *FilePreview) Count(effects ...any) error {
	p.Counts, p.Changes, p.Waiting = FileCounts{}, 0, 0
	lines := make([]string, 0, len(p.Rows))
	for _, r := range p.Rows {
		p.Counts[r.State]++
		if r.Applied() {
			p.Changes++
		}
		if r.Waiting() {
			p.Waiting++
		}
		person := ""
		if r.Person != nil {
			person = r.Person.ID
		}
		lines = append(lines, fmt.Sprintf("%d %s %s %s %v %v", r.Line, r.State, person, r.Why, r.Says, r.Choices))
	}
	body, err := json.Marshal(struct {
		Lines   []string
		Effects []any
	}{lines, effects})
	if err != nil {
		return fmt.Errorf("taking the fingerprint of a file: %w", err)
	}
	sum := sha256.Sum256(body)
	p.Fingerprint = hex.EncodeToString(sum[:16])
	return nil
}

// Applied counts the rows as they are brought in: a doubtful one that was settled is
// new, one that was not is left.
func (p *FilePreview) Applied() FileCounts {
	counts := FileCounts{}
	for _, r := range p.Rows {
		switch {
		case r.Applied():
			counts[FileNew]++
		case r.State == FileNew:
			counts[FileRefused]++ // by choice
		default:
			counts[r.State]++
		}
	}
	return counts
}

// ChooseNow takes over what was chosen for the rows, noted before or on this preview.
func (p *FilePreview) ChooseNow(choices map[string]string) {
	for i := range p.Rows {
		if choice, made := choices[p.Rows[i].Key()]; made {
			p.Rows[i].Choice = ""
			p.Rows[i].Choose(choice)
		}
	}
}
