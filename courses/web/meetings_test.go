package web

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/skip2/go-qrcode"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

// A trainer plans a meeting; somebody in the room signs with the code on the wall; the rest is
// ticked, sent again by the script, and typed in from the sheet.
func TestAMeetingFromItsPlanToItsMinutes(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	offering := s.Schedule(s.Publish("c1"), "o1", courses.FaceToFace)
	s.Enrol(offering, "p-Ana", "p-Berta")
	trainer := s.As(webtest.Who{Role: access.Trainer})
	list := "/offerings/" + offering.ID + "/meetings"
	trainer.Get(list).Want(200, ".empty", "Todavía no hay reuniones")
	page := trainer.Submit(trainer.Get(list+"/new"), "main form", "from", "nueve").Want(422, ".field-error", "así: 9:00")
	if got := page.Doc().Find("[name=place]").AttrOr("value", ""); got != "Iquitos" {
		t.Errorf("the place that stood there is now %q", got)
	}
	page = trainer.Submit(page, "main form", "from", "9:00", "to", "13:00", "title", "Primer <b>día</b>", "agenda", "1. Bienvenida <script>x</script>").Want(200, "h1", "Primer <b>día</b>")
	if page.Count("main script") != 0 {
		t.Error("the agenda brings a script")
	}
	meeting := page.Path
	clock := dbtest.ClockOf(t, d)
	nine := d.Now().Date().Start().Add(9 * time.Hour)
	clock.Advance(nine.Sub(d.Now()))
	room := trainer.Get(meeting+"/room").Want(200, ".room", "cambia")
	code := strings.ReplaceAll(room.Text("[data-letters]"), " ", "")
	codes := strings.Fields(room.Doc().Find("[data-codes]").AttrOr("data-codes", ""))
	if len(codes) != 271 || codes[0] != strings.ToLower(code) || room.Count("svg.room-code path") != 1 {
		t.Errorf("%d codes, the first %s, shown %s", len(codes), codes[0], code)
	}
	qr := room.Doc().Find("[data-codes]")
	for i, packed := range strings.Fields(qr.AttrOr("data-bits", "")) {
		fresh, err := qrcode.New("http://relevo.test/meet/"+codes[i], qrcode.Medium)
		if err != nil {
			t.Fatal(err)
		}
		if got := unpacked(t, packed, qr.AttrOr("data-side", "")); !slices.EqualFunc(got, fresh.Bitmap(), slices.Equal[[]bool]) {
			t.Fatalf("the QR code of %s says something else", codes[i])
		}
	}
	if weight := zipped(t, room.Body); weight > 90_000 {
		t.Errorf("the page for the room weighs %d bytes", weight)
	}
	ana, zoila := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"}), s.As(webtest.Who{Role: access.Official, PersonID: "p-Zoila"})
	ana.Submit(ana.Get("/meet"), "form[action='/meet']", "code", "nada").Want(422, "form", "seis letras")
	ana.Get("/meet/zzzzzz").Want(422, "form", "cambia cada minuto")
	sign := ana.Submit(ana.Get("/meet"), "form[action='/meet']", "code", code).Want(200, "h1", "Primer <b>día</b>")
	ana.Submit(sign, "form.do[action^='/meet/']").Want(200, ".alert", "firmada a las 09:00")
	ana.Get(sign.Path).Want(200, ".alert", "firmada a las 09:00")
	zoila.Get(sign.Path).Want(200, ".alert", "no está en la lista")

	roll := trainer.Get(meeting+"/roll").Want(200, "[data-row]", "firmó a las 09:00")
	berta := s.enrolment("p-Berta")
	body := fmt.Sprintf(`{"marks":[{"key":"k1","enrolment":%q,"here":true,"part":"9:30-12","at":%d},{"key":"k2","enrolment":"x","here":true,"part":"","at":0},{"key":"k3","enrolment":%q,"here":true,"part":"nunca","at":0}]}`, berta, nine.Time().UnixMilli(), berta)
	for range 2 {
		saved := string(trainer.PostJSON(roll, meeting+"/marks", body).WantStatus(200).Body)
		if !strings.Contains(saved, `"saved":["k1"]`) || !strings.Contains(saved, `"k2":"Ya no está`) || !strings.Contains(saved, `"k3":"Escriba x`) {
			t.Errorf("the script is told %s", saved)
		}
	}
	trainer.Get(meeting).Want(200, "table", "2.5 h")
	roll = trainer.Get(meeting + "/roll")
	trainer.Submit(roll, "form.roll", "q_"+berta, "9").Want(422, ".alert", "La reunión dura 4 h")
	trainer.Submit(roll, "form.roll", "q_"+berta, "1,5").Want(200, ".alert", "1 persona está guardada")

	sheet := trainer.Submit(trainer.Get(meeting), "form[action$='/sheets']")
	if sheet.Header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(sheet.Body, []byte("%PDF")) {
		t.Errorf("the sheet is %s", sheet.Header.Get("Content-Type"))
	}
	grid := trainer.Get(strings.TrimSuffix(sheet.Path, "/pdf")).Want(200, ".key-row", "Ana")
	trainer.Submit(grid, "[data-key-grid] form", "q_"+berta, "siempre").Want(422, ".field-error", "Escriba x")
	trainer.Submit(grid, "[data-key-grid] form", "q_"+berta, "x").Want(200, "table", "4 h")
	typed := strings.TrimSuffix(sheet.Path[strings.LastIndex(strings.TrimSuffix(sheet.Path, "/pdf"), "/")+1:], "/pdf")
	if got := trainer.Submit(trainer.Get(list), "form[role=search]", "sheet", strings.ToUpper(typed)).WantStatus(200).Path; got != strings.TrimSuffix(sheet.Path, "/pdf") {
		t.Errorf("the code of the sheet leads to %s", got)
	}

	trainer.Submit(trainer.Get(meeting), "form[action$='/minutes']", "source", "").Want(422, ".field-error", "Complete")
	page = trainer.Submit(trainer.Get(meeting), "form[action$='/minutes']", "source", "Se acordó **ensayar**.", "do", "lock").Want(200, ".minutes strong", "ensayar")
	trainer.Submit(page, "form[action$='/minutes']", "source", "Fue el martes.", "do", "lock").Want(200, "main", "Corrección 1")
	for _, path := range []string{"/offerings/" + offering.ID + "/attendance.pdf", list, meeting, meeting + "/room", meeting + "/roll"} {
		if got := s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Apart.ID}).Get(path).Status; got != 404 {
			t.Errorf("a manager elsewhere sees %s: %d", path, got)
		}
	}
	trainer.Walk(list)
	ana.Walk("/learn", "/meet")
	clock.Advance(10 * time.Hour)
	if err := s.Courses.HearMeetingOver(t.Context(), courses.MeetingOver{MeetingID: meeting[strings.LastIndex(meeting, "/")+1:]}); err != nil {
		t.Fatal(err)
	}
	trainer.Get("/offerings/"+offering.ID+"/attendance").Want(200, ".alert", "Ese día tiene reuniones")
}

// Opening a meeting costs the same for any number of people.
func TestAMeetingCostsNoMoreForMorePeople(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	offering := s.Schedule(s.Publish("c1"), "o1", courses.FaceToFace)
	trainer := s.As(webtest.Who{Role: access.Trainer})
	s.Enrol(offering, "p-Ana")
	page := trainer.Submit(trainer.Get("/offerings/"+offering.ID+"/meetings/new"), "main form").WantStatus(200)
	var before []int64
	for i, path := range []string{page.Path, page.Path + "/roll", "/offerings/" + offering.ID + "/meetings"} {
		before = append(before, trainer.Get(path).Statements)
		if before[i] > 16 {
			t.Errorf("%s costs %d statements", path, before[i])
		}
	}
	s.Enrol(offering, "p-Berta", "p-Carla", "p-Diana", "p-Fabia", "p-Gloria")
	for i, path := range []string{page.Path, page.Path + "/roll", "/offerings/" + offering.ID + "/meetings"} {
		if after := trainer.Get(path).Statements; after != before[i] {
			t.Errorf("%s costs %d statements, and %d for six people", path, before[i], after)
		}
	}
}

// unpacked reads the squares of a QR code as the page's script does.
func unpacked(t *testing.T, packed, side string) [][]bool {
	t.Helper()
	body, err := base64.StdEncoding.DecodeString(packed)
	n, notNumber := strconv.Atoi(side)
	if err != nil || notNumber != nil || len(body) != (n*n+7)/8 {
		t.Fatalf("%d bytes for a side of %q", len(body), side)
	}
	square := make([][]bool, n)
	for y := range square {
		for x := range n {
			at := y*n + x
			square[y] = append(square[y], body[at/8]&(128>>(at%8)) != 0)
		}
	}
	return square
}

func (s site) enrolment(person string) string {
	var e courses.Enrolment
	s.Read(func(tx *db.Tx) error { return tx.DB.Where("person_id = ?", person).Take(&e).Error })
	return e.ID
}
