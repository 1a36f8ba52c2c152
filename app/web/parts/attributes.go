package parts

import (
	"strconv"

	"github.com/a-h/templ"
)

// described gives the attributes that tie a field to its help and error and
// say what may be entered.
func described(f Filled, in Input) templ.Attributes {
	a := templ.Attributes{}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("aria-describedby", in.describedBy(f))
	if f.Error(in.Name) != "" {
		a["aria-invalid"] = "true"
	}
	set("inputmode", in.inputMode())
	set("min", in.Min)
	set("max", in.Max)
	set("lang", in.Lang)
	if len(in.Suggestions) > 0 {
		set("list", f.FieldID(in.Name)+"-list")
	}
	if in.Kind != Password { // which writes it itself
		set("autocomplete", in.Autocomplete)
	}
	if in.MaxLength > 0 {
		set("maxlength", strconv.Itoa(in.MaxLength))
	}
	return a
}

// region makes a table that scrolls reachable with the keyboard.
func (g Grid) region() templ.Attributes {
	if !g.Wide {
		return nil
	}
	return templ.Attributes{"tabindex": "0", "role": "region", "aria-label": g.Caption}
}
