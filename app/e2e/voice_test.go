package e2e

import (
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/assessments"
)

// Somebody answers by voice: without network it stays on the telephone, with it the server
// has it; the trainer hears it and is told nothing of whose it is.
func TestAnAnswerIsSpokenAndHeard(t *testing.T) {
	c := newClass(t, db.SQLite, 1)
	who, attempt := c.browsers[0], c.waiting(c.persons[0], assessments.Pre)
	who.goTo("/attempts/" + attempt)
	who.fill("[name=consent]", "1")
	who.fillForm("form[action$='/start']")
	who.goTo("/attempts/" + attempt + "/questions/2")
	who.sees("[data-record]", "Grabar mi respuesta")
	who.fits()
	who.picture("voice-question")

	who.network(false)
	who.change(`document.querySelector("[data-record]").click()`)
	who.sees("[data-record-line]", "Grabando… 0:02")
	who.picture("voice-recording")
	who.change(`document.querySelector("[data-record]").click()`)
	who.sees("[data-save-line]", "solo en este teléfono")
	who.sees("[data-record]", "Grabar de nuevo")
	who.network(true)
	who.sees("[data-save-line]", "Guardado a las")
	who.picture("voice-saved")
	who.press("form.answer-form [name=go][value=review]")
	who.goTo("/attempts/" + attempt + "/questions/2")
	who.sees("[data-record]", "Grabar de nuevo")
	own := evaluate[string](who, `fetch(document.querySelector(".recorder audio").src).then(async r => r.status + " " + r.headers.get("Content-Type") + " " + (await r.blob()).size)`)
	if !strings.HasPrefix(own, "200 audio/webm ") {
		t.Errorf("one's own recording gives %s", own)
	}
	who.goTo("/attempts/" + attempt + "/review")
	who.press("form[action$='/submit'] button")
	who.sees("h1", "Constancia")

	trainer := c.trainers[0]
	trainer.waitFor(func() bool {
		trainer.goTo("/scoring")
		return trainer.text("form[action='/scoring/next'] button") != ""
	})
	trainer.press("form[action='/scoring/next'] button")
	trainer.picture("voice-workbench")
	heard := evaluate[string](trainer, `fetch(document.querySelector("[data-voice]").src, {headers: {Range: "bytes=0-99"}}).then(async r => r.status + " " + r.headers.get("Content-Type") + " " + r.headers.get("Content-Disposition") + " " + (await r.blob()).size)`)
	if heard != "206 audio/webm null 100" {
		t.Errorf("the trainer hears %s", heard)
	}
	trainer.keys("p") // plays it
	trainer.waitFor(func() bool {
		return evaluate[float64](trainer, `document.querySelector("[data-voice]").currentTime`) > 0
	})
	trainer.keys("2", "3")
	trainer.leaveByKey("\r")
	trainer.sees("main", "No queda nada")
	trainer.calm()
}
