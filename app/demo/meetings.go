package demo

import (
	"fmt"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/courses"
)

// gathering is a meeting of the story.
type gathering struct {
	offering, title string
	on              db.Date
	from, to        int // minutes of the day; 0: the hours of the course, evenly over its days
	agenda, minutes string
	correction      string // of the minutes; empty for none
}

const agendaFirst = `1. Bienvenida y acuerdos de la sala
2. Evaluación inicial
3. **Preguntar en vez de interrogar**: qué cambia para quien escucha
4. Ensayo por parejas: la primera hora`

// gatherings are four days in Iquitos that are over, and in Cusco one day that is over and
// one today.
var gatherings = []gathering{
	{offering: "MEN-2025-06", title: "Día 1: preguntar y escuchar", on: day(2025, 8, 26), agenda: agendaFirst,
		minutes: "Vinieron mentoras de dos centros. Se acordó:\n\n- ensayar la primera hora en cada cambio de turno;\n- traer mañana la ficha de ingreso que usa cada centro, **sin datos de nadie**."},
	{offering: "MEN-2025-06", title: "Día 2: lo que hace el trauma", on: day(2025, 8, 27), agenda: "- Qué se ve y qué no se ve\n- Crisis de madrugada: bajar la voz y esperar\n- Pausa y autocuidado",
		minutes: "Se revisaron las fichas de ingreso. Tres preguntas se repiten en las dos: se propone leer primero el cuaderno de turno.", correction: "Eran cuatro preguntas las que se repetían, no tres."},
	{offering: "MEN-2025-06", title: "Día 3: derivar y acompañar", on: day(2025, 8, 28), agenda: "- Ruta de derivación de la región\n- Llamar para confirmar que llegó",
		minutes: "Cada centro dibujó su ruta. Queda pendiente el teléfono de la unidad de protección para la noche."},
	{offering: "MEN-2025-06", title: "Día 4: ensayo y cierre", on: day(2025, 8, 29), agenda: "- Ensayo con casos compuestos\n- Evaluación final\n- Qué me llevo",
		minutes: "Se hizo el ensayo en grupos de tres y se rindió la evaluación final."},
	{offering: "MEN-2026-03", title: "Encuentro en Cusco: practicar juntas", on: day(2026, 5, 6), from: 9 * 60, to: 15 * 60, agenda: "- Dudas de las lecciones\n- Ensayo de la primera hora\n- Acuerdos por centro",
		minutes: "Se practicó en parejas. Cada centro eligió una frase para la primera hora."},
}

// gatherAll lets the offerings of the story meet: what was attended on those days was attended
// at these meetings. One is today, so that its code can be shown.
func (l *life) gatherAll() error {
	for _, g := range gatherings {
		if err := l.gatherOne(g); err != nil {
			return fmt.Errorf("%s: %w", g.title, err)
		}
	}
	l.goTo(moment(today-1, 16, 20))
	o := l.offeringCalled("MEN-2026-03")
	_, err := l.courses.SaveMeeting(l.ctx, l.actorOf(access.Trainer), o.ID, "", courses.MeetingInput{HeldOn: today, From: "9:30", To: "12:30",
		Title: "Segundo encuentro: casos de las lecciones", Place: "Cusco, auditorio de la red (demo)", Facilitators: l.trainerNames(), Agenda: "1. Qué probó cada una desde la última vez\n2. Caso compuesto: una llegada de noche\n3. Qué hacer cuando no quiere hablar"})
	return err
}

func (l *life) offeringCalled(code string) *offering {
	for _, o := range l.offerings {
		if o.code == code {
			return o
		}
	}
	panic("the demonstration has no offering " + code) // a slip in this file
}

func (l *life) trainerNames() string { return l.accounts[guestOf(access.Trainer).Username].Name }

func (l *life) gatherOne(g gathering) error {
	o := l.offeringCalled(g.offering)
	if g.to == 0 {
		g.from = 9 * 60
		g.to = g.from + int(o.subject.version.Hours*60)/o.days
	}
	trainer := l.trainers()[0]
	at := l.at(moment(g.on-12, 11, 0))
	html, err := courses.Render(g.agenda)
	if err != nil {
		return err
	}
	m := courses.Meeting{ID: at.NewID(), OfferingID: o.ID, HeldOn: g.on, FromMinute: g.from, ToMinute: g.to, Title: g.title, Place: o.Place + ", casa comunal (demo)",
		Facilitators: l.trainerNames(), Agenda: g.agenda, AgendaHTML: html, Secret: at.NewSecret(), CreatedAt: at.Now, CreatedBy: trainer}
	if err := l.step.DB.Create(&m).Error; err != nil {
		return err
	}
	if err := l.signIn(o, m, trainer); err != nil {
		return err
	}
	return l.keepMinutes(m, g, trainer)
}

// signIn notes who came, as the attendance of the day says: most by the code, with some late,
// the others from the list.
func (l *life) signIn(o *offering, m courses.Meeting, trainer string) error {
	var facts []courses.Attendance
	query := l.step.DB.Where("held_on = ? AND superseded_at IS NULL AND enrolment_id IN (SELECT id FROM enrolment WHERE offering_id = ?)", m.HeldOn, o.ID).Order("id")
	if err := query.Find(&facts).Error; err != nil {
		return err
	}
	d := diceOf("meeting " + o.code + m.Title)
	var marks []courses.MeetingMark
	for i, f := range facts {
		came := m.Start().Add(time.Duration(d.between(-9, 12)) * time.Minute)
		mark := courses.MeetingMark{ID: l.at(came).NewID(), MeetingID: m.ID, EnrolmentID: f.EnrolmentID, MarkKey: "code:" + f.EnrolmentID, How: courses.ByCode, MarkedAt: came, RecordedAt: came, RecordedBy: trainer}
		if i%4 == 3 || f.Hours != m.Hours() {
			mark.MarkKey, mark.How, mark.Hours = "list:"+f.EnrolmentID, courses.ByRoll, to(f.Hours)
		}
		marks = append(marks, mark)
	}
	if err := insert(l, marks); err != nil {
		return err
	}
	return l.step.DB.Model(&courses.Attendance{}).Where("held_on = ? AND enrolment_id IN (SELECT id FROM enrolment WHERE offering_id = ?)", m.HeldOn, o.ID).Update("meeting_id", m.ID).Error
}

func (l *life) keepMinutes(m courses.Meeting, g gathering, trainer string) error {
	at := l.at(moment(g.on, 18, 15))
	for i, text := range []string{g.minutes, g.correction} {
		if text == "" {
			continue
		}
		html, err := courses.Render(text)
		if err != nil {
			return err
		}
		written := at.Now.Add(time.Duration(15*i) * time.Hour)
		row := courses.MeetingMinutes{ID: at.NewID(), MeetingID: m.ID, Source: text, HTML: html, WrittenAt: written, WrittenBy: trainer, LockedAt: &written, LockedBy: &trainer}
		if err := l.step.DB.Create(&row).Error; err != nil {
			return err
		}
	}
	return nil
}
