package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/app/translation"
	translationweb "relevo/app/translation/web"
	"relevo/app/web/webtest"
)

// One trainer writes, is told what does not fit with what she typed still there, and another finds it right. The file has it.
func TestTwoSpeakersTranslate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		t.Cleanup(func() { i18n.Use(i18n.CuscoQuechua, nil) })
		site := webtest.New(t, d, (&translationweb.Handlers{Translations: translation.NewService(d)}).Routes())
		rosa, abel := site.As(webtest.Who{Role: access.Trainer}), site.As(webtest.Who{Role: access.Trainer})
		const list = "/translations?locale=quz&q=Guardado+a+las+%7Btime%7D"
		form := "form[action$='/assessments.saved_at']"
		page := rosa.Get(list).Want(200, "main", "Guardado a las {time}").Want(200, ".state", "Sin traducir")
		if page.Statements > 4 {
			t.Errorf("the list costs %d statements", page.Statements)
		}
		refused := rosa.Submit(page, form, "other", "Waqaychasqa").Want(422, ".field-error", "{time}")
		if refused.Text(form+" textarea") != "Waqaychasqa" {
			t.Errorf("what was typed is gone: %q", refused.Text(form))
		}
		written := rosa.Submit(refused, form, "other", "Waqaychasqa {time}").Want(200, ".alert", "Borrador guardado")
		rosa.Get(list).Want(200, "main", "lo confirma otra persona")
		if written.Count("button[value=approve]") != 0 {
			t.Error("who wrote it may find it right")
		}
		abel.Submit(abel.Get(list).Want(200, ".state", "Borrador"), form, "do", "approve").Want(200, ".alert", "ya aparece")
		abel.Get(list).Want(200, ".state", "Revisada")
		var file map[string]string
		if err := json.Unmarshal(abel.Get("/translations/files/json?locale=quz").WantStatus(200).Body, &file); err != nil || file["assessments.saved_at"] != "Waqaychasqa {time}" || len(file) != 1 {
			t.Errorf("the file has %v, %v", file, err)
		}
		if text := string(abel.Get("/translations/files/csv?locale=quz").WantStatus(200).Body); !strings.Contains(text, "Waqaychasqa {time}") || !strings.Contains(text, "Revisada") {
			t.Errorf("the table reads %q", text)
		}
		abel.Get("/translations?locale=es").WantStatus(404)
		abel.Get("/translations/quz/no.such").WantStatus(404)
		site.As(webtest.Who{Role: access.Manager}).Get("/translations").WantStatus(403)
	})
}
