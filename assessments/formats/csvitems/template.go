package csvitems

import (
	"fmt"

	"relevo/app/tables"
)

// templateAnswers is how many answers the templates have columns for.
const templateAnswers = 5

// header is the first row of the templates.
func header() []string {
	cells := []string{"id", "tipo", "competencia", "forma", "titulo", "pregunta", "comentario"}
	for n := 1; n <= templateAnswers; n++ {
		cells = append(cells, fmt.Sprintf("respuesta_%d", n), fmt.Sprintf("valor_%d", n), fmt.Sprintf("comentario_%d", n))
	}
	return cells
}

// examples has a question of each kind: its head, then text, worth and comment of each answer.
var examples = [][]string{
	{"ejemplo-1", "una opción", "", "", "La primera hora", "Llega de noche y no quiere hablar. ¿Qué le dice?", "", "Aquí está segura. Podemos conversar cuando quiera.", "100", "Correcto.", "Descanse; mañana me cuenta.", "50", "", "Tiene que contarme ahora qué pasó.", "0", "Presionar hace daño."},
	{"ejemplo-2", "varias opciones", "", "", "Qué ayuda", "¿Qué ayuda a que hable? Marque todas.", "", "Voz baja", "50", "", "Una salida libre", "50", "", "Cerrar la puerta con llave", "-50", ""},
	{"ejemplo-3", "verdadero o falso", "", "", "El consentimiento", "Si la víctima aceptó viajar, no hay trata.", "", "falso", "", "El consentimiento no cuenta cuando hubo engaño."},
	{"ejemplo-4", "situación", "", "", "La llamada", "Un hombre llama y pregunta por ella. ¿Qué es lo mejor y qué lo peor que puede hacer?", "", "No confirmar nada y avisar a su coordinación", "100", "", "Tomar su nombre y su número", "50", "", "Colgar sin decir nada", "0", "", "Decirle que está aquí y a qué hora puede venir", "-100", ""},
	{"ejemplo-5", "ordenar", "", "", "Los pasos", "Ponga en orden lo que se hace al recibirla.", "", "Saludar y ofrecer agua", "", "", "Explicar dónde está", "", "", "Preguntar qué necesita", "", "", "Llenar la ficha", "", ""},
	{"ejemplo-6", "emparejar", "", "", "A quién se llama", "Una cada situación con quien la atiende.", "", "Una niña sin familia -> UPE", "", "", "Orientación a toda hora -> Línea 100", "", "", "-> Registro civil", "", ""},
	{"ejemplo-7", "huecos", "", "", "La línea", "Llame a la línea {1:NUMERICAL:=100:0}, que atiende {1:MULTICHOICE:=a toda hora~de día}.", ""},
	{"ejemplo-8", "número", "", "", "Las horas", "¿En cuántas horas se da aviso?", "", "24", "100", "", "20..30", "50", "Casi."},
	{"ejemplo-9", "respuesta corta", "", "", "La ley", "¿Qué ley es la de la trata?", "", "*28950*", "100", ""},
	{"ejemplo-10", "viñeta", "", "", "Un caso", "Llega con una bolsa y pide agua. ¿Qué haría en la primera hora?", "Se califica con una rúbrica."},
}

// help is the second sheet of the workbook.
var help = [][]string{
	{"Columna", "Qué se escribe"},
	{"id", "Cómo se reconoce la pregunta si vuelve a traerla. Puede quedar vacío."},
	{"tipo", "una opción, varias opciones, verdadero o falso, situación, ordenar, emparejar, huecos, número, respuesta corta o viñeta."},
	{"competencia", "El código de la competencia que mide. Puede quedar vacío y elegirse después."},
	{"forma", "A, B o AB si está en las dos. Puede quedar vacío."},
	{"titulo", "Solo lo ven quienes escriben preguntas. Puede quedar vacío."},
	{"pregunta", "El texto. En huecos, con cada hueco entre llaves, como en el ejemplo."},
	{"comentario", "Lo que se dice sea cual sea la respuesta. Puede quedar vacío."},
	{"respuesta_1 … respuesta_20", "Las respuestas. En ordenar, en su orden correcto; en emparejar, «esto -> va con esto»; en número, 3, 3:0.5 o 2..4; en respuesta corta, * vale por cualquier texto."},
	{"valor_1 … valor_20", "Cuánto vale cada una, en porcentaje, o x por 100. En situación, 100 es lo mejor y -100 lo peor."},
	{"comentario_1 … comentario_20", "Lo que se dice de esa respuesta. Puede quedar vacío."},
	{"", "Borre los ejemplos antes de traer sus preguntas."},
}

// TemplateCSV is an empty table with an example of each kind, as Excel opens it.
func TemplateCSV() ([]byte, error) { return tables.ForExcel(append([][]string{header()}, examples...)) }

// TemplateXLSX is the same as a workbook, with a sheet that explains the columns.
func TemplateXLSX() ([]byte, error) {
	return tables.Workbook(tables.Texts("Preguntas", append([][]string{header()}, examples...)), tables.Texts("Cómo se llena", help))
}
