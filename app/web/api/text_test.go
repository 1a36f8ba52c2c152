package api_test

import (
	"maps"
	"testing"

	"relevo/app/i18n"
	"relevo/app/web/api"
)

// A language that is added to relevo has its field here too, or what is written in it would be lost on the way.
func TestATextKeepsEveryLanguage(t *testing.T) {
	full := i18n.Text{}
	for _, locale := range i18n.Locales() {
		full[locale] = "in " + string(locale)
	}
	if back := api.TextOf(full).Authored(); !maps.Equal(back, full) {
		t.Errorf("%v came back as %v", full, back)
	}
	if back := api.TextOf(nil).Authored(); len(back) != 0 {
		t.Errorf("nothing came back as %v", back)
	}
}
