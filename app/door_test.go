package app_test

import (
	"testing"

	"relevo/app"
	"relevo/app/demo"
)

// Only on the machine it runs on does the demonstration let people in without a second step.
func TestTheDemonstrationIsExemptOnLoopbackOnly(t *testing.T) {
	for _, where := range []struct {
		addr, base string
		exempt     bool
	}{
		{"localhost:0", "", true},
		{"127.0.0.1:0", "http://127.0.0.1:8080", true},
		{"0.0.0.0:0", "", false},
		{"0.0.0.0:0", "http://localhost:8080", false},
		{"127.0.0.1:0", "https://relevo.example.pe", false}, // behind a proxy that others reach
	} {
		a, err := app.New(t.Context(), app.Config{Addr: where.addr, BaseURL: where.base, Data: t.TempDir(), Guests: demo.Guests()})
		if err != nil {
			t.Fatal(err)
		}
		if got := a.GuestsExempt(); got != where.exempt {
			t.Errorf("at %s, known as %q: exempt %v", where.addr, where.base, got)
		}
		if err := a.Abandon(nil); err != nil {
			t.Error(err)
		}
	}
}
