package badge

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"relevo/app/web/npmtest"
)

// badge is a badge to verify, in one of its two forms.
type badge struct {
	JSON string `json:"json,omitempty"`
	JWT  string `json:"jwt,omitempty"`
}

// outcome is what the independent verifier says of a badge.
type outcome struct {
	Verified, Revoked bool
	Error             string
}

// ask has the independent verifier check badges, given what relevo serves.
func ask(t *testing.T, now time.Time, documents map[string]any, badges ...badge) []outcome {
	t.Helper()
	folder := npmtest.Install(t, "verifier")
	npmtest.Copy(t, "verifier/verify.mjs", folder)
	input, err := Marshal(map[string]any{"now": now, "documents": documents, "badges": badges})
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "verify.mjs")
	node.Dir, node.Stdin = folder, bytes.NewReader(input)
	out, err := node.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("the independent verifier failed: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("the independent verifier cannot run (it needs node, which .ci/prepare installs): %v", err)
	}
	var outcomes []outcome
	if err := json.Unmarshal(out, &outcomes); err != nil || len(outcomes) != len(badges) {
		t.Fatalf("the independent verifier says %s (%v)", out, err)
	}
	return outcomes
}

// serving is what the issuer serves: its document, its keys, and the
// status of the paper's certificate.
func serving(t *testing.T, revoked bool) map[string]any {
	t.Helper()
	i, p := issuer(), paper()
	list, err := i.Status(key(1), p.ID, revoked, p.IssuedAt)
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Verify(list); err != nil {
		t.Fatal("our own check of the status list: ", err)
	}
	documents := map[string]any{i.ID(): i.Document(), i.ID() + "/status/" + p.ID: json.RawMessage(list)}
	for _, key := range i.Keys {
		documents[i.keyAddress(key.ID)] = i.JWK(key)
	}
	return documents
}

var day = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func TestIndependentVerifierAcceptsBothProofs(t *testing.T) {
	baked, err := Bake(picture(t), signed(t))
	if err != nil {
		t.Fatal(err)
	}
	inside, err := Extract(baked)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range ask(t, day, serving(t, false), badge{JSON: string(signed(t))}, badge{JWT: signedJWT(t)}, badge{JSON: string(inside)}) {
		if !o.Verified || o.Revoked {
			t.Errorf("badge %d: %+v", i, o)
		}
	}
}

func TestIndependentVerifierRefusesWhatWasChanged(t *testing.T) {
	token := strings.Split(signedJWT(t), ".")
	payload := strings.Replace(jwtText(t, token[1]), "María José", "Mario José", 1)
	forged, err := issuer().Sign(key(9), issuer().Credential(paper()))
	if err != nil {
		t.Fatal(err)
	}
	badges := []badge{
		{JSON: strings.Replace(string(signed(t)), "María José", "Mario José", 1)},
		{JSON: strings.Replace(string(signed(t)), `"targetCode":"empatia"`, `"targetCode":"todo"`, 1)},
		{JWT: token[0] + "." + encoded([]byte(payload)) + "." + token[2]},
		{JSON: string(forged)},
	}
	for i, o := range ask(t, day, serving(t, false), badges...) {
		if o.Verified || o.Error == "" {
			t.Errorf("badge %d was taken for good: %+v", i, o)
		}
	}
}

func jwtText(t *testing.T, part string) string {
	t.Helper()
	body, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestIndependentVerifierSeesTheRevocation(t *testing.T) {
	for i, o := range ask(t, day, serving(t, true), badge{JSON: string(signed(t))}, badge{JWT: signedJWT(t)}) {
		if !o.Verified || !o.Revoked {
			t.Errorf("badge %d of a revoked certificate: %+v", i, o)
		}
	}
}

func TestIndependentVerifierSeesTheEnd(t *testing.T) {
	for i, o := range ask(t, day.AddDate(1, 0, 0), serving(t, false), badge{JSON: string(signed(t))}, badge{JWT: signedJWT(t)}) {
		if o.Verified {
			t.Errorf("badge %d is still good after its last day", i)
		}
	}
}
