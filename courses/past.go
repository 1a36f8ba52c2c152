package courses

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/assessments"
)

// What follows reads rows of a file with earlier trainings.

// The columns of such a file, beside those that say who somebody is.
const (
	fieldCourse       roster.Field = "course"
	fieldCompleted    roster.Field = "completed"
	fieldHours        roster.Field = "hours"
	fieldModality     roster.Field = "modality"
	fieldPlace        roster.Field = "place"
	fieldOrganiser    roster.Field = "organiser"
	fieldCertificate  roster.Field = "certificate"
	fieldCompetencies roster.Field = "competencies"
)

func pastTitles() []roster.Title {
	return []roster.Title{
		{Field: fieldCourse, Titles: []string{"curso", "codigo de curso", "codigo del curso", "capacitacion", "taller", "titulo", "nombre del curso", "curso o taller", "course", "training", "title"}},
		{Field: fieldCompleted, Titles: []string{"fecha", "fecha de termino", "fecha termino", "fecha de culminacion", "fecha de fin", "terminado", "culmino", "date", "date completed", "completed"}},
		{Field: fieldHours, Titles: []string{"horas", "horas academicas", "n horas", "numero de horas", "duracion", "hours"}},
		{Field: fieldModality, Titles: []string{"modalidad", "modality", "mode"}},
		{Field: fieldPlace, Titles: []string{"lugar", "sede del curso", "ciudad", "place"}},
		{Field: fieldOrganiser, Titles: []string{"organizador", "organiza", "entidad organizadora", "dictado por", "organiser", "organizer"}},
		{Field: fieldCertificate, Titles: []string{"certificado", "n certificado", "numero de certificado", "nro certificado", "certificate", "certificate number"}},
		{Field: fieldCompetencies, Titles: []string{"competencias", "competencia", "codigo de competencia", "competencies", "competency"}},
	}
}

func readPast(file people.RosterFile) (*roster.Table, roster.Mapping, int, error) {
	table, err := people.ReadFile(file, roster.Limits{})
	if err != nil {
		return nil, nil, 0, err
	}
	mapping, header := roster.DetectFacts(table, pastTitles())
	_, course := mapping[fieldCourse]
	_, day := mapping[fieldCompleted]
	if header < 0 || !course || !day {
		return nil, nil, 0, fault.OnField("file", "trainings.columns_missing")
	}
	return table, mapping, header, nil
}

// pastRow is what a row says that somebody completed.
type pastRow struct {
	CourseID     string
	Title        string
	On           db.Date
	Hours        float64 // 0 when not known
	Modality     Mode
	Place        string
	Organiser    string
	Certificate  string
	Competencies []string
}

// TitleKey is the key under which a file's settings say what a title that is no
// course of the catalogue was: [MeansCourse] and a course, or the codes of competencies,
// separated by commas.
func TitleKey(title string) string { return "t:" + roster.Fold(title) }

// MeansCourse begins a setting that names a course of the catalogue.
const MeansCourse = "course:"

// pastReader reads rows by the catalogue and by what is said of titles.
type pastReader struct {
	courses   map[string]CourseTitle // folded code or title
	byID      map[string]CourseTitle
	codes     map[string][]string // competencies, by course
	framework []assessments.Competency
	known     map[string]string // folded code or name of a competency → code
	settings  people.Choices
	today     db.Date
}

func pastReaderTx(tx *db.Tx, f people.FileImport) (pastReader, error) {
	r := pastReader{courses: map[string]CourseTitle{}, byID: map[string]CourseTitle{}, known: map[string]string{}, settings: f.Settings, today: tx.Today()}
	titles, err := CourseTitlesTx(tx)
	if err != nil {
		return r, err
	}
	for _, c := range titles {
		r.courses[roster.Fold(c.Title)], r.byID[c.ID] = c, c
	}
	for _, c := range titles { // a code goes before another's title
		r.courses[roster.Fold(c.Code)] = c
	}
	if r.codes, err = newestCompetencies(tx); err != nil {
		return r, err
	}
	r.framework, err = assessments.CompetenciesTx(tx)
	for _, c := range r.framework {
		for _, name := range c.Name {
			r.known[roster.Fold(name)] = c.Code
		}
	}
	for _, c := range r.framework {
		r.known[roster.Fold(c.Code)] = c.Code
	}
	return r, err
}

// newestCompetencies gives the competencies of the newest published version of each
// course.
func newestCompetencies(tx *db.Tx) (map[string][]string, error) {
	var versions []CourseVersion
	if err := tx.DB.Select("id", "course_id", "version").Where("state = ?", Published).Order("course_id, version").Find(&versions).Error; err != nil {
		return nil, err
	}
	newest, ids := map[string]string{}, []string{}
	for _, v := range versions {
		newest[v.CourseID] = v.ID
		ids = append(ids, v.ID)
	}
	codes, err := competenciesOf(tx, ids)
	byCourse := map[string][]string{}
	for course, version := range newest {
		byCourse[course] = codes[version]
	}
	return byCourse, err
}

var modalities = map[string]Mode{
	"virtual": Virtual, "en linea": Virtual, "online": Virtual, "a distancia": Virtual, "remoto": Virtual,
	"presencial": FaceToFace, "face to face": FaceToFace, "cara a cara": FaceToFace,
	"mixta": Mixed, "mixto": Mixed, "semipresencial": Mixed, "hibrida": Mixed, "hibrido": Mixed, "mixed": Mixed, "blended": Mixed,
}

// read reads a row and refuses it when something needed is missing or cannot be.
func (r pastReader) read(fact roster.Fact, row *people.FileRow) (out pastRow) {
	title := fact.Cell(fieldCourse)
	if title == "" {
		row.Refuse("trainings.title_missing")
		return out
	}
	day, note, ok := fact.Day(fieldCompleted, r.today)
	if !ok || day > r.today {
		row.Refuse("trainings.day_wrong", "listed", fact.Cell(fieldCompleted))
		return out
	}
	if out.On = day; note != nil {
		row.Notes = append(row.Notes, *note)
	}
	r.course(title, &out)
	r.competencies(fact.Cell(fieldCompetencies), row, &out)
	if text := fact.Cell(fieldHours); text != "" {
		hours, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(strings.TrimRight(strings.ToLower(text), "horas. ")), ",", ".", 1), 64)
		if err != nil || !(hours > 0 && hours <= 5000) {
			row.Notes = append(row.Notes, roster.Message{Key: "trainings.hours_dropped", Pairs: []any{"listed", text}})
		} else {
			out.Hours = hours
		}
	}
	if text := fact.Cell(fieldModality); text != "" {
		if out.Modality, ok = modalities[roster.Fold(text)]; !ok {
			row.Notes = append(row.Notes, roster.Message{Key: "trainings.modality_dropped", Pairs: []any{"listed", text}})
		}
	}
	out.Place, out.Organiser, out.Certificate = fact.Cell(fieldPlace), fact.Cell(fieldOrganiser), fact.Cell(fieldCertificate)
	if len(out.Competencies) == 0 && row.State != people.FileRefused && row.Level < 1 {
		row.Level, row.Why = 1, roster.Message{Key: "trainings.no_competency"}
	}
	return out
}

// course finds what the title was: a course of the catalogue, what somebody said of the
// title, or a training of its own.
func (r pastReader) course(title string, out *pastRow) {
	out.Title = title
	c, known := r.courses[roster.Fold(title)]
	meant := r.settings[TitleKey(title)]
	if id, is := strings.CutPrefix(meant, MeansCourse); is && !known {
		c, known = r.byID[id]
	}
	if known {
		out.CourseID, out.Title, out.Competencies = c.ID, c.Title, slices.Clone(r.codes[c.ID])
		return
	}
	r.add(meant, out)
}

// add adds competencies by their codes or names, and gives those that are none.
func (r pastReader) add(text string, out *pastRow) (unknown []string) {
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ',' || c == ';' || c == '|' || c == '/' }) {
		part = strings.TrimSpace(part)
		code, ok := r.known[roster.Fold(part)]
		switch {
		case part == "":
		case !ok:
			unknown = append(unknown, part)
		case !slices.Contains(out.Competencies, code):
			out.Competencies = append(out.Competencies, code)
		}
	}
	slices.Sort(out.Competencies)
	return unknown
}

func (r pastReader) competencies(text string, row *people.FileRow, out *pastRow) {
	if unknown := r.add(text, out); len(unknown) > 0 {
		row.Notes = append(row.Notes, roster.Message{Key: "trainings.competency_dropped", Pairs: []any{"listed", strings.Join(unknown, ", ")}})
	}
}

// key tells trainings of one person apart: the course or the title, and the day.
func (p pastRow) key() string {
	return cmp.Or(p.CourseID, roster.Fold(p.Title)) + " " + p.On.String()
}

// sentences say shortly what a row says.
func (p pastRow) sentences(framework []assessments.Competency) []roster.Message {
	says := []roster.Message{{Key: "trainings.says", Pairs: []any{"title", p.Title, "day", p.On}}}
	if p.Hours > 0 {
		says = append(says, roster.Message{Key: "trainings.says_hours", Pairs: []any{"count", p.Hours}})
	}
	if p.Certificate != "" {
		says = append(says, roster.Message{Key: "trainings.says_certificate", Pairs: []any{"number", p.Certificate}})
	}
	if len(p.Competencies) > 0 {
		says = append(says, roster.Message{Key: "trainings.says_competencies", Pairs: []any{"codes", assessments.NamesOf(framework, p.Competencies)}})
	}
	return says
}

// PastTemplate is the table into which earlier trainings are written, with two examples
// of people who do not exist.
func PastTemplate() [][]string {
	return [][]string{
		{"documento", "apellidos y nombres", "institución", "curso", "fecha", "horas", "modalidad", "lugar", "organizador", "certificado", "competencias"},
		{"00000001", "Ejemplo Inventado, Rosa", "CAR de ejemplo", "código o título de un curso", "15/12/2019", "24", "presencial", "Iquitos", "Entidad de ejemplo", "C-2019-001", ""},
		{"00000002", "Modelo Ficticio, Luis", "CAR de ejemplo", "Taller que no está en el catálogo", "03/06/2018", "8", "virtual", "", "Entidad de ejemplo", "", "código de competencia"},
	}
}
