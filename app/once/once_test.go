package once_test

import (
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/once"
	"relevo/app/web"
	"relevo/app/web/webtest"
)

// counter counts how often something is really done; wait keeps a request under way.
type counter struct {
	done int64
	wait chan struct{}
}

func (n *counter) routes() []web.Route {
	page := func(c *web.Ctx) error {
		return c.SendString(`<meta name="form-token" content="` + c.Page("web.title").Token + `">`)
	}
	return []web.Route{
		{Method: "GET", Path: "/things", Name: "things", Allow: web.LoggedIn, Handle: page},
		{Method: "POST", Path: "/things", Name: "things.make", Allow: web.LoggedIn, Handle: func(c *web.Ctx) error {
			if n.wait != nil {
				<-n.wait
			}
			switch atomic.AddInt64(&n.done, 1); c.FormValue("what") {
			case "wrong":
				return fault.OnField("what", "fault.required")
			case "broken":
				panic("broken")
			}
			return c.Status(http.StatusCreated).JSON(map[string]int64{"thing": atomic.LoadInt64(&n.done)})
		}},
		{Method: "POST", Path: "/secrets", Name: "secrets", Allow: web.LoggedIn, Secret: true, Handle: func(c *web.Ctx) error { return c.SendString("quince letras") }},
	}
}

func thing(page *webtest.Page, what string) url.Values {
	return url.Values{"what": {what}, "_token": {page.FormToken()}}
}

func TestARequestSentTwiceIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := counter{}
		site := webtest.New(t, d, n.routes())
		ana, bea := site.As(webtest.Who{Role: access.Trainer}), site.As(webtest.Who{Role: access.Trainer})
		send := func(who *webtest.Visitor, key, what string) *webtest.Page {
			return who.PostOnce(key, "/things", thing(who.Get("/things"), what))
		}

		first := send(ana, "k-1", "one").WantStatus(http.StatusCreated)
		for range 10 {
			if again := send(ana, "k-1", "one").WantStatus(http.StatusCreated); string(again.Body) != string(first.Body) {
				t.Errorf("%s, and then %s", first.Body, again.Body)
			}
		}
		send(ana, "k-1", "two").WantStatus(http.StatusUnprocessableEntity)
		if n.done != 1 {
			t.Errorf("done %d times", n.done)
		}
		send(bea, "k-1", "one").WantStatus(http.StatusCreated) // hers is another
		// What was refused is refused again; what broke may be tried again.
		for range 2 {
			send(ana, "k-2", "wrong").WantStatus(http.StatusUnprocessableEntity)
		}
		for range 2 {
			send(ana, "k-3", "broken").WantStatus(http.StatusInternalServerError)
		}
		if n.done != 5 {
			t.Errorf("done %d times", n.done)
		}
		// What is shown once is kept nowhere, and not shown again.
		secret := func() *webtest.Page { return ana.PostOnce("k-4", "/secrets", thing(ana.Get("/things"), "secret")) }
		if shown := secret().WantStatus(http.StatusOK); string(shown.Body) != "quince letras" {
			t.Errorf("%s", shown.Body)
		}
		secret().WantStatus(http.StatusConflict)
		var kept int64
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Model(&once.Request{}).Where("key = ? AND length(body) > 0", "k-4").Count(&kept).Error
		}); err != nil || kept != 0 {
			t.Errorf("the secret is kept, %v", err)
		}
		// After a day a key is a new one; one whose request was killed, after a minute.
		keys, actor, clock := once.NewKeys(d), access.Actor{AccountID: ana.Account.ID}, dbtest.ClockOf(t, d)
		begin := func() error {
			answered, err := keys.Begin(t.Context(), actor, "k-1", "another digest")
			if answered != nil {
				t.Errorf("answered %d", answered.Status)
			}
			return err
		}
		if err := begin(); !fault.Is(err, fault.Invalid) {
			t.Errorf("another request under the same key: %v", err)
		}
		clock.Advance(25 * time.Hour)
		if err := begin(); err != nil {
			t.Error(err)
		}
		if err := begin(); !fault.Is(err, fault.Conflict) {
			t.Errorf("while it is under way: %v", err)
		}
		clock.Advance(2 * time.Minute)
		if err := begin(); err != nil {
			t.Error(err)
		}
		// Somebody who never comes back is forgotten too.
		clock.Advance(25 * time.Hour)
		if err := keys.HearForget(t.Context(), struct{}{}); err != nil {
			t.Error(err)
		}
		if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Model(&once.Request{}).Count(&kept).Error }); err != nil || kept != 0 {
			t.Errorf("%d answers are kept, %v", kept, err)
		}
	})
}

func TestARequestSentWhileItIsUnderWayIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := counter{wait: make(chan struct{})}
		site := webtest.New(t, d, n.routes())
		ana := site.As(webtest.Who{Role: access.Trainer})
		form := thing(ana.Get("/things"), "one")
		const many = 8
		statuses := make(chan int, many)
		var sent sync.WaitGroup
		for range many {
			sent.Go(func() { statuses <- ana.PostOnce("k", "/things", form).Status })
		}
		// All but one are told at once that the first is under way; then it may end.
		for range many - 1 {
			if status := <-statuses; status != http.StatusConflict {
				t.Errorf("status %d", status)
			}
		}
		close(n.wait)
		sent.Wait()
		if status := <-statuses; status != http.StatusCreated || n.done != 1 {
			t.Errorf("status %d, done %d times", status, n.done)
		}
	})
}
