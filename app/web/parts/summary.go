package parts

import (
	"bytes"
	"context"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/a-h/templ"

	"relevo/app/i18n"
)

// longestName is how long a label may be that is said again above the form, in letters: a sentence to agree to is no name.
const longestName = 60

// fieldNames are the labels of a form's fields as they are drawn.
type fieldNames struct {
	order  []string // of the fields
	labels map[string]string
}

type fieldNamesKey struct{}

// Named tells the form around how a field is called, for what it says above of those to correct. [Field] does it by itself; a page that
// writes a field out calls it.
func Named(ctx context.Context, field, label string) {
	names, _ := ctx.Value(fieldNamesKey{}).(*fieldNames)
	if names == nil {
		return
	}
	if _, seen := names.labels[field]; !seen {
		names.order, names.labels[field] = append(names.order, field), label
	}
}

// summed draws the fields, and above them what is wrong with which: the fields come first, because only they know what they are called and
// where they stand.
func summed(f Filled) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		fields := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		names := &fieldNames{labels: map[string]string{}}
		var drawn bytes.Buffer
		if err := fields.Render(context.WithValue(ctx, fieldNamesKey{}, names), &drawn); err != nil {
			return err
		}
		if err := toCorrect(f, names.said(ctx, f.Messages)).Render(ctx, w); err != nil {
			return err
		}
		_, err := drawn.WriteTo(w)
		return err
	})
}

// said gives the messages with the names of their fields, in the order of the form; those of no field it knows come last.
func (n *fieldNames) said(ctx context.Context, messages []Message) []Message {
	list := slices.Clone(messages)
	place := func(m Message) int {
		if at := slices.Index(n.order, m.Field); at >= 0 {
			return at
		}
		return len(n.order)
	}
	slices.SortStableFunc(list, func(a, b Message) int { return place(a) - place(b) })
	for i, m := range list {
		if label := n.labels[m.Field]; label != "" && utf8.RuneCountInString(label) <= longestName {
			list[i].Text = i18n.T(ctx, "web.form.error_of", "field", label, "problem", m.Text)
		}
	}
	return list
}
