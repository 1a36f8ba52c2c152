package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"relevo/app/i18n"
)

var (
	// recorded finds the codes of actions where they are written down.
	recorded = regexp.MustCompile(`(?:access\.Record|\bRecord|\brecord|\bs\.edit|\bs\.manage)\([^"\n]*?"([a-z_]+(?:\.[a-z_]+)+)"`)
	// detailed finds what else is written down with them, and fieldName the names in it.
	detailed  = regexp.MustCompile(`\b(?:Record|record|edit|manage)\([^\n]*\n?\s*[^\n]*map\[string\]\w+\{([^}]*)\}`)
	fieldName = regexp.MustCompile(`"([a-z_0-9]+)":`)
)

// Whoever reads the record reads words: each action that is written down somewhere has some.
func TestEveryActionOfTheRecordHasWords(t *testing.T) {
	p := i18n.For(i18n.Spanish)
	found, fields := 0, 0
	for root, prefix := range map[string]string{"../..": "", "../../../courses": "", "../../../assessments": "assessments."} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, m := range detailed.FindAllStringSubmatch(string(source), -1) {
				for _, name := range fieldName.FindAllStringSubmatch(m[1], -1) {
					fields++
					if !i18n.Has("access.audit.field." + name[1]) {
						t.Errorf("%s writes down %q, for which there are no words", path, name[1])
					}
				}
			}
			for _, m := range recorded.FindAllStringSubmatch(string(source), -1) {
				action := prefix + m[1]
				if strings.HasSuffix(path, "privacy/service.go") || strings.Contains(path, "/privacy/incident") {
					action = "privacy." + m[1]
				}
				found++
				if actionWords(p, action) == action {
					t.Errorf("%s writes down %q, for which there are no words", path, action)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 120 || fields < 60 {
		t.Errorf("only %d actions and %d fields were found", found, fields)
	}
	// Of these the last word is put together, or comes by way of a function of its own.
	for _, action := range []string{
		"courses.review.handed_in", "courses.review.comment", "courses.review.returned", "courses.review.approved", "courses.review.alone",
		"privacy.incident.note", "privacy.incident.authority", "privacy.incident.people", "privacy.incident.closed",
		"webhooks.change", "webhooks.rotate", "webhooks.pause", "webhooks.resume", "webhooks.remove",
		"translation.write", "translation.approve", "people.roster.confirm_same", "people.person.view",
	} {
		if actionWords(p, action) == action {
			t.Errorf("%q has no words", action)
		}
	}
	if said := actionWords(p, "people.person.merge"); said != "Persona: unión con otro registro" {
		t.Errorf("a merge is said %q", said)
	}
	if said := actionWords(p, "older.thing.done"); said != "older.thing.done" {
		t.Errorf("what has no words is said %q", said)
	}
	if said := detailWords(p, `{"kind":"trainings","counts":{"new":1,"known":2},"folded":true,"older":7}`); said != "Conteo, Ya conocidos: 2 · Conteo, Nuevos: 1 · Plegado: sí · Clase: trainings · older: 7" {
		t.Errorf("a detail is said %q", said)
	}
}
