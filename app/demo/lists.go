package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// The days of the first and the last staff list: the ends of months.
var (
	firstList = db.NewDate(2024, time.May, 31)
	lastList  = db.NewDate(2026, time.April, 30)
)

// horizon is the last day of which it is known who works in the institution.
func (p *place) horizon() db.Date {
	if p.keepsLists() {
		return lastList
	}
	return today
}

// recordStays writes down what the programme came to know of the stays: the
// centres' from their monthly lists, all others by hand.
func (l *life) recordStays() {
	for day, month := firstList, 0; day <= lastList; day, month = nextList(month) {
		for _, p := range l.order {
			if p.keepsLists() {
				l.readList(p, day, month)
			}
		}
	}
	for _, p := range l.persons {
		for _, s := range p.stays {
			if !s.at.keepsLists() {
				l.writeByHand(s)
			}
		}
	}
}

// nextList gives the day and number of the list after the one with the number.
func nextList(month int) (db.Date, int) {
	return db.NewDate(2024, time.June, 1).AddMonths(month+1) - 1, month + 1
}

// readList is an institution's list of a month's end, as it was read and confirmed.
func (l *life) readList(p *place, day db.Date, month int) {
	before := opens
	if month > 0 {
		before, _ = nextList(month - 2)
	}
	d := diceOf("list " + p.Code + day.String())
	by := l.keeper(p)
	at := l.at(d.during(day + db.Date(d.between(2, 5))))
	file := fmt.Sprintf("personal-%s-%s.xlsx", strings.ToLower(p.Code), day.String()[:7])
	sum := sha256.Sum256([]byte("demo " + file))
	list := people.RosterImport{ID: at.NewID(), InstitutionID: p.ID, AsOf: day, FileName: file, FileSHA256: hex.EncodeToString(sum[:]),
		Summary: people.Summary{}, ConfirmedAt: at.Now, ConfirmedBy: by}
	for _, s := range l.onList(p, before, day) {
		gone := s.end <= day
		vanished := gone && s.silent
		fact := s.next(at, by)
		kind := roster.Unchanged
		if s.facts == nil {
			kind = firstSight(s)
		}
		fact.ImportID = &list.ID
		switch {
		case vanished:
			kind = roster.Vanished
			fact.EndsAfter, fact.EndsOn = fact.LastSeenOn, to(day)
		case gone:
			if kind == roster.Unchanged {
				kind = roster.Leaver
			}
			fact.EndsOn, fact.EndReason = to(s.end), s.reason
		}
		if !vanished {
			list.ListRows++
			fact.LastSeenOn, fact.ImportRow = to(day), to(list.ListRows)
		}
		list.Summary[kind]++
		s.record(fact)
	}
	l.rows.imports = append(l.rows.imports, list)
	l.audit(at, by, "people.roster.confirm", "roster_import", list.ID,
		map[string]any{"institution": p.ID, "as_of": day, "rows": list.ListRows, "changes": list.ListRows - list.Summary[roster.Unchanged]})
}

// keeper is who reads the institution's lists: the manager hers, the
// administrator the others.
func (l *life) keeper(p *place) string {
	if strings.HasPrefix(p.Path, l.places[loreto].Path) {
		return l.accounts[guestOf(access.Manager).Username].ID
	}
	return l.accounts[guestOf(access.Administrator).Username].ID
}

// onList gives the stays that the list of a day speaks of, by name: who is
// there, who left since the list before, and who has vanished since.
func (l *life) onList(p *place, before, day db.Date) []*stay {
	var list []*stay
	for _, s := range p.held {
		if s.start <= day && s.end > before {
			if s.end <= day && s.facts == nil {
				s.silent = false // never seen and silent: nobody would know of it
			}
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b *stay) int {
		return strings.Compare(a.who.SearchName+a.start.String(), b.who.SearchName+b.start.String())
	})
	return list
}

// firstSight is what a list's first word of a stay means.
func firstSight(s *stay) roster.Kind {
	kind := roster.Joiner
	for _, other := range s.who.stays {
		switch {
		case other == s || other.facts == nil:
		case other.at == s.at:
			return roster.Returner
		default:
			kind = roster.Mover
		}
	}
	return kind
}

// writeByHand records a stay as an administrator enters it: some days after it
// began and, when it is over, once more.
func (l *life) writeByHand(s *stay) {
	d := diceOf(fmt.Sprint("by hand ", s.who.number, s.at.Code, s.start))
	by := l.accounts[guestOf(access.Administrator).Username].ID
	s.record(s.next(l.at(d.during(min(max(s.start, opens)+db.Date(d.between(0, 9)), today-1))), by))
	if ended := d.during(s.end + db.Date(d.between(0, 12))); s.end != never && happened(ended) {
		fact := s.next(l.at(ended), by)
		fact.EndsOn, fact.EndReason = to(s.end), s.reason
		s.record(fact)
	}
}

// next begins the next fact about the stay, which says what the last one did.
func (s *stay) next(at *db.Tx, by string) people.Posting {
	fact := people.Posting{StayID: at.NewID(), InstitutionID: s.at.ID, Cadre: s.cadre, Position: s.position, Contract: s.contract, StartsOn: s.start}
	if n := len(s.facts); n > 0 {
		fact = s.facts[n-1]
		fact.ReplacesID, fact.SupersededAt, fact.ImportID, fact.ImportRow = to(s.facts[n-1].ID), nil, nil, nil
	} else if s.who.CreatedAt.IsZero() {
		s.who.CreatedAt, s.who.ID = at.Now, at.NewID()
	}
	fact.ID, fact.PersonID, fact.RecordedAt, fact.RecordedBy = at.NewID(), s.who.ID, at.Now, by
	return fact
}

// record adds a fact, after which the one before is no longer believed.
func (s *stay) record(fact people.Posting) {
	if n := len(s.facts); n > 0 {
		s.facts[n-1].SupersededAt = to(fact.RecordedAt)
	}
	s.facts = append(s.facts, fact)
}

// believed is what is known of the stay today.
func (s *stay) believed() people.Posting { return s.facts[len(s.facts)-1] }

// insertStaff stores the people and what is known of their posts.
func (l *life) insertStaff() error {
	for _, p := range l.persons {
		l.rows.people = append(l.rows.people, p.Person)
		for _, s := range p.stays {
			l.rows.postings = append(l.rows.postings, s.facts...)
		}
	}
	if err := insert(l, l.rows.people); err != nil {
		return err
	}
	if err := insert(l, l.rows.imports); err != nil {
		return err
	}
	return insert(l, l.rows.postings)
}
