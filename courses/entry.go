package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// Entry is a code with which people enrol themselves in an offering.
type Entry struct {
	ID         string
	OfferingID string
	Code       string
	LastOn     db.Date
	Cadres     Cadres // empty: all
	OpenedAt   db.Instant
	OpenedBy   string
	ClosedAt   *db.Instant
	ClosedBy   *string
}

// TableName names the table for GORM.
func (Entry) TableName() string { return "offering_entry" }

// Open tells whether people can enrol themselves on a day.
func (e Entry) Open(today db.Date) bool { return e.ClosedAt == nil && today <= e.LastOn }

// EntryInstitution says that an entry is for the staff of an institution and those below it.
type EntryInstitution struct {
	EntryID       string `gorm:"primaryKey"`
	InstitutionID string `gorm:"primaryKey"`
}

// TableName names the table for GORM.
func (EntryInstitution) TableName() string { return "offering_entry_institution" }

// EntryInput says until when and who may enrol themselves.
type EntryInput struct {
	LastOn         db.Date
	Cadres         []people.Cadre // empty: all
	InstitutionIDs []string       // empty: those of the offering
}

// OpenEntry makes a code with which people enrol themselves; the one there was works no more.
func (s *Service) OpenEntry(ctx context.Context, actor access.Actor, offeringID string, in EntryInput) (entry Entry, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return entry, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		offering, _, err := wholeOffering(tx, actor, offeringID, notWhole)
		if err != nil {
			return err
		}
		var check fault.Check
		check.That(in.LastOn >= tx.Today() && in.LastOn <= offering.EndsOn, "last_on", "seats.entry_last", "from", tx.Today(), "to", offering.EndsOn)
		for _, c := range in.Cadres {
			check.That(slices.Contains(people.Cadres(), c), "cadres", "courses.choose_one")
		}
		if err := check.Err(); err != nil {
			return err
		}
		if err := mayRunAt(tx, actor, in.InstitutionIDs); err != nil {
			return err
		}
		if err := lock(tx, offeringID); err != nil {
			return err
		}
		if err := closeEntries(tx, actor, offeringID); err != nil {
			return err
		}
		entry = Entry{ID: tx.NewID(), OfferingID: offeringID, Code: roomCode(tx), LastOn: in.LastOn, Cadres: in.Cadres, OpenedAt: tx.Now, OpenedBy: actor.AccountID}
		if err := tx.DB.Create(&entry).Error; err != nil {
			return err
		}
		for _, id := range unique(in.InstitutionIDs) {
			if err := tx.DB.Create(&EntryInstitution{EntryID: entry.ID, InstitutionID: id}).Error; err != nil {
				return err
			}
		}
		return access.Record(tx, actor, "courses.entry.open", "offering", offeringID, map[string]any{"last_on": in.LastOn})
	})
	return entry, err
}

func closeEntries(tx *db.Tx, actor access.Actor, offeringID string) error {
	return tx.DB.Model(&Entry{}).Where("offering_id = ? AND closed_at IS NULL", offeringID).Updates(map[string]any{"closed_at": tx.Now, "closed_by": actor.AccountID}).Error
}

// CloseEntry ends enrolling by code at once.
func (s *Service) CloseEntry(ctx context.Context, actor access.Actor, offeringID string) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := wholeOffering(tx, actor, offeringID, notWhole); err != nil {
			return err
		}
		if err := closeEntries(tx, actor, offeringID); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.entry.close", "offering", offeringID, nil)
	})
}

// entryNow gives the code of an offering that works today; nil when there is none.
func entryNow(tx *db.Tx, offeringID string) (*Entry, error) {
	var list []Entry
	err := tx.DB.Where("offering_id = ? AND closed_at IS NULL AND last_on >= ?", offeringID, tx.Today()).Order("opened_at DESC, id DESC").Limit(1).Find(&list).Error
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// placesOf gives the institutions whose staff an entry is for.
func (e Entry) placesOf(tx *db.Tx) ([]people.Institution, error) {
	links, err := whereIn[EntryInstitution](tx, "entry_id", []string{e.ID})
	if err != nil || len(links) == 0 {
		return nil, err
	}
	ids := make([]string, len(links))
	for i, l := range links {
		ids[i] = l.InstitutionID
	}
	found, err := people.InstitutionsTx(tx, ids)
	list := make([]people.Institution, 0, len(found))
	for _, i := range found {
		list = append(list, i)
	}
	slices.SortFunc(list, func(a, b people.Institution) int { return strings.Compare(a.SearchName+a.ID, b.SearchName+b.ID) })
	return list, err
}

// EntryView is an offering as whoever has its code sees it.
type EntryView struct {
	Offering
	CourseTitle string
	Summary     string
	Language    string
	Hours       float64
	EnrolmentID string        // empty: not enrolled
	Waiting     int           // their place in the line; 0: none
	Full        bool          // who enrols now waits
	Line        int           // how many wait
	Refused     string        // the key of why they cannot; empty: they can
	Lacks       []Requirement // what they must complete before; none: nothing
	candidate   Candidate
}

// entryBy finds the offering whose code was scanned or typed.
func entryBy(tx *db.Tx, typed string) (Entry, error) {
	var entry Entry
	code, ok := ParseRoomCode(typed)
	if !ok {
		return entry, fault.OnField("code", "survey.code.wrong")
	}
	err := tx.DB.Where("code = ?", code).Take(&entry).Error
	if db.IsNone(err) || err == nil && !entry.Open(tx.Today()) {
		return entry, fault.OnField("code", "seats.entry_over")
	}
	return entry, err
}

func entryView(tx *db.Tx, actor access.Actor, entry Entry) (EntryView, error) {
	var view EntryView
	var err error
	if view.Offering, err = take[Offering](tx, entry.OfferingID, "noun.offering"); err != nil {
		return view, err
	}
	version, err := take[CourseVersion](tx, view.CourseVersionID, "noun.course")
	if err != nil {
		return view, err
	}
	view.CourseTitle, view.Summary, view.Language, view.Hours = version.Title, version.Summary, version.Language, version.Hours
	free, err := freeSeats(tx, view.Offering)
	if err != nil {
		return view, err
	}
	line, err := lineOf(tx, view.ID)
	if err != nil {
		return view, err
	}
	view.Full, view.Line = free == 0, len(line)
	for i, w := range line {
		if w.PersonID == actor.PersonID {
			view.Waiting = i + 1
		}
	}
	if actor.PersonID == "" {
		view.Refused = "seats.entry_nobody"
		return view, nil
	}
	var own []Enrolment
	if err := tx.DB.Where("offering_id = ? AND person_id = ? AND withdrawn_at IS NULL", view.ID, actor.PersonID).Find(&own).Error; err != nil {
		return view, err
	}
	if len(own) > 0 {
		view.EnrolmentID = own[0].ID
		return view, nil
	}
	if view.candidate, view.Refused, err = entry.fits(tx, actor.PersonID, view.Offering); err != nil || view.Refused != "" {
		return view, err
	}
	lacks, err := lackingOf(tx, view.CourseVersionID, []string{actor.PersonID})
	if view.Lacks = lacks[actor.PersonID]; len(view.Lacks) > 0 {
		view.Refused = "seats.entry_lacks"
	}
	return view, err
}

// fits finds the post for which somebody may enrol themselves, or says why there is none.
func (e Entry) fits(tx *db.Tx, personID string, offering Offering) (Candidate, string, error) {
	if tx.Today() > offering.EndsOn {
		return Candidate{}, "seats.entry_over", nil
	}
	places, err := e.placesOf(tx)
	if err == nil && len(places) == 0 {
		places, err = institutionsOfOffering(tx, offering.ID)
	}
	if err != nil {
		return Candidate{}, "", err
	}
	stays, err := people.StaysOfTx(tx, []string{personID})
	if err != nil {
		return Candidate{}, "", err
	}
	var at []string
	for _, stay := range stays {
		at = append(at, stay.InstitutionID)
	}
	institutions, err := people.InstitutionsTx(tx, at)
	refused := "seats.entry_elsewhere"
	for _, stay := range slices.Backward(stays) { // newest start first: the role that counts
		path := institutions[stay.InstitutionID].Path
		if !stay.InForce(tx.Today()) || !slices.ContainsFunc(places, func(i people.Institution) bool { return strings.HasPrefix(path, i.Path) }) {
			continue
		}
		if len(e.Cadres) > 0 && !slices.Contains(e.Cadres, stay.Cadre) {
			refused = "seats.entry_cadre"
			continue
		}
		return Candidate{PersonID: personID, InstitutionID: stay.InstitutionID, Cadre: stay.Cadre, Since: stay.StartsOn}, "", err
	}
	return Candidate{}, refused, err
}

// EntryByCode gives the offering whose code the actor has.
func (s *Service) EntryByCode(ctx context.Context, actor access.Actor, typed string) (view EntryView, err error) {
	if err := s.mayTry(actor); err != nil {
		return view, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		entry, err := entryBy(tx, typed)
		if err != nil {
			return err
		}
		view, err = entryView(tx, actor, entry)
		return err
	})
	return view, err
}

// Enter enrols the actor in the offering whose code they have or, when it is full, puts
// them at the end of its line. Doing it again changes nothing.
func (s *Service) Enter(ctx context.Context, actor access.Actor, typed string) (view EntryView, err error) {
	if err := s.mayTry(actor); err != nil {
		return view, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		entry, err := entryBy(tx, typed)
		if err != nil {
			return err
		}
		if err := lock(tx, entry.OfferingID); err != nil {
			return err
		}
		if view, err = entryView(tx, actor, entry); err != nil {
			return err
		}
		switch {
		case view.EnrolmentID != "" || view.Waiting > 0:
			return nil
		case view.Refused != "":
			return fault.New(fault.Conflict, view.Refused)
		}
		out, err := seat(tx, actor, view.Offering, []Candidate{view.candidate}, nil)
		if err != nil {
			return err
		}
		if err := access.Record(tx, actor, "courses.enter", "offering", entry.OfferingID, map[string]int{"added": out.Added, "waiting": out.Waiting}); err != nil {
			return err
		}
		view, err = entryView(tx, actor, entry)
		return err
	})
	return view, err
}
