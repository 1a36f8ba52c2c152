package app

import "testing"

func TestWherePackagesPlay(t *testing.T) {
	for base, want := range map[string]string{
		"http://localhost:8080":     "http://127.0.0.1:8080",
		"http://127.0.0.1:8080/":    "http://localhost:8080",
		"https://relevo.example.pe": "", // somebody must give a second name
		"http://192.168.1.20:8080":  "",
	} {
		if got := (&App{config: Config{BaseURL: base}}).PackagesURL(); got != want {
			t.Errorf("beside %s: %q, want %q", base, got, want)
		}
	}
	given := &App{config: Config{BaseURL: "https://relevo.example.pe", PackagesURL: "https://paquetes.example.pe/"}}
	if got := given.PackagesURL(); got != "https://paquetes.example.pe" {
		t.Errorf("given: %q", got)
	}
}
