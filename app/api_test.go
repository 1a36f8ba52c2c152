package app

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"relevo/app/web/api"
)

// The document is OpenAPI 3.1: the schema that its authors publish (Apache-2.0) finds nothing wrong with it.
func TestTheAPIsDocumentIsOpenAPI(t *testing.T) {
	a := &App{config: Config{BaseURL: "http://relevo.test"}}
	text, err := json.Marshal(api.Document("http://relevo.test", a.routes()))
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile("web/api/testdata/openapi-3.1.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(document); err != nil {
		t.Error(err)
	}
	delete(document.(map[string]any), "paths")
	delete(document.(map[string]any), "components")
	if compiled.Validate(document) == nil {
		t.Error("a document of nothing is found right: the schema checks nothing")
	}
	names := map[string]bool{}
	for _, r := range a.routes() {
		if r.API == nil {
			continue
		}
		if names[r.Name] || r.API.Summary == "" {
			t.Errorf("%s is there twice, or says nothing", r.Name)
		}
		names[r.Name] = true
	}
}

// What the API cannot do yet is told in docs/api.md: a page that no operation stands for, and that is not in the list there, fails.
func TestWhatAPageCanDoTheAPICanOrSaysWhyNot(t *testing.T) {
	stood, pages := map[string]bool{}, map[string]bool{}
	routes := (&App{config: Config{BaseURL: "http://relevo.test"}}).routes()
	for _, r := range routes {
		if r.API == nil {
			pages[r.Name] = true
			continue
		}
		for _, name := range r.API.Stands {
			stood[name] = true
		}
	}
	for name := range stood {
		if !pages[name] {
			t.Errorf("an operation stands for %q, which is no page", name)
		}
	}
	listed := map[string]bool{}
	for _, pattern := range notYet(t) {
		prefix, many := strings.CutSuffix(pattern, "*")
		switch {
		case stood[pattern]:
			t.Errorf("%q is listed as missing, and an operation stands for it", pattern)
		case !many && !pages[pattern] && pattern != "gallery":
			t.Errorf("%q is listed and is no page", pattern)
		}
		for name := range pages {
			if name == pattern || many && strings.HasPrefix(name, prefix) {
				listed[name] = true
			}
		}
	}
	var missing []string
	for name := range pages {
		if !stood[name] && !listed[name] {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		t.Errorf("no operation stands for these pages, and docs/api.md does not say why: %s", strings.Join(missing, " "))
	}
}

// notYet reads the table at the end of docs/api.md: names of pages, or with a star how several begin.
func notYet(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "## What the API does not do")
	if !found {
		t.Fatal("docs/api.md does not say what the API does not do")
	}
	var list []string
	for line := range strings.SplitSeq(table, "\n") {
		if cells := strings.Split(line, " | "); len(cells) == 2 {
			list = append(list, strings.Fields(strings.NewReplacer("`", "", "|", "").Replace(cells[1]))...)
		}
	}
	return list
}
