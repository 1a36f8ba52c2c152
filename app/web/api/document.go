package api

import (
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"relevo/app/web"
)

// OpenAPI is the document, as OpenAPI 3.1 has it.
type OpenAPI struct {
	OpenAPI    string                           `json:"openapi"`
	Info       info                             `json:"info"`
	Servers    []server                         `json:"servers"`
	Paths      map[string]map[string]*operation `json:"paths"`
	Components components                       `json:"components"`
	Tags       []tag                            `json:"tags"`
}

type info struct {
	Title       string `json:"title"`
	Version     string `json:"version"`
	Description string `json:"description"`
}

type server struct {
	URL string `json:"url"`
}

type tag struct {
	Name string `json:"name"`
}

type components struct {
	Schemas         map[string]*Schema        `json:"schemas"`
	SecuritySchemes map[string]security       `json:"securitySchemes"`
	Responses       map[string]*response      `json:"responses"`
	Headers         map[string]responseHeader `json:"headers"`
}

type security struct {
	Type        string `json:"type"`
	Scheme      string `json:"scheme"`
	Description string `json:"description"`
}

type operation struct {
	OperationID string                `json:"operationId"`
	Summary     string                `json:"summary"`
	Description string                `json:"description,omitempty"`
	Tags        []string              `json:"tags"`
	Parameters  []parameter           `json:"parameters,omitempty"`
	RequestBody *requestBody          `json:"requestBody,omitempty"`
	Responses   map[string]*response  `json:"responses"`
	Security    []map[string][]string `json:"security"`
	Needs       []string              `json:"x-needs"` // one of these permissions
}

type parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"`
	Schema      *Schema `json:"schema"`
}

type requestBody struct {
	Required bool                 `json:"required"`
	Content  map[string]mediaType `json:"content"`
}

type mediaType struct {
	Schema *Schema `json:"schema,omitempty"`
}

type response struct {
	Ref         string                    `json:"$ref,omitempty"`
	Description string                    `json:"description,omitempty"`
	Headers     map[string]responseHeader `json:"headers,omitempty"`
	Content     map[string]mediaType      `json:"content,omitempty"`
}

type responseHeader struct {
	Ref         string  `json:"$ref,omitempty"`
	Description string  `json:"description,omitempty"`
	Schema      *Schema `json:"schema,omitempty"`
}

// problem is an answer of application/problem+json, as package web writes it.
type problem struct {
	Type      string         `json:"type" doc:"The kind: about:blank#invalid, #not_found, #denied, #conflict …"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail,omitempty" doc:"What happened, in the language that was asked for."`
	Reference string         `json:"reference" doc:"The number of the request, which the log has too."`
	Errors    []problemField `json:"errors,omitempty" doc:"What is wrong with which field."`
}

type problemField struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

const about = `What people do in relevo, for programs. A program shows a token of its owner (Authorization: Bearer) and acts in their name,
with no more than the token was given: the same permissions, the same regions, the same hidden small groups, the same record of who did what.
What lies outside is 404. Answers to GET carry an ETag. Send an Idempotency-Key with what must not happen twice. At most 600 requests a minute.`

// Document makes the document of the routes among these that are the API's.
func Document(base string, routes []web.Route) *OpenAPI {
	s := &schemas{named: map[string]*Schema{}, types: map[string]reflect.Type{}}
	doc := &OpenAPI{
		OpenAPI: "3.1.0", Info: info{"relevo", "1", about}, Servers: []server{{base}}, Paths: map[string]map[string]*operation{},
		Components: components{
			SecuritySchemes: map[string]security{"token": {"http", "bearer", "A token made under Acceso para programas (/account/tokens)."}},
			Responses: map[string]*response{"Problem": {Description: "What went wrong (RFC 9457).",
				Content: map[string]mediaType{"application/problem+json": {s.of(reflect.TypeFor[problem]())}}}},
			Headers: map[string]responseHeader{
				"ETag": {Description: "Send it back as If-None-Match to learn that nothing changed.", Schema: &Schema{Type: "string"}},
				"Link": {Description: `The address of the next part of a list, with rel="next".`, Schema: &Schema{Type: "string"}},
			},
		},
	}
	for _, r := range routes {
		if r.API == nil {
			continue
		}
		path := pathOf(r.Path)
		if doc.Paths[path] == nil {
			doc.Paths[path] = map[string]*operation{}
		}
		one := s.operation(r)
		doc.Paths[path][strings.ToLower(r.Method)] = one
		if !slices.Contains(doc.Tags, tag{one.Tags[0]}) {
			doc.Tags = append(doc.Tags, tag{one.Tags[0]})
		}
	}
	doc.Components.Schemas = s.named
	return doc
}

var parameterForm = regexp.MustCompile(`:([a-z_]+)`)

func pathOf(path string) string { return parameterForm.ReplaceAllString(path, "{$1}") }

// TagOf is the group that an operation of this path belongs to.
func TagOf(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, web.APIPath), "/")
	return first
}

func (s *schemas) operation(r web.Route) *operation {
	op := &operation{
		OperationID: strings.TrimPrefix(r.Name, "api."), Summary: r.API.Summary, Tags: []string{TagOf(r.Path)}, Parameters: parametersOf(r.API.In),
		Responses: map[string]*response{"default": {Ref: "#/components/responses/Problem"}}, Security: []map[string][]string{{"token": {}}}, Needs: []string{},
	}
	for _, p := range r.API.Needs {
		op.Needs = append(op.Needs, string(p))
	}
	if len(op.Needs) == 0 {
		op.Security = append(op.Security, map[string][]string{}) // or none at all
	}
	if r.Method == http.MethodGet {
		op.Parameters = append(op.Parameters, parameter{Name: "If-None-Match", In: "header", Schema: &Schema{Type: "string"}})
		op.Responses["304"] = &response{Description: "Nothing changed."}
	} else {
		op.Parameters = append(op.Parameters, parameter{Name: "Idempotency-Key", In: "header", Description: "The same key with the same request counts once.", Schema: &Schema{Type: "string"}})
	}
	if body, ok := r.API.In.FieldByName("Body"); ok {
		op.RequestBody = &requestBody{Required: true, Content: map[string]mediaType{"application/json": {s.of(body.Type)}}}
	}
	good := &response{Description: http.StatusText(r.API.Status)}
	switch r.API.Out {
	case reflect.TypeFor[None]():
	case reflect.TypeFor[File]():
		good.Content = map[string]mediaType{}
		for _, media := range r.API.Produces {
			good.Content[media] = mediaType{}
		}
	default:
		good.Content = map[string]mediaType{"application/json": {s.of(r.API.Out)}}
	}
	if r.Method == http.MethodGet {
		good.Headers = map[string]responseHeader{"ETag": {Ref: "#/components/headers/ETag"}}
		if r.API.Out.Implements(reflect.TypeFor[paged]()) {
			good.Headers["Link"] = responseHeader{Ref: "#/components/headers/Link"}
		}
	}
	op.Responses[strconv.Itoa(r.API.Status)] = good
	return op
}

// parametersOf lists what an operation reads of the address and of headers.
func parametersOf(in reflect.Type) []parameter {
	var list []parameter
	s := &schemas{named: map[string]*Schema{}, types: map[string]reflect.Type{}}
	for field := range in.Fields() {
		if field.Anonymous {
			list = append(list, parametersOf(field.Type)...)
			continue
		}
		p := parameter{Name: field.Tag.Get("path"), In: "path", Required: true, Description: field.Tag.Get("doc")}
		if p.Name == "" {
			p.Name, p.In, p.Required = field.Tag.Get("form"), "query", false
		}
		if p.Name == "" {
			p.Name, p.In = field.Tag.Get("header"), "header"
		}
		if p.Name == "" {
			continue
		}
		p.Schema = s.of(field.Type)
		if words := field.Tag.Get("enum"); words != "" {
			p.Schema.addEnum(words)
		}
		list = append(list, p)
	}
	return list
}
