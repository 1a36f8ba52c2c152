package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/courses/parcel"
)

// A course comes in from a file, goes out the same, and a file that was tampered with
// brings in nothing and says where.
func TestACourseIsImportedAndExportedFromTheCommandLine(t *testing.T) {
	course := parcel.Course{Code: "c1", Title: "Uno", Summary: "Corto.", Language: "es", Audience: []string{"judge"}, Hours: 2, Competencies: []string{}, Modules: []parcel.Module{
		{Title: "M", Lessons: []parcel.Lesson{{ID: "l1", Title: "La primera", Minutes: 5, Kind: "text", Text: "lessons/01-01/text.md",
			Wordings: []parcel.Wording{{Language: "quz", Title: "Ñawpaq", Text: "lessons/01-01/quz.md", Review: &parcel.Review{Reviewer: "Hablante", On: "2026-05-04"}}}}}},
	}}
	var file bytes.Buffer
	if err := parcel.Write(&file, course, map[string][]byte{"lessons/01-01/text.md": []byte("Hola."), "lessons/01-01/quz.md": []byte("Allillanchu.")}); err != nil {
		t.Fatal(err)
	}
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			folder := t.TempDir()
			where := []string{"--data", filepath.Join(folder, "data")}
			if dialect == db.Postgres {
				where = append(where, "--database-url", dbtest.Address(t, dialect))
			}
			run := func(code int, args ...string) (string, string) {
				t.Helper()
				return command(t, code, append(args, where...)...)
			}
			good, bad, out := filepath.Join(folder, "c1.zip"), filepath.Join(folder, "mal.zip"), filepath.Join(folder, "out.zip")
			damaged := bytes.Replace(file.Bytes(), []byte("lessons/01-01/quz.md"), []byte("lessons/01-01/../q.m"), 2)
			for path, data := range map[string][]byte{good: file.Bytes(), bad: damaged} {
				if err := os.WriteFile(path, data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, said := run(1, "import", "course", bad); !strings.Contains(said, "lessons/01-01/../q.m\t") || !strings.Contains(said, "nothing was brought in") {
				t.Error(said)
			}
			if text, _ := run(0, "import", "course", "--dry-run", good); !strings.Contains(text, "c1\tversion 1, draft\tUno") || !strings.Contains(text, "1 lessons, 1 translations") || !strings.Contains(text, "(not kept)") {
				t.Error(text)
			}
			run(1, "export", "course", "c1", out) // nothing was kept
			run(0, "import", "course", good)
			run(0, "export", "course", "c1", out)
			again, err := os.ReadFile(out)
			if err != nil || !bytes.Equal(again, file.Bytes()) {
				t.Errorf("the course comes out as another file: %v", err)
			}
			if _, said := run(1, "import", "course", good); !strings.Contains(said, "borrador sin publicar") && !strings.Contains(said, "unpublished draft") {
				t.Error(said)
			}
		})
	}
}
