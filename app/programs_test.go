package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
)

// The addresses that programs may read, and what each asks for is among what a token can carry.
func TestProgramsReadTheirAddressesWithAToken(t *testing.T) {
	a, err := New(t.Context(), Config{Addr: "localhost:0", Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Abandon(nil); err != nil {
			t.Error(err)
		}
	})
	var names []string
	asked := map[access.Permission]bool{access.Learn: true, access.RunOfferings: true, access.ScoreResponses: true} // by the addresses named below
	for _, r := range a.routes() {
		if !r.Program {
			continue
		}
		if r.API == nil {
			names = append(names, r.Name)
		} else { // the operations of the API are in its document
			for _, p := range r.API.Needs {
				asked[p] = true
			}
		}
		role := access.Actor{AccountID: "x"}
		for _, one := range access.AllRoles {
			role.Roles = append(role.Roles, access.Held{Role: one})
		}
		if !r.Allow.Permits(role) {
			t.Errorf("%s is for none of those who have tokens", r.Name)
		}
	}
	for p := range asked {
		if !slices.Contains(access.TokenScopes, p) {
			t.Errorf("no token can carry %s, which an address asks for", p)
		}
	}
	for _, p := range access.TokenScopes {
		if !asked[p] {
			t.Errorf("a token may carry %s, and no address asks for it", p)
		}
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "certificate.badge.json courses.survey_csv figures.learning.file figures.stay.file results.comparison.file results.file scoring.agreement.input tenure.csv transcript.json" {
		t.Errorf("programs read at %s", got)
	}

	const words = "la ceiba florece de noche"
	hashed, err := access.NewPassphrase(words)
	if err != nil {
		t.Fatal(err)
	}
	err = a.db.Write(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Exec(`INSERT INTO person (id, document_type, first_surname, second_surname, given_names, search_name, sex, email, phone, language, languages, created_at)
			VALUES ('p', 'none', 'Quispe', '', 'Ana', 'quispe ana', '', '', '', 'es', '', ?)`, tx.Now).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.access.OpenAccountWithRole(t.Context(), access.System(), access.NewAccount{Username: "ana", Name: "Ana", PersonID: "p", Passphrase: hashed}, access.Official, "")
	if err != nil {
		t.Fatal(err)
	}
	login, err := a.access.LogIn(t.Context(), access.Credentials{Username: "ana", Passphrase: words})
	if err != nil {
		t.Fatal(err)
	}
	ana, err := a.access.Authenticate(t.Context(), login)
	if err != nil {
		t.Fatal(err)
	}
	token, err := a.access.CreateToken(t.Context(), ana, access.NewToken{Name: "x", Scopes: []access.Permission{access.Learn}, Days: 30, Present: words})
	if err != nil {
		t.Fatal(err)
	}
	if status, body := a.ask(t, "/transcript/json", token); status != http.StatusOK || !strings.Contains(body, "Quispe") {
		t.Errorf("the transcript: %d %s", status, body)
	}
	if status, _ := a.ask(t, "/scoring/agreement/input", token); status != http.StatusForbidden {
		t.Errorf("what it was not given: %d", status)
	}
	if status, _ := a.ask(t, "/transcript/json", "relevo_x"); status != http.StatusUnauthorized {
		t.Errorf("another token: %d", status)
	}
}

// ask asks as a program does.
func (a *App) ask(t *testing.T, path, token string) (status int, body string) {
	t.Helper()
	request := httptest.NewRequestWithContext(context.Background(), http.MethodGet, a.BaseURL()+path, nil)
	request.Header.Set("Authorization", "Bearer "+token)
	answer, body := a.send(t, request)
	return answer.StatusCode, body
}
