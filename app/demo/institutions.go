package demo

import (
	"fmt"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
)

// rootCode is the institution above all others; its being there tells that
// the demonstration is.
const rootCode = "DEMO"

// The institutions that the story tells of.
const (
	ceiba      = "CAR-LOR-1" // many certificates, few who can still do it
	lupuna     = "CAR-LOR-2" // trains whoever comes within three weeks
	loreto     = "ACOGE-LOR" // the manager's
	unit       = "UPE-LOR"   // somebody of it is on record twice
	cuscoCourt = "JUZ-CUS"   // nobody leaves, and nobody is asked again
)

// place is an institution of the programme with the posts that it has.
type place struct {
	people.Institution
	parent string // code
	posts  []post
	slots  []*slot
	held   []*stay // all stays in them; those of second posts are their people's alone
}

// post is how many people of a cadre there are to be.
type post struct {
	cadre people.Cadre
	n     int
}

// Who works where. Numbers are posts.
var (
	carStaff  = []post{{people.CARMentor, 5}, {people.Psychologist, 1}, {people.SocialWorker, 1}, {people.Coordinator, 1}}
	carSmall  = []post{{people.CARMentor, 4}, {people.Psychologist, 1}, {people.Coordinator, 1}}
	upeStaff  = []post{{people.Psychologist, 1}, {people.SocialWorker, 1}, {people.Lawyer, 1}}
	courtHall = []post{{people.Judge, 3}, {people.Administrative, 1}}
	peace     = []post{{people.JusticeOfPeace, 2}}
	fiscals   = []post{{people.Prosecutor, 4}, {people.Administrative, 1}}
	ombuds    = []post{{people.Ombudsman, 3}, {people.Lawyer, 1}}
	defenders = []post{{people.PublicDefender, 3}}
	demuna    = []post{{people.Psychologist, 1}, {people.Lawyer, 1}}
	ngo       = []post{{people.Coordinator, 1}, {people.Psychologist, 2}, {people.Educator, 2}}
)

// seat is a line of the table of institutions.
type seat struct {
	code, parent, name string
	kind               people.Kind
	sector, ubigeo     string // the place's UBIGEO as INEI has it
	setting            string
	posts              []post
}

// seats are the institutions, parents first. All of them are invented, and
// say so; only the regions, provinces and districts are real.
var seats = []seat{
	{rootCode, "", "Programa Relevo (demo)", people.Network, "public", "", "", nil},

	{"ACOGE", rootCode, "Programa de acogida (demo)", people.Network, "public", "15", "", nil},
	{"ACOGE-LIM", "ACOGE", "Red de acogida de Lima (demo)", people.Network, "public", "15", "", nil},
	{"CAR-LIM-1", "ACOGE-LIM", "CAR El Molle (demo)", people.CareCentre, "public", "150132", "urban", carStaff},
	{"CAR-LIM-2", "ACOGE-LIM", "CAR El Huarango (demo)", people.CareCentre, "private", "150142", "urban", carSmall},
	{"UPE-LIM", "ACOGE-LIM", "UPE de la Costa (demo)", people.ProtectionUnit, "public", "150101", "urban", upeStaff},
	{loreto, "ACOGE", "Red de acogida de Loreto (demo)", people.Network, "public", "16", "", nil},
	{ceiba, loreto, "CAR La Ceiba (demo)", people.CareCentre, "public", "160101", "urban", carStaff},
	{lupuna, loreto, "CAR La Lupuna (demo)", people.CareCentre, "public", "160113", "urban", carStaff},
	{"CAR-LOR-3", loreto, "CAR El Aguaje (demo)", people.CareCentre, "private", "160201", "urban", carSmall},
	{"CAR-LOR-4", loreto, "CAR El Huito (demo)", people.CareCentre, "public", "160501", "rural", carSmall},
	{"UPE-LOR", loreto, "UPE de los Ríos (demo)", people.ProtectionUnit, "public", "160101", "urban", upeStaff},
	{"ACOGE-MDD", "ACOGE", "Red de acogida de Madre de Dios (demo)", people.Network, "public", "17", "", nil},
	{"CAR-MDD-1", "ACOGE-MDD", "CAR La Castaña (demo)", people.CareCentre, "public", "170101", "urban", carStaff},
	{"UPE-MDD", "ACOGE-MDD", "UPE de la Selva Sur (demo)", people.ProtectionUnit, "public", "170101", "urban", upeStaff},
	{"ACOGE-CUS", "ACOGE", "Red de acogida del Cusco (demo)", people.Network, "public", "08", "", nil},
	{"CAR-CUS-1", "ACOGE-CUS", "CAR La Queuña (demo)", people.CareCentre, "public", "080104", "urban", carStaff},
	{"CAR-CUS-2", "ACOGE-CUS", "CAR El Chachacomo (demo)", people.CareCentre, "private", "080601", "urban", carSmall},
	{"UPE-CUS", "ACOGE-CUS", "UPE del Valle (demo)", people.ProtectionUnit, "public", "080101", "urban", upeStaff},
	{"ACOGE-AQP", "ACOGE", "Red de acogida de Arequipa (demo)", people.Network, "public", "04", "", nil},
	{"CAR-AQP-1", "ACOGE-AQP", "CAR La Yareta (demo)", people.CareCentre, "private", "040101", "urban", carSmall},
	{"ACOGE-PUN", "ACOGE", "Red de acogida de Puno (demo)", people.Network, "public", "21", "", nil},
	{"CAR-PUN-1", "ACOGE-PUN", "CAR La Totora (demo)", people.CareCentre, "public", "210101", "urban", carSmall},
	{"UPE-PUN", "ACOGE-PUN", "UPE del Altiplano (demo)", people.ProtectionUnit, "public", "211101", "urban", upeStaff},

	{"JUD", rootCode, "Red de juzgados (demo)", people.Network, "public", "15", "", nil},
	{"JUZ-LIM", "JUD", "Juzgado penal de Lima (demo)", people.Court, "public", "150101", "urban", courtHall},
	{"JUZ-LOR", "JUD", "Juzgado penal de Loreto (demo)", people.Court, "public", "160101", "urban", courtHall},
	{"JUZ-MDD", "JUD", "Juzgado penal de Madre de Dios (demo)", people.Court, "public", "170101", "urban", courtHall},
	{cuscoCourt, "JUD", "Juzgado penal colegiado del Cusco (demo)", people.Court, "public", "080101", "urban", courtHall},
	{"JUZ-AQP", "JUD", "Juzgado penal de Arequipa (demo)", people.Court, "public", "040101", "urban", courtHall},
	{"JUZ-PUN", "JUD", "Juzgado penal de Puno (demo)", people.Court, "public", "210101", "urban", courtHall},

	{"PAZ", rootCode, "Justicia de paz (demo)", people.Network, "public", "", "", nil},
	{"PAZ-LOR", "PAZ", "Justicia de paz de Loreto (demo)", people.Network, "public", "16", "", nil},
	{"PAZ-LOR-1", "PAZ-LOR", "Juzgado de paz de Puerto Mariposa (demo)", people.PeaceCourt, "public", "1603", "rural", peace},
	{"PAZ-LOR-2", "PAZ-LOR", "Juzgado de paz de Nueva Cocha (demo)", people.PeaceCourt, "public", "1603", "rural", peace},
	{"PAZ-LOR-3", "PAZ-LOR", "Juzgado de paz de Boca Serena (demo)", people.PeaceCourt, "public", "1605", "rural", peace},
	{"PAZ-LOR-4", "PAZ-LOR", "Juzgado de paz de Isla Garza (demo)", people.PeaceCourt, "public", "1602", "rural", peace},
	{"PAZ-SUR", "PAZ", "Justicia de paz del sur (demo)", people.Network, "public", "08", "", nil},
	{"PAZ-CUS-1", "PAZ-SUR", "Juzgado de paz de Sumaq Pampa (demo)", people.PeaceCourt, "public", "0806", "rural", peace},
	{"PAZ-CUS-2", "PAZ-SUR", "Juzgado de paz de Yuraq Mayu (demo)", people.PeaceCourt, "public", "0809", "rural", peace},
	{"PAZ-CUS-3", "PAZ-SUR", "Juzgado de paz de Kuntur Qaqa (demo)", people.PeaceCourt, "public", "0804", "rural", peace},
	{"PAZ-PUN-1", "PAZ-SUR", "Juzgado de paz de Wayra Pata (demo)", people.PeaceCourt, "public", "2102", "rural", peace},
	{"PAZ-PUN-2", "PAZ-SUR", "Juzgado de paz de Quta Uma (demo)", people.PeaceCourt, "public", "2112", "rural", peace},
	{"PAZ-MDD-1", "PAZ-SUR", "Juzgado de paz de Playa Nueva (demo)", people.PeaceCourt, "public", "1702", "rural", peace},

	{"FIS", rootCode, "Red de fiscalías (demo)", people.Network, "public", "15", "", nil},
	{"FIS-LIM", "FIS", "Fiscalía de trata de Lima (demo)", people.ProsecutionOffice, "public", "150101", "urban", fiscals},
	{"FIS-LOR", "FIS", "Fiscalía de trata de Loreto (demo)", people.ProsecutionOffice, "public", "160101", "urban", fiscals},
	{"FIS-MDD", "FIS", "Fiscalía de trata de Madre de Dios (demo)", people.ProsecutionOffice, "public", "170101", "urban", fiscals},
	{"FIS-CUS", "FIS", "Fiscalía de trata del Cusco (demo)", people.ProsecutionOffice, "public", "080101", "urban", fiscals},
	{"FIS-AQP", "FIS", "Fiscalía de trata de Arequipa (demo)", people.ProsecutionOffice, "public", "040101", "urban", fiscals},
	{"FIS-PUN", "FIS", "Fiscalía de trata de Puno (demo)", people.ProsecutionOffice, "public", "210101", "urban", fiscals},

	{"DEF", rootCode, "Red de oficinas defensoriales (demo)", people.Network, "public", "15", "", nil},
	{"DEF-LIM", "DEF", "Oficina defensorial de Lima (demo)", people.OmbudsmanOffice, "public", "150101", "urban", ombuds},
	{"DEF-LOR", "DEF", "Oficina defensorial de Loreto (demo)", people.OmbudsmanOffice, "public", "160101", "urban", ombuds},
	{"DEF-MDD", "DEF", "Oficina defensorial de Madre de Dios (demo)", people.OmbudsmanOffice, "public", "170101", "urban", ombuds},
	{"DEF-CUS", "DEF", "Oficina defensorial del Cusco (demo)", people.OmbudsmanOffice, "public", "080101", "urban", ombuds},
	{"DEF-AQP", "DEF", "Oficina defensorial de Arequipa (demo)", people.OmbudsmanOffice, "public", "040101", "urban", ombuds},
	{"DEF-PUN", "DEF", "Oficina defensorial de Puno (demo)", people.OmbudsmanOffice, "public", "210101", "urban", ombuds},

	{"DPV", rootCode, "Defensa pública de víctimas (demo)", people.Network, "public", "15", "", nil},
	{"DPV-LIM", "DPV", "Defensa pública de Lima (demo)", people.PublicDefence, "public", "150101", "urban", defenders},
	{"DPV-LOR", "DPV", "Defensa pública de Loreto (demo)", people.PublicDefence, "public", "160101", "urban", defenders},
	{"DPV-CUS", "DPV", "Defensa pública del Cusco (demo)", people.PublicDefence, "public", "080101", "urban", defenders},

	{"MUN", rootCode, "Municipalidades participantes (demo)", people.Network, "public", "", "", nil},
	{"DEMUNA-LIM", "MUN", "DEMUNA Los Huarangos (demo)", people.MunicipalOmbuds, "public", "150110", "urban", demuna},
	{"DEMUNA-LOR", "MUN", "DEMUNA Aguas Claras (demo)", people.MunicipalOmbuds, "public", "160112", "urban", demuna},
	{"DEMUNA-MDD", "MUN", "DEMUNA Los Castañales (demo)", people.MunicipalOmbuds, "public", "170103", "rural", demuna},
	{"DEMUNA-CUS", "MUN", "DEMUNA Alto Andén (demo)", people.MunicipalOmbuds, "public", "080401", "rural", demuna},
	{"DEMUNA-PUN", "MUN", "DEMUNA Orilla Norte (demo)", people.MunicipalOmbuds, "public", "210201", "rural", demuna},

	{"ONG-RIO", rootCode, "Asociación Manos del Río (demo)", people.NGO, "private", "160101", "urban", ngo},
	{"ONG-SUR", rootCode, "Asociación Ayni Wasi (demo)", people.NGO, "private", "080101", "urban", ngo},

	{"MIN", rootCode, "Ministerio participante (demo)", people.Ministry, "public", "15", "", nil},
	{"CEM-LOR", "MIN", "Centro Emergencia Mujer La Ribera (demo)", people.EmergencyCentre, "public", "160101", "urban", nil},
	{"COM-CUS", "MIN", "Comisaría de familia del Valle (demo)", people.Police, "public", "080101", "urban", nil},
	{"CON-CUS", rootCode, "Consultorio jurídico Kusi (demo)", people.OtherKind, "private", "080101", "urban", nil},
}

// courts are the judicial districts of some of them, and spoken the languages
// of the people they serve.
var (
	courts = map[string]string{"JUZ-LOR": "Loreto", "JUZ-CUS": "Cusco", "JUZ-PUN": "Puno", "FIS-MDD": "Madre de Dios"}
	spoken = map[string]people.Languages{"PAZ-CUS-1": {"es", "quz"}, "PAZ-PUN-2": {"es", "aym"}, "CAR-LOR-4": {"es", "shp"}}
)

// found makes the institutions with their approved posts, as of before the
// programme opened.
func (l *life) found() error {
	l.goTo(moment(opens-20, 9, 30))
	for _, s := range seats {
		in := people.InstitutionInput{Code: s.code, Name: s.name, Kind: s.kind, Sector: s.sector, Ubigeo: s.ubigeo, Setting: s.setting,
			JudicialDistrict: courts[s.code], Languages: spoken[s.code]}
		if s.parent != "" {
			in.ParentID = l.places[s.parent].ID
		}
		made, err := l.people.CreateInstitution(l.ctx, access.System(), in)
		if err != nil {
			return fmt.Errorf("%s: %w", s.code, err)
		}
		p := &place{Institution: made, parent: s.parent, posts: s.posts}
		l.places[s.code], l.order = p, append(l.order, p)
		if err := l.approve(p); err != nil {
			return fmt.Errorf("posts of %s: %w", s.code, err)
		}
	}
	return nil
}

// approve says how many people of each cadre the institution should have.
func (l *life) approve(p *place) error {
	if len(p.posts) == 0 {
		return nil
	}
	in := people.PostsInput{ValidFrom: db.NewDate(2024, 1, 1), Posts: map[people.Cadre]int{}}
	for _, one := range p.posts {
		in.Posts[one.cadre] = one.n
	}
	return l.people.SetApprovedPosts(l.ctx, access.System(), p.ID, in)
}

// under gives the institutions with people in them that are, or lie below,
// those with the codes.
func (l *life) under(codes ...string) []*place {
	return slices.DeleteFunc(slices.Clone(l.order), func(p *place) bool {
		return len(p.posts) == 0 || !slices.ContainsFunc(codes, func(code string) bool { return strings.HasPrefix(p.Path, l.places[code].Path) })
	})
}

// keepsLists tells whether the institution hands in a staff list each month.
func (p *place) keepsLists() bool { return p.Kind == people.CareCentre }
