package i18n

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

//go:embed locales
var files embed.FS

// Sentence is one entry of a catalogue. One is empty when the sentence has no
// plural forms.
type Sentence struct{ One, Other string }

// IsZero tells whether nothing is said.
func (s Sentence) IsZero() bool { return s == Sentence{} }

// MarshalJSON writes a string or {"one": …, "other": …}.
func (s Sentence) MarshalJSON() ([]byte, error) {
	if s.One == "" {
		return json.Marshal(s.Other)
	}
	return json.Marshal(map[string]string{"one": s.One, "other": s.Other})
}

// UnmarshalJSON reads a string or {"one": …, "other": …}.
func (s *Sentence) UnmarshalJSON(b []byte) error {
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

type catalogue map[string]Sentence

// catalogues are the sentences, parts the file that each stands in.
var catalogues, parts = mustLoad(files)

func mustLoad(files fs.FS) (map[Locale]catalogue, map[string]string) {
	all, parts, err := load(files)
	if err != nil {
		panic(err) // the files are compiled in: this cannot fail in a built program
	}
	return all, parts
}

func load(files fs.FS) (map[Locale]catalogue, map[string]string, error) {
	all, parts := map[Locale]catalogue{}, map[string]string{}
	for _, locale := range Locales() {
		all[locale] = catalogue{}
		names, err := fs.Glob(files, path.Join("locales", string(locale), "*.json"))
		if err != nil {
			return nil, nil, err
		}
		for _, name := range names {
			body, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, nil, err
			}
			var part catalogue
			if err := json.Unmarshal(body, &part); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", name, err)
			}
			for key, s := range part {
				if _, twice := all[locale][key]; twice {
					return nil, nil, fmt.Errorf("%s: key %q is also in another file", name, key)
				}
				all[locale][key], parts[key] = s, strings.TrimSuffix(path.Base(name), ".json")
			}
		}
	}
	return all, parts, nil
}

// find looks a key up in the locale and, where it is missing, in Spanish.
func find(locale Locale, key string) (Sentence, bool) {
	if s, ok := spoken(locale)[key]; ok {
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
