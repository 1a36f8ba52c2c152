package web_test

import (
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/app/notifications"
	notificationsweb "relevo/app/notifications/web"
	"relevo/app/people"
	"relevo/app/web/webtest"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// town is a programme whose services tell people things, with a mail server and the pages.
type town struct {
	*coursestest.World
	t      *testing.T
	server *mailtest.Server
	told   *notifications.Service
	site   *webtest.Site
	clock  *dbtest.Clock
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	w := &town{World: coursestest.New(t, d), t: t, server: mailtest.New(t), clock: dbtest.ClockOf(t, d)}
	letters, err := mail.NewService(d, w.Jobs, slog.New(slog.DiscardHandler), "http://relevo.test", []byte("k"), mail.Config{Server: w.server.Address, From: "relevo@example.pe", TLS: mail.NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	w.told = notifications.NewService(d, w.Jobs, letters)
	w.Courses.Mail, w.Courses.Notices, w.Assessments.Notices = letters, w.told, w.told
	h := &notificationsweb.Handlers{Notifications: w.told}
	w.site = webtest.New(t, d, append(h.Routes(), h.API()...))
	return w
}

// official is a person with an account and an address.
func (w *town) official(personID string) *webtest.Visitor {
	w.t.Helper()
	w.Write(func(tx *db.Tx) error {
		return tx.DB.Model(&people.Person{}).Where("id = ?", personID).Update("email", strings.ToLower(personID)+"@example.pe").Error
	})
	return w.site.As(webtest.Who{Role: access.Official, PersonID: personID})
}

func (w *town) choose(v *webtest.Visitor, kind notifications.Kind, way notifications.Way) {
	w.t.Helper()
	w.clock.Advance(time.Second)
	v.Submit(v.Get("/notifications/settings"), "form[action='/notifications/settings']", string(kind), string(way)).Want(200, ".alert", "Guardamos")
}

// letters works off the queue and gives what has come by mail.
func (w *town) letters() []mailtest.Letter {
	w.t.Helper()
	w.Drain()
	return w.server.Letters()
}

// offering is one that meets tomorrow, with people in it.
func (w *town) offering(personIDs ...string) (courses.Offering, courses.Meeting) {
	w.t.Helper()
	offering := w.Schedule(w.Publish("C1"), "E1", courses.FaceToFace)
	w.Enrol(offering, personIDs...)
	meeting, err := w.Courses.SaveMeeting(w.t.Context(), coursestest.Trainer(), offering.ID, "", w.meeting(1, "9:00"))
	if err != nil {
		w.t.Fatal(err)
	}
	return offering, meeting
}

func (w *town) meeting(days int, from string) courses.MeetingInput {
	return courses.MeetingInput{HeldOn: w.DB.Now().Date() + db.Date(days), From: from, To: "13:00", Title: "Primera", Place: "Iquitos"}
}

func (w *town) move(offering courses.Offering, meeting courses.Meeting, days int, from string) {
	w.t.Helper()
	w.clock.Advance(time.Second)
	if _, err := w.Courses.SaveMeeting(w.t.Context(), coursestest.Trainer(), offering.ID, meeting.ID, w.meeting(days, from)); err != nil {
		w.t.Fatal(err)
	}
}

// A meeting that is moved is told to whoever is enrolled, in the application and by mail, as each has chosen; what was read does not
// stand on the bell any more. Nobody is told of what did not change.
func TestAMeetingThatIsMovedIsToldAsEachHasChosen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		ana, berta, carla, diana := w.official("p-Ana"), w.official("p-Berta"), w.official("p-Carla"), w.official("p-Diana")
		offering, meeting := w.offering("p-Ana", "p-Berta", "p-Carla")
		w.choose(berta, notifications.Meeting, notifications.App)
		w.choose(carla, notifications.Meeting, notifications.Off)
		ana.Get("/notifications").Want(200, ".empty", "No hay avisos")
		w.move(offering, meeting, 1, "9:00") // as it was
		if n := len(w.letters()); n != 0 {
			t.Errorf("%d letters of a meeting that did not move", n)
		}
		w.move(offering, meeting, 2, "10:00")
		letters := w.letters()
		if len(letters) != 1 || letters[0].To != "p-ana@example.pe" || letters[0].Subject != "Cambió una reunión de su curso" {
			t.Fatalf("letters: %+v", letters)
		}
		if body := letters[0].Plain; !strings.Contains(body, "/learn/") || !strings.Contains(letters[0].Header.Get("List-Unsubscribe"), "/notifications/off/") {
			t.Errorf("no way to the meeting, or none to end it: %s", body)
		}
		page := ana.Get("/notifications")
		page.Want(200, ".unread .says", "Cambió una reunión de «").Want(200, ".bell b", "1")
		if berta.Get("/notifications").Count(".notifications li") != 1 || carla.Get("/notifications").Count(".notifications li") != 0 || diana.Get("/notifications").Count(".notifications li") != 0 {
			t.Error("somebody is told who did not want it or is not enrolled, or one who did is not")
		}
		if page.Text(".bell") != "1" || !strings.Contains(page.Doc().Find(".bell").AttrOr("aria-label", ""), "1 sin leer") {
			t.Errorf("the bell says %q", page.Text(".bell"))
		}
		action := page.Doc().Find(".notifications form").AttrOr("action", "")
		berta.Post(action, url.Values{"_token": {berta.Get("/notifications").FormToken()}}).WantStatus(404)
		opened := ana.Post(action, url.Values{"_token": {page.FormToken()}, "open": {"true"}})
		if !strings.HasPrefix(opened.Path, "/learn/") {
			t.Errorf("opening it leads to %s", opened.Path)
		}
		if page = ana.Get("/notifications"); page.Count(".bell b") != 0 || page.Count(".unread") != 0 || page.Count(".notifications li") != 1 {
			t.Error("what was read stands there as unread")
		}
		if err := w.Courses.CancelMeeting(t.Context(), coursestest.Trainer(), offering.ID, meeting.ID); err != nil {
			t.Fatal(err)
		}
		page = ana.Get("/notifications").Want(200, ".unread .says", "Se canceló")
		if page = ana.Submit(page, "form[action='/notifications/read']"); page.Count(".unread") != 0 {
			t.Error("not all is read")
		}
	})
}

// Once a day there is one letter with all that was not read, in the morning, whatever the job does in between; without scores, documents
// or anybody's name but the reader's.
func TestOneLetterADayHasItAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		ana := w.official("p-Ana")
		offering, meeting := w.offering("p-Ana")
		w.choose(ana, notifications.Meeting, notifications.Daily)
		w.clock.Set((d.Now().Date() + 1).Start().Add(5 * time.Hour).Time())
		w.move(offering, meeting, 2, "9:00")
		w.move(offering, meeting, 3, "9:00")
		daily := func() []mailtest.Letter {
			t.Helper()
			if err := w.told.HearDaily(t.Context(), struct{}{}); err != nil {
				t.Fatal(err)
			}
			return w.letters()
		}
		if n := len(daily()); n != 0 {
			t.Fatalf("%d letters at five in the morning", n)
		}
		w.clock.Advance(3 * time.Hour)
		daily()
		letters := daily()
		if len(letters) != 1 || letters[0].Subject != "2 avisos de relevo" || strings.Count(letters[0].Plain, "Cambió una reunión") != 1 {
			t.Fatalf("the daily letters: %+v", letters)
		}
		w.move(offering, meeting, 4, "9:00")
		if n := len(daily()); n != 1 {
			t.Errorf("%d letters on one day", n)
		}
		w.clock.Advance(24 * time.Hour)
		letters = daily()
		if len(letters) != 2 || letters[1].Subject != "1 aviso de relevo" {
			t.Errorf("the next day's letter: %+v", letters)
		}
		// The letter's own link ends it, without logging in; programs that look at links change nothing.
		_, off, _ := strings.Cut(letters[1].Header.Get("List-Unsubscribe"), "http://relevo.test")
		off = strings.TrimSuffix(off, ">")
		anybody := w.site.As(webtest.Who{})
		asked := anybody.Get(off).Want(200, "main", "Lo que recibe en un correo al día")
		ana.Get("/notifications/settings").Want(200, "select[name=meeting] option[selected]", "una vez al día")
		w.clock.Advance(time.Second)
		anybody.Submit(asked, "form[action^='/notifications/off/']").Want(200, ".alert", "no lo enviaremos más")
		ana.Get("/notifications/settings").Want(200, "select[name=meeting] option[selected]", "Solo en relevo")
		anybody.Get(off + "x").WantStatus(404)
	})
}

// A follow-up is told once, when it can be answered; a manager is told how many were not answered in time, once for each time that there are
// more, and never a name.
func TestADayThatHasComeIsToldOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		ana := w.official("p-Ana")
		gladys := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Network.ID})
		afar := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID})
		w.Enrol(w.Schedule(w.Publish("C1"), "E1", courses.Virtual), "p-Ana")
		w.Complete("p-Ana")
		find := func() {
			t.Helper()
			if err := w.Courses.HearFind(t.Context(), struct{}{}); err != nil {
				t.Fatal(err)
			}
		}
		find()
		if n := ana.Get("/notifications").Count(".notifications li"); n != 0 {
			t.Errorf("%d follow-ups are told months before", n)
		}
		w.clock.Set(d.Now().Date().AddMonths(courses.UsualFollowUps()[0]).Start().Add(8 * time.Hour).Time())
		ana.ComeBack()
		find()
		find()
		page := ana.Get("/notifications").Want(200, ".unread .says", "Ya puede responder el seguimiento")
		if n := page.Count(".notifications li"); n != 1 {
			t.Errorf("told %d times", n)
		}
		w.clock.Advance(2 * 24 * time.Hour)
		find()
		w.clock.Advance(24 * time.Hour)
		find()
		gladys.ComeBack()
		afar.ComeBack()
		page = gladys.Get("/notifications").Want(200, ".says", "Venció 1 seguimiento")
		if n := page.Count(".notifications li"); n != 1 || strings.Contains(page.Text("main"), "Ana") {
			t.Errorf("%d times, or with a name: %s", n, page.Text("main"))
		}
		if n := afar.Get("/notifications").Count(".notifications li"); n != 0 {
			t.Error("a manager is told of another's people")
		}
	})
}

// A staff list that is too old is told once to who answers for it.
func TestAnOldStaffListIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		gladys := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		other := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Lupuna.ID})
		w.Write(func(tx *db.Tx) error {
			return tx.DB.Exec(`INSERT INTO roster_import (id, institution_id, as_of, file_name, file_sha256, list_rows, summary, confirmed_at, confirmed_by) VALUES ('r', ?, ?, 'x.csv', 'x', 1, '{}', ?, 'x')`, w.Ceiba.ID, tx.Today(), tx.Now).Error
		})
		for range people.OldListDays + 4 {
			if err := w.told.HearFind(t.Context(), struct{}{}); err != nil {
				t.Fatal(err)
			}
			w.clock.Advance(24 * time.Hour)
		}
		gladys.ComeBack()
		other.ComeBack()
		page := gladys.Get("/notifications").Want(200, ".says", "La lista de personal de CAR La Ceiba")
		if n := page.Count(".notifications li"); n != 1 {
			t.Errorf("told %d times", n)
		}
		if n := other.Get("/notifications").Count(".notifications li"); n != 0 {
			t.Error("told to somebody else")
		}
	})
}

// Whoever may review a draft is told that it waits, and not its author; its author what came of it.
func TestAReviewIsAskedForAndAnswered(t *testing.T) {
	d := dbtest.SQLite(t)
	w := newTown(t, d)
	w.Publish("C1") // before there is anybody to be told
	author, other := w.site.As(webtest.Who{Role: access.Trainer}), w.site.As(webtest.Who{Role: access.Trainer})
	official := w.official("p-Ana")
	as := func(v *webtest.Visitor) access.Actor {
		return access.Actor{AccountID: v.Account.ID, Roles: []access.Held{{Role: access.Trainer}}}
	}
	var courseID string
	w.Read(func(tx *db.Tx) error { return tx.DB.Raw("SELECT id FROM course").Scan(&courseID).Error })
	if _, err := w.Courses.NewDraft(t.Context(), as(author), courseID); err != nil {
		t.Fatal(err)
	}
	if err := w.Courses.HandIn(t.Context(), as(author), courseID, "Listo"); err != nil {
		t.Fatal(err)
	}
	other.Get("/notifications").Want(200, ".unread .says", "Le piden revisar el curso")
	if author.Get("/notifications").Count(".notifications li")+official.Get("/notifications").Count(".notifications li") != 0 {
		t.Error("its author or an official is asked to review")
	}
	if err := w.Courses.Return(t.Context(), as(other), courseID, "Falta"); err != nil {
		t.Fatal(err)
	}
	author.Get("/notifications").Want(200, ".unread .says", "Le devolvieron el curso")
}

// The list takes two statements: who asks, with the bell, and what there is. A program is told of what its permissions are for alone.
func TestTheListIsCheapAndAProgramReadsItsOwnKindsAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		v := w.site.As(webtest.Who{Role: access.Manager})
		w.Write(func(tx *db.Tx) error {
			for i := range 140 {
				key := strings.Repeat("x", i+1)
				if _, err := w.told.TellTx(tx, notifications.ListOverdue, []notifications.News{{AccountID: v.Account.ID, About: "CAR <b>La Ceiba</b>", Path: "/institutions", Key: key}, {AccountID: v.Account.ID, Path: "/", Key: key}}); err != nil {
					return err
				}
			}
			return nil
		})
		v.Get("/notifications")
		before := d.Statements()
		page := v.Get("/notifications")
		if n := d.Statements() - before; n != 2 {
			t.Errorf("the list takes %d statements", n)
		}
		if page.Text(".bell b") != "9+" || page.Count(".notifications li") != 30 || page.Count(".notifications b") != 0 {
			t.Errorf("the bell says %q, and there are %d", page.Text(".bell b"), page.Count(".notifications li"))
		}
		next := page.Doc().Find(".pager a").AttrOr("href", "")
		if n := v.Get(next).Count(".notifications li"); n != 30 {
			t.Errorf("the next page has %d", n)
		}
		lists, figures := v.Program(true, access.ImportRoster), v.Program(true, access.ViewFigures)
		if got := lists.Do("GET", "/api/v1/notifications?unread=true&limit=2", nil); got.Status != 200 || strings.Count(string(got.Body), `"list_overdue"`) != 2 || !strings.Contains(string(got.Body), `"next"`) {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		figures.Do("GET", "/api/v1/notifications", nil).WantStatus(403)
		learns := v.Program(true, access.ViewNames)
		if got := learns.Do("GET", "/api/v1/notifications", nil); got.Status != 200 || strings.Contains(string(got.Body), "Ceiba") {
			t.Errorf("a program reads what its permissions are not for: %s", got.Body)
		}
		body := []byte(`{"settings":[{"kind":"list_overdue","way":"off"}]}`)
		if got := lists.Do("PUT", "/api/v1/notification-settings", body); got.Status != 200 || !strings.Contains(string(got.Body), `"way":"off"`) {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		if got := lists.Do("PUT", "/api/v1/notification-settings", []byte(`{"settings":[{"kind":"scoring","way":"off"}]}`)); got.Status != 422 {
			t.Errorf("a kind that is not theirs: %d", got.Status)
		}
		lists.Do("POST", "/api/v1/notifications/read", []byte("{}")).WantStatus(204)
		if v.Get("/notifications").Count(".unread") != 0 {
			t.Error("not all is read")
		}
	})
}

func TestSamplesRender(t *testing.T) {
	webtest.CheckSamples(t, notificationsweb.Samples, (&notificationsweb.Handlers{}).Routes(), "<b>nuevas</b>")
}
