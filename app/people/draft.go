package people

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

const (
	// draftLasts is how long a list that nobody confirmed is kept.
	draftLasts = 7 * 24 * time.Hour
	// filesAtOnce bounds an upload.
	filesAtOnce = 40
)

// RosterFile is a staff list as it arrives.
type RosterFile struct {
	Name string
	Data []byte
}

// Refusal is a file that could not be taken and why.
type Refusal struct {
	File string
	Err  error
}

// Uploaded is what became of an upload.
type Uploaded struct {
	Drafts  []RosterDraft // the earliest list first: the order in which they are best confirmed
	Refused []Refusal
}

// UploadRosters keeps staff lists of an institution as drafts. A list that
// names an institution below it becomes that institution's; otherwise it stays
// here and the preview says what the list names. When no file can be read the
// upload is refused; when some can, the others are reported.
func (s *Service) UploadRosters(ctx context.Context, actor access.Actor, institutionID string, files []RosterFile) (Uploaded, error) {
	var up Uploaded
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return up, err
	}
	var check fault.Check
	check.That(len(files) > 0, "files", "fault.file_missing")
	check.That(len(files) <= filesAtOnce, "files", "people.roster.many_files", "max", filesAtOnce)
	if err := check.Err(); err != nil {
		return up, err
	}
	var read []readList
	for _, f := range files {
		list, err := readFile(f)
		if err != nil {
			up.Refused = append(up.Refused, Refusal{File: f.Name, Err: err})
			continue
		}
		read = append(read, list)
	}
	if len(read) == 0 {
		return up, up.Refused[0].Err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		up.Drafts, err = keepDrafts(tx, actor, institutionID, read)
		return err
	})
	return up, err
}

// readList is a file as far as it can be read without knowing whose it is.
type readList struct {
	file   RosterFile
	layout Layout
	titles string // of the header, folded
	guess  roster.Guess
}

func readFile(f RosterFile) (readList, error) {
	table, err := roster.Read(f.Name, f.Data, roster.Limits{})
	if err != nil {
		return readList{}, unreadable(err)
	}
	columns, header, err := roster.Detect(table)
	var missing *roster.Error
	if err != nil && !errors.As(err, &missing) {
		return readList{}, err
	}
	// A header that was not understood is no reason to refuse: a person can say
	// which row it is and which column is which.
	if missing != nil && len(columns) < 3 {
		columns, header = roster.Mapping{}, widest(table)
	}
	return readList{file: f, layout: Layout{Header: header, Columns: columns}, titles: titlesOf(table, header), guess: roster.SuggestFrom(f.Name, table, header)}, nil
}

// headerReach is among how many rows from the top a person may choose the header.
const headerReach = 15

// widest is the first of the top rows with the most cells: where a header is
// when none of its titles is known.
func widest(table *roster.Table) int {
	best := 0
	for i, line := range table.Lines[:min(len(table.Lines), headerReach)] {
		if len(line.Cells) > len(table.Lines[best].Cells) {
			best = i
		}
	}
	return best
}

// unreadable says why a file cannot be read.
func unreadable(err error) error {
	var e *roster.Error
	if errors.As(err, &e) {
		refused := fault.OnField("files", e.Key, inMegabytes(e.Pairs)...)
		refused.Err = e
		return refused
	}
	return err
}

// inMegabytes writes a limit in bytes as people know it.
func inMegabytes(pairs []any) []any {
	out := slices.Clone(pairs)
	for i := 0; i+1 < len(out); i += 2 {
		if out[i] != "bytes" {
			continue
		}
		out[i] = "limit"
		switch n := out[i+1].(type) {
		case int:
			out[i+1] = n >> 20
		case int64:
			out[i+1] = int(n >> 20)
		}
	}
	return out
}

// titlesOf is the header as institutions' lists repeat it from month to month.
func titlesOf(table *roster.Table, header int) string {
	if header < 0 || header >= len(table.Lines) {
		return ""
	}
	titles := make([]string, len(table.Lines[header].Cells))
	for i, cell := range table.Lines[header].Cells {
		titles[i] = roster.Fold(cell)
	}
	text := []rune(strings.Join(titles, "|"))
	return string(text[:min(len(text), 1000)])
}

func keepDrafts(tx *db.Tx, actor access.Actor, institutionID string, read []readList) ([]RosterDraft, error) {
	here, err := InstitutionTx(tx, institutionID)
	if err != nil {
		return nil, err
	}
	if err := actor.Need(access.ImportRoster, here.Path); err != nil {
		return nil, err
	}
	below, err := InstitutionsUnderTx(tx, here.Path)
	if err != nil {
		return nil, err
	}
	if err := tx.DB.Where("created_at < ?", tx.Now.Add(-draftLasts)).Delete(&RosterDraft{}).Error; err != nil {
		return nil, err
	}
	remembered, err := mappingsOf(tx, below)
	if err != nil {
		return nil, err
	}
	drafts := make([]RosterDraft, len(read))
	for i, list := range read {
		at, err := named(tx, below, list.guess.Institution, here)
		if err != nil {
			return nil, err
		}
		d := RosterDraft{ID: tx.NewID(), InstitutionID: at.ID, AsOf: tx.Today(), FileName: list.file.Name,
			Content: list.file.Data, Mapping: list.layout, Choices: Choices{}, CreatedAt: tx.Now, CreatedBy: actor.AccountID}
		if m, known := remembered[d.InstitutionID][list.titles]; known && m.Mapping.Header == list.layout.Header {
			d.Mapping.Columns = m.Mapping.Columns
		}
		if list.guess.AsOf != nil {
			d.AsOf, d.Mapping.Dated = *list.guess.AsOf, true
		}
		d.Mapping.Named = list.guess.Institution
		drafts[i] = d
	}
	slices.SortStableFunc(drafts, func(a, b RosterDraft) int { return cmp.Compare(a.AsOf, b.AsOf) })
	if err := tx.DB.CreateInBatches(drafts, 20).Error; err != nil {
		return nil, err
	}
	return drafts, access.Record(tx, actor, "people.roster.upload", "institution", institutionID, map[string]int{"files": len(drafts)})
}

// named gives the one institution of this name, now or, where there is none,
// formerly; the fallback when there is none either or the name is not unique.
func named(tx *db.Tx, among []Institution, name string, fallback Institution) (Institution, error) {
	folded := roster.Fold(name)
	var found []Institution
	for _, candidate := range among {
		if candidate.SearchName == folded && folded != "" {
			found = append(found, candidate)
		}
	}
	var err error
	if len(found) == 0 {
		found, err = formerlyCalled(tx, among, folded)
	}
	if len(found) != 1 {
		return fallback, err
	}
	return found[0], err
}

func mappingsOf(tx *db.Tx, institutions []Institution) (map[string]map[string]RosterMapping, error) {
	ids := make([]string, len(institutions))
	for i, inst := range institutions {
		ids[i] = inst.ID
	}
	out := map[string]map[string]RosterMapping{}
	err := inChunks(ids, func(part []string) error {
		var list []RosterMapping
		if err := tx.DB.Where("institution_id IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		for _, m := range list {
			if out[m.InstitutionID] == nil {
				out[m.InstitutionID] = map[string]RosterMapping{}
			}
			out[m.InstitutionID][m.Header] = m
		}
		return nil
	})
	return out, err
}

// DraftInput is what a person says about a draft as a whole.
type DraftInput struct {
	InstitutionID string
	AsOf          db.Date
	Columns       roster.Mapping // nil leaves the columns as they are
	Header        *int           // which of Preview.Tops has the titles; nil leaves it as it is
}

// SetDraft says whose list a draft is, of which day, and which column means
// what; the columns are remembered for the institution's next list with the
// same header. What was chosen for doubtful rows is forgotten, since the rows may
// now read otherwise.
func (s *Service) SetDraft(ctx context.Context, actor access.Actor, draftID string, in DraftInput) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, at, err := needDraft(tx, actor, draftID)
		if err != nil {
			return err
		}
		var check fault.Check
		check.That(in.AsOf > db.NewDate(1990, 1, 1), "as_of", "fault.not_date")
		check.That(in.AsOf <= tx.Today(), "as_of", "people.roster.future")
		if missing := in.Columns.Missing(); in.Columns != nil && len(missing) > 0 {
			check.That(false, "column_"+string(missing[0]), "people.roster.column_needed")
		}
		check.That(noColumnTwice(in.Columns), "columns", "people.roster.column_twice")
		check.That(in.Header == nil || (*in.Header >= 0 && *in.Header < headerReach), "header", "fault.required")
		if err := check.Err(); err != nil {
			return err
		}
		if in.InstitutionID != d.InstitutionID {
			other, err := InstitutionTx(tx, in.InstitutionID)
			if err != nil || !actor.May(access.ImportRoster, other.Path) {
				return errors.Join(fault.OnField("institution_id", "people.institution.parent_unknown"), err)
			}
			d.InstitutionID, at = other.ID, other
		}
		if err := takesList(at, in.AsOf); err != nil {
			return err
		}
		d.AsOf, d.Mapping.Dated, d.Choices = in.AsOf, true, Choices{}
		if in.Header != nil {
			d.Mapping.Header = *in.Header
		}
		if in.Columns != nil {
			d.Mapping.Columns = in.Columns
			if err := rememberMapping(tx, actor, d); err != nil {
				return err
			}
		}
		return tx.DB.Model(&RosterDraft{}).Where("id = ?", d.ID).Select("InstitutionID", "AsOf", "Mapping", "Choices").Updates(&d).Error
	})
}

// takesList refuses a list of a day on which the institution is no longer there.
func takesList(at Institution, asOf db.Date) error {
	switch {
	case at.MergedInto != nil:
		return fault.OnField("as_of", "people.roster.merged", "name", at.Name)
	case !at.Open(asOf):
		return fault.OnField("as_of", "people.roster.closed", "name", at.Name, "date", *at.ClosedOn)
	}
	return nil
}

func noColumnTwice(columns roster.Mapping) bool {
	taken := map[int]bool{}
	for _, column := range columns {
		if taken[column] {
			return false
		}
		taken[column] = true
	}
	return true
}

// rememberMapping keeps the columns for the institution's next list.
func rememberMapping(tx *db.Tx, actor access.Actor, d RosterDraft) error {
	table, err := roster.Read(d.FileName, d.Content, roster.Limits{})
	if err != nil {
		return unreadable(err)
	}
	m := RosterMapping{InstitutionID: d.InstitutionID, Header: titlesOf(table, d.Mapping.Header),
		Mapping: Layout{Header: d.Mapping.Header, Columns: d.Mapping.Columns}, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
	return tx.DB.Save(&m).Error
}

// Choose notes what a person chose for doubtful rows, by the key of the
// decision; an empty choice leaves it to the plan.
func (s *Service) Choose(ctx context.Context, actor access.Actor, draftID string, choices map[string]string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, _, err := needDraft(tx, actor, draftID)
		if err != nil {
			return err
		}
		all := d.Choices
		for key, choice := range choices {
			all = all.with(key, choice)
		}
		return tx.DB.Model(&RosterDraft{}).Where("id = ?", d.ID).Select("Choices").Updates(&RosterDraft{Choices: all}).Error
	})
}

// DiscardDraft throws a draft away; nothing of it was ever believed.
func (s *Service) DiscardDraft(ctx context.Context, actor access.Actor, draftID string) (institutionID string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		d, _, err := needDraft(tx, actor, draftID)
		if err != nil {
			return err
		}
		institutionID = d.InstitutionID
		if err := tx.DB.Where("id = ?", d.ID).Delete(&RosterDraft{}).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "people.roster.discard", "institution", d.InstitutionID, nil)
	})
	return institutionID, err
}

// needDraft gives a draft and its institution to those who may import there.
func needDraft(tx *db.Tx, actor access.Actor, id string) (RosterDraft, Institution, error) {
	var d RosterDraft
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return d, Institution{}, err
	}
	if err := tx.DB.Where("id = ?", id).Take(&d).Error; err != nil {
		if db.IsNone(err) {
			return d, Institution{}, fault.Missing("noun.draft")
		}
		return d, Institution{}, err
	}
	at, err := InstitutionTx(tx, d.InstitutionID)
	if err != nil {
		return d, at, err
	}
	return d, at, actor.Need(access.ImportRoster, at.Path)
}
