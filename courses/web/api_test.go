package web

import (
	"strconv"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
	"relevo/courses"
	"relevo/courses/coursestest"
)

type object = map[string]any

// apiSite is the world with its pages and operations.
type apiSite struct {
	site
	t        *testing.T
	contract *apitest.Contract
}

func newAPISite(t *testing.T, d *db.DB) apiSite {
	t.Helper()
	w := coursestest.New(t, d)
	h := &Handlers{Courses: w.Courses}
	operations := h.API()
	return apiSite{site{w, webtest.New(t, d, append(h.Routes(), operations...))}, t, apitest.NewContract(t, operations)}
}

// program is one of somebody's.
func (s apiSite) program(who webtest.Who, scopes ...access.Permission) *apitest.Program {
	s.t.Helper()
	return apitest.Of(s.t, s.contract, s.As(who), scopes...)
}

// all reads a list to its end, some at a time, and gives a field of each.
func all(p *apitest.Program, path, field string) (values []string) {
	for path != "" {
		page := p.Get(path)
		for i := range page.Len("items") {
			values = append(values, page.Text("items."+strconv.Itoa(i)+"."+field))
		}
		next, _, more := strings.Cut(strings.TrimPrefix(page.Header.Get("Link"), "</api/v1"), ">")
		if !more {
			return values
		}
		path = next
	}
	return values
}

// A program of a trainer lists courses, schedules an offering, enrols and records attendance; a manager's reads who completed,
// and the one who did finds it among her own. Whoever is elsewhere finds nothing.
func TestAProgramRunsAnOfferingToItsCompletions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newAPISite(t, d)
		version := s.Publish("c1")
		trainer := s.program(webtest.Who{Role: access.Trainer}, access.RunOfferings) // who rates responses too: the token does not say so
		list := trainer.Get("/courses")
		if list.Len("items") != 1 || list.Text("items.0.published_version_id") != version.ID {
			t.Fatalf("%s", list.Body)
		}
		course := trainer.Get("/courses/" + version.CourseID)
		if course.Len("modules") != 2 || course.Text("modules.0.lessons.1.title") != "Escuchar" || course.Text("review") != "published" {
			t.Errorf("%s", course.Body)
		}
		if again := trainer.Ask("GET", "/courses/"+version.CourseID, nil, "If-None-Match", course.Header.Get("ETag")); again.Status != 304 {
			t.Errorf("read again: %d", again.Status)
		}
		if taught := trainer.Get("/catalogue?cadre=car_mentor"); taught.Text("items.0.version_id") != version.ID || trainer.Get("/catalogue?cadre=judge").Len("items") != 0 {
			t.Errorf("%s", taught.Body)
		}
		choices := trainer.Get("/offerings/choices")
		if choices.Text("versions.0.version_id") != version.ID || choices.Len("institutions") != 4 {
			t.Errorf("%s", choices.Body)
		}

		today := d.Now().Date()
		fund := trainer.Ask("POST", "/funders", object{"code": "F1", "name": "Fondo Uno"}).Want(201).Text("id")
		wanted := object{"course": version.ID, "code": "LOR-1", "mode": "face_to_face", "starts_on": today, "ends_on": today + 4, "place": "Iquitos",
			"institutions": []string{s.Network.ID}, "funders": []object{{"funder_id": fund, "share": 1}}}
		trainer.Ask("POST", "/offerings", object{"course": version.ID, "mode": "by radio", "starts_on": today, "ends_on": today - 1, "code": "a b", "institutions": []string{}}).
			WantField("mode").WantField("ends_on").WantField("code").WantField("institutions")
		trainer.Ask("POST", "/offerings", object{"curso": version.ID}).WantField("curso")
		made := trainer.Ask("POST", "/offerings", wanted, "Idempotency-Key", "una").Want(201)
		if again := trainer.Ask("POST", "/offerings", wanted, "Idempotency-Key", "una").Want(201); again.Text("id") != made.Text("id") {
			t.Error("the same request counts twice")
		}
		trainer.Ask("POST", "/offerings", wanted).WantField("code")
		offering := "/offerings/" + made.Text("id")
		if made.Len("sittings") != 2 || made.Text("funders.0.id") != fund || trainer.Get("/offerings?course="+version.CourseID).Text("items.0.id") != made.Text("id") {
			t.Errorf("%s", made.Body)
		}

		if people := all(trainer, offering+"/candidates?limit=4", "person_id"); len(people) != 9 {
			t.Errorf("candidates: %v", people)
		}
		trainer.Ask("POST", offering+"/enrolments", object{"people": []string{"p-Zoila"}}).WantField("people")
		done := trainer.Ask("POST", offering+"/enrolments", object{"institution": s.Ceiba.ID, "cadres": []string{"car_mentor"}, "people": []string{"p-Fabia"}}).Want(200)
		if done.At("added") != 6.0 {
			t.Errorf("%s", done.Body)
		}
		if people := all(trainer, offering+"/enrolments?limit=2", "person_id"); len(people) != 6 {
			t.Errorf("enrolled: %v", people)
		}

		ana, berta := s.enrolment("p-Ana"), s.enrolment("p-Berta")
		trainer.Ask("POST", offering+"/attendance", object{"held_on": today + 9, "hours": object{ana: 25}}).WantField("held_on").WantField("hours_" + ana)
		sheet := trainer.Ask("POST", offering+"/attendance", object{"held_on": today, "hours": object{ana: 8, berta: 2.5}}).Want(200)
		if sheet.At("people.0.hours") != 8.0 || sheet.Len("days") != 1 || trainer.Get(offering+"/attendance/table").At("people.1.total") != 2.5 {
			t.Errorf("%s", sheet.Body)
		}
		if paper := trainer.Get(offering + "/attendance/pdf"); !strings.HasPrefix(string(paper.Body), "%PDF-") {
			t.Errorf("the paper begins %q", paper.Body[:10])
		}
		s.Take("p-Ana", s.Course("p-Ana").Step.AttemptID, true)

		// Whoever rates is not told who was scored, whatever the token was given.
		trainer.Ask("GET", offering+"/enrolments?stage=completed", nil).WantField("stage")
		if rated := trainer.Get(offering + "/enrolments?stage=handed_in"); rated.Len("items") != 1 || rated.At("items.0.completed_on") != nil {
			t.Errorf("%s", rated.Body)
		}
		if told := trainer.Get(offering); told.At("stages.completed") != nil || told.At("stages.handed_in") != 1.0 || trainer.Get("/offerings").At("items.0.completed") != nil {
			t.Errorf("%s", told.Body)
		}
		manager := s.program(webtest.Who{Role: access.Manager, InstitutionID: s.Ceiba.ID}, access.RunOfferings)
		completed := manager.Get(offering + "/enrolments?stage=completed")
		if completed.Len("items") != 1 || completed.Text("items.0.person_id") != "p-Ana" || completed.Text("items.0.completed_on") != today.String() || manager.Get(offering).At("stages.completed") != 1.0 {
			t.Errorf("%s", completed.Body)
		}
		if people := all(manager, offering+"/enrolments", "person_id"); len(people) != 5 {
			t.Errorf("a centre's manager sees %v", people)
		}
		manager.Ask("GET", offering+"/enrolments?stadium=completed", nil).WantField("stadium")
		manager.Ask("POST", offering+"/enrolments/"+berta+"/withdraw", object{"reason": " "}).WantField("reason")
		if gone := manager.Ask("POST", offering+"/enrolments/"+berta+"/withdraw", object{"reason": "Licencia"}).Want(200); gone.Text("stage") != "withdrawn" || gone.Text("withdraw_reason") != "Licencia" {
			t.Errorf("%s", gone.Body)
		}
		manager.Ask("POST", offering+"/enrolments/"+ana+"/withdraw", object{"reason": "x"}).Want(409)

		own := s.program(webtest.Who{Role: access.Official, PersonID: "p-Ana"}, access.Learn)
		mine := own.Get("/me/courses")
		if mine.Len("courses") != 1 || mine.Text("courses.0.completed_on") != today.String() || mine.Text("courses.0.next.kind") != "done" {
			t.Errorf("%s", mine.Body)
		}
		if whole := own.Get("/me/courses/" + ana); whole.Len("modules") != 2 || whole.At("hours_attended") != 8.0 {
			t.Errorf("%s", whole.Body)
		}
		own.Ask("GET", "/me/courses/"+berta, nil).Want(404)
		own.Ask("GET", offering, nil).Want(403)

		stranger := s.program(webtest.Who{Role: access.Manager, InstitutionID: s.Apart.ID}, access.RunOfferings)
		for _, path := range []string{"", "/enrolments", "/enrolments/" + ana, "/candidates", "/attendance", "/attendance/table", "/attendance/pdf", "/packages", "/seats", "/rule", "/messages", "/costs", "/meetings", "/survey", "/version"} {
			stranger.Ask("GET", offering+path, nil).Want(404)
		}
		stranger.Ask("POST", offering+"/enrolments", object{"people": []string{"p-Ana"}}).Want(404)
		stranger.Ask("POST", offering+"/attendance", object{"held_on": today, "hours": object{ana: 1}}).Want(404)
		stranger.Ask("POST", offering+"/enrolments/"+ana+"/withdraw", object{"reason": "x"}).Want(404)
		if stranger.Get("/offerings").Len("items") != 0 {
			t.Error("another institution's program lists the offering")
		}
		reading := apitest.Reading(t, s.contract, s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Ceiba.ID}), access.RunOfferings)
		reading.Ask("POST", offering+"/enrolments", object{"people": []string{"p-Ana"}}).Want(403)
	})
}

// A program of an author takes a course out as a file, brings it in again as the next version, changes its draft upon what it read,
// and publishes it.
func TestAProgramBringsInAndPublishesACourse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newAPISite(t, d)
		version := s.Publish("c1")
		who := webtest.Who{Role: access.Trainer}
		author := s.program(who, access.AuthorCourses, access.AuthorItems)
		here := "/courses/" + version.CourseID
		file := author.Get(here + "/file")
		if !strings.HasPrefix(string(file.Body), "PK") {
			t.Fatalf("the file begins %q", file.Body[:4])
		}
		author.Ask("POST", "/courses/import", object{"name": "roto.zip", "content": file.Body[:len(file.Body)/2]}).Want(422)
		sent := author.Ask("POST", "/courses/import", object{"name": "c1.zip", "content": file.Body}).Want(201)
		if sent.At("version") != 2.0 || sent.At("course_id") != nil || sent.Len("changes") != 0 {
			t.Errorf("%s", sent.Body)
		}
		to := "/courses/import/" + sent.Text("id")
		s.program(who, access.AuthorCourses, access.AuthorItems).Ask("GET", to, nil).Want(404) // another's
		s.program(who, access.AuthorCourses).Ask("POST", "/courses/import", object{"name": "c1.zip", "content": file.Body}).Want(403)
		if brought := author.Ask("POST", to, nil).Want(200); brought.Text("course_id") != version.CourseID {
			t.Errorf("%s", brought.Body)
		}
		author.Ask("POST", to, nil).Want(409)
		author.Ask("GET", to, nil).Want(409)

		draft := author.Get(here + "/draft")
		tag := draft.Header.Get("ETag")
		change := object{"title": " Preguntar ", "summary": "Corto.", "audience": []string{"car_mentor"}, "competencies": []string{"asking"}, "assessment": s.Assessment.ID, "hours": 6}
		if changed := author.Ask("PUT", here+"/draft", change, "If-Match", tag).Want(200); changed.Text("title") != "Preguntar" || changed.At("hours") != 6.0 {
			t.Errorf("%s", changed.Body)
		}
		author.Ask("PUT", here+"/draft", change, "If-Match", tag).Want(412)
		author.Ask("PUT", here+"/draft", object{"title": "", "hours": -1}).WantField("title").WantField("hours")
		author.Ask("PUT", here+"/draft", object{"title": "x", "competencies": []string{"flying"}}).WantField("competencies")
		author.Ask("POST", here+"/publish", object{}).Want(409)
		author.Ask("POST", here+"/publish", object{"alone": true}).WantField("reason")
		if out := author.Ask("POST", here+"/hand-in", object{"text": "Lista."}).Want(200); out.Text("review") != "waiting" {
			t.Errorf("%s", out.Body)
		}
		if out := author.Ask("POST", here+"/publish", object{"alone": true, "reason": "Somos una sola persona."}).Want(200); out.Text("version.state") != "published" || out.At("version.version") != 2.0 {
			t.Errorf("%s", out.Body)
		}
		author.Ask("GET", here+"/draft", nil).Want(409)

		other := author.Ask("POST", "/courses", object{"code": "c2", "title": "Otro"}).Want(201)
		if other.Text("version.state") != "draft" || other.Len("missing") == 0 {
			t.Errorf("%s", other.Body)
		}
		author.Ask("POST", "/courses", object{"code": "c2", "title": "Otro"}).WantField("code")
		next := "/courses/" + other.Text("id")
		if needs := author.Ask("PUT", next+"/prerequisites", object{"requires": []object{{"course_id": version.CourseID, "months": 12}}}).Want(200); needs.At("requires.0.months") != 12.0 {
			t.Errorf("%s", needs.Body)
		}
		author.Ask("PUT", next+"/prerequisites", object{"requires": []object{{"course_id": "none"}}}).WantField("requires")
		if author.Get(next+"/prerequisites").Len("requires") != 1 {
			t.Error("what the course requires is gone")
		}
		author.Ask("POST", next+"/publish", object{"alone": true, "reason": "Somos una sola persona."}).WantField("modules").WantField("hours")
		author.Ask("POST", next+"/archive", nil).Want(204)
		if author.Get("/courses").Len("items") != 1 || author.Get("/courses?archived=true").Text("items.0.id") != other.Text("id") {
			t.Error("the archived course is among the others")
		}
		author.Ask("POST", next+"/restore", nil).Want(204)
		if copied := author.Ask("POST", here+"/duplicate", object{"code": "c3"}).Want(201); copied.Len("modules") != 2 || copied.Text("version.state") != "draft" {
			t.Errorf("%s", copied.Body)
		}
		if again := author.Ask("POST", here+"/draft", nil).Want(200); again.At("version.version") != 3.0 {
			t.Errorf("%s", again.Body)
		}
		author.Ask("GET", "/courses/none", nil).Want(404)
		runner := s.program(webtest.Who{Role: access.Manager}, access.RunOfferings)
		runner.Ask("GET", "/courses?archived=true", nil).Want(403)
		runner.Ask("POST", here+"/archive", nil).Want(403)
	})
}

// enrolled is an offering with two people in it, and programs of its trainer and of a manager elsewhere.
func (s apiSite) enrolled(mode courses.Mode) (offering courses.Offering, trainer, stranger *apitest.Program) {
	s.t.Helper()
	offering = s.Schedule(s.Publish("c1"), "o1", mode)
	s.Enrol(offering, "p-Ana", "p-Berta")
	return offering, s.program(webtest.Who{Role: access.Trainer}, access.RunOfferings), s.program(webtest.Who{Role: access.Manager, InstitutionID: s.Apart.ID}, access.RunOfferings)
}
