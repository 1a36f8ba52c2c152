package certificates

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/mail"
	"relevo/app/people"
	"relevo/courses"
)

// Reminder is the fact that a holder was reminded of the end of a certificate.
type Reminder struct {
	CertificateID string  `gorm:"primaryKey"`
	ValidUntil    db.Date `gorm:"primaryKey"`
	RemindedAt    db.Instant
}

// TableName names the table for GORM.
func (Reminder) TableName() string { return "certificate_reminder" }

// Ending is a certificate of the reader that ends soon or has just ended.
type Ending struct {
	Certificate
	DaysLeft int    // -1: it ended yesterday
	Next     []Next // where the course can be taken again
	Told     bool   // it was noted that the holder was reminded
}

// Next is an offering of a course that is not over.
type Next struct {
	Code             string
	StartsOn, EndsOn db.Date
}

// remindAfter is for how many days after its end a certificate is still called
// to its holder's mind.
const remindAfter = 30

// Endings gives the actor's own certificates of competence that end within the days
// of their course's reminder or ended shortly before, the first to end first,
// unless one in the same course stands longer.
func (s *Service) Endings(ctx context.Context, actor access.Actor) ([]Ending, error) {
	if !actor.LoggedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if actor.PersonID == "" {
		return nil, nil
	}
	var list []Ending
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = endingsOf(tx, actor.PersonID)
		return err
	})
	return list, err
}

func endingsOf(tx *db.Tx, personID string) ([]Ending, error) {
	all, err := ofPerson(tx, personID)
	if err != nil {
		return nil, err
	}
	last := map[string]Certificate{} // by course
	for _, c := range all {
		if c.ValidUntil == nil || c.RevokedAt != nil {
			continue
		}
		if l, ok := last[c.CourseID]; !ok || *c.ValidUntil > *l.ValidUntil {
			last[c.CourseID] = c
		}
	}
	if len(last) == 0 {
		return nil, nil
	}
	rules, err := rulesNow(tx)
	if err != nil {
		return nil, err
	}
	var list []Ending
	for _, c := range last {
		from, reminds := cycleOf(rules, c.CourseID).RemindFrom(*c.ValidUntil)
		if left := *c.ValidUntil - tx.Today(); reminds && tx.Today() >= from && left >= -remindAfter {
			list = append(list, Ending{Certificate: c, DaysLeft: int(left)})
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	slices.SortFunc(list, func(a, b Ending) int { return strings.Compare(a.ValidUntil.String()+a.ID, b.ValidUntil.String()+b.ID) })
	return list, fillEndings(tx, personID, list)
}

// fillEndings says where each course can be taken again and who was reminded.
func fillEndings(tx *db.Tx, personID string, list []Ending) error {
	place, err := people.SnapshotTx(tx, personID, tx.Today())
	if err != nil {
		return err
	}
	titles, err := courses.OfferingTitlesTx(tx)
	if err != nil {
		return err
	}
	var placeIDs, ids []string
	for _, o := range titles {
		placeIDs = append(placeIDs, o.At...)
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	if err != nil {
		return err
	}
	for _, e := range list {
		ids = append(ids, e.ID)
	}
	var told []Reminder
	if err := tx.DB.Where("certificate_id IN ?", ids).Find(&told).Error; err != nil {
		return err
	}
	for i := range list {
		e := &list[i]
		for _, o := range titles {
			forThem := place.Path != "" && slices.ContainsFunc(o.At, func(id string) bool { return strings.HasPrefix(place.Path, places[id].Path) })
			if o.CourseID == e.CourseID && o.EndsOn >= tx.Today() && forThem {
				e.Next = append(e.Next, Next{o.Code, o.StartsOn, o.EndsOn})
			}
		}
		e.Told = slices.ContainsFunc(told, func(r Reminder) bool { return r.CertificateID == e.ID && r.ValidUntil == *e.ValidUntil })
	}
	return nil
}

// NoteReminded writes down, once for each certificate and end, that the actor
// was shown what Endings gives. What was written to them is mail's to know.
func (s *Service) NoteReminded(ctx context.Context, actor access.Actor) error {
	if actor.PersonID == "" {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := endingsOf(tx, actor.PersonID)
		if err != nil {
			return err
		}
		for _, e := range list {
			row := Reminder{CertificateID: e.ID, ValidUntil: *e.ValidUntil, RemindedAt: tx.Now}
			if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// ExpiringMonth is how many certificates of competence end in a month.
type ExpiringMonth struct {
	Month db.Date // its first day
	Count int
}

// ExpiringRow is a certificate that ends, as those who issue see it.
type ExpiringRow struct {
	Row
	RemindedOn *db.Date   // when its holder saw it in relevo; nil: not yet
	Mail       mail.State // what became of the letter about it; empty: there is none
	MailedOn   db.Date    // when that was so; 0 without a letter
}

// Expiring is what ends in an institution and those below it.
type Expiring struct {
	InstitutionID string // empty: all in the actor's scope
	Institutions  []Place
	Months        []ExpiringMonth // this one and those that follow
	Month         db.Date         // the first day of the one chosen
	Rows          []ExpiringRow   // that end in it, the first to end first
	More          bool            // there are more than are shown
	ByMail        bool            // holders are written to as well
}

// How far ahead certificates that end are counted, and how many are shown.
const (
	expiringMonths = 12
	expiringRows   = 200
)

// Expiring gives the standing certificates of competence that end in a month
// (nil: this one), with how many end in each of the coming twelve. One that
// its holder has renewed is left out.
func (s *Service) Expiring(ctx context.Context, actor access.Actor, institutionID string, month *db.Date) (Expiring, error) {
	return s.ExpiringAfter(ctx, actor, institutionID, month, "")
}

// ExpiringAfter gives the same with the rows that follow that of a certificate; empty: from the first.
func (s *Service) ExpiringAfter(ctx context.Context, actor access.Actor, institutionID string, month *db.Date, after string) (Expiring, error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return Expiring{}, err
	}
	out := Expiring{InstitutionID: institutionID, ByMail: s.Mail.Configured()}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		places, err := people.InstitutionsInScopeTx(tx, actor, access.IssueCertificates)
		if err != nil {
			return err
		}
		paths := actor.Scopes(access.IssueCertificates)
		for _, p := range places {
			out.Institutions = append(out.Institutions, Place{p.ID, p.Name})
			if p.ID == institutionID {
				paths = []string{p.Path}
			}
		}
		if institutionID != "" && !slices.ContainsFunc(places, func(p people.Institution) bool { return p.ID == institutionID }) {
			return fault.Missing("noun.institution")
		}
		first := monthOf(tx.Today())
		out.Month = first
		if month != nil {
			out.Month = monthOf(*month)
		}
		list, err := endingWithin(tx, paths, tx.Today(), first.AddMonths(expiringMonths))
		if err != nil {
			return err
		}
		for i := range expiringMonths {
			out.Months = append(out.Months, ExpiringMonth{Month: first.AddMonths(i)})
		}
		for _, c := range list {
			for i := range out.Months {
				if out.Months[i].Month == monthOf(*c.ValidUntil) {
					out.Months[i].Count++
				}
			}
		}
		list = slices.DeleteFunc(list, func(c Certificate) bool { return monthOf(*c.ValidUntil) != out.Month })
		if list, err = following(tx, list, after); err != nil {
			return err
		}
		return out.fill(tx, list)
	})
	return out, err
}

// following gives what of certificates, the first to end first, comes after one; all of them where none is named.
func following(tx *db.Tx, list []Certificate, after string) ([]Certificate, error) {
	if after == "" {
		return list, nil
	}
	before, err := takeBy(tx, "id", after)
	if err != nil {
		return nil, err
	}
	if before.ValidUntil == nil {
		return nil, fault.Missing("noun.certificate")
	}
	return slices.DeleteFunc(list, func(c Certificate) bool {
		return cmp.Or(cmp.Compare(*c.ValidUntil, *before.ValidUntil), strings.Compare(c.ID, before.ID)) <= 0
	}), nil
}

func monthOf(d db.Date) db.Date { return d - db.Date(d.Time().Day()-1) }

func (e *Expiring) fill(tx *db.Tx, list []Certificate) error {
	if e.More = len(list) > expiringRows; e.More {
		list = list[:expiringRows]
	}
	var ids, personIDs []string
	for _, c := range list {
		ids, personIDs = append(ids, c.ID), append(personIDs, c.PersonID)
	}
	holders, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return err
	}
	told := map[string]db.Instant{}
	var reminders []Reminder
	if err := tx.DB.Where("certificate_id IN ?", ids).Find(&reminders).Error; err != nil {
		return err
	}
	for _, r := range reminders {
		told[r.CertificateID] = r.RemindedAt
	}
	letters, err := lettersOf(tx, list)
	if err != nil {
		return err
	}
	for _, row := range inRows(tx, list, holders) {
		one := ExpiringRow{Row: row}
		if at, ok := told[row.ID]; ok {
			on := at.Date()
			one.RemindedOn = &on
		}
		if letter, written := letters[reminderKey(row.Certificate)]; written {
			one.Mail, one.MailedOn = letter.State, letter.MovedAt.Date()
		}
		e.Rows = append(e.Rows, one)
	}
	return nil
}

// endingWithin gives the certificates below the paths that stand and end on
// the days from ≤ day < to, the first to end first, without those whose holder
// has one in the same course that stands longer.
func endingWithin(tx *db.Tx, paths []string, from, to db.Date) ([]Certificate, error) {
	query := tx.DB.Model(&Certificate{}).Where("certificate.revoked_at IS NULL AND certificate.valid_until >= ? AND certificate.valid_until < ?", from, to).
		Where(`NOT EXISTS (SELECT 1 FROM certificate l WHERE l.person_id = certificate.person_id AND l.course_id = certificate.course_id
AND l.revoked_at IS NULL AND l.valid_until > certificate.valid_until)`)
	var list []Certificate
	err := below(query, paths).Order("certificate.valid_until, certificate.id").Find(&list).Error
	return list, err
}
