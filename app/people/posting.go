package people

import (
	"cmp"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// Posting is a fact about one stay: a person in one institution in one cadre
// over the days [StartsOn, EndsOn). Facts with the same StayID speak of the same
// stay; the one that is not superseded is believed.
type Posting struct {
	ID            string
	StayID        string
	ReplacesID    *string // the fact about the same stay that this one took the place of
	PersonID      string
	InstitutionID string
	Cadre         Cadre
	Position      string // as the list words it
	Contract      string // see roster.Contracts; "" when not known
	StartsOn      db.Date
	EndsOn        *db.Date // first day not in post; nil while it lasts
	EndsAfter     *db.Date // set when the end is only known to lie in (EndsAfter, EndsOn]
	EndReason     string   // as the list words it
	LastSeenOn    *db.Date // day of the newest list that names the person in post
	Withdrawn     bool     // it is believed that there was no such stay
	ImportID      *string  // the list it was read from; nil when a person wrote it
	ImportRow     *int     // row of that list, from 1
	RecordedAt    db.Instant
	RecordedBy    string
	SupersededAt  *db.Instant // when it stopped being believed
}

// TableName names the table for GORM.
func (Posting) TableName() string { return "posting" }

// Believed tells whether the fact is believed now and there was such a stay.
func (p Posting) Believed() bool { return p.SupersededAt == nil && !p.Withdrawn }

// Uncertain tells whether the end is only known to lie in an interval.
func (p Posting) Uncertain() bool { return p.EndsAfter != nil && p.EndsOn != nil }

// InForce tells whether the person counts as in post on the day. Where the end
// is uncertain the first half of the interval counts and the second does not,
// so that days in post add up to person-time as MEASURES defines it (the
// midpoint).
func (p Posting) InForce(on db.Date) bool {
	if on < p.StartsOn {
		return false
	}
	switch {
	case p.EndsOn == nil:
		return true
	case p.EndsAfter != nil:
		return 2*int(on) < int(*p.EndsAfter)+int(*p.EndsOn)
	default:
		return on < *p.EndsOn
	}
}

// mayBeInForce is InForce without a guess: false only when it is certain that
// the person was not there.
func (p Posting) mayBeInForce(on db.Date) bool {
	return on >= p.StartsOn && (p.EndsOn == nil || on < *p.EndsOn)
}

// same tells whether two facts say the same of a stay; who recorded them, when
// and from which list is left aside.
func (p Posting) same(o Posting) bool {
	return p.StayID == o.StayID && p.PersonID == o.PersonID && p.InstitutionID == o.InstitutionID && p.Cadre == o.Cadre &&
		p.Position == o.Position && p.Contract == o.Contract && p.StartsOn == o.StartsOn && sameDate(p.EndsOn, o.EndsOn) &&
		sameDate(p.EndsAfter, o.EndsAfter) && p.EndReason == o.EndReason && sameDate(p.LastSeenOn, o.LastSeenOn) && p.Withdrawn == o.Withdrawn
}

func sameDate(a, b *db.Date) bool {
	return (a == nil) == (b == nil) && (a == nil || *a == *b)
}

// validate tells what is wrong with what a fact says.
func (p Posting) validate(today db.Date) error {
	var check fault.Check
	check.That(p.Cadre.Known(), "cadre", "fault.required")
	check.That(p.StartsOn > db.NewDate(1950, 1, 1), "starts_on", "people.posting.start_old")
	check.That(p.StartsOn <= today+366, "starts_on", "people.posting.start_far")
	check.That(p.EndsOn == nil || *p.EndsOn > p.StartsOn, "ends_on", "people.posting.end_before_start")
	check.That(p.EndsAfter == nil || (p.EndsOn != nil && *p.EndsAfter < *p.EndsOn), "ends_after", "people.posting.interval_empty")
	check.That(p.Contract == "" || slices.Contains(roster.Contracts(), p.Contract), "contract", "fault.required")
	check.That(len(p.Position) <= 300, "position", "people.posting.text_long", "max", 300)
	check.That(len(p.EndReason) <= 300, "end_reason", "people.posting.text_long", "max", 300)
	return check.Err()
}

// byStart orders postings by start, the newest last; identifiers break ties so
// that every reading gives the same order.
func byStart(a, b Posting) int {
	return cmp.Or(cmp.Compare(a.StartsOn, b.StartsOn), strings.Compare(a.StayID, b.StayID))
}

// AsKnownAt picks from all facts those that were believed at the moment.
// Withdrawn ones are left out, and of two facts about a stay that were recorded
// in the very same microsecond the later one counts.
func AsKnownAt(facts []Posting, at db.Instant) []Posting {
	var believed []Posting
	for _, f := range facts {
		if !f.RecordedAt.After(at) && (f.SupersededAt == nil || f.SupersededAt.After(at)) && !f.Withdrawn {
			believed = append(believed, f)
		}
	}
	slices.SortFunc(believed, byStart)
	return believed
}

// Snapshot is where and as what somebody works on a day: kept with every
// result of that day. The zero Snapshot is nowhere.
type Snapshot struct {
	InstitutionID *string
	Path          string // of the institution
	Cadre         Cadre
	Region        string // department code
}
