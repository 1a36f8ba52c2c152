package courses

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// Outcome says how somebody's wait for a seat ended.
type Outcome string

// The outcomes.
const (
	GotSeat  Outcome = "seat"
	LeftLine Outcome = "left" // by themselves, or taken out by whoever runs the offering
	GoneLine Outcome = "gone" // they were in no post any more when their turn came
)

// WaitingPlace is somebody's place in the line for a seat of an offering.
type WaitingPlace struct {
	ID            string
	OfferingID    string
	PersonID      string
	InstitutionID *string // of the day on which they asked
	AskedAt       db.Instant
	AskedBy       string
	EndedAt       *db.Instant // nil: still waiting
	Outcome       Outcome     // empty while waiting
}

// TableName names the table for GORM.
func (WaitingPlace) TableName() string { return "waiting_place" }

// lineOf gives who waits for an offering, the first of the line first.
func lineOf(tx *db.Tx, offeringID string) ([]WaitingPlace, error) {
	var list []WaitingPlace
	err := tx.DB.Where("offering_id = ? AND ended_at IS NULL", offeringID).Order("asked_at, id").Find(&list).Error
	return list, err
}

// unlimited stands for the seats of an offering that has no limit.
const unlimited = 1 << 30

// freeSeats is how many more fit into an offering.
func freeSeats(tx *db.Tx, offering Offering) (int, error) {
	if offering.Seats == nil {
		return unlimited, nil
	}
	var taken int64
	err := tx.DB.Model(&Enrolment{}).Where("offering_id = ? AND withdrawn_at IS NULL", offering.ID).Count(&taken).Error
	return max(0, *offering.Seats-int(taken)), err
}

// seat gives as many of the chosen a seat as there are, and the others a place in the line,
// after those who wait already. why is the rule by which they were chosen, if there is one.
func seat(tx *db.Tx, actor access.Actor, offering Offering, chosen []Candidate, why *string) (out Enrolled, err error) {
	free, err := freeSeats(tx, offering)
	if err != nil {
		return out, err
	}
	line, err := lineOf(tx, offering.ID)
	if err != nil {
		return out, err
	}
	waits := map[string]bool{}
	for _, w := range line {
		waits[w.PersonID] = true
	}
	var in []Candidate
	var rows []WaitingPlace
	for _, c := range chosen {
		switch {
		case c.Enrolled:
			in = append(in, c)
		case free > 0:
			free--
			in = append(in, c)
		case waits[c.PersonID]:
			out.Waiting++
		default:
			out.Waiting++
			rows = append(rows, WaitingPlace{ID: tx.NewID(), OfferingID: offering.ID, PersonID: c.PersonID, InstitutionID: &c.InstitutionID, AskedAt: tx.Now, AskedBy: actor.AccountID})
		}
	}
	if len(rows) > 0 {
		if err := tx.DB.CreateInBatches(&rows, 200).Error; err != nil {
			return out, err
		}
	}
	done, err := enrol(tx, actor, offering, in, why)
	out.Added, out.Already = done.Added, done.Already
	if err != nil {
		return out, err
	}
	var seated []string
	for _, c := range in {
		if waits[c.PersonID] {
			seated = append(seated, c.PersonID)
		}
	}
	return out, endWaits(tx, offering.ID, seated, GotSeat)
}

// endWaits ends the waits of people for an offering.
func endWaits(tx *db.Tx, offeringID string, personIDs []string, outcome Outcome) error {
	return inChunks(personIDs, func(part []string) error {
		return tx.DB.Model(&WaitingPlace{}).Where("offering_id = ? AND ended_at IS NULL AND person_id IN ?", offeringID, part).
			Updates(map[string]any{"ended_at": tx.Now, "outcome": outcome}).Error
	})
}

// fillSeats gives seats that are free to those who wait, in their order, and tells them and
// the trainers. Whoever is in no post any more when their turn comes loses their place.
func (s *Service) fillSeats(tx *db.Tx, actor access.Actor, offering Offering) error {
	free, err := freeSeats(tx, offering)
	if err != nil || free == 0 {
		return err
	}
	line, err := lineOf(tx, offering.ID)
	if err != nil || len(line) == 0 {
		return err
	}
	ids := make([]string, len(line))
	for i, w := range line {
		ids[i] = w.PersonID
	}
	posts, err := postsToday(tx, ids)
	if err != nil {
		return err
	}
	var in []Candidate
	var gone []string
	for _, w := range line {
		at := posts[w.PersonID]
		switch {
		case len(in) == free:
		case len(at) == 0:
			gone = append(gone, w.PersonID)
		default:
			place := at[len(at)-1]
			if w.InstitutionID != nil && slices.Contains(at, *w.InstitutionID) {
				place = *w.InstitutionID
			}
			in = append(in, Candidate{PersonID: w.PersonID, InstitutionID: place})
		}
	}
	if err := endWaits(tx, offering.ID, gone, GoneLine); err != nil {
		return err
	}
	if len(in) == 0 {
		return nil
	}
	out, err := seat(tx, actor, offering, in, nil)
	if err != nil {
		return err
	}
	if err := access.Record(tx, actor, "courses.seat.fill", "offering", offering.ID, map[string]int{"added": out.Added}); err != nil {
		return err
	}
	return s.tellSeats(tx, actor, offering, in)
}

// fillAfter gives the seat that somebody left to the next in the line.
func (s *Service) fillAfter(tx *db.Tx, actor access.Actor, offeringID string) error {
	if err := lock(tx, offeringID); err != nil {
		return err
	}
	offering, err := take[Offering](tx, offeringID, "noun.offering")
	if err != nil {
		return err
	}
	return s.fillSeats(tx, actor, offering)
}

// SetSeats says how many fit into an offering; nil: as many as come. Whoever is enrolled
// stays so. Seats that become free go to those who wait.
func (s *Service) SetSeats(ctx context.Context, actor access.Actor, offeringID string, seats *int) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	if seats != nil && (*seats < 1 || *seats > 100_000) {
		return fault.OnField("seats", "seats.range")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		offering, _, err := wholeOffering(tx, actor, offeringID, notWhole)
		if err != nil {
			return err
		}
		if err := lock(tx, offering.ID); err != nil {
			return err
		}
		if err := tx.DB.Model(&Offering{}).Where("id = ?", offering.ID).Update("seats", seats).Error; err != nil {
			return err
		}
		offering.Seats = seats
		if err := access.Record(tx, actor, "courses.seats.set", "offering", offering.ID, map[string]any{"seats": seats}); err != nil {
			return err
		}
		return s.fillSeats(tx, actor, offering)
	})
}

// LeaveLine takes the actor out of the line for an offering.
func (s *Service) LeaveLine(ctx context.Context, actor access.Actor, offeringID string) error {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return err
	}
	if actor.PersonID == "" {
		return fault.Missing("noun.offering")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		ended := tx.DB.Model(&WaitingPlace{}).Where("offering_id = ? AND person_id = ? AND ended_at IS NULL", offeringID, actor.PersonID).
			Updates(map[string]any{"ended_at": tx.Now, "outcome": LeftLine})
		if ended.Error != nil {
			return ended.Error
		}
		if ended.RowsAffected == 0 {
			return fault.Missing("noun.offering")
		}
		return access.Record(tx, actor, "courses.line.leave", "offering", offeringID, nil)
	})
}

// TakeOutOfLine takes somebody out of the line for an offering that the actor runs.
func (s *Service) TakeOutOfLine(ctx context.Context, actor access.Actor, offeringID, placeID string) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		place, err := take[WaitingPlace](tx, placeID, "noun.enrolment")
		if err != nil {
			return err
		}
		if place.OfferingID != offeringID || place.EndedAt != nil {
			return fault.Missing("noun.enrolment")
		}
		if err := mayAt(tx, actor, place.InstitutionID); err != nil {
			return err
		}
		if err := endWaits(tx, offeringID, []string{place.PersonID}, LeftLine); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.line.take_out", "offering", offeringID, nil)
	})
}

// mayAt refuses what belongs to an institution where the actor runs no offerings.
func mayAt(tx *db.Tx, actor access.Actor, institutionID *string) error {
	path := ""
	if institutionID != nil {
		place, err := people.InstitutionTx(tx, *institutionID)
		if err != nil {
			return err
		}
		path = place.Path
	}
	if !actor.May(access.RunOfferings, path) {
		return fault.Missing("noun.enrolment")
	}
	return nil
}

// MyWait is a place in a line as the person sees it.
type MyWait struct {
	OfferingID  string
	Code        string
	CourseTitle string
	Language    string
	Place       int // 1: the next
	Since       db.Instant
}

const myWaitsSQL = `
SELECT w.offering_id, o.code, v.title AS course_title, v.language, w.asked_at AS since,
       (SELECT count(*) FROM waiting_place b WHERE b.offering_id = w.offering_id AND b.ended_at IS NULL AND (b.asked_at < w.asked_at OR (b.asked_at = w.asked_at AND b.id <= w.id))) AS place
FROM waiting_place w JOIN offering o ON o.id = w.offering_id JOIN course_version v ON v.id = o.course_version_id
WHERE w.person_id = ? AND w.ended_at IS NULL ORDER BY w.asked_at, w.id`

// MyWaits gives the actor's own places in lines.
func (s *Service) MyWaits(ctx context.Context, actor access.Actor) (list []MyWait, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil || actor.PersonID == "" {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		return tx.DB.Raw(myWaitsSQL, actor.PersonID).Scan(&list).Error
	})
	return list, err
}
