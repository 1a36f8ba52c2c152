package web

import (
	"fmt"
	"io"
	"mime/multipart"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/unicode/norm"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web/parts"
)

// Bind reads what was sent, the form or for a GET the address, into the
// fields of a struct that have a tag `form:"name"`. A field may be a string,
// int, int64, float64, bool, db.Date, a pointer to one of these (nil when left empty),
// []string, or a named type of one of these. What cannot be read is
// reported, all at once, as an Invalid error; the rest is read all the same.
func (c *Ctx) Bind(into any) error {
	var check fault.Check
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("Bind needs a pointer to a struct, not %T", into)
	}
	for name, field := range formFields(target.Elem()) {
		values := c.sent(name)
		for i, v := range values {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				check.That(false, name, "fault.not_text")
				v = ""
			}
			values[i] = norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")))
		}
		key, err := setField(field, values)
		if err != nil {
			return fmt.Errorf("field %q of %T: %w", name, into, err)
		}
		check.That(key == "", name, key)
	}
	return check.Err()
}

// sent lists the values of a name in the form or, for a GET, in the address.
func (c *Ctx) sent(name string) []string {
	var values []string
	add := func(v []byte) { values = append(values, string(v)) }
	if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {
		for _, v := range c.Ctx.Context().QueryArgs().PeekMulti(name) {
			add(v)
		}
		return values
	}
	if form, err := c.MultipartForm(); err == nil {
		return append(values, form.Value[name]...)
	}
	for _, v := range c.Ctx.Context().PostArgs().PeekMulti(name) {
		add(v)
	}
	return values
}

// formFields gives the fields of a struct by their form names, those of
// embedded structs included.
func formFields(s reflect.Value) func(yield func(string, reflect.Value) bool) {
	return func(yield func(string, reflect.Value) bool) {
		for i := range s.NumField() {
			field := s.Type().Field(i)
			if field.Anonymous && field.Type.Kind() == reflect.Struct {
				for name, inner := range formFields(s.Field(i)) {
					if !yield(name, inner) {
						return
					}
				}
				continue
			}
			if name := field.Tag.Get("form"); name != "" && field.IsExported() && !yield(name, s.Field(i)) {
				return
			}
		}
	}
}

var dateType = reflect.TypeFor[db.Date]()

// setField reads values into a field. The key says what is wrong with them; the
// error, that the field is of no type we read.
func setField(field reflect.Value, values []string) (key string, err error) {
	if field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.String {
		list := reflect.MakeSlice(field.Type(), 0, len(values))
		for _, v := range values {
			list = reflect.Append(list, reflect.ValueOf(v).Convert(field.Type().Elem()))
		}
		field.Set(list)
		return "", nil
	}
	text := ""
	if len(values) > 0 {
		text = values[len(values)-1]
	}
	if field.Kind() == reflect.Pointer {
		if text == "" {
			field.SetZero()
			return "", nil
		}
		value := reflect.New(field.Type().Elem())
		if key, err = setOne(value.Elem(), text); key == "" && err == nil {
			field.Set(value)
		}
		return key, err
	}
	if text == "" {
		field.SetZero()
		return "", nil
	}
	return setOne(field, text)
}

func setOne(field reflect.Value, text string) (key string, err error) {
	if field.Type() == dateType {
		day, ok := readDate(text)
		if !ok {
			return "fault.not_date", nil
		}
		field.SetInt(int64(day))
		return "", nil
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
	case reflect.Bool:
		field.SetBool(text != "false" && text != "0")
	case reflect.Int, reflect.Int64:
		n, ok := readWhole(text)
		if !ok || field.OverflowInt(n) {
			return "fault.not_whole", nil
		}
		field.SetInt(n)
	case reflect.Float64:
		x, ok := readNumber(text)
		if !ok {
			return "fault.not_number", nil
		}
		field.SetFloat(x)
	default:
		return "", fmt.Errorf("cannot read a form into a %s", field.Type())
	}
	return "", nil
}

// readWhole reads a whole number as Peru writes it, 1,234.
func readWhole(text string) (int64, bool) {
	n, err := strconv.ParseInt(strings.ReplaceAll(text, ",", ""), 10, 64)
	return n, err == nil
}

// readNumber reads a decimal number as Peru writes it, 1,234.5, and forgives
// a decimal comma where it cannot mean thousands: 12,5.
func readNumber(text string) (float64, bool) {
	whole, fraction, comma := strings.Cut(text, ",")
	if comma && !strings.ContainsAny(fraction, ",.") && len(fraction) != 3 {
		text = whole + "." + fraction
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	return x, err == nil && x-x == 0 // neither NaN nor infinite
}

// readDate reads what a date field sends, and what a person types who has no
// such field: day, month, year.
func readDate(text string) (db.Date, bool) {
	for _, layout := range []string{"2006-01-02", "2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return db.NewDate(t.Date()), true
		}
	}
	return 0, false
}

// Fill gives the form as it stands: the values of a struct that Bind read,
// what was typed where that could not be read, and what the error says is
// wrong. With a nil error, and on a GET, it gives the struct's own values.
func (c *Ctx) Fill(from any, err error) parts.Filled {
	filled := parts.Filled{Values: ValuesOf(from)}
	if err == nil {
		return filled
	}
	for _, m := range c.Fault(err).Fields {
		filled.Messages = append(filled.Messages, parts.Message{Field: m.Field, Text: m.Text})
		if typed := c.sent(m.Field); len(typed) > 0 {
			filled.Values[m.Field] = typed
		}
	}
	return filled
}

// ValuesOf gives the values of a struct with form tags as a form shows them.
func ValuesOf(from any) map[string][]string {
	values := map[string][]string{}
	s := reflect.Indirect(reflect.ValueOf(from))
	if !s.IsValid() || s.Kind() != reflect.Struct {
		return values
	}
	for name, field := range formFields(s) {
		if field.Kind() == reflect.Slice {
			for i := range field.Len() {
				values[name] = append(values[name], fmt.Sprint(field.Index(i).Interface()))
			}
			continue
		}
		if field.Kind() == reflect.Pointer {
			if field.IsNil() {
				continue
			}
			field = field.Elem()
		} else if field.IsZero() && field.Kind() != reflect.Bool {
			continue // an empty field is shown empty, not as 0 or a day in 1970
		}
		values[name] = []string{fmt.Sprint(field.Interface())}
	}
	return values
}

// Upload is a file that was sent.
type Upload struct {
	Name string // as its owner called it; for showing only
	Data []byte
}

// File reads a file that was sent under the name. limit is its greatest size
// in bytes.
func (c *Ctx) File(name string, limit int64) (Upload, error) {
	header, err := c.FormFile(name)
	if err != nil || header.Size == 0 {
		return Upload{}, fault.OnField(name, "fault.file_missing")
	}
	if header.Size > limit {
		return Upload{}, fault.OnField(name, "fault.file_large", "limit", int(limit>>20))
	}
	data, err := readAll(header)
	if err != nil {
		return Upload{}, fmt.Errorf("reading the file sent as %s: %w", name, err)
	}
	return Upload{Name: norm.NFC.String(strings.ToValidUTF8(header.Filename, "")), Data: data}, nil
}

func readAll(header *multipart.FileHeader) (data []byte, err error) {
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() {
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
	}()
	return io.ReadAll(file)
}
