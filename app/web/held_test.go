package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A form that comes too late is sealed into a page with what was typed, but for passphrases: every field for one, in whatever slice it
// is, has a name that is known to be one.
func TestNoFieldForAPassphraseIsHeld(t *testing.T) {
	field := regexp.MustCompile(`Name: "([a-z_]+)"[^}]*Kind: parts\.Password`)
	found := 0
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "node_modules":
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".templ"):
			return nil
		}
		text, err := os.ReadFile(path)
		for _, named := range field.FindAllSubmatch(text, -1) {
			if found++; !slices.Contains(secretFields, string(named[1])) {
				t.Errorf("%s: the field %q for a passphrase would be held", path, named[1])
			}
		}
		return err
	})
	if err != nil || found < 8 {
		t.Errorf("%d fields were found, %v", found, err)
	}
}
