package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
)

// today is the day in Peru: the journey lives in real time.
func today() db.Date { return db.At(time.Now()).Date() }

// TestOneProgramme leads one programme from the first account to the figure:
// institutions, staff lists, questions, a course, a pre-test interrupted and
// gone on with, blind scoring, a certificate, and what is left of it all.
func TestOneProgramme(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		p := serve(t, dialect)
		j := journey{t: t, program: p}
		j.administratorSetsUp()
		j.managerImportsLists()
		j.trainerBuildsAssessment()
		j.trainerPublishesAndEnrols()
		j.administratorGivesAccess()
		j.officialSitsPreTestAndReads()
		j.trainerScores()
		j.officialFinishes()
		j.managerReadsTheFigure()
		for _, who := range []*person{j.admin, j.manager, j.trainer, j.ana} {
			who.calm()
		}
	})
}

type journey struct {
	t *testing.T
	program
	admin, manager, trainer, ana *person
	network, centre              string // paths of institutions
	offering                     string
	certificate                  string // path
}

const (
	managerKey = "cinco dedos cinco preguntas"
	trainerKey = "preguntar no es interrogar"
	anaKey     = "la ceiba florece de noche"
)

func (j *journey) administratorSetsUp() {
	j.admin = visit(j.t, j.program, "administrator")
	j.admin.logIn("admin", j.passphrase)
	j.admin.sees("h1", "Instituciones")
	institution := func(under string, pairs ...string) string {
		j.admin.goTo("/institutions/new" + under)
		j.admin.fillForm("form[action='/institutions']", pairs...)
		return j.admin.where()
	}
	j.network = institution("", "name", "Red de Prueba", "code", "RED", "kind", "network")
	j.centre = institution("?parent_id="+filepath.Base(j.network), "name", "CAR La Ceiba", "code", "CAR-01", "kind", "car", "ubigeo", "160101")
	j.admin.sees("h1", "CAR La Ceiba")
	// A mistake is named, and what was typed stays.
	j.admin.goTo("/institutions/new")
	j.admin.fillForm("form[action='/institutions']", "name", "CAR Repetido", "code", "CAR-01", "kind", "car")
	j.admin.sees("main form", "código")
	if got := evaluate[string](j.admin, `document.querySelector('[name=name]').value`); got != "CAR Repetido" {
		j.t.Errorf("what was typed is gone: %q", got)
	}
	account := func(name, username, key, role, at string) {
		j.admin.goTo("/accounts/new")
		j.admin.fill("[name=role][value="+role+"]", "1")
		j.admin.fillForm("form[action='/accounts']", "name", name, "username", username, "passphrase", key, "institution", at)
		j.admin.sees("h1", name)
	}
	account("Gladys Demo", "gladys", managerKey, "manager", filepath.Base(j.network))
	account("Abel Demo", "abel", trainerKey, "trainer", "")
}

const listHeader = "DNI;Apellidos y Nombres;Cargo;Régimen;Fecha de Ingreso;Fecha de Cese\n"

// managerImportsLists uploads two monthly lists of the centre: one colleague
// leaves, one joins. Where the sample lists are at hand, months of a messy
// centre follow.
func (j *journey) managerImportsLists() {
	folder := j.t.TempDir()
	// The last two month ends: lists are of days that have passed.
	year, month, _ := today().Time().Date()
	latest := db.NewDate(year, month, 1) - 1
	earlier := db.NewDate(latest.Time().Year(), latest.Time().Month(), 1) - 1
	first := listHeader + "15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;15/01/2026;\n" +
		"60402223;ÑAUPARI DÍAZ, BERTA;TUTORA;CAS;01/02/2026;\n5361744;TAPULLIMA SORIA, CELIA;TUTORA;CAS;2026-03-01;\n"
	second := listHeader + "15775632;QUISPE HUAMAN ANA LUZ;TUTORA;CAS;15/01/2026;\n" +
		"05361744;TAPULLIMA SORIA, CELIA;TUTORA;CAS;2026-03-01;\n41223345;MACHACA ROQUE, DORA;PSICÓLOGA;728;" + (latest - 10).String() + ";\n"
	var files []string
	for day, content := range map[db.Date]string{earlier: first, latest: second} {
		name := filepath.Join(folder, "car_la_ceiba_"+day.String()+".csv")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			j.t.Fatal(err)
		}
		files = append(files, name)
	}
	j.manager = visit(j.t, j.program, "manager")
	j.manager.logIn("gladys", managerKey)
	j.manager.goTo(j.centre + "/roster")
	j.manager.attach("[name=files]", files...)
	j.manager.fillForm("form[action$='/roster']")
	j.confirmDrafts(2)
	j.manager.goTo(j.centre)
	j.manager.sees("main", "En su puesto hoy: 3 personas")
	j.manager.sees("main", "Machaca Roque")
	j.manager.picture("institution-" + j.t.Name()[len("TestOneProgramme/"):])
	j.managerImportsSamples()
}

// confirmDrafts confirms the lists that wait, the oldest first.
func (j *journey) confirmDrafts(n int) {
	for range n {
		j.manager.goTo(j.centre + "/roster")
		j.manager.press("main table a[href^='/rosters/']")
		j.manager.sees("main", "Confirmar")
		j.manager.picture("roster-preview")
		j.manager.press("form[action$='/confirm'] button, button[value=confirm]")
		if path := j.manager.where(); !strings.HasPrefix(path, "/imports/") {
			j.t.Fatalf("after confirming: %s\n%s", path, j.manager.text("main"))
		}
	}
}

const sampleLists = "../../../shared/samples/rosters"

// managerImportsSamples brings in months of a centre whose lists are as messy
// as such lists are.
func (j *journey) managerImportsSamples() {
	var files []string
	for _, day := range []string{"2024-11-30", "2024-12-31", "2025-01-31", "2025-02-28"} {
		found, err := filepath.Glob(filepath.Join(sampleLists, "car_madre_selva_"+day+".*"))
		if err != nil || len(found) != 1 {
			j.t.Log("the sample lists are not here; only our own were imported")
			return
		}
		absolute, err := filepath.Abs(found[0])
		if err != nil {
			j.t.Fatal(err)
		}
		files = append(files, absolute)
	}
	j.admin.goTo("/institutions/new?parent_id=" + filepath.Base(j.network))
	j.admin.fillForm("form[action='/institutions']", "name", "CAR Madre Selva", "code", "CAR-02", "kind", "car", "ubigeo", "170101")
	kept := j.centre
	j.centre = j.admin.where()
	j.manager.goTo(j.centre + "/roster")
	j.manager.attach("[name=files]", files...)
	j.manager.fillForm("form[action$='/roster']")
	j.confirmDrafts(len(files))
	j.manager.goTo(j.centre)
	j.manager.sees("main", "En su puesto hoy")
	j.centre = kept
}

// questions are two for each form, as a trainer brings them in.
const questions = `::acogida-1::Llega una adolescente de noche. ¿Qué hace primero? {
  =La saludo por su nombre y le ofrezco agua.#Sí\: primero, seguridad.
  ~Le pregunto qué pasó.
}

::acogida-2::Una adolescente no quiere hablar. ¿Qué hace? {
  =Respeto su silencio y me quedo cerca.
  ~Insisto hasta que hable.
}

::acogida-3::Una adolescente llora en el comedor. ¿Qué hace? {
  =Me siento a su lado y le pregunto qué necesita.
  ~Le pido que se calme.
}

::acogida-4::Una adolescente pide llamar a su casa. ¿Qué hace? {
  =Le explico cómo y cuándo se puede, y por qué.
  ~Le digo que está prohibido.
}
`

func (j *journey) trainerBuildsAssessment() {
	j.trainer = visit(j.t, j.program, "trainer")
	w := j.trainer
	w.logIn("abel", trainerKey)
	w.goTo("/competencies/new")
	w.fill("[name=kind][value=personal]", "1")
	w.fillForm("form[action='/competencies']", "name", "Preguntar en vez de interrogar", "code", "asking", "description", "Pregunta lo necesario para cuidar.",
		"levels", "Interroga\nPregunta de más\nPregunta lo necesario")
	w.goTo("/items/import")
	w.fillForm("form[action='/items/import']", "text", questions, "competency", "asking")
	w.sees("main", "acogida-4")
	w.picture("items-import")
	w.press("button[name=do][value=confirm]")
	w.sees("main", "acogida-1")

	w.goTo("/rubrics/new")
	pairs := []string{"title", "Primera hora", "code", "primera-hora"}
	for criterion, name := range []string{"Seguridad", "Preguntas", "Registro"} {
		pairs = append(pairs, fmt.Sprintf("criterion_%d_name", criterion), name)
		for level := range 4 {
			pairs = append(pairs, fmt.Sprintf("criterion_%d_level_%d_descriptor", criterion, level), fmt.Sprintf("%s, nivel %d", name, level))
		}
	}
	w.fillForm("form[action='/rubrics']", pairs...)
	w.goTo("/items/new?kind=vignette")
	rubric := evaluate[string](w, `Array.from(document.querySelectorAll('[name=rubric] option')).map(o => o.value).find(v => v) || ''`)
	w.fill("[name=ratings][value='1']", "1")
	w.fillForm("form[action='/items']", "stem", "Son las once de la noche y llega Luz. ¿Qué hace y qué dice en la primera hora?", "competency", "asking", "rubric", rubric, "title", "La noche de Luz", "code", "noche-luz")
	w.sees("main", "noche-luz")

	w.goTo("/assessments/new")
	w.fillForm("form[action='/assessments']", "title", "Acompañar", "code", "acompanar", "cut_score", "60")
	path := w.where()
	for label, codes := range map[string][]string{"A": {"acogida-1", "acogida-2"}, "B": {"acogida-3", "acogida-4"}} {
		form := "form[action='" + path + "/forms/" + label + "']"
		tick := func(code string) {
			w.change(`(Array.from(document.querySelectorAll("` + form + ` [name=add]")).find(o => o.closest('label').innerText.includes(` + quoted(code) + `))).checked = true`)
		}
		for _, code := range codes {
			tick(code)
		}
		w.fillForm(form)
		tick("noche-luz")
		w.fillForm(form, "add_anchor", "1", "add_points", "2")
	}
	w.sees("main", "Están listas")
	w.picture("assessment")
}

func (j *journey) trainerPublishesAndEnrols() {
	w := j.trainer
	w.goTo("/courses/new")
	assessment := evaluate[string](w, `Array.from(document.querySelectorAll('[name=assessment] option')).map(o => o.value).find(v => v) || ''`)
	w.fill("[name=audience][value=car_mentor]", "1")
	w.fill("[name=competencies][value=asking]", "1")
	w.fillForm("form[action='/courses']", "code", "acompanar", "title", "Acompañar sin dañar", "summary", "Para quienes acompañan.", "assessment", assessment, "hours", "4")
	course := w.where()
	for n, title := range []string{"La llegada", "La noche"} {
		w.goTo(course)
		w.fillForm("form[action='"+course+"/modules']", "title", title)
		w.goTo(course)
		add := evaluate[[]string](w, `Array.from(document.querySelectorAll("a[href$='/lessons/new']")).map(a => a.getAttribute('href'))`)
		w.goTo(add[n])
		w.fillForm("form[action$='/lessons/new']", "title", "Lección de "+title, "minutes", "5", "source", "Salude por su nombre.\n\n> **Para su turno**\n>\n> Ofrezca agua.")
	}
	w.goTo(course)
	w.fillForm("form[action='"+course+"/publish']", "reason", "Somos una sola persona en la oficina.")
	w.sees("main", "Publicad")
	w.goTo("/offerings/new")
	version := evaluate[string](w, `Array.from(document.querySelectorAll('[name=course] option')).map(o => o.value).find(v => v) || ''`)
	w.fill("[name=mode][value=virtual]", "1")
	w.fill("[name=institutions][value='"+filepath.Base(j.centre)+"']", "1")
	w.fillForm("form[action='/offerings']", "course", version, "code", "CEIBA-1", "starts_on", today().String(), "ends_on", (today() + 30).String(), "place", "")
	j.offering = strings.TrimSuffix(w.where(), "/enrol")
	w.goTo(j.offering + "/enrol")
	w.fillForm("form[action='"+j.offering+"/enrol']", "institution", filepath.Base(j.centre))
	w.goTo(j.offering)
	w.sees("main", "Quispe Huamán")
	w.picture("offering")
}

func (j *journey) administratorGivesAccess() {
	w := j.admin
	w.goTo("/people?q=quispe")
	w.press("main table a[href^='/people/']")
	w.pressNamed("Abrir su cuenta")
	w.fillForm("form[action='/accounts']", "passphrase", anaKey)
	w.sees("h1", "Quispe")
	w.sees(".lead", "15775632")
}

// answer gives the best answer to the question on the page and goes on.
func (j *journey) answer(right bool) {
	pick := "0"
	if right {
		pick = "1"
	}
	j.ana.leave(`(() => { const f = document.querySelector('form.answer-form');
		const options = Array.from(f.querySelectorAll('[name=option]'));
		const good = o => /nombre|silencio|a su lado|explico/.test(o.closest('label').innerText);
		if (options.length) options.find(o => good(o) === (` + pick + ` === 1)).checked = true;
		else f.querySelector('textarea').value = 'La saludo por su nombre, le ofrezco agua y le digo dónde está.';
		f.requestSubmit(f.querySelector('[name=go][value=next], [name=go][value=review]')) })()`)
}

func (j *journey) officialSitsPreTestAndReads() {
	j.ana = visit(j.t, j.program, "official")
	w := j.ana
	w.phone()
	w.logIn("15775632", anaKey)
	w.sees("main", "evaluación inicial")
	w.fits()
	w.picture("learn-phone")
	w.press(".continue-card a.button")
	w.fill("[name=consent]", "1")
	w.fillForm("form[action$='/start']")
	w.fits()
	w.picture("question-phone")
	j.answer(false)
	at := w.where()
	w.comeBack() // called away after the first question
	w.phone()
	w.goTo("/learn")
	w.press(".continue-card a.button")
	if got := w.where(); got != at {
		j.t.Errorf("the way back leads to %s, want %s", got, at)
	}
	w.goTo(at[:strings.LastIndex(at, "/")] + "/1")
	if n := evaluate[int](w, `document.querySelectorAll('[name=option]:checked').length`); n != 1 {
		j.t.Errorf("%d options are chosen in the first question, want the one that was saved", n)
	}
	w.goTo(at)
	j.answer(true)
	j.answer(true)
	w.picture("review-phone")
	w.press("form[action$='/submit'] button")
	w.sees("h1", "Constancia")
	w.picture("receipt-phone")
	for range 2 {
		w.goTo("/learn")
		w.press(".continue-card a.button")
		w.sees(".prose", "Salude por su nombre")
		w.fits()
		w.picture("lesson-phone")
		w.press(".lesson-end form button")
	}
}

func (j *journey) trainerScores() {
	w := j.trainer
	w.goTo("/scoring")
	w.picture("scoring")
	w.press("form[action='/scoring/next'] button")
	for _, told := range []string{"Quispe", "Ana", "15775632", "Ceiba", "inicial"} {
		if text := w.text("body") + w.where(); strings.Contains(text, told) {
			j.t.Errorf("who scores is told %q", told)
		}
	}
	w.picture("scoring-task")
	w.leave(`(() => { const f = document.querySelector('.workbench form');
		f.querySelectorAll('fieldset').forEach(s => { const o = s.querySelectorAll('input[type=radio]'); o[o.length - 1].checked = true });
		f.requestSubmit() })()`)
}

func (j *journey) officialFinishes() {
	w := j.ana
	w.goTo("/learn")
	w.press(".continue-card a.button")
	w.fill("[name=consent]", "1")
	w.fillForm("form[action$='/start']")
	for range 3 {
		j.answer(true)
	}
	w.press("form[action$='/submit'] button")
	w.sees("h1", "Constancia")
	j.ana.waitFor(func() bool {
		j.trainer.goTo("/scoring")
		return evaluate[bool](j.trainer, `!!document.querySelector("form[action='/scoring/next'] button")`)
	})
	j.trainerScores()
	j.ana.waitFor(func() bool {
		w.goTo("/certificates")
		return evaluate[bool](w, `!!document.querySelector("main a[href^='/certificates/']")`)
	})
	w.fits()
	w.picture("certificates-phone")
	j.certificate = evaluate[string](w, `document.querySelector("main a[href^='/certificates/']").getAttribute('href')`)
	w.goTo(strings.TrimSuffix(j.certificate, "/pdf"))
	verify := evaluate[string](w, `(Array.from(document.querySelectorAll('main a')).find(a => a.href.includes('/verify/')) || {href: ''}).getAttribute('href')`)
	if verify == "" {
		j.t.Fatalf("the certificate does not say where it is verified: %s", w.text("main"))
	}
	stranger := visit(j.t, j.program, "stranger")
	stranger.goTo(strings.TrimPrefix(verify, j.base))
	stranger.sees("main", "Acompañar sin dañar")
	stranger.sees("main", "Ana Luz Quispe")
	stranger.picture("verify")
	stranger.calm()
	j.certificateIsAPDF()
}

func (j *journey) certificateIsAPDF() {
	cookie := evaluate[string](j.ana, `fetch('`+strings.TrimSuffix(j.certificate, "/pdf")+`/pdf').then(r => r.arrayBuffer()).then(b => String.fromCharCode(...new Uint8Array(b).slice(0, 5)) + ' ' + b.byteLength).catch(e => String(e))`)
	if !strings.HasPrefix(cookie, "%PDF-") {
		j.t.Errorf("the certificate begins %q", cookie)
	}
	res, err := http.Get(j.base + strings.TrimSuffix(j.certificate, "/pdf") + "/pdf")
	if err != nil {
		j.t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if closeErr := res.Body.Close(); err != nil || closeErr != nil {
		j.t.Fatal(err, closeErr)
	}
	if bytes.HasPrefix(body, []byte("%PDF")) {
		j.t.Error("a stranger is given the certificate")
	}
}

func (j *journey) managerReadsTheFigure() {
	w := j.manager
	figures := "/figures/" + filepath.Base(j.centre)
	w.goTo(figures)
	w.sees(".headline", "de 3 personas")
	w.sees("#cascade", "Certificados emitidos")
	w.sees("main", "Rotación del año")
	w.picture("figures")
	w.goTo(figures + "/change?row=trained&from=" + (today() - 5).String() + "&to=" + today().String())
	w.sees("main", "Completaron el curso")
	w.picture("change")
	w.pressNamed("Completaron el curso")
	w.sees("main", "Quispe Huamán")
	// Tomorrow is not known: the form says so and keeps the rest.
	w.goTo(figures + "?on=" + (today() + 1).String())
	w.sees("main form", "ya pasó")
}
