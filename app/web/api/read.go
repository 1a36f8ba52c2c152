package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/url"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/unicode/norm"

	"relevo/app/fault"
	"relevo/app/web"
)

// read fills in what an operation is asked: the address, the query, the body.
func read(c *web.Ctx, into any) error {
	in := reflect.ValueOf(into).Elem()
	if err := knownQuery(c, in.Type()); err != nil {
		return err
	}
	if err := c.Bind(into); err != nil { // of a GET: the query
		return err
	}
	if err := readAddress(c, in); err != nil {
		return err
	}
	body := in.FieldByName("Body")
	if !body.IsValid() {
		return nil
	}
	if kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); err != nil || kind != fiber.MIMEApplicationJSON {
		return fault.New(fault.Invalid, "api.json_wanted")
	}
	if err := decode(c.Body(), body.Addr().Interface()); err != nil {
		return err
	}
	return tidy(body, "")
}

// readAddress fills in what stands in the path and in headers.
func readAddress(c *web.Ctx, in reflect.Value) error {
	for field, value := range in.Fields() {
		if field.Anonymous {
			if err := readAddress(c, value); err != nil {
				return err
			}
			continue
		}
		if name := field.Tag.Get("path"); name != "" {
			text, err := url.PathUnescape(c.Params(name))
			if err != nil || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				return fault.Missing("noun.page")
			}
			value.SetString(text)
		}
		if name := field.Tag.Get("header"); name != "" {
			value.SetString(strings.Trim(c.Get(name), `"`))
		}
	}
	return nil
}

// knownQuery refuses what the operation does not know: a filter that is misspelt would otherwise let everything through.
func knownQuery(c *web.Ctx, in reflect.Type) error {
	known := map[string]bool{}
	for _, p := range parametersOf(in) {
		if p.In == "query" {
			known[p.Name] = true
		}
	}
	var check fault.Check
	c.Ctx.Context().QueryArgs().VisitAll(func(name, _ []byte) {
		check.That(known[string(name)], strings.ToValidUTF8(string(name), "?"), "api.unknown")
	})
	return check.Err()
}

// decode reads JSON and says which field is wrong.
func decode(text []byte, into any) error {
	reader := json.NewDecoder(bytes.NewReader(text))
	reader.DisallowUnknownFields()
	err := reader.Decode(into)
	if err == nil {
		if _, more := reader.Token(); !errors.Is(more, io.EOF) {
			return fault.New(fault.Invalid, "api.json_bad")
		}
		return nil
	}
	var wrong *json.UnmarshalTypeError
	var known *fault.Error
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &wrong) && wrong.Field != "":
		return &fault.Error{Kind: fault.Invalid, Key: "fault.check_fields", Fields: []fault.Field{{Name: wrong.Field, Key: "api.kind"}}, Err: err}
	case unknown:
		return fault.OnField(strings.Trim(name, `"`), "api.unknown")
	default:
		return fault.Because(err, fault.Invalid, "api.json_bad")
	}
}

// tidy makes text what a form would make of it: one form of each letter, without white space around, without NUL.
func tidy(v reflect.Value, name string) error {
	switch v.Kind() {
	case reflect.String:
		text := v.String()
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return fault.OnField(name, "fault.not_text")
		}
		if v.CanSet() {
			v.SetString(norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))))
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return tidy(v.Elem(), name)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return nil // a file
		}
		for i := range v.Len() {
			if err := tidy(v.Index(i), name); err != nil {
				return err
			}
		}
	case reflect.Map:
		for each := v.MapRange(); each.Next(); {
			if err := errors.Join(tidy(each.Key(), name), tidy(each.Value(), name)); err != nil {
				return fault.OnField(name, "fault.not_text")
			}
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			if !field.IsExported() && !field.Anonymous { // of what is embedded the fields are read, whatever its type is called
				continue
			}
			if err := tidy(value, jsonName(field)); err != nil {
				return err
			}
		}
	}
	return nil
}

// jsonName is what JSON calls a field.
func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}
