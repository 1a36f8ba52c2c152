package web_test

import (
	"net/url"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// A trainer without scripts sends a form after her login has ended. It comes back with what she wrote, is sent once she
// has logged in again, and is nobody else's.
func TestAFormSentAfterTheLoginEndedIsHeld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		end := func() {
			t.Helper()
			w.must(d.Write(t.Context(), func(tx *db.Tx) error {
				return tx.DB.Model(&access.Login{}).Where("account_id = ?", w.trainer.Account.ID).Update("ended_at", tx.Now).Error
			}))
		}
		const form, text = "main form[action='/competencies']", "Escucha \"sin\" <b>juzgar</b>.\nY calla."
		page := w.trainer.Get("/competencies/new").WantStatus(200)
		end()
		held := w.trainer.Submit(page, form, "code", "listening", "name", "Escucha", "kind", "personal", "levels", "Juzga\nEscucha", "description", text).Want(401, "h1", "Su ingreso terminó")
		if strings.Contains(string(held.Body), "juzgar") {
			t.Error("what was written can be read by whoever finds the page")
		}
		// Not logged in yet, it waits.
		w.trainer.Submit(held, "main form[action='/held']").Want(401, "h1", "Su ingreso terminó")
		w.trainer.ComeBack()
		again := w.trainer.Submit(held, "main form[action='/held']").Want(200, "h1", "Envíe lo que escribió")
		if again.Doc().Find(form+" [name=description]").AttrOr("value", "") != text || !strings.Contains(again.Text("main details"), "juzgar") {
			t.Errorf("it came back as %q", again.Doc().Find(form+" [name=description]").AttrOr("value", ""))
		}
		w.trainer.Submit(again, form).Want(200, "main", "Escucha")
		w.trainer.Get("/competencies/listening").Want(200, "main", "juzgar")

		// Somebody else's account does not get it, nor does anybody who changed it.
		other := w.site.As(webtest.Who{Role: access.Trainer})
		sealed := held.Doc().Find("[name=held]").AttrOr("value", "")
		other.Post("/held", url.Values{"held": {sealed}}).WantStatus(403)
		changed := "A" + sealed[1:]
		if changed == sealed {
			changed = "B" + sealed[1:]
		}
		other.Post("/held", url.Values{"held": {changed}}).WantStatus(422)
		// What comes from another page than ours is not held, nor is a passphrase.
		end()
		if forged := w.trainer.Post("/competencies", url.Values{"code": {"x"}, "_token": {"no"}}); forged.Status != 403 {
			t.Errorf("a forged form is held: %d", forged.Status)
		}
	})
}
