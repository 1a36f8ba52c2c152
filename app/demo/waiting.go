package demo

import (
	"fmt"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/tables"
)

// writeTwice leaves somebody on record twice: an early stay was written in by
// hand without the document. It lies before all figures and changes none.
func (l *life) writeTwice() error {
	l.goTo(moment(opens+20, 16, 5))
	held := l.places[unit].held
	at := slices.IndexFunc(held, func(s *stay) bool { return s.facts != nil && s.covers(today) })
	if at < 0 {
		return fmt.Errorf("nobody works at %s", unit)
	}
	who, end := held[at].who, db.NewDate(2022, 10, 1)
	_, err := l.people.AddPerson(l.ctx, l.regionalManager(), people.PersonInput{DocumentType: "none", FirstSurname: who.FirstSurname, SecondSurname: who.SecondSurname, GivenNames: who.GivenNames},
		people.PostingInput{InstitutionID: l.places[loreto].ID, Cadre: people.Educator, Position: "Promotora", StartsOn: db.NewDate(2022, 1, 10), End: people.EndedOn, EndsOn: &end, EndReason: "Término de contrato"})
	return err
}

// regionalManager is the manager among the guests, who answers for Loreto.
func (l *life) regionalManager() access.Actor {
	manager := l.actorOf(access.Manager)
	manager.Roles = []access.Held{{Role: access.Manager, InstitutionID: l.places[loreto].ID, Path: l.places[loreto].Path}}
	return manager
}

// leaveList uploads the story centre's list of today in the manager's name and
// leaves it waiting: one person leaves with a date, one is missing, one is new,
// and one has a slip in the number of the document.
func (l *life) leaveList() error {
	at := moment(today, 8, 40)
	l.goTo(at)
	body, err := l.waitingList(l.places[ceiba])
	if err != nil {
		return err
	}
	_, err = l.people.UploadRosters(l.ctx, l.regionalManager(), l.places[ceiba].ID, []people.RosterFile{{Name: "personal-car-la-ceiba-2026-05-15.csv", Data: body}})
	return err
}

// waitingList is the list as the centre writes it.
func (l *life) waitingList(p *place) ([]byte, error) {
	var there []*stay
	for _, s := range p.held {
		if s.facts != nil && s.covers(today) {
			there = append(there, s)
		}
	}
	slices.SortFunc(there, func(a, b *stay) int { return strings.Compare(a.who.SearchName, b.who.SearchName) })
	leaver, missing, slip := l.changes(there)
	lines := [][]string{
		{strings.ToUpper(p.Name)}, {"Relación de personal al " + slashes(today)}, {},
		{"N°", "DNI", "Apellidos y nombres", "Cargo", "Modalidad", "Fecha de ingreso", "Fecha de cese", "Motivo"},
	}
	add := func(document, name, position, contract string, start db.Date, end, reason string) {
		lines = append(lines, []string{fmt.Sprint(len(lines) - 3), document, strings.ToUpper(name), position, contract, slashes(start), end, reason})
	}
	for _, s := range there {
		document, end, reason := s.who.Document(), "", ""
		switch s {
		case missing:
			continue
		case leaver:
			end, reason = slashes(today-4), "Término de contrato"
		case slip:
			document = slipped(document)
		}
		add(document, s.who.FirstSurname+" "+s.who.SecondSurname+" "+s.who.GivenNames, s.position, contractText(s.contract), s.start, end, reason)
	}
	add("99900117", "Ahuanari Núñez Flor de María", "Tutora", "CAS", today-5, "", "")
	return tables.ForExcel(lines)
}

// changes chooses of whom the list says something new: mentors the story does
// not need, the longest in post first.
func (l *life) changes(there []*stay) (leaver, missing, slip *stay) {
	var free []*stay
	for _, s := range there {
		if s.cadre == people.CARMentor && s.who != l.guest && s.who != l.moved && s.who.DocumentType == "dni" {
			free = append(free, s)
		}
	}
	slices.SortStableFunc(free, func(a, b *stay) int { return int(a.start - b.start) })
	for i, into := range []**stay{&leaver, &missing, &slip} {
		if i < len(free) {
			*into = free[i]
		}
	}
	return leaver, missing, slip
}

// slipped is a document's number with its last two digits swapped, or one more
// in the last place where they are the same.
func slipped(number string) string {
	digits := []byte(number)
	n := len(digits)
	if digits[n-1] == digits[n-2] {
		digits[n-1] = '0' + (digits[n-1]-'0'+1)%10
		return string(digits)
	}
	digits[n-1], digits[n-2] = digits[n-2], digits[n-1]
	return string(digits)
}

// contractText is a form of contract as lists write it.
func contractText(contract string) string {
	switch contract {
	case roster.ContractCAS:
		return "CAS"
	case roster.ContractService:
		return "Locación de servicios"
	case roster.Contract728:
		return "D. Leg. 728"
	default:
		return ""
	}
}

// slashes is a day as lists write it.
func slashes(day db.Date) string { return day.Time().Format("02/01/2006") }
