package i18n

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
)

//go:embed locales
var files embed.FS

// sentence is one entry of a catalogue. One is empty when the sentence has no
// plural forms.
type sentence struct{ One, Other string }

// UnmarshalJSON reads a string or {"one": …, "other": …}.
func (s *sentence) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &s.Other)
	}
	var forms map[string]string
	if err := json.Unmarshal(b, &forms); err != nil {
		return err
	}
	s.One, s.Other = forms["one"], forms["other"]
	if len(forms) != 2 || s.One == "" || s.Other == "" {
		return errors.New(`plural forms are exactly "one" and "other"`)
	}
	return nil
}

type catalogue map[string]sentence

var catalogues = mustLoad(files)

func mustLoad(files fs.FS) map[Locale]catalogue {
	all, err := load(files)
	if err != nil {
		panic(err) // the files are compiled in: this cannot fail in a built program
	}
	return all
}

func load(files fs.FS) (map[Locale]catalogue, error) {
	all := map[Locale]catalogue{}
	for _, locale := range Locales() {
		all[locale] = catalogue{}
		names, err := fs.Glob(files, path.Join("locales", string(locale), "*.json"))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			body, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, err
			}
			var part catalogue
			if err := json.Unmarshal(body, &part); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			for key, s := range part {
				if _, twice := all[locale][key]; twice {
					return nil, fmt.Errorf("%s: key %q is also in another file", name, key)
				}
				all[locale][key] = s
			}
		}
	}
	return all, nil
}

// find looks a key up in the locale and, where it is missing, in Spanish.
func find(locale Locale, key string) (sentence, bool) {
	if s, ok := catalogues[locale][key]; ok {
		return s, true
	}
	s, ok := catalogues[Spanish][key]
	return s, ok
}

// Has tells whether the catalogue has the key, in Spanish at least.
func Has(key string) bool {
	_, ok := catalogues[Spanish][key]
	return ok
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)
