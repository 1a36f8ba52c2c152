package app

import (
	"context"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
)

// An invitation and a forgotten passphrase go out through the queue and a real line to a
// mail server, and what arrives opens the page.
func TestLinksArriveByMail(t *testing.T) {
	server := mailtest.New(t)
	a, err := New(t.Context(), Config{Addr: "localhost:0", Data: t.TempDir(), Mail: mail.Config{Server: server.Address, From: "relevo@example.pe", TLS: mail.NoTLS}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- a.Run(ctx, func(string) {}) }()
	t.Cleanup(func() {
		stop()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	})
	_, err = a.access.OpenInvited(t.Context(), access.System(), access.NewAccount{Username: "15775632", Email: "rosa@example.pe", Name: "Rosa Ñahui"}, access.Official, "")
	if err != nil {
		t.Fatal(err)
	}
	letter := server.Await(1)[0]
	if letter.To != "rosa@example.pe" || letter.Subject != "Su cuenta en relevo" || letter.Header.Get("List-Unsubscribe") != "" {
		t.Errorf("the letter: %+v", letter)
	}
	if err := a.access.UseLink(t.Context(), linkIn(t, a, letter), "la ceiba florece de noche"); err != nil {
		t.Fatal(err)
	}
	if err := a.access.Forgot(t.Context(), "15775632", "203.0.113.7"); err != nil {
		t.Fatal(err)
	}
	letter = server.Await(2)[1]
	if linked, err := a.access.LinkedAccount(t.Context(), linkIn(t, a, letter)); err != nil || linked.Kind != access.Reset {
		t.Errorf("%+v, %v", linked, err)
	}
}

// linkIn is the token of the link in a letter.
func linkIn(t *testing.T, a *App, letter mailtest.Letter) string {
	t.Helper()
	_, after, ok := strings.Cut(letter.Plain, a.BaseURL()+"/passphrase/")
	if !ok || !strings.Contains(letter.HTML, a.BaseURL()+"/passphrase/") {
		t.Fatalf("no link in the letter:\n%s", letter.Plain)
	}
	token, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(token)
}
