package courses

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// OfferingSummary is an offering in a list.
type OfferingSummary struct {
	Offering
	CourseID     string
	CourseTitle  string
	Institutions []string // names
	Enrolled     int      // not withdrawn, in the actor's scope or not
	Completed    int      // 0 before whoever rates responses
	HandedIn     int      // have handed in the last test; counted for whoever rates responses, in place of Completed
}

// Offerings lists the offerings that concern the actor, the newest first.
func (s *Service) Offerings(ctx context.Context, actor access.Actor) ([]OfferingSummary, error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return nil, err
	}
	var list []OfferingSummary
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var all []Offering
		if err := tx.DB.Order("starts_on DESC, id DESC").Find(&all).Error; err != nil {
			return err
		}
		var err error
		list, err = summarise(tx, actor, all)
		return err
	})
	return list, err
}

func summarise(tx *db.Tx, actor access.Actor, all []Offering) ([]OfferingSummary, error) {
	ids, versionIDs := make([]string, len(all)), make([]string, len(all))
	for i, o := range all {
		ids[i], versionIDs[i] = o.ID, o.CourseVersionID
	}
	links, err := whereIn[OfferingInstitution](tx, "offering_id", ids)
	if err != nil {
		return nil, err
	}
	var placeIDs []string
	for _, l := range links {
		placeIDs = append(placeIDs, l.InstitutionID)
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return nil, err
	}
	concerns, names := map[string]bool{}, map[string][]string{}
	for _, l := range links {
		place := places[l.InstitutionID]
		names[l.OfferingID] = append(names[l.OfferingID], place.Name)
		concerns[l.OfferingID] = concerns[l.OfferingID] || actor.May(access.RunOfferings, place.Path) ||
			within(actor.Scopes(access.RunOfferings), place.Path)
	}
	versions, err := whereIn[CourseVersion](tx, "id", versionIDs)
	if err != nil {
		return nil, err
	}
	byID := map[string]CourseVersion{}
	for _, v := range versions {
		byID[v.ID] = v
	}
	enrolled, completed, err := countsOf(tx)
	if err != nil {
		return nil, err
	}
	handedIn := map[string]int{}
	if Blind(actor) {
		completed = nil
		if handedIn, err = handedInOf(tx); err != nil {
			return nil, err
		}
	}
	var list []OfferingSummary
	for _, o := range all {
		if !concerns[o.ID] {
			continue
		}
		slices.Sort(names[o.ID])
		version := byID[o.CourseVersionID]
		list = append(list, OfferingSummary{
			Offering: o, CourseID: version.CourseID, CourseTitle: version.Title, Institutions: names[o.ID],
			Enrolled: enrolled[o.ID], Completed: completed[o.ID], HandedIn: handedIn[o.ID],
		})
	}
	return list, nil
}

const countsSQL = `
SELECT e.offering_id, count(*) AS enrolled, count(c.id) AS completed
FROM enrolment e LEFT JOIN completion c ON c.enrolment_id = e.id
WHERE e.withdrawn_at IS NULL GROUP BY e.offering_id`

// countsOf counts people and completions by offering.
func countsOf(tx *db.Tx) (enrolled, completed map[string]int, err error) {
	var rows []struct {
		OfferingID          string
		Enrolled, Completed int
	}
	err = tx.DB.Raw(countsSQL).Scan(&rows).Error
	enrolled, completed = map[string]int{}, map[string]int{}
	for _, r := range rows {
		enrolled[r.OfferingID], completed[r.OfferingID] = r.Enrolled, r.Completed
	}
	return enrolled, completed, err
}

// Presence says where somebody is now, seen from their enrolment.
type Presence string

// The presences.
const (
	Here  Presence = "here"  // still in post at the institution they were enrolled from
	Moved Presence = "moved" // in post elsewhere
	Left  Presence = "left"  // in no post
)

// RollRow is one person in an offering.
type RollRow struct {
	EnrolmentID    string
	PersonID       string
	Name           string // "Surnames, Given"
	Institution    string // name, of the day of enrolment
	Presence       Presence
	Now            string // name of the institution they moved to
	Stage          Stage
	Read, Lessons  int
	Attended       float64 // hours
	PreOn, PostOn  *db.Date
	CompletedOn    *db.Date
	WithdrawnOn    *db.Date
	WithdrawReason string
	searchName     string
}

// FunderPart is a funder's part of an offering, named.
type FunderPart struct {
	Funder
	Share float64 // above 0, at most 1
}

// Sitting is an administration that belongs to an offering.
type Sitting struct {
	ID          string
	Occasion    assessments.Occasion
	MonthsAfter int
}

// OfferingPage is an offering with everybody in it, as far as the actor may see.
type OfferingPage struct {
	Offering
	CourseID     string
	CourseTitle  string
	Hours        float64
	Institutions []people.Institution
	Trainers     []Trainer
	Funders      []FunderPart
	Sittings     []Sitting
	Rows         []RollRow // by institution and name
	Stages       []Stage   // that the actor tells apart
	Counts       map[Stage]int
	Packages     int // lessons of the course that are packages
	Gone         int // of those who take part, how many have left or moved
	Seated       int // enrolled, in the actor's scope or not
	Waiting      int // in the line
	Cost         CostSummary
	Version      int            // of the course
	Moves        []OfferingMove // from older versions, the oldest first
	Newer        *CourseVersion // to which the offering could be moved; nil: there is none
}

// TakingPart is how many people of the page are enrolled and not withdrawn.
func (p OfferingPage) TakingPart() int { return len(p.Rows) - p.Counts[Withdrawn] }

// Offering gives an offering with who is where.
func (s *Service) Offering(ctx context.Context, actor access.Actor, offeringID string) (OfferingPage, error) {
	var page OfferingPage
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return page, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if page.Offering, page.Institutions, err = scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		version, err := take[CourseVersion](tx, page.Offering.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		page.CourseID, page.CourseTitle, page.Hours, page.Version = version.CourseID, version.Title, version.Hours, version.Version
		if err := tx.DB.Where("offering_id = ?", offeringID).Order("recorded_at, id").Find(&page.Moves).Error; err != nil {
			return err
		}
		if page.Newer, err = newerThan(tx, version.ID); err != nil {
			return err
		}
		if err := page.fillSides(tx); err != nil {
			return err
		}
		if err := page.fillSeats(tx); err != nil {
			return err
		}
		list, err := enrolmentsInScope(tx, actor, offeringID)
		if err != nil {
			return err
		}
		runs, err := runsOf(tx, list, assessments.AttemptsInTx)
		if err != nil {
			return err
		}
		page.Rows, err = rollFor(tx, actor, runs)
		page.Stages = StagesFor(actor)
		page.count()
		for _, r := range runs[:min(1, len(runs))] {
			for _, l := range r.Progress.Lessons {
				if l.Kind == PackageLesson {
					page.Packages++
				}
			}
		}
		return err
	})
	return page, err
}

// fillSeats says how many seats are taken, who waits and what it cost.
func (p *OfferingPage) fillSeats(tx *db.Tx) error {
	line, err := lineOf(tx, p.ID)
	if err != nil {
		return err
	}
	var seated int64
	if err := tx.DB.Model(&Enrolment{}).Where("offering_id = ? AND withdrawn_at IS NULL", p.ID).Count(&seated).Error; err != nil {
		return err
	}
	costs, err := CostsOfTx(tx, []string{p.ID})
	p.Seated, p.Waiting, p.Cost = int(seated), len(line), costs[p.ID]
	return err
}

func (p *OfferingPage) count() {
	p.Counts = map[Stage]int{}
	for _, r := range p.Rows {
		p.Counts[r.Stage]++
		if r.Stage != Withdrawn && r.Presence != Here {
			p.Gone++
		}
	}
}

// fillSides adds trainers, funders and administrations.
func (p *OfferingPage) fillSides(tx *db.Tx) error {
	var err error
	if p.Trainers, err = trainersOf(tx, p.ID); err != nil {
		return err
	}
	err = tx.DB.Model(&Funder{}).Select("funder.*, offering_funder.share").
		Joins("JOIN offering_funder ON offering_funder.funder_id = funder.id AND offering_funder.offering_id = ?", p.ID).
		Order("offering_funder.share DESC, funder.name").Scan(&p.Funders).Error
	if err != nil {
		return err
	}
	links, err := administrationsOf(tx, []string{p.ID})
	if err != nil {
		return err
	}
	var ids []string
	for _, l := range links[p.ID] {
		ids = append(ids, l.AdministrationID)
	}
	list, err := assessments.AdministrationsTx(tx, ids)
	for _, a := range list {
		p.Sittings = append(p.Sittings, Sitting{ID: a.ID, Occasion: a.Occasion, MonthsAfter: a.MonthsAfter})
	}
	slices.SortFunc(p.Sittings, func(a, b Sitting) int {
		order := assessments.Occasions()
		return cmp.Or(cmp.Compare(slices.Index(order, a.Occasion), slices.Index(order, b.Occasion)), cmp.Compare(a.MonthsAfter, b.MonthsAfter))
	})
	return err
}

// rollOf says of each enrolment who it is, how far they have come and where
// they are now.
func rollOf(tx *db.Tx, runs []run) ([]RollRow, error) {
	var personIDs []string
	for _, r := range runs {
		personIDs = append(personIDs, r.PersonID)
	}
	persons, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return nil, err
	}
	posts, err := postsToday(tx, personIDs)
	if err != nil {
		return nil, err
	}
	var placeIDs []string
	for _, r := range runs {
		if r.InstitutionID != nil {
			placeIDs = append(placeIDs, *r.InstitutionID)
		}
		placeIDs = append(placeIDs, posts[r.PersonID]...)
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return nil, err
	}
	rows := make([]RollRow, len(runs))
	for i, r := range runs {
		rows[i] = rowOf(r, persons[r.PersonID], posts[r.PersonID], places)
	}
	slices.SortFunc(rows, func(a, b RollRow) int {
		return cmp.Or(strings.Compare(a.Institution, b.Institution), strings.Compare(a.searchName, b.searchName), strings.Compare(a.EnrolmentID, b.EnrolmentID))
	})
	return rows, nil
}

// postsToday gives the institutions each person is in post at, the newest
// stay last.
func postsToday(tx *db.Tx, personIDs []string) (map[string][]string, error) {
	stays, err := people.StaysOfTx(tx, personIDs)
	posts := map[string][]string{}
	for _, stay := range stays {
		if stay.InForce(tx.Today()) {
			posts[stay.PersonID] = append(posts[stay.PersonID], stay.InstitutionID)
		}
	}
	return posts, err
}

func rowOf(r run, person people.Person, posts []string, places map[string]people.Institution) RollRow {
	p := r.Progress
	row := RollRow{
		EnrolmentID: r.Enrolment.ID, PersonID: r.PersonID, Name: person.FullName(), searchName: person.SearchName, Presence: Left, Stage: p.Stage(),
		Read: p.ReadCount(), Lessons: len(p.Lessons), Attended: p.Attended, PreOn: submittedOn(p.Pre), PostOn: submittedOn(p.Post),
		WithdrawReason: r.WithdrawReason,
	}
	if r.InstitutionID != nil {
		row.Institution = places[*r.InstitutionID].Name
	}
	switch {
	case r.InstitutionID != nil && slices.Contains(posts, *r.InstitutionID):
		row.Presence = Here
	case len(posts) > 0:
		row.Presence, row.Now = Moved, places[posts[len(posts)-1]].Name
	}
	if p.Completion != nil {
		row.CompletedOn = &p.Completion.CompletedOn
	}
	if r.WithdrawnAt != nil {
		on := r.WithdrawnAt.Date()
		row.Stage, row.WithdrawnOn = Withdrawn, &on
	}
	return row
}

func submittedOn(a *assessments.Attempt) *db.Date {
	if a == nil || a.SubmittedAt == nil {
		return nil
	}
	on := a.Day()
	return &on
}
