package parts

import (
	"context"
	"slices"
	"strings"
)

// Filled is a form as it stands: what was typed and what is wrong with it.
// The zero value is an untouched form.
type Filled struct {
	ID       string // sets the fields' ids apart where a page has several forms
	Values   map[string][]string
	Messages []Message
}

// Message is what is wrong with one field.
type Message struct{ Field, Text string }

// Value is what stands in a field.
func (f Filled) Value(name string) string {
	if v := f.Values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Has tells whether a value is among those chosen in a field.
func (f Filled) Has(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Error is what is wrong with a field; empty when nothing is.
func (f Filled) Error(name string) string {
	var texts []string
	for _, m := range f.Messages {
		if m.Field == name {
			texts = append(texts, m.Text)
		}
	}
	return strings.Join(texts, " ")
}

// FieldID is the id of a field's element.
func (f Filled) FieldID(name string) string {
	id := f.ID
	if id == "" {
		id = "f"
	}
	return id + "-" + name
}

// With gives the form with a value in a field that has none: a default.
func (f Filled) With(name string, values ...string) Filled {
	if _, typed := f.Values[name]; typed {
		return f
	}
	all := make(map[string][]string, len(f.Values)+1)
	for k, v := range f.Values {
		all[k] = v
	}
	all[name] = values
	f.Values = all
	return f
}

// FormArgs says where a form goes.
type FormArgs struct {
	Action string
	Get    bool   // a search: the values stand in the address and nothing is changed
	Upload bool   // the form carries files
	Inline bool   // fields beside one another, for filters
	Label  string // names the form where its heading does not
	Filled Filled
}

func (a FormArgs) class() string {
	if a.Inline {
		return "form inline"
	}
	return "form"
}

func (a FormArgs) method() string {
	if a.Get {
		return "get"
	}
	return "post"
}

// Kind is the kind of a field.
type Kind string

// The kinds of fields.
const (
	Text     Kind = "text"
	Email    Kind = "email"
	Tel      Kind = "tel"
	Password Kind = "password"
	Search   Kind = "search"
	Number   Kind = "number" // a decimal number
	Whole    Kind = "whole"  // a whole number
	Date     Kind = "date"
	Select   Kind = "select"
	TextArea Kind = "textarea"
	Checkbox Kind = "checkbox" // one yes or no
	Checks   Kind = "checks"   // any of Options
	Radio    Kind = "radio"    // one of Options
	File     Kind = "file"
	Hidden   Kind = "hidden"
)

// Input describes one field of a form. Kind "" is Text.
type Input struct {
	Name, Label, Help string
	Kind              Kind
	Required          bool
	Sometimes         bool     // required with some other choice, as Help says: not called optional
	Options           []Option // of Select, Radio and Checks
	Suggestions       []string // of a Text: what may be typed, beside anything else
	Autocomplete      string   // what browsers may fill in: "username", "current-password" …
	Min, Max          string
	MaxLength         int
	Rows              int    // of a TextArea, 4 when 0
	Accept            string // file types of a File
	Multiple          bool   // several files
	Lang              string // the language to be written in, where it is not the page's
}

// Option is one choice. An Option with an empty Value stands for no choice.
type Option struct{ Value, Label, Help string }

func (in Input) inputType() string {
	switch in.Kind {
	case "":
		return "text"
	case Number, Whole:
		return "text" // a number field drops what it does not understand; text lets the person see it
	default:
		return string(in.Kind)
	}
}

func (in Input) inputMode() string {
	switch in.Kind {
	case Number:
		return "decimal"
	case Whole:
		return "numeric"
	default:
		return ""
	}
}

func (in Input) rows() int {
	if in.Rows == 0 {
		return 4
	}
	return in.Rows
}

// describedBy lists the ids of the help and the error of a field.
func (in Input) describedBy(f Filled) string {
	var ids []string
	if f.Error(in.Name) != "" {
		ids = append(ids, f.FieldID(in.Name)+"-error")
	}
	if in.Help != "" {
		ids = append(ids, f.FieldID(in.Name)+"-help")
	}
	return strings.Join(ids, " ")
}

type tokenKey struct{}

// WithToken puts the token that proves a form is ours into the context, where Form
// finds it.
func WithToken(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, tokenKey{}, token)
}

func token(ctx context.Context) string {
	t, _ := ctx.Value(tokenKey{}).(string)
	return t
}

// TokenField is the name of the hidden field with that token.
const TokenField = "_token"

// asks tells whether nothing of a Select has been chosen, none of its options
// stands for that, and there is more than one: it then asks, rather than
// choosing the first for somebody who did not look.
func (in Input) asks(f Filled) bool {
	return len(in.Options) > 1 && !slices.ContainsFunc(in.Options, func(o Option) bool { return o.Value == "" || f.Has(in.Name, o.Value) })
}
