package web_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/app/translation"
	translationweb "relevo/app/translation/web"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
)

func TestTwoProgramsTranslate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		t.Cleanup(func() { i18n.Use(i18n.CuscoQuechua, nil) })
		h := &translationweb.Handlers{Translations: translation.NewService(d)}
		operations := h.API()
		site, contract := webtest.New(t, d, append(h.Routes(), operations...)), apitest.NewContract(t, operations)
		rosa := apitest.Of(t, contract, site.As(webtest.Who{Role: access.Trainer}), access.AuthorCourses)
		abel := apitest.Of(t, contract, site.As(webtest.Who{Role: access.Trainer}), access.AuthorCourses)
		const at = "/translations/quz/assessments.saved_at"
		one := rosa.Get(at)
		if one.Text("state") != "missing" || one.Text("es.other") != "Guardado a las {time}" || one.At("written_at") != nil {
			t.Errorf("%s", one.Body)
		}
		rosa.Ask("PUT", at, map[string]any{"other": "Waqaychasqa"}).WantField("other")
		words := map[string]any{"other": "Waqaychasqa {time}"}
		if draft := rosa.Ask("PUT", at, words).Want(200); draft.Text("state") != "draft" || draft.At("mine") != true {
			t.Errorf("%s", draft.Body)
		}
		rosa.Ask("POST", at+"/approve", words).Want(409) // her own
		abel.Ask("POST", at+"/approve", map[string]any{"other": "{time}"}).Want(409)
		if right := abel.Ask("POST", at+"/approve", words).Want(200); right.Text("state") != "reviewed" {
			t.Errorf("%s", right.Body)
		}
		list := abel.Get("/translations/quz?state=reviewed")
		if list.Len("items") != 1 || list.Text("items.0.text.other") != "Waqaychasqa {time}" || list.At("counts.reviewed") != 1.0 {
			t.Errorf("%s", list.Body)
		}
		if part := abel.Get("/translations/quz?limit=2"); part.Len("items") != 2 || part.Text("next") != part.Text("items.1.key") || part.Header.Get("Link") == "" {
			t.Errorf("%s", part.Body)
		}
		abel.Ask("GET", "/translations/es", nil).Want(404)
		abel.Ask("GET", "/translations/quz/no.such", nil).Want(404)
		apitest.Of(t, contract, site.As(webtest.Who{Role: access.Manager}), access.ViewStaff).Ask("PUT", at, words).Want(403)
		apitest.Reading(t, contract, site.As(webtest.Who{Role: access.Trainer}), access.AuthorCourses).Ask("PUT", at, words).Want(403)
	})
}
