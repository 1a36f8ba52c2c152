package roster

import (
	"slices"
	"strings"

	"relevo/app/db"
)

// What follows reads lists of facts about people that say nothing of posts: scores,
// trainings. Who a row is about stands there as in a staff list.

// Title is a field and the titles that its column may have, folded.
type Title struct {
	Field  Field
	Titles []string
}

// who are the fields of staff lists that lists of facts have too.
var who = []Field{DocumentNumber, DocumentType, SurnamesGiven, GivenSurnames, Surnames, FirstSurname, SecondSurname, GivenNames, Centre}

// DetectFacts finds the header of a list of facts and what its columns hold: the
// list's own titles first, then those by which staff lists say who somebody is. Header is -1
// when no line has two known titles.
func DetectFacts(table *Table, titles []Title) (mapping Mapping, header int) {
	mapping, header = Mapping{}, -1
	for i, line := range table.Lines[:min(len(table.Lines), headerReach)] {
		found := Mapping{}
		for column, cell := range line.Cells {
			field := factField(cell, titles)
			if _, taken := found[field]; field != "" && !taken {
				found[field] = column
			}
		}
		if len(found) > len(mapping) && len(found) > 1 {
			mapping, header = found, i
		}
	}
	_, surnames := mapping[Surnames]
	_, first := mapping[FirstSurname]
	if column, has := mapping[GivenNames]; has && !surnames && !first && !mapping.hasName() {
		mapping[GivenSurnames] = column
		delete(mapping, GivenNames)
	}
	return mapping, header
}

func factField(cell string, titles []Title) Field {
	folded := Fold(cell)
	for _, t := range titles {
		if slices.Contains(t.Titles, folded) {
			return t.Field
		}
	}
	if field, strength := classify(words(cell)); strength > weak && slices.Contains(who, field) {
		return field
	}
	return ""
}

// Fact is one line of a list of facts.
type Fact struct {
	Number   int // row number in the source, from 1
	Document Document
	Names    Names
	Listed   string // the name as written, or the document
	Centre   string
	Notes    []Message // repairs and what is doubtful about document and name

	line    Line
	mapping Mapping
	table   *Table
}

// Facts reads the lines below the header that hold something; the header repeated on a
// next printed page is left out.
func Facts(table *Table, header int, mapping Mapping) []Fact {
	titles := Fold(strings.Join(table.Lines[header].Cells, " "))
	var facts []Fact
	for _, line := range table.Lines[header+1:] {
		if text := Fold(strings.Join(line.Cells, " ")); text == "" || text == titles {
			continue
		}
		f := Fact{Number: line.Number, Centre: tidy(mapping.cell(line, Centre)), line: line, mapping: mapping, table: table}
		var problems []Problem
		f.Document, f.Notes, problems = ReadDocument(tidy(mapping.cell(line, DocumentType)), tidy(mapping.cell(line, DocumentNumber)))
		for _, p := range problems {
			if p.Key != ProblemDocumentMissing {
				f.Notes = append(f.Notes, p.Message)
			}
		}
		f.Names, f.Listed, _ = readNames(mapping, line)
		if f.Listed == "" {
			f.Listed = f.Document.Number
		}
		facts = append(facts, f)
	}
	return facts
}

// Cell is the tidied text of a field on the line.
func (f Fact) Cell(field Field) string { return tidy(f.mapping.cell(f.line, field)) }

// Text is the text of a field on the line as it is, lines and all.
func (f Fact) Text(field Field) string { return f.mapping.cell(f.line, field) }

// Day reads a field as a date, as staff lists write them. asOf decides the century of a
// year with two digits. note is a repair to tell of, nil for none.
func (f Fact) Day(field Field, asOf db.Date) (day db.Date, note *Message, ok bool) {
	text := f.Cell(field)
	day, key, ok := parseDate(text, asOf, f.table.Date1904)
	if !ok || day < earliest || asOf != 0 && day > asOf+farAhead {
		return 0, nil, false
	}
	if key == NoteMonthFirst || key == NoteSerialDate && f.table.Encoding != "" {
		message := say(key, "listed", text, "date", day)
		note = &message
	}
	return day, note, true
}

// How much two names resemble each other.
const (
	OtherName = iota
	NearName  // a letter typed wrongly, a second name left out or shortened
	SameName
)

// Alike tells how much the names resemble others.
func (n Names) Alike(o Names) int { return int(compareNames(n, o)) }
