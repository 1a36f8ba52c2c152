package roster

import (
	"slices"
	"strings"
)

// Field is something a column of a staff list can hold.
type Field string

// The fields of a staff list. A list has its names in one column
// (SurnamesGiven, GivenSurnames) or in several.
const (
	DocumentNumber Field = "document"
	DocumentType   Field = "document_type"
	SurnamesGiven  Field = "surnames_given" // "Apellidos y Nombres"
	GivenSurnames  Field = "given_surnames" // "Nombres y Apellidos"
	Surnames       Field = "surnames"
	FirstSurname   Field = "first_surname"
	SecondSurname  Field = "second_surname"
	GivenNames     Field = "given_names"
	Sex            Field = "sex"
	Position       Field = "position"
	Contract       Field = "contract"
	StartDate      Field = "start"
	EndDate        Field = "end"
	Reason         Field = "reason"
	Email          Field = "email"
	Phone          Field = "phone"
	Centre         Field = "institution"
)

// Fields lists every field in the order in which a mapping page shows them.
func Fields() []Field {
	return []Field{DocumentType, DocumentNumber, SurnamesGiven, GivenSurnames, Surnames, FirstSurname, SecondSurname, GivenNames,
		Sex, Position, Contract, StartDate, EndDate, Reason, Email, Phone, Centre}
}

// Key is the catalogue key of the field's name.
func (f Field) Key() string { return "roster.field_" + string(f) }

// Mapping says which column holds which field; columns count from 0. It is a
// plain value: a person may change it, and it may be stored and used for the
// institution's next list.
type Mapping map[Field]int

// cell is the trimmed text of a field on a line, "" when the field has no column.
func (m Mapping) cell(line Line, f Field) string {
	column, has := m[f]
	if !has {
		return ""
	}
	return line.Cell(column)
}

func (m Mapping) hasName() bool {
	for _, f := range []Field{SurnamesGiven, GivenSurnames, Surnames, FirstSurname} {
		if _, has := m[f]; has {
			return true
		}
	}
	return false
}

// Missing lists what a mapping lacks before rows can be read with it: a name
// and a start date. A list without documents can be read, with doubts.
func (m Mapping) Missing() []Field {
	var missing []Field
	if !m.hasName() {
		missing = append(missing, SurnamesGiven)
	}
	if _, has := m[StartDate]; !has {
		missing = append(missing, StartDate)
	}
	return missing
}

// headerReach is how many lines from the top a header is looked for.
const headerReach = 60

// Detect finds the header, under whatever banner, and what its columns hold.
// Header is the index in table.Lines of the header's last line. When something
// needed is not found the error is an *Error with the key HeaderMissing, its
// value "fields" lists the fields ([]Field), and the mapping found so far comes
// along for a person to complete.
func Detect(table *Table) (mapping Mapping, header int, err error) {
	best := 0
	mapping = Mapping{}
	for i, line := range table.Lines[:min(len(table.Lines), headerReach)] {
		if m, score := read(line.Cells); score > best {
			mapping, header, best = m, i, score
		}
		if i+1 < len(table.Lines) {
			// Two lines may form one header: "FECHA" over "INGRESO" and "CESE".
			// The second must itself read as a header, so that data never does.
			next := table.Lines[i+1].Cells
			_, lower := read(next)
			if m, score := read(stack(line.Cells, next)); lower >= 2*exact && score > best+exact {
				mapping, header, best = m, i+1, score
			}
		}
	}
	missing := mapping.Missing()
	if len(mapping) < 3 && len(missing) == 0 {
		missing = []Field{DocumentNumber, Position}
	}
	if len(missing) > 0 {
		return mapping, header, refuse(nil, HeaderMissing, "fields", missing)
	}
	return mapping, header, nil
}

// stack joins a header of two lines; a blank in the upper line continues the
// cell to its left, as merged cells do.
func stack(upper, lower []string) []string {
	joined := make([]string, max(len(upper), len(lower)))
	above := ""
	for i := range joined {
		if cell := (Line{Cells: upper}).Cell(i); cell != "" {
			above = cell
		}
		below := Line{Cells: lower}.Cell(i)
		if i >= len(upper) && below == "" {
			continue
		}
		joined[i] = above + " " + below
	}
	return joined
}

// How sure a column's title is of its field.
const (
	weak  = 1
	part  = 2
	exact = 3
)

// read maps the titles of a line and says how much of a header it is: the sum
// of how sure each field is.
func read(titles []string) (Mapping, int) {
	mapping, sure := Mapping{}, map[Field]int{}
	for column, title := range titles {
		field, strength := classify(words(title))
		if strength > sure[field] {
			mapping[field], sure[field] = column, strength
		}
	}
	_, hasSurnames := mapping[Surnames]
	_, hasFirst := mapping[FirstSurname]
	if column, has := mapping[GivenNames]; has && !hasSurnames && !hasFirst && !mapping.hasName() {
		mapping[GivenSurnames], sure[GivenSurnames] = column, sure[GivenNames]
		delete(mapping, GivenNames)
		delete(sure, GivenNames)
	}
	score := 0
	for _, s := range sure {
		score += s
	}
	return mapping, score
}

// same spells the words of titles one way.
var same = map[string]string{
	"f": "fecha", "fec": "fecha", "fch": "fecha", "fech": "fecha", "fechas": "fecha",
	"doc": "documento", "docum": "documento", "documentos": "documento", "dto": "documento",
	"ap": "apellido", "ape": "apellido", "apell": "apellido", "apellidos": "apellido",
	"nom": "nombre", "nomb": "nombre", "nombres": "nombre", "prenombres": "nombre", "prenombre": "nombre",
	"pat": "paterno", "mat": "materno", "primero": "primer",
	"tel": "telefono", "telf": "telefono", "tlf": "telefono", "telefonos": "telefono", "fono": "telefono",
	"cel": "celular", "celulares": "celular", "movil": "celular", "whatsapp": "celular",
	"correos": "correo", "mail": "correo", "email": "correo", "ing": "ingreso",
	"inic": "inicio", "termino": "fin", "finalizacion": "fin", "culminacion": "fin", "regimenes": "regimen", "reg": "regimen",
}

// filler are words that say nothing of a column: "N°" alone is the order number.
var filler = map[string]bool{
	"de": true, "del": true, "la": true, "el": true, "los": true, "las": true, "y": true, "e": true, "o": true, "u": true, "en": true,
	"a": true, "al": true, "n": true, "nro": true, "no": true, "num": true, "numero": true, "completo": true, "completos": true,
}

// words folds a title to its telling words: "Nro. Documento" is [documento],
// "D.N.I." is [dni], "F. Ingreso" is [fecha ingreso].
func words(title string) []string {
	spaced := " " + Fold(strings.NewReplacer("º", " ", "°", " ", "ª", " ").Replace(title)) + " "
	folded := strings.Fields(strings.ReplaceAll(spaced, " d n i ", " dni "))
	var telling []string
	for _, w := range folded {
		if spelled, has := same[w]; has {
			w = spelled
		}
		if !filler[w] {
			telling = append(telling, w)
		}
	}
	return telling
}

// signs are the words that give a field away, in the order in which they are
// tried: "Motivo de cese" is a reason, not an end.
var signs = []struct {
	field Field
	sure  []string // a title of only such words is exact, one with such a word is part
	weak  []string
}{
	{Email, []string{"correo", "electronico"}, nil},
	{Phone, []string{"telefono", "celular", "contacto"}, nil},
	{Reason, []string{"motivo", "causal", "causa"}, nil},
	{Sex, []string{"sexo", "genero"}, nil},
	{StartDate, []string{"ingreso", "inicio", "alta", "incorporacion", "desde"}, nil},
	{EndDate, []string{"cese", "fin", "salida", "baja", "retiro", "hasta"}, []string{"vencimiento"}},
	{Contract, []string{"regimen", "modalidad", "contrato", "laboral", "contractual"}, []string{"condicion", "vinculo"}},
	{Position, []string{"cargo", "puesto", "rol", "funcion"}, []string{"profesion", "ocupacion", "especialidad"}},
	{Centre, []string{"institucion", "centro", "car", "sede", "establecimiento", "dependencia"}, []string{"entidad", "unidad", "local"}},
}

// companions may stand in an exact title beside the telling words.
var companions = []string{"fecha", "tipo", "contrato", "trabajador", "personal", "institucional", "actual", "identidad"}

// classify says what a title stands for; strength 0 means nothing known.
func classify(title []string) (Field, int) {
	has := func(w string) bool { return slices.Contains(title, w) }
	strength := func(known ...string) int {
		for _, w := range title {
			if !slices.Contains(known, w) && !slices.Contains(companions, w) {
				return part
			}
		}
		return exact
	}
	switch {
	case len(title) == 0 || len(title) > 9 || has("nacimiento") || has("edad") || has("ruc"):
		return "", 0
	case has("dni"), has("documento") && !has("tipo") && !has("fecha"):
		return DocumentNumber, strength("dni", "documento", "ce", "carnet", "extranjeria")
	case has("tipo") && has("documento"):
		return DocumentType, strength("documento")
	case has("apellido") && has("nombre"):
		if slices.Index(title, "nombre") < slices.Index(title, "apellido") {
			return GivenSurnames, strength("apellido", "nombre")
		}
		return SurnamesGiven, strength("apellido", "nombre")
	case has("paterno"), has("apellido") && has("primer"):
		return FirstSurname, strength("apellido", "paterno", "primer")
	case has("materno"), has("apellido") && has("segundo"):
		return SecondSurname, strength("apellido", "materno", "segundo")
	case has("apellido"):
		return Surnames, strength("apellido")
	case has("nombre") && !has("centro") && !has("institucion") && !has("puesto") && !has("cargo"):
		return GivenNames, strength("nombre")
	}
	for _, sign := range signs {
		for _, w := range sign.sure {
			if has(w) {
				return sign.field, strength(sign.sure...)
			}
		}
	}
	for _, sign := range signs {
		for _, w := range sign.weak {
			if has(w) {
				return sign.field, weak
			}
		}
	}
	if len(title) == 1 && slices.Contains([]string{"trabajador", "servidor", "colaborador", "personal"}, title[0]) {
		return SurnamesGiven, part
	}
	return "", 0
}
