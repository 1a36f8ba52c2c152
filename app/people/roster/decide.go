package roster

import "relevo/app/db"

// decide turns what became of one person's rows into decisions.
func (p *planner) decide(group []*claim) {
	filled := false
	created := ""
	for _, c := range group {
		d := &p.rows[c.index]
		if c.stay == nil {
			continue // held: decided already
		}
		if c.stay.known == nil {
			p.decideNew(c, d)
		} else {
			p.decideKnown(c, d)
		}
		d.PersonID, d.Level, d.Notes = c.personID, c.level, c.notes
		d.Alternatives = c.others
		d.Effect.PersonID = c.personID
		if c.personID == "" {
			if created == "" {
				created = c.subject
			}
			d.Effect.Create = newPerson(c.row, created)
		} else if fill := p.fill(c); fill != nil && !filled {
			filled = true
			d.Effect.Fill = fill
			if d.Kind == Unchanged {
				d.Kind, d.Explain = Changed, say(WhyFilled)
			} else if !p.people[c.personID].Outside {
				d.Notes = append(d.Notes, say(NoteFilled))
			}
		}
		d.Proposed = d.Kind
		if c.doubt != nil {
			d.Kind = Doubtful
			d.Notes = append(d.Notes, d.Explain)
			d.Explain = *c.doubt
		}
	}
}

// decideNew explains a stay that was unknown so far.
func (p *planner) decideNew(c *claim, d *Decision) {
	s := c.stay
	d.Effect.Append = &NewPosting{Cadre: s.cadre, Position: s.position, Contract: s.contract, Start: s.start,
		End: s.end, EndsAfter: s.endsAfter, Reason: s.reason}
	var before, beside, after *stay
	for _, other := range p.here[c.subject] {
		switch {
		case other == s || other.known == nil && (other.start > s.start || other.start == s.start && other.claim.index > c.index):
			// the later of two new stays is the further one
		case other.until() <= s.start:
			if before == nil || other.start > before.start {
				before = other
			}
		case other.start < s.until():
			beside = other
		default:
			after = other
		}
	}
	switch {
	case before != nil:
		d.Kind = Returner
		d.Explain = gapSince(before, s.start)
	case beside != nil:
		d.Kind, d.Explain = Returner, say(WhySecondRole, "start", s.start)
	case after != nil:
		d.Kind, d.Explain = Returner, say(WhyEarlierStay, "start", s.start)
	case len(p.elsewhere[c.subject]) > 0:
		d.Kind, d.Explain = Mover, cameFrom(p.elsewhere[c.subject], s.start)
	case p.people[c.personID].Outside:
		d.Kind, d.Explain = Joiner, say(WhyElsewhere, "start", s.start)
	case c.personID != "":
		d.Kind, d.Explain = Joiner, say(WhyJoinedKnown, "start", s.start)
	case s.exact():
		d.Kind, d.Explain = Joiner, say(WhyJoinedAndLeft, "start", s.start, "end", *s.end)
	default:
		d.Kind, d.Explain = Joiner, say(WhyJoined, "start", s.start)
	}
}

// gapSince explains a further stay by the smallest gap there can have been.
func gapSince(before *stay, start db.Date) Message {
	if before.end == nil || *before.end > start || before.endsAfter != nil && *before.end == start {
		return say(WhyReplaces, "start", start)
	}
	days := int(start - *before.end)
	if days <= grace {
		return say(WhyRenewed, "start", start, "days", days)
	}
	return say(WhyReturned, "start", start, "days", days)
}

// cameFrom explains a move by the latest posting elsewhere that began before.
func cameFrom(elsewhere []Known, start db.Date) Message {
	from := elsewhere[0]
	for _, k := range elsewhere {
		if k.Start <= start {
			from = k
		}
	}
	if from.Hidden {
		return say(WhyElsewhere, "start", start)
	}
	if from.End == nil || *from.End > start {
		return say(WhyAlsoAt, "institution", from.Institution)
	}
	return say(WhyMoved, "institution", from.Institution, "end", *from.End)
}

// decideKnown compares a stay with what was believed before.
func (p *planner) decideKnown(c *claim, d *Decision) {
	s, k := c.stay, c.stay.known
	d.PostingID = k.PostingID
	d.Effect.PostingID = k.PostingID
	d.Effect.Sight = k.LastSeen == nil || *k.LastSeen < p.in.AsOf
	var why []Message
	kind := Unchanged
	if !k.sameEnd(s.end, s.endsAfter) || s.exact() && s.reason != k.Reason {
		d.Effect.End = &Ending{PostingID: k.PostingID, On: s.end, After: s.endsAfter, Reason: s.reason}
		kind = Changed
		switch wasExact := k.End != nil && k.EndsAfter == nil; {
		case s.exact() && !wasExact:
			kind = Leaver
			why = append(why, say(WhyLeft, "end", *s.end))
		case s.exact():
			why = append(why, say(WhyEndCorrected, "was", *k.End, "end", *s.end))
		case c.withdrawn:
			c.doubtful(2, say(WhyEndWithdrawn, "was", *k.End))
		case s.end == nil:
			why = append(why, say(WhyBack))
		default:
			why = append(why, say(WhyEndNarrowed, "after", *s.endsAfter, "by", *s.end))
		}
	}
	correction, changes := p.corrections(c, s, k)
	why = append(why, changes...)
	if correction != nil {
		d.Effect.Correct = correction
		if kind == Unchanged {
			kind = Changed
		}
	}
	d.Kind = kind
	switch {
	case len(why) > 0:
		d.Explain = why[0]
		c.notes = append(c.notes, why[1:]...)
	case k.LastSeen != nil && *k.LastSeen > p.in.AsOf:
		d.Explain = say(WhyOlderList)
	default:
		d.Explain = say(WhyUnchanged)
	}
}

func (p *planner) corrections(c *claim, s *stay, k *Known) (*Correction, []Message) {
	var correct Correction
	var why []Message
	if s.start != k.Start {
		correct.Start = ptr(s.start)
		if c.apart {
			c.doubtful(2, say(WhyStartDiffers, "was", k.Start, "start", s.start))
		} else {
			why = append(why, say(WhyStartCorrected, "was", k.Start, "start", s.start))
		}
	}
	if s.cadre != k.Cadre || Fold(s.position) != Fold(k.Position) {
		if s.cadre != k.Cadre {
			correct.Cadre = ptr(s.cadre)
		}
		correct.Position = ptr(s.position)
		why = append(why, say(WhyRoleChanged, "was", k.Position, "now", s.position))
	}
	if s.contract != k.Contract {
		correct.Contract = ptr(s.contract)
		why = append(why, say(WhyContract, "was", k.Contract, "now", s.contract))
	}
	if correct == (Correction{}) {
		return nil, nil
	}
	return &correct, why
}

// fill is what the row knows of a person that was not known before.
func (p *planner) fill(c *claim) *Fill {
	person, row := p.people[c.personID], c.row
	var f Fill
	if !person.Document.Known() && row.Document.Known() {
		if _, taken := p.byDocument[row.Document]; !taken {
			f.Document = row.Document
		}
	}
	if person.Sex == "" {
		f.Sex = row.Sex
	}
	if person.Email == "" {
		f.Email = row.Email
	}
	if person.Phone == "" {
		f.Phone = row.Phone
	}
	if f == (Fill{}) {
		return nil
	}
	return &f
}
