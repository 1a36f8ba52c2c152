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

// notYet says of the pages' routes that no operation stands for why that is so. A page that is in neither list fails, and so
// does one that is in both: what the API cannot do yet is told, and nothing else is.
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
	for _, list := range notYet(t) {
		for _, name := range list.pages {
			switch {
			case listed[name]:
				t.Errorf("%q is listed twice", name)
			case !pages[name]:
				t.Errorf("%q is listed and is no page", name)
			case stood[name]:
				t.Errorf("%q is listed as missing, and an operation stands for it", name)
			}
			listed[name] = true
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

type reason struct {
	why   string
	pages []string
}

// notYet reads the table at the end of docs/api.md: a reason, and the pages it holds for.
func notYet(t *testing.T) []reason {
	t.Helper()
	text, err := os.ReadFile("docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "## What the API does not do")
	if !found {
		t.Fatal("docs/api.md does not say what the API does not do")
	}
	var list []reason
	for line := range strings.SplitSeq(table, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if len(cells) != 2 || !strings.Contains(cells[1], "`") {
			continue
		}
		one := reason{why: cells[0]}
		for _, name := range strings.Fields(strings.ReplaceAll(cells[1], "`", "")) {
			one.pages = append(one.pages, name)
		}
		list = append(list, one)
	}
	return list
}
