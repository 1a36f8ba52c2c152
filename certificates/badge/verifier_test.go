package badge

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// verifier gives the folder of the independent verifier with its libraries,
// installed once for each lockfile outside the tree.
func verifier(t *testing.T) string {
	t.Helper()
	lock, err := os.ReadFile("verifier/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(cache, "relevo-badge-verifier", fmt.Sprintf("%x", sha256.Sum256(lock))[:16])
	if _, err := os.Stat(folder); err == nil {
		return folder
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		t.Fatal(err)
	}
	// Made beside and renamed, so that one which was interrupted is not taken for whole.
	making, err := os.MkdirTemp(filepath.Dir(folder), "making-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(making)
	copyFile(t, "verifier/package.json", making)
	copyFile(t, "verifier/package-lock.json", making)
	install := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = making
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("the independent verifier cannot be installed (it needs npm, which .ci/prepare installs, and its registry): %v\n%s", err, out)
	}
	if err := os.Rename(making, folder); err != nil {
		if _, other := os.Stat(folder); other != nil { // else another test run was quicker
			t.Fatal(err)
		}
	}
	return folder
}

func copyFile(t *testing.T, from, into string) {
	t.Helper()
	body, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(filepath.Join(into, filepath.Base(from)), body, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

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
	folder := verifier(t)
	copyFile(t, "verifier/verify.mjs", folder)
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
