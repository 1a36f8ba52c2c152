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

// recorded finds the codes of actions where they are written down.
var recorded = regexp.MustCompile(`(?:access\.Record|\bRecord|\brecord|\bs\.edit|\bs\.manage)\([^"\n]*?"([a-z_]+(?:\.[a-z_]+)+)"`)

// Whoever reads the record reads words: each action that is written down somewhere has some.
func TestEveryActionOfTheRecordHasWords(t *testing.T) {
	p := i18n.For(i18n.Spanish)
	found := 0
	for root, prefix := range map[string]string{"../..": "", "../../../courses": "", "../../../assessments": "assessments."} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return err
			}
			source, err := os.ReadFile(path)
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
	if found < 120 {
		t.Errorf("only %d actions were found", found)
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
	if said := detailWords(`{"kind":"trainings","counts":{"new":1,"known":2}}`); said != "counts known: 2 · counts new: 1 · kind: trainings" {
		t.Errorf("a detail is said %q", said)
	}
}
