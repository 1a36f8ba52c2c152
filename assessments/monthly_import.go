package assessments

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/tables"
	"relevo/assessments/formats/csvitems"
)

// CountsReport is what becomes of the rows of a file of monthly counts.
type CountsReport struct {
	FileName string
	Text     string // of the file, to confirm with
	Rows     []CountsRow
	Recorded int // new and corrected; written only when confirmed
	Refused  int
}

// The actions on a row of counts.
const (
	CountNew      = "new"
	CountCorrects = "corrects"
	CountSame     = "same"
	CountRefused  = "refused"
)

// CountsRow is a row of a file of counts.
type CountsRow struct {
	Line        int
	Institution string // as written; its name once found
	MonthlyCount
	Before *MonthlyCount // what it corrects
	Action string
	Notes  []ImportNote // why it is refused
}

// countColumns are the names of columns, as Fold writes them.
var countColumns = map[string]string{
	"institucion": "institution", "codigo": "institution", "institution": "institution", "code": "institution", "mes": "month", "month": "month",
	"derivaciones": "referrals_made", "derivaciones hechas": "referrals_made", "referrals made": "referrals_made",
	"derivaciones con acuse": "referrals_acknowledged", "acuses": "referrals_acknowledged", "referrals acknowledged": "referrals_acknowledged",
	"procesos": "proceedings", "proceedings": "proceedings", "procesos abandonados": "proceedings_deserted", "abandonos": "proceedings_deserted",
	"proceedings deserted": "proceedings_deserted", "nota": "note", "note": "note",
}

// countsHeader is the first row of the files that relevo writes.
func countsHeader() []string {
	return []string{"institucion", "mes", "derivaciones hechas", "derivaciones con acuse", "procesos", "procesos abandonados", "nota"}
}

// CountsTemplate is an empty table of monthly counts.
func CountsTemplate() ([]byte, error) { return tables.ForExcel([][]string{countsHeader()}) }

// CountsFile writes the believed counts of an institution as they can be brought in
// again.
func (c InstitutionCounts) CountsFile() ([]byte, error) {
	rows := [][]string{countsHeader()}
	for _, m := range slices.Backward(c.Months) {
		cells := []string{c.Institution.Code, m.Month.String()[:7]}
		for _, field := range CountFields() {
			cell := ""
			if n := m.Number(field); n != nil {
				cell = strconv.Itoa(*n)
			}
			cells = append(cells, cell)
		}
		rows = append(rows, append(cells, m.Note))
	}
	return tables.ForExcel(rows)
}

// ImportCounts reads a file of monthly counts and tells what would become of each
// row; with confirm it keeps those that are not refused, all in one transaction.
func (s *Service) ImportCounts(ctx context.Context, actor access.Actor, fileName string, data []byte, confirm bool) (report CountsReport, err error) {
	if err := actor.NeedSomewhere(access.AssessCapacity); err != nil {
		return report, err
	}
	table, text, broken := csvitems.Rows(data)
	if broken != nil {
		return report, fault.OnField("file", broken.Key, broken.Pairs...)
	}
	columns, err := columnsFor(table, countColumns, "institution", "month")
	if err != nil {
		return report, err
	}
	work := func(tx *db.Tx) error {
		report = CountsReport{FileName: fileName, Text: text}
		return report.take(tx, actor, table[1:], columns, confirm)
	}
	if confirm {
		err = s.db.Write(ctx, work)
	} else {
		err = s.db.Read(ctx, work)
	}
	return report, err
}

// columnsFor reads a header: where each field stands. needed must be there.
func columnsFor(table []csvitems.Row, names map[string]string, needed ...string) (map[string]int, error) {
	if len(table) == 0 {
		return nil, fault.OnField("file", "assessments.table.empty")
	}
	columns := map[string]int{}
	for i := range table[0].Cells {
		word := roster.Fold(table[0].Cell(i))
		if word == "" {
			continue
		}
		field, known := names[word]
		if !known {
			return nil, fault.OnField("file", "assessments.table.column", "column", table[0].Cell(i))
		}
		if _, twice := columns[field]; twice {
			return nil, fault.OnField("file", "assessments.table.column_twice", "column", table[0].Cell(i))
		}
		columns[field] = i
	}
	for _, field := range needed {
		if _, there := columns[field]; !there {
			return nil, fault.OnField("file", "assessments.table.column_missing", "column", wordFor(names, field))
		}
	}
	if len(table) == 1 {
		return nil, fault.OnField("file", "assessments.table.empty")
	}
	return columns, nil
}

// wordFor gives the shortest name of a column, for a message.
func wordFor(names map[string]string, field string) string {
	best := ""
	for word, f := range names {
		if f == field && (best == "" || len(word) < len(best) || len(word) == len(best) && word < best) {
			best = word
		}
	}
	return best
}

func (r *CountsReport) take(tx *db.Tx, actor access.Actor, table []csvitems.Row, columns map[string]int, confirm bool) error {
	places, err := people.InstitutionsInScopeTx(tx, actor, access.AssessCapacity)
	if err != nil {
		return err
	}
	byWord, ids := map[string][]people.Institution{}, []string{}
	for _, i := range places {
		if i.MergedInto != nil {
			continue
		}
		ids = append(ids, i.ID)
		for _, word := range unique(roster.Fold(i.Code), roster.Fold(i.Name)) {
			byWord[word] = append(byWord[word], i)
		}
	}
	believed, err := countsOfTx(tx, ids...)
	if err != nil {
		return err
	}
	before := map[string]*MonthlyCount{}
	for i := range believed {
		before[believed[i].InstitutionID+believed[i].Month.String()] = &believed[i]
	}
	firstLine := map[string]int{}
	for _, cells := range table {
		row := readCounts(cells, columns, byWord, tx.Today())
		key := row.InstitutionID + row.Month.String()
		if row.Action != CountRefused {
			if line, twice := firstLine[key]; twice {
				row.refuse("capacity.import.twice", "line", line)
			}
			firstLine[key] = cells.Line
		}
		row.Source = clip(r.FileName, 200)
		r.decide(&row, before[key])
		if confirm && (row.Action == CountNew || row.Action == CountCorrects) {
			if err := lockInstitution(tx, row.InstitutionID); err != nil {
				return err
			}
			if err := countTx(tx, actor, row.MonthlyCount); err != nil {
				return err
			}
		}
		r.Rows = append(r.Rows, row)
	}
	return nil
}

func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

func unique(a, b string) []string {
	if a == b {
		return []string{a}
	}
	return []string{a, b}
}

// decide says what a row does to what is believed.
func (r *CountsReport) decide(row *CountsRow, before *MonthlyCount) {
	switch {
	case row.Action == CountRefused:
		r.Refused++
		return
	case before == nil:
		row.Action = CountNew
	case row.says(before):
		row.Action = CountSame
		return
	default:
		row.Action, row.Before = CountCorrects, before
	}
	r.Recorded++
}

func (row *CountsRow) refuse(key string, pairs ...any) {
	row.Action = CountRefused
	row.Notes = append(row.Notes, ImportNote{key, pairs})
}

func readCounts(cells csvitems.Row, columns map[string]int, byWord map[string][]people.Institution, today db.Date) CountsRow {
	cell := func(field string) string {
		at, there := columns[field]
		if !there {
			return ""
		}
		return cells.Cell(at)
	}
	row := CountsRow{Line: cells.Line, Institution: cell("institution")}
	row.Note = cell("note")
	found := byWord[roster.Fold(row.Institution)]
	switch len(found) {
	case 0:
		row.refuse("capacity.import.institution")
	case 1:
		row.Institution, row.InstitutionID = found[0].Name, found[0].ID
	default:
		row.refuse("capacity.import.several", "count", len(found))
	}
	month, ok := ParseMonth(cell("month"))
	if row.Month = month; !ok {
		row.refuse("capacity.import.month", "text", cell("month"))
	}
	for _, field := range CountFields() {
		text := cell(field)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
		if err != nil {
			row.refuse("capacity.import.number", "text", text)
			continue
		}
		*row.numbers()[field] = &n
	}
	if row.Action == CountRefused {
		return row
	}
	if err := row.validate(today); err != nil {
		for _, f := range fault.FieldsOf(err) {
			row.refuse(f.Key, f.Pairs...)
		}
	} else if !found[0].Open(row.Month) {
		row.refuse("capacity.month.closed")
	}
	return row
}
