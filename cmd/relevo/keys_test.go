package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeysAreMadeAndListed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	env := []string{"RELEVO_KEYS=" + dir, "RELEVO_KEYS_PASSPHRASE=ocho ríos"}
	for _, args := range [][]string{
		{"keys", "generate"},
		{"keys", "generate", "--institution", "CASA", "--name", "CAR Casa del Río"},
		{"keys", "generate", "--pdf", "--name", "Programa relevo", "--csr"},
	} {
		code, out, stderr := once(t, "", env, args...)
		if code != 0 || out != "" || !strings.Contains(stderr, "Keep a copy of the folder "+dir) || strings.Contains(stderr, "Nothing encrypts it") {
			t.Errorf("%q: exit %d\n%s%s", args, code, out, stderr)
		}
	}
	code, out, stderr := once(t, "", env, "keys", "list")
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d\n%s", code, stderr)
	}
	for _, want := range []string{"FINGERPRINT", "Ed25519", "CASA", "RSA 3072", "signs", "(programme)", "waits for its certificate"} {
		if !strings.Contains(out, want) {
			t.Errorf("the list does not say %q:\n%s", want, out)
		}
	}
	if code, out, stderr := once(t, "", env[:1], "keys", "list"); code != 1 || out != "" || !strings.Contains(stderr, "RELEVO_KEYS_PASSPHRASE") {
		t.Errorf("without the passphrase: exit %d\n%s%s", code, out, stderr)
	}
	if code, _, stderr := once(t, "", env[:1], "serve", "--addr", "localhost:0", "--data", t.TempDir()); code != 1 || !strings.Contains(stderr, "RELEVO_KEYS_PASSPHRASE") {
		t.Errorf("serving without the passphrase: exit %d\n%s", code, stderr)
	}
}

func TestKeysWithoutAPassphraseSaySo(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if code, _, stderr := once(t, "", nil, "keys", "generate", "--data", data); code != 0 || !strings.Contains(stderr, "Nothing encrypts it") {
		t.Errorf("exit %d\n%s", code, stderr)
	}
	if entries, err := os.ReadDir(filepath.Join(data, "keys")); err != nil || len(entries) != 2 {
		t.Errorf("the keys are not in the data folder: %v %v", entries, err)
	}
	for _, args := range [][]string{
		{"keys", "generate", "--csr"}, {"keys", "generate", "--institution", "CASA"}, {"keys", "generate", "--institution", "../x", "--name", "x"},
	} {
		if code, _, stderr := once(t, "", nil, append(args, "--data", data)...); code != 1 || strings.Count(stderr, "relevo: ") != 1 {
			t.Errorf("%q: exit %d\n%s", args, code, stderr)
		}
	}
}
