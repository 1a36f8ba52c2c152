package i18n

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
)

// Text is what an author wrote, by locale: a course's title, an item's stem.
// It is stored as one JSON object.
type Text map[Locale]string

// Says makes a Text with only Spanish.
func Says(spanish string) Text { return Text{Spanish: spanish} }

// In is the text in the locale; where it is missing, in Spanish, and where
// that is missing too, in the first locale that has any.
func (t Text) In(locale Locale) string { return t[t.Lang(locale)] }

// Lang is the locale that In really gives, for the lang attribute of what is
// shown.
func (t Text) Lang(locale Locale) Locale {
	for _, l := range append([]Locale{locale}, Locales()...) {
		if strings.TrimSpace(t[l]) != "" {
			return l
		}
	}
	return locale
}

// IsZero tells whether nothing is written in any locale.
func (t Text) IsZero() bool { return t.In(Spanish) == "" }

// Value stores the text.
func (t Text) Value() (driver.Value, error) {
	if t == nil {
		return "{}", nil
	}
	b, err := json.Marshal(map[Locale]string(t))
	return string(b), err
}

// Scan reads the text from either database.
func (t *Text) Scan(src any) error {
	var body []byte
	switch v := src.(type) {
	case nil:
		*t = nil
		return nil
	case string:
		body = []byte(v)
	case []byte:
		body = v
	default:
		return fmt.Errorf("cannot read a text from %T", src)
	}
	read := map[Locale]string{}
	if err := json.Unmarshal(body, &read); err != nil {
		return fmt.Errorf("reading a text: %w", err)
	}
	*t = read
	return nil
}

// GormDataType names the column type for GORM's schema.
func (Text) GormDataType() string { return "json" }
