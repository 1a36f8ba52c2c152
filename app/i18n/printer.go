package i18n

import (
	"context"
	"fmt"
	"math"
	"strings"

	"relevo/app/db"
)

// Printer says things in one locale. It keeps no state: one serves any number
// of readers at once.
type Printer struct{ locale Locale }

// For gives the printer of a locale; an unknown locale speaks Spanish.
func For(locale Locale) *Printer {
	if _, known := catalogues[locale]; !known {
		locale = Spanish
	}
	return &Printer{locale: locale}
}

// Key is a value of a sentence that is itself said from the catalogue, as in
// p.T("web.remove", "what", i18n.Key("noun.course")).
type Key string

// Locale is the locale the printer speaks.
func (p *Printer) Locale() Locale { return p.locale }

// Partial tells whether some sentences of the catalogue are missing in the
// locale and are said in Spanish.
func (p *Printer) Partial() bool { return len(spoken(p.locale)) < len(catalogues[Spanish]) }

// Lang is the language that the greater part of the catalogue's sentences
// come out in, for the lang attribute of a page.
func (p *Printer) Lang() Locale {
	if 2*len(spoken(p.locale)) < len(catalogues[Spanish]) {
		return Spanish
	}
	return p.locale
}

// T says the sentence of a key with its named values: "name", value, "name",
// value … A value named "count" chooses between the plural forms. A key that
// is missing in the locale is said in Spanish, and one missing there too as
// ⟦key⟧, so that it is noticed and never silent.
func (p *Printer) T(key string, pairs ...any) string {
	s, ok := find(p.locale, key)
	if !ok {
		return "⟦" + key + "⟧"
	}
	text := s.Other
	if s.One != "" && isOne(valueOf("count", pairs)) {
		text = s.One
	}
	if len(pairs) == 0 || !strings.Contains(text, "{") {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(mark string) string {
		value := valueOf(mark[1:len(mark)-1], pairs)
		if value == nil {
			return mark
		}
		return p.Value(value)
	})
}

func valueOf(name string, pairs []any) any {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1]
		}
	}
	return nil
}

// isOne follows the plural rule that Spanish and English share for the
// numbers relevo counts: one is one, everything else is many.
func isOne(value any) bool {
	switch n := value.(type) {
	case int:
		return n == 1
	case int64:
		return n == 1
	case float64:
		return math.Abs(n-1) < 1e-9
	}
	return false
}

// Value writes any value as the locale writes it.
func (p *Printer) Value(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case Key:
		return p.T(string(v))
	case Text:
		return v.In(p.locale)
	case int:
		return p.Number(float64(v), 0)
	case int64:
		return p.Number(float64(v), 0)
	case float64:
		return p.Number(v, -1)
	case db.Date:
		return p.Date(v)
	case *db.Date:
		if v == nil {
			return undefined
		}
		return p.Date(*v)
	case db.Instant:
		return p.Instant(v)
	default:
		return fmt.Sprint(v)
	}
}

type printerKey struct{}

// Into puts the printer into a context, where the components of a page find it.
func Into(ctx context.Context, p *Printer) context.Context {
	return context.WithValue(ctx, printerKey{}, p)
}

// From is the printer of a context; Spanish where none was put.
func From(ctx context.Context) *Printer {
	if p, ok := ctx.Value(printerKey{}).(*Printer); ok && p != nil {
		return p
	}
	return For(Spanish)
}

// T says a sentence with the context's printer.
func T(ctx context.Context, key string, pairs ...any) string {
	return From(ctx).T(key, pairs...)
}
