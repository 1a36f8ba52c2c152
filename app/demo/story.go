package demo

import (
	"errors"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/certificates"
)

// The days around which the story is arranged.
var (
	moveFrom  = db.NewDate(2026, time.February, 20) // from then on a trained mentor moves from La Lupuna to La Ceiba
	guestFrom = db.NewDate(2026, time.April, 3)     // from then on the official among the guests may begin
)

// scripted fills a vacancy as the story wants it, and tells whether it did.
func (l *life) scripted(s *slot, slots []*slot) bool {
	if s.at.Code != ceiba || s.cadre != people.CARMentor {
		return false
	}
	switch {
	case s.vacant >= guestFrom && l.guest == nil:
		l.guest = l.newPerson(s.at.Region(), s.cadre, s.vacant)
		l.guest.Sex = "F"
		l.guest.rename("Tapullima", "Ñaupari", "Rosaura")
		l.take(s, l.guest, s.vacant, never)
		return true
	case s.vacant >= moveFrom && l.moved == nil:
		return l.move(s, slots)
	}
	return false
}

// move lets a mentor of La Lupuna, trained there, take the post in La Ceiba.
func (l *life) move(s *slot, slots []*slot) bool {
	day := s.vacant
	for _, from := range slots {
		held := from.holder
		if from.at.Code != lupuna || from.cadre != people.CARMentor || !held.covers(day) || held.start > day-45 || held.start < day-120 {
			continue
		}
		held.end, held.silent, held.reason = day, false, "Traslado a otro centro"
		from.vacant = day + 6
		l.moved = held.who
		l.moved.ability = 1.3
		l.take(s, held.who, day, never)
		return true
	}
	return false
}

// official is the person whom the official among the guests is.
func (l *life) official() (*person, error) {
	if l.guest == nil {
		return nil, errors.New("no post fell vacant for the " + string(access.Official))
	}
	return l.guest, nil
}

// isSure tells whose courses the story wants to be completed: of the mentor who
// moves, and of the court in which nobody is asked again.
func (l *life) isSure(p *person) bool {
	return p == l.moved || p.stays[0].at.Code == cuscoCourt
}

// asksNoMore tells where the last follow-up is never answered: in the court in
// which everybody stays and nobody looks whether they still can.
func (l *life) asksNoMore(j *journey, months int) bool {
	return months == 6 && j.who.stays[0].at.Code == cuscoCourt
}

// revokeOne takes back one of the story centre's certificates, for whoever
// wants to see how that looks.
func (l *life) revokeOne() error {
	by := l.accounts[guestOf(access.Manager).Username].ID
	for i := range l.rows.certificates {
		c := &l.rows.certificates[i]
		if c.Kind == certificates.Completion && c.InstitutionID != nil && *c.InstitutionID == l.places[ceiba].ID {
			at := l.at(moment(c.IssuedOn+6, 16, 20))
			c.RevokedAt, c.RevokedBy, c.RevokeReason = to(at.Now), to(by), "Las horas de asistencia se anotaron a nombre equivocado."
			l.audit(at, by, "certificates.certificate.revoke", "certificate", c.ID, nil)
			return nil
		}
	}
	return errors.New("the story centre has no certificate")
}
