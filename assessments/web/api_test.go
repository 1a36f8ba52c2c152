package web_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
	"relevo/assessments"
	assessmentsweb "relevo/assessments/web"
)

type object = map[string]any

// contract is the document of this slice's operations, made of them alone.
func contract(t *testing.T) *apitest.Contract {
	t.Helper()
	return apitest.NewContract(t, (&assessmentsweb.Handlers{}).API())
}

// withVignette is a file with an open question behind the closed ones.
const withVignette = questions + `
// id: mayra  competency: reception  form: AB
::Mayra:: Es de noche y tiene frío. ¿Qué haría?{}
`

func says(text string) object { return object{"es": text} }

// From a file of questions to the analysis, a program of each who takes part: one that writes and runs, one that answers, one that
// rates without knowing whose it is.
func TestAProgramGivesAnAssessmentFromFileToAnalysis(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, document := newWorld(t, d).withPeople(), contract(t)
		author := apitest.Of(t, document, w.trainer, access.AuthorItems, access.RunOfferings, access.ViewFigures)
		author.Ask("POST", "/rubrics", object{"code": "first-hour", "title": object{"de": "x"}, "criteria": []object{}}).WantField("de")
		levels := []object{{"points": 0, "descriptor": says("No saluda")}, {"points": 2, "descriptor": says("Saluda y pregunta")}}
		rubric := author.Ask("POST", "/rubrics", object{"code": "first-hour", "title": says("Primera hora"),
			"criteria": []object{{"code": "calm", "name": says("Calma"), "levels": levels}, {"code": "asking", "name": says("Preguntar"), "levels": levels}}}).Want(201).Text("id")

		// The file is looked at, and what was looked at is what is brought in, once.
		file := object{"name": "q.gift", "content": []byte(withVignette)}
		preview := author.Ask("POST", "/items/imports/preview", file).Want(200)
		if preview.At("imported") != 2.0 || preview.At("adapted") != 1.0 || preview.Text("format") != "gift" || preview.Len("competency_needed") != 0 || preview.At("questions.0.item_id") != nil || author.Get("/items").Len("items") != 0 {
			t.Errorf("%s", preview.Body)
		}
		author.Ask("POST", "/items/imports", file).WantField("fingerprint")
		bring := object{"name": "q.gift", "content": []byte(withVignette), "fingerprint": "of another file"}
		author.Ask("POST", "/items/imports", bring).Want(409)
		bring["fingerprint"] = preview.Text("fingerprint")
		done := author.Ask("POST", "/items/imports", bring, "Idempotency-Key", "mayo").Want(201)
		if again := author.Ask("POST", "/items/imports", bring, "Idempotency-Key", "mayo").Want(201); again.Text("id") != done.Text("id") {
			t.Errorf("the same request again: %s", again.Body)
		}
		author.Ask("POST", "/items/imports", bring).Want(409) // the bank is another since
		if kept := author.Get("/items/imports/" + done.Text("id")); kept.Len("questions") != 3 || kept.Text("questions.2.code") != "mayra" {
			t.Errorf("%s", kept.Body)
		}
		if exported := author.Get("/items/export/gift"); !strings.Contains(string(exported.Body), "Llega de noche") {
			t.Errorf("%s", exported.Body)
		}
		author.Ask("GET", "/items/export/docx", nil).Want(404)
		author.Get("/items/template/csv")

		// The vignette is given its rubric: what was read, with one field changed.
		first := author.Get("/items?limit=1")
		if first.Text("items.0.code") != "first-word" || !strings.Contains(first.Header.Get("Link"), "after=first-word") {
			t.Errorf("%s %s", first.Body, first.Header.Get("Link"))
		}
		vignette := "/items/" + author.Get("/items?q=frio").Text("items.0.id")
		content := author.Get(vignette).At("content").(object)
		content["rubric"] = "none"
		author.Ask("PUT", vignette, content).WantField("rubric")
		content["rubric"] = rubric
		if revised := author.Ask("PUT", vignette, content).Want(200); revised.At("version") != 2.0 || revised.Len("versions") != 2 {
			t.Errorf("%s", revised.Body)
		}

		author.Ask("POST", "/assessments", object{"code": "car", "title": says("Acompañar"), "cut_score": 600}).WantField("cut_score")
		assessment := "/assessments/" + author.Ask("POST", "/assessments", object{"code": "car", "title": says("Acompañar"), "cut_score": 60}).Want(201).Text("id")
		var places []object
		for _, code := range []string{"first-word", "hours", "mayra"} {
			version := author.Get("/items?q=" + code).Text("items.0.version_id")
			places = append(places, object{"version_id": version, "points": 2, "anchor": true})
		}
		author.Ask("PUT", assessment+"/forms/A", object{"items": []object{{"version_id": "none", "points": 0}}}).WantField("item_0").WantField("item_0_points")
		for _, label := range []string{"A", "B"} {
			author.Ask("PUT", assessment+"/forms/"+label, object{"items": places}).Want(200)
		}
		author.Ask("PUT", assessment+"/forms/D", object{"items": places}).Want(404)
		if put := author.Get(assessment); put.At("ready") != true || put.Len("forms.0.items") != 3 || put.At("forms.1.points.reception") != 6.0 {
			t.Errorf("%s", put.Body)
		}

		plan := object{"assessment": strings.TrimPrefix(assessment, "/assessments/"), "occasion": "post", "title": "Edición de mayo"}
		author.Ask("POST", "/administrations", plan).WantField("person_ids")
		plan["person_ids"] = []string{w.people[0].ID}
		sitting := "/administrations/" + author.Ask("POST", "/administrations", plan).Want(201).Text("id")
		author.Ask("POST", sitting+"/attempts", object{"person_ids": []string{w.people[0].ID, w.people[1].ID}}).Want(204)
		if sat := author.Get(sitting); sat.At("counts.not_started") != 2.0 {
			t.Errorf("%s", sat.Body)
		}

		receipt := w.answerByProgram(document, 0, "La saludo y le ofrezco té.")
		w.must(w.jobs.Drain(t.Context()))
		attempt := receipt.Text("attempt_id")
		w.rateByProgram(document, sitting, attempt)

		// Whoever runs the sitting and rates too is not told when a name is scored, whatever their program was given.
		rows := author.Get(sitting + "/attempts?state=submitted")
		if rows.Len("items") != 1 || rows.Text("items.0.attempt_id") != attempt || author.Get(sitting+"/attempts?state=scored").Len("items") != 0 || author.Get(sitting+"/attempts/"+attempt).Text("state") != "submitted" {
			t.Errorf("%s", rows.Body)
		}
		manager := apitest.Reading(t, document, w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID}), access.RunOfferings)
		if manager.Get(sitting+"/attempts/"+attempt).Text("state") != "scored" || manager.Get(sitting).At("counts.scored") != 1.0 {
			t.Error("who does not rate does not see that it is scored")
		}
		own := apitest.Reading(t, document, w.officials[0], access.Learn)
		if result := own.Get("/attempts/" + attempt + "/result"); result.Text("results.0.competency") != "reception" || result.At("results.0.score") == nil {
			t.Errorf("%s", result.Body)
		}

		if none := author.Get(assessment + "/analysis"); none.At("computed_at") != nil || none.At("newer") != 1.0 {
			t.Errorf("%s", none.Body)
		}
		w.must(w.service.Analyse(t.Context(), strings.TrimPrefix(assessment, "/assessments/")))
		summary := author.Get(assessment + "/analysis")
		if summary.Len("forms") != 2 || summary.At("hidden") != true || summary.At("attempts") != nil {
			t.Errorf("of one person: %s", summary.Body)
		}
		seen := 0
		for after := ""; ; seen++ {
			page := author.Get(assessment + "/analysis/items?limit=1" + after)
			if page.Len("items") != 1 || page.At("items.0.facility") != nil || page.Len("items.0.frequent") != 0 {
				t.Errorf("of one person: %s", page.Body)
			}
			if page.At("next") == nil {
				break
			}
			after = "&after=" + page.Text("next")
		}
		if seen != 5 {
			t.Errorf("%d items are seen before the last of two forms of three", seen)
		}
		author.Ask("GET", assessment+"/analysis?administration=none", nil).Want(404)
		author.Ask("GET", assessment+"/analysis?occasion=never", nil).WantField("occasion")
	})
}

// answerByProgram lets an official's program answer the only attempt that its owner has, and hand it in.
func (w *world) answerByProgram(document *apitest.Contract, official int, response string) *apitest.Answer {
	w.t.Helper()
	own := apitest.Of(w.t, document, w.officials[official], access.Learn)
	mine := own.Get("/me/attempts")
	at := "/attempts/" + mine.Text("items.0.id")
	if mine.Len("items.0.promises") < 4 {
		w.t.Errorf("%s", mine.Body)
	}
	own.Ask("GET", at+"/questions", nil).Want(409) // not before consent
	own.Ask("POST", at+"/start", object{"consent": false}).WantField("consent")
	own.Ask("POST", at+"/start", object{"consent": true}).Want(200)
	paper := own.Get(at + "/questions")
	if paper.Len("questions") != 3 || strings.Contains(string(paper.Body), "fraction") {
		w.t.Errorf("%s", paper.Body)
	}
	var answers []object
	for i, value := range []object{{"options": []string{chosen(paper, "segura")}}, {"text": "24"}, {"text": response}} {
		answers = append(answers, object{"item": paper.Text("questions." + string(rune('0'+i)) + ".item"), "value": value})
	}
	own.Ask("POST", at+"/answers", object{"answers": []object{{"item": answers[1]["item"], "value": object{"text": "mucho"}}}}).WantField("answer_0")
	own.Ask("POST", at+"/answers", object{"answers": []object{}}).WantField("answers")
	if kept := own.Ask("POST", at+"/answers", object{"answers": answers}).Want(200); kept.At("late") != false || kept.At("aside") != 0.0 {
		w.t.Errorf("%s", kept.Body)
	}
	if again := own.Get(at + "/questions"); again.At("attempt.answered") != 3.0 || again.Text("questions.2.answer.text") != response {
		w.t.Errorf("%s", again.Body)
	}
	own.Ask("GET", at+"/receipt", nil).Want(409)
	own.Ask("GET", at+"/result", nil).Want(409)
	receipt := own.Ask("POST", at+"/submit", nil).Want(200)
	if again := own.Ask("POST", at+"/submit", nil).Want(200); again.Text("code") != receipt.Text("code") || own.Get(at+"/receipt").Text("code") != receipt.Text("code") {
		w.t.Errorf("handed in twice: %s", again.Body)
	}
	late := own.Ask("POST", at+"/answers", object{"answers": []object{{"item": answers[1]["item"], "value": object{"text": "25"}, "seq": 9, "device": "program"}}}).Want(200)
	if late.At("aside") != 1.0 {
		w.t.Errorf("when all was over: %s", late.Body)
	}
	own.Ask("GET", at+"/questions", nil).Want(409)
	said := own.Ask("POST", at+"/self", object{"levels": object{"reception": object{"before": 1, "now": 2}}}).Want(200)
	if said.At("competencies.0.now") != 2.0 || own.Get(at+"/self").At("competencies.0.before") != 1.0 {
		w.t.Errorf("%s", said.Body)
	}
	own.Ask("POST", at+"/self", object{"levels": object{"reception": object{"before": 0, "now": 9}}}).WantField("before_reception").WantField("now_reception")
	return receipt
}

// chosen gives the option of the first question that says the text.
func chosen(paper *apitest.Answer, text string) string {
	for i := range paper.Len("questions.0.options") {
		at := "questions.0.options." + string(rune('0'+i))
		if strings.Contains(paper.Text(at+".text.es"), text) {
			return paper.Text(at + ".id")
		}
	}
	return ""
}

// rateByProgram rates the only response that waits, and looks for what would tell whose it is.
func (w *world) rateByProgram(document *apitest.Contract, sitting, attempt string) {
	w.t.Helper()
	rater := apitest.Of(w.t, document, w.trainer, access.ScoreResponses)
	queue := rater.Get("/scoring")
	if queue.At("items.0.waiting") != 1.0 {
		w.t.Errorf("%s", queue.Body)
	}
	given := rater.Ask("POST", "/scoring/next", object{"version_id": queue.Text("items.0.version_id")}).Want(200)
	task := "/scoring/" + given.Text("task.id")
	for _, secret := range []string{"Rosaura", "Huaman", w.people[0].ID, "Casa Amanecer", w.centre.ID, "CAR-1", "Edición de mayo", strings.TrimPrefix(sitting, "/administrations/"), attempt, "post", `"2026-`} {
		for _, answer := range []*apitest.Answer{queue, given, rater.Get(task)} {
			if strings.Contains(string(answer.Body), secret) {
				w.t.Errorf("%q is told: %s", secret, answer.Body)
			}
		}
	}
	rater.Ask("POST", task, object{"points": object{"calm": 2}}).WantField("points_asking")
	rater.Ask("POST", task, object{"points": object{"calm": 2, "asking": 1}}).WantField("points_asking")
	rater.Ask("POST", task, object{"points": object{"calm": 2, "asking": 0}, "comment": "Con calma"}).Want(204)
	rater.Ask("POST", task, object{"points": object{"calm": 0, "asking": 0}}).Want(409)
	if back := rater.Ask("POST", "/scoring/undo", nil).Want(200); "/scoring/"+back.Text("task_id") != task {
		w.t.Errorf("%s", back.Body)
	}
	rater.Ask("POST", task, object{"points": object{"calm": 2, "asking": 2}}).Want(204)
	if next := rater.Ask("POST", "/scoring/next", object{}).Want(200); next.At("task") != nil {
		w.t.Errorf("%s", next.Body)
	}
	if own := rater.Get(task); own.At("own.settled") != true || own.At("own.points.asking") != 2.0 {
		w.t.Errorf("%s", own.Body)
	}
	if alike := rater.Get("/scoring/agreement"); alike.At("overall.responses") != 0.0 {
		w.t.Errorf("%s", alike.Body)
	}
	rater.Ask("GET", task+"/recording", nil).Want(404)
	rater.Ask("GET", sitting, nil).Want(403)
}

// What a program reads of an item, of whatever kind, it may send back as it is: nothing is lost, and no version is made.
func TestWhatAProgramReadsOfAnItemItMaySendBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		author := apitest.Of(t, contract(t), w.trainer, access.AuthorItems)
		file := object{"name": "preguntas.csv", "content": author.Get("/items/template/csv").Body, "competency": "reception"}
		file["fingerprint"] = author.Ask("POST", "/items/imports/preview", object{"name": file["name"], "content": file["content"], "competency": "reception"}).Want(200).Text("fingerprint")
		author.Ask("POST", "/items/imports", file).Want(201)
		list, kinds := author.Get("/items?limit=200"), map[string]bool{}
		for i := range list.Len("items") {
			at := "/items/" + list.Text("items."+strconv.Itoa(i)+".id")
			read := author.Get(at)
			kinds[read.Text("kind")] = true
			if again := author.Ask("PUT", at, read.At("content")).Want(200); again.At("version") != 1.0 {
				t.Errorf("sent back as it was read, another version is made: %s\n%s", read.Body, again.Body)
			}
		}
		if len(kinds) < 8 {
			t.Errorf("only %v were tried", kinds)
		}
		made := author.Ask("POST", "/items", object{"code": "self", "kind": "self_rating", "competency": "reception", "stem": object{"es": "¿Cómo se ve?", "en": "How do you see yourself?"},
			"options": []object{{"text": says("Mal"), "fraction": 0}, {"text": says("Bien"), "fraction": 0}}}).Want(201)
		if made.Text("content.stem.en") != "How do you see yourself?" || made.At("version") != 1.0 {
			t.Errorf("%s", made.Body)
		}
		author.Ask("POST", "/items", object{"kind": "single", "competency": "none", "markup": "rtf", "stem": says("x")}).WantField("markup")
		author.Ask("POST", "/items", object{"kind": "single", "competency": "reception", "stem": says("x")}).WantField("options")
		author.Ask("POST", "/items/"+made.Text("id")+"/archive", object{"archived": true}).Want(204)
		if author.Get("/items?archived=true").Len("items") != 1 {
			t.Error("it is not among the archived")
		}
	})
}

// What lies outside is not there: another person's attempt, a sitting elsewhere, people elsewhere; and a token opens no more than
// it was given.
func TestAProgramReachesNobodyElsesAttempt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, document := newWorld(t, d).withPeople().withAssessment(), contract(t)
		administration, attempts := w.administer(assessments.Post)
		sitting, attempt := "/administrations/"+administration.ID, "/attempts/"+attempts[0]
		other := apitest.Of(t, document, w.officials[1], access.Learn)
		for _, path := range []string{"", "/questions", "/receipt", "/result", "/self", "/recordings/x"} {
			other.Ask("GET", attempt+path, nil).Want(404)
		}
		other.Ask("POST", attempt+"/start", object{"consent": true}).Want(404)
		other.Ask("POST", attempt+"/submit", nil).Want(404)
		other.Ask("POST", attempt+"/answers", object{"answers": []object{{"item": w.vignette.ID, "value": object{"text": "x"}}}}).Want(404)
		other.Ask("POST", attempt+"/self", object{"levels": object{}}).Want(404)
		if mine := other.Get("/me/attempts"); mine.Len("items") != 1 || mine.Text("items.0.id") != attempts[1] {
			t.Errorf("%s", mine.Body)
		}
		for _, path := range []string{"/items", "/assessments", "/scoring", sitting} {
			other.Ask("GET", path, nil).Want(403)
		}

		elsewhere := w.another("CAR-2", "Casa Huarango")
		stranger := apitest.Of(t, document, w.site.As(webtest.Who{Role: access.Manager, InstitutionID: elsewhere}), access.RunOfferings)
		place := sitting + "/attempts/" + attempts[0]
		for _, path := range []string{sitting, sitting + "/attempts", place} {
			stranger.Ask("GET", path, nil).Want(404)
		}
		for path, body := range map[string]any{"/time": object{"extra_minutes": 10}, "/late": nil, "/aside": object{"admit": true}, "/withdraw": nil} {
			stranger.Ask("POST", place+path, body).Want(404)
		}
		stranger.Ask("POST", sitting+"/attempts", object{"person_ids": []string{w.people[0].ID}}).Want(404)
		stranger.Ask("POST", "/administrations", object{"assessment": w.assessment.ID, "occasion": "pre", "title": "x", "person_ids": []string{w.people[0].ID}}).Want(404)
		if given := stranger.Get("/assessments/" + w.assessment.ID); given.Len("administrations") != 0 {
			t.Errorf("%s", given.Body)
		}

		near := apitest.Of(t, document, w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID}), access.RunOfferings)
		if more := near.Ask("POST", place+"/time", object{"extra_minutes": 10}).Want(200); more.At("extra_minutes") != 10.0 {
			t.Errorf("%s", more.Body)
		}
		near.Ask("POST", place+"/time", object{"extra_minutes": 1000}).WantField("extra_minutes")
		if gone := near.Ask("POST", place+"/withdraw", nil).Want(200); gone.Text("close_reason") != "withdrawn" {
			t.Errorf("%s", gone.Body)
		}
		near.Ask("POST", sitting+"/close-leavers", nil).Want(404) // for the whole programme
		apitest.Of(t, document, w.trainer, access.AuthorItems).Ask("GET", sitting, nil).Want(403)
		apitest.Reading(t, document, w.trainer, access.RunOfferings).Ask("POST", place+"/late", nil).Want(403)
	})
}

// Where time is limited, what a program sends after it is over is kept, flagged, and counts once it is admitted; where questions may be
// read at a screen only, it gets none.
func TestAProgramsAnswersComeTooLateOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, document := newWorld(t, d).withPeople().withAssessment(), contract(t)
		author := apitest.Of(t, document, w.trainer, access.AuthorItems, access.RunOfferings)
		details := object{"code": "car", "title": says("Acompañar en el CAR"), "cut_score": 60, "minutes_allowed": 30}
		author.Ask("PUT", "/assessments/"+w.assessment.ID, details).Want(200)
		administration, attempts := w.administer(assessments.Pre)
		own, at := apitest.Of(t, document, w.officials[0], access.Learn), "/attempts/"+attempts[0]
		if begun := own.Ask("POST", at+"/start", object{"consent": true}).Want(200); begun.At("minutes_allowed") != 30.0 || begun.Text("deadline_at") == "" {
			t.Errorf("%s", begun.Body)
		}
		number := own.Get(at + "/questions").Text("questions.1.item")
		dbtest.ClockOf(t, d).Advance(33 * time.Minute)
		if kept := own.Ask("POST", at+"/answers", object{"answers": []object{{"item": number, "value": object{"text": "24"}}}}).Want(200); kept.At("late") != true {
			t.Errorf("%s", kept.Body)
		}
		place := "/administrations/" + administration.ID + "/attempts/" + attempts[0]
		if sat := author.Get(place); sat.At("late") != 1.0 || sat.At("late_admitted_at") != nil {
			t.Errorf("%s", sat.Body)
		}
		if sat := author.Ask("POST", place+"/late", nil).Want(200); sat.At("late_admitted_at") == nil {
			t.Errorf("%s", sat.Body)
		}

		details["online_only"] = true
		author.Ask("PUT", "/assessments/"+w.assessment.ID, details).Want(200)
		own.Ask("GET", at+"/questions", nil).Want(409)
	})
}

// Two programs assess a centre, blind to each other until both have handed in; nobody elsewhere finds any of it.
func TestProgramsAssessACentre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, document := newWorld(t, d).withPeople(), contract(t)
		elsewhere := w.another("CAR-2", "Casa Huarango")
		first := apitest.Of(t, document, w.trainer, access.AssessCapacity, access.ViewFigures)
		second := apitest.Of(t, document, w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID}), access.AssessCapacity)
		lists := first.Get("/capacity/checklists?limit=1")
		if content := first.Get("/capacity/checklists/" + lists.Text("items.0.code")); content.Len("content.criteria") == 0 || content.Len("content.criteria.0.levels") != 4 {
			t.Errorf("%s", content.Body)
		}
		open := object{"institution": w.centre.ID, "occasion": "follow_up", "held_on": "2026-05-04"}
		first.Ask("POST", "/capacity/rounds", open).WantField("occasion")
		open["occasion"] = "baseline"
		opened := first.Ask("POST", "/capacity/rounds", open).Want(201)
		round := "/capacity/rounds/" + opened.Text("id")
		first.Ask("PUT", round+"/criteria/"+opened.Text("criteria.0.code"), object{"finding": "4", "evidence": ""}).WantField("finding").WantField("evidence")
		second.Ask("POST", round+"/submit", nil).WantField("submit")
		for i := range opened.Len("criteria") {
			at := round + "/criteria/" + opened.Text("criteria."+strconv.Itoa(i)+".code")
			first.Ask("PUT", at, object{"finding": "2", "evidence": "Visto"}).Want(204)
			second.Ask("PUT", at, object{"finding": strconv.Itoa(2 + max(0, 1-i)), "evidence": "Visto también"}).Want(204)
		}
		first.Ask("POST", round+"/submit", nil).Want(200)
		if seen := second.Get(round); seen.At("both") != false || seen.Len("criteria.0.found") != 0 || strings.Contains(string(seen.Body), `"Visto"`) {
			t.Errorf("one sees what the other found before both have handed in: %s", seen.Body)
		}
		if seen := second.Ask("POST", round+"/submit", nil).Want(200); seen.Len("criteria.0.found") != 2 || seen.Text("criteria.0.final") != "" || seen.Len("results") != 0 {
			t.Errorf("%s", seen.Body)
		}
		agreed := object{"criterion": opened.Text("criteria.0.code"), "finding": "3"}
		second.Ask("POST", round+"/consensus", agreed).WantField("reason")
		agreed["reason"] = "La vimos los dos"
		if settled := second.Ask("POST", round+"/consensus", agreed).Want(200); settled.Text("settled_at") == "" || settled.Len("results") == 0 {
			t.Errorf("%s", settled.Body)
		}
		at := "/capacity/institutions/" + w.centre.ID
		if of := second.Get(at); of.Len("rounds.0.results") == 0 || of.At("comparison") != nil {
			t.Errorf("%s", of.Body)
		}
		second.Ask("POST", at+"/counts", object{"month": "2026-01-01", "referrals_made": 4, "referrals_acknowledged": 6}).WantField("referrals_acknowledged")
		if counted := second.Ask("POST", at+"/counts", object{"month": "2026-01-15", "referrals_made": 4}).Want(200); counted.Text("months.0.month") != "2026-01-01" {
			t.Errorf("%s", counted.Body)
		}
		file := object{"name": "feb.csv", "content": []byte("institucion;mes;derivaciones hechas\nCAR-1;2026-02;7\nCAR-9;2026-02;7\n")}
		if looked := second.Ask("POST", "/capacity/counts/import", file).Want(200); looked.At("recorded") != 1.0 || looked.At("refused") != 1.0 || second.Get(at+"/counts").Len("months") != 1 {
			t.Errorf("%s", looked.Body)
		}
		second.Get("/capacity/counts/template")

		stranger := apitest.Of(t, document, w.site.As(webtest.Who{Role: access.Manager, InstitutionID: elsewhere}), access.AssessCapacity, access.ViewFigures)
		for _, path := range []string{round, at, at + "/counts", "/capacity?under=" + w.centre.ID} {
			stranger.Ask("GET", path, nil).Want(404)
		}
		stranger.Ask("POST", round+"/void", object{"reason": "x"}).Want(404)
		evaluator := apitest.Reading(t, document, w.site.As(webtest.Who{Role: access.Evaluator}), access.ViewFigures)
		if across := evaluator.Get("/capacity"); across.Len("institutions") != 0 || across.At("competencies.0.n") != nil || across.At("competencies.0.median") != nil {
			t.Errorf("of one centre: %s", across.Body)
		}
		evaluator.Ask("GET", at, nil).Want(403)
	})
}
