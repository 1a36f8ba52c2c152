package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
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
		p.tally(d)
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

// chooseNow takes over what was chosen on this preview itself.
func (p *Preview) chooseNow(choices map[string]string) {
	p.Changes, p.Waiting = 0, 0
	for i := range p.Decisions {
		d := &p.Decisions[i]
		if choice, made := choices[d.Key]; made && d.Open() {
			d.Choice = ""
			d.choose(choice)
		}
		p.tally(*d)
	}
}

// tally counts a decision among those that change something and those that wait.
func (p *Preview) tally(d Decision) {
	if d.Waiting() {
		p.Waiting++
	}
	if d.chosen().Changes() {
		p.Changes++
	}
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
