package roster_test

import (
	"testing"

	"relevo/app/db"
	"relevo/app/people/roster"
)

var factTitles = []roster.Title{{Field: "score", Titles: []string{"puntaje", "nota"}}, {Field: "date", Titles: []string{"fecha"}}}

func TestAListOfFactsIsRead(t *testing.T) {
	table, err := roster.Read("x.csv", []byte("NOTAS DEL CURSO;;;\n\nN°;D.N.I.;Apellidos y Nombres;Nota;Fecha\n1;5775632;DE LA CRUZ QUISPE, MARÍA;11,5;3/4/2024\n;;;;\nN°;D.N.I.;Apellidos y Nombres;Nota;Fecha\n2;;Rojas Luis;;45385\n"), roster.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	mapping, header := roster.DetectFacts(table, factTitles)
	facts := roster.Facts(table, header, mapping)
	if len(facts) != 2 || facts[0].Number != 4 || facts[0].Document.Number != "05775632" || facts[0].Names.FirstSurname != "DE LA CRUZ" || facts[0].Cell("score") != "11,5" {
		t.Fatalf("header %d, %v, facts %+v", header, mapping, facts)
	}
	if day, _, ok := facts[0].Day("date", 0); !ok || day != db.NewDate(2024, 4, 3) {
		t.Errorf("day %s", day)
	}
	if day, note, ok := facts[1].Day("date", 0); !ok || day != db.NewDate(2024, 4, 3) || note == nil {
		t.Errorf("serial day %s, %v", day, note)
	}
}

func FuzzFacts(f *testing.F) {
	f.Add([]byte("DNI;Nota;Fecha\n15775632;11;3/4/2024\n"))
	f.Add([]byte("sep=,\nApellidos y Nombres,Nota\n\"a\nb\",x\n"))
	f.Add([]byte("\xFF\xFED\x00N\x00I\x00"))
	f.Add([]byte("Nota;Nota;Fecha;Fecha\n;;;\nNota;Nota;Fecha;Fecha\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := roster.Read("x.csv", data, limits)
		if err != nil {
			return
		}
		mapping, header := roster.DetectFacts(table, factTitles)
		if header < 0 {
			return
		}
		last := 0
		for _, fact := range roster.Facts(table, header, mapping) {
			if fact.Number <= last {
				t.Errorf("row %d after row %d", fact.Number, last)
			}
			last = fact.Number
			fact.Day("date", fuzzDay)
			_ = fact.Cell("score") + fact.Names.String()
		}
	})
}
