package roster_test

import (
	"fmt"
	"slices"
	"testing"

	"relevo/app/people/roster"
)

func keys(messages []roster.Message) []string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Key)
	}
	return all
}

func TestDocuments(t *testing.T) {
	for _, c := range []struct {
		kind, listed, docType, number string
		note, problem                 string
	}{
		{"", "15775632", roster.DNI, "15775632", "", ""},
		{"", "4452100", roster.DNI, "04452100", roster.NotePadded, ""},
		{"", "4452100.0", roster.DNI, "04452100", roster.NotePadded, ""},
		{"", "5.3418008E7", roster.DNI, "53418008", roster.NoteNumberCleaned, ""},
		{"", " 36555406 ", roster.DNI, "36555406", "", ""},
		{"", "15.775.632", roster.DNI, "15775632", roster.NoteNumberCleaned, ""},
		{"", "15775632-5", roster.DNI, "15775632", "", ""},
		{"", "15775632-j", roster.DNI, "15775632", "", ""},
		{"", "15775632 - 5", roster.DNI, "15775632", "", ""},
		{"", "15775632-4", roster.DNI, "15775632", "", roster.ProblemCheckFailed},
		{"", "157756325", roster.DNI, "15775632", roster.NoteCheckSplit, ""},
		{"DNI", "157756325", roster.DNI, "15775632", roster.NoteCheckSplit, ""},
		{"", "DNI: 15775632", roster.DNI, "15775632", "", ""},
		{"", "C.E. N° 001234567", roster.CE, "001234567", "", ""},
		{"Carné de extranjería", "001234567", roster.CE, "001234567", "", ""},
		{"", "001234567", roster.CE, "001234567", roster.NoteTypeGuessed, ""},
		{"Pasaporte", "ab-123456", roster.Passport, "AB123456", "", ""},
		{"", "AB123456X", roster.OtherDoc, "AB123456X", "", roster.ProblemDocumentUnusual},
		{"", "1234", "", "", "", roster.ProblemDocumentShort},
		{"", "00000000", "", "", roster.NotePlaceholder, roster.ProblemDocumentMissing},
		{"", "---", "", "", roster.NotePlaceholder, roster.ProblemDocumentMissing},
		{"", "", "", "", "", roster.ProblemDocumentMissing},
	} {
		doc, notes, problems := roster.ReadDocument(c.kind, c.listed)
		if doc.Type != c.docType || doc.Number != c.number {
			t.Errorf("%q %q is %v", c.kind, c.listed, doc)
		}
		if got := keys(notes); c.note == "" && len(got) > 0 || c.note != "" && !slices.Contains(got, c.note) {
			t.Errorf("%q: notes %v", c.listed, got)
		}
		if c.problem == "" && len(problems) > 0 || c.problem != "" && (len(problems) != 1 || problems[0].Key != c.problem) {
			t.Errorf("%q: problems %v", c.listed, problems)
		}
	}
}

func TestDates(t *testing.T) {
	asOf := day(t, "2025-06-30")
	for listed, want := range map[string]string{
		"30/11/2024": "2024-11-30", "30-11-2024": "2024-11-30", "30.11.24": "2024-11-30", "5/3/24": "2024-03-05", "2024-11-30": "2024-11-30",
		"2024-11-30T00:00:00": "2024-11-30", "30/11/2024 00:00:00": "2024-11-30", "2024/11/30 8:30": "2024-11-30", "20241130": "2024-11-30",
		"13-feb-24": "2024-02-13", "13 FEB. 2024": "2024-02-13", "13 de febrero de 2024": "2024-02-13", "13 de Setiembre del 2024": "2024-09-13",
		"1-set-23": "2023-09-01", "1-sep-23": "2023-09-01", "1 sept 2023": "2023-09-01", "1/ene/2023": "2023-01-01", "4-dic-98": "1998-12-04",
		"1-abr-24": "2024-04-01", "1-ago-24": "2024-08-01", "1-oct-24": "2024-10-01", "1-nov-24": "2024-11-01", "1-mar-24": "2024-03-01",
		"1-may-24": "2024-05-01", "1-jun-24": "2024-06-01", "1-jul-24": "2024-07-01", "13feb2024": "2024-02-13", "lunes, 5 de agosto de 2024": "2024-08-05",
		"45149": "2023-08-11", "45149.5": "2023-08-11", "11/30/2024": "2024-11-30", "29/02/2024": "2024-02-29",
		"31/02/2024": "", "30/13/2024": "", "99": "", "pronto": "", "feb-24": "", "1/1/1900": "", "1/1/2060": "", "10 de brumario de 2024": "",
	} {
		rows := rowsOf(t, "DNI;Apellidos y nombres;Cargo;Inicio\n15775632;QUISPE HUAMAN, ROSA;TUTORA;"+listed+"\n", asOf)
		switch {
		case want == "" && (rows[0].Start != nil || !rows[0].Blocked()):
			t.Errorf("%q is read as %v", listed, rows[0].Start)
		case want != "" && (rows[0].Start == nil || *rows[0].Start != day(t, want)):
			t.Errorf("%q is read as %s (%v), want %s", listed, date(rows[0].Start), rows[0].Problems, want)
		}
	}
}

func TestNamesAreSplitWithTheirParticles(t *testing.T) {
	for _, c := range []struct{ header, listed, first, second, given string }{
		{"Apellidos y Nombres", "HUAMÁN CONDORI, JULIA NÉLIDA", "HUAMÁN", "CONDORI", "JULIA NÉLIDA"},
		{"Apellidos y Nombres", "HUAMÁN  CONDORI  JULIA  NÉLIDA", "HUAMÁN", "CONDORI", "JULIA NÉLIDA"},
		{"Apellidos y Nombres", "DE LA CRUZ QUISPE ROSA", "DE LA CRUZ", "QUISPE", "ROSA"},
		{"Apellidos y Nombres", "QUISPE DEL ÁGUILA, ROSA", "QUISPE", "DEL ÁGUILA", "ROSA"},
		{"Nombres y Apellidos", "JULIA NÉLIDA HUAMÁN CONDORI", "HUAMÁN", "CONDORI", "JULIA NÉLIDA"},
		{"Nombres y Apellidos", "ROSA DEL CARMEN DE LA CRUZ SAN MARTÍN", "DE LA CRUZ", "SAN MARTÍN", "ROSA DEL CARMEN"},
		{"Nombres y Apellidos", "ROSA QUISPE", "QUISPE", "", "ROSA"},
		{"Nombres y Apellidos", "QUISPE HUAMÁN, ROSA", "QUISPE", "HUAMÁN", "ROSA"},
		{"Nombres", "LUZ ELENA ROJAS CCAHUA", "ROJAS", "CCAHUA", "LUZ ELENA"},
	} {
		rows := rowsOf(t, fmt.Sprintf("DNI;%s;Cargo;Inicio\n15775632;%s;TUTORA;1/2/2024\n", c.header, c.listed), day(t, "2024-06-30"))
		if n := rows[0].Names; n.FirstSurname != c.first || n.SecondSurname != c.second || n.GivenNames != c.given {
			t.Errorf("%s %q is %+v", c.header, c.listed, n)
		}
	}
	rows := rowsOf(t, "DNI;Ap. Paterno;Ap. Materno;Nombres;Inicio\n15775632;DE LA CRUZ;RÍOS;ANA MARÍA;1/2/2024\n", day(t, "2024-06-30"))
	if got := rows[0].Names.String(); got != "DE LA CRUZ RÍOS, ANA MARÍA" {
		t.Error(got)
	}
}

func TestPositionsContractsAndSexes(t *testing.T) {
	for position, cadre := range map[string]string{
		"TUTOR(A)": roster.Mentor, "Tutora nocturna": roster.Mentor, "Acompañante": roster.Mentor, "PSICÓLOGA": roster.Psychologist,
		"Trabajadora Social": roster.SocialWorker, "ASISTENTA SOCIAL": roster.SocialWorker, "ABOGADO(A)": roster.Lawyer, "Director": roster.Coordinator,
		"COORDINADOR(A)": roster.Coordinator, "Juez de Paz": roster.JusticeOfPeace, "Jueza especializada": roster.Judge, "Fiscal provincial": roster.Prosecutor,
		"Asistente en función fiscal": roster.Administrative, "Defensor público de víctimas": roster.PublicDefender, "Comisionada": roster.Ombudsman,
		"Téc. en Enfermería": roster.Nurse, "EDUCADOR": roster.Educator, "Asistente administrativo": roster.Administrative, "Cocinera": roster.OtherCadre, "": roster.OtherCadre,
	} {
		if got := roster.CadreOf(position); got != cadre {
			t.Errorf("%q is %s, want %s", position, got, cadre)
		}
	}
	for text, contract := range map[string]string{
		"728": roster.Contract728, "D.L. 728": roster.Contract728, "DL N° 1057 - CAS": roster.ContractCAS, "LOC. SERV.": roster.ContractService,
		"Locación de servicios": roster.ContractService, "Terceros": roster.ContractService, "276": roster.Contract276, "Casual": roster.ContractOther, "": "",
	} {
		if got := roster.ContractOf(text); got != contract {
			t.Errorf("%q is %s, want %s", text, got, contract)
		}
	}
	rows := rowsOf(t, "DNI;Nombres y apellidos;Sexo;Inicio\n15775632;ANA RUIZ PAZ;M;1/2/2024\n15775633;LUIS RUIZ PAZ;H;1/2/2024\n", day(t, "2024-06-30"))
	if rows[0].Sex != "F" || rows[1].Sex != "M" {
		t.Errorf("in a list with H for men, M is a woman: %q %q", rows[0].Sex, rows[1].Sex)
	}
}

func TestKindsOfRow(t *testing.T) {
	rows := rowsOf(t, `N°;DNI;Apellidos y Nombres;Cargo;Inicio;Cese
1;15775632;QUISPE HUAMÁN, ROSA;TUTORA;1/2/2024;
;;;;;
N°;DNI;Apellidos y Nombres;Cargo;Inicio;Cese
2; 15775632-5;Quispe Huaman, Rosa;TUTOR(A);01-feb-24;
3;15775633;ROJAS PAZ, LUIS;TUTOR;1/3/2024;1/2/2024
4;15775634;ROJAS PAZ, ANA;TUTORA;vino en marzo;
;;TOTAL: 4;;;
;;Firma de la directora;;;
`, day(t, "2024-06-30"))
	var kinds []roster.RowKind
	for _, row := range rows {
		kinds = append(kinds, row.Kind)
	}
	want := []roster.RowKind{roster.PersonRow, roster.BlankRow, roster.HeaderRow, roster.DuplicateRow, roster.PersonRow, roster.PersonRow, roster.TotalRow, roster.RemarkRow}
	if !slices.Equal(kinds, want) {
		t.Fatalf("%v", kinds)
	}
	if rows[3].DuplicateOf != 2 || rows[4].Problems[0].Key != roster.ProblemEndBeforeStart || rows[5].Problems[0].Key != roster.ProblemStartUnread {
		t.Errorf("%+v", rows)
	}
}

func TestEveryKeyIsListedOnce(t *testing.T) {
	all := roster.Keys()
	if len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("a key is listed twice")
	}
}
