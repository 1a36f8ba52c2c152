package measure

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// figure is one figure that can be recomputed by hand: its name and what makes the result from JSON input.
type figure struct {
	name    string
	compute func(input []byte) (any, error)
}

// figures lists them in the order in which `relevo measure` names them.
func figures() []figure {
	return []figure{
		{"survival", computeSurvival},
		{"rate", computeRate},
		{"share", computeShare},
		{"paired", computePaired},
		{"mcnemar", computeMcNemar},
		{"kappa", computeKappa},
		{"fleiss", computeFleiss},
		{"icc", computeICC},
		{"krippendorff", computeKrippendorff},
		{"alpha", computeAlpha},
		{"items", computeItems},
		{"equate", computeEquate},
		{"shrink", computeShrink},
		{"coverage", computeCoverage},
		{"tats", computeTATS},
	}
}

// Names lists the figures that Compute knows.
func Names() []string {
	var out []string
	for _, f := range figures() {
		out = append(out, f.name)
	}
	return out
}

// Compute reads the JSON input of the named figure and returns its result, ready for JSON. Undefined figures are null
// and say why under "warnings"; they are no error. Input that is malformed, incomplete or has a key the figure does not know is.
func Compute(name string, in io.Reader) (any, error) {
	for _, f := range figures() {
		if f.name != name {
			continue
		}
		input, err := io.ReadAll(in)
		if err != nil {
			return nil, fmt.Errorf("%s: reading the input: %w", name, err)
		}
		result, err := f.compute(input)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return result, nil
	}
	return nil, fmt.Errorf("no figure %q; known are %s", name, strings.Join(Names(), ", "))
}

// Run computes the named figure from in and writes indented JSON to out. Without a name it lists the names. Nothing is
// written when there is an error.
func Run(name string, in io.Reader, out io.Writer) error {
	if name == "" {
		_, err := fmt.Fprintln(out, strings.Join(Names(), "\n"))
		return err
	}
	result, err := Compute(name, in)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: writing the result: %w", name, err)
	}
	_, err = out.Write(append(text, '\n'))
	return err
}

// decode reads one JSON object strictly: unknown keys, missing required keys and anything after the object are errors that name the key.
func decode(input []byte, into any, required ...string) error {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(input, &keys); err != nil {
		if len(bytes.TrimSpace(input)) == 0 {
			return errors.New("the input is empty; give a JSON object")
		}
		return explain(err)
	}
	target := reflect.TypeOf(into).Elem()
	for _, key := range sortedKeys(keys) {
		if !hasKey(target, key) {
			return fmt.Errorf("unknown key %q", key)
		}
		// Each key on its own first, so that whatever is wrong in it is named.
		alone, err := json.Marshal(map[string]json.RawMessage{key: keys[key]})
		if err == nil {
			err = strictly(alone, reflect.New(target).Interface())
		}
		if err != nil {
			return fmt.Errorf("key %q: %w", key, explain(err))
		}
	}
	if err := strictly(input, into); err != nil {
		return explain(err)
	}
	for _, key := range required {
		if value, ok := keys[key]; !ok || string(value) == "null" {
			return fmt.Errorf("the key %q is missing", key)
		}
	}
	return nil
}

func strictly(input []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(input))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// hasKey reports whether the struct has exactly this JSON key; the decoder alone would not mind capitals.
func hasKey(object reflect.Type, key string) bool {
	for i := range object.NumField() {
		if object.Field(i).Tag.Get("json") == key {
			return true
		}
	}
	return false
}

// explain turns the decoder's error into one that says which key to mend.
func explain(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		if kind.Field == "" {
			return fmt.Errorf("the input must be a JSON object, not a %s", kind.Value)
		}
		return fmt.Errorf("unexpected %s in %s", kind.Value, kind.Field)
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("the input is not valid JSON, at byte %d: %w", syntax.Offset, err)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("unknown key %s", name)
	}
	return err
}

// value is a number that must be there: null is an error and not 0.
type value float64

// UnmarshalJSON reads a number.
func (v *value) UnmarshalJSON(text []byte) error {
	var n *float64
	if err := json.Unmarshal(text, &n); err != nil || n == nil {
		return fmt.Errorf("%s is not a number", text)
	}
	*v = value(*n)
	return nil
}

// count is a whole number that must be there, 0 or more. 3.0 is accepted, 3.5 is not.
type count int

// UnmarshalJSON reads a count.
func (c *count) UnmarshalJSON(text []byte) error {
	var n *float64
	if err := json.Unmarshal(text, &n); err != nil || n == nil || *n < 0 || *n != float64(int64(*n)) {
		return fmt.Errorf("%s is not a whole number of 0 or more", text)
	}
	*c = count(*n)
	return nil
}

// flag is 0 or 1, or false or true.
type flag bool

// UnmarshalJSON reads a flag.
func (f *flag) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case "1", "1.0", "true":
		*f = true
	case "0", "0.0", "false":
		*f = false
	default:
		return fmt.Errorf("%s is neither 0 nor 1", text)
	}
	return nil
}

func floats(values []value) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = float64(v)
	}
	return out
}

func ints(counts []count) []int {
	out := make([]int, len(counts))
	for i, c := range counts {
		out[i] = int(c)
	}
	return out
}

// rectangle checks that rows are of equal length and converts them.
func rectangle(key string, rows [][]value) ([][]float64, error) {
	out := make([][]float64, len(rows))
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, fmt.Errorf("key %q: row %d has %d values, the first has %d", key, i+1, len(row), len(rows[0]))
		}
		out[i] = floats(row)
	}
	return out, nil
}

// sameLength checks lists that run in parallel.
func sameLength(a string, lengthA int, b string, lengthB int) error {
	if lengthA != lengthB {
		return fmt.Errorf("key %q has %d values, %q has %d: they must be as many", b, lengthB, a, lengthA)
	}
	return nil
}

// sortLabels orders labels as numbers where both are, else as text.
func sortLabels(labels []label) {
	slices.SortFunc(labels, func(a, b label) int {
		if a.number.Defined() && b.number.Defined() {
			return cmp.Compare(a.number, b.number)
		}
		return strings.Compare(a.text, b.text)
	})
}

// label names a group: a text or a number, written back as it was read.
type label struct {
	text   string
	number Number
}

// UnmarshalJSON reads a text or a number.
func (l *label) UnmarshalJSON(input []byte) error {
	*l = label{number: Undefined()}
	if json.Unmarshal(input, &l.text) == nil && string(input) != "null" {
		return nil
	}
	var n value
	if err := json.Unmarshal(input, &n); err != nil {
		return fmt.Errorf("%s is neither a text nor a number", input)
	}
	l.number = Number(n)
	l.text = string(input)
	return nil
}

// MarshalJSON writes it as it was read.
func (l label) MarshalJSON() ([]byte, error) {
	if l.number.Defined() {
		return []byte(l.text), nil
	}
	return json.Marshal(l.text)
}
