package courses

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/assessments"
)

// PastTrainings is how a file with earlier trainings is brought in.
func PastTrainings() people.FileFlow {
	return people.FileFlow{
		Kind: people.FileTrainings,
		Read: func(file people.RosterFile) error {
			_, _, _, err := readPast(file)
			return err
		},
		Plan: planPast, Report: reportPast, Undo: undoPast,
	}
}

// UploadPastTrainings keeps a file as a draft.
func (s *Service) UploadPastTrainings(ctx context.Context, actor access.Actor, file people.RosterFile) (people.FileImport, error) {
	return PastTrainings().Upload(ctx, s.db, actor, file, people.Choices{})
}

// LookAtPastTrainings gives what a file would bring in, or brought.
func (s *Service) LookAtPastTrainings(ctx context.Context, actor access.Actor, id string) (people.FilePreview, people.Source, error) {
	return PastTrainings().Look(ctx, s.db, actor, id)
}

// SetPastTitles says what the titles of a draft were that are no course of the
// catalogue; see [TitleKey].
func (s *Service) SetPastTitles(ctx context.Context, actor access.Actor, id string, meant map[string]string) error {
	return PastTrainings().Set(ctx, s.db, actor, id, meant)
}

// ConfirmPastTrainings brings a file in.
func (s *Service) ConfirmPastTrainings(ctx context.Context, actor access.Actor, id, fingerprint string, choices map[string]string) (people.FileImport, error) {
	return PastTrainings().Confirm(ctx, s.db, actor, id, fingerprint, choices)
}

// UndoPastTrainings takes a whole file back.
func (s *Service) UndoPastTrainings(ctx context.Context, actor access.Actor, id string) error {
	return PastTrainings().Takeback(ctx, s.db, actor, id)
}

// DiscardPastTrainings throws a draft away.
func (s *Service) DiscardPastTrainings(ctx context.Context, actor access.Actor, id string) error {
	return PastTrainings().Discard(ctx, s.db, actor, id)
}

// PastTrainingFiles lists the files.
func (s *Service) PastTrainingFiles(ctx context.Context, actor access.Actor) ([]people.FileImport, error) {
	return PastTrainings().List(ctx, s.db, actor)
}

// PastTitle is a title of a draft that is no course of the catalogue.
type PastTitle struct {
	Title string
	Rows  int
	Meant string // what was said of it; see [TitleKey]
}

// PastTitles gives the titles of a draft that are no course of the catalogue, with what
// they can be: the courses and the competencies.
func (s *Service) PastTitles(ctx context.Context, actor access.Actor, id string) (titles []PastTitle, catalogue []CourseTitle, framework []assessments.Competency, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		f, err := people.FileTx(tx, actor, people.FileTrainings, access.ImportRoster, id)
		if err != nil || !f.Draft() {
			return err
		}
		table, mapping, header, err := readPast(people.RosterFile{Name: f.FileName, Data: f.Content})
		if err != nil {
			return err
		}
		reader, err := pastReaderTx(tx, f)
		if err != nil {
			return err
		}
		titles = reader.unknown(roster.Facts(table, header, mapping))
		if catalogue, err = CourseTitlesTx(tx); err != nil {
			return err
		}
		framework, err = assessments.CompetenciesTx(tx)
		return err
	})
	return titles, catalogue, framework, err
}

// titlesAsked bounds how many titles of a file somebody is asked about; its other rows
// may say their competencies themselves.
const titlesAsked = 60

// unknown lists the titles that are no course, each once, in the order of the file.
func (r pastReader) unknown(facts []roster.Fact) []PastTitle {
	var titles []PastTitle
	for _, fact := range facts {
		title := fact.Cell(fieldCourse)
		if _, known := r.courses[roster.Fold(title)]; known || title == "" {
			continue
		}
		if len(titles) == titlesAsked {
			break
		}
		at := slices.IndexFunc(titles, func(t PastTitle) bool { return TitleKey(t.Title) == TitleKey(title) })
		if at < 0 {
			at = len(titles)
			titles = append(titles, PastTitle{Title: title, Meant: r.settings[TitleKey(title)]})
		}
		titles[at].Rows++
	}
	return titles
}

// pastPlan is the rows of a file with what they say.
type pastPlan struct {
	actor  access.Actor
	sought []people.Sought
	rows   []people.FileRow
	says   []pastRow
}

func planPast(tx *db.Tx, actor access.Actor, f people.FileImport, choices map[string]string) (people.FilePlan, error) {
	table, mapping, header, err := readPast(people.RosterFile{Name: f.FileName, Data: f.Content})
	if err != nil {
		return people.FilePlan{}, err
	}
	reader, err := pastReaderTx(tx, f)
	if err != nil {
		return people.FilePlan{}, err
	}
	facts := roster.Facts(table, header, mapping)
	plan := pastPlan{actor: actor, sought: make([]people.Sought, len(facts)), rows: make([]people.FileRow, len(facts)), says: make([]pastRow, len(facts))}
	for i, fact := range facts {
		plan.sought[i] = people.Sought{Document: fact.Document, Names: fact.Names, Centre: fact.Centre}
	}
	found, err := people.RecognizeTx(tx, actor, plan.sought)
	if err != nil {
		return people.FilePlan{}, err
	}
	subjects := make([]string, len(facts))
	for i, fact := range facts {
		row := people.FileRow{Line: fact.Number, Listed: fact.Listed, Notes: fact.Notes}
		found[i].Settle(&row)
		plan.says[i] = reader.read(fact, &row)
		if row.State != people.FileRefused {
			row.Says = plan.says[i].sentences(reader.framework)
			row.Choose(choices[row.Key()])
		}
		plan.rows[i], subjects[i] = row, row.Subject(plan.sought[i])
	}
	if err := plan.double(tx, subjects); err != nil {
		return people.FilePlan{}, err
	}
	out := people.FilePlan{FilePreview: people.FilePreview{File: f, Rows: plan.rows}, Apply: plan.apply}
	return out, out.Count(plan.says, f.Settings)
}

// double finds what is on record already, from a file or as a completed course, and what
// the file itself says twice.
func (p *pastPlan) double(tx *db.Tx, subjects []string) error {
	past, _, err := pastTrainings(tx, subjects)
	if err != nil {
		return err
	}
	completed, err := whereIn[Completion](tx, "person_id", subjects)
	if err != nil {
		return err
	}
	there, seen := map[string]bool{}, map[string]int{}
	for _, t := range past {
		one := pastRow{Title: t.Title, On: t.CompletedOn}
		if t.CourseID != nil {
			one.CourseID = *t.CourseID
		}
		there[t.PersonID+" "+one.key()] = true
	}
	for _, c := range completed {
		there[c.PersonID+" "+pastRow{CourseID: c.CourseID, On: c.CompletedOn}.key()] = true
	}
	for i := range p.rows {
		row := &p.rows[i]
		if row.State == people.FileRefused || subjects[i] == "" {
			continue
		}
		key := subjects[i] + " " + p.says[i].key()
		if first, twice := seen[key]; twice {
			row.Refuse("files.why_twice", "row", first)
			continue
		}
		seen[key] = row.Line
		if there[key] {
			row.State, row.Level, row.Choices, row.Choice, row.Why = people.FileSame, 0, nil, "", roster.Message{}
		}
	}
	return nil
}

func (p *pastPlan) apply(tx *db.Tx, f people.FileImport) error {
	created := people.Newcomers{}
	var list []PastTraining
	var competencies []PastTrainingCompetency
	var places []people.FactPlace
	for i, row := range p.rows {
		if !row.Applied() {
			continue
		}
		person, err := created.ChosenTx(tx, p.actor, row, p.sought[i])
		if err != nil {
			return onLine(err, row.Line)
		}
		says := p.says[i]
		t := PastTraining{ID: tx.NewID(), PersonID: person, Title: says.Title, CompletedOn: says.On, Modality: says.Modality, Place: says.Place, Organiser: says.Organiser,
			CertificateNumber: says.Certificate, ImportID: f.ID, ImportRow: row.Line, RecordedAt: tx.Now, RecordedBy: p.actor.AccountID}
		if says.CourseID != "" {
			t.CourseID = &says.CourseID
		}
		if says.Hours > 0 {
			t.Hours = &says.Hours
		}
		for _, code := range says.Competencies {
			competencies = append(competencies, PastTrainingCompetency{t.ID, code})
		}
		list = append(list, t)
		places = append(places, people.FactPlace{PersonID: person, On: says.On, Centre: roster.Fold(p.sought[i].Centre)})
	}
	at, err := people.PlaceOfFactTx(tx, p.actor, places)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].InstitutionID, list[i].Cadre, list[i].Region = at[i].InstitutionID, string(at[i].Cadre), at[i].Region
	}
	if err := tx.DB.CreateInBatches(list, 200).Error; err != nil || len(competencies) == 0 {
		return err
	}
	return tx.DB.CreateInBatches(competencies, 500).Error
}

// onLine says on which line of a file something is wrong.
func onLine(err error, line int) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err
	}
	about := *e
	about.Fields = append([]fault.Field{{Name: fmt.Sprintf("r%d", line), Key: "files.on_line", Pairs: []any{"row", line}}}, e.Fields...)
	return &about
}

func undoPast(tx *db.Tx, f people.FileImport) error {
	return tx.DB.Model(&PastTraining{}).Where("import_id = ? AND superseded_at IS NULL", f.ID).Update("superseded_at", tx.Now).Error
}

func reportPast(tx *db.Tx, f people.FileImport) ([]people.FileRow, error) {
	var list []PastTraining
	if err := tx.DB.Where("import_id = ?", f.ID).Order("import_row").Find(&list).Error; err != nil {
		return nil, err
	}
	var ids, persons []string
	for _, t := range list {
		ids, persons = append(ids, t.ID), append(persons, t.PersonID)
	}
	names, err := people.PeopleTx(tx, persons)
	if err != nil {
		return nil, err
	}
	framework, err := assessments.CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	codes, err := whereIn[PastTrainingCompetency](tx, "past_training_id", ids)
	byTraining := map[string][]string{}
	for _, c := range codes {
		byTraining[c.PastTrainingID] = append(byTraining[c.PastTrainingID], c.CompetencyCode)
	}
	var rows []people.FileRow
	for _, t := range list {
		person, says := names[t.PersonID], pastRow{Title: t.Title, On: t.CompletedOn, Certificate: t.CertificateNumber, Competencies: byTraining[t.ID]}
		if t.Hours != nil {
			says.Hours = *t.Hours
		}
		slices.SortFunc(says.Competencies, strings.Compare)
		rows = append(rows, people.FileRow{Line: t.ImportRow, Person: &person, State: people.FileNew, Says: says.sentences(framework)})
	}
	return rows, err
}
