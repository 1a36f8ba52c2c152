package mail_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/app/people"
)

// post is a relevo that sends through a server.
type post struct {
	t     *testing.T
	db    *db.DB
	queue *jobs.Jobs
	mail  *mail.Service
	log   *bytes.Buffer
}

func newPost(t *testing.T, d *db.DB, config mail.Config) *post {
	t.Helper()
	p := &post{t: t, db: d, log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(p.log, nil))
	var err error
	if p.queue, err = jobs.New(d, log); err != nil {
		t.Fatal(err)
	}
	if p.mail, err = mail.NewService(d, p.queue, log, "https://relevo.example.pe", []byte("secreto"), config); err != nil {
		t.Fatal(err)
	}
	return p
}

// through is how these tests reach a server that speaks in the clear.
func through(server *mailtest.Server) mail.Config {
	return mail.Config{Server: server.Address, From: "relevo@example.pe", TLS: mail.NoTLS}
}

// works has the queue work until the end of the test.
func (p *post) works() {
	p.t.Helper()
	if err := p.queue.Start(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		if err := p.queue.Stop(p.t.Context()); err != nil {
			p.t.Log(err)
		}
	})
}

func (p *post) send(m mail.Message) bool {
	p.t.Helper()
	var queued bool
	err := p.db.Write(p.t.Context(), func(tx *db.Tx) (err error) {
		queued, err = p.mail.SendTx(tx, m)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return queued
}

// letters gives all letters as they are kept.
func (p *post) letters() []mail.Letter {
	p.t.Helper()
	var list []mail.Letter
	if err := p.db.Read(p.t.Context(), func(tx *db.Tx) error { return tx.DB.Order("id").Find(&list).Error }); err != nil {
		p.t.Fatal(err)
	}
	return list
}

// until waits for the only letter to come into a state.
func (p *post) until(state mail.State) mail.Letter {
	p.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if list := p.letters(); len(list) == 1 && list[0].State == state {
			return list[0]
		}
	}
	p.t.Fatalf("no letter is %s: %+v", state, p.letters())
	return mail.Letter{}
}

func ending() mail.Message {
	return mail.Message{
		To: "rosa.nahui@example.pe", Language: i18n.Spanish, Key: "certificate-ends:1",
		Subject: "Su certificado «Acompañar sin interrogar» vence el 4 de noviembre",
		Text:    []string{"Señora Ñahui <b>Quispe</b>: ¿ya pensó en renovarlo?", ".Punto al inicio; el año que viene también."},
		Link:    &mail.Link{Label: "Ver mis certificados", Address: "https://relevo.example.pe/certificates?a=1&b=2"},
		Off:     "https://relevo.example.pe/mail/off/x.y",
	}
}

func TestALetterArrivesOnceAsItWasWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := mailtest.New(t)
		p := newPost(t, d, through(server))
		if !p.send(ending()) || p.send(ending()) {
			t.Fatal("the first is sent and the second, of the same key, is not")
		}
		if err := p.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if p.send(ending()) {
			t.Error("the same key is taken again once it was sent")
		}
		if err := p.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		list := server.Letters()
		if len(list) != 1 {
			t.Fatalf("%d letters arrived", len(list))
		}
		l := list[0]
		if l.From != "relevo@example.pe" || l.To != "rosa.nahui@example.pe" || l.Subject != ending().Subject {
			t.Errorf("it arrived as %+v", l)
		}
		for header, want := range map[string]string{
			"From": `"relevo" <relevo@example.pe>`, "To": "<rosa.nahui@example.pe>", "Content-Language": "es", "Auto-Submitted": "auto-generated",
			"List-Unsubscribe": "<https://relevo.example.pe/mail/off/x.y>", "Mime-Version": "1.0",
		} {
			if got := l.Header.Get(header); got != want {
				t.Errorf("%s is %q, want %q", header, got, want)
			}
		}
		if id := l.Header.Get("Message-Id"); !strings.HasSuffix(id, "@relevo.example.pe>") || l.Header.Get("Date") == "" {
			t.Errorf("Message-Id %q, Date %q", id, l.Header.Get("Date"))
		}
		for _, want := range []string{ending().Text[0], ending().Text[1], "Ver mis certificados:\n" + ending().Link.Address, "No recibir más avisos"} {
			if !strings.Contains(l.Plain, want) {
				t.Errorf("the text does not say %q:\n%s", want, l.Plain)
			}
		}
		for _, want := range []string{`<html lang="es">`, "Señora Ñahui &lt;b&gt;Quispe&lt;/b&gt;", `href="https://relevo.example.pe/certificates?a=1&amp;b=2"`} {
			if !strings.Contains(l.HTML, want) {
				t.Errorf("the page does not say %q:\n%s", want, l.HTML)
			}
		}
		if kept := p.until(mail.Sent); kept.Address != "" || kept.Content != "" || kept.Key != ending().Key {
			t.Errorf("what is kept after sending: %+v", kept)
		}
	})
}

func TestALetterIsTriedAgainAfterATemporaryRefusal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := mailtest.New(t)
		server.Refuse("450 4.2.1 rosa.nahui@example.pe tiene el buzón lleno")
		p := newPost(t, d, through(server))
		p.works()
		p.send(ending())
		server.Await(1)
		p.until(mail.Sent)
		if server.Tried() != 2 || len(server.Letters()) != 1 {
			t.Errorf("%d tries, %d letters", server.Tried(), len(server.Letters()))
		}
		p.tellsNobody()
	})
}

// tellsNobody holds that the log has neither the address nor the words.
func (p *post) tellsNobody() {
	p.t.Helper()
	for _, secret := range []string{"rosa", "nahui", "Ñahui", "Acompa", "Se\u00f1ora"} {
		if strings.Contains(p.log.String(), secret) {
			p.t.Errorf("the log tells %q:\n%s", secret, p.log)
		}
	}
}

func TestALetterThatIsRefusedForGoodIsGivenUp(t *testing.T) {
	d := dbtest.SQLite(t)
	server := mailtest.New(t)
	server.Refuse("550 5.1.1 <rosa.nahui@example.pe> no existe")
	p := newPost(t, d, through(server))
	p.send(ending())
	if err := p.queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l := p.until(mail.Failed); !strings.Contains(l.Reason, "550 5.1.1") || strings.Contains(l.Reason, "rosa") || l.Address != "" {
		t.Errorf("it is kept as %+v", l)
	}
	if !strings.Contains(p.log.String(), "550 5.1.1") {
		t.Errorf("the log does not say why:\n%s", p.log)
	}
	p.tellsNobody()
}

// The server took it and the line was cut before it said so: sending it again
// could make two of it.
func TestALetterOfUnknownFateIsNotSentAgain(t *testing.T) {
	d := dbtest.SQLite(t)
	server := mailtest.New(t)
	server.HangUp()
	p := newPost(t, d, through(server))
	p.send(ending())
	if err := p.queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.until(mail.Sending)
	if p.send(ending()) || len(server.Letters()) != 1 {
		t.Errorf("%d letters arrived", len(server.Letters()))
	}
	p.tellsNobody()
}

func TestWithoutAServerNothingIsQueued(t *testing.T) {
	d := dbtest.SQLite(t)
	p := newPost(t, d, mail.Config{})
	if p.mail.Configured() || p.send(ending()) || len(p.letters()) != 0 {
		t.Error("a letter waits for a server that is not there")
	}
	var none *mail.Service
	if none.Configured() {
		t.Error("no service sends mail")
	}
}

func TestALetterTravelsEncrypted(t *testing.T) {
	d := dbtest.SQLite(t)
	open, closed := mailtest.New(t), mailtest.NewTLS(t)
	p := newPost(t, d, mail.Config{Server: open.Address, From: "relevo@example.pe"})
	p.send(ending())
	if err := p.queue.Drain(t.Context()); err == nil || len(open.Letters()) != 0 {
		t.Errorf("a letter went out in the clear: %v", err)
	}
	p = newPost(t, dbtest.SQLite(t), mail.Config{Server: closed.Address, From: "relevo@example.pe", Trust: closed.Trust})
	p.send(ending())
	if err := p.queue.Drain(t.Context()); err != nil || len(closed.Letters()) != 1 {
		t.Errorf("%d letters arrived encrypted: %v", len(closed.Letters()), err)
	}
}

func TestWhatCannotBeMeantIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for name, config := range map[string]mail.Config{
		"no server": {From: "a@b.pe"}, "no port": {Server: "mail.example.pe", From: "a@b.pe"}, "no address": {Server: "mail:25", From: "relevo"},
		"no such way": {Server: "mail:25", From: "a@b.pe", TLS: "ssl"},
	} {
		if _, err := mail.NewService(d, queue, slog.New(slog.DiscardHandler), "", nil, config); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	p := newPost(t, dbtest.SQLite(t), mail.Config{Server: "127.0.0.1:1", From: "a@b.pe", TLS: mail.NoTLS})
	for _, to := range []string{"", "rosa", "Rosa <rosa@example.pe>", "rosa@example.pe\r\nBcc: otra@example.pe", "a@b.pe, c@d.pe"} {
		m := ending()
		m.To = to
		err := p.db.Write(t.Context(), func(tx *db.Tx) error { _, err := p.mail.SendTx(tx, m); return err })
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a letter to %q: %v", to, err)
		}
	}
}

func TestModels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { dbtest.CheckModels(t, d, &mail.Letter{}, &mail.Choice{}) })
}

func TestSomebodyTurnsNoticesOffAndOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d, mail.Config{Server: "127.0.0.1:1", From: "a@b.pe", TLS: mail.NoTLS})
		var rosa people.Person
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			rosa = people.Person{ID: tx.NewID(), DocumentType: "none", FirstSurname: "Ñahui", GivenNames: "Rosa", Email: "rosa@example.pe", CreatedAt: tx.Now}
			return tx.DB.Create(&rosa).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		actor := access.Actor{AccountID: "rosa", PersonID: rosa.ID, Roles: []access.Held{{Role: access.Official}}}
		want := func(wanted bool) {
			t.Helper()
			own, err := p.mail.Own(t.Context(), actor)
			if err != nil || own != (mail.Own{Configured: true, Address: "rosa@example.pe", Wanted: wanted}) {
				t.Errorf("%+v, %v, want %v", own, err, wanted)
			}
		}
		want(true)
		token := strings.TrimPrefix(p.mail.OffAddress(rosa.ID), "https://relevo.example.pe/mail/off/")
		_, proof, _ := strings.Cut(token, ".")
		for _, forged := range []string{"", rosa.ID, rosa.ID + ".", token + "x", "otra." + proof} {
			if err := p.mail.TurnOff(t.Context(), forged); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", forged, err)
			}
		}
		for range 2 {
			if err := p.mail.TurnOff(t.Context(), token); err != nil {
				t.Fatal(err)
			}
		}
		want(false)
		dbtest.ClockOf(t, d).Advance(time.Minute)
		if err := p.mail.Choose(t.Context(), actor, true); err != nil {
			t.Fatal(err)
		}
		want(true)
		if err := p.mail.Choose(t.Context(), access.Actor{}, true); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody chooses: %v", err)
		}
	})
}
