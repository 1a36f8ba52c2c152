package app_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The floors of the house, from the ground up: a package may import those
// above it in this list, itself excluded, and nothing below.
var floors = []string{
	"app/fault",
	"app/db",
	"app/i18n",
	"app/pdf",
	"app/access",
	"app/access/sso",
	"app/once",
	"app/jobs",
	"app/backup",
	"app/files",
	"app/privacy",
	"app/webhooks",
	"app/people/roster",
	"app/people",
	"app/selfcare",
	"app/translation",
	"app/mail",
	"app/notifications",
	"assessments/formats",
	"assessments/formats/cloze",
	"assessments/formats/aiken",
	"assessments/formats/csvitems",
	"assessments/formats/gift",
	"assessments/formats/moodlexml",
	"assessments",
	"courses/scorm",
	"courses/refresher",
	"courses/media",
	"courses/parcel",
	"courses",
	"app/docs",
	"certificates/signature",
	"certificates/badge",
	"certificates",
	"app/firststeps",
	"app/doctor",
	"app/analytics",
	"app/analytics/digest",
	"app/web/chart",
	"app/web/parts",
	"assessments/question",
	"app/web",
	"app/web/api",
	"app/analytics/report",
	"app/analytics/subscription",
	"*/web",
	"app/demo",
	"app",
	"cmd/relevo",
	"cmd/bench",
}

// leaves may be imported by anybody and import nothing of ours.
var leaves = map[string]bool{"app/measure": true, "app/tables": true, "migrations": true}

// forTests are used by tests alone.
func forTests(path string) bool {
	return strings.HasSuffix(path, "test") || path == "app/e2e"
}

// webOf tells whether a package is the pages of a slice, and of which.
func webOf(path string) (slice string, ok bool) {
	slice, found := strings.CutSuffix(path, "/web")
	return slice, found && path != "app/web"
}

func floorOf(t *testing.T, path string) int {
	t.Helper()
	if _, ok := webOf(path); ok {
		path = "*/web"
	}
	for i, floor := range floors {
		if floor == path {
			return i
		}
	}
	t.Errorf("package %s has no floor in imports_test.go: say where it belongs", path)
	return -1
}

func TestImportsPointDown(t *testing.T) {
	const module = "relevo/"
	packages := map[string]map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "testdata" || entry.Name() == ".git") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		name, err := filepath.Rel("..", filepath.Dir(path))
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if packages[name] == nil {
			packages[name] = map[string]bool{}
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if ours, ok := strings.CutPrefix(imported, module); ok {
				packages[name][ours] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(packages) < 10 {
		t.Fatalf("found only %d packages", len(packages))
	}
	for name, imports := range packages {
		for imported := range imports {
			checkImport(t, name, imported)
		}
	}
}

func checkImport(t *testing.T, name, imported string) {
	t.Helper()
	switch {
	case leaves[name]:
		t.Errorf("%s is a leaf and imports %s", name, imported)
	case leaves[imported]:
	case forTests(imported) && !forTests(name):
		t.Errorf("%s imports %s, which is for tests", name, imported)
	case forTests(name):
	default:
		_, fromWeb := webOf(name)
		_, toWeb := webOf(imported)
		if fromWeb && toWeb {
			t.Errorf("%s imports %s: the pages of one slice do not know those of another", name, imported)
		}
		if floorOf(t, imported) >= floorOf(t, name) {
			t.Errorf("%s imports %s, which is not below it", name, imported)
		}
	}
}

// Mathematics can be read and checked without a database.
func TestPureFilesKnowNoDatabase(t *testing.T) {
	for _, folder := range []string{"measure", "people/roster", "../assessments/formats", "../courses/scorm", "../courses/refresher"} {
		err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, spec := range file.Imports {
				if strings.Contains(spec.Path.Value, "gorm") || strings.Contains(spec.Path.Value, "database/sql\"") || strings.Contains(spec.Path.Value, "fiber") {
					t.Errorf("%s imports %s", path, spec.Path.Value)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
