// Package apitest lets a test ask the API as a program does, and compares every answer with what the API's document says of it.
package apitest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"relevo/app/access"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/app/web/webtest"
)

// Contract is the API's document, for comparing answers with it.
type Contract struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
}

const here = "https://relevo.test/openapi.json"

// NewContract makes the document of routes.
func NewContract(t testing.TB, routes []web.Route) *Contract {
	t.Helper()
	text, err := json.Marshal(api.Document("https://relevo.test", routes))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(here, parsed); err != nil {
		t.Fatal(err)
	}
	return &Contract{parsed.(map[string]any), c}
}

var hole = regexp.MustCompile(`\{[a-z_]+\}`)

// Check fails unless an answer is one that the document tells of.
func (c *Contract) Check(t testing.TB, method, path string, status int, header http.Header, body []byte) {
	t.Helper()
	path, _, _ = strings.Cut(path, "?")
	paths := c.doc["paths"].(map[string]any)
	for known, item := range paths {
		form := "^" + hole.ReplaceAllString(strings.ReplaceAll(known, ".", `\.`), "[^/]+") + "$"
		op, ok := item.(map[string]any)[strings.ToLower(method)]
		if !ok || !regexp.MustCompile(form).MatchString(path) || (strings.Contains(known, "{") && paths[path] != nil) {
			continue
		}
		c.compare(t, known, method, op.(map[string]any), status, header, body)
		return
	}
	t.Errorf("the document knows no %s %s", method, path)
}

func (c *Contract) compare(t testing.TB, path, method string, op map[string]any, status int, header http.Header, body []byte) {
	t.Helper()
	responses := op["responses"].(map[string]any)
	where := "#/paths/" + strings.ReplaceAll(strings.ReplaceAll(path, "~", "~0"), "/", "~1") + "/" + strings.ToLower(method) + "/responses/" + strconv.Itoa(status)
	media, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	if status >= 400 {
		if media != "application/problem+json" {
			t.Errorf("%s %s: %d is no problem+json but %q", method, path, status, media)
			return
		}
		where = "#/components/responses/Problem"
	} else if responses[strconv.Itoa(status)] == nil {
		t.Errorf("%s %s: the document knows no answer %d\n%s", method, path, status, body)
		return
	} else if content, ok := responses[strconv.Itoa(status)].(map[string]any)["content"].(map[string]any); !ok || content[media].(map[string]any)["schema"] == nil {
		return // nothing is said, or a file
	}
	schema, err := c.compiler.Compile(here + strings.ReplaceAll(where+"/content/"+strings.ReplaceAll(media, "/", "~1")+"/schema", "{", "%7B"))
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		t.Errorf("%s %s: the answer is not what the document says: %v\n%s", method, path, err, body)
	}
}

// Program is a program of somebody's that asks the API of a site.
type Program struct {
	t        testing.TB
	program  *webtest.Program
	contract *Contract
}

// Of makes a program of the visitor's, whose token reads and writes.
func Of(t testing.TB, contract *Contract, v *webtest.Visitor, scopes ...access.Permission) *Program {
	t.Helper()
	return &Program{t, v.Program(true, scopes...), contract}
}

// Reading makes a program whose token reads only.
func Reading(t testing.TB, contract *Contract, v *webtest.Visitor, scopes ...access.Permission) *Program {
	t.Helper()
	return &Program{t, v.Program(false, scopes...), contract}
}

// Answer is what came back.
type Answer struct {
	t       testing.TB
	Status  int
	Header  http.Header
	Body    []byte
	Queries int64 // SQL statements, those that authenticate included
}

// Ask asks for a path below /api/v1; body is what becomes the JSON that is sent, nil for none. Headers are pairs.
func (p *Program) Ask(method, path string, body any, headers ...string) *Answer {
	p.t.Helper()
	path = strings.TrimSuffix(web.APIPath, "/") + path
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			p.t.Fatal(err)
		}
	}
	page := p.program.Do(method, path, text, headers...)
	p.contract.Check(p.t, method, path, page.Status, page.Header, page.Body)
	return &Answer{p.t, page.Status, page.Header, page.Body, page.Statements}
}

// Get asks for what is there and fails unless it is given.
func (p *Program) Get(path string) *Answer { p.t.Helper(); return p.Ask("GET", path, nil).Want(200) }

// Want fails unless the answer has the status.
func (a *Answer) Want(status int) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d, want %d: %s", a.Status, status, a.Body)
	}
	return a
}

// WantField fails unless the answer is 422 and names the field.
func (a *Answer) WantField(name string) *Answer {
	a.t.Helper()
	a.Want(422)
	if !strings.Contains(string(a.Body), fmt.Sprintf(`"name":%q`, name)) {
		a.t.Fatalf("the field %q is not named: %s", name, a.Body)
	}
	return a
}

// At gives what is at a path of names and numbers, "items.0.name"; nil for nothing.
func (a *Answer) At(path string) any {
	a.t.Helper()
	var value any
	if err := json.Unmarshal(a.Body, &value); err != nil {
		a.t.Fatalf("%v: %s", err, a.Body)
	}
	for step := range strings.SplitSeq(path, ".") {
		switch of := value.(type) {
		case map[string]any:
			value = of[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(of) {
				return nil
			}
			value = of[n]
		default:
			return nil
		}
	}
	return value
}

// Text is At for a text; anything else fails.
func (a *Answer) Text(path string) string {
	a.t.Helper()
	text, ok := a.At(path).(string)
	if !ok {
		a.t.Fatalf("no text at %s: %s", path, a.Body)
	}
	return text
}

// Len is how long the list at a path is.
func (a *Answer) Len(path string) int {
	a.t.Helper()
	list, ok := a.At(path).([]any)
	if !ok {
		a.t.Fatalf("no list at %s: %s", path, a.Body)
	}
	return len(list)
}
