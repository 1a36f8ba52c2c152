package assessments

import (
	"context"
	"fmt"
	"math"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// RuleImported begins the rule of a result that was brought in from a file; the file's
// identifier follows.
const RuleImported = "import/"

// PastResults is how a file with scores of earlier assessments is brought in. They
// become results without an attempt, of an assessment given elsewhere: no form of ours,
// so nothing is equated, and no certificate of competence follows from them.
func PastResults() people.FileFlow {
	return people.FileFlow{
		Kind: people.FileResults,
		Read: func(file people.RosterFile) error {
			_, _, _, err := readPastResults(file)
			return err
		},
		Plan: planPast, Report: reportPast, Undo: undoPast,
	}
}

// UploadPastResults keeps a file as a draft.
func (s *Service) UploadPastResults(ctx context.Context, actor access.Actor, file people.RosterFile, settings people.Choices) (people.FileImport, error) {
	return PastResults().Upload(ctx, s.db, actor, file, settings)
}

// LookAtPastResults gives what a file would bring in, or brought.
func (s *Service) LookAtPastResults(ctx context.Context, actor access.Actor, id string) (people.FilePreview, people.Source, error) {
	return PastResults().Look(ctx, s.db, actor, id)
}

// ConfirmPastResults brings a file in.
func (s *Service) ConfirmPastResults(ctx context.Context, actor access.Actor, id, fingerprint string, choices map[string]string) (people.FileImport, error) {
	return PastResults().Confirm(ctx, s.db, actor, id, fingerprint, choices)
}

// UndoPastResults takes a whole file back.
func (s *Service) UndoPastResults(ctx context.Context, actor access.Actor, id string) error {
	return PastResults().Takeback(ctx, s.db, actor, id)
}

// DiscardPastResults throws a draft away.
func (s *Service) DiscardPastResults(ctx context.Context, actor access.Actor, id string) error {
	return PastResults().Discard(ctx, s.db, actor, id)
}

// PastResultFiles lists the files.
func (s *Service) PastResultFiles(ctx context.Context, actor access.Actor) ([]people.FileImport, error) {
	return PastResults().List(ctx, s.db, actor)
}

// pastKey tells what is doubled when it is there twice.
type pastKey struct {
	subject, competency string
	occasion            Occasion
	on                  db.Date
}

func planPast(tx *db.Tx, actor access.Actor, f people.FileImport, choices map[string]string) (people.FilePlan, error) {
	table, mapping, header, err := readPastResults(people.RosterFile{Name: f.FileName, Data: f.Content})
	if err != nil {
		return people.FilePlan{}, err
	}
	framework, err := CompetenciesTx(tx)
	if err != nil {
		return people.FilePlan{}, err
	}
	facts := roster.Facts(table, header, mapping)
	sought := make([]people.Sought, len(facts))
	for i, fact := range facts {
		sought[i] = people.Sought{Document: fact.Document, Names: fact.Names, Centre: fact.Centre}
	}
	found, err := people.RecognizeTx(tx, actor, sought)
	if err != nil {
		return people.FilePlan{}, err
	}
	reader := newPastReader(framework, f, mapping, tx.Today())
	plan := pastPlan{actor: actor, sought: sought, rows: make([]people.FileRow, len(facts)), says: make([]pastResult, len(facts))}
	var ids []string
	for i, fact := range facts {
		row := people.FileRow{Line: fact.Number, Listed: fact.Listed, Notes: fact.Notes}
		found[i].Settle(&row)
		plan.says[i] = reader.read(fact, &row)
		if row.State != people.FileRefused {
			row.Says = plan.says[i].sentences(framework)
			row.Choose(choices[row.Key()])
		}
		plan.rows[i] = row
		ids = append(ids, row.Subject(sought[i]))
	}
	known, err := ResultsForTx(tx, ids, "")
	if err != nil {
		return people.FilePlan{}, err
	}
	plan.double(known, ids)
	out := people.FilePlan{FilePreview: people.FilePreview{File: f, Rows: plan.rows}, Apply: plan.apply}
	return out, out.Count(plan.says, f.Settings)
}

// sentences say shortly what a row says.
func (r pastResult) sentences(framework []Competency) []roster.Message {
	return []roster.Message{{Key: "past.says", Pairs: []any{"competency", NamesOf(framework, []string{r.Competency}), "occasion", r.Occasion.Key(), "day", r.On, "score", r.Score, "cut", r.Cut, "assessment", r.Assessment}}}
}

// pastPlan is the rows of a file with what they say.
type pastPlan struct {
	actor  access.Actor
	sought []people.Sought
	rows   []people.FileRow
	says   []pastResult
}

// double finds what is on record already, and what the file itself says twice.
func (p *pastPlan) double(known []Result, subjects []string) {
	there := map[pastKey]Result{}
	for _, r := range known {
		there[pastKey{r.PersonID, r.CompetencyCode, r.Occasion, r.AssessedOn}] = r
	}
	seen := map[pastKey]int{}
	for i := range p.rows {
		row, says := &p.rows[i], p.says[i]
		if row.State == people.FileRefused || subjects[i] == "" {
			continue
		}
		key := pastKey{subjects[i], says.Competency, says.Occasion, says.On}
		if first, twice := seen[key]; twice {
			row.Refuse("files.why_twice", "row", first)
			continue
		}
		seen[key] = row.Line
		r, has := there[key]
		switch {
		case !has:
		case math.Abs(r.Score-says.Score) < 0.05:
			row.State, row.Level, row.Choices, row.Choice, row.Why = people.FileSame, 0, nil, "", roster.Message{}
		default:
			row.Refuse("past.other_score", "known", r.Score, "score", says.Score)
		}
	}
}

func (p *pastPlan) apply(tx *db.Tx, f people.FileImport) error {
	created, elsewhere := people.Newcomers{}, map[string]string{}
	var results []Result
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
		assessment, err := elsewhereTx(tx, p.actor, elsewhere, says.Assessment, says.Cut)
		if err != nil {
			return err
		}
		line := row.Line
		results = append(results, Result{ID: tx.NewID(), PersonID: person, CompetencyCode: says.Competency, AssessmentID: assessment, Occasion: says.Occasion,
			AssessedOn: says.On, Score: says.Score, CutScore: says.Cut, RuleVersion: RuleImported + f.ID, RecordedAt: tx.Now, RecordedBy: p.actor.AccountID,
			ImportID: &f.ID, ImportRow: &line, MonthsAfter: says.Months})
		places = append(places, people.FactPlace{PersonID: person, On: says.On, Centre: roster.Fold(p.sought[i].Centre)})
	}
	at, err := people.PlaceOfFactTx(tx, p.actor, places)
	if err != nil {
		return err
	}
	for i := range results {
		results[i].InstitutionID, results[i].Cadre, results[i].Region = at[i].InstitutionID, at[i].Cadre, at[i].Region
	}
	return tx.DB.CreateInBatches(results, 200).Error
}

// elsewhereTx gives the assessment of this name that was given elsewhere, made when there is
// none. Pre, post and follow-up of one name are one assessment.
func elsewhereTx(tx *db.Tx, actor access.Actor, known map[string]string, title string, cut float64) (string, error) {
	if len(known) == 0 {
		var there []Assessment
		if err := tx.DB.Where("elsewhere = ?", true).Find(&there).Error; err != nil {
			return "", err
		}
		for _, a := range there {
			known[roster.Fold(a.Title.In("es"))] = a.ID
		}
	}
	if id, has := known[roster.Fold(title)]; has {
		return id, nil
	}
	id := tx.NewID()
	known[roster.Fold(title)] = id
	a := Assessment{ID: id, Code: "anterior-" + id, Title: i18n.Says(title), CutScore: cut, CreatedAt: tx.Now, CreatedBy: actor.AccountID, Elsewhere: true}
	return id, tx.DB.Create(&a).Error
}

func undoPast(tx *db.Tx, f people.FileImport) error {
	return tx.DB.Model(&Result{}).Where("import_id = ? AND superseded_at IS NULL", f.ID).Update("superseded_at", tx.Now).Error
}

func reportPast(tx *db.Tx, f people.FileImport) ([]people.FileRow, error) {
	var results []Result
	if err := tx.DB.Where("import_id = ?", f.ID).Order("import_row").Find(&results).Error; err != nil {
		return nil, err
	}
	var persons, assessments []string
	for _, r := range results {
		persons, assessments = append(persons, r.PersonID), append(assessments, r.AssessmentID)
	}
	names, err := people.PeopleTx(tx, persons)
	if err != nil {
		return nil, err
	}
	framework, err := CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	titles, err := AssessmentsTx(tx, assessments)
	var rows []people.FileRow
	for _, r := range results {
		person := names[r.PersonID]
		says := pastResult{r.CompetencyCode, r.Occasion, r.MonthsAfter, r.AssessedOn, r.Score, r.CutScore, titles[r.AssessmentID].Title.In("es")}
		rows = append(rows, people.FileRow{Line: *r.ImportRow, Person: &person, State: people.FileNew, Says: says.sentences(framework)})
	}
	return rows, err
}

// PastResult is a result that was brought in, with where from.
type PastResult struct {
	Result
	Assessment Assessment
	Source     people.Source

	framework []Competency
}

// Sentences say shortly what was shown.
func (r PastResult) Sentences() []roster.Message {
	return pastResult{r.CompetencyCode, r.Occasion, r.MonthsAfter, r.AssessedOn, r.Score, r.CutScore, r.Assessment.Title.In("es")}.sentences(r.framework)
}

// PastResultsTx gives the believed results of people that were brought in from files,
// the oldest first.
func PastResultsTx(tx *db.Tx, personIDs []string) ([]PastResult, error) {
	all, err := ResultsForTx(tx, personIDs, "")
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r Result) bool { return r.ImportID == nil })
	var imports, ids []string
	for _, r := range all {
		imports, ids = append(imports, *r.ImportID), append(ids, r.AssessmentID)
	}
	sources, err := people.SourcesTx(tx, imports)
	if err != nil {
		return nil, err
	}
	framework, err := CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	titles, err := AssessmentsTx(tx, ids)
	list := make([]PastResult, len(all))
	for i, r := range all {
		list[i] = PastResult{r, titles[r.AssessmentID], sources[*r.ImportID], framework}
	}
	if err != nil {
		return nil, fmt.Errorf("naming what was brought in: %w", err)
	}
	return list, nil
}
