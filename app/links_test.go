package app

import (
	"bytes"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/webtest"
)

// Every link and every form of every sample, whichever slice it leads to, has a route.
func TestNoPageLeadsNowhere(t *testing.T) {
	routes := append((&App{config: Config{BaseURL: "http://relevo.test"}}).routes(), web.Route{Method: "POST", Path: "/language"}, web.Route{Method: "POST", Path: "/held"}) // which the server brings itself
	for _, group := range gallery(i18n.Spanish) {
		for _, sample := range group.Samples {
			if !sample.Whole {
				continue // a part by itself shows invented addresses
			}
			var html bytes.Buffer
			if err := sample.Component.Render(t.Context(), &html); err != nil {
				t.Fatal(err)
			}
			page, err := goquery.NewDocumentFromReader(&html)
			if err != nil {
				t.Fatal(err)
			}
			for _, dead := range webtest.Dead(page, routes) {
				t.Errorf("%s, %s: leads to %s", group.Name, sample.Name, dead)
			}
		}
	}
}
