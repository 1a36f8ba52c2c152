package demo

import (
	"cmp"
	"slices"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// stay is one person's time in one post as it truly was. What the programme
// knows of it is in its facts.
type stay struct {
	who      *person
	at       *place
	cadre    people.Cadre
	position string
	contract string
	start    db.Date
	end      db.Date // first day not in post; never while it lasts
	reason   string
	silent   bool             // the end is on no list: the person vanishes between two
	facts    []people.Posting // what was recorded, oldest first
}

// never is the end of a stay that lasts.
var never = db.NewDate(9999, 12, 31)

// covers tells whether the person is truly there on the day.
func (s *stay) covers(day db.Date) bool { return s.start <= day && day < s.end }

// slot is a post and when it falls vacant next.
type slot struct {
	at     *place
	cadre  people.Cadre
	holder *stay
	vacant db.Date // from when it can be filled
	dice   dice
}

// employ lets two years of people come and go, from the first day on, one
// arrival after the other.
func (l *life) employ() error {
	var slots []*slot
	for _, p := range l.order {
		for _, want := range p.posts {
			for n := range want.n {
				s := &slot{at: p, cadre: want.cadre, dice: diceOf("slot " + p.Code + string(want.cadre) + string(rune('a'+n)))}
				p.slots, slots = append(p.slots, s), append(slots, s)
				l.begin(s)
			}
		}
	}
	for {
		next := slices.MinFunc(slots, func(a, b *slot) int { return cmp.Compare(a.vacant, b.vacant) })
		switch {
		case next.vacant > today:
			return l.settleStaff()
		case next.vacant > next.at.horizon():
			next.vacant = never // whether somebody came is not known yet
		default:
			l.fill(next, slots)
		}
	}
}

// settleStaff adds second posts and records everything.
func (l *life) settleStaff() error {
	l.secondPosts()
	for _, p := range l.persons {
		slices.SortFunc(p.stays, func(a, b *stay) int { return cmp.Compare(a.start, b.start) })
	}
	l.recordStays()
	return l.insertStaff()
}

// begin puts somebody into a post who was there before the programme opened.
func (l *life) begin(s *slot) {
	length := s.length()
	start := opens - db.Date(s.dice.between(5, max(6, length-5)))
	if s.at.Code == cuscoCourt {
		length = 10000 // nobody leaves there
	}
	p := l.newPerson(s.at.Region(), s.cadre, start)
	l.take(s, p, start, start+db.Date(length))
}

// take gives the post to the person for these days.
func (l *life) take(s *slot, p *person, start, end db.Date) {
	held := &stay{who: p, at: s.at, cadre: s.cadre, position: positionOf(s.cadre, p.Sex), contract: contractOf(s.dice, s.at, s.cadre), start: start, end: end}
	held.reason = one(s.dice, reasonsOf(s.at.Kind))
	held.silent = s.at.keepsLists() && s.dice.yes(0.3)
	p.stays, s.at.held = append(p.stays, held), append(s.at.held, held)
	s.holder, s.vacant = held, end+db.Date(s.gap())
	if held.end > s.at.horizon() {
		held.end, s.vacant = never, never
	}
	s.renew(held)
}

// renew splits a long stay under a short contract into contracts that follow each
// other: the programme must not take a renewal for somebody leaving.
func (s *slot) renew(held *stay) {
	if !s.at.keepsLists() || held.contract == roster.Contract276 || !s.dice.yes(0.6) {
		return
	}
	second := held.start + db.Date(s.dice.between(85, 95))
	if second <= opens || second+40 > min(held.end, lastList) {
		return
	}
	next := *held
	next.start, next.contract = second+db.Date(s.dice.between(0, 6)), roster.ContractCAS
	held.end, held.silent, held.reason = second, false, "Renovación de contrato"
	held.who.stays, s.at.held = append(held.who.stays, &next), append(s.at.held, &next)
	s.holder = &next
}

// fill gives a vacant post to somebody: one who left a like place lately, one who
// comes back, or somebody new.
func (l *life) fill(s *slot, slots []*slot) {
	start := s.vacant
	if l.scripted(s, slots) {
		return
	}
	p := l.movable(s, start)
	if p == nil {
		p = l.newPerson(s.at.Region(), s.cadre, start)
	}
	l.take(s, p, start, start+db.Date(s.length()))
}

// movable finds somebody who left a like place within two months, or the very
// place within half a year; mostly nobody.
func (l *life) movable(s *slot, day db.Date) *person {
	transfer, back := s.dice.yes(0.17), s.dice.yes(0.04)
	if !transfer && !back {
		return nil
	}
	for _, p := range slices.Backward(l.persons) {
		last := p.stays[len(p.stays)-1]
		gone := int(day - last.end)
		switch {
		case last.cadre != s.cadre || last.end > day || len(p.stays) > 4:
		case transfer && last.at != s.at && last.at.Kind == s.at.Kind && last.at.parent == s.at.parent && gone <= 60,
			transfer && last.at != s.at && last.at.Kind == s.at.Kind && gone <= 20,
			back && last.at == s.at && gone >= 40 && gone <= 180:
			return p
		}
	}
	return nil
}

// secondPosts lets some people hold a second post beside the first, as a few
// hours of consultancy are.
func (l *life) secondPosts() {
	pairs := []struct {
		from, at string
		cadre    people.Cadre
	}{
		{"DEMUNA-LOR", "ONG-RIO", people.Psychologist}, {"DEMUNA-CUS", "ONG-SUR", people.Psychologist}, {"DEMUNA-MDD", "ONG-SUR", people.Psychologist},
		{"UPE-LOR", "DEMUNA-LOR", people.Lawyer}, {"UPE-MDD", "DEMUNA-MDD", people.Lawyer}, {"UPE-PUN", "DEMUNA-PUN", people.Lawyer},
		{"UPE-LIM", "DEMUNA-LIM", people.Lawyer}, {"UPE-CUS", "DEMUNA-CUS", people.Lawyer},
	}
	for _, pair := range pairs {
		d := diceOf("second post " + pair.from + pair.at)
		for _, s := range l.places[pair.from].slots {
			if held := s.holder; s.cadre == pair.cadre && held.covers(today) {
				start := max(held.start, opens+90) + db.Date(d.between(10, 40))
				if start < today {
					held.who.stays = append(held.who.stays, &stay{who: held.who, at: l.places[pair.at], cadre: pair.cadre,
						position: positionOf(pair.cadre, held.who.Sex), contract: roster.ContractService, start: start, end: never})
				}
			}
		}
	}
}

// length is how many days somebody stays in the post. In the centres contracts
// end every three months; elsewhere people stay for years.
func (s *slot) length() int {
	d := s.dice
	switch {
	case s.at.Kind == people.CareCentre && s.cadre == people.CARMentor:
		switch roll := d.Float64(); {
		case roll < 0.22:
			return d.between(25, 60)
		case roll < 0.72:
			return d.between(78, 95)
		case roll < 0.90:
			return d.between(100, 150)
		default:
			return d.between(160, 230)
		}
	case s.at.Kind == people.CareCentre:
		return d.between(110, 420)
	case s.at.Kind == people.ProtectionUnit, s.at.Kind == people.MunicipalOmbuds, s.at.Kind == people.NGO:
		return d.between(300, 1300)
	default:
		return d.between(700, 4300)
	}
}

// gap is how many days the post stands empty afterwards.
func (s *slot) gap() int {
	if s.at.keepsLists() {
		return s.dice.between(0, 14)
	}
	return s.dice.between(5, 60)
}

// positionOf is the post as a list words it.
func positionOf(cadre people.Cadre, sex string) string {
	words := map[people.Cadre][2]string{
		people.CARMentor: {"Tutora", "Tutor"}, people.Psychologist: {"Psicóloga", "Psicólogo"}, people.SocialWorker: {"Trabajadora social", "Trabajador social"},
		people.Lawyer: {"Abogada", "Abogado"}, people.Coordinator: {"Coordinadora", "Coordinador"}, people.Judge: {"Jueza", "Juez"},
		people.Prosecutor: {"Fiscal", "Fiscal"}, people.Ombudsman: {"Comisionada", "Comisionado"}, people.JusticeOfPeace: {"Jueza de paz", "Juez de paz"},
		people.PublicDefender: {"Defensora pública", "Defensor público"}, people.Educator: {"Educadora", "Educador"}, people.Administrative: {"Asistente administrativa", "Asistente administrativo"},
	}[cadre]
	if sex == "F" {
		return words[0]
	}
	return words[1]
}

// contractOf is the form of contract that somebody in the post has.
func contractOf(d dice, at *place, cadre people.Cadre) string {
	switch {
	case cadre == people.JusticeOfPeace:
		return roster.ContractOther // chosen by the community, unpaid
	case at.Sector == "private":
		return one(d, []string{roster.Contract728, roster.ContractService})
	case at.Kind == people.CareCentre:
		return one(d, []string{roster.ContractService, roster.ContractService, roster.ContractCAS, roster.ContractCAS, roster.ContractCAS})
	case at.Kind == people.Court, at.Kind == people.ProsecutionOffice:
		return one(d, []string{roster.Contract276, roster.Contract276, roster.Contract728})
	default:
		return one(d, []string{roster.ContractCAS, roster.ContractCAS, roster.Contract728})
	}
}

// reasonsOf are the reasons for leaving that lists give.
func reasonsOf(kind people.Kind) []string {
	if kind == people.CareCentre {
		return []string{"Término de contrato", "Término de contrato", "Término de contrato", "Renuncia", "Renuncia", "Motivos de salud"}
	}
	return []string{"Término de contrato", "Renuncia", "Traslado", "Cese", "Encargo concluido"}
}
