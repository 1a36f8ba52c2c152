package roster

import (
	"fmt"
	"slices"
	"strings"

	"relevo/app/db"
)

// RowKind says what a row of a list is.
type RowKind string

// The kinds of row. Only Person rows are planned for.
const (
	PersonRow    RowKind = "person"
	TotalRow     RowKind = "total"
	BlankRow     RowKind = "blank"
	DuplicateRow RowKind = "duplicate" // says exactly what an earlier row says
	HeaderRow    RowKind = "header"    // the header again, on the next printed page
	RemarkRow    RowKind = "remark"    // a signature, a footnote
)

// Problem is what makes a row unusable (Blocks) or doubtful.
type Problem struct {
	Message
	Blocks bool
}

// Row is one line of a staff list, read.
type Row struct {
	Number      int // row number in the source, from 1
	Kind        RowKind
	DuplicateOf int // the earlier row's number, for a DuplicateRow

	Document Document
	Names
	Listed string // the name as the list writes it

	Sex      string // "F", "M", "X" or ""
	Position string // as written
	Cadre    string // see Cadres
	Contract string // see Contracts; "" when not given
	Start    *db.Date
	End      *db.Date // first day not in post; nil when the list gives none
	Reason   string   // as written
	Email    string
	Phone    string
	Centre   string // as written, when the list has a column for it

	Notes    []Message // repairs
	Problems []Problem
}

// Blocked tells whether a problem makes the row unusable.
func (r *Row) Blocked() bool {
	return slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Blocks })
}

func (r *Row) note(key string, pairs ...any) { r.Notes = append(r.Notes, say(key, pairs...)) }

func (r *Row) problem(blocks bool, key string, pairs ...any) {
	r.Problems = append(r.Problems, Problem{Message: say(key, pairs...), Blocks: blocks})
}

// Parse reads the lines below the header. Header and mapping are what Detect
// gave or a person chose; asOf is the list's date, against which dates are
// judged.
func Parse(table *Table, header int, mapping Mapping, asOf db.Date) []Row {
	if header < 0 || header >= len(table.Lines) {
		return nil
	}
	p := parser{table: table, mapping: mapping, asOf: asOf, titles: Fold(strings.Join(table.Lines[header].Cells, " "))}
	lines := table.Lines[header+1:]
	for _, line := range lines {
		if Fold(mapping.cell(line, Sex)) == "h" {
			p.hombreMujer = true
		}
	}
	rows := make([]Row, 0, len(lines))
	seen := map[string]int{}
	for _, line := range lines {
		row := p.row(line)
		if row.Kind == PersonRow {
			content := row.content()
			if first, again := seen[content]; again {
				row.Kind, row.DuplicateOf = DuplicateRow, first
			} else {
				seen[content] = row.Number
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// content is equal for rows that say the same of the same person.
func (r *Row) content() string {
	date := func(d *db.Date) string {
		if d == nil {
			return ""
		}
		return d.String()
	}
	return fmt.Sprintf("%q", []string{r.Document.Type, r.Document.Number, r.key(), r.Cadre, r.Contract, date(r.Start), date(r.End), Fold(r.Centre)})
}

type parser struct {
	table       *Table
	mapping     Mapping
	asOf        db.Date
	titles      string
	hombreMujer bool
}

func (p *parser) row(line Line) Row {
	row := Row{Number: line.Number, Kind: p.kind(line)}
	if row.Kind != PersonRow {
		return row
	}
	cell := func(f Field) string { return tidy(p.mapping.cell(line, f)) }
	row.Document, row.Notes, row.Problems = ReadDocument(cell(DocumentType), cell(DocumentNumber))
	p.names(&row, line)
	if row.Sex = SexOf(cell(Sex), p.hombreMujer); row.Sex == "" && cell(Sex) != "" {
		row.note(NoteSexUnknown, "listed", cell(Sex))
	}
	row.Position = cell(Position)
	row.Cadre = CadreOf(row.Position)
	switch {
	case row.Position == "":
		row.note(NotePositionMissing)
	case row.Cadre == OtherCadre:
		row.note(NotePositionOther, "listed", row.Position)
	}
	if row.Contract = ContractOf(cell(Contract)); row.Contract == ContractOther {
		row.note(NoteContractOther, "listed", cell(Contract))
	}
	p.dates(&row, cell(StartDate), cell(EndDate))
	row.Reason, row.Centre = cell(Reason), cell(Centre)
	p.contact(&row, cell(Email), cell(Phone))
	return row
}

// kind tells people from the other lines of a list.
func (p *parser) kind(line Line) RowKind {
	text := Fold(strings.Join(line.Cells, " "))
	if text == "" {
		return BlankRow
	}
	if text == p.titles {
		return HeaderRow
	}
	names, _, _ := readNames(p.mapping, line)
	name := names.Search()
	hasDocument := strings.ContainsAny(p.mapping.cell(line, DocumentNumber), "0123456789")
	hasStart := p.mapping.cell(line, StartDate) != ""
	for _, cell := range line.Cells {
		folded := Fold(cell)
		if !hasStart && (strings.HasPrefix(folded, "total") || strings.HasPrefix(folded, "sub total") || strings.HasPrefix(folded, "subtotal")) {
			return TotalRow
		}
	}
	if !hasStart && (name == "" || !hasDocument && p.mapping.cell(line, Position) == "") {
		if hasDocument && p.mapping.cell(line, Position) != "" {
			return PersonRow // nameless and without a date, but somebody's
		}
		return RemarkRow
	}
	return PersonRow
}

func (p *parser) names(row *Row, line Line) {
	var byPosition bool
	row.Names, row.Listed, byPosition = readNames(p.mapping, line)
	words := len(strings.Fields(row.Search()))
	switch {
	case words == 0:
		row.problem(!row.Document.Known(), ProblemNameMissing)
		return
	case words == 1:
		row.problem(!row.Document.Known(), ProblemNameIncomplete, "listed", row.Listed)
	case row.SecondSurname == "":
		row.note(NoteOneSurname, "listed", row.Listed)
	case byPosition && (words != 4 || len(strings.Fields(row.GivenNames)) == 0):
		// Two surnames and two given names are told apart safely, other counts less so.
		row.note(NoteNameOrder, "listed", row.Listed)
	}
	if oddName(row.Listed) {
		row.problem(false, ProblemNameOdd, "listed", row.Listed)
	}
}

func (p *parser) dates(row *Row, start, end string) {
	row.Start = p.date(row, start, ProblemStartUnread)
	if row.Start == nil && noDate[Fold(start)] {
		row.problem(true, ProblemStartMissing)
	}
	row.End = p.date(row, end, ProblemEndUnread)
	if row.Start != nil && row.End != nil && *row.End <= *row.Start {
		row.problem(true, ProblemEndBeforeStart, "start", *row.Start, "end", *row.End)
	}
	if row.Start != nil && *row.Start > p.asOf && p.asOf != 0 {
		row.note(NoteFutureStart, "date", *row.Start)
	}
}

// Dates outside these bounds are slips of the keyboard.
var earliest = db.NewDate(1950, 1, 1)

const farAhead = 5 * 366 // days after the list's date

func (p *parser) date(row *Row, text, unread string) *db.Date {
	if noDate[Fold(text)] {
		return nil
	}
	date, note, ok := parseDate(text, p.asOf, p.table.Date1904)
	switch {
	case !ok:
		row.problem(true, unread, "listed", text)
		return nil
	case date < earliest, p.asOf != 0 && date > p.asOf+farAhead:
		row.problem(true, ProblemDateOdd, "listed", text)
		return nil
	case note == NoteMonthFirst, note == NoteSerialDate && p.table.Encoding != "":
		// In a workbook a date is always a serial number: nothing to remark on.
		row.note(note, "listed", text, "date", date)
	}
	return &date
}

func (p *parser) contact(row *Row, email, phone string) {
	email = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(email, "mailto:"), ";"))
	if at := strings.IndexByte(email, '@'); at > 0 && strings.Contains(email[at:], ".") && !strings.ContainsAny(email, " ,;<>") &&
		strings.Count(email, "@") == 1 {
		row.Email = email
	} else if !noDate[Fold(email)] {
		row.note(NoteEmailDropped, "listed", email)
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
	if n := len(strings.Trim(digits, "+")); n >= 6 && n <= 15 {
		row.Phone = digits
	} else if !noDate[Fold(phone)] {
		row.note(NotePhoneDropped, "listed", phone)
	}
}
