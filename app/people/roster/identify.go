package roster

import (
	"cmp"
	"slices"
	"strconv"

	"relevo/app/db"
)

// claim is a row with whom it is about.
type claim struct {
	index    int // in Input.Rows and planner.rows
	row      *Row
	start    db.Date
	subject  string // a person's ID, or the key of a new person
	personID string // "" for a new person
	level    int
	doubt    *Message // why the identity is doubtful
	notes    []Message
	others   []Alternative

	stay      *stay // the stay the row names
	apart     bool  // the start differs by more than a slip: is it the same stay?
	withdrawn bool  // an end given before is no longer there
}

// doubtful raises the doubt; the first reason stays the one explained.
func (c *claim) doubtful(level int, why Message) {
	c.level = max(c.level, level)
	if c.doubt == nil {
		c.doubt = &why
	}
}

// claims settles who every row is about, documents first, and groups the rows
// by person in the order of the list. Rows that lead no further get their
// decision at once.
func (p *planner) claims() [][]*claim {
	var all []*claim
	named := map[string]bool{} // people whom a row names by document
	var later []*claim
	p.findGuesses()
	for i := range p.in.Rows {
		row := &p.in.Rows[i]
		p.rows[i].Row = row.Number
		if row.Kind != PersonRow {
			p.rows[i].Kind, p.rows[i].Proposed, p.rows[i].Explain = Skipped, Skipped, whySkipped(row)
			continue
		}
		c := &claim{index: i, row: row}
		if id, has := p.byDocument[row.Document]; has && row.Document.Known() {
			if p.byPaper(c, id) {
				all = append(all, c)
				named[id] = true
			}
			continue
		}
		later = append(later, c)
	}
	// Rows that match a start settle first whom their document belongs to; the
	// document's other rows follow them.
	slices.SortStableFunc(later, func(a, b *claim) int { return p.unmatched(a) - p.unmatched(b) })
	newcomers, settled := map[string]Names{}, map[Document]string{}
	for _, c := range later {
		if p.byNameOrNew(c, named, newcomers, settled) {
			all = append(all, c)
			settled[c.row.Document] = c.personID
			if c.personID != "" {
				named[c.personID] = true
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *claim) int { return cmp.Compare(a.index, b.index) })
	var groups [][]*claim
	place := map[string]int{}
	for _, c := range all {
		at, has := place[c.subject]
		if !has {
			at = len(groups)
			place[c.subject] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], c)
	}
	return groups
}

// findGuesses notes the people outside whom a row names by document but calls
// otherwise. None of their rows is taken for them, or a list with one document
// and many names would find out a stranger's.
func (p *planner) findGuesses() {
	for i := range p.in.Rows {
		row := &p.in.Rows[i]
		id, has := p.byDocument[row.Document]
		if !has || row.Kind != PersonRow || !p.people[id].Outside {
			continue
		}
		if compareNames(row.Names, p.people[id].Names) == differentNames {
			p.guessed[id] = true
		}
	}
}

// unmatched is 0 for a row whose name and start are those of a posting here,
// else 1.
func (p *planner) unmatched(c *claim) int {
	if c.row.Start != nil {
		for _, id := range p.byName[c.row.key()] {
			if p.stayFrom(id, *c.row.Start) != nil {
				return 0
			}
		}
	}
	return 1
}

func whySkipped(row *Row) Message {
	switch row.Kind {
	case TotalRow:
		return say(WhyTotal)
	case DuplicateRow:
		return say(WhyDuplicate, "row", row.DuplicateOf)
	case HeaderRow:
		return say(WhyHeader)
	case RemarkRow:
		return say(WhyRemark)
	}
	return say(WhyBlank)
}

// byPaper settles a row whose document is somebody's.
func (p *planner) byPaper(c *claim, id string) bool {
	c.subject, c.personID = id, id
	if !p.usable(c) {
		return false
	}
	person := p.people[id]
	if person.Outside {
		return p.byPaperOutside(c, person)
	}
	if c.row.Search() == "" {
		return true
	}
	switch compareNames(c.row.Names, person.Names) {
	case sameNames:
	case nearNames:
		c.notes = append(c.notes, say(NoteNameVaries, "listed", c.row.Listed, "known", known(person)))
	default:
		why := say(WhyOtherName, "known", known(person))
		somebodyElse := p.asNew(c, Document{})
		if p.stayFrom(id, c.start) == nil {
			return p.hold(c, why, append(p.asKnown(c, id), somebodyElse), id)
		}
		c.doubtful(2, why)
		c.others = append(c.others, somebodyElse)
	}
	return true
}

// byPaperOutside settles a row with the document of somebody whom whoever reads
// the plan may not know: only with the name is it that person.
func (p *planner) byPaperOutside(c *claim, person Person) bool {
	switch {
	case c.row.Search() == "":
		p.refuse(c, ProblemNameMissing)
		return false
	case p.guessed[person.ID]:
		return p.hold(c, say(WhyOtherName, "known", known(person)), append(p.asKnown(c, person.ID), p.asNew(c, Document{})), person.ID)
	}
	return true
}

// byNameOrNew settles a row whose document is nobody's yet, or which has none.
func (p *planner) byNameOrNew(c *claim, named map[string]bool, newcomers map[string]Names, settled map[Document]string) bool {
	row := c.row
	c.subject = "row " + strconv.Itoa(row.Number)
	if row.Document.Known() {
		c.subject = row.Document.String()
	}
	candidates := p.byName[row.key()]
	if row.key() == "" {
		candidates = nil
	}
	if !p.usable(c) {
		for _, id := range candidates {
			p.protected[id] = true
		}
		return false
	}
	if row.Search() == "" {
		p.refuse(c, ProblemNameMissing)
		return false
	}
	if id, has := settled[row.Document]; has && row.Document.Known() {
		before := newcomers[c.subject]
		if id != "" {
			c.subject, c.personID, before = id, id, p.people[id].Names
			c.level = 1
		}
		if compareNames(before, row.Names) == differentNames {
			return p.hold(c, say(WhyOtherName, "known", before.String()), []Alternative{p.asNew(c, Document{})})
		}
		return true
	}
	if id := p.closest(candidates, c, true); id != "" {
		return p.sameStart(c, id, candidates, named[id], newcomers)
	}
	if id := p.closest(candidates, c, false); id != "" {
		return p.sameName(c, id, candidates, named[id], newcomers)
	}
	p.newcomer(c, newcomers)
	return true
}

// newcomer makes the row's person a new one.
func (p *planner) newcomer(c *claim, newcomers map[string]Names) {
	newcomers[c.subject] = c.row.Names
	if len(c.row.Problems) > 0 {
		c.level = max(c.level, 1)
	}
}

// closest is the candidate whose document is nearest to the row's: one slip
// apart, then one of the two missing, then any. With started, only people who
// have a posting here from the row's start.
func (p *planner) closest(candidates []string, c *claim, started bool) string {
	best, rank := "", 0
	for _, id := range candidates {
		if started && p.stayFrom(id, c.start) == nil {
			continue
		}
		r := 1
		switch known := p.people[id].Document; {
		case known.near(c.row.Document):
			r = 3
		case !known.Known() || !c.row.Document.Known():
			r = 2
		}
		if r > rank {
			best, rank = id, r
		}
	}
	return best
}

// sameStart settles a row whose name and start are those of a posting here.
func (p *planner) sameStart(c *claim, id string, candidates []string, named bool, newcomers map[string]Names) bool {
	person := p.people[id]
	near := person.Document.near(c.row.Document)
	missing := !person.Document.Known() || !c.row.Document.Known()
	why := say(WhyOtherDocument, "known", known(person), "document", person.Document.Number)
	somebodyElse := p.asNew(c, c.row.Document)
	if named { // the person has a row already: a slip, or somebody of the same name
		if near || missing {
			return p.hold(c, why, []Alternative{somebodyElse}, candidates...)
		}
		c.doubtful(2, say(WhyNameOnly, "known", known(person)))
		p.newcomer(c, newcomers)
		return true
	}
	c.subject, c.personID = id, id
	switch {
	case missing:
		c.level = 1
		c.notes = append(c.notes, say(NoteByNameAndStart, "known", known(person)))
	case near:
		c.doubtful(1, why)
	default:
		c.doubtful(2, why)
	}
	c.others = append(c.others, somebodyElse)
	return true
}

// sameName settles a row that shares nothing but the name with known people.
func (p *planner) sameName(c *claim, id string, candidates []string, named bool, newcomers map[string]Names) bool {
	person := p.people[id]
	why := say(WhyNameOnly, "known", known(person))
	switch {
	case !c.row.Document.Known():
		var choices []Alternative
		for _, candidate := range candidates[:min(len(candidates), namesakes)] {
			choices = append(choices, p.asKnown(c, candidate)...)
		}
		return p.hold(c, why, append(choices, p.asNew(c, Document{})), candidates...)
	case person.Document.near(c.row.Document) && !named && !person.Outside: // who has a row already is somebody else
		c.others = append(c.others, p.asNew(c, c.row.Document))
		c.subject, c.personID = id, id
		c.doubtful(2, say(WhyOtherDocument, "known", known(person), "document", person.Document.Number))
		return true
	case !person.Document.Known():
		c.doubtful(2, why)
	default:
		c.level = 1
		c.notes = append(c.notes, say(NoteNamesake, "known", known(person)))
	}
	c.others = append(c.others, p.asKnown(c, id)...)
	p.newcomer(c, newcomers)
	return true
}

// usable gives the claim its start. A start that cannot be read is taken from
// the person's only open posting in the cadre; any other problem that blocks
// makes the row Unusable.
func (p *planner) usable(c *claim) bool {
	if !c.row.Blocked() {
		if c.row.Start == nil { // rows built by hand may lack what Parse always reports
			p.refuse(c, ProblemStartMissing)
			return false
		}
		c.start = *c.row.Start
		return true
	}
	var open []*stay
	for _, s := range p.here[c.personID] {
		if c.personID != "" && !s.exact() && s.cadre == c.row.Cadre {
			open = append(open, s)
		}
	}
	onlyStart := !slices.ContainsFunc(c.row.Problems, func(problem Problem) bool {
		return problem.Blocks && problem.Key != ProblemStartMissing && problem.Key != ProblemStartUnread
	})
	if onlyStart && c.row.Start == nil && len(open) == 1 && (c.row.End == nil || *c.row.End > open[0].start) {
		c.start, c.level = open[0].start, 1
		return true
	}
	if c.personID != "" {
		p.protected[c.personID] = true
	}
	d := &p.rows[c.index]
	d.Kind, d.Proposed, d.PersonID, d.Explain = Unusable, Unusable, c.personID, say(WhyProblem)
	return false
}

func (p *planner) refuse(c *claim, problem string) {
	d := &p.rows[c.index]
	d.Kind, d.Proposed, d.PersonID, d.Explain = Unusable, Unusable, c.personID, say(WhyProblem)
	d.Notes = append(d.Notes, say(problem))
}

// hold leaves a row to a person: nothing is proposed, and nobody it may be
// about is taken for absent. It answers false, as there is nothing to assign.
func (p *planner) hold(c *claim, why Message, choices []Alternative, about ...string) bool {
	for _, id := range about {
		p.protected[id] = true
	}
	d := &p.rows[c.index]
	d.Kind, d.Level, d.PersonID, d.Explain, d.Notes = Doubtful, 3, c.personID, why, c.notes
	d.Alternatives = choices
	return false
}

// namesakes is how many people of one name a row without a document offers to
// choose from; more would help nobody.
const namesakes = 12

// known is what a message calls a person: the name, or a word for somebody
// whom whoever reads the plan may not know.
func known(person Person) any {
	if person.Outside {
		return Outsider{}
	}
	return person.Names.String()
}

func (p *planner) stayFrom(id string, start db.Date) *stay {
	for _, s := range p.here[id] {
		if s.known != nil && s.start == start {
			return s
		}
	}
	return nil
}

// asNew is the alternative that the row is about somebody new.
func (p *planner) asNew(c *claim, document Document) Alternative {
	person := newPerson(c.row, "row "+strconv.Itoa(c.row.Number))
	person.Document = document
	return Alternative{Explain: say(ChooseNewPerson), Effect: Effect{Create: person, Append: p.posting(c)}}
}

// asKnown is the alternative that the row is about a known person; none when
// that would overlap what is known of the person here.
func (p *planner) asKnown(c *claim, id string) []Alternative {
	person := p.people[id]
	effect := Effect{PersonID: id, Append: p.posting(c)}
	if person.Outside { // the name alone, or the document alone, must not open a stranger's record
		return []Alternative{{Explain: say(ChooseOutsider), Effect: effect, Closed: true}}
	}
	why := say(ChooseSamePerson, "known", known(person), "document", person.Document.Number)
	for _, s := range p.here[id] {
		if s.known == nil || s.cadre != c.row.Cadre {
			continue
		}
		if s.start == c.start {
			return []Alternative{{Explain: why, Effect: Effect{PersonID: id, PostingID: s.known.PostingID, Sight: s.lastSeen == nil || *s.lastSeen < p.in.AsOf}}}
		}
		if s.overlaps(c.start, p.rowUntil(c)) {
			return nil
		}
		if posting := effect.Append; s.start > c.start && c.row.End == nil && (posting.End == nil || s.start < *posting.End) {
			posting.End, posting.EndsAfter = ptr(s.start), ptr(max(p.in.AsOf, c.start))
		}
		if s.start < c.start && !s.exact() && (s.end == nil || *s.end > c.start) {
			effect.End = &Ending{PostingID: s.known.PostingID, After: ptr(s.until() - 1), On: ptr(c.start), Reason: s.reason}
		}
	}
	return []Alternative{{Explain: why, Effect: effect}}
}

func newPerson(row *Row, key string) *NewPerson {
	return &NewPerson{Key: key, Document: row.Document, Names: row.Names, Sex: row.Sex, Email: row.Email, Phone: row.Phone}
}
