package i18n

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Locale is a language relevo speaks, by its code. The two Quechuas are
// apart because a reader of one does not easily read the other.
type Locale string

// The locales.
const (
	Spanish       Locale = "es"  // as written in Peru
	English       Locale = "en"  //
	ChankaQuechua Locale = "quy" // Ayacucho, Apurímac, Huancavelica
	CuscoQuechua  Locale = "quz" // Cusco-Collao
)

// Locales lists the locales in the order they are offered.
func Locales() []Locale { return []Locale{Spanish, ChankaQuechua, CuscoQuechua, English} }

// Name is what the locale's own speakers call it.
func (l Locale) Name() string {
	switch l {
	case English:
		return "English"
	case ChankaQuechua:
		return "Runasimi (Chanka)"
	case CuscoQuechua:
		return "Runasimi (Qusqu-Qullaw)"
	default:
		return "Español"
	}
}

// tags says which locale a language tag means. It is a table because the
// libraries' matchers send Chanka Quechua to Spanish. Plain "qu" is what
// systems call Cusco Quechua.
var tags = map[string]Locale{
	"es": Spanish, "es-pe": Spanish, "en": English,
	"quy": ChankaQuechua, "quy-pe": ChankaQuechua, "qu-quy": ChankaQuechua, "qu-pe-ayacucho": ChankaQuechua,
	"quz": CuscoQuechua, "quz-pe": CuscoQuechua, "qu-quz": CuscoQuechua, "qu-pe-cusco": CuscoQuechua,
	"qu": CuscoQuechua, "qu-pe": CuscoQuechua,
}

// Parse gives the locale that a language tag means, and whether it is one of
// ours. Regions of Spanish and English that are not in the table are understood;
// the Quechuas of other countries are not taken for Peru's.
func Parse(tag string) (Locale, bool) {
	tag = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"))
	if l, ok := tags[tag]; ok {
		return l, true
	}
	switch language, _, _ := strings.Cut(tag, "-"); language {
	case "es":
		return Spanish, true
	case "en":
		return English, true
	}
	return "", false
}

// Match chooses the locale of a reader: the one their account prefers, else
// the one chosen on this device (cookie), else the best of the browser's
// Accept-Language, else Spanish. Empty means none.
func Match(acceptLanguage, cookie, preferred string) Locale {
	for _, tag := range []string{preferred, cookie} {
		if l, ok := Parse(tag); ok {
			return l
		}
	}
	type wish struct {
		locale Locale
		weight float64
	}
	var wishes []wish
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		tag, params, _ := strings.Cut(part, ";")
		locale, ok := Parse(tag)
		if !ok {
			continue
		}
		weight := 1.0
		if q, found := strings.CutPrefix(strings.TrimSpace(params), "q="); found {
			var err error
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				weight = 0
			}
		}
		if weight > 0 {
			wishes = append(wishes, wish{locale, weight})
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.weight, a.weight) })
	if len(wishes) > 0 {
		return wishes[0].locale
	}
	return Spanish
}
