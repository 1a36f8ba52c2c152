package assessments

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people/roster"
	"relevo/assessments/formats"
	"relevo/assessments/formats/gift"
)

const (
	maxImportBytes     = 5 << 20
	maxImportQuestions = 2000
)

// readers are the formats that can be imported, by the name of the format.
var readers = map[string]func([]byte) formats.Report{"gift": gift.Read}

// ImportItems reads a file of questions. Unconfirmed it says what would become of
// each question and stores nothing; confirmed it does so, all in one transaction. A
// question is known again by the "id" of its comment, else its title, else its
// content: what the bank has just so is left alone, what differs becomes a new version.
func (s *Service) ImportItems(ctx context.Context, actor access.Actor, format, fileName string, data []byte, options ImportOptions) (report ImportReport, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return report, err
	}
	read, known := readers[format]
	if !known {
		return report, fault.OnField("format", "assessments.format_unknown")
	}
	if len(data) > maxImportBytes {
		return report, fault.New(fault.TooLarge, "fault.file_large", "limit", maxImportBytes>>20)
	}
	file := read(data)
	if len(file.Questions)+len(file.Skipped) > maxImportQuestions {
		return report, fault.New(fault.TooLarge, "assessments.import_many", "max", maxImportQuestions)
	}
	run := s.db.Read
	if options.Confirm {
		run = s.db.Write
	}
	err = run(ctx, func(tx *db.Tx) error {
		plan, err := planImport(tx, file, options)
		if err != nil {
			return err
		}
		plan.report.FileName, plan.report.Format = fileName, format
		if options.Confirm {
			err = plan.carryOut(tx, actor)
		}
		report = plan.report
		return err
	})
	return report, err
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

// importPlan is what an import is going to do.
type importPlan struct {
	report   ImportReport
	items    []Item
	versions []ItemVersion
}

func planImport(tx *db.Tx, file formats.Report, options ImportOptions) (*importPlan, error) {
	competencies, err := CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, c := range competencies {
		known[c.Code] = true
	}
	codes := codesOf(file.Questions)
	there, err := whereIn[Item](tx, "code", codes, "code")
	if err != nil {
		return nil, err
	}
	byCode := map[string]Item{}
	ids := []string{}
	for _, item := range there {
		byCode[item.Code] = item
		ids = append(ids, item.ID)
	}
	newest, err := newestVersions(tx, ids)
	if err != nil {
		return nil, err
	}
	p := &importPlan{report: ImportReport{Encoding: file.Encoding, Text: file.Text}}
	for i, q := range file.Questions {
		e := ImportEntry{Line: q.Line, Question: nameOf(q), Code: codes[i], Action: ActionNone, Form: formTag(q.Tags["form"])}
		for _, n := range file.NotesOf(q.Line) {
			e.note(n.Key, n.Pairs...)
		}
		e.Competency = options.Competencies[q.Line]
		if tag := q.Tags["competency"]; e.Competency == "" && known[tag] {
			e.Competency = tag
		} else if e.Competency == "" && tag != "" {
			e.note("assessments.import_competency_unknown", "code", tag)
		}
		e.Competency = cmp.Or(e.Competency, options.Competency)
		if err := p.add(tx, e, q, byCode[e.Code], newest, known); err != nil {
			return nil, err
		}
	}
	for _, n := range file.Skipped {
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
	return p, nil
}

func (e *ImportEntry) note(key string, pairs ...any) {
	e.Notes = append(e.Notes, ImportNote{key, pairs})
}

// add decides what becomes of one question.
func (p *importPlan) add(tx *db.Tx, e ImportEntry, q formats.Question, item Item, newest map[string]ItemVersion, known map[string]bool) error {
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
	var last *ItemVersion
	if v, ok := newest[item.ID]; ok && item.ID != "" {
		last = &v
		if in.Kind == Vignette && v.RubricID != nil {
			in.RubricID = *v.RubricID // files know nothing of rubrics: the one that was chosen stays
			in.Body.Ratings = v.Body.Ratings
		}
	}
	if !known[e.Competency] {
		e.Competency = ""
	}
	in.Competency = cmp.Or(e.Competency, "?") // whatever else is wrong is said before one is chosen
	version, err := build(tx, in, last)
	if fault.Is(err, fault.Invalid) {
		e.Outcome = OutcomeSkipped
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
		item = Item{ID: tx.NewID(), Code: e.Code, CreatedAt: tx.Now}
		p.items = append(p.items, item)
	case version.says(*last):
		e.Action, e.ItemID, e.ItemVersionID = ActionUnchanged, last.ItemID, last.ID
		return nil
	default:
		e.Action = ActionRevised
	}
	version.ID, version.ItemID = tx.NewID(), item.ID
	e.ItemID, e.ItemVersionID = item.ID, version.ID
	p.versions = append(p.versions, version)
	return nil
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
	p.report.ImportID, p.report.ImportedAt = tx.NewID(), tx.Now
	row := ItemImport{ID: p.report.ImportID, FileName: p.report.FileName, Format: p.report.Format, Report: p.report,
		ImportedAt: tx.Now, ImportedBy: actor.AccountID}
	if err := tx.DB.Create(&row).Error; err != nil {
		return err
	}
	for i := range p.items {
		p.items[i].CreatedBy = actor.AccountID
	}
	for i := range p.versions {
		p.versions[i].ImportID, p.versions[i].RecordedBy = &row.ID, actor.AccountID
	}
	if len(p.items) > 0 {
		if err := tx.DB.CreateInBatches(p.items, 200).Error; err != nil {
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

func formTag(tag string) string {
	switch tag = strings.ToUpper(strings.ReplaceAll(tag, "|", "")); tag {
	case "A", "B", "AB":
		return tag
	default:
		return ""
	}
}

func nameOf(q formats.Question) string {
	name := strings.Join(strings.Fields(cmp.Or(q.Title, q.Stem.Body)), " ")
	if r := []rune(name); len(r) > 80 {
		name = string(r[:79]) + "…"
	}
	return name
}

// codesOf gives each question the code it is known again by, unique in the file.
func codesOf(questions []formats.Question) []string {
	used := map[string]bool{}
	codes := make([]string, len(questions))
	for i, q := range questions {
		code := slug(cmp.Or(q.Tags["id"], q.Title))
		if code == "" {
			sum := sha256.Sum256([]byte(q.Stem.Body))
			code = "item-" + hex.EncodeToString(sum[:4])
		}
		unique := code
		for n := 2; used[unique]; n++ {
			unique = fmt.Sprintf("%s-%d", code, n)
		}
		used[unique], codes[i] = true, unique
	}
	return codes
}

// slug writes a title as a code: "Jesús' home" is "jesus-home".
func slug(s string) string {
	if codeForm.MatchString(s) {
		return s
	}
	code := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII {
			return r
		}
		return -1
	}, strings.ReplaceAll(roster.Fold(s), " ", "-"))
	return strings.Trim(code[:min(len(code), 70)], "-")
}

// inputOf turns a question of a file into the bank's own shape. All its texts are
// clean HTML afterwards; the notes say what had to go.
func inputOf(q formats.Question) (in ItemInput, notes []ImportNote) {
	gone := map[string]bool{}
	text := func(t formats.Text) i18n.Text {
		html, removed := formats.HTML(t)
		for _, name := range removed {
			gone[name] = true
		}
		if html == "" {
			return nil
		}
		return i18n.Says(html)
	}
	in = ItemInput{Kind: Kind(q.Kind), Title: q.Title, Markup: formats.RichText, Stem: text(q.Stem)}
	in.Body.Feedback = text(q.Feedback)
	switch q.Kind {
	case formats.Essay:
		in.Kind = Vignette
		notes = append(notes, ImportNote{Key: "assessments.read.essay"})
	case formats.Matching:
		choices := map[string]string{}
		for _, pair := range q.Pairs {
			id, known := choices[pair.Right]
			if !known {
				id = shortID(q.Stem.Body, "choice", pair.Right)
				choices[pair.Right] = id
				in.Body.Choices = append(in.Body.Choices, Choice{ID: id, Text: text(formats.Text{Markup: formats.Plain, Body: pair.Right})})
			}
			if pair.Left.Body != "" {
				in.Body.Prompts = append(in.Body.Prompts, Prompt{Text: text(pair.Left), ChoiceID: id})
			}
		}
	case formats.Numeric:
		for _, n := range q.Numbers {
			in.Body.Numbers = append(in.Body.Numbers, Number{n.Low, n.High, n.Fraction, text(n.Feedback)})
		}
	case formats.ShortAnswer:
		for _, o := range q.Options {
			in.Body.Patterns = append(in.Body.Patterns, Pattern{o.Text.Body, o.Fraction, text(o.Feedback)})
		}
	default:
		for i, o := range q.Options {
			option := Option{Text: text(o.Text), Fraction: o.Fraction, Feedback: text(o.Feedback)}
			if q.Kind == formats.TrueFalse {
				option.ID = []string{"true", "false"}[i]
			}
			in.Body.Options = append(in.Body.Options, option)
		}
	}
	var names []string
	for name := range gone {
		names = append(names, name)
	}
	if slices.Sort(names); len(names) > 0 {
		notes = append(notes, ImportNote{"assessments.read.markup_removed", []any{"elements", strings.Join(names, ", ")}})
	}
	return in, notes
}

func shortID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:4])
}
