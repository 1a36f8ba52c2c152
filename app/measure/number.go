package measure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Number is a figure that may be undefined. An undefined figure is NaN in Go and null in JSON, never 0: a zero would
// be read as a finding. Infinite values (a half-life without fading) are null in JSON too.
type Number float64

// Undefined returns the Number that has no value. Whoever returns it also returns a Warning that says why.
func Undefined() Number { return Number(math.NaN()) }

// Defined reports whether the figure has a finite value that may be shown.
func (n Number) Defined() bool { return !math.IsNaN(float64(n)) && !math.IsInf(float64(n), 0) }

// Float gives the value for arithmetic; NaN where undefined.
func (n Number) Float() float64 { return float64(n) }

// MarshalJSON writes the shortest decimal that reads back as the same value, or null where undefined.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.Defined() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads a number or null.
func (n *Number) UnmarshalJSON(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		*n = Undefined()
		return nil
	}
	value, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return fmt.Errorf("%s is not a number", text)
	}
	*n = Number(value)
	return nil
}

// square is x times x.
func square(x float64) float64 { return x * x }

// Warning says why a figure is undefined or must be read with care. Code is stable and selects the translated
// sentence on screens; Text is the English sentence that `relevo measure` prints.
type Warning struct {
	Code string
	Text string
}

// MarshalJSON writes the sentence alone.
func (w Warning) MarshalJSON() ([]byte, error) { return json.Marshal(w.Text) }

// Warnings are listed in the order in which they arose; none is an empty JSON list.
type Warnings []Warning

// MarshalJSON writes a list of sentences, [] when there are none.
func (w Warnings) MarshalJSON() ([]byte, error) {
	if w == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]Warning(w))
}

func (w *Warnings) addf(code, format string, args ...any) {
	*w = append(*w, Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// Has reports whether a warning with this code was given.
func (w Warnings) Has(code string) bool {
	for _, one := range w {
		if one.Code == code {
			return true
		}
	}
	return false
}

// Estimate is a figure with its 95 % interval.
type Estimate struct {
	Value Number `json:"value"`
	Lower Number `json:"lower"`
	Upper Number `json:"upper"`
}
