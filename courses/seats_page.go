package courses

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
)

// LineRow is somebody in the line for an offering.
type LineRow struct {
	ID          string
	Place       int // 1: the next
	Name        string
	Institution string
	AskedAt     db.Instant
	Mine        bool // the actor may see who it is and take them out
	InPost      bool
}

// SeatsPage is how many fit into an offering, who waits, and the code to enrol with.
type SeatsPage struct {
	Offering
	CourseTitle  string
	Enrolled     int
	Line         []LineRow
	Entry        *Entry // nil: nobody can enrol themselves
	EntryPlaces  []people.Institution
	Institutions []people.Institution // to choose from
	Moved        int                  // how many have got a seat from the line
	LastMoved    *db.Instant
	Today        db.Date
	Whole        bool // the actor runs the offering as a whole
}

// Seats gives the seats of an offering.
func (s *Service) Seats(ctx context.Context, actor access.Actor, offeringID string) (page SeatsPage, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page = SeatsPage{Today: tx.Today()}
		var tops []people.Institution
		if page.Offering, tops, err = scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		page.Whole = runsAll(actor, tops)
		version, err := take[CourseVersion](tx, page.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		page.CourseTitle = version.Title
		var enrolled int64
		if err := tx.DB.Model(&Enrolment{}).Where("offering_id = ? AND withdrawn_at IS NULL", offeringID).Count(&enrolled).Error; err != nil {
			return err
		}
		page.Enrolled = int(enrolled)
		if page.Institutions, err = institutionsToRun(tx, actor, tops); err != nil {
			return err
		}
		if page.Entry, err = entryNow(tx, offeringID); err != nil {
			return err
		}
		if page.Entry != nil {
			if page.EntryPlaces, err = page.Entry.placesOf(tx); err != nil {
				return err
			}
		}
		return page.fillLine(tx, actor)
	})
	return page, err
}

// fillLine says who waits; of those elsewhere, only that somebody does.
func (p *SeatsPage) fillLine(tx *db.Tx, actor access.Actor) error {
	var moved []WaitingPlace
	if err := tx.DB.Where("offering_id = ? AND outcome = ?", p.ID, GotSeat).Order("ended_at").Find(&moved).Error; err != nil {
		return err
	}
	p.Moved = len(moved)
	if p.Moved > 0 {
		p.LastMoved = moved[p.Moved-1].EndedAt
	}
	line, err := lineOf(tx, p.ID)
	if err != nil {
		return err
	}
	var personIDs, placeIDs []string
	for _, w := range line {
		personIDs = append(personIDs, w.PersonID)
		if w.InstitutionID != nil {
			placeIDs = append(placeIDs, *w.InstitutionID)
		}
	}
	persons, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return err
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return err
	}
	posts, err := postsToday(tx, slices.Clone(personIDs))
	for i, w := range line {
		row := LineRow{ID: w.ID, Place: i + 1, AskedAt: w.AskedAt, InPost: len(posts[w.PersonID]) > 0}
		path := ""
		if w.InstitutionID != nil {
			path = places[*w.InstitutionID].Path
		}
		if row.Mine = actor.May(access.RunOfferings, path); row.Mine {
			row.Name = persons[w.PersonID].FullName()
			if w.InstitutionID != nil {
				row.Institution = places[*w.InstitutionID].Name
			}
		}
		p.Line = append(p.Line, row)
	}
	return err
}
