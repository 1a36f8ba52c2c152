package i18n

import (
	"errors"

	"relevo/app/fault"
)

// Told is an error as it is told to a person.
type Told struct {
	Kind     fault.Kind
	Title    string // what sort of trouble this is, for a heading
	Sentence string // what happened
	Advice   string // what to do now
	Fields   []Message
}

// Message is what is wrong with one field.
type Message struct{ Field, Text string }

// Fault puts an error into words. What nobody has classified is told in
// general words only: its own text may name internals.
func (p *Printer) Fault(err error) Told {
	kind := fault.KindOf(err)
	told := Told{
		Kind:   kind,
		Title:  p.T("fault." + kind.String() + ".title"),
		Advice: p.T("fault." + kind.String() + ".advice"),
	}
	told.Sentence = told.Title
	var e *fault.Error
	if !errors.As(err, &e) {
		return told
	}
	told.Sentence = p.T(e.Key, p.nouns(e.Pairs)...)
	for _, f := range e.Fields {
		told.Fields = append(told.Fields, Message{Field: f.Name, Text: p.T(f.Key, p.nouns(f.Pairs)...)})
	}
	return told
}

// nouns turns the value "what", which [fault.Missing] gives as a catalogue
// key, into the word itself.
func (p *Printer) nouns(pairs []any) []any {
	said := append([]any(nil), pairs...)
	for i := 0; i+1 < len(said); i += 2 {
		if key, ok := said[i+1].(string); ok && said[i] == "what" && Has(key) {
			said[i+1] = Key(key)
		}
	}
	return said
}
