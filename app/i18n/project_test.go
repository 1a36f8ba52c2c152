package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestSpanishAndEnglishSayTheSame(t *testing.T) {
	es, en := catalogues[Spanish], catalogues[English]
	for _, key := range slices.Sorted(maps.Keys(es)) {
		other, ok := en[key]
		if !ok {
			t.Errorf("%s is missing in English", key)
			continue
		}
		compare(t, key, es[key], other)
	}
	for key := range en {
		if _, ok := es[key]; !ok {
			t.Errorf("%s is missing in Spanish", key)
		}
	}
}

func TestQuechuaSaysNothingThatSpanishDoesNot(t *testing.T) {
	for _, locale := range []Locale{ChankaQuechua, CuscoQuechua} {
		for key, s := range catalogues[locale] {
			if err := Fits(key, s); err != nil {
				t.Errorf("%s in %s: %v", key, locale, err)
			}
		}
	}
}

// compare holds two translations to the same values and plural forms. The
// form for one may leave the number out: "one person".
func compare(t *testing.T, key string, a, b Sentence) {
	t.Helper()
	if (a.One == "") != (b.One == "") {
		t.Errorf("%s has plural forms in one language only", key)
	}
	if strings.TrimSpace(a.Other) == "" || strings.TrimSpace(b.Other) == "" {
		t.Errorf("%s is empty", key)
	}
	if x, y := placeholdersOf(a.Other), placeholdersOf(b.Other); !slices.Equal(x, y) {
		t.Errorf("%s has the values %v in one language and %v in another", key, x, y)
	}
}

func placeholdersOf(text string) []string {
	names := placeholder.FindAllString(text, -1)
	slices.Sort(names)
	return slices.Compact(names)
}

// usage is what the project's code says about keys.
type usage struct {
	required map[string]string // a key that is surely said, and where
	literals map[string]bool   // every text that looks like a key
	patterns []*regexp.Regexp  // keys put together: "fault." + kind + ".title"
}

// keyed says which argument of which function is a catalogue key. -1 stands
// for the first that looks like one.
var keyed = map[string]int{
	"T": -1, "Page": 0, "Flash": 1, "OnField": 1, "Missing": 0, "That": 2,
	"New": 1, "Because": 2,
}

var keyLike = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)

func TestEveryKeyThatIsSaidIsThereAndEveryKeyThereIsSaid(t *testing.T) {
	found := readProject(t)
	for _, key := range slices.Sorted(maps.Keys(found.required)) {
		if !Has(key) {
			t.Errorf("%s says %q, which the catalogue does not have", found.required[key], key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(catalogues[Spanish])) {
		said := found.literals[key] || slices.ContainsFunc(found.patterns, func(p *regexp.Regexp) bool { return p.MatchString(key) })
		if !said {
			t.Errorf("nothing says %q", key)
		}
	}
}

// readProject reads the Go code of the whole module, in which the compiled
// templates are; tests say nothing to users and are left out.
func readProject(t *testing.T) usage {
	t.Helper()
	root := "."
	for range 6 {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		root = filepath.Join(root, "..")
	}
	found := usage{required: map[string]string{}, literals: map[string]bool{}}
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "testdata" || entry.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		found.read(set, file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (u *usage) read(set *token.FileSet, file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := literal(n); ok && keyLike.MatchString(text) {
				u.literals[text] = true
				if strings.HasPrefix(text, "noun.") {
					u.require(set, n) // what fault.Missing names, however it gets there
				}
			}
		case *ast.BinaryExpr:
			if p := pattern(n); p != nil {
				u.patterns = append(u.patterns, p)
			}
			return true
		case *ast.CallExpr:
			u.call(set, n)
		case *ast.KeyValueExpr:
			if name, ok := n.Key.(*ast.Ident); ok && name.Name == "Key" {
				u.require(set, n.Value)
			}
		}
		return true
	})
}

func (u *usage) call(set *token.FileSet, call *ast.CallExpr) {
	name, from := "", ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if x, ok := f.X.(*ast.Ident); ok {
			from = x.Name
		}
	case *ast.Ident:
		name = f.Name
	}
	at, ok := keyed[name]
	if !ok || ((name == "New" || name == "Because" || name == "Missing" || name == "OnField") && from != "fault") {
		return
	}
	if at >= 0 {
		if at < len(call.Args) {
			u.require(set, call.Args[at])
		}
		return
	}
	for _, arg := range call.Args[:min(2, len(call.Args))] {
		u.require(set, arg)
	}
}

func (u *usage) require(set *token.FileSet, e ast.Expr) {
	if lit, ok := e.(*ast.BasicLit); ok {
		if text, ok := literal(lit); ok && keyLike.MatchString(text) {
			position := set.Position(lit.Pos())
			u.required[text] = filepath.Base(position.Filename) + ":" + strconv.Itoa(position.Line)
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// pattern reads a key that is put together of a beginning that ends in a dot
// or underscore and whatever follows.
func pattern(e *ast.BinaryExpr) *regexp.Regexp {
	if e.Op != token.ADD {
		return nil
	}
	var b strings.Builder
	first, ok := leftmost(e, &b)
	if !ok || !strings.Contains(first, ".") || !keyLike.MatchString(strings.TrimRight(first, "._")+".x") ||
		(!strings.HasSuffix(first, ".") && !strings.HasSuffix(first, "_")) {
		return nil
	}
	return regexp.MustCompile("^" + b.String() + "$")
}

// leftmost writes the pattern of a sum of texts and gives its first literal.
func leftmost(e ast.Expr, b *strings.Builder) (string, bool) {
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		first, ok := leftmost(sum.X, b)
		_, _ = leftmost(sum.Y, b)
		return first, ok
	}
	if text, ok := literal(e); ok {
		b.WriteString(regexp.QuoteMeta(text))
		return text, true
	}
	b.WriteString(`[a-z0-9_.]+`)
	return "", false
}
