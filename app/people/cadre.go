package people

import (
	"slices"

	"relevo/app/people/roster"
)

// Cadre is a professional group: what somebody is employed as. Its name is in
// the catalogue under "people.cadre.<code>".
type Cadre string

// The cadres.
const (
	CARMentor      Cadre = roster.Mentor // tutor of a residential care centre
	Psychologist   Cadre = roster.Psychologist
	SocialWorker   Cadre = roster.SocialWorker
	Lawyer         Cadre = roster.Lawyer
	Coordinator    Cadre = roster.Coordinator
	Judge          Cadre = roster.Judge
	Prosecutor     Cadre = roster.Prosecutor
	Ombudsman      Cadre = roster.Ombudsman
	JusticeOfPeace Cadre = roster.JusticeOfPeace
	PublicDefender Cadre = roster.PublicDefender
	Nurse          Cadre = roster.Nurse
	Educator       Cadre = roster.Educator
	Administrative Cadre = roster.Administrative
	OtherCadre     Cadre = roster.OtherCadre
)

// Cadres lists the cadres in the order people are shown them.
func Cadres() []Cadre {
	return []Cadre{CARMentor, Psychologist, SocialWorker, Lawyer, Coordinator, Judge, Prosecutor, Ombudsman,
		JusticeOfPeace, PublicDefender, Nurse, Educator, Administrative, OtherCadre}
}

// Known tells whether the cadre is one of [Cadres].
func (c Cadre) Known() bool { return slices.Contains(Cadres(), c) }

// Key is the catalogue key of the cadre's name.
func (c Cadre) Key() string { return "people.cadre." + string(c) }

// ContractKey is the catalogue key of the name of a contract, one of
// roster.Contracts; "people.contract.none" for a contract that is not known.
func ContractKey(contract string) string {
	if slices.Contains(roster.Contracts(), contract) {
		return "people.contract." + contract
	}
	return "people.contract.none"
}

// Kind is what sort of institution a place is. Its name is in the catalogue
// under "people.kind.<code>".
type Kind string

// The kinds of institution.
const (
	Ministry          Kind = "ministry"           //
	Network           Kind = "network"            // a programme or body that has others below it
	CareCentre        Kind = "car"                // residential care centre
	ProtectionUnit    Kind = "upe"                // special protection unit
	Court             Kind = "court"              //
	PeaceCourt        Kind = "peace_court"        // of a justice of the peace
	ProsecutionOffice Kind = "prosecution_office" //
	PublicDefence     Kind = "public_defence"     //
	OmbudsmanOffice   Kind = "ombudsman_office"   //
	MunicipalOmbuds   Kind = "demuna"             // municipal ombuds office for children
	EmergencyCentre   Kind = "emergency_centre"   // Centro Emergencia Mujer
	Police            Kind = "police"             // a police station
	NGO               Kind = "ngo"                //
	OtherKind         Kind = "other"
)

// Kinds lists the kinds in the order people are shown them.
func Kinds() []Kind {
	return []Kind{Ministry, Network, CareCentre, ProtectionUnit, Court, PeaceCourt, ProsecutionOffice, PublicDefence,
		OmbudsmanOffice, MunicipalOmbuds, EmergencyCentre, Police, NGO, OtherKind}
}

// Key is the catalogue key of the kind's name.
func (k Kind) Key() string { return "people.kind." + string(k) }
