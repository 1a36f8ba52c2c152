package people_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
)

const (
	ubigeoHead = "UBIGEO;DEPARTAMENTO;PROVINCIA;DISTRITO\n"
	// A few rows of INEI's list.
	fourPlaces = "150101;LIMA;LIMA;LIMA\n160101;LORETO;MAYNAS;IQUITOS\n070101;PROV. CONST. DEL CALLAO;CALLAO;CALLAO\n80101;CUSCO;CUSCO;CUSCO\n"
)

// read writes places down: "16 Loreto" is "1601 Maynas, 160101 Iquitos".
func read(t *testing.T, data string) string {
	t.Helper()
	list, err := people.ReadPlaces("ubigeo.csv", []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = p.Code + " " + p.Name
	}
	return strings.Join(texts, ", ")
}

func TestPlaces_areReadFromEveryLayout(t *testing.T) {
	const want = "1601 Maynas, 160101 Iquitos"
	for name, data := range map[string]string{
		"one column":              ubigeoHead + "160101;LORETO;MAYNAS;IQUITOS\n",
		"under a banner":          "INSTITUTO NACIONAL DE ESTADÍSTICA E INFORMÁTICA\n\nLISTA\n" + ubigeoHead + "160101;LORETO;MAYNAS;IQUITOS\n\nFuente: INEI\n",
		"as on INEI's maps":       "IDDPTO,IDPROV,IDDIST,NOMBDEP,NOMBPROV,NOMBDIST\n16,1601,160101,Loreto,Maynas,Iquitos\n",
		"three columns":           "CCDD;CCPP;CCDI;NOMBDEP;NOMBPROV;NOMBDIST\n16;;;LORETO;;\n16;1;;LORETO;MAYNAS;\n16;1;1;LORETO;MAYNAS;IQUITOS\n",
		"with RENIEC's beside":    "ubigeo_reniec;ubigeo_inei;departamento;provincia;distrito\n150101;160101;LORETO;MAYNAS;IQUITOS\n",
		"levels of their own":     ubigeoHead + "160000;LORETO;;\n160100;LORETO;MAYNAS;\n1601;LORETO;MAYNAS;\n160101;LORETO;MAYNAS;IQUITOS\n",
		"the header on each page": ubigeoHead + "160101;LORETO;MAYNAS;IQUITOS\n" + ubigeoHead,
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, data); got != want {
				t.Errorf("read %q, want %q", got, want)
			}
		})
	}
	if got := read(t, ubigeoHead+"80101;CUSCO;CUSCO;CUSCO\n070101;CALLAO;CALLAO;CALLAO\n"); got != "0701 Callao, 070101 Callao, 0801 Cusco, 080101 Cusco" {
		t.Errorf("with the zero that a spreadsheet drops: %q", got)
	}
}

func TestPlaces_areReadFromAWorkbook(t *testing.T) {
	book := excelize.NewFile()
	for cell, value := range map[string]any{"A1": "UBIGEO", "B1": "Departamento", "C1": "Provincia", "D1": "Distrito", "A2": 80101, "B2": "Cusco", "C2": "Cusco", "D2": "Cusco"} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	if got := read(t, file.String()); got != "0801 Cusco, 080101 Cusco" {
		t.Errorf("read %q", got)
	}
}

func TestPlaces_whatIsWrongIsToldByRow(t *testing.T) {
	for name, c := range map[string]struct{ data, field string }{
		"no header":                     {"160101;LORETO;MAYNAS;IQUITOS\n", "file"},
		"RENIEC's column only":          {"ubigeo_reniec;departamento;provincia;distrito\n150101;LORETO;MAYNAS;IQUITOS\n", "file"},
		"RENIEC's codes":                {ubigeoHead + "240101;CALLAO;CALLAO;CALLAO\n", "row 2"},
		"nothing":                       {ubigeoHead + "160000;LORETO;;\n", "file"},
		"a wrong department":            {ubigeoHead + fourPlaces + "160102;LIMA;MAYNAS;X\n", "row 6"},
		"no code":                       {ubigeoHead + fourPlaces + ";LORETO;MAYNAS;X\n", "row 6"},
		"a code that is none":           {ubigeoHead + fourPlaces + "16O101;LORETO;MAYNAS;X\n", "row 6"},
		"a district without a province": {"CCDD;CCPP;CCDI;NOMBDEP;NOMBPROV;NOMBDIST\n16;1;1;LORETO;MAYNAS;IQUITOS\n16;;1;LORETO;;X\n", "row 3"},
		"a district's name too many":    {ubigeoHead + fourPlaces + "1601;LORETO;MAYNAS;X\n", "row 6"},
		"no name":                       {ubigeoHead + fourPlaces + "160102;LORETO;MAYNAS;-\n", "row 6"},
		"two names":                     {ubigeoHead + fourPlaces + "160101;LORETO;MAYNAS;OTRO\n", "row 6"},
		"no list":                       {"<html>", "files"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := people.ReadPlaces("x.csv", []byte(c.data))
			wantField(t, err, c.field)
		})
	}
}

// Whatever is read has codes in departments that exist, and each once.
func FuzzReadPlaces(f *testing.F) {
	f.Add([]byte(ubigeoHead + fourPlaces))
	f.Add([]byte("CCDD;CCPP;CCDI;NOMBDEP;NOMBPROV;NOMBDIST\n16;1;1;LORETO;MAYNAS;IQUITOS\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := people.ReadPlaces("x.csv", data)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatalf("an error of no kind: %v", err)
		}
		last := ""
		for _, p := range list {
			if people.RegionName(people.RegionOf(p.Code)) == "" || (len(p.Code) != 4 && len(p.Code) != 6) || p.Code <= last || p.Name == "" {
				t.Fatalf("read %+v after %q", p, last)
			}
			last = p.Code
		}
	})
}

// places imports a list for the whole programme.
func (p programme) places(t *testing.T, data string) people.PlacesImport {
	t.Helper()
	counts, err := p.service.ImportPlaces(t.Context(), access.System(), people.RosterFile{Name: "ubigeo.csv", Data: []byte(data)})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func TestPlaces_importIsAllOrNothingAndRepeatable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		file := people.RosterFile{Name: "ubigeo.csv", Data: []byte(ubigeoHead + fourPlaces)}
		planned, err := p.service.PreviewPlaces(t.Context(), access.System(), file)
		if want := (people.PlacesImport{Provinces: 4, Districts: 4, New: 8}); err != nil || planned != want {
			t.Fatalf("planned %+v, %v; want %+v", planned, err, want)
		}
		if _, err := p.service.ImportPlaces(t.Context(), access.System(), people.RosterFile{Name: "x.csv", Data: []byte(ubigeoHead + fourPlaces + "160102;LIMA;MAYNAS;X\n")}); err == nil {
			t.Error("a list with a wrong row was taken")
		}
		if got := p.places(t, ubigeoHead+fourPlaces); got != planned {
			t.Errorf("imported %+v, want %+v: the wrong list has left something", got, planned)
		}
		if got := p.places(t, ubigeoHead+fourPlaces); got.New != 0 || got.Renamed != 0 {
			t.Errorf("the same list again: %+v", got)
		}
		newer := strings.Replace(fourPlaces, "IQUITOS", "IQUITOS Y PUNCHANA", 1)
		if got := p.places(t, ubigeoHead+newer); got.New != 0 || got.Renamed != 1 {
			t.Errorf("a newer list: %+v", got)
		}
		for _, who := range []access.Actor{p.manager, actor(access.Administrator, p.network)} { // places are everybody's
			if _, err = p.service.ImportPlaces(t.Context(), who, file); err == nil {
				t.Errorf("%s imported places", who.AccountID)
			}
		}
	})
}

func TestPlaces_areFoundByCodeAndByName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		place := func(text string) (string, error) {
			i, err := p.service.UpdateInstitution(t.Context(), access.System(), p.apart.ID, people.InstitutionInput{Code: "CAR-09", Name: "CAR Aparte", Kind: people.NGO, Sector: "private", Ubigeo: text})
			return i.Ubigeo, err
		}
		if got, err := place("160199"); got != "160199" || err != nil {
			t.Errorf("before any list, a code is taken as it is: %q, %v", got, err)
		}
		if got, err := place("lima"); got != "15" || err != nil {
			t.Errorf("before any list, there are departments: %q, %v", got, err)
		}
		p.places(t, ubigeoHead+fourPlaces)
		for text, want := range map[string]string{"160101": "160101", "16": "16", "Loreto": "16", " maynas ": "1601", "Iquitos": "160101", "IQUITOS, MAYNAS": "160101",
			"Loreto › Maynas › Iquitos": "160101", "220101": "220101", "": ""} {
			if got, err := place(text); got != want || err != nil {
				t.Errorf("%q is %q, %v; want %q", text, got, err, want)
			}
		}
		for _, text := range []string{"160102", "1602", "Lima", "Iquitos, Cusco", "Macondo", "16010"} {
			_, err := place(text)
			wantField(t, err, "ubigeo")
		}
		_, err := place("Cusco")
		if told := fault.FieldsOf(err); len(told) != 1 || told[0].Pairs[3] != "08 Cusco; 0801 Cusco › Cusco; 080101 Cusco › Cusco › Cusco" {
			t.Errorf("a name of several places: %+v", told)
		}
		o, err := p.service.Overview(t.Context(), access.System(), p.ceiba.ID)
		if err != nil || strings.Join(o.Where, " ") != "Loreto Maynas Iquitos" {
			t.Errorf("where: %v, %v", o.Where, err)
		}
	})
}
