package web

import (
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

// A program plans a meeting, moves it upon what it read, notes who was there, and keeps the minutes.
func TestAProgramKeepsTheRollOfAMeeting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newAPISite(t, d)
		offering, trainer, stranger := s.enrolled(courses.FaceToFace)
		list := "/offerings/" + offering.ID + "/meetings"
		day := offering.StartsOn + 1
		plan := object{"held_on": day, "from": "9", "to": "13:00", "title": " Primer día ", "place": "Iquitos", "agenda": "1. Bienvenida"}
		trainer.Ask("POST", list, object{"held_on": offering.EndsOn + 1, "from": "nueve", "to": "8"}).WantField("held_on").WantField("from").WantField("title").WantField("place")
		made := trainer.Ask("POST", list, plan).Want(201)
		if made.Text("from") != "9:00" || made.At("hours") != 4.0 || made.Text("title") != "Primer día" {
			t.Errorf("%s", made.Body)
		}
		meeting := list + "/" + made.Text("id")
		tag := trainer.Get(meeting).Header.Get("ETag")
		plan["to"] = "12:30"
		if moved := trainer.Ask("PUT", meeting, plan, "If-Match", tag).Want(200); moved.At("hours") != 3.5 {
			t.Errorf("%s", moved.Body)
		}
		trainer.Ask("PUT", meeting, plan, "If-Match", tag).Want(412)

		ana, berta := s.enrolment("p-Ana"), s.enrolment("p-Berta")
		marks := object{"marks": []object{{"key": "k1", "enrolment_id": ana, "hours": 3.5}, {"key": "k2", "enrolment_id": berta, "hours": 0}, {"key": "k3", "enrolment_id": "none", "hours": 1}}}
		trainer.Ask("POST", meeting+"/presence", marks).Want(409) // it is more than an hour away
		clock := dbtest.ClockOf(t, d)
		clock.Advance(day.Start().Add(14 * time.Hour).Sub(d.Now()))
		trainer.Ask("POST", meeting+"/presence", object{"how": "code"}).WantField("how")
		trainer.Ask("POST", meeting+"/presence", object{"marks": []object{{"key": "k1", "enrolment_id": ana, "hours": 4}}}).WantField("hours")
		trainer.Ask("POST", meeting+"/presence", object{"marks": []object{{"enrolment_id": ana, "hours": 1}}}).WantField("key")
		if kept := trainer.Ask("POST", meeting+"/presence", marks).Want(200); kept.Len("saved") != 2 || kept.Text("refused.0") != "k3" {
			t.Errorf("%s", kept.Body)
		}
		here := trainer.Get(meeting + "/presence")
		if here.At("people.0.hours") != 3.5 || here.At("people.0.counted") != 3.5 || here.At("people.1.hours") != 0.0 || here.At("takes") != true {
			t.Errorf("%s", here.Body)
		}
		if rows := trainer.Get(list); rows.At("items.0.present") != 1.0 || rows.At("items.0.marked") != 2.0 {
			t.Errorf("%s", rows.Body)
		}
		if table := trainer.Get("/offerings/" + offering.ID + "/attendance/table"); table.Text("columns.0.meeting_id") != made.Text("id") || table.At("people.0.hours.0") != 3.5 {
			t.Errorf("%s", table.Body)
		}
		trainer.Ask("POST", "/offerings/"+offering.ID+"/attendance", object{"held_on": day, "hours": object{ana: 1}}).Want(409) // the day has a meeting
		trainer.Ask("POST", meeting+"/cancel", nil).Want(409)

		trainer.Ask("POST", meeting+"/minutes", object{"source": ""}).WantField("source")
		trainer.Ask("POST", meeting+"/minutes", object{"source": "Se acordó.", "lock": true}).Want(200)
		if minutes := trainer.Ask("POST", meeting+"/minutes", object{"source": "Se corrige."}).Want(200); minutes.Len("minutes") != 2 || minutes.Text("minutes.1.locked_at") == "" || trainer.Get(meeting+"/minutes").Len("minutes") != 2 {
			t.Errorf("%s", minutes.Body)
		}
		sheet := meeting + "/sheets/" + trainer.Ask("POST", meeting+"/sheets", nil).Want(201).Text("code")
		if printed := trainer.Get(sheet); printed.Len("rows") != 2 || printed.At("people") != 2.0 {
			t.Errorf("%s", printed.Body)
		}
		if paper := trainer.Get(sheet + "/pdf"); !strings.HasPrefix(string(paper.Body), "%PDF-") {
			t.Errorf("the paper begins %q", paper.Body[:10])
		}
		own := s.program(webtest.Who{Role: access.Official, PersonID: "p-Ana"}, access.Learn).Get("/me/courses/" + ana)
		if own.Text("meetings.0.title") != "Primer día" || own.At("hours_attended") != 3.5 {
			t.Errorf("%s", own.Body)
		}
		for _, path := range []string{meeting, meeting + "/presence", meeting + "/minutes", sheet, sheet + "/pdf"} {
			stranger.Ask("GET", path, nil).Want(404)
		}
		stranger.Ask("POST", meeting+"/presence", marks).Want(404)
		stranger.Ask("POST", meeting+"/minutes", object{}).Want(404)
		stranger.Ask("PUT", meeting, plan).Want(404)

		plan["held_on"], plan["title"] = day+1, "Segundo día"
		second := list + "/" + trainer.Ask("POST", list, plan).Want(201).Text("id")
		if off := trainer.Ask("POST", second+"/cancel", nil).Want(200); off.Text("cancelled_at") == "" {
			t.Errorf("%s", off.Body)
		}
	})
}

// What belongs to an offering besides: seats and who waits, rules, messages, costs, its version.
func TestAProgramKeepsWhatBelongsToAnOffering(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newAPISite(t, d)
		offering, trainer, stranger := s.enrolled(courses.Virtual)
		base := "/offerings/" + offering.ID

		trainer.Ask("PUT", base+"/seats", object{"seats": 0}).WantField("seats")
		trainer.Ask("PUT", base+"/seats", object{"seats": 3}).Want(200)
		trainer.Ask("POST", base+"/seats/entry", object{"last_on": offering.EndsOn + 1}).WantField("last_on")
		code := trainer.Ask("POST", base+"/seats/entry", object{"last_on": offering.EndsOn, "cadres": []string{"car_mentor"}}).Want(201).Text("entry.code")
		carla, diana := s.program(webtest.Who{Role: access.Official, PersonID: "p-Carla"}, access.Learn), s.program(webtest.Who{Role: access.Official, PersonID: "p-Diana"}, access.Learn)
		carla.Ask("POST", "/me/courses", object{"code": "no"}).WantField("code")
		if in := carla.Ask("POST", "/me/courses", object{"code": code}).Want(200); in.Text("enrolment_id") == "" || in.At("waiting") != 0.0 {
			t.Errorf("%s", in.Body)
		}
		if in := diana.Ask("POST", "/me/courses", object{"code": code}).Want(200); in.At("enrolment_id") != nil || in.At("waiting") != 1.0 || diana.Get("/me/courses").At("waits.0.place") != 1.0 {
			t.Errorf("%s", in.Body)
		}
		line := trainer.Get(base + "/seats")
		stranger.Ask("POST", base+"/seats/line/"+line.Text("line.0.id")+"/take-out", nil).Want(404)
		if left := trainer.Ask("POST", base+"/seats/line/"+line.Text("line.0.id")+"/take-out", nil).Want(200); left.Len("line") != 0 {
			t.Errorf("%s", left.Body)
		}
		diana.Ask("POST", "/me/courses", object{"code": code}).Want(200)
		diana.Ask("POST", "/me/waits/"+offering.ID+"/leave", nil).Want(204)
		diana.Ask("POST", "/me/waits/"+offering.ID+"/leave", nil).Want(404)
		if shut := trainer.Ask("POST", base+"/seats/entry/close", nil).Want(200); shut.At("entry") != nil {
			t.Errorf("%s", shut.Body)
		}

		trainer.Ask("PUT", base+"/seats", object{"seats": nil}).Want(200)
		trainer.Ask("GET", base+"/rule?lack=hope", nil).WantField("lack")
		if meant := trainer.Get(base + "/rule?lack=never_completed&cadres=psychologist&cadres=car_mentor&institutions=" + s.Ceiba.ID); meant.Len("fits") != 3 || meant.At("already") != 3.0 || meant.At("free") != nil {
			t.Errorf("%s", meant.Body)
		}
		if done := trainer.Ask("POST", base+"/rule", object{"cadres": []string{"psychologist"}}).Want(200); done.At("added") != 1.0 || trainer.Get(base+"/rule").Text("applied.0.rule.cadres.0") != "psychologist" {
			t.Errorf("%s", done.Body)
		}

		trainer.Ask("POST", base+"/messages", object{"to": object{"show": "lost"}, "subject": "x", "body": "x"}).WantField("show")
		trainer.Ask("POST", base+"/messages", object{"to": object{}, "subject": "", "body": "x"}).WantField("subject")
		if look := trainer.Ask("POST", base+"/messages", object{"to": object{}, "subject": "Hola", "body": "Mañana.", "look": true}).Want(200); look.Len("names") != 4 {
			t.Errorf("%s", look.Body)
		}
		if told := trainer.Ask("POST", base+"/messages", object{"to": object{"institution": s.Ceiba.ID}, "subject": "Hola", "body": "Mañana."}).Want(200); told.At("told") != 4.0 || trainer.Get(base+"/messages").Text("items.0.to.institution") != s.Ceiba.ID {
			t.Errorf("%s", told.Body)
		}
		message := carla.Get("/me/messages").Text("items.0.id")
		diana.Ask("POST", "/me/messages/"+message+"/read", nil).Want(404)
		carla.Ask("POST", "/me/messages/"+message+"/read", nil).Want(204)
		if carla.Get("/me/messages").Len("items") != 0 {
			t.Error("what was read is told again")
		}

		trainer.Ask("POST", base+"/costs", object{"kind": "air", "amount": 0, "note": ""}).WantField("kind").WantField("amount").WantField("note")
		cost := trainer.Ask("POST", base+"/costs", object{"kind": "travel", "amount": 1200.5, "note": "Pasajes"}).Want(200)
		if cost.At("total") != 1200.5 || cost.At("funders.0.paid") != 720.3 || cost.At("per_trained") != nil {
			t.Errorf("%s", cost.Body)
		}
		if fixed := trainer.Ask("POST", base+"/costs", object{"kind": "travel", "amount": 1000, "note": "Pasajes", "corrects": cost.Text("lines.0.id")}).Want(200); fixed.At("total") != 1000.0 || fixed.Len("lines") != 2 {
			t.Errorf("%s", fixed.Body)
		}
		if paid := trainer.Get("/funders/" + cost.Text("funders.0.id")); paid.At("paid") != 600.0 || paid.Len("offerings") != 1 || trainer.Get("/funders").Len("items") != 2 {
			t.Errorf("%s", paid.Body)
		}
		stranger.Ask("POST", base+"/costs", object{}).Want(404)
		stranger.Ask("POST", base+"/messages", object{}).Want(404)
		stranger.Ask("POST", base+"/rule", object{}).Want(404)

		trainer.Ask("GET", base+"/version", nil).Want(409) // there is no newer one
		if _, err := s.Courses.NewDraft(t.Context(), access.System(), s.course(offering)); err != nil {
			t.Fatal(err)
		}
		newer := s.PublishDraft(s.course(offering))
		plan := trainer.Get(base + "/version")
		if plan.Text("to.version_id") != newer.ID || plan.Len("lessons") != 3 {
			t.Errorf("%s", plan.Body)
		}
		trainer.Ask("POST", base+"/version", object{"version_id": "another"}).Want(409)
		if moved := trainer.Ask("POST", base+"/version", object{"version_id": newer.ID}).Want(200); moved.At("moved") != 4.0 || trainer.Get(base).At("course_version") != 2.0 {
			t.Errorf("%s", moved.Body)
		}
		if trainer.Get(base+"/packages").At("packages") != 0.0 || trainer.Get("/refreshers").At("trained") != 0.0 || trainer.Get("/follow-ups").Len("items") != 0 || trainer.Get("/surveys").Len("items") != 0 {
			t.Error("there is something where nothing was done")
		}
		if said := trainer.Get(base + "/survey"); said.At("answered") != nil || said.At("least") != 5.0 || trainer.Get(base+"/survey?published=true").At("least") != 11.0 {
			t.Errorf("%s", said.Body)
		}
	})
}

// course is the identifier of an offering's course.
func (s apiSite) course(offering courses.Offering) (id string) {
	s.t.Helper()
	s.Read(func(tx *db.Tx) error {
		return tx.DB.Raw(`SELECT course_id FROM course_version WHERE id = ?`, offering.CourseVersionID).Scan(&id).Error
	})
	return id
}

// A program brings in what people completed before relevo, and takes it back.
func TestAProgramBringsInEarlierTrainings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newAPISite(t, d)
		s.Publish("c1")
		s.Write(func(tx *db.Tx) error {
			return tx.DB.Exec(`UPDATE person SET document_type = 'dni', document_number = '40000001' WHERE id = 'p-Ana'`).Error
		})
		manager := s.program(webtest.Who{Role: access.Manager, InstitutionID: s.Ceiba.ID}, access.ImportRoster)
		text := "documento;apellidos y nombres;curso;fecha\n40000001;Anaz, Ana;Taller;15/12/2019\n;Nadie Conocido;c1;15/12/2019\n"
		manager.Ask("POST", "/trainings/files", object{"name": "x.csv", "content": []byte("a;b\n1;2\n")}).Want(422)
		sent := manager.Ask("POST", "/trainings/files", object{"name": "antes.csv", "content": []byte(text)}).Want(201)
		if sent.Len("rows") != 2 || sent.Text("rows.1.state") != "doubtful" || sent.Text("titles.0.title") != "Taller" || sent.At("changes") != 1.0 {
			t.Errorf("%s", sent.Body)
		}
		file := "/trainings/files/" + sent.Text("file.id")
		manager.Ask("PUT", file+"/titles", object{"titles": []object{{"title": "Talller", "competencies": []string{"flying"}}}}).WantField("title").WantField("competencies")
		meant := manager.Ask("PUT", file+"/titles", object{"titles": []object{{"title": "Taller", "competencies": []string{"asking"}}}}).Want(200)
		if meant.Text("titles.0.competencies.0") != "asking" || meant.Text("fingerprint") == sent.Text("fingerprint") {
			t.Errorf("%s", meant.Body)
		}
		manager.Ask("POST", file+"/confirm", object{"fingerprint": sent.Text("fingerprint")}).Want(409)
		if done := manager.Ask("POST", file+"/confirm", object{"fingerprint": meant.Text("fingerprint")}).Want(200); done.At("counts.new") != 1.0 || done.Text("confirmed_at") == "" {
			t.Errorf("%s", done.Body)
		}
		elsewhere := s.program(webtest.Who{Role: access.Manager, InstitutionID: s.Lupuna.ID}, access.ImportRoster)
		elsewhere.Ask("GET", file, nil).Want(404)
		elsewhere.Ask("POST", file+"/undo", nil).Want(404)
		manager.Ask("DELETE", file, nil).Want(409)
		manager.Ask("POST", file+"/undo", nil).Want(204)
		if list := manager.Get("/trainings/files"); list.Len("items") != 1 || list.Text("items.0.undone_at") == "" {
			t.Errorf("%s", list.Body)
		}
		again := manager.Ask("POST", "/trainings/files", object{"name": "antes.csv", "content": []byte(text)}).Want(201)
		manager.Ask("DELETE", "/trainings/files/"+again.Text("file.id"), nil).Want(204)
		s.program(webtest.Who{Role: access.Trainer}, access.RunOfferings).Ask("GET", "/trainings/files", nil).Want(403)
	})
}
