package assessments

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// What follows is pure: rows of a file with scores of earlier assessments, read.

// The columns of such a file, beside those that say who somebody is.
const (
	fieldCompetency roster.Field = "competency"
	fieldOccasion   roster.Field = "occasion"
	fieldMonths     roster.Field = "months"
	fieldScore      roster.Field = "score"
	fieldMaximum    roster.Field = "maximum"
	fieldCut        roster.Field = "cut"
	fieldAssessment roster.Field = "assessment"
)

// What is said of such a file as a whole.
const (
	SettingMaximum    = "maximum"    // of the rows that say none; 100 when not given
	SettingCut        = "cut"        // likewise, 0 to 100; 60 when not given
	SettingAssessment = "assessment" // what the assessment is called where no row says it
)

// What is taken where neither a row nor whoever brings the file in says it.
const (
	usualMaximum = 100
	usualCut     = 60
)

func pastTitles() []roster.Title {
	return []roster.Title{
		{Field: fieldCompetency, Titles: []string{"competencia", "codigo de competencia", "codigo competencia", "competency", "competency code"}},
		{Field: fieldOccasion, Titles: []string{"ocasion", "momento", "occasion", "pre post", "pre o post"}},
		{Field: fieldMonths, Titles: []string{"meses", "meses despues", "months", "months after"}},
		{Field: fieldDay, Titles: []string{"fecha", "dia", "fecha de evaluacion", "fecha evaluacion", "fecha de la evaluacion", "fecha de la prueba", "date", "day"}},
		{Field: fieldScore, Titles: []string{"puntaje", "nota", "puntos", "score", "resultado", "calificacion", "puntaje obtenido"}},
		{Field: fieldMaximum, Titles: []string{"maximo", "puntaje maximo", "nota maxima", "sobre", "max", "maximum", "puntaje total"}},
		{Field: fieldCut, Titles: []string{"corte", "puntaje de corte", "nota minima", "nota aprobatoria", "cut", "cut score"}},
		{Field: fieldAssessment, Titles: []string{"evaluacion", "prueba", "instrumento", "fuente", "assessment", "test", "source"}},
	}
}

// readPastResults tells whether a file of earlier scores can be read, and gives its
// columns.
func readPastResults(file people.RosterFile) (*roster.Table, roster.Mapping, int, error) {
	table, err := people.ReadFile(file, roster.Limits{})
	if err != nil {
		return nil, nil, 0, err
	}
	mapping, header := roster.DetectFacts(table, pastTitles())
	for _, needed := range []roster.Field{fieldCompetency, fieldOccasion, fieldDay, fieldScore} {
		if _, has := mapping[needed]; header < 0 || !has {
			return nil, nil, 0, fault.OnField("file", "past.columns_missing")
		}
	}
	return table, mapping, header, nil
}

// pastResult is what a row says a person showed.
type pastResult struct {
	Competency string
	Occasion   Occasion
	Months     int
	On         db.Date
	Score, Cut float64 // 0 to 100
	Assessment string
}

var occasionWords = map[Occasion][]string{
	Pre:  {"pre", "entrada", "prueba de entrada", "inicial", "antes", "pretest", "pre test", "linea de base", "basal", "before"},
	Post: {"post", "salida", "prueba de salida", "final", "despues", "postest", "posttest", "post test", "after"},
}

var digits = regexp.MustCompile(`[0-9]+`)

// readOccasion reads when a test was taken: "pre", "salida", "seguimiento 3 meses".
func readOccasion(text, months string) (occasion Occasion, after int, ok bool) {
	folded := roster.Fold(text)
	for o, words := range occasionWords {
		if slices.Contains(words, folded) {
			return o, 0, true
		}
	}
	if !strings.HasPrefix(folded, "seguimiento") && !strings.HasPrefix(folded, "follow") {
		return "", 0, false
	}
	if number := digits.FindString(cmp.Or(strings.TrimSpace(months), folded)); number != "" {
		after, _ = strconv.Atoi(number) // digits alone; too many are out of range
	}
	return FollowUp, after, after >= 0 && after <= 60
}

// pastReader reads rows by what is said of the file as a whole.
type pastReader struct {
	competencies map[string]string // folded code or name → code
	settings     people.Choices
	fileName     string
	today        db.Date
	hasMaximum   bool
}

func newPastReader(framework []Competency, f people.FileImport, mapping roster.Mapping, today db.Date) pastReader {
	r := pastReader{competencies: map[string]string{}, settings: f.Settings, fileName: f.FileName, today: today}
	for _, c := range framework {
		for _, text := range c.Name {
			r.competencies[roster.Fold(text)] = c.Code
		}
	}
	for _, c := range framework { // a code goes before another's name
		r.competencies[roster.Fold(c.Code)] = c.Code
	}
	_, r.hasMaximum = mapping[fieldMaximum]
	return r
}

// number reads a number of a row, or what stands in for it.
func (r pastReader) number(text, setting string, otherwise float64) (float64, bool) {
	text = cmp.Or(text, r.settings[setting])
	if text == "" {
		return otherwise, true
	}
	n, err := parseNumber(text)
	return n, err == nil
}

// read reads a row and refuses it when something is missing or cannot be.
func (r pastReader) read(fact roster.Fact, row *people.FileRow) (out pastResult) {
	var known, ok bool
	if out.Competency, known = r.competencies[roster.Fold(fact.Cell(fieldCompetency))]; !known {
		row.Refuse("past.competency_unknown", "listed", fact.Cell(fieldCompetency))
		return out
	}
	if out.Occasion, out.Months, ok = readOccasion(fact.Cell(fieldOccasion), fact.Cell(fieldMonths)); !ok {
		row.Refuse("past.occasion_unknown", "listed", fact.Cell(fieldOccasion))
		return out
	}
	day, note, ok := fact.Day(fieldDay, r.today)
	if !ok || day > r.today {
		row.Refuse("past.day_wrong", "listed", fact.Cell(fieldDay))
		return out
	}
	if out.On = day; note != nil {
		row.Notes = append(row.Notes, *note)
	}
	r.score(fact, row, &out)
	out.Assessment = cmp.Or(fact.Cell(fieldAssessment), strings.TrimSpace(r.settings[SettingAssessment]), withoutEnding(r.fileName))
	if out.Occasion == FollowUp && out.Months == 0 {
		row.Notes = append(row.Notes, roster.Message{Key: "past.months_unknown"})
	}
	return out
}

// score reads score and cut on one scale and brings them to 0 to 100.
func (r pastReader) score(fact roster.Fact, row *people.FileRow, out *pastResult) {
	score, err := parseNumber(fact.Cell(fieldScore))
	maximum, ok := r.number(fact.Cell(fieldMaximum), SettingMaximum, usualMaximum)
	if err != nil || !ok || maximum <= 0 || score < 0 || score > maximum {
		row.Refuse("past.score_wrong", "listed", fact.Cell(fieldScore), "maximum", maximum)
		return
	}
	out.Score = math.Round(score/maximum*1e6) / 1e4
	if text := fact.Cell(fieldCut); text != "" {
		cut, err := parseNumber(text)
		if err != nil || cut < 0 || cut > maximum {
			row.Refuse("past.cut_wrong", "listed", text, "maximum", maximum)
			return
		}
		out.Cut = math.Round(cut/maximum*1e6) / 1e4
	} else if out.Cut, ok = r.number("", SettingCut, usualCut); !ok || out.Cut < 0 || out.Cut > 100 {
		row.Refuse("past.cut_wrong", "listed", r.settings[SettingCut], "maximum", usualMaximum)
		return
	} else {
		row.Notes = append(row.Notes, roster.Message{Key: "past.cut_assumed", Pairs: []any{"cut", out.Cut}})
	}
	if fact.Cell(fieldMaximum) == "" && r.settings[SettingMaximum] == "" && score <= 20 && score > 0 && row.State != people.FileRefused {
		row.Level = max(row.Level, 2) // Peru's marks go to 20
		if row.Why.Key == "" {
			row.Why = roster.Message{Key: "past.scale_doubtful", Pairs: []any{"score", score}}
		}
	}
}

func withoutEnding(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[:i]
	}
	return name
}

// PastTemplate is the table into which earlier scores are written, with two examples of
// people who do not exist.
func PastTemplate() [][]string {
	return [][]string{
		{"documento", "apellidos y nombres", "institución", "competencia", "ocasión", "meses", "fecha", "puntaje", "máximo", "corte", "evaluación"},
		{"00000001", "Ejemplo Inventado, Rosa", "CAR de ejemplo", "código o nombre", "pre", "", "15/03/2024", "11", "20", "14", "Prueba de entrada 2024"},
		{"00000001", "Ejemplo Inventado, Rosa", "CAR de ejemplo", "código o nombre", "seguimiento", "3", "20/06/2024", "15", "20", "14", "Prueba de entrada 2024"},
	}
}
