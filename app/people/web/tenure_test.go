package web_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
)

// Five stays of mentors, three of which ended after 4, 8 and 12 months with the
// first list, which nobody had before it: the curve follows by hand.
func TestManagerSeesHowStaffComeStayAndGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, centre, manager := centreWith(t, d)
		path := "/institutions/" + centre.ID
		manager.Get(path+"/tenure").Want(200, ".empty", "Nadie estuvo en su puesto")
		list := strings.Replace(header, "Cese\n", "Cese;Motivo\n", 1) +
			"15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;2024-06-01;2024-10-01;=CMD()\n" +
			"60402223;ÑAUPARI DÍAZ, BERTA;TUTORA;CAS;2024-06-01;2025-02-01;=cmd()\n" +
			"41223345;MACHACA ROQUE, DORA;TUTORA;CAS;2024-06-01;2025-06-01;\n" +
			"05361744;TAPULLIMA SORIA, CELIA;TUTORA;CAS;2024-06-01;;\n" +
			"43332211;ROJAS DÍAZ, INÉS;PSICÓLOGA;728;2024-06-01;;\n"
		page := manager.Upload(manager.Get(path+"/roster"), "form[enctype]", "files", "2026-04-30.csv", []byte(list))
		manager.Submit(page, "form[action$='/confirm']").WantStatus(200)

		const days = "from=2024-05-01&to=2026-04-30"
		tenure := manager.Get(path+"/tenure?"+days).Want(200, "h1", "Permanencia y rotación: CAR La Ceiba")
		tenure.Want(200, ".stat", "12.0").Want(200, "#tenure", "5 estadías observadas; terminaron 3").Want(200, "main", "Sin motivo registrado")
		tenure.Want(200, "tbody", "Pocos datos: 1.9 años-persona").Want(200, "tfoot", "Todo el personal")
		if n := tenure.Statements; n > 12 {
			t.Errorf("the page takes %d statements", n)
		}
		manager.Get(path+"/tenure").Want(200, ".stat", "el día de la última lista")
		manager.Get(path+"/tenure?"+days+"&by=contract&contract=728").Want(200, ".fold > summary", "728").Want(200, "tbody", "728")
		manager.Get(path+"/tenure?"+days+"&by=quarter").Want(200, "tbody", "2024, trimestre 2")
		for query, field := range map[string]string{"from=2026-04-30&to=2024-05-01": "posterior al inicio", "by=luna": "", "cadre=mago": "", "from=ayer": ""} {
			manager.Get(path+"/tenure?"+query).Want(422, "main form", field)
		}

		read := func(table string) [][]string {
			t.Helper()
			rows, err := csv.NewReader(strings.NewReader(string(manager.Get(path + "/tenure.csv?" + days + table).WantStatus(200).Body))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			return rows
		}
		if curve := read(""); len(curve) < 4 || strings.Join(curve[1][:6], ",") != ",Todo el personal,4.008,5,1,0.8" {
			t.Errorf("the curve is %v", curve)
		}
		if reasons := read("&table=reasons"); reasons[1][0] != "'=CMD()" || reasons[1][1] != "2" {
			t.Errorf("the reasons are %v", reasons)
		}
		rows := read("&table=comparison")
		if last := rows[len(rows)-1]; len(rows) != 4 || rows[1][1] != string(people.CARMentor) || last[0] != "all" || last[8] != "5" || last[9] != "3" {
			t.Errorf("the comparison is %v", rows)
		}
		manager.Get(path + "/tenure.csv?table=training").WantStatus(404) // courses are not known here
		other := site.As(webtest.Who{Role: access.Evaluator})
		for _, address := range []string{"/tenure", "/tenure.csv?table=comparison"} {
			other.Get(path + address).WantStatus(403)
		}
	})
}

func TestManagerSeesWhoIsDueAndHowSoonStaffAreTrained(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service := people.NewService(d)
		service.CompletionDays = func(*db.Tx, []string) (map[string][]db.Date, error) { return nil, nil }
		centre, err := service.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-1", Name: "CAR La Ceiba", Kind: people.CareCentre, Sector: "public"})
		if err != nil {
			t.Fatal(err)
		}
		manager := webtest.New(t, d, routes(service)).As(webtest.Who{Role: access.Manager, InstitutionID: centre.ID})
		path := "/institutions/" + centre.ID
		var rows strings.Builder
		for i := range 14 {
			rows.WriteString("5000000" + string(rune('0'+i%10)) + string(rune('0'+i/10)) + ";PERSONA PRUEBA" + string(rune('A'+i)) + ", ANA;TUTORA;CAS;2025-01-10;\n")
		}
		page := manager.Upload(manager.Get(path+"/roster"), "form[enctype]", "files", "2026-04-30.csv", []byte(header+rows.String()))
		manager.Submit(page, "form[action$='/confirm']").WantStatus(200)
		home := manager.Get(path).Want(200, "#due caption", "A quiénes les toca: 14 personas").Want(200, "#due .fold summary", "Ver a las 14 personas").Want(200, "main", "el día de la última lista")
		if n := home.Count("#due > .stack tbody tr"); n != 12 {
			t.Errorf("%d people at once, want 12", n)
		}
		manager.Get(path+"/tenure").Want(200, ".stat", "seguía sin capacitarse").Want(200, "#training", "Capacitados dentro de 30 días: 0")
		manager.Get(path+"/tenure.csv?table=training").Want(200, "body", "n_trained")
	})
}

func TestAProgramReadsHowStaffComeStayAndGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, contract, ceiba, other := apiSite(t, d)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: ceiba.ID})
		program := apitest.Of(t, contract, manager, access.ViewStaff, access.ImportRoster)
		files := object{"files": []object{{"name": "2026-04-30.csv", "content": []byte(header + "15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;2024-06-01;2025-02-01\n43332211;ROJAS DÍAZ, INÉS;PSICÓLOGA;728;2024-06-01;\n")}}}
		list := "/lists/" + program.Ask("POST", "/institutions/"+ceiba.ID+"/lists", files).Want(201).Text("drafts.0.id")
		program.Ask("POST", list+"/confirm", object{"fingerprint": program.Get(list).Text("fingerprint")}).Want(200)
		at := "/institutions/" + ceiba.ID + "/tenure"
		tenure := program.Get(at + "?from=2024-05-01&to=2026-04-30&by=contract")
		if tenure.At("all.separations") != 1.0 || tenure.At("all.joiners") != 2.0 || tenure.Len("groups") != 2 || tenure.Text("by") != "contract" || tenure.Len("all.curve.time") != 1 || tenure.Len("reasons") != 1 {
			t.Errorf("%s", tenure.Body)
		}
		program.Ask("GET", at+"?by=luna", nil).WantField("by")
		stranger := apitest.Reading(t, contract, site.As(webtest.Who{Role: access.Manager, InstitutionID: other.ID}), access.ViewStaff)
		stranger.Ask("GET", at, nil).Want(404)
	})
}
