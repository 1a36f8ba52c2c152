package demo

import (
	"fmt"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/assessments"
)

// look is a round in an institution: what each assessor found, a letter a criterion
// in the order of the checklist (0 to 3, "a" does not apply, "s" could not be seen).
type look struct {
	at       string
	occasion assessments.CapacityOccasion
	on       db.Date
	one, two string
	agreed   string // where the two differ, what they agreed on; "" leaves the round open
}

// looks are the rounds of the two years, in the order in which they took place. La
// Lupuna changed how it works; in La Ceiba what was learnt left with the people.
var looks = []look{
	{ceiba, assessments.Baseline, day(2025, 2, 5), "111101001110", "110101011110", "110101001110"},
	{lupuna, assessments.Baseline, day(2025, 2, 6), "111110101111", "111111101110", "111110101110"},
	{"CAR-LOR-3", assessments.Baseline, day(2025, 3, 12), "110110000120", "110110000120", "110110000120"},
	{"CAR-LOR-4", assessments.Baseline, day(2025, 3, 13), "000110010100", "001110010100", "000110010100"},
	{"CAR-MDD-1", assessments.Baseline, day(2025, 5, 7), "211121101211", "211121111211", "211121101211"},
	{"CAR-CUS-1", assessments.Baseline, day(2025, 6, 11), "221221111222", "22122111122s", "221221111222"},
	{"CAR-LIM-1", assessments.Baseline, day(2025, 7, 2), "232222111221", "222222111221", "222222111221"},
	{ceiba, assessments.CapacityFollowUp, day(2026, 2, 10), "221211011221", "221211001221", "221211001221"},
	{lupuna, assessments.CapacityFollowUp, day(2026, 2, 11), "332322332332", "332322332322", "332322332322"},
	{"CAR-LOR-3", assessments.CapacityFollowUp, day(2026, 5, 12), "121210101121", "", ""},
}

// seen is what an assessor writes about each criterion, when little was found and
// when it was.
var seen = [][2]string{
	{"Hay una hoja sin fecha en la oficina; en la guardia no la conocen.", "La guardia mostró la ruta plastificada en dos minutos; los teléfonos responden."},
	{"De diez derivaciones, en dos consta quién recibió.", "Nueve de diez tienen nombre y día de quien recibió."},
	{"Después del oficio no hay otra anotación.", "Hay fecha de seguimiento y llamada registrada en casi todas."},
	{"El último correo con la fiscalía es de hace cinco meses.", "Contacto con cuatro contrapartes este trimestre; lo llevan dos personas."},
	{"Las actas dicen «se coordinará», sin quién ni cuándo.", "Cada acuerdo tiene responsable y fecha; se revisan en la reunión siguiente."},
	{"Los planes están sin fecha de revisión.", "Tres planes revisados este trimestre con la UPE."},
	{"De las tres últimas salidas, ninguna dejó entrega escrita.", "Las tres últimas salidas dejaron lista de casos y pendientes firmada."},
	{"Quien entró en enero empezó su turno sin inducción.", "Las tres últimas personas pasaron su inducción en la primera semana."},
	{"No hay un espacio de cuidado en el calendario.", "Hay un espacio cada mes dentro del horario, y se cumple."},
	{"Cada turno vuelve a preguntar lo mismo.", "El cuaderno de turno se lee antes de conversar; se pregunta solo lo que falta."},
	{"Se conversa en el pasillo o en el comedor.", "Hay un cuarto con puerta, agua y pañuelos, y se usa."},
	{"Dos noches de la semana no hay nadie capacitado.", "Todas las noches hay alguien capacitado, y sabe a quién llamar."},
}

// settled is why the two agreed on what they did.
var settled = []string{
	"Revisamos juntos el registro y contamos de nuevo.", "Volvimos a preguntar a la persona de turno.", "La evidencia más reciente pesa más: apareció el documento.",
}

// assessCapacity lets two trainers look at institutions, some of them twice.
func (l *life) assessCapacity() error {
	trainers := l.trainers()
	assessor := func(n int) access.Actor {
		return access.Actor{AccountID: trainers[n], Roles: []access.Held{{Role: access.Trainer}}}
	}
	for i, round := range looks {
		if err := l.lookAt(round, [2]access.Actor{assessor(1 + i%3), assessor(1 + (i+1)%3)}); err != nil {
			return fmt.Errorf("%s on %s: %w", round.at, round.on, err)
		}
	}
	return l.reword()
}

func (l *life) lookAt(round look, assessors [2]access.Actor) error {
	l.goTo(moment(round.on, 9, 0))
	opened, err := l.assessments.OpenRound(l.ctx, assessors[0], assessments.RoundInput{InstitutionID: l.places[round.at].ID, Occasion: round.occasion, HeldOn: round.on})
	if err != nil {
		return err
	}
	page, err := l.assessments.Round(l.ctx, assessors[0], opened.ID)
	if err != nil {
		return err
	}
	for seat, found := range []string{round.one, round.two} {
		if found == "" {
			return nil // the second assessor is waited for
		}
		for i, c := range page.Criteria {
			l.goTo(moment(round.on, 9, 20+10*i+5*seat))
			rating := assessments.RatingOf{Criterion: c.Code, Finding: findingOf(found[i]), Evidence: seen[i][0]}
			if level, is := rating.Finding.Level(); is && level >= 2 {
				rating.Evidence = seen[i][1]
			} else if !is {
				rating.Evidence = "La persona a cargo no estaba y el cuaderno queda con llave."
			}
			if err := l.assessments.RateCriterion(l.ctx, assessors[seat], opened.ID, rating); err != nil {
				return err
			}
		}
		l.goTo(moment(round.on, 15, 10+20*seat))
		if err := l.assessments.SubmitRound(l.ctx, assessors[seat], opened.ID); err != nil {
			return err
		}
	}
	for i, c := range page.Criteria {
		if round.one[i] == round.two[i] {
			continue
		}
		l.goTo(moment(round.on+1, 10, i))
		agreed := assessments.ConsensusInput{Criterion: c.Code, Finding: findingOf(round.agreed[i]), Reason: settled[i%len(settled)]}
		if err := l.assessments.AgreeOn(l.ctx, assessors[0], opened.ID, agreed); err != nil {
			return err
		}
	}
	return nil
}

func findingOf(letter byte) assessments.CapacityFinding {
	switch letter {
	case 'a':
		return assessments.NotApplicable
	case 's':
		return assessments.NotSeen
	default:
		return assessments.CapacityFinding(letter)
	}
}

// reword says anew what referring is, so that a competency has two wordings.
func (l *life) reword() error {
	l.goTo(moment(day(2025, 9, 3), 11, 0))
	detail, err := l.assessments.Competency(l.ctx, l.actorOf(access.Trainer), "referral", 0)
	if err != nil {
		return err
	}
	revised := detail.Competency
	revised.Description = i18n.Text{"es": "Deriva a la institución competente con lo mínimo necesario, confirma quién recibe y cuándo, y pregunta después qué pasó.",
		"en": "Refers to the competent institution with the minimum necessary, confirms who receives and when, and asks later what happened."}
	_, err = l.assessments.ReviseCompetency(l.ctx, l.actorOf(access.Trainer), revised)
	return err
}
