package assessments

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people/roster"
	"relevo/assessments/formats"
	"relevo/assessments/formats/aiken"
	"relevo/assessments/formats/csvitems"
	"relevo/assessments/formats/gift"
	"relevo/assessments/formats/moodlexml"
)

const (
	maxImportBytes     = 5 << 20
	maxImportQuestions = 2000
)

// readers read the formats that can be brought in, see [Formats].
var readers = map[string]func([]byte) formats.Report{"gift": gift.Read, "aiken": aiken.Read, "moodle-xml": moodlexml.Read, "csv": csvitems.Read}

// readItems reads a file of a format, if it is one.
func readItems(format string, data []byte) (formats.Report, error) {
	read, known := readers[format]
	if !known {
		return formats.Report{}, fault.OnField("format", "assessments.format_unknown")
	}
	if len(data) > maxImportBytes {
		return formats.Report{}, fault.New(fault.TooLarge, "fault.file_large", "limit", maxImportBytes>>20)
	}
	file := read(data)
	if len(file.Questions)+len(file.Skipped) > maxImportQuestions {
		return formats.Report{}, fault.New(fault.TooLarge, "assessments.import_many", "max", maxImportQuestions)
	}
	return file, nil
}

// PreviewItems says what would become of each question of a file that is brought into an
// empty bank. It needs no database: competencies that the file or the options name are
// taken to exist.
func PreviewItems(format, fileName string, data []byte, options ImportOptions) (report ImportReport, err error) {
	file, err := readItems(format, data)
	if err != nil {
		return report, err
	}
	ids := 0
	fresh := func() string {
		ids++
		return fmt.Sprint(ids)
	}
	plan := importPlan{options: options, now: db.At(time.Now()), newID: fresh, newShortID: fresh}
	plan.report.FileName, plan.report.Format = fileName, format
	err = plan.make(file, codesOf(file.Questions))
	return plan.report, err
}

// ImportItems reads a file of questions. Unconfirmed it says what would become of
// each question and stores nothing; confirmed it does so, all in one transaction. A
// question is known again by its "id", else its title, else its content: what the bank
// has just so is left alone, what differs becomes a new version. Of a file that is broken
// as a whole nothing is taken.
func (s *Service) ImportItems(ctx context.Context, actor access.Actor, format, fileName string, data []byte, options ImportOptions) (report ImportReport, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return report, err
	}
	file, err := readItems(format, data)
	if err != nil {
		return report, err
	}
	run := s.db.Read
	if options.Confirm {
		run = s.db.Write
	}
	err = run(ctx, func(tx *db.Tx) error {
		plan, err := planImport(tx, fileName, file, options)
		if err != nil {
			return err
		}
		plan.report.Format = format
		if plan.report.Fingerprint, err = plan.fingerprint(data); err != nil {
			return err
		}
		if options.Confirm && options.Seen != "" && options.Seen != plan.report.Fingerprint {
			return fault.New(fault.Conflict, "assessments.import_outdated")
		}
		if options.Confirm {
			err = plan.carryOut(tx, actor)
		}
		report = plan.report
		return err
	})
	return report, err
}

// fingerprint stands for the file and for what would become of each of its questions: of another file, and once the bank
// is another, it is another.
func (p *importPlan) fingerprint(data []byte) (string, error) {
	file := sha256.Sum256(data)
	parts := []any{file[:], p.report.Untagged}
	for _, e := range p.report.Entries {
		parts = append(parts, e.Line, e.Code, e.Kind, e.Competency, e.Form, e.Outcome, e.Action, p.newest[p.items[e.Code].ID].ID)
	}
	text, err := json.Marshal(parts)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// Import gives the report of an import that was confirmed.
func (s *Service) Import(ctx context.Context, actor access.Actor, id string) (report ImportReport, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return report, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		row, err := take[ItemImport](tx, "noun.item_import", id)
		report = row.Report
		report.ImportID, report.FileName, report.Format, report.ImportedAt = row.ID, row.FileName, row.Format, row.ImportedAt
		return err
	})
	return report, err
}

// importPlan is what an import is going to do, and what it goes by.
type importPlan struct {
	options      ImportOptions
	competencies map[string]Competency // nil: whatever is named is taken to exist
	items        map[string]Item       // those of the bank, by code
	newest       map[string]ItemVersion
	now          db.Instant
	newID        func() string
	newShortID   func() string // of options and the like

	report   ImportReport
	fresh    []Item
	versions []ItemVersion
}

// planImport makes a plan for the bank as it is.
func planImport(tx *db.Tx, fileName string, file formats.Report, options ImportOptions) (*importPlan, error) {
	p := &importPlan{options: options, competencies: map[string]Competency{}, items: map[string]Item{}, now: tx.Now,
		newID: tx.NewID, newShortID: func() string { return tx.NewSecret()[:8] }}
	p.report.FileName = fileName
	competencies, err := CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	for _, c := range competencies {
		p.competencies[c.Code] = c
	}
	if _, known := p.competencies[options.Competency]; options.Competency != "" && !known {
		return nil, fault.OnField("competency", "assessments.competency_unknown")
	}
	codes := codesOf(file.Questions)
	there, err := whereIn[Item](tx, "code", codes, "code")
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, item := range there {
		p.items[item.Code] = item
		ids = append(ids, item.ID)
	}
	if p.newest, err = newestVersions(tx, ids); err != nil {
		return nil, err
	}
	return p, p.make(file, codes)
}

// make decides what becomes of each question.
func (p *importPlan) make(file formats.Report, codes []string) error {
	p.report.Encoding, p.report.Text, p.report.Categories = file.Encoding, file.Text, file.Categories
	for i, q := range file.Questions {
		e := ImportEntry{Line: q.Line, Question: nameOf(q), Code: codes[i], Action: ActionNone, Form: formTag(q.Tags["form"])}
		for _, n := range file.NotesOf(i + 1) {
			e.note(n.Key, n.Pairs...)
		}
		e.Competency = p.competencyOf(q, &e)
		if err := p.add(e, q); err != nil {
			return err
		}
	}
	skipped := file.Skipped
	if file.Broken != nil {
		broken := *file.Broken
		broken.Question = p.report.FileName
		skipped = append(skipped, broken)
	}
	for _, n := range skipped {
		p.report.Entries = append(p.report.Entries, ImportEntry{Line: n.Line, Question: n.Question, Outcome: OutcomeSkipped,
			Action: ActionNone, Notes: []ImportNote{{n.Key, n.Pairs}}})
	}
	slices.SortStableFunc(p.report.Entries, func(a, b ImportEntry) int { return a.Line - b.Line })
	for _, e := range p.report.Entries {
		switch e.Outcome {
		case OutcomeImported:
			p.report.Imported++
		case OutcomeAdapted:
			p.report.Adapted++
		default:
			p.report.Skipped++
		}
	}
	return nil
}

func (e *ImportEntry) note(key string, pairs ...any) {
	e.Notes = append(e.Notes, ImportNote{key, pairs})
}

// knows tells whether there is a competency of the code.
func (p *importPlan) knows(code string) bool {
	_, known := p.competencies[code]
	return code != "" && (known || p.competencies == nil)
}

// competencyOf is the competency of a question: the one chosen for it, else the one it
// names, else the one that its category is called like, else the one for all others.
func (p *importPlan) competencyOf(q formats.Question, e *ImportEntry) string {
	if chosen := p.options.Competencies[q.Line]; p.knows(chosen) {
		return chosen
	}
	tag := q.Tags["competency"]
	if p.knows(tag) {
		return tag
	}
	if tag != "" {
		e.note("assessments.import_competency_unknown", "code", tag)
	}
	path := strings.Split(q.Category, "/")
	slices.Reverse(path)
	for _, name := range path {
		for _, c := range p.competencies {
			if name != "" && (name == c.Code || roster.Fold(name) == roster.Fold(c.Name[i18n.Spanish])) {
				return c.Code
			}
		}
	}
	if p.options.Competency == "" && p.options.Unsorted {
		return Unsorted
	}
	return p.options.Competency
}

// add decides what becomes of one question.
func (p *importPlan) add(e ImportEntry, q formats.Question) error {
	defer func() { p.report.Entries = append(p.report.Entries, e) }()
	if q.Kind == formats.Description {
		e.Outcome = OutcomeSkipped
		e.note("assessments.read.description")
		return nil
	}
	in, adapted := inputOf(q)
	e.Kind = in.Kind
	for _, key := range adapted {
		e.note(key.Key, key.Pairs...)
	}
	item, there := p.items[e.Code]
	var last *ItemVersion
	if v, ok := p.newest[item.ID]; ok && there {
		last = &v
		in.keep(v)
	}
	in.Competency = cmp.Or(e.Competency, "?") // whatever else is wrong is said before one is chosen
	version, err := build(in, last, p.now, p.newShortID)
	if fault.Is(err, fault.Invalid) {
		e.Outcome, e.Notes = OutcomeSkipped, nil
		for _, f := range fault.FieldsOf(err) {
			e.note(f.Key, f.Pairs...)
		}
		return nil
	}
	if err != nil {
		return err
	}
	e.Outcome = OutcomeImported
	if len(e.Notes) > 0 {
		e.Outcome = OutcomeAdapted
	}
	if e.Competency == "" {
		p.report.Untagged = append(p.report.Untagged, e.Line)
		return nil
	}
	switch {
	case last == nil:
		e.Action = ActionNew
		item = Item{ID: p.newID(), Code: e.Code, CreatedAt: p.now}
		p.fresh = append(p.fresh, item)
	case version.says(*last):
		e.Action, e.ItemID, e.ItemVersionID = ActionUnchanged, last.ItemID, last.ID
		return nil
	default:
		e.Action = ActionRevised
	}
	version.ID, version.ItemID = p.newID(), item.ID
	e.ItemID, e.ItemVersionID = item.ID, version.ID
	p.versions = append(p.versions, version)
	return nil
}

// keep takes over what files do not say: a vignette's rubric, and the translations of
// texts that read in Spanish as they did.
func (in *ItemInput) keep(last ItemVersion) {
	if in.Kind == Vignette && last.RubricID != nil {
		in.RubricID, in.Body.Ratings, in.Body.Spoken = *last.RubricID, last.Body.Ratings, last.Body.Spoken
	}
	translated := map[string]i18n.Text{}
	last.eachText(func(t i18n.Text) i18n.Text {
		if len(t) > 1 && t[i18n.Spanish] != "" {
			translated[t[i18n.Spanish]] = t
		}
		return t
	})
	if len(translated) == 0 {
		return
	}
	now := ItemVersion{Stem: in.Stem, Body: in.Body}
	in.Stem, in.Body = now.eachText(func(t i18n.Text) i18n.Text {
		if all, known := translated[t[i18n.Spanish]]; known && len(t) == 1 {
			return all
		}
		return t
	})
}

// carryOut stores what was planned.
func (p *importPlan) carryOut(tx *db.Tx, actor access.Actor) error {
	var check fault.Check
	for _, line := range p.report.Untagged {
		check.That(false, fmt.Sprintf("competency_%d", line), "assessments.import_competency_needed")
	}
	check.That(p.report.Imported+p.report.Adapted > 0, "file", "assessments.import_empty")
	if err := check.Err(); err != nil {
		return err
	}
	if err := p.createUnsorted(tx, actor); err != nil {
		return err
	}
	p.report.ImportID, p.report.ImportedAt = tx.NewID(), tx.Now
	row := ItemImport{ID: p.report.ImportID, FileName: p.report.FileName, Format: p.report.Format, Report: p.report,
		ImportedAt: tx.Now, ImportedBy: actor.AccountID}
	if err := tx.DB.Create(&row).Error; err != nil {
		return err
	}
	for i := range p.fresh {
		p.fresh[i].CreatedBy = actor.AccountID
	}
	for i := range p.versions {
		p.versions[i].ImportID, p.versions[i].RecordedBy = &row.ID, actor.AccountID
	}
	if len(p.fresh) > 0 {
		if err := tx.DB.CreateInBatches(p.fresh, 200).Error; err != nil {
			return err
		}
	}
	if len(p.versions) > 0 {
		if err := tx.DB.CreateInBatches(p.versions, 200).Error; err != nil {
			return err
		}
	}
	return record(tx, actor, "items.import", "item_import", row.ID, map[string]int{
		"imported": p.report.Imported, "adapted": p.report.Adapted, "skipped": p.report.Skipped, "versions": len(p.versions)})
}

// createUnsorted adds the competency [Unsorted] when a question needs it and it is not there.
func (p *importPlan) createUnsorted(tx *db.Tx, actor access.Actor) error {
	needed := slices.ContainsFunc(p.versions, func(v ItemVersion) bool { return v.CompetencyCode == Unsorted })
	if !needed || p.knows(Unsorted) {
		return nil
	}
	c := Competency{
		Code: Unsorted, Kind: Personal, Position: len(p.competencies) + 1, Name: i18n.Text{i18n.Spanish: "Por clasificar", i18n.English: "To be sorted"},
		Description: i18n.Text{i18n.Spanish: "Preguntas que se trajeron sin decir qué competencia miden. Elija una en cada pregunta antes de usarla.",
			i18n.English: "Questions that were brought in without saying which competency they measure. Choose one for each before using it."},
		Levels:     Texts{i18n.Says("Sin competencia"), i18n.Says("Con competencia")},
		RecordedAt: tx.Now, RecordedBy: actor.AccountID,
	}
	if err := tx.DB.Create(&c).Error; err != nil {
		return err
	}
	return record(tx, actor, "competency.create", "competency", c.Code, nil)
}
