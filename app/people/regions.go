package people

import (
	"slices"
	"strings"
)

// Department is one of the 25 first-level places of Peru (24 departments and
// the constitutional province of Callao). Its name is a proper noun and the
// same in every language.
type Department struct {
	Code string // first two digits of INEI's UBIGEO
	Name string
}

// departments follows INEI's codes, which differ from RENIEC's.
var departments = []Department{
	{"01", "Amazonas"}, {"02", "Áncash"}, {"03", "Apurímac"}, {"04", "Arequipa"}, {"05", "Ayacucho"},
	{"06", "Cajamarca"}, {"07", "Callao"}, {"08", "Cusco"}, {"09", "Huancavelica"}, {"10", "Huánuco"},
	{"11", "Ica"}, {"12", "Junín"}, {"13", "La Libertad"}, {"14", "Lambayeque"}, {"15", "Lima"},
	{"16", "Loreto"}, {"17", "Madre de Dios"}, {"18", "Moquegua"}, {"19", "Pasco"}, {"20", "Piura"},
	{"21", "Puno"}, {"22", "San Martín"}, {"23", "Tacna"}, {"24", "Tumbes"}, {"25", "Ucayali"},
}

// Departments lists the departments in the order of their codes.
func Departments() []Department { return slices.Clone(departments) }

// RegionOf is the department's code of a UBIGEO of 2, 4 or 6 digits; empty
// when none is known.
func RegionOf(ubigeo string) string {
	if len(ubigeo) < 2 {
		return ""
	}
	return ubigeo[:2]
}

// RegionName is the name of the department with this code; empty for an
// unknown code.
func RegionName(code string) string {
	for _, d := range departments {
		if d.Code == code {
			return d.Name
		}
	}
	return ""
}

// validUbigeo tells whether the text is empty or a UBIGEO of 2, 4 or 6 digits
// in a department that exists.
func validUbigeo(s string) bool {
	if s == "" {
		return true
	}
	if len(s) != 2 && len(s) != 4 && len(s) != 6 {
		return false
	}
	return onlyDigits(s) && RegionName(s[:2]) != ""
}

func onlyDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
