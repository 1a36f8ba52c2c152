package demo

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/courses"
)

// reasons are what people say of an activity, by how useful they found it.
var reasons = map[courses.Usefulness][]string{
	courses.GreatUse: {
		"Practicamos con casos parecidos a los nuestros.", "Ahora sé qué no preguntar.", "Los ejemplos eran de mi región.", "Se pudo hablar sin que nadie juzgara.",
		"Me llevé frases que uso en el turno.", "Por fin entendí qué hacer en una crisis de madrugada.", "Explicaron la ley con palabras simples.", "La facilitadora escuchaba.",
		"Ensayamos la primera hora varias veces.", "Conocí a quien recibe mis derivaciones.", "",
	},
	courses.SomeUse: {
		"Bueno, pero faltó tiempo para practicar.", "Algunas lecciones eran largas para leer en el celular.", "Sirve, aunque en mi oficina el caso es otro.", "Me gustaría un repaso en unos meses.",
		"Faltó ver cómo se hace de noche con poca gente.", "La conexión se cortaba.", "",
	},
	courses.LittleUse: {
		"Ya conocía casi todo.", "Mucha teoría para el turno que tengo.", "No era para mi función.", "",
	},
}

// changes are examples of what changed in somebody's practice.
var changes = []string{
	"Saludo y ofrezco agua antes de llenar la ficha.", "Leo el cuaderno de turno y ya no vuelvo a preguntar.", "Pido permiso antes de cada pregunta.", "Llamo para confirmar que la recibieron.",
	"Converso en el cuarto y no en el pasillo.", "Cuando se agita, primero bajo la voz y espero.", "Escribo sus palabras tal cual, sin interpretarlas.", "Le explico qué sigue y cuándo.",
	"Dejo anotado lo pendiente antes de irme.", "Pregunto en qué lengua prefiere hablar.", "",
}

// survey asks whoever completed an offering, and lets two thirds of them answer some
// days later. The answers lie in random order and bear the week alone, as the service
// keeps them.
func (l *life) survey() error {
	var asks []courses.SurveyAsk
	var responses []courses.SurveyResponse
	for _, o := range l.offerings {
		if len(o.journeys) == 0 {
			continue
		}
		d, at := diceOf("survey "+o.code), l.at(moment(today, 7, 30))
		var said []courses.SurveyResponse
		for _, j := range o.journeys {
			done := j.progress.Completion
			if done == nil {
				continue
			}
			ask := courses.SurveyAsk{OfferingID: o.ID, PersonID: j.who.ID}
			on := done.CompletedOn + db.Date(d.between(0, 9))
			if on < today && d.yes(0.66) {
				ask.Answered = true
				said = append(said, responseOf(d, o.ID, on))
			}
			asks = append(asks, ask)
		}
		for i := range said {
			said[i].ID = at.NewSecret()
		}
		responses = append(responses, said...)
	}
	slices.SortFunc(asks, func(a, b courses.SurveyAsk) int {
		return cmp.Or(strings.Compare(a.OfferingID, b.OfferingID), strings.Compare(a.PersonID, b.PersonID))
	})
	slices.SortFunc(responses, func(a, b courses.SurveyResponse) int { return strings.Compare(a.ID, b.ID) })
	if err := insert(l, asks); err != nil {
		return err
	}
	return insert(l, responses)
}

func responseOf(d dice, offeringID string, on db.Date) courses.SurveyResponse {
	r := courses.SurveyResponse{OfferingID: offeringID, Week: on - db.Date((int(on.Time().Weekday())-int(time.Monday)+7)%7), Usefulness: courses.GreatUse}
	switch roll := d.Float64(); {
	case roll < 0.10:
		r.Usefulness = courses.LittleUse
	case roll < 0.42:
		r.Usefulness = courses.SomeUse
	}
	r.Why = one(d, reasons[r.Usefulness])
	switch roll := d.Float64(); {
	case roll < 0.52:
		r.Practice, r.Example = courses.PracticeChanged, one(d, changes)
	case roll < 0.78:
		r.Practice = courses.PracticeNotYet
	case roll < 0.90:
		r.Practice = courses.PracticeSame
	}
	return r
}
