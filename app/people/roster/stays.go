package roster

import (
	"cmp"
	"math"
	"slices"

	"relevo/app/db"
)

// slip is how many days two starts of one stay may differ before it is asked
// whether they are one stay; beyond doubtfulSlip nothing is assumed.
const (
	slip         = 7
	doubtfulSlip = 31
	// grace is the gap in days up to which a further stay is a renewal.
	grace = 15
)

// stay is one posting while a plan is made: known before, or new.
type stay struct {
	known    *Known // nil for a new one
	claim    *claim // the row that names it
	cadre    string
	position string
	contract string
	start    db.Date
	end      *db.Date
	reason   string
	lastSeen *db.Date
	// endsAfter is set when the end lies in (endsAfter, end].
	endsAfter *db.Date
	capped    bool // the end was brought forward to the start of the next stay
}

func stayOf(k *Known) *stay {
	return &stay{known: k, cadre: k.Cadre, position: k.Position, contract: k.Contract, start: k.Start, end: k.End,
		endsAfter: k.EndsAfter, reason: k.Reason, lastSeen: k.LastSeen}
}

func ptr[T any](v T) *T { return &v }

// exact tells whether the end is known to the day.
func (s *stay) exact() bool { return s.end != nil && s.endsAfter == nil }

// until is the first day on which the evidence no longer has the person in
// this post: a stay entered by hand and open has no such day.
func (s *stay) until() db.Date {
	switch {
	case s.exact():
		return *s.end
	case s.lastSeen != nil:
		return max(*s.lastSeen, s.start) + 1
	case s.endsAfter != nil:
		return max(*s.endsAfter, s.start) + 1
	}
	return math.MaxInt32
}

func (s *stay) overlaps(start, until db.Date) bool { return s.start < until && start < s.until() }

// rowUntil is the same day for what a row says.
func (p *planner) rowUntil(c *claim) db.Date {
	if c.row.End != nil {
		return *c.row.End
	}
	return max(p.in.AsOf, c.start) + 1
}

// impliedEnd is the end of a posting whose newest naming is this list: none
// when no later list has been imported, else the interval up to that list.
func (p *planner) impliedEnd(start db.Date) (end, after *db.Date) {
	last := max(p.in.AsOf, start)
	if next := p.nextList(last); next != nil {
		return next, &last
	}
	return nil, nil
}

// posting is the posting that a row speaks of, were it new.
func (p *planner) posting(c *claim) *NewPosting {
	posting := &NewPosting{Cadre: c.row.Cadre, Position: c.row.Position, Contract: c.row.Contract, Start: c.start, End: c.row.End, Reason: c.row.Reason}
	if c.row.End == nil {
		posting.End, posting.EndsAfter = p.impliedEnd(c.start)
	}
	return posting
}

// assign finds for each row of one person the stay it speaks of: the same
// cadre and start, then the same start in another cadre, then the same cadre
// at a time that cannot be another stay. What is left are new stays.
func (p *planner) assign(group []*claim) {
	group = slices.Clone(group)
	slices.SortStableFunc(group, func(a, b *claim) int {
		return cmp.Or(cmp.Compare(a.start, b.start), ended(a)-ended(b))
	})
	stays := p.here[group[0].subject]
	match := func(fits func(*claim, *stay) bool) {
		for _, c := range group {
			if c.stay != nil {
				continue
			}
			for _, s := range stays {
				if s.claim == nil && fits(c, s) && (c.stay == nil || distance(c, s) < distance(c, c.stay)) {
					c.stay = s
				}
			}
			if c.stay != nil {
				c.stay.claim = c
			}
		}
	}
	match(func(c *claim, s *stay) bool { return s.start == c.start && s.cadre == c.row.Cadre })
	match(func(c *claim, s *stay) bool { return s.start == c.start && !p.knownAs(c, s) })
	match(func(c *claim, s *stay) bool { return s.cadre == c.row.Cadre && p.oneStay(c, s) })
	var further []*claim
	for _, c := range group { // known stays first: they may move out of the way of new ones
		if c.stay == nil {
			further = append(further, c)
		} else {
			p.update(c, c.stay)
		}
	}
	for _, c := range further {
		p.appendStay(c)
	}
	p.capEnds(group[0].subject)
}

// knownAs tells whether the posting may not change into the row's role,
// because it has a role on record and the row names none.
func (p *planner) knownAs(c *claim, s *stay) bool {
	return c.row.Position == "" && s.cadre != OtherCadre
}

func ended(c *claim) int {
	if c.row.End != nil {
		return 0
	}
	return 1
}

func distance(c *claim, s *stay) db.Date { return max(c.start-s.start, s.start-c.start) }

// oneStay tells whether a row and a stay in the same cadre with different
// starts must be one stay: their times overlap, or the starts differ by a slip.
func (p *planner) oneStay(c *claim, s *stay) bool {
	if s.overlaps(c.start, p.rowUntil(c)) {
		return true
	}
	return distance(c, s) <= slip && c.row.End == nil && (!s.exact() || *s.end > c.start)
}

// collides finds another stay of the subject in the cadre that overlaps.
func (p *planner) collides(subject string, self *stay, cadre string, start, until db.Date) *stay {
	for _, s := range p.here[subject] {
		if s != self && s.cadre == cadre && s.overlaps(start, until) {
			return s
		}
	}
	return nil
}

func (p *planner) appendStay(c *claim) {
	if other := p.collides(c.subject, nil, c.row.Cadre, c.start, p.rowUntil(c)); other != nil {
		p.holdRow(c, say(WhyOverlaps, "start", other.start), nil)
		return
	}
	posting := p.posting(c)
	c.stay = &stay{claim: c, cadre: posting.Cadre, position: posting.Position, contract: posting.Contract, start: posting.Start,
		end: posting.End, endsAfter: posting.EndsAfter, reason: posting.Reason, lastSeen: ptr(p.in.AsOf)}
	p.here[c.subject] = append(p.here[c.subject], c.stay)
}

// holdRow holds a row whose person is settled but whose stay is not.
func (p *planner) holdRow(c *claim, why Message, choices []Alternative) {
	c.stay = nil
	p.hold(c, why, append(choices, Alternative{Explain: say(ChooseNothing)}), c.subject)
}

// update takes a row's word on a known stay. The newest list naming the stay
// has the last word; an older one may only add an end that no newer sighting
// contradicts.
func (p *planner) update(c *claim, s *stay) {
	row, asOf := c.row, p.in.AsOf
	if s.lastSeen != nil && *s.lastSeen > asOf {
		p.updateFromOlder(c, s)
		return
	}
	cadre := s.cadre
	if row.Position != "" {
		cadre = row.Cadre
	}
	until := p.rowUntil(c)
	if row.End == nil && s.exact() {
		until = max(until, *s.end) // an end announced for later stays
	}
	if other := p.collides(c.subject, s, cadre, c.start, until); other != nil {
		s.claim = nil
		p.holdRow(c, say(WhyOverlaps, "start", other.start), nil)
		return
	}
	if distance(c, s) > doubtfulSlip {
		p.holdApart(c, s)
		return
	}
	c.apart = distance(c, s) > slip
	s.start, s.cadre = c.start, cadre
	if row.Position != "" {
		s.position = row.Position
	}
	if row.Contract != "" {
		s.contract = row.Contract
	}
	s.lastSeen = ptr(asOf)
	switch {
	case row.End != nil:
		s.end, s.endsAfter = row.End, nil
		if row.Reason != "" {
			s.reason = row.Reason
		}
	case s.exact() && *s.end > asOf: // announced, and not contradicted by being here still
	case s.exact():
		c.withdrawn = true
		s.reason = ""
		s.end, s.endsAfter = p.impliedEnd(s.start)
	default:
		s.end, s.endsAfter = p.impliedEnd(s.start)
	}
}

// updateFromOlder takes the word of a list older than the newest naming the stay.
func (p *planner) updateFromOlder(c *claim, s *stay) {
	row := c.row
	if row.End != nil && !s.exact() {
		if *row.End > *s.lastSeen && p.collides(c.subject, s, s.cadre, s.start, *row.End) == nil {
			s.end, s.endsAfter = row.End, nil
			s.reason = cmp.Or(row.Reason, s.reason)
		} else {
			c.notes = append(c.notes, say(NoteEndSuperseded, "end", *row.End, "date", *s.lastSeen))
		}
	}
	if c.start != s.start || row.Position != "" && row.Cadre != s.cadre || row.Contract != "" && row.Contract != s.contract {
		c.notes = append(c.notes, say(NoteOlderDiffers, "date", *s.lastSeen))
	}
}

// holdApart asks whether a row with a far later or earlier start, at a time
// when the known stay had not ended, is that stay or another.
func (p *planner) holdApart(c *claim, s *stay) {
	s.claim = nil
	correct := Effect{PersonID: c.personID, PostingID: s.known.PostingID, Correct: &Correction{Start: &c.start}, Sight: true}
	choices := []Alternative{{Explain: say(WhyStartCorrected, "was", s.start, "start", c.start), Effect: correct}}
	if c.start > s.start {
		another := Effect{PersonID: c.personID, Append: p.posting(c),
			End: &Ending{PostingID: s.known.PostingID, On: &c.start, Reason: s.reason}}
		choices = append(choices, Alternative{Explain: say(ChooseNewStay, "start", c.start), Effect: another})
	}
	p.holdRow(c, say(WhyStartDiffers, "was", s.start, "start", c.start), choices)
}

// capEnds brings the uncertain end of a stay forward to the start of the same
// person's next stay in the same cadre: nobody holds one post twice.
func (p *planner) capEnds(subject string) {
	for _, s := range p.here[subject] {
		p.capEnd(subject, s)
	}
}

func (p *planner) capEnd(subject string, s *stay) {
	if s.exact() || s.lastSeen == nil && s.endsAfter == nil {
		return
	}
	for _, next := range p.here[subject] {
		if next == s || next.cadre != s.cadre || next.start <= s.start {
			continue
		}
		if next.start < s.until() || s.end != nil && *s.end <= next.start {
			continue
		}
		s.endsAfter, s.end, s.capped = ptr(s.until()-1), ptr(next.start), true
	}
}

// sameEnd tells whether the end believed is already that.
func (k *Known) sameEnd(end, after *db.Date) bool {
	return equal(k.End, end) && equal(k.EndsAfter, after)
}

func equal(a, b *db.Date) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
