package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"relevo/app/access"
)

// crowd takes all places and gives how to leave them.
func crowd(s site) (leave func()) {
	s.Helper()
	var leaves []func()
	for range cap(s.server.places.taken) {
		leave, err := s.server.places.take(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	return func() {
		for _, leave := range leaves {
			leave()
		}
	}
}

func TestWhoFindsNoPlaceIsToldSoAndSendsTheSameAgain(t *testing.T) {
	var came []string
	begin := route("POST", "/begin", LoggedIn, func(c *Ctx) error {
		came = append(came, c.FormValue("consent"))
		return c.See("/form")
	})
	door := route("POST", "/door", Anyone, done)
	door.Queues = true
	s := newSite(t, formPage, begin, door)
	token := document(t, s.get("/form", "Cookie", as(access.Official)).body).Find("meta[name=form-token]").AttrOr("content", "")
	send := func(form url.Values, headers ...string) answer {
		return s.send(request(http.MethodPost, "/begin", form, append(headers, "Cookie", as(access.Official))...))
	}
	leave := crowd(s)
	asked := s.get("/form", "Accept", "text/html", "Cookie", as(access.Official))
	if asked.StatusCode != http.StatusServiceUnavailable || asked.Header.Get("Refresh") == "" || asked.Header.Get("Retry-After") == "" {
		t.Errorf("a page that finds no place: %d, Refresh %q, Retry-After %q", asked.StatusCode, asked.Header.Get("Refresh"), asked.Header.Get("Retry-After"))
	}
	sent := url.Values{"consent": {"true"}, "_token": {token}}
	refused := send(sent, "Accept", "text/html")
	forged := send(url.Values{"consent": {"true"}, "_token": {"made up"}}, "Accept", "text/html")
	secret := send(url.Values{"passphrase": {"three words more"}, "_token": {token}}, "Accept", "text/html")
	program := send(sent, "Accept", "application/json")
	if other := s.send(request(http.MethodPost, "/door", url.Values{"_token": {token}}, "Cookie", as(access.Official))); other.body != "done" {
		t.Errorf("who queues elsewhere needs no place: %d %s", other.StatusCode, other.body)
	}
	leave()

	if len(came) > 0 {
		t.Fatalf("something was done of what found no place: %q", came)
	}
	again := document(t, refused.body).Find("[data-after] form")
	if refused.StatusCode != http.StatusServiceUnavailable || again.Length() != 1 || again.AttrOr("action", "") != "/begin" {
		t.Fatalf("%d: a form that found no place is not there to be sent again: %s", refused.StatusCode, refused.body)
	}
	fields := url.Values{}
	for _, in := range again.Find("input").Nodes {
		at := map[string]string{}
		for _, a := range in.Attr {
			at[a.Key] = a.Val
		}
		fields.Set(at["name"], at["value"])
	}
	if done := send(fields); done.StatusCode != http.StatusSeeOther || len(came) != 1 || came[0] != "true" {
		t.Errorf("sent again: %d, came %q", done.StatusCode, came)
	}
	for name, a := range map[string]answer{"a forged one": forged, "one with a passphrase": secret, "a program's": program} {
		if a.StatusCode != http.StatusServiceUnavailable || document(t, a.body).Find("[data-after] form").Length() != 0 {
			t.Errorf("%s: %d, to be sent again by itself", name, a.StatusCode)
		}
	}
}

func TestAPlaceThatIsLeftIsTheNextOnes(t *testing.T) {
	s := newSite(t, formPage)
	leave := crowd(s)
	came := make(chan int)
	go func() { came <- s.get("/form").StatusCode }()
	leave()
	if status := <-came; status != http.StatusOK {
		t.Errorf("who waited while a place was left: %d", status)
	}
	if taken := len(s.server.places.taken); taken != 0 {
		t.Errorf("%d places are still taken", taken)
	}
}

func TestThoseWhoAreRefusedComeBackOneAfterTheOther(t *testing.T) {
	p := newPlaces()
	p.took = time.Duration(cap(p.taken)) * 5 * time.Millisecond // two hundred are answered in a second
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	first := p.refuse(now)
	var last time.Duration
	for range 1000 {
		last = p.refuse(now)
	}
	if first < soonestBack || last-first < 9*time.Second || last-first > 11*time.Second {
		t.Errorf("a thousand who are refused at once come back from %s to %s, want within 10 s, half as fast as others are answered", first, last)
	}
	for range 100_000 { // more than can be answered until the latest: they are spread over all of the time there is
		before := last
		if last = p.refuse(now); last < soonestBack || last > latestBack || (last < before && last != soonestBack) {
			t.Fatalf("after %s the next is told to stay away for %s", before, last)
		}
	}
	if later := p.refuse(now.Add(time.Hour)); later > soonestBack+time.Second {
		t.Errorf("an hour later told to stay away for %s", later)
	}
}
