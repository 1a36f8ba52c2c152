package web

import (
	"math"

	"github.com/a-h/templ"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

// PartSamples shows every part in its ordinary and its awkward states. name is
// put wherever a part shows what people typed, so that a test can hand in
// something that must come out escaped.
func PartSamples(name string) []SampleGroup {
	sample := func(label string, c templ.Component) Sample { return Sample{Name: label, Component: c} }
	return []SampleGroup{
		{Name: "Cifras", Samples: []Sample{sample("Tres cifras", sampleStats(name)), sample("Definición", parts.Definition("Suma, para cada persona en su puesto hoy, de la probabilidad de que conserve la competencia.", name))}},
		{Name: "Gráficos", Samples: chartSamples(name)},
		{Name: "Formularios", Samples: []Sample{
			sample("Sin tocar", sampleForm(parts.Filled{}, name)),
			sample("Por corregir", sampleForm(sampleWrong(name), name)),
			sample("Filtros", sampleFilters(name)),
			sample("Botones", sampleButtons(name)),
		}},
		{Name: "Tablas", Samples: []Sample{
			sample("Personal", parts.Table(sampleGrid(name))),
			sample("Ancha", parts.Table(sampleWide(name))),
			sample("Páginas", parts.Pager(parts.Paging{Previous: "?page=1", Next: "?page=3", Label: "51 a 100 de 240"})),
			sample("Datos", parts.Facts([]parts.Fact{{Label: "Nombre", Text: name}, {Label: "En el puesto desde", Text: "1 feb. 2025"}, {Label: "Estado", Part: parts.State(parts.Good, "Verificada")}})),
		}},
		{Name: "Avisos", Samples: []Sample{sample("Todos los tonos", sampleAlerts(name)), sample("Vacío", parts.Empty(parts.Nothing{
			Icon: "people", Title: "Todavía no hay personal en " + name,
			Text: "Suba la lista de personal del centro. Relevo reconoce las columnas y le muestra los cambios antes de guardar.",
			Href: "/people/import", Do: "Subir una lista",
		}))}},
		{Name: "Caminos", Samples: []Sample{sample("Todos", sampleWays(name))}},
		{Name: "Tarjetas", Samples: []Sample{sample("Enlaces", sampleCards(name)), sample("Texto", parts.Prose("<p>La persona decide <strong>cuándo</strong> y <strong>cuánto</strong> contar.</p><blockquote>Pregunte menos; escuche más.</blockquote>", "es"))}},
	}
}

// Samples shows the pages that the server brings itself: of a form that came after its login had ended, and of what found no
// place.
func Samples(locale i18n.Locale) []Sample {
	page := func(title, lead string) Page {
		p := SamplePage(locale, "")
		p.Title, p.Lead = p.T(title), p.T(lead)
		return p
	}
	again := heldAgainPage{Page: page("web.held.again", "web.held.again.lead"), Action: "/language", Fields: [][2]string{{"note", "Ana <b>Luz</b> no pudo venir"}}, Files: []string{"file"},
		Typed: []string{"Ana <b>Luz</b> no pudo venir", "Acta de la reunión con maria.de.los.angeles.naupari.gutierrez@casadelrio.example.pe"}}
	told := i18n.For(locale).Fault(fault.New(fault.Busy, "fault.busy"))
	busy := errorPage{Page: SamplePage(locale, told.Title), Told: told}
	busy.OwnHeading, busy.Plain = true, true
	crowded := busy
	crowded.Again = &resend{Action: "/language", Fields: [][2]string{{"note", "Ana <b>Luz</b> no pudo venir"}}, After: 24 * 60 * 60} // nobody looks at it so long
	return []Sample{
		{Name: "busy", Whole: true, Component: showError(busy)},
		{Name: "busy-form", Whole: true, Component: showError(crowded)},
		{Name: "held", Whole: true, Component: showHeld(heldPage{Page: page("web.held.title", "web.held.lead"), Sealed: "sealed"})},
		{Name: "held-again", Whole: true, Component: showHeldAgain(again)},
	}
}

func sampleWrong(name string) parts.Filled {
	return parts.Filled{ID: "wrong",
		Values: map[string][]string{"name": {name}, "posts": {"catorce"}, "start": {"2025-02-30"}, "region": {"16"}},
		Messages: []parts.Message{
			{Field: "posts", Text: "Escriba un número entero, sin letras ni decimales."},
			{Field: "start", Text: "Escriba una fecha como 30/11/2024."},
			{Field: "consent", Text: "Marque la casilla para continuar."},
		}}
}

func sampleGrid(name string) parts.Grid {
	return parts.Grid{
		Caption: "Personal de " + name,
		Columns: []parts.Column{{Label: "Persona"}, {Label: "Cargo"}, {Label: "En el puesto desde"}, {Label: "Meses", Numeric: true}, {Label: "Estado"}},
		Rows: [][]parts.Cell{
			{{Text: name, Href: "/people/1", Note: "DNI terminado en 421"}, {Text: "Tutora"}, {Text: "1 feb. 2025"}, {Text: "9.5"}, {Part: parts.State(parts.Good, "Verificada")}},
			{{Text: "Huamán Quispe, Yeny", Href: "/people/2"}, {Text: "Psicóloga"}, {Text: "15 ago. 2025"}, {Text: "3.0"}, {Part: parts.State(parts.Notice, "Por renovar")}},
			{{Text: "Ríos Tangoa, Wilder", Href: "/people/3"}, {Text: "Trabajador social"}, {Text: "1 mar. 2024"}, {Text: "20.5"}, {Part: parts.State(parts.Bad, "Vencida")}},
		},
	}
}

func sampleWide(name string) parts.Grid {
	g := parts.Grid{Caption: "Puntajes por criterio", Wide: true, Columns: []parts.Column{{Label: "Persona"}}}
	for _, c := range []string{"Empatía", "Escucha", "Derivación", "Género", "Trauma", "Coordinación", "Registro", "Total"} {
		g.Columns = append(g.Columns, parts.Column{Label: c, Numeric: true})
	}
	for _, who := range []string{name, "Huamán Quispe, Yeny", "Ríos Tangoa, Wilder"} {
		g.Rows = append(g.Rows, parts.Words(who, "3", "2", "4", "3", "2", "3", "4", "21"))
	}
	return g
}

func day(text string) db.Date {
	d, err := db.ParseDate(text)
	if err != nil {
		return 0 // the samples' days are all right; a test draws them
	}
	return d
}

func chartSamples(name string) []Sample {
	about := func(id, title, summary string) chart.About {
		return chart.About{ID: id, Title: title, Summary: summary}
	}
	nan := math.NaN()
	var certificates, trained, skilled []chart.Value
	for i := range 12 {
		x := chart.Day(day("2024-11-30").AddMonths(i))
		t := float64(i)
		certificates = append(certificates, chart.Exactly(x, 4+1.6*t))
		trained = append(trained, chart.Exactly(x, 4+0.4*t-math.Mod(t, 3)))
		y := 4.2 + math.Sin(t/2)*1.4
		skilled = append(skilled, chart.Value{X: x, Y: y, Low: y - 1.3, High: y + 1.2})
	}
	skilled[5].Y = nan
	end := day("2025-06-15")
	seen := day("2025-05-31")
	percent := chart.Unit{Percent: true, Decimals: 0}
	line := chart.Line{
		About: about("tats", "Personal con la competencia, "+name, "Los certificados suben sin parar; las personas en su puesto que conservan la competencia son siempre menos de seis."),
		X:     chart.Axis{Dates: true, Label: "Fecha"},
		Series: []chart.Series{
			{Name: "Certificados emitidos", Points: certificates},
			{Name: "Capacitadas en el puesto", Points: trained},
			{Name: "Con la competencia hoy", Points: skilled},
		},
	}
	bars := chart.Bars{
		About: about("cascade", "De certificados a competencia vigente", "De 21 certificados quedan 4.6 personas con la competencia en su puesto."),
		Name:  "Personas", NaiveName: "Lo que se suele informar", Reference: 14, RefName: "Puestos del centro",
		Bars: []chart.Bar{
			{Label: "Certificados emitidos", Value: 21, Low: nan, High: nan, Naive: nan},
			{Label: "Capacitadas y en el puesto", Value: 9, Low: nan, High: nan, Naive: 21},
			{Label: "Con dominio demostrado", Value: 7, Low: nan, High: nan, Naive: 18},
			{Label: "Con evaluación vigente", Value: 5, Low: nan, High: nan, Naive: nan},
			{Label: "Personal capacitado ajustado por rotación", Value: 4.6, Low: 3.1, High: 6.2, Naive: nan, Strong: true},
		},
	}
	fall := chart.Waterfall{
		About: about("change", "Por qué cambió, de marzo a junio", "Lo ganado en el curso se perdió casi todo con las salidas."), StartName: "En marzo", EndName: "En junio", Start: 5.2,
		Parts: []chart.Part{{Label: "Curso de abril", Change: 3.4}, {Label: "Refuerzo virtual", Change: 0.8}, {Label: "Salidas del centro", Change: -3.1}, {Label: "Olvido", Change: -1.2}, {Label: "Personas que llegaron capacitadas", Change: 0.5}},
	}
	steps := chart.Steps{
		About: about("tenure", "Cuánto permanece el personal", "La mitad se ha ido a los 7 meses en Los Ceibos y a los 14 en La Ribera."), X: chart.Axis{Label: "Meses en el puesto"},
		Curves: []chart.Curve{
			{Name: "Los Ceibos", Median: 7, AtRisk: []chart.Risk{{At: 0, N: 34}, {At: 4, N: 25}, {At: 8, N: 14}, {At: 12, N: 8}, {At: 16, N: 3}},
				Points: []chart.Value{{X: 2, Y: 0.88, Low: 0.76, High: 0.94}, {X: 4, Y: 0.71, Low: 0.56, High: 0.82}, {X: 7, Y: 0.49, Low: 0.35, High: 0.63}, {X: 11, Y: 0.3, Low: 0.17, High: 0.45}, {X: 15, Y: 0.18, Low: 0.07, High: 0.34}}},
			{Name: name, Median: 14, AtRisk: []chart.Risk{{At: 0, N: 21}, {At: 4, N: 19}, {At: 8, N: 15}, {At: 12, N: 11}, {At: 16, N: 6}},
				Points: []chart.Value{{X: 3, Y: 0.95, Low: 0.8, High: 0.99}, {X: 9, Y: 0.72, Low: 0.5, High: 0.85}, {X: 14, Y: 0.48, Low: 0.27, High: 0.66}}},
		},
	}
	gantt := chart.Gantt{
		About: about("posts", "Quién estuvo en qué puesto", "Cinco personas ocuparon tres puestos en un año."),
		From:  day("2024-11-30"), To: day("2025-11-30"), Today: day("2025-10-15"), Kinds: []string{"Tutoría", "Psicología"},
		Lanes: []chart.Lane{
			{Label: name, Spans: []chart.Span{{From: day("2024-02-01"), Kind: 0}}},
			{Label: "Huamán Quispe, Yeny", Spans: []chart.Span{{From: day("2024-12-10"), To: &end, EndsFrom: &seen, Kind: 0}, {From: day("2025-09-01"), Kind: 1}}},
			{Label: "Ríos Tangoa, Wilder", Spans: []chart.Span{{From: day("2025-01-15"), To: &seen, Kind: 1}}},
		},
	}
	fading := chart.Line{
		About: about("fading", "Lo que se conserva con el tiempo", "La mitad de lo ganado se pierde en unos siete meses."), X: chart.Axis{Label: "Meses desde la capacitación"}, Top: 1, Cut: 0.6, CutSay: "Nivel de dominio",
		Series: []chart.Series{{Name: "Puntaje", Points: []chart.Value{{X: 0, Y: 0.84, Low: 0.78, High: 0.9}, {X: 3, Y: 0.73, Low: 0.65, High: 0.8}, {X: 6, Y: 0.62, Low: 0.52, High: 0.71}, {X: 12, Y: 0.5, Low: 0.36, High: 0.63}}}},
	}
	fading.Unit = percent
	tiles := chart.Tiles{About: about("map", "Por departamento: "+name, "Cuanto más oscuro, más personas pueden hacerlo hoy."), Name: "Pueden hacerlo", None: chart.Reason{Word: "nadie", Text: "Nadie en su puesto"}, Hidden: chart.Reason{Word: "oculto", Text: "Muy pocas personas"}, Empty: "Sin instituciones",
		Tiles: []chart.Tile{{Code: "16", Label: name, Share: 0.22, Note: "6.3 de 29"}, {Code: "08", Label: "Cusco", Share: 0.64, Note: "12.8 de 20"}, {Code: "17", Label: "Madre de Dios", Share: 0.9, Note: "9 de 10"}, {Code: "15", Label: "Lima", Share: math.NaN(), Note: "—"}}}
	var samples []Sample
	for _, c := range []struct {
		name  string
		chart chart.Chart
	}{{"Líneas con banda", line}, {"Cascada", bars}, {"Descomposición", fall}, {"Permanencia", steps}, {"Puestos en el tiempo", gantt}, {"Olvido con nivel", fading}, {"Departamentos", tiles}} {
		samples = append(samples, Sample{Name: c.name, Component: chart.Draw(c.chart)})
	}
	return samples
}
