package roster

import (
	"cmp"
	"slices"

	"relevo/app/db"
)

// Kind says what a decision is about.
type Kind string

// The kinds of decision.
const (
	Joiner    Kind = "joiner"    // first posting known anywhere
	Returner  Kind = "returner"  // a further stay in this institution
	Mover     Kind = "mover"     // posted elsewhere in the system before, or still
	Unchanged Kind = "unchanged" // as known
	Changed   Kind = "changed"   // start, role or contract corrected, an end narrowed or withdrawn
	Leaver    Kind = "leaver"    // the list gives the end
	Vanished  Kind = "vanished"  // on an earlier list, not on this one: ended in an interval
	Doubtful  Kind = "doubtful"  // see Level; Proposed says what the effect would make of it
	Skipped   Kind = "skipped"   // total, blank, duplicate, header, remark
	Unusable  Kind = "problem"   // the row has a problem that blocks it
)

// Kinds lists every kind in the order in which a summary shows them.
func Kinds() []Kind {
	return []Kind{Joiner, Returner, Mover, Changed, Leaver, Vanished, Doubtful, Unusable, Unchanged, Skipped}
}

// Key is the catalogue key of the kind's name.
func (k Kind) Key() string { return "roster.kind_" + string(k) }

// Person is somebody already known to the system.
type Person struct {
	ID       string
	Document Document
	Names
	Sex, Email, Phone string
	// Outside is somebody of whom whoever reads the plan may know nothing but
	// that there is such a person: no message names them, and only their
	// document together with their name recognises them.
	Outside bool
}

// Known is a posting as believed now, with its person.
type Known struct {
	Person
	PostingID   string
	Institution string // its name, for explanations
	Hidden      bool   // whoever reads the plan may not know of the institution
	Cadre       string
	Position    string
	Contract    string
	Start       db.Date
	End         *db.Date // first day not in post; with EndsAfter, the last day that can be
	EndsAfter   *db.Date // when set, the end lies in the interval (EndsAfter, End]
	Reason      string
	LastSeen    *db.Date // date of the newest list naming the posting; nil when entered by hand
}

// Input is everything a plan depends on.
type Input struct {
	AsOf      db.Date   // the list's date
	Rows      []Row     // from Parse, all of one institution
	Current   []Known   // every posting ever believed in this institution
	Elsewhere []Known   // postings of the same people in other institutions
	People    []Person  // known people matched by document or by Names.Search, with or without postings
	Aliases   []Alias   // other documents and names under which known people were on record
	Lists     []db.Date // dates of this institution's lists imported so far, in any order
}

// Alias is another record of a known person: a list may still name them so.
type Alias struct {
	PersonID string // one of Input.People
	Document Document
	Names    Names
}

// Plan is what a list means: a decision for every row in the order of the
// list, then one for every posting the list is silent about.
type Plan struct {
	AsOf      db.Date
	Decisions []Decision
}

// Decision is what a row, or the lack of one, means.
type Decision struct {
	Kind         Kind
	Proposed     Kind // what Effect makes of it; differs from Kind only for Doubtful, "" when nothing is proposed
	Row          int  // row number in the source; 0 when the list has no row
	PersonID     string
	PostingID    string // the known posting it is about, "" for a new one
	Level        int    // doubt, 0 to 3: see the package's description
	Explain      Message
	Notes        []Message
	Effect       Effect
	Alternatives []Alternative // what else a person may choose in place of Effect
}

// Alternative is another reading of a doubtful row. A closed one is only for
// somebody who may know the person it is about.
type Alternative struct {
	Explain Message
	Effect  Effect
	Closed  bool
}

// Effect is what to apply; the zero value changes nothing. Create comes first,
// then Fill, Correct, End, Append.
type Effect struct {
	PersonID  string // whom it is about; "" with Create
	PostingID string // the posting that Correct and Sight are about
	Create    *NewPerson
	Fill      *Fill
	Correct   *Correction
	End       *Ending
	Append    *NewPosting // its LastSeen is the list's date
	Sight     bool        // record that this list names PostingID: its LastSeen becomes the list's date
}

// Changes tells whether the effect changes what is believed; a mere sighting
// does not.
func (e Effect) Changes() bool {
	return e.Create != nil || e.Fill != nil || e.Correct != nil || e.End != nil || e.Append != nil
}

// NewPerson is a person to create. Rows of one new person share a Key: create
// the person once for each Key of a plan.
type NewPerson struct {
	Key      string
	Document Document
	Names
	Sex, Email, Phone string
}

// Fill completes a known person: only what was empty, "" means leave it.
type Fill struct {
	Document          Document
	Sex, Email, Phone string
}

// NewPosting is a posting to append.
type NewPosting struct {
	Cadre, Position, Contract string
	Start                     db.Date
	End, EndsAfter            *db.Date
	Reason                    string
}

// Correction replaces what was believed of a posting; nil means as it was.
type Correction struct {
	Start                     *db.Date
	Cadre, Position, Contract *string
}

// Ending sets a posting's end: exactly On, or in the interval (After, On], or
// none when On is nil: the posting is open again.
type Ending struct {
	PostingID string
	On, After *db.Date
	Reason    string
}

// Make works out what a list means. It never fails: what cannot be used is a
// decision of kind Unusable.
func Make(in Input) Plan {
	p := newPlanner(in)
	claims := p.claims()
	for _, group := range claims {
		p.assign(group)
	}
	for _, group := range claims {
		p.decide(group)
	}
	plan := Plan{AsOf: in.AsOf, Decisions: p.rows}
	plan.Decisions = append(plan.Decisions, p.silent()...)
	return plan
}

// planner holds what is known, indexed, while a plan is made.
type planner struct {
	in         Input
	people     map[string]Person
	byDocument map[Document]string
	byName     map[string][]string // Names.key to person IDs, sorted
	here       map[string][]*stay  // by subject: a person's ID or a new person's key
	elsewhere  map[string][]Known
	guessed    map[string]bool // people outside whose document the list gives to several names
	protected  map[string]bool // people an unresolved row may be about: their silence means nothing
	rows       []Decision      // one for each row of the input
}

func newPlanner(in Input) *planner {
	p := &planner{in: in, people: map[string]Person{}, byDocument: map[Document]string{}, byName: map[string][]string{},
		here: map[string][]*stay{}, elsewhere: map[string][]Known{}, guessed: map[string]bool{}, protected: map[string]bool{}, rows: make([]Decision, len(in.Rows))}
	for _, person := range in.People {
		p.people[person.ID] = person
	}
	for i := range in.Current {
		known := &in.Current[i]
		p.people[known.ID] = known.Person
		p.here[known.ID] = append(p.here[known.ID], stayOf(known))
	}
	for _, known := range in.Elsewhere {
		p.people[known.ID] = known.Person
		p.elsewhere[known.ID] = append(p.elsewhere[known.ID], known)
	}
	for _, id := range sortedKeys(p.people) {
		person := p.people[id]
		if _, taken := p.byDocument[person.Document]; person.Document.Known() && !taken {
			p.byDocument[person.Document] = id
		}
		p.byName[person.key()] = append(p.byName[person.key()], id)
		slices.SortFunc(p.here[id], func(a, b *stay) int {
			return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.cadre, b.cadre), cmp.Compare(a.known.PostingID, b.known.PostingID))
		})
		slices.SortFunc(p.elsewhere[id], func(a, b Known) int {
			return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.PostingID, b.PostingID))
		})
	}
	p.alias()
	return p
}

// alias lets people also be found by what else they were called. What is
// somebody's own goes before.
func (p *planner) alias() {
	for _, other := range p.in.Aliases {
		if _, taken := p.byDocument[other.Document]; other.Document.Known() && !taken {
			p.byDocument[other.Document] = other.PersonID
		}
		if key := other.Names.key(); !slices.Contains(p.byName[key], other.PersonID) {
			p.byName[key] = append(p.byName[key], other.PersonID)
			slices.Sort(p.byName[key])
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// nextList is the date of the first list imported that is later than day.
func (p *planner) nextList(day db.Date) *db.Date {
	var next *db.Date
	for _, list := range p.in.Lists {
		if list > day && (next == nil || list < *next) {
			next = &list
		}
	}
	return next
}

// silent decides about the postings that no row names.
func (p *planner) silent() []Decision {
	var decisions []Decision
	for _, id := range sortedKeys(p.here) {
		for _, s := range p.here[id] {
			if s.known == nil || s.claim != nil {
				continue
			}
			if d, worth := p.unnamed(id, s); worth {
				decisions = append(decisions, d)
			}
		}
	}
	slices.SortStableFunc(decisions, func(a, b Decision) int {
		return cmp.Compare(p.people[a.PersonID].Search(), p.people[b.PersonID].Search())
	})
	return decisions
}

// unnamed decides about one posting that the list does not name; worth is
// false when its absence says nothing.
func (p *planner) unnamed(id string, s *stay) (d Decision, worth bool) {
	asOf := p.in.AsOf
	d = Decision{Kind: Vanished, Proposed: Vanished, PersonID: id, PostingID: s.known.PostingID}
	switch {
	case p.protected[id] || s.exact() || s.start >= asOf && !s.capped:
	case s.lastSeen == nil:
		if s.end != nil {
			break
		}
		d.Kind, d.Proposed, d.Level, d.Explain = Doubtful, "", 2, say(WhyNotOnList)
		ended := Effect{PersonID: id, End: &Ending{PostingID: s.known.PostingID, After: &s.start, On: &asOf}}
		d.Alternatives = []Alternative{{Explain: say(ChooseEnded, "after", s.start, "by", asOf), Effect: ended}}
		return d, true
	case *s.lastSeen >= asOf:
		if !s.capped {
			d.Kind, d.Proposed, d.Explain = Unchanged, Unchanged, say(WhyAbsentOlder, "seen", *s.lastSeen)
			return d, s.start <= asOf && *s.lastSeen > asOf
		}
	case s.end == nil || *s.end > asOf:
		s.endsAfter = ptr(max(*s.lastSeen, s.start))
		s.end = ptr(asOf)
		p.capEnd(id, s)
	}
	if s.known.sameEnd(s.end, s.endsAfter) {
		return d, false
	}
	d.Effect = Effect{PersonID: id, End: &Ending{PostingID: s.known.PostingID, After: s.endsAfter, On: s.end, Reason: s.known.Reason}}
	d.Explain = say(WhyVanished, "after", *s.endsAfter, "by", *s.end)
	if s.known.End != nil {
		d.Explain = say(WhyEndNarrowed, "after", *s.endsAfter, "by", *s.end)
	}
	if s.capped {
		d.Notes = append(d.Notes, say(NoteReplaced, "start", *s.end))
	}
	return d, true
}
