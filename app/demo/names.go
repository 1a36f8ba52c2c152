package demo

import (
	"fmt"
	"slices"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// The names that people are made of: of the coast, the Andes and the Amazon,
// in combinations that nobody chose.
var (
	surnamesAnywhere = []string{"Flores", "Núñez", "Peña", "Ibáñez", "Zúñiga", "Muñoz", "Ríos", "Vásquez", "Chávez", "de la Cruz", "Meléndez",
		"Ramírez", "Saldaña", "Ordóñez", "Cárdenas", "Zegarra", "Gutiérrez", "Benavides", "Salas", "Paredes", "Córdova", "Castañeda", "Ocaña", "Briceño",
		"Villanueva", "Acuña", "Luján", "Cáceres", "Montalvo", "Espinoza", "Bermúdez", "San Martín", "Del Castillo", "Ugarte", "Lozano", "Arévalo"}
	surnamesAndes = []string{"Quispe", "Mamani", "Condori", "Huamán", "Choquehuanca", "Ñaupari", "Ñahui", "Puma", "Cusihuamán", "Yupanqui", "Apaza",
		"Ticona", "Chambi", "Ccahuana", "Ccori", "Huallpa", "Sullca", "Tito", "Ninahuamán", "Pacheco", "Champi", "Catari", "Colque", "Llanqui", "Machaca",
		"Nina", "Pari", "Tupa", "Uscamayta", "Vilca", "Calcina", "Layme", "Huarca", "Inquilla", "Curasi", "Sutta"}
	surnamesAmazon = []string{"Tapullima", "Sangama", "Tuanama", "Yahuarcani", "Manihuari", "Ahuanari", "Murayari", "Canayo", "Cahuachi", "Tamani",
		"Arirama", "Huaymacari", "Silvano", "Pacaya", "Shupingahua", "Cachique", "Pizango", "Ihuaraqui", "Tangoa", "Amasifuén", "Curitima", "Inuma",
		"Macuyama", "Nashnate", "Pinchi", "Rengifo", "Shahuano", "Taricuarima", "Upiachihua", "Yaicate", "Yumbato", "Guerra", "Ochavano", "Maynas"}
	womensNames = []string{"María Luz", "Nélida", "Rosaura", "Milagros", "Yesenia", "Flor de María", "Ángela", "Lizbeth", "Deysi", "Luz Marina", "Edith",
		"Gladys", "Noemí", "Ruth Eliana", "Elva", "Sonia", "Marleny", "Julia Inés", "Karina", "Sheyla", "Roxana", "Haydeé", "Carmen Rosa", "Zoila",
		"Magaly", "Ñusta", "Yanina", "Brígida", "Teodora", "Keyla", "Mirtha", "Lucero", "Dina", "Felícitas", "Ana Cecilia", "Rocío", "Kusi", "Elizabeth"}
	mensNames = []string{"José Luis", "Wilder", "Edwin", "Percy", "Segundo", "Jhon", "Hernán", "Ángel", "Óscar", "Rubén", "Marcelino", "Eusebio", "Genaro",
		"Luis Alberto", "Jesús", "Elmer", "Rolando", "Nilton", "Víctor Raúl", "Julián", "Abel", "Samuel", "Teófilo", "Gilmer", "Amaru", "Darwin", "Isaías", "Néstor"}
)

// surnamesOf is how surnames of a region are mixed.
func surnamesOf(d dice, region string) []string {
	own := surnamesAnywhere
	switch region {
	case "16", "17":
		own = surnamesAmazon
	case "08", "21", "04":
		own = surnamesAndes
	}
	switch {
	case d.yes(0.55):
		return own
	case d.yes(0.8):
		return surnamesAnywhere
	case d.yes(0.5):
		return surnamesAndes
	default:
		return surnamesAmazon
	}
}

// person is somebody of the programme with all that the story knows of them.
type person struct {
	people.Person
	number  int
	stays   []*stay // oldest first
	dice    dice
	ability float64            // how they stand to others before any course, in standard deviations
	skills  map[string]*skill  // by competency
	took    map[string]db.Date // by course: when they were enrolled last
}

// newPerson invents somebody who comes to work in the region as one of the cadre.
func (l *life) newPerson(region string, cadre people.Cadre, since db.Date) *person {
	number := len(l.persons) + 1
	d := diceOf(fmt.Sprint("person ", number))
	p := &person{number: number, dice: d, ability: max(-2.2, min(2.2, d.about(0, 1))), skills: map[string]*skill{}, took: map[string]db.Date{}}
	women := map[people.Cadre]float64{people.CARMentor: 0.8, people.Psychologist: 0.75, people.SocialWorker: 0.85, people.JusticeOfPeace: 0.25}
	share, known := women[cadre]
	if !known {
		share = 0.5
	}
	p.Sex, p.GivenNames = "M", one(d, mensNames)
	if d.yes(share) {
		p.Sex, p.GivenNames = "F", one(d, womensNames)
	}
	p.FirstSurname, p.SecondSurname = one(d, surnamesOf(d, region)), one(d, surnamesOf(d, region))
	p.identify(d)
	year, _, _ := since.Time().Date()
	p.BirthYear = to(year - d.between(23, 58))
	p.Language = languageOf(d, region, cadre)
	p.rename(p.FirstSurname, p.SecondSurname, p.GivenNames)
	l.persons = append(l.persons, p)
	return p
}

// rename gives the person these names.
func (p *person) rename(first, second, given string) {
	p.FirstSurname, p.SecondSurname, p.GivenNames = first, second, given
	p.SearchName = roster.Fold(first + " " + second + " " + given)
}

// identify gives the person a document. DNI of the demonstration begin with 99,
// which RENIEC has not reached; a few people have a foreigner's card, and one in a
// hundred a list forgot to give a number.
func (p *person) identify(d dice) {
	switch {
	case d.yes(0.01):
		p.DocumentType = "none"
	case d.yes(0.02):
		p.DocumentType, p.DocumentNumber = "ce", to(fmt.Sprintf("0099%05d", p.number*37%100000))
	default:
		p.DocumentType, p.DocumentNumber = "dni", to(fmt.Sprintf("99%06d", (p.number*7919+104729)%1000000))
	}
}

// languageOf is the locale that somebody is best reached in. Most read Spanish
// best, also where Quechua is spoken at home.
func languageOf(d dice, region string, cadre people.Cadre) string {
	if slices.Contains([]string{"08", "21"}, region) && (cadre == people.JusticeOfPeace && d.yes(0.7) || d.yes(0.08)) {
		return "quz"
	}
	return "es"
}
