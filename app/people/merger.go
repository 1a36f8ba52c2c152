package people

import (
	"database/sql/driver"
	"slices"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// What a Merger joined.
const (
	MergedPeople       = "person"
	MergedInstitutions = "institution"
)

// Merger is the record of two records of one person, or of one institution,
// that became one. Nothing is deleted: the merged record stays and points to the
// kept one, and Moved says what went over, so that all of it can go back.
type Merger struct {
	ID         string
	Kind       string // MergedPeople or MergedInstitutions
	KeptID     string
	MergedID   string
	Moved      Moved
	RecordedAt db.Instant
	RecordedBy string
	UndoneAt   *db.Instant
	UndoneBy   *string
}

// TableName names the table for GORM.
func (Merger) TableName() string { return "merger" }

// Moved is what went over in a Merger.
type Moved struct {
	Stays    []string            `json:"stays,omitempty"`    // went over as they were
	Joined   []string            `json:"joined,omitempty"`   // facts that made one stay of two that overlapped
	Rows     map[string][]string `json:"rows,omitempty"`     // by table, the rows' own keys
	Filled   []string            `json:"filled,omitempty"`   // details that the kept record lacked
	Account  string              `json:"account,omitempty"`  // went over
	Disabled string              `json:"disabled,omitempty"` // account closed because the kept person has one
	Children []string            `json:"children,omitempty"` // institutions that stood below
	Named    string              `json:"named,omitempty"`    // the former name noted
}

// Value stores what moved.
func (m Moved) Value() (driver.Value, error) { return toJSON(m) }

// Scan reads what moved from either database.
func (m *Moved) Scan(src any) error { return fromJSON(src, m) }

// Rows are the rows of one table that belong to a person or to an institution.
// Every noun above says which it has; package app hands them over.
type Rows struct {
	Table  string
	Owner  string // the column with the person or the institution
	Key    string // the column that tells one owner's rows apart
	Single string // a column of which an owner has one row at most; "" when there is none. Where the kept record has its own, the other's row stays behind.
	Open   string // the condition that such a row is still under way: two of them cannot be joined
}

// Owning says which rows of other slices belong to people and to institutions.
// It is called once, before the service is used.
func (s *Service) Owning(people, institutions []Rows) {
	s.ofPeople = people
	s.ofInstitutions = append(ownRows(), institutions...)
}

// ownRows are the rows of an institution here and below, beside the postings.
func ownRows() []Rows {
	return []Rows{
		{Table: "approved_posts", Owner: "institution_id", Key: "id"},
		{Table: "roster_import", Owner: "institution_id", Key: "id"},
		{Table: "roster_draft", Owner: "institution_id", Key: "id"},
		{Table: "roster_mapping", Owner: "institution_id", Key: "header", Single: "header"},
		{Table: "institution_name", Owner: "institution_id", Key: "id"},
		{Table: "role_grant", Owner: "institution_id", Key: "id"},
	}
}

// move gives the rows of one owner to another and tells which went over. Table
// and columns are constants of the code, never what somebody typed.
func (r Rows) move(tx *db.Tx, from, to string) ([]string, error) {
	theirs := func() *gorm.DB { return tx.DB.Table(r.Table).Where(r.Owner+" = ?", from) }
	rows := theirs()
	if r.Single != "" {
		rows = rows.Where(r.Single+" NOT IN (?)", tx.DB.Table(r.Table).Where(r.Owner+" = ?", to).Select(r.Single))
	}
	var keys []string
	if err := rows.Order(r.Key).Pluck(r.Key, &keys).Error; err != nil {
		return nil, err
	}
	return keys, r.give(tx, keys, from, to)
}

// give hands the rows with these keys from one owner to another.
func (r Rows) give(tx *db.Tx, keys []string, from, to string) error {
	return inChunks(keys, func(part []string) error {
		return tx.DB.Table(r.Table).Where(r.Owner+" = ? AND "+r.Key+" IN ?", from, part).Update(r.Owner, to).Error
	})
}

// nothingOpen refuses to join records of which both take part in the same
// thing while it is under way: what is done later would count for nobody.
func nothingOpen(tx *db.Tx, tables []Rows, keptID, mergedID string) error {
	for _, table := range tables {
		if table.Open == "" {
			continue
		}
		other := tx.DB.Table(table.Table).Where(table.Owner+" = ?", mergedID).Select(table.Single)
		both := tx.DB.Table(table.Table).Where(table.Owner+" = ?", keptID).Where(table.Single+" IN (?)", other).Select(table.Single)
		var n int64
		if err := tx.DB.Table(table.Table).Where(table.Owner+" IN ?", []string{keptID, mergedID}).Where(table.Single+" IN (?)", both).
			Where(table.Open).Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "people.merge.both_under_way")
		}
	}
	return nil
}

// nothingLater refuses to take a merger apart while a later one builds on the
// same stays: that one comes first.
func nothingLater(tx *db.Tx, m Merger) error {
	stays, err := m.staysTx(tx)
	if err != nil {
		return err
	}
	var later []Merger
	if err := tx.DB.Where("undone_at IS NULL AND id > ?", m.ID).Find(&later).Error; err != nil {
		return err
	}
	for _, other := range later {
		theirs, err := other.staysTx(tx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(theirs, func(id string) bool { return slices.Contains(stays, id) }) {
			return fault.New(fault.Conflict, "people.merger.later")
		}
	}
	return nil
}

// staysTx gives the stays that a merger moved or joined.
func (m Merger) staysTx(tx *db.Tx) ([]string, error) {
	stays := slices.Clone(m.Moved.Stays)
	err := inChunks(m.Moved.Joined, func(part []string) error {
		var ids []string
		err := tx.DB.Model(&Posting{}).Where("id IN ?", part).Distinct().Pluck("stay_id", &ids).Error
		stays = append(stays, ids...)
		return err
	})
	return stays, err
}

// moveAll moves the rows of every table.
func moveAll(tx *db.Tx, tables []Rows, from, to string) (map[string][]string, error) {
	moved := map[string][]string{}
	for _, table := range tables {
		keys, err := table.move(tx, from, to)
		if err != nil {
			return nil, err
		}
		if len(keys) > 0 {
			moved[table.Table] = keys
		}
	}
	return moved, nil
}

// giveBack takes back what moveAll moved.
func giveBack(tx *db.Tx, tables []Rows, moved map[string][]string, from, to string) error {
	for _, table := range tables {
		if err := table.give(tx, moved[table.Table], from, to); err != nil {
			return err
		}
	}
	return nil
}

// moving is how the facts of the merged record become facts of the kept one.
type moving struct {
	actor  access.Actor
	merged string                  // identifier of the record that goes
	owner  func(p *Posting) string // which of the two a fact belongs to
	own    func(p *Posting)        // makes it the kept record's
}

// stays hands the believed stays of the merged record to the kept one. Two
// that overlap in one place and cadre become one from the first day of either
// to the last: the same stay was on record twice.
func (m moving) stays(tx *db.Tx, all []Posting, moved *Moved) error {
	var kept []Posting
	for _, p := range all {
		if m.owner(&p) != m.merged {
			kept = append(kept, p)
		}
	}
	for _, p := range all {
		if m.owner(&p) != m.merged {
			continue
		}
		now := p
		m.own(&now)
		at := slices.IndexFunc(kept, func(k Posting) bool { _, meets := overlap([]Posting{k}, now); return meets })
		if at < 0 {
			fact, err := replace(tx, m.actor, p, now)
			if err != nil {
				return err
			}
			moved.Stays = append(moved.Stays, fact.StayID)
			kept = append(kept, fact)
			continue
		}
		facts, err := m.join(tx, &kept, at, p, now)
		if err != nil {
			return err
		}
		moved.Joined = append(moved.Joined, facts...)
	}
	return nil
}

// join makes one stay of the kept one at the place and another that overlaps
// it, and of further kept ones that the longer stay now meets. It gives the facts
// it wrote.
func (m moving) join(tx *db.Tx, kept *[]Posting, at int, was, now Posting) ([]string, error) {
	var written []string
	withdraw := func(old Posting) error {
		gone := old
		gone.Withdrawn, gone.ImportID, gone.ImportRow = true, nil, nil
		fact, err := replace(tx, m.actor, old, gone)
		written = append(written, fact.ID)
		return err
	}
	if err := withdraw(was); err != nil {
		return nil, err
	}
	old := (*kept)[at]
	whole := spanning(old, now)
	for {
		next := slices.IndexFunc(*kept, func(k Posting) bool {
			_, meets := overlap([]Posting{k}, whole)
			return meets && k.StayID != old.StayID
		})
		if next < 0 {
			break
		}
		whole = spanning(whole, (*kept)[next])
		if err := withdraw((*kept)[next]); err != nil {
			return nil, err
		}
		*kept = slices.Delete(*kept, next, next+1)
		at = slices.IndexFunc(*kept, func(k Posting) bool { return k.StayID == old.StayID })
	}
	if whole.same(old) {
		return written, nil
	}
	whole.ImportID, whole.ImportRow = nil, nil
	fact, err := replace(tx, m.actor, old, whole)
	if err != nil {
		return nil, err
	}
	(*kept)[at] = fact
	return append(written, fact.ID), nil
}

// spanning is the first stay made long enough to hold the second too.
func spanning(a, b Posting) Posting {
	a.StartsOn = min(a.StartsOn, b.StartsOn)
	if certainEnd(b) > certainEnd(a) {
		a.EndsOn, a.EndsAfter, a.EndReason = b.EndsOn, b.EndsAfter, b.EndReason
	}
	if b.LastSeenOn != nil && (a.LastSeenOn == nil || *b.LastSeenOn > *a.LastSeenOn) {
		a.LastSeenOn = b.LastSeenOn
	}
	if a.Contract == "" {
		a.Contract = b.Contract
	}
	return a
}

// back takes the joined facts back, the last first, and then hands the stays
// back. Should somebody have said something else of a joined stay since, nothing
// can be taken apart.
func (m moving) back(tx *db.Tx, moved Moved) error {
	restored := map[string]string{} // by stay, the fact written here
	for _, id := range slices.Backward(moved.Joined) {
		var fact, before Posting
		if err := tx.DB.Where("id = ?", id).Take(&fact).Error; err != nil {
			return err
		}
		if err := tx.DB.Where("id = ?", deref(fact.ReplacesID)).Take(&before).Error; err != nil {
			return err
		}
		if fact.SupersededAt != nil {
			if restored[fact.StayID] == "" {
				return fault.New(fault.Conflict, "people.merger.changed_since")
			}
			fact.ID = restored[fact.StayID]
		}
		again, err := replace(tx, m.actor, fact, before)
		if err != nil {
			return err
		}
		restored[fact.StayID] = again.ID
	}
	heads, err := heads(tx, moved.Stays)
	if err != nil {
		return err
	}
	for _, head := range heads {
		again := head
		m.own(&again)
		if _, err := replace(tx, m.actor, head, again); err != nil {
			return err
		}
	}
	return nil
}

// heads gives the facts believed, withdrawn ones too, of the stays.
func heads(tx *db.Tx, stays []string) ([]Posting, error) {
	var all []Posting
	err := inChunks(stays, func(part []string) error {
		var list []Posting
		if err := tx.DB.Where("stay_id IN ? AND superseded_at IS NULL", part).Find(&list).Error; err != nil {
			return err
		}
		all = append(all, list...)
		return nil
	})
	return all, err
}

// undoMerger marks a merger as undone. Somebody else may have been first.
func undoMerger(tx *db.Tx, actor access.Actor, m *Merger) error {
	m.UndoneAt, m.UndoneBy = &tx.Now, &actor.AccountID
	result := tx.DB.Model(&Merger{}).Where("id = ? AND undone_at IS NULL", m.ID).Select("UndoneAt", "UndoneBy").Updates(m)
	if result.Error == nil && result.RowsAffected == 0 {
		return fault.New(fault.Conflict, "people.merger.undone_already")
	}
	return result.Error
}

// mergerTx finds a merger of a kind.
func mergerTx(tx *db.Tx, kind, id string) (Merger, error) {
	var m Merger
	err := tx.DB.Where("id = ? AND kind = ?", id, kind).Take(&m).Error
	if db.IsNone(err) {
		return m, fault.Missing("noun.merger")
	}
	return m, err
}

// mergersInto gives the mergers into a record that are in force, oldest first.
func mergersInto(tx *db.Tx, keptID string) ([]Merger, error) {
	var list []Merger
	return list, tx.DB.Where("kept_id = ? AND undone_at IS NULL", keptID).Order("recorded_at, id").Find(&list).Error
}
