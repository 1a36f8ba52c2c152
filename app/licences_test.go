package app

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Whoever passes relevo on passes on what it is built of: each module stands in docs/licences.md with its licence.
func TestEveryComponentIsListedWithItsLicence(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile("docs/licences.md")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, found := range regexp.MustCompile(`(?m)^(?:\t|require )([a-z][^\s(]*) v`).FindAllStringSubmatch(string(mod), -1) {
		used[found[1]] = true
	}
	if len(used) < 20 {
		t.Fatalf("only %d modules are found in go.mod", len(used))
	}
	modules, _, _ := strings.Cut(string(list), "## What is not")
	for _, row := range regexp.MustCompile(`(?m)^\| ([a-z][^ ]*\.[^ ]*) \| (.+) \|$`).FindAllStringSubmatch(modules, -1) {
		if !used[row[1]] {
			t.Errorf("%s is listed and not used", row[1])
		}
		if !regexp.MustCompile(`MIT|BSD|Apache|MPL|ISC`).MatchString(row[2]) {
			t.Errorf("%s is listed with %q", row[1], row[2])
		}
		delete(used, row[1])
	}
	for module := range used {
		t.Errorf("%s is not in docs/licences.md: look up its licence and add it", module)
	}
	for _, file := range []string{"access/breached.txt.gz", "pdf/fonts/OpenSans-Regular.ttf"} {
		if _, err := os.Stat(file); err != nil {
			t.Error(err)
		}
	}
}
