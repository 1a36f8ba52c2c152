package people

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
)

// Languages are languages spoken, by their codes (see [KnownLanguages]). The
// zero value is "not known".
type Languages []string

// KnownLanguages lists the codes of the languages that people are asked about,
// in the order they are shown: Spanish, Quechua of Ayacucho and of Cusco, Aymara,
// Asháninka, Awajún, Shipibo-Konibo, Peruvian Sign Language, another (ISO
// 639-1 where relevo has the language itself, else ISO 639-3; "other" is ours).
// Their names are in the catalogue under "people.language.<code>".
func KnownLanguages() []string {
	return []string{"es", "quy", "quz", "aym", "cni", "agr", "shp", "prl", "other"}
}

// LanguageKey is the catalogue key of a language's name.
func LanguageKey(code string) string { return "people.language." + code }

// known keeps the codes that are known, each once, in the order they are shown.
func (l Languages) known() Languages {
	var out Languages
	for _, code := range KnownLanguages() {
		if slices.Contains(l, code) {
			out = append(out, code)
		}
	}
	return out
}

// Value stores the codes, separated by spaces.
func (l Languages) Value() (driver.Value, error) { return strings.Join(l, " "), nil }

// Scan reads the codes from either database.
func (l *Languages) Scan(src any) error {
	switch v := src.(type) {
	case string:
		*l = strings.Fields(v)
	case []byte:
		*l = strings.Fields(string(v))
	default:
		return fmt.Errorf("cannot read languages from %T", src)
	}
	return nil
}
