package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A requirement is shown by a test that there is: each one that docs/asvs.md names is in its package.
func TestEveryTestThatTheTableNamesIsThere(t *testing.T) {
	table, err := os.ReadFile("docs/asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([a-z0-9/]+) (Test[A-Za-z0-9_]+)`")
	row := regexp.MustCompile(`^\| (\d+\.\d+\.\d+) \| [123] \| .+ \| (.+) \|$`)
	tests, seen := map[string]map[string]bool{}, map[string]bool{}
	rows, shown := 0, 0
	for line := range strings.Lines(string(table)) {
		line = strings.TrimSuffix(line, "\n")
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| number") {
			continue
		}
		cells := row.FindStringSubmatch(line)
		if cells == nil || seen[cells[1]] {
			t.Errorf("no row of a requirement, or there twice: %s", line)
			continue
		}
		rows, seen[cells[1]] = rows+1, true
		found := named.FindAllStringSubmatch(cells[2], -1)
		if len(found) == 0 && !strings.HasPrefix(cells[2], "*no*: ") {
			t.Errorf("%s is neither shown by a test nor said not to be", cells[1])
		}
		if len(found) > 0 {
			shown++
		}
		for _, test := range found {
			if tests[test[1]] == nil {
				tests[test[1]] = testsOf(t, test[1])
			}
			if !tests[test[1]][test[2]] {
				t.Errorf("%s is shown by %s in %s, which is not there", cells[1], test[2], test[1])
			}
		}
	}
	if rows < 100 || shown < 100 {
		t.Errorf("the table has %d rows, %d of them shown", rows, shown)
	}
}

// testsOf lists the tests of a package of ours.
func testsOf(t *testing.T, folder string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(folder), "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Errorf("the package %s has no tests: %v", folder, err)
	}
	names := map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok && f.Recv == nil {
				names[f.Name.Name] = true
			}
		}
	}
	return names
}
