package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/courses/coursestest"
)

// TestACourseInTwoRegions writes a course in the browser, has another trainer approve it and
// gives it in two regions, one of which reads other examples. Ana takes it along on a phone,
// loses the line in the middle of a lesson, goes on, and when she is back relevo has every step.
func TestACourseInTwoRegions(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		r := regions{t: t, line: layLine(t)}
		r.prepare(dialect)
		r.trainerWrites()
		r.colleagueApproves()
		r.trainerOffers()
		ana := r.official("ana")
		r.readsHere(ana, "Salude por su nombre.")
		r.takesAlong(ana)
		r.goesOnWithoutALine(ana)
		r.comesBackAndFinishes(ana)
		qori := r.official("qori")
		r.readsHere(qori, "En la sierra")
		r.trainerSeesAll()
		for _, who := range []*person{r.trainer, r.colleague, ana, qori} {
			who.calm()
		}
	})
}

type regions struct {
	t *testing.T
	program
	line               *line
	trainer, colleague *person
	andes              string // the institution in the other region
	course, offering   string // paths
}

// prepare gives two centres in two regions, the people and the questions.
func (r *regions) prepare(dialect db.Dialect) {
	c := config(r.t, dialect)
	c.BaseURL = "http://" + r.line.listener.Addr().String()
	d, _, err := app.Open(r.t.Context(), c)
	if err != nil {
		r.t.Fatal(err)
	}
	w := coursestest.New(r.t, d)
	w.Write(func(tx *db.Tx) error {
		andes, err := people.CreateInstitutionTx(tx, access.System(), people.InstitutionInput{ParentID: w.Network.ID, Code: "CAR-08", Name: "CAR Andino", Kind: people.CareCentre, Sector: "public", Ubigeo: "080101"})
		r.andes = andes.ID
		return err
	})
	w.Hire(people.Institution{ID: r.andes}, "Qori", people.CARMentor)
	_, err = w.Assessments.CreateItem(r.t.Context(), access.System(), assessments.ItemInput{Code: "probarse", Kind: assessments.Single, Competency: "asking", Title: "Probarse", Markup: formats.Plain,
		Stem: i18n.Says("¿Qué hace primero?"), Body: assessments.Body{Options: []assessments.Option{{Text: i18n.Says("Saludar por su nombre"), Fraction: 1}, {Text: i18n.Says("Interrogar")}}}})
	if err != nil {
		r.t.Fatal(err)
	}
	key, err := access.NewPassphrase(anaKey)
	if err != nil {
		r.t.Fatal(err)
	}
	w.Write(func(tx *db.Tx) error {
		for username, role := range map[string]access.Role{"ana": access.Official, "qori": access.Official, "rosa": access.Trainer, "abel": access.Trainer} {
			in := access.NewAccount{Username: username, Name: strings.ToUpper(username[:1]) + username[1:], Passphrase: key}
			if role == access.Official {
				in.PersonID = "p-" + in.Name
			}
			account, err := access.OpenAccountTx(tx, access.System(), in)
			if err != nil {
				return err
			}
			if err := access.GrantRoleTx(tx, access.System(), account.ID, role, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err := d.Close(); err != nil {
		r.t.Fatal(err)
	}
	c.Addr = freeAddress(r.t)
	r.line.to = c.Addr
	r.base = run(r.t, c, func(*app.App) error { return nil })
}

func (r *regions) trainerWrites() {
	r.trainer = visit(r.t, r.program, "trainer")
	w := r.trainer
	w.logIn("rosa", anaKey)
	w.goTo("/courses/new")
	assessment := evaluate[string](w, `Array.from(document.querySelectorAll('[name=assessment] option')).map(o => o.value).find(v => v) || ''`)
	w.fill("[name=audience][value=car_mentor]", "1")
	w.fill("[name=competencies][value=asking]", "1")
	w.fillForm("form[action='/courses']", "code", "acompanar", "title", "Acompañar sin dañar", "summary", "Para quienes acompañan.", "assessment", assessment, "hours", "4")
	r.course = w.where()
	w.fillForm("form[action='"+r.course+"/modules']", "title", "La llegada")
	for _, title := range []string{"La puerta", "La noche", "La mañana"} {
		w.goTo(r.course)
		w.press("a[href$='/lessons/new']")
		w.fillForm("form[action$='/lessons/new']", "title", title, "minutes", "5", "source", "Salude por su nombre.\n\n> **Para su turno**\n>\n> Ofrezca agua.")
	}
	// The first lesson has other examples in Cusco, the second a question to try oneself with.
	w.goTo(r.course)
	w.press(".lessons a:not([href$='/checks'])")
	w.pressNamed("Agregar")
	w.fillForm("form[action$='/wordings/new']", "language", "es", "region", "08", "title", "La puerta", "source", "En la sierra, ofrezca primero abrigo.")
	w.goTo(r.course)
	checks := evaluate[[]string](w, `Array.from(document.querySelectorAll(".lessons a[href$='/checks']")).map(a => a.getAttribute('href'))`)
	w.goTo(checks[1])
	w.press("form[action$='/checks/add'] button")
	w.goTo(r.course)
	w.pressNamed("Ver la revisión")
	w.fillForm("form[action$='/review/hand-in']")
	w.picture("regions-handed-in")
}

func (r *regions) colleagueApproves() {
	r.colleague = visit(r.t, r.program, "colleague")
	w := r.colleague
	w.logIn("abel", anaKey)
	w.goTo(r.course + "/review")
	w.change(`document.querySelectorAll("main details").forEach(d => d.open = true)`)
	w.sees("main", "En la sierra")
	w.fillForm("form[action$='/review/approve']")
	w.picture("regions-approved")
	r.trainer.goTo(r.course)
	r.trainer.fillForm("form[action='" + r.course + "/publish']")
	r.trainer.sees("main", "Publicad")
}

func (r *regions) trainerOffers() {
	w := r.trainer
	w.goTo("/offerings/new")
	version := evaluate[string](w, `Array.from(document.querySelectorAll('[name=course] option')).map(o => o.value).find(v => v) || ''`)
	network := evaluate[string](w, `Array.from(document.querySelectorAll('[name=institutions]')).find(i => i.closest('label').innerText.includes('Red Amazon')).value`)
	w.fill("[name=mode][value=virtual]", "1")
	w.fill("[name=institutions][value='"+network+"']", "1")
	w.fillForm("form[action='/offerings']", "course", version, "code", "DOS-1", "starts_on", today().String(), "ends_on", (today() + 30).String(), "place", "")
	r.offering = strings.TrimSuffix(w.where(), "/enrol")
	w.goTo(r.offering + "/enrol")
	for _, id := range []string{"p-Ana", "p-Qori"} {
		w.fill("[name=people][value='"+id+"']", "1")
	}
	w.fillForm("form:has([value='p-Ana'])")
	w.goTo(r.offering)
	w.sees("main", "Anaz")
	w.sees("main", "Qoriz")
}

// official logs somebody in on a phone and has them sit the pre-test.
func (r *regions) official(name string) *person {
	w := visit(r.t, r.program, name)
	w.phone()
	w.misset(-48 * time.Hour) // nothing that is kept goes by the telephone's clock
	w.logIn(name, anaKey)
	sit(w)
	return w
}

// sit sits the test that is next, choosing the first option of each question.
func sit(w *person) {
	w.t.Helper()
	w.goTo("/learn")
	w.press(".continue-card a.button")
	w.fill("[name=consent]", "1")
	w.fillForm("form[action$='/start']")
	for !strings.HasSuffix(w.where(), "/review") {
		w.leave(`(() => { const f = document.querySelector('form.answer-form'); f.querySelector('[name=option]').checked = true;
			f.requestSubmit(f.querySelector('[name=go][value=next], [name=go][value=review]')) })()`)
	}
	w.press("form[action$='/submit'] button")
	w.sees("h1", "Constancia")
}

// readsHere opens the first lesson and sees the examples of one's own region.
func (r *regions) readsHere(w *person, text string) {
	w.goTo("/learn")
	w.press(".continue-card a.button")
	w.sees(".prose", text)
	w.fits()
	w.picture("regions-lesson-" + w.name)
}

func (r *regions) takesAlong(w *person) {
	w.goTo("/learn")
	w.press(".continue-card h2 a")
	w.change(`document.querySelector("[data-take-open] summary").click()`)
	w.sees("[data-take-size]", "3 lecciones")
	w.fits()
	w.picture("along-ask")
	w.change(`document.querySelector("[data-take-go]").click()`)
	w.sees("[data-take-kept]:not([hidden])", "Guardado en este teléfono")
	w.sees("[data-take-kept]", fmt.Sprintf("%d de ", today().Time().Day())) // the true day
	w.picture("along-kept")
	// Taken away again nothing is left, and it can be had anew.
	w.change(`document.querySelector("[data-take-kept] [data-take-remove]").click()`)
	w.sees("[data-take-ask]:not([hidden])", "Llevar el curso")
	if n := evaluate[int](w, `caches.keys().then(k => k.length)`); n != 0 {
		r.t.Errorf("%d courses are left on the phone", n)
	}
	w.change(`document.querySelector("[data-take-go]").click()`)
	w.sees("[data-take-kept]:not([hidden])", "Guardado en este teléfono")
	w.press("section.continue-card a.button")
	w.sees(".prose", "Salude por su nombre")
}

// goesOnWithoutALine loses the line in the middle of a lesson.
func (r *regions) goesOnWithoutALine(w *person) {
	w.loseLine(r.line)
	w.change(`document.querySelector("details.note").open = true`)
	w.fill("[name=note]", "Llevar mi propia manta.")
	w.sees("#note-state", "Guardado en este teléfono")
	w.press(".lesson-end form button") // read: on to the second
	w.sees("h1", "La noche")
	w.sees(".along-line", "guardados solo en este teléfono")
	w.fits()
	w.picture("along-offline-lesson")
	w.change(`document.querySelector(".self-check [name=option]").click(); document.querySelector(".self-check form").requestSubmit()`)
	w.sees(".self-check .verdict", "Guardada en este teléfono")
	w.sees(".self-check .verdict", "Saludar por su nombre")
	w.waitFor(func() bool {
		return evaluate[bool](w, `document.querySelector(".self-check [name=option]").checked`)
	})
	w.picture("along-offline-check")
	w.press(".lesson-end form button")
	w.sees("h1", "La mañana")
	// Called away: the phone is opened again on whatever page, and leads on.
	w.comeBack()
	w.phone()
	w.goTo("/learn")
	w.sees("h1", "Sin conexión")
	w.sees("main", "Lección leída: La puerta")
	w.fits()
	w.picture("along-away")
	w.pressNamed("Seguir leyendo")
	w.sees("h1", "La mañana")
	w.goTo("/learn")
	w.sees("main .card", "Acompañar sin dañar")
	w.press("main .card h2 a")
	w.sees(".outline", "Leída: guardado en este teléfono")
	w.picture("along-offline-course")
	w.press(".continue-card a.button")
	w.sees("h1", "La mañana")
	// To log out would wipe what is not sent: it is said first.
	w.change(`document.querySelector("form[action='/logout']").requestSubmit()`)
	w.sees("dialog[open]", "Todavía hay cosas por enviar")
	w.picture("along-leaving")
	w.change(`document.querySelector("[data-leaving-stay]").click()`)
	// Nobody reads on the telephone what was read and done.
	lies := evaluate[string](w, kept)
	for _, said := range []string{"propia manta", "Salude por su nombre", "La noche", "Acompañar", "Interrogar"} {
		if strings.Contains(lies, said) {
			r.t.Errorf("the telephone keeps %q for everybody to read", said)
		}
	}
	if !strings.Contains(lies, "relevo.courses waiting") || !strings.Contains(lies, "/lessons/") {
		r.t.Error("the telephone keeps nothing")
	}
}

func (r *regions) comesBackAndFinishes(w *person) {
	w.findLine(r.line)
	w.sees(".along-line", "relevo ya tiene todo")
	w.picture("along-sent")
	w.goTo("/learn")
	w.press(".continue-card a.button")
	w.sees("h1", "La mañana") // what was read without a line is read
	w.goTo(w.where() + "/../../notes")
	w.sees("main", "Llevar mi propia manta.")
	second := evaluate[string](w, `fetch("/learn").then(r => r.text())`)
	if !strings.Contains(second, "2 de 3") {
		r.t.Error("not every step is kept")
	}
	w.goTo("/learn")
	w.press(".continue-card a.button")
	w.press(".lesson-end form button")
	sit(w)
	w.waitFor(func() bool {
		w.goTo("/learn")
		return strings.Contains(w.text("main"), "certificado")
	})
}

// trainerSeesAll: the course is completed in one region, begun in the other; the attendance
// paper can be printed.
func (r *regions) trainerSeesAll() {
	w := r.trainer
	w.goTo(r.offering)
	w.sees("main", "Anaz")
	w.picture("regions-offering")
	paper := evaluate[string](w, fmt.Sprintf(`fetch(%s).then(async r => r.status + " " + r.headers.get("Content-Type") + " " + (await r.text()).slice(0, 5))`, quoted(r.offering+"/attendance.pdf")))
	if paper != fmt.Sprint(http.StatusOK, " application/pdf %PDF-") {
		r.t.Errorf("the attendance paper: %s", paper)
	}
}
