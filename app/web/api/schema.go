package api

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/measure"
)

// Schema is the part of JSON Schema 2020-12 that Go types come to.
type Schema struct {
	Ref                  string             `json:"$ref,omitempty"`
	Type                 any                `json:"type,omitempty"` // a name, or a list with "null"
	Format               string             `json:"format,omitempty"`
	Description          string             `json:"description,omitempty"`
	ContentEncoding      string             `json:"contentEncoding,omitempty"`
	Enum                 []any              `json:"enum,omitempty"`
	Items                *Schema            `json:"items,omitempty"`
	Properties           map[string]*Schema `json:"properties,omitempty"`
	Required             []string           `json:"required,omitempty"`
	AdditionalProperties any                `json:"additionalProperties,omitempty"`
	AnyOf                []*Schema          `json:"anyOf,omitempty"`
}

// schemas collects what types are called in a document.
type schemas struct {
	named map[string]*Schema
	types map[string]reflect.Type
}

// known are the types whose JSON is not made of their fields.
var known = map[reflect.Type]Schema{
	reflect.TypeFor[db.Date]():         {Type: "string", Format: "date"},
	reflect.TypeFor[db.Instant]():      {Type: "string", Format: "date-time"},
	reflect.TypeFor[measure.Number]():  {Type: []string{"number", "null"}},
	reflect.TypeFor[[]byte]():          {Type: "string", ContentEncoding: "base64"},
	reflect.TypeFor[json.RawMessage](): {},
}

// of gives the schema of a type. What Go can hold and JSON cannot say is a defect of whoever declared the operation.
func (s *schemas) of(t reflect.Type) *Schema {
	if schema, ok := known[t]; ok {
		return &schema
	}
	if t.Kind() != reflect.Pointer && t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return &Schema{Type: "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return nullable(s.of(t.Elem()))
	case reflect.String:
		return &Schema{Type: "string"}
	case reflect.Bool:
		return &Schema{Type: "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &Schema{Type: "integer"}
	case reflect.Float64:
		return &Schema{Type: "number"}
	case reflect.Slice:
		return &Schema{Type: "array", Items: s.of(t.Elem())}
	case reflect.Map:
		return &Schema{Type: "object", AdditionalProperties: s.of(t.Elem())}
	case reflect.Interface:
		return &Schema{}
	case reflect.Struct:
		return s.structOf(t)
	default:
		panic(fmt.Sprintf("the API cannot tell what a %s is", t)) // when the program starts; a test starts it
	}
}

func nullable(s *Schema) *Schema {
	if name, ok := s.Type.(string); ok {
		s.Type = []string{name, "null"}
		return s
	}
	if s.Ref == "" {
		return s
	}
	return &Schema{AnyOf: []*Schema{s, {Type: "null"}}}
}

// structOf gives the reference to a struct's schema.
func (s *schemas) structOf(t reflect.Type) *Schema {
	name := nameOf(t)
	if name == "" {
		return s.fieldsOf(t)
	}
	if before, ok := s.types[name]; ok && before != t {
		panic(fmt.Sprintf("two types are called %s: %s in %s and in %s", name, t, before.PkgPath(), t.PkgPath()))
	}
	if _, ok := s.types[name]; !ok {
		s.types[name] = t // first, for types that hold themselves
		s.named[name] = s.fieldsOf(t)
	}
	return &Schema{Ref: "#/components/schemas/" + name}
}

func (s *schemas) fieldsOf(t reflect.Type) *Schema {
	out := &Schema{Type: "object", Properties: map[string]*Schema{}, AdditionalProperties: false}
	s.addFields(out, t)
	return out
}

func (s *schemas) addFields(out *Schema, t reflect.Type) {
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			s.addFields(out, field.Type)
			continue
		case !field.IsExported() || name == "-":
			continue
		case name == "":
			panic(fmt.Sprintf("%s.%s has no name in JSON", t, field.Name))
		}
		schema := s.of(field.Type)
		if doc := field.Tag.Get("doc"); doc != "" {
			schema.Description = doc
		}
		if words := field.Tag.Get("enum"); words != "" {
			schema.addEnum(words)
		}
		out.Properties[name] = schema
		if !strings.Contains(options, "omit") {
			out.Required = append(out.Required, name)
		}
	}
}

// addEnum says what a field may be: one of some words, or null where it may be left empty.
func (s *Schema) addEnum(words string) {
	target := s
	if s.Items != nil {
		target = s.Items
	}
	for word := range strings.SplitSeq(words, ",") {
		if n, err := strconv.Atoi(word); err == nil && target.Type == "integer" {
			target.Enum = append(target.Enum, n)
			continue
		}
		target.Enum = append(target.Enum, word)
	}
	if _, null := target.Type.([]string); null {
		target.Enum = append(target.Enum, nil)
	}
}

// nameOf is what a struct is called: Go's name with a capital, Page[x/y.person] becoming PageOfPerson.
func nameOf(t reflect.Type) string {
	outer, inner, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if outer == "" {
		return ""
	}
	outer = strings.ToUpper(outer[:1]) + outer[1:]
	if !generic {
		return outer
	}
	inner = inner[strings.LastIndexAny(inner, "./")+1:]
	return outer + "Of" + strings.ToUpper(inner[:1]) + inner[1:]
}
