package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// Five stays of mentors, three of which ended after 4, 8 and 12 months with the
// first list, which nobody had before it: the curve follows by hand.
func TestManagerSeesHowLongStaffStay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, centre, manager := centreWith(t, d)
		path := "/institutions/" + centre.ID
		manager.Get(path+"/tenure").Want(200, ".empty", "Nadie estuvo en su puesto")
		list := header +
			"15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;2024-06-01;2024-10-01\n" +
			"60402223;ÑAUPARI DÍAZ, BERTA;TUTORA;CAS;2024-06-01;2025-02-01\n" +
			"41223345;MACHACA ROQUE, DORA;TUTORA;CAS;2024-06-01;2025-06-01\n" +
			"05361744;TAPULLIMA SORIA, CELIA;TUTORA;CAS;2024-06-01;\n" +
			"43332211;ROJAS DÍAZ, INÉS;PSICÓLOGA;728;2024-06-01;\n"
		page := manager.Upload(manager.Get(path+"/roster"), "form[enctype]", "files", "2026-04-30.csv", []byte(list))
		manager.Submit(page, "form[action$='/confirm']").WantStatus(200)

		tenure := manager.Get(path+"/tenure?from=2024-05-01&to=2026-04-30").Want(200, "h1", "Permanencia: CAR La Ceiba")
		tenure.Want(200, ".stat", "12.0").Want(200, "#tenure", "5 estadías observadas; terminaron 3").Want(200, "main", "Sin motivo registrado")
		if n := tenure.Statements; n > 12 {
			t.Errorf("the page takes %d statements", n)
		}
		csv := string(manager.Get(path + "/tenure.csv?from=2024-05-01&to=2026-04-30").Body)
		lines := strings.Split(strings.TrimSpace(csv), "\n")
		if len(lines) < 4 || !strings.HasPrefix(lines[1], ",4.008,5,1,0.8,") {
			t.Errorf("the numbers are\n%s", csv)
		}
		manager.Get(path+"/tenure?from=2026-04-30&to=2024-05-01").Want(422, "main form", "posterior al inicio")
		other := site.As(webtest.Who{Role: access.Evaluator})
		other.Get(path + "/tenure").WantStatus(403)
	})
}
