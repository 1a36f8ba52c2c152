package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people/roster"
)

// Refuse is the choice that nothing of a decision is applied; another choice
// is the place of an alternative, from "0"; the empty choice is what the plan
// proposes.
const Refuse = "refuse"

// Decision is what a row of a list, or the lack of one, means, with what a
// person chose about it.
type Decision struct {
	roster.Decision
	Key    string      // "r12" for row 12, "s<stay>" for a stay that no row names
	Listed *roster.Row // nil when the list has no row
	Person *Person     // whom it is about, when known before and the actor may know them
	Opens  bool        // the actor may open the person's page
	Stay   *Posting    // the known stay it is about; nil for a new one
	Choice string      // "", Refuse or the place of an alternative that is not closed
}

// Open tells whether the decision leaves something to choose.
func (d Decision) Open() bool {
	return d.Level > 0 || len(d.Alternatives) > 0
}

// Waiting tells whether nothing is applied until somebody chooses.
func (d Decision) Waiting() bool {
	return d.Kind == roster.Doubtful && d.Proposed == "" && d.Choice == ""
}

// choose takes a choice over if it is one for the actor; a closed alternative
// that somebody else chose leaves the decision to the plan.
func (d *Decision) choose(choice string) {
	if _, is := d.alternative(choice); is || choice == Refuse {
		d.Choice = choice
	}
}

// alternative is the open alternative that a choice names.
func (d Decision) alternative(choice string) (roster.Alternative, bool) {
	n, err := strconv.Atoi(choice)
	if err != nil || n < 0 || n >= len(d.Alternatives) || d.Alternatives[n].Closed {
		return roster.Alternative{}, false
	}
	return d.Alternatives[n], true
}

// chosen is the effect to apply.
func (d Decision) chosen() roster.Effect {
	if d.Choice == Refuse {
		return roster.Effect{}
	}
	if a, is := d.alternative(d.Choice); is {
		return a.Effect
	}
	return d.Effect
}

// Preview is what a draft would do if it were confirmed now.
type Preview struct {
	Draft       RosterDraft // without its content
	Institution Institution
	Tops        []string       // the first rows, one of which has the titles
	Titles      []string       // the header's titles, by column
	Sample      []string       // the first row beneath, by column
	Missing     []roster.Field // columns that must be found before the list can be read; then nothing else is filled
	Decisions   []Decision
	Counts      Summary       // decisions by kind
	Rows        int           // rows of people in the list
	People      int           // different people in those rows: one in two roles has two
	InPost      int           // those of them whom the list has in post on its day
	Changes     int           // decisions that change what is believed
	Waiting     int           // doubtful rows nobody has chosen for: they change nothing
	Same        *RosterImport // the very same file, imported for the same day
	Newer       *RosterImport // the newest list that is of a later day than this one
	NamesOther  bool          // the list itself names another institution
	Obstacle    error         // why it cannot be confirmed as it is; nil when it can
	Fingerprint string        // of everything that would be applied; Confirm asks for it
	Choosable   []Institution // whose list it may be

	rows  map[int]*roster.Row
	stays map[string]Posting // believed here, by stay
	opens map[string]bool    // by person: the actor may open their page
}

// Preview reads a draft again and compares it with what is believed now.
func (s *Service) Preview(ctx context.Context, actor access.Actor, draftID string) (Preview, error) {
	var p Preview
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		d, at, err := needDraft(tx, actor, draftID)
		if err != nil {
			return err
		}
		if p, err = previewOf(tx, actor, d, at); err != nil {
			return err
		}
		p.Choosable, err = InstitutionsInScopeTx(tx, actor, access.ImportRoster)
		return err
	})
	return p, err
}

// previewOf makes the preview for one reader: of people who are and were only
// in institutions outside the actor's scope it says nothing that the list does
// not say itself.
func previewOf(tx *db.Tx, actor access.Actor, d RosterDraft, at Institution) (Preview, error) {
	table, err := roster.Read(d.FileName, d.Content, roster.Limits{})
	if err != nil {
		return Preview{}, unreadable(err)
	}
	sum := sha256.Sum256(d.Content)
	d.Content = nil
	p := Preview{Draft: d, Institution: at, Counts: Summary{}, rows: map[int]*roster.Row{}, stays: map[string]Posting{}}
	p.Obstacle = takesList(at, d.AsOf)
	p.NamesOther = d.Mapping.Named != "" && roster.Fold(d.Mapping.Named) != at.SearchName
	p.readHeader(table)
	if p.Missing = d.Mapping.Columns.Missing(); len(p.Missing) > 0 {
		return p, nil
	}
	rows := roster.Parse(table, d.Mapping.Header, d.Mapping.Columns, d.AsOf)
	imports, err := importsAt(tx, at.ID)
	if err != nil {
		return p, err
	}
	for i, imp := range imports {
		if imp.FileSHA256 == hex.EncodeToString(sum[:]) && imp.AsOf == d.AsOf {
			p.Same = &imports[i]
		}
		if imp.AsOf > d.AsOf && p.Newer == nil {
			p.Newer = &imports[i]
		}
	}
	if err := p.plan(tx, actor, rows, listDates(imports)); err != nil {
		return p, err
	}
	return p, p.sign()
}

// readHeader shows the person who maps columns what stands in them.
func (p *Preview) readHeader(table *roster.Table) {
	header := p.Draft.Mapping.Header
	for _, line := range table.Lines[:min(len(table.Lines), headerReach)] {
		p.Tops = append(p.Tops, strings.Join(line.Cells, " | "))
	}
	if header >= len(table.Lines) {
		return
	}
	width := 0
	for _, line := range table.Lines[header:min(header+2, len(table.Lines))] {
		width = max(width, len(line.Cells))
	}
	for column := range width {
		p.Titles = append(p.Titles, table.Lines[header].Cell(column))
		sample := ""
		if header+1 < len(table.Lines) {
			sample = table.Lines[header+1].Cell(column)
		}
		p.Sample = append(p.Sample, sample)
	}
}

// plan decides about every row by what is believed.
func (p *Preview) plan(tx *db.Tx, actor access.Actor, rows []roster.Row, lists []db.Date) error {
	known, people, err := p.known(tx, actor, rows)
	if err != nil {
		return err
	}
	known.AsOf, known.Rows, known.Lists = p.Draft.AsOf, rows, lists
	for i := range rows {
		p.rows[rows[i].Number] = &rows[i]
	}
	for _, made := range roster.Make(known).Decisions {
		d := Decision{Decision: made, Key: "s" + made.PostingID, Listed: p.rows[made.Row]}
		if made.Row > 0 {
			d.Key = "r" + strconv.Itoa(made.Row)
		}
		if person, has := people[made.PersonID]; has {
			d.Person, d.Opens = &person, p.opens[person.ID]
		}
		if stay, has := p.stays[made.PostingID]; has {
			d.Stay = &stay
		}
		if d.Open() {
			d.choose(p.Draft.Choices[d.Key])
		}
		if d.Waiting() {
			p.Waiting++
		}
		if d.chosen().Changes() {
			p.Changes++
		}
		p.Counts[d.Kind]++
		p.Decisions = append(p.Decisions, d)
	}
	p.countPeople()
	return nil
}

// countPeople counts rows, the people in them, and those in post on the day of
// the list.
func (p *Preview) countPeople() {
	people, inPost := map[string]bool{}, map[string]bool{}
	for _, d := range p.Decisions {
		if d.Listed == nil || d.Listed.Kind != roster.PersonRow {
			continue
		}
		p.Rows++
		who := d.Key
		switch {
		case d.PersonID != "":
			who = d.PersonID
		case d.Effect.Create != nil:
			who = d.Effect.Create.Key
		}
		people[who] = true
		if row := d.Listed; (row.Start == nil || *row.Start <= p.Draft.AsOf) && (row.End == nil || *row.End > p.Draft.AsOf) {
			inPost[who] = true
		}
	}
	p.People, p.InPost = len(people), len(inPost)
}

// known loads what the plan compares with: the stays here, the people that
// rows may be about, and their stays elsewhere. The people that come along are
// those whom the actor may know.
func (p *Preview) known(tx *db.Tx, actor access.Actor, rows []roster.Row) (roster.Input, map[string]Person, error) {
	var in roster.Input
	here, err := StaysAtTx(tx, p.Institution.ID)
	if err != nil {
		return in, nil, err
	}
	people, err := candidates(tx, rows, here)
	if err != nil {
		return in, nil, err
	}
	if in.Aliases, err = resolve(tx, people); err != nil {
		return in, nil, err
	}
	ids := make([]string, 0, len(people))
	for id := range people {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	stays, err := StaysOfTx(tx, ids)
	if err != nil {
		return in, nil, err
	}
	places, err := placesOf(tx, stays)
	if err != nil {
		return in, nil, err
	}
	strangers, err := strangersTx(tx, actor, ids, places)
	if err != nil {
		return in, nil, err
	}
	asPerson := func(id string, record Person) roster.Person {
		person := asKnownPerson(record)
		person.ID, person.Outside = id, strangers[id]
		return person
	}
	for _, id := range ids {
		in.People = append(in.People, asPerson(id, people[id]))
	}
	p.opens = map[string]bool{}
	for _, place := range places {
		k := asKnown(place, asPerson(place.PersonID, people[place.PersonID]))
		k.Hidden = !seesStaff(actor, place.Institution.Path)
		if actor.May(access.ViewStaff, place.Institution.Path) {
			p.opens[place.PersonID] = true
		}
		if place.InstitutionID == p.Institution.ID {
			p.stays[place.StayID] = place.Posting
			in.Current = append(in.Current, k)
		} else {
			in.Elsewhere = append(in.Elsewhere, k)
		}
	}
	for id := range strangers {
		delete(people, id)
	}
	return in, people, nil
}

// seesStaff tells whether the actor may know who works in the institution with
// this path.
func seesStaff(actor access.Actor, path string) bool {
	return actor.May(access.ImportRoster, path) || actor.May(access.ViewStaff, path)
}

// strangersTx picks the people none of whose stays, ever, lies where the actor
// may know the staff. places are their believed stays.
func strangersTx(tx *db.Tx, actor access.Actor, personIDs []string, places []Place) (map[string]bool, error) {
	strangers := map[string]bool{}
	if seesStaff(actor, "") {
		return strangers, nil
	}
	for _, id := range personIDs {
		strangers[id] = true
	}
	for _, place := range places {
		if seesStaff(actor, place.Institution.Path) {
			delete(strangers, place.PersonID)
		}
	}
	// What is no longer believed was known all the same.
	condition, args := within("i.path", append(actor.Scopes(access.ImportRoster), actor.Scopes(access.ViewStaff)...))
	return strangers, inChunks(slices.Collect(maps.Keys(strangers)), func(part []string) error {
		var known []string
		err := tx.DB.Model(&Posting{}).Joins("JOIN institution i ON i.id = posting.institution_id").
			Where("posting.person_id IN ?", part).Where(condition, args...).Distinct("posting.person_id").Pluck("posting.person_id", &known).Error
		for _, id := range known {
			delete(strangers, id)
		}
		return err
	})
}

// candidates finds everybody that a row may be about: those posted here, and
// those anywhere with the document or the name of a row.
func candidates(tx *db.Tx, rows []roster.Row, here []Posting) (map[string]Person, error) {
	var ids, numbers, names []string
	for _, stay := range here {
		ids = append(ids, stay.PersonID)
	}
	for _, row := range rows {
		if row.Kind != roster.PersonRow {
			continue
		}
		if row.Document.Known() {
			numbers = append(numbers, row.Document.Number)
		}
		if name := row.Search(); name != "" {
			names = append(names, name)
		}
	}
	people, err := PeopleTx(tx, ids)
	if err != nil {
		return nil, err
	}
	find := func(column string, values []string) error {
		return inChunks(values, func(part []string) error {
			var list []Person
			if err := tx.DB.Where(column+" IN ?", part).Find(&list).Error; err != nil {
				return err
			}
			for _, person := range list {
				people[person.ID] = person
			}
			return nil
		})
	}
	return people, errors.Join(find("document_number", numbers), find("search_name", names))
}

func asKnownPerson(p Person) roster.Person {
	known := roster.Person{ID: p.ID, Names: roster.Names{FirstSurname: p.FirstSurname, SecondSurname: p.SecondSurname, GivenNames: p.GivenNames},
		Sex: p.Sex, Email: p.Email, Phone: p.Phone}
	if p.DocumentNumber != nil {
		known.Document = roster.Document{Type: p.DocumentType, Number: *p.DocumentNumber}
	}
	return known
}

// asKnown hands a stay to the plan. Its name there is that of the stay, which
// corrections do not change.
func asKnown(p Place, person roster.Person) roster.Known {
	return roster.Known{Person: person, PostingID: p.StayID, Institution: p.Institution.Name, Cadre: string(p.Cadre),
		Position: p.Position, Contract: p.Contract, Start: p.StartsOn, End: p.EndsOn, EndsAfter: p.EndsAfter, Reason: p.EndReason, LastSeen: p.LastSeenOn}
}

// sign takes the fingerprint of everything that would be applied.
func (p *Preview) sign() error {
	type line struct {
		Key, Kind, Why string
		Effect         roster.Effect
	}
	lines := make([]line, len(p.Decisions))
	for i, d := range p.Decisions {
		lines[i] = line{d.Key, string(d.Kind), d.Explain.String(), d.chosen()}
	}
	body, err := json.Marshal(struct {
		Institution string
		AsOf        db.Date
		Lines       []line
	}{p.Institution.ID, p.Draft.AsOf, lines})
	if err != nil {
		return fmt.Errorf("taking the fingerprint of a list: %w", err)
	}
	sum := sha256.Sum256(body)
	p.Fingerprint = hex.EncodeToString(sum[:16])
	return nil
}
