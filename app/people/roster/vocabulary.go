package roster

import "strings"

// The cadres: professional groups that training is planned for.
const (
	Mentor         = "car_mentor" // tutor of a residential care centre
	Psychologist   = "psychologist"
	SocialWorker   = "social_worker"
	Lawyer         = "lawyer"
	Coordinator    = "coordinator" // also directors and persons in charge
	Judge          = "judge"
	Prosecutor     = "prosecutor"
	Ombudsman      = "ombudsman"
	JusticeOfPeace = "justice_of_peace"
	PublicDefender = "public_defender"
	Nurse          = "nurse"
	Educator       = "educator"
	Administrative = "administrative"
	OtherCadre     = "other"
)

// Cadres lists the codes of all cadres.
func Cadres() []string {
	return []string{Mentor, Psychologist, SocialWorker, Lawyer, Coordinator, Judge, Prosecutor, Ombudsman, JusticeOfPeace,
		PublicDefender, Nurse, Educator, Administrative, OtherCadre}
}

// The forms of contract.
const (
	Contract276     = "276" // public career, DL 276
	Contract728     = "728" // private regime, DL 728
	ContractCAS     = "cas" // administrative service contract, DL 1057
	ContractCivil   = "civil_service"
	ContractService = "service_contract" // locación de servicios: no employment
	ContractIntern  = "intern"
	ContractVolunt  = "volunteer"
	ContractOther   = "other"
)

// Contracts lists the codes of all forms of contract.
func Contracts() []string {
	return []string{Contract276, Contract728, ContractCAS, ContractCivil, ContractService, ContractIntern, ContractVolunt, ContractOther}
}

// term is a code and the beginnings of words that give it away: each entry of
// signs is a list of beginnings that must all occur, separated by spaces.
type term struct {
	code  string
	signs []string
}

// positions are tried in order: "asistente social" is met before "asistente".
var positions = []term{
	{SocialWorker, []string{"trabajador social", "trabajadora social", "trabajo social", "asistent social", "servicio social", "t social", "trab social", "ts"}},
	{JusticeOfPeace, []string{"juez paz", "jueza paz", "juzgado paz"}},
	{Administrative, []string{"asistent fiscal", "asistent judicial", "asistent legal", "asistent administrativ", "auxiliar administrativ", "secretari"}},
	{PublicDefender, []string{"defensor public", "defensora public", "defensa public"}},
	{Ombudsman, []string{"defensor", "comisionad"}},
	{Prosecutor, []string{"fiscal"}},
	{Judge, []string{"juez", "magistrad", "vocal superior"}},
	{Coordinator, []string{"coordinador", "coordinacion", "coord", "director", "direccion", "responsable", "encargad", "jefe", "jefa"}},
	{Psychologist, []string{"psicolog"}},
	{Lawyer, []string{"abogad", "asesor legal", "legal"}},
	{Nurse, []string{"enfermer"}},
	{Mentor, []string{"tutor", "mentor", "acompanant", "cuidador", "madre sustituta", "asistent cuidado", "personal atencion"}},
	{Educator, []string{"educador", "docent", "profesor", "promotor", "pedagog", "tallerist", "maestr"}},
	{Administrative, []string{"administrad", "administrativ", "contador", "contable", "logistic", "tesorer", "asistent", "auxiliar", "tecnico administ", "digitador", "recepcion"}},
}

var contracts = []term{
	{Contract728, []string{"728", "dl728"}},
	{Contract276, []string{"276", "dl276", "nombrad"}},
	{ContractCAS, []string{"cas", "1057", "contrato administrativ"}},
	{ContractCivil, []string{"30057", "servir"}},
	{ContractService, []string{"loc", "locacion", "locador", "orden", "os", "tercer", "honorarios", "rh", "recibo"}},
	{ContractIntern, []string{"practic", "secigr", "serums"}},
	{ContractVolunt, []string{"voluntari"}},
}

// find gives the first code whose sign occurs, "" when none does.
func find(terms []term, text string, wholeShort bool) string {
	words := strings.Fields(Fold(text))
	for _, t := range terms {
		for _, sign := range t.signs {
			if occurs(strings.Fields(sign), words, wholeShort) {
				return t.code
			}
		}
	}
	return ""
}

// occurs tells whether each beginning is the beginning of some word. Short
// signs of contracts are whole words: "cas" is not the start of "casual".
func occurs(beginnings, words []string, wholeShort bool) bool {
	for _, beginning := range beginnings {
		found := false
		for _, word := range words {
			if word == beginning || strings.HasPrefix(word, beginning) && (!wholeShort || len(beginning) > 4) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// CadreOf is the cadre of a position as lists name it; OtherCadre when none is
// recognised.
func CadreOf(position string) string {
	if code := find(positions, position, false); code != "" {
		return code
	}
	return OtherCadre
}

// ContractOf is the code of a contract as lists name it, "" for an empty text
// and ContractOther for one that is not recognised.
func ContractOf(text string) string {
	if Fold(text) == "" {
		return ""
	}
	if code := find(contracts, text, true); code != "" {
		return code
	}
	return ContractOther
}

// SexOf reads a sex: "F", "M", "X", or "" when the text is none. Lists that
// write H for men (hombreMujer) mean women by M.
func SexOf(text string, hombreMujer bool) string {
	switch Fold(text) {
	case "f", "fem", "femenino", "femenina", "mujer", "w":
		return "F"
	case "m":
		if hombreMujer {
			return "F"
		}
		return "M"
	case "masc", "masculino", "hombre", "h", "varon", "v":
		return "M"
	case "x", "otro", "otra", "no binario":
		return "X"
	}
	return ""
}
