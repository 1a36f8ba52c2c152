package people

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// FileFlow is how a file of one kind is brought in: looked at, confirmed in one
// transaction, reported, undone. What its rows mean is said by the noun whose facts
// they become.
type FileFlow struct {
	Kind FileKind
	// Read tells whether the file can be read at all.
	Read func(file RosterFile) error
	// Plan decides about every row, with the choices made for them.
	Plan func(tx *db.Tx, actor access.Actor, f FileImport, choices map[string]string) (FilePlan, error)
	// Report says what a confirmed file brought.
	Report func(tx *db.Tx, f FileImport) ([]FileRow, error)
	// Undo supersedes what it brought.
	Undo func(tx *db.Tx, f FileImport) error
}

// FilePlan is what a file would bring in, and how.
type FilePlan struct {
	FilePreview
	Apply func(tx *db.Tx, f FileImport) error
}

// Upload keeps a file as a draft. Whoever brings in staff lists brings in what their
// staff learned.
func (w FileFlow) Upload(ctx context.Context, d *db.DB, actor access.Actor, file RosterFile, settings Choices) (f FileImport, err error) {
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return f, err
	}
	if err := w.Read(file); err != nil {
		return f, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		f, err = KeepFileTx(tx, actor, w.Kind, "", file, settings)
		return err
	})
	return f, err
}

// Look gives what a draft would bring in, or what a confirmed file brought, with where
// from.
func (w FileFlow) Look(ctx context.Context, d *db.DB, actor access.Actor, id string) (p FilePreview, source Source, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		f, err := FileTx(tx, actor, w.Kind, access.ImportRoster, id)
		if err != nil {
			return err
		}
		if f.Draft() {
			p, err = w.preview(tx, actor, f)
			return err
		}
		p = FilePreview{File: f, Counts: f.Summary}
		if p.Rows, err = w.Report(tx, f); err != nil {
			return err
		}
		sources, err := SourcesTx(tx, []string{f.ID})
		source = sources[f.ID]
		return err
	})
	return p, source, err
}

func (w FileFlow) preview(tx *db.Tx, actor access.Actor, f FileImport) (FilePreview, error) {
	plan, err := w.Plan(tx, actor, f, f.Choices)
	if err != nil {
		return FilePreview{}, err
	}
	f.Content = nil
	plan.File = f
	var same []FileImport
	err = tx.DB.Omit("content").Where("kind = ? AND file_sha256 = ? AND confirmed_at IS NOT NULL AND undone_at IS NULL AND id <> ?", w.Kind, f.FileSHA256, f.ID).
		Order("confirmed_at").Limit(1).Find(&same).Error
	if len(same) > 0 {
		plan.Same = &same[0]
	}
	return plan.FilePreview, err
}

// Set notes what is said of a draft as a whole.
func (w FileFlow) Set(ctx context.Context, d *db.DB, actor access.Actor, id string, settings map[string]string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		f, err := LockFileTx(tx, actor, w.Kind, access.ImportRoster, id)
		if err != nil {
			return err
		}
		if !f.Draft() {
			return fault.New(fault.Conflict, "files.confirmed_already")
		}
		return ChooseInFileTx(tx, &f, settings, nil)
	})
}

// Confirm brings in the rows that can be used, with the choices made for the others, in
// one transaction. fingerprint is that of the preview that was looked at: when the
// outcome would now be another, nothing is done.
func (w FileFlow) Confirm(ctx context.Context, d *db.DB, actor access.Actor, id, fingerprint string, choices map[string]string) (f FileImport, err error) {
	err = d.Write(ctx, func(tx *db.Tx) error {
		if f, err = LockFileTx(tx, actor, w.Kind, access.ImportRoster, id); err != nil {
			return err
		}
		if !f.Draft() {
			return fault.New(fault.Conflict, "files.confirmed_already")
		}
		looked, err := w.Plan(tx, actor, f, f.Choices)
		if err != nil {
			return err
		}
		if looked.Fingerprint != fingerprint {
			return fault.New(fault.Conflict, "files.stale")
		}
		for key, choice := range choices {
			f.Choices = f.Choices.with(key, choice)
		}
		plan, err := w.Plan(tx, actor, f, f.Choices)
		if err != nil {
			return err
		}
		if plan.Changes == 0 {
			return fault.New(fault.Conflict, "files.nothing")
		}
		// The record first: the facts refer to it.
		if err := ConfirmFileTx(tx, actor, &f, plan.Applied()); err != nil {
			return err
		}
		return plan.Apply(tx, f)
	})
	return f, err
}

// Takeback undoes an import: what it brought is superseded, the people created stay.
func (w FileFlow) Takeback(ctx context.Context, d *db.DB, actor access.Actor, id string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		f, err := LockFileTx(tx, actor, w.Kind, access.ImportRoster, id)
		if err != nil {
			return err
		}
		if err := UndoFileTx(tx, actor, &f); err != nil {
			return err
		}
		return w.Undo(tx, f)
	})
}

// Discard throws a draft away.
func (w FileFlow) Discard(ctx context.Context, d *db.DB, actor access.Actor, id string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		f, err := LockFileTx(tx, actor, w.Kind, access.ImportRoster, id)
		if err != nil {
			return err
		}
		return DiscardFileTx(tx, actor, f)
	})
}

// List gives the files of the kind that the actor may open, the newest first.
func (w FileFlow) List(ctx context.Context, d *db.DB, actor access.Actor) (list []FileImport, err error) {
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return nil, err
	}
	err = d.Read(ctx, func(tx *db.Tx) error {
		list, err = FilesTx(tx, actor, w.Kind, access.ImportRoster, "")
		return err
	})
	return list, err
}

// Subject names whom a row is about once the choices are made: a person, or somebody
// new; empty while it waits.
func (r FileRow) Subject(s Sought) string {
	switch {
	case len(r.Choice) > len(ChoosePerson) && r.Choice[:len(ChoosePerson)] == ChoosePerson:
		return r.Choice[len(ChoosePerson):]
	case r.Choice == ChooseCreate:
		return "new " + s.key()
	case r.Person != nil:
		return r.Person.ID
	}
	return ""
}

// PlaceOfFactTx gives where people worked, by person and day, for facts of earlier days.
// Where no stay is on record the institution that the file names stands in.
func PlaceOfFactTx(tx *db.Tx, actor access.Actor, facts []FactPlace) ([]Snapshot, error) {
	byDay := map[db.Date][]string{}
	for _, f := range facts {
		byDay[f.On] = append(byDay[f.On], f.PersonID)
	}
	posts := map[db.Date]map[string]Snapshot{}
	for day, ids := range byDay {
		var err error
		if posts[day], err = SnapshotsTx(tx, ids, day); err != nil {
			return nil, err
		}
	}
	mine, err := InstitutionsInScopeTx(tx, actor, access.ImportRoster)
	if err != nil {
		return nil, err
	}
	named := map[string][]Institution{}
	for _, i := range mine {
		named[i.SearchName] = append(named[i.SearchName], i)
	}
	out := make([]Snapshot, len(facts))
	for i, f := range facts {
		out[i] = posts[f.On][f.PersonID]
		if there := named[f.Centre]; out[i].InstitutionID == nil && len(there) == 1 {
			out[i] = Snapshot{InstitutionID: &there[0].ID, Path: there[0].Path, Region: there[0].Region()}
		}
	}
	return out, nil
}

// FactPlace asks where somebody worked on a day. Centre is what the file says, folded.
type FactPlace struct {
	PersonID string
	On       db.Date
	Centre   string
}
