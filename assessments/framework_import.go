package assessments

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people/roster"
	"relevo/app/tables"
	"relevo/assessments/formats/csvitems"
)

// mostLevels is how many levels a competency in a file may have.
const mostLevels = 9

// FrameworkReport is what becomes of the rows of a file of competencies. All or
// nothing: with one row refused, none is kept.
type FrameworkReport struct {
	FileName string
	Text     string // of the file, to confirm with
	Rows     []FrameworkRow
	New      int
	Changed  int
	Same     int
	Refused  int
	Kept     bool // it was confirmed
}

// Can tells whether there is something to keep, and nothing in its way.
func (r FrameworkReport) Can() bool { return r.Refused == 0 && r.New+r.Changed > 0 }

// FrameworkRow is a row of a file of competencies.
type FrameworkRow struct {
	Line   int
	Code   string
	Name   i18n.Text
	Action string       // "new", "changed", "same" or "refused"
	Fields []string     // what is changed: "name", "description", "levels"
	Notes  []ImportNote // why it is refused
	result Competency
}

// The actions on a row of competencies.
const (
	CompetencyNew     = "new"
	CompetencyChanged = "changed"
	CompetencySame    = "same"
	CompetencyRefused = "refused"
)

// frameworkColumns are the names of columns, as Fold writes them. Texts in other
// languages than Spanish have the locale after the name: "nombre_en", "nivel_2_en".
var frameworkColumns = func() map[string]string {
	names := map[string]string{"codigo": "code", "code": "code", "tipo": "kind", "kind": "kind"}
	text := func(word, field string) {
		names[word] = field + " es"
		for _, locale := range i18n.Locales() {
			names[word+" "+string(locale)] = field + " " + string(locale)
		}
	}
	for word, field := range map[string]string{"nombre": "name", "name": "name", "descripcion": "description", "description": "description"} {
		text(word, field)
	}
	for n := 1; n <= mostLevels; n++ {
		text(fmt.Sprint("nivel ", n), fmt.Sprint("level", n))
		text(fmt.Sprint("level ", n), fmt.Sprint("level", n))
	}
	return names
}()

// kindWords are how the kinds are written, as Fold writes them.
var kindWords = map[string]CompetencyKind{"personal": Personal, "institucional": Institutional, "institutional": Institutional}

// ImportCompetencies reads a file of competencies, CSV or XLSX, and tells what is
// new, changed and the same. With confirm it keeps all of it in one transaction,
// a change as a new version in force from today; nothing is kept when a row is
// refused.
func (s *Service) ImportCompetencies(ctx context.Context, actor access.Actor, fileName string, data []byte, confirm bool) (report FrameworkReport, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return report, err
	}
	rows, text, columns, err := readFramework(data)
	if err != nil {
		return report, err
	}
	work := func(tx *db.Tx) error {
		there, err := CompetenciesTx(tx)
		if err != nil {
			return err
		}
		report = lookAtFramework(fileName, text, rows, columns, there)
		if !confirm || report.Refused > 0 {
			return nil
		}
		report.Kept = true
		return keepFramework(tx, actor, report.Rows, there)
	}
	if confirm {
		err = s.db.Write(ctx, work)
	} else {
		err = s.db.Read(ctx, work)
	}
	return report, err
}

func readFramework(data []byte) ([]csvitems.Row, string, map[string]int, error) {
	table, text, broken := csvitems.Rows(data)
	if broken != nil {
		return nil, "", nil, fault.OnField("file", broken.Key, broken.Pairs...)
	}
	columns, err := columnsFor(table, frameworkColumns, "code", "kind", "name es", "level1 es", "level2 es")
	if err != nil {
		return nil, "", nil, err
	}
	return table[1:], text, columns, nil
}

func lookAtFramework(fileName, text string, rows []csvitems.Row, columns map[string]int, there []Competency) FrameworkReport {
	report := FrameworkReport{FileName: fileName, Text: text}
	lines := map[string]int{}
	for _, cells := range rows {
		row := readCompetency(cells, columns, there)
		if line, twice := lines[row.Code]; twice && row.Code != "" {
			row.refuse("assessments.framework.twice", "line", line)
		}
		lines[row.Code] = cells.Line
		switch row.Action {
		case CompetencyNew:
			report.New++
		case CompetencyChanged:
			report.Changed++
		case CompetencySame:
			report.Same++
		default:
			report.Refused++
		}
		report.Rows = append(report.Rows, row)
	}
	return report
}

func keepFramework(tx *db.Tx, actor access.Actor, rows []FrameworkRow, there []Competency) error {
	position := len(there)
	for _, row := range rows {
		switch row.Action {
		case CompetencyNew:
			position++
			row.result.Position = position
			if err := createCompetencyTx(tx, actor, row.result); err != nil {
				return err
			}
		case CompetencyChanged:
			before := there[slices.IndexFunc(there, func(c Competency) bool { return c.Code == row.Code })]
			if _, err := reviseTx(tx, actor, before, row.result); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *FrameworkRow) refuse(key string, pairs ...any) {
	r.Action = CompetencyRefused
	r.Notes = append(r.Notes, ImportNote{key, pairs})
}

// readCompetency reads a row and compares it with what is there. What a file has no
// column for stays as it is; what stands empty in a column is taken away.
func readCompetency(cells csvitems.Row, columns map[string]int, there []Competency) FrameworkRow {
	row := FrameworkRow{Line: cells.Line}
	get := func(field string, locale i18n.Locale) (string, bool) {
		at, is := columns[field+" "+string(locale)]
		return cells.Cell(at), is
	}
	row.Code = strings.TrimSpace(cells.Cell(columns["code"]))
	at := slices.IndexFunc(there, func(c Competency) bool { return c.Code == row.Code })
	var before Competency
	if at >= 0 {
		before = there[at]
	}
	read := func(field string, was i18n.Text) i18n.Text {
		now := i18n.Text{}
		for locale, text := range was {
			now[locale] = text
		}
		for _, locale := range i18n.Locales() {
			if text, is := get(field, locale); is {
				now[locale] = text
			}
		}
		return filled(now)
	}
	c := before
	c.Code, c.Name, c.Description, c.Levels = row.Code, read("name", before.Name), read("description", before.Description), nil
	gap := 0
	for n := 1; n <= mostLevels; n++ {
		var was i18n.Text
		if n <= len(before.Levels) {
			was = before.Levels[n-1]
		}
		level := read(fmt.Sprint("level", n), was)
		if level[i18n.Spanish] == "" {
			gap = max(gap, n)
			continue
		}
		if gap > 0 {
			row.refuse("assessments.framework.level_gap", "level", gap)
			gap = 0
		}
		c.Levels = append(c.Levels, level)
	}
	kind, known := kindWords[roster.Fold(cells.Cell(columns["kind"]))]
	c.Kind, row.Name = kind, c.Name
	if at >= 0 && known && kind != before.Kind {
		row.refuse("assessments.framework.kind_changed")
	}
	var check fault.Check
	check.That(known, "kind", "assessments.framework.kind", "text", cells.Cell(columns["kind"]))
	if known {
		c.validate(&check)
	}
	for _, f := range fault.FieldsOf(check.Err()) {
		row.refuse("assessments.framework.field", "field", "assessments.framework.column."+f.Name, "why", ImportNote{f.Key, f.Pairs})
	}
	row.result = c
	if row.Action != CompetencyRefused {
		row.compare(before, at >= 0)
	}
	return row
}

// compare says what a row does to what is there.
func (r *FrameworkRow) compare(before Competency, there bool) {
	if !there {
		r.Action = CompetencyNew
		return
	}
	for _, part := range []struct {
		field    string
		was, now string
	}{
		{"name", wording(before.Name, nil, nil), wording(r.result.Name, nil, nil)},
		{"description", wording(nil, before.Description, nil), wording(nil, r.result.Description, nil)},
		{"levels", wording(nil, nil, before.Levels), wording(nil, nil, r.result.Levels)},
	} {
		if part.was != part.now {
			r.Fields = append(r.Fields, part.field)
		}
	}
	r.Action = CompetencySame
	if len(r.Fields) > 0 {
		r.Action = CompetencyChanged
	}
}

// FrameworkFormats lists the formats in which the framework can be taken elsewhere.
func FrameworkFormats() []string { return []string{"csv", "xlsx"} }

// ExportCompetencies writes the framework as a file, in every language in which
// something of it is written. Brought in again, it changes nothing.
func (s *Service) ExportCompetencies(ctx context.Context, actor access.Actor, format string) (data []byte, err error) {
	if !slices.Contains(FrameworkFormats(), format) {
		return nil, fault.OnField("format", "assessments.format_unknown")
	}
	list, err := s.Competencies(ctx, actor)
	if err != nil {
		return nil, err
	}
	rows := frameworkTable(list)
	if format == "xlsx" {
		return tables.Workbook(tables.Texts("Competencias", rows))
	}
	return tables.ForExcel(rows)
}

func frameworkTable(list []Competency) [][]string {
	levels, written := 2, map[i18n.Locale]bool{i18n.Spanish: true}
	for _, c := range list {
		levels = max(levels, len(c.Levels))
		for _, text := range slices.Concat([]i18n.Text{c.Name, c.Description}, c.Levels) {
			for locale := range filled(text) {
				written[locale] = true
			}
		}
	}
	var locales []i18n.Locale
	header := []string{"codigo", "tipo"}
	for _, locale := range i18n.Locales() {
		if written[locale] {
			locales = append(locales, locale)
		}
	}
	words := []string{"nombre", "descripcion"}
	for n := 1; n <= levels; n++ {
		words = append(words, fmt.Sprint("nivel_", n))
	}
	for _, locale := range locales {
		for _, word := range words {
			if locale != i18n.Spanish {
				word += "_" + string(locale)
			}
			header = append(header, word)
		}
	}
	rows := [][]string{header}
	for _, c := range list {
		row := []string{c.Code, map[CompetencyKind]string{Personal: "personal", Institutional: "institucional"}[c.Kind]}
		for _, locale := range locales {
			row = append(row, c.Name[locale], c.Description[locale])
			for n := range levels {
				level := ""
				if n < len(c.Levels) {
					level = c.Levels[n][locale]
				}
				row = append(row, level)
			}
		}
		rows = append(rows, row)
	}
	return rows
}
