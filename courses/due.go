package courses

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

const (
	dueAhead  = 31 // days ahead for which follow-ups are listed
	dueBehind = 31 // days for which one that was not answered stays on the list
)

// DueFollowUp is somebody who is to answer a follow-up soon, or was to.
type DueFollowUp struct {
	AttemptID        string
	AdministrationID string
	PersonName       string
	Institution      string // of the day it was assigned
	Region           string // the code of its department; empty where it has none
	OfferingID       string
	OfferingCode     string
	CourseTitle      string
	Months           int     // after the completion
	OpensOn          db.Date // from then on they find it among their courses
	DueOn            db.Date // what is answered later is kept and marked as late
	Started          bool
}

// DueFollowUps are the follow-ups of the next month, and those of the last that wait still.
type DueFollowUps struct {
	Today, Until db.Date
	Rows         []DueFollowUp // those due first come first
}

// Overdue is how many of them were to be answered before today.
func (d DueFollowUps) Overdue() int {
	n := 0
	for _, r := range d.Rows {
		if r.DueOn < d.Today {
			n++
		}
	}
	return n
}

// Regions lists the departments that the rows lie in, by code.
func (d DueFollowUps) Regions() (codes []string) {
	for _, r := range d.Rows {
		if r.Region != "" && !slices.Contains(codes, r.Region) {
			codes = append(codes, r.Region)
		}
	}
	slices.Sort(codes)
	return codes
}

// In gives those of one department alone, all for an empty code.
func (d DueFollowUps) In(region string) DueFollowUps {
	d.Rows = slices.DeleteFunc(slices.Clone(d.Rows), func(r DueFollowUp) bool { return region != "" && r.Region != region })
	return d
}

// DueFollowUps gives the follow-ups due within the next month among the people that the
// actor runs offerings for. Who has left is not chased: their follow-ups are closed.
func (s *Service) DueFollowUps(ctx context.Context, actor access.Actor) (out DueFollowUps, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = DueFollowUps{Today: tx.Today(), Until: tx.Today() + dueAhead}
		due, err := assessments.DueTx(tx, out.Today-dueBehind, out.Until)
		if err != nil || len(due) == 0 {
			return err
		}
		out.Rows, err = dueRows(tx, actor, due)
		return err
	})
	return out, err
}

// dueRows says of the attempts within the actor's scope whose they are and of which
// offering.
func dueRows(tx *db.Tx, actor access.Actor, due []assessments.Attempt) ([]DueFollowUp, error) {
	var placeIDs, personIDs, administrationIDs []string
	for _, a := range due {
		personIDs, administrationIDs = append(personIDs, a.PersonID), append(administrationIDs, a.AdministrationID)
		if a.InstitutionID != nil {
			placeIDs = append(placeIDs, *a.InstitutionID)
		}
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return nil, err
	}
	persons, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return nil, err
	}
	administrations, err := assessments.AdministrationsTx(tx, administrationIDs)
	if err != nil {
		return nil, err
	}
	runs, err := offeringsOfAdministrations(tx, administrationIDs)
	if err != nil {
		return nil, err
	}
	var rows []DueFollowUp
	for _, a := range due {
		var place people.Institution
		if a.InstitutionID != nil {
			place = places[*a.InstitutionID]
		}
		run, ours := runs[a.AdministrationID]
		if !ours || !actor.May(access.RunOfferings, place.Path) {
			continue
		}
		rows = append(rows, DueFollowUp{
			AttemptID: a.ID, AdministrationID: a.AdministrationID, PersonName: persons[a.PersonID].FullName(), Institution: place.Name, Region: place.Region(),
			OfferingID: run.ID, OfferingCode: run.Code, CourseTitle: run.Title, Months: administrations[a.AdministrationID].MonthsAfter,
			OpensOn: *a.DueOn - followUpShown, DueOn: *a.DueOn, Started: a.StartedAt != nil,
		})
	}
	slices.SortStableFunc(rows, func(a, b DueFollowUp) int {
		return cmp.Or(cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.Institution, b.Institution), cmp.Compare(a.PersonName, b.PersonName))
	})
	return rows, nil
}

// namedRun is an offering with what it is called.
type namedRun struct {
	AdministrationID string
	ID               string
	Code             string
	Title            string
}

const runsSQL = `
SELECT link.administration_id, o.id, o.code, v.title
FROM offering_administration link JOIN offering o ON o.id = link.offering_id JOIN course_version v ON v.id = o.course_version_id
WHERE link.administration_id IN ?`

// offeringsOfAdministrations gives the offering that each administration belongs to.
func offeringsOfAdministrations(tx *db.Tx, administrationIDs []string) (map[string]namedRun, error) {
	runs := map[string]namedRun{}
	err := inChunks(administrationIDs, func(part []string) error {
		var rows []namedRun
		if err := tx.DB.Raw(runsSQL, part).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			runs[r.AdministrationID] = r
		}
		return nil
	})
	return runs, err
}
