package moodlexml

import (
	"encoding/xml"
	"strings"

	"relevo/assessments/formats"
)

// element is an XML element as it stands.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

// attr is the value of an attribute.
func (e *element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// all are the children of a name.
func (e *element) all(name string) []*element {
	var found []*element
	for i := range e.Children {
		if e.Children[i].XMLName.Local == name {
			found = append(found, &e.Children[i])
		}
	}
	return found
}

// child is the first child of a name, or an empty element.
func (e *element) child(name string) *element {
	if all := e.all(name); len(all) > 0 {
		return all[0]
	}
	return &element{}
}

// words are the text in an element, or in the <text> within it.
func (e *element) words() string {
	for _, text := range e.all("text") {
		return strings.TrimSpace(text.Text)
	}
	return strings.TrimSpace(e.Text)
}

// is tells whether an element says yes; otherwise is what an empty or missing one says.
func (e *element) is(otherwise bool) bool {
	switch strings.ToLower(e.words()) {
	case "":
		return otherwise
	case "1", "true", "yes":
		return true
	default:
		return false
	}
}

// markups are Moodle's names of how a text is written.
var markups = map[string]formats.Markup{
	"html": formats.RichText, "plain_text": formats.Plain, "plain": formats.Plain, "markdown": formats.Markdown, "moodle_auto_format": formats.Auto,
}

// markup is how the text in an element is written.
func (e *element) markup() formats.Markup {
	if m, known := markups[strings.ToLower(e.attr("format"))]; known {
		return m
	}
	return formats.Auto
}
