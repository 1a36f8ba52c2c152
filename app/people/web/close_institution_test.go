package web_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/web/webtest"
)

func TestAdministratorRenamesAndClosesAnInstitution(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, centre, manager := centreWith(t, d)
		path := "/institutions/" + centre.ID
		admin := site.As(webtest.Who{Role: access.Administrator})
		list := manager.Upload(manager.Get(path+"/roster"), "form[enctype]", "files", "2026-03-31.csv", []byte("CAR LA CEIBA\n"+header+ana+berta))
		manager.Submit(list, "form[action$='/confirm']").WantStatus(200)

		form := admin.Get(path + "/edit")
		const save = "form[action^='/institutions/']"
		admin.Submit(form, save, "name", "CAR Nuevo Día", "rename", "new").Want(422, "details[open]", "Complete este campo")
		named := admin.Submit(form, save, "name", "CAR Nuevo Día", "rename", "new", "renamed_on", "2026-04-01", "judicial_district", "Loreto", "languages", "shp", "ubigeo", "Loreto", "setting", "rural")
		named.Want(200, "h1", "CAR Nuevo Día").Want(200, ".facts", "CAR La Ceiba (hasta 1 abr. 2026)").Want(200, ".facts", "Shipibo-konibo").Want(200, ".facts", "Rural")
		admin.Get("/institutions?q=ceiba").Want(200, "tbody", "CAR Nuevo Día")

		successor, err := people.NewService(d).CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-2", Name: "CAR La Lupuna", Kind: people.CareCentre, Sector: "public"})
		if err != nil {
			t.Fatal(err)
		}
		closing := admin.Get(path+"/close").Want(200, "h1", "Cerrar CAR Nuevo Día").Want(200, "main", "Hoy tiene 2 puestos ocupados")
		admin.Submit(closing, "form[action$='/close']", "closed_on", "2026-03-31").Want(422, "form", "La lista de personal del 31 mar. 2026")
		closed := admin.Submit(closing, "form[action$='/close']", "closed_on", "2026-04-15", "successor_id", successor.ID)
		closed.Want(200, "main", "Terminaron 2 puestos; en la otra institución empiezan 2").Want(200, ".alert", "cerró el 15 abr. 2026")
		admin.Get("/institutions/"+successor.ID).Want(200, "main", "En su puesto hoy: 2 personas")
		admin.Get("/institutions").Want(200, "tbody", "Cerrada desde el 15 abr. 2026")
		admin.Get(path+"/close").Want(200, ".alert", "ya está cerrada")
		manager.Get(path+"/roster").Want(200, ".alert", "ya no recibe listas")

		reopened := admin.Submit(admin.Get(path+"/edit").Want(200, "form", "no devuelve a nadie"), save, "reopen", "true")
		if reopened.WantStatus(200).Count(".alert.notice") != 0 {
			t.Error("a reopened institution says that it is closed")
		}
		manager.Get(path + "/close").WantStatus(403)
	})
}
