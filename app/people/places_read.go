package people

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"relevo/app/fault"
	"relevo/app/people/roster"
)

// ReadPlaces reads the provinces and districts of INEI's list of UBIGEO codes,
// an XLSX or CSV file, in the order of their codes. The header may stand under
// a banner; it names either one column with whole codes or three with those of
// department, province and district (CCDD, CCPP, CCDI), and the names of all
// three. Every row is held against the 25 departments: RENIEC numbers the same
// places otherwise, and a list of its codes is refused as a whole. The error
// names each row that is wrong as the field "row 12".
func ReadPlaces(name string, data []byte) ([]Ubigeo, error) {
	table, err := roster.Read(name, data, roster.Limits{})
	if err != nil {
		return nil, unreadable(err)
	}
	columns, header, err := placeHeader(table)
	if err != nil {
		return nil, err
	}
	list := placeList{first: map[string]int{}, names: map[string]string{}}
	for _, line := range table.Lines[header+1:] {
		if !columns.remark(line) && !slices.Equal(line.Cells, table.Lines[header].Cells) {
			list.read(columns, line)
		}
	}
	return list.places()
}

// placeColumns says which column has what; -1 where there is none.
type placeColumns struct {
	whole int    // the code in one column
	codes [3]int // those of department, province and district
	names [3]int
}

// The titles of the columns without accents, spaces and signs, the better first.
// A column of RENIEC's codes is none of them.
var (
	wholeCode  = []string{"ubigeoinei", "codubigeoinei", "codigoubigeoinei", "ubigeo", "codubigeo", "codigoubigeo", "codigodeubigeo", "iddist", "codigo"}
	levelCodes = [3][]string{{"ccdd"}, {"ccpp"}, {"ccdi"}}
	levelNames = [3][]string{
		{"departamento", "nombdep", "nomdep", "nombredepartamento", "nombredeldepartamento"},
		{"provincia", "nombprov", "nomprov", "nombreprovincia", "nombredelaprovincia"},
		{"distrito", "nombdist", "nomdist", "nombredistrito", "nombredeldistrito"},
	}
)

// placeHeader finds the header, under whatever banner.
func placeHeader(table *roster.Table) (placeColumns, int, error) {
	reniec := false
	for i, line := range table.Lines {
		titles := make([]string, len(line.Cells))
		for j := range line.Cells {
			titles[j] = strings.ReplaceAll(roster.Fold(line.Cell(j)), " ", "")
			reniec = reniec || strings.Contains(titles[j], "reniec")
		}
		columns := placeColumns{whole: titled(titles, wholeCode)}
		for level := range columns.names {
			columns.codes[level], columns.names[level] = titled(titles, levelCodes[level]), titled(titles, levelNames[level])
		}
		if !slices.Contains(columns.names[:], -1) && (columns.whole >= 0 || !slices.Contains(columns.codes[:], -1)) {
			return columns, i, nil
		}
	}
	if reniec {
		return placeColumns{}, 0, fault.OnField("file", "people.places.only_reniec")
	}
	return placeColumns{}, 0, fault.OnField("file", "people.places.header")
}

// titled is the column with the first of the known titles that there is.
func titled(titles, known []string) int {
	for _, title := range known {
		if column := slices.Index(titles, title); column >= 0 {
			return column
		}
	}
	return -1
}

// remark tells whether a line is blank or a note beneath the list.
func (c placeColumns) remark(line roster.Line) bool {
	filled := 0
	for i := range line.Cells {
		if line.Cell(i) != "" {
			filled++
		}
	}
	return filled < 2
}

// code puts a line's code together: 2, 4 or 6 digits, or "" when it is none.
func (c placeColumns) code(line roster.Line) string {
	code := ""
	if c.whole >= 0 {
		code = padded(line.Cell(c.whole))
	} else {
		for level, column := range c.codes {
			part := padded(line.Cell(column))
			if part != "" && len(code) < 2*level || len(part) > 2 {
				return "" // a district without its province
			}
			code += part
		}
	}
	for len(code) > 2 && strings.HasSuffix(code, "00") {
		code = code[:len(code)-2] // the department or the province itself
	}
	if code == "" || !validUbigeo(code) || len(code) == 6 && code[2:4] == "00" {
		return ""
	}
	return code
}

// padded gives a number its zero back, which spreadsheets drop.
func padded(digits string) string {
	if len(digits)%2 == 1 {
		return "0" + digits
	}
	return digits
}

// placeList gathers what the rows say.
type placeList struct {
	names    map[string]string // by code
	first    map[string]int    // by code, the row that named it first
	rows     int               // that have a code
	foreign  []fault.Field     // what is wrong with rows whose department is not the one that the code means
	problems []fault.Field     // what is wrong with any row
}

// read takes one row: what it says of its province and of its district.
func (l *placeList) read(c placeColumns, line roster.Line) {
	code := c.code(line)
	if code == "" {
		l.wrong(line, "people.places.code")
		return
	}
	l.rows++
	department := line.Cell(c.names[0])
	if !namesDepartment(department, code) {
		l.wrong(line, "people.places.department", "code", code, "expected", RegionName(code[:2]), "name", department)
		l.foreign = append(l.foreign, l.problems[len(l.problems)-1])
		return
	}
	if len(code) == 4 && line.Cell(c.names[2]) != "" {
		l.wrong(line, "people.places.short", "code", code)
		return
	}
	for level := 1; 2*level < len(code); level++ {
		l.name(line, code[:2*level+2], line.Cell(c.names[level]))
	}
}

// namesDepartment tells whether a name is that of the code's department. INEI
// calls Callao a constitutional province.
func namesDepartment(name, code string) bool {
	folded, want := roster.Fold(name), roster.Fold(RegionName(code[:2]))
	return folded == want || want == "callao" && strings.HasSuffix(folded, " callao")
}

// name notes what a row calls a place, which must be what other rows call it.
func (l *placeList) name(line roster.Line, code, name string) {
	name = properName(strings.Join(strings.Fields(strings.Map(printable, name)), " "))
	if !strings.ContainsFunc(name, unicode.IsLetter) || len([]rune(name)) > 100 {
		l.wrong(line, "people.places.name", "code", code)
		return
	}
	known, has := l.names[code]
	if has && roster.Fold(known) != roster.Fold(name) {
		l.wrong(line, "people.places.two_names", "code", code, "name", name, "known", known, "first", l.first[code])
		return
	}
	if !has {
		l.names[code], l.first[code] = name, line.Number
	}
}

func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}

func (l *placeList) wrong(line roster.Line, key string, pairs ...any) {
	l.problems = append(l.problems, fault.Field{Name: rowName(line), Key: key, Pairs: pairs})
}

func rowName(line roster.Line) string { return fmt.Sprintf("row %d", line.Number) }

// rowsTold is how many wrong rows are told of; whoever mends a list mends these first.
const rowsTold = 20

// places gives the list, or all that is wrong with it.
func (l *placeList) places() ([]Ubigeo, error) {
	if 4*len(l.foreign) > l.rows {
		return nil, fault.OnField(l.foreign[0].Name, "people.places.reniec", l.foreign[0].Pairs...)
	}
	wrong := l.problems
	if len(wrong) > rowsTold {
		wrong = append(wrong[:rowsTold], fault.Field{Name: "file", Key: "people.places.more_rows", Pairs: []any{"count", len(wrong) - rowsTold}})
	}
	switch {
	case len(wrong) > 0:
		return nil, &fault.Error{Kind: fault.Invalid, Key: "fault.check_fields", Fields: wrong}
	case len(l.names) == 0:
		return nil, fault.OnField("file", "people.places.none")
	}
	list := make([]Ubigeo, 0, len(l.names))
	for code, name := range l.names {
		list = append(list, Ubigeo{Code: code, Name: name, SearchName: roster.Fold(name)})
	}
	slices.SortFunc(list, byCode)
	return list, nil
}
