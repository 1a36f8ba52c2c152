package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

// told is the report as scripts read it.
type told struct {
	Imported  int
	Skipped   []remark
	Adapted   []remark
	Questions []struct {
		Code, Kind, Competency, Action string
	}
	Categories []string
}

type remark struct {
	Line             int
	Question, Reason string
}

// readTold reads one JSON object and nothing else.
func readTold(t *testing.T, out string) told {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(out))
	var all told
	if err := decoder.Decode(&all); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if decoder.More() {
		t.Errorf("more than one object: %s", out)
	}
	return all
}

func writeItems(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const someItems = `// id: hambre  competency: reception
¿Qué se pregunta primero?{=Si tiene hambre ~Su nombre}

Solo un texto.

::Rota::¿Y esta?{=uno ~dos

::Horas::¿En cuántas horas?{#24:2}";
`

// A dry run needs no database, and says what the import then does.
func TestItemsAreImportedFromTheCommandLine(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "data")
			where := []string{"--data", folder}
			if dialect == db.Postgres {
				where = append(where, "--database-url", dbtest.Address(t, dialect))
			}
			items := func(code int, file string, flags ...string) (told, string) {
				t.Helper()
				out, said := command(t, code, append(append(append([]string{"import", "items", "--format", "gift", "--json"}, where...), flags...), file)...)
				return readTold(t, out), said
			}
			file := writeItems(t, "q.gift", someItems)
			dry, said := items(0, file, "--dry-run")
			if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
				t.Error("the dry run made a folder for a database")
			}
			if dry.Imported != 2 || len(dry.Skipped) != 2 || len(dry.Adapted) != 1 || !strings.Contains(said, "por-clasificar") {
				t.Fatalf("%+v, %s", dry, said)
			}
			if s := dry.Skipped; s[0].Line != 4 || s[1].Line != 6 || s[1].Question != "Rota" || s[1].Reason == "" || dry.Adapted[0].Line != 8 {
				t.Errorf("%+v", dry)
			}
			real, _ := items(0, file)
			if real.Imported != dry.Imported || len(real.Skipped) != len(dry.Skipped) || real.Questions[0].Action != "new" {
				t.Errorf("the dry run said %+v, the import %+v", dry, real)
			}
			again, _ := items(0, file)
			for _, q := range again.Questions {
				if q.Action != "unchanged" || q.Competency != "por-clasificar" {
					t.Errorf("again: %+v", q)
				}
			}
			if _, said := command(t, 1, append([]string{"import", "items", "--format", "gift", "--competency", "nothing", file}, where...)...); !strings.Contains(said, "competency") {
				t.Errorf("an unknown competency is refused with %q", said)
			}
			out := filepath.Join(t.TempDir(), "bank.xml")
			command(t, 0, append([]string{"export", "items", "--format", "moodle-xml", out}, where...)...)
			back, _ := command(t, 0, append([]string{"import", "items", "--format", "moodle-xml", "--json", out}, where...)...)
			for _, q := range readTold(t, back).Questions {
				if q.Action != "unchanged" {
					t.Errorf("exported and imported: %+v", q)
				}
			}
		})
	}
}

// Nothing to import is an error that scripts see; the report is written all the same.
func TestItemsThatCannotBeImported(t *testing.T) {
	for name, c := range map[string]struct {
		format, text string
		skipped      int
	}{
		"broken XML":         {"moodle-xml", "<quiz><question type='essay'>", 1},
		"other XML":          {"moodle-xml", "<html/>", 1},
		"broken table":       {"csv", "tipo;pregunta\nviñeta;\"", 1},
		"nothing but a text": {"gift", "Solo un texto.", 1},
		"an empty file":      {"aiken", "\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "data")
			out, said := command(t, 1, "import", "items", "--data", folder, "--json", "--format", c.format, writeItems(t, "x", c.text))
			if got := readTold(t, out); got.Imported != 0 || len(got.Skipped) != c.skipped || !strings.Contains(said, "no question") {
				t.Errorf("%+v, %s", got, said)
			}
			if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
				t.Error("a database was made for nothing")
			}
		})
	}
	command(t, 2, "import", "items", "--format", "docx", writeItems(t, "x", ""))
}

// Moodle's own files, where the shared samples are at hand: what the dry run says and
// what is then in the bank.
func TestItemsOfMoodlesFiles(t *testing.T) {
	const samples = "../../../shared/samples/items"
	if _, err := os.Stat(samples); err != nil {
		t.Skip("the samples are not here")
	}
	for file, want := range map[string]struct {
		format                                 string
		imported, adapted, skipped, categories int
	}{
		"gift_examples.txt":                    {"gift", 43, 2, 0, 0},
		"gift_questions.txt":                   {"gift", 9, 3, 0, 0},
		"gift_windows-1252.txt":                {"gift", 3, 2, 0, 1},
		"aiken_questions.txt":                  {"aiken", 2, 0, 0, 0},
		"aiken_errors.txt":                     {"aiken", 3, 0, 3, 0},
		"nested_categories_with_questions.xml": {"moodle-xml", 5, 1, 0, 4},
		"multichoice.xml":                      {"moodle-xml", 1, 1, 0, 1},
		"truefalse.xml":                        {"moodle-xml", 2, 2, 0, 1},
		"multianswer.xml":                      {"moodle-xml", 1, 0, 0, 1},
		"error_invalid_grades.xml":             {"moodle-xml", 1, 1, 0, 0},
		"html_chars_in_idnumbers.xml":          {"moodle-xml", 1, 0, 0, 1},
	} {
		t.Run(file, func(t *testing.T) {
			for _, flags := range [][]string{{"--dry-run"}, {"--data", t.TempDir()}} {
				out, _ := command(t, 0, append([]string{"import", "items", "--json", "--format", want.format, filepath.Join(samples, file)}, flags...)...)
				got := readTold(t, out)
				if got.Imported != want.imported || len(got.Questions) != want.imported || len(got.Adapted) != want.adapted || len(got.Skipped) != want.skipped || len(got.Categories) != want.categories {
					t.Errorf("%v: %+v", flags, got)
				}
			}
		})
	}
}
