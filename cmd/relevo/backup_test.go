package main

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"relevo/app/access"
	accessweb "relevo/app/access/web"
	"relevo/app/backup"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/demo"
)

// The drill: a relevo that serves and writes is backed up; on an empty machine with the
// other database the backup becomes a relevo, and from there a third one on the first kind
// of database. All have the same rows, the same keys and the same logins.
func TestTheDrill(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	passphrase := "RELEVO_BACKUP_PASSPHRASE=cada puerta con su llave"
	home := filepath.Join(folder, "home")
	first := start(t, nil, "demo", "--addr", "localhost:0", "--data", home)
	guest := demo.Guests()[0]
	who := newVisitor(t)
	if !who.logIn(first.address, guest.Username, guest.Passphrase) {
		t.Fatal("cannot log in")
	}
	keepAll(t, first.address)
	stop := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() { // every login is written
		for {
			select {
			case <-stop:
				return
			default:
				if !newVisitor(t).logIn(first.address, guest.Username, guest.Passphrase) {
					t.Error("refused during the backup")
					return
				}
			}
		}
	})
	file := filepath.Join(folder, "first.relevo")
	code, out, said := once(t, "", []string{passphrase}, "backup", "create", "--encrypt", "--data", home, file)
	close(stop)
	writing.Wait()
	if code != 0 || !strings.Contains(out, "whole, encrypted") {
		t.Fatalf("exit %d: %s%s", code, out, said)
	}
	if code, _, said := once(t, "", []string{passphrase}, "backup", "create", "--data", home, file); code != 1 || !strings.Contains(said, "there already") {
		t.Errorf("a backup over another gives %d: %s", code, said)
	}
	if code, out, said := once(t, "", []string{passphrase}, "backup", "verify", file); code != 0 || !strings.Contains(out, "whole") {
		t.Errorf("verify gives %d: %s%s", code, out, said)
	}
	if code, _, said := once(t, "", nil, "backup", "verify", file); code != 1 || !strings.Contains(said, "RELEVO_BACKUP_PASSPHRASE") {
		t.Errorf("without the passphrase, verify gives %d: %s", code, said)
	}
	first.stop()

	second := []string{"--data", filepath.Join(folder, "second"), "--database-url", dbtest.Address(t, db.Postgres)}
	onward := drill(t, who, file, passphrase, second)
	third := []string{"--data", filepath.Join(folder, "third")}
	last := drill(t, who, onward, passphrase, third)

	made, again, lastly := summary(t, file), summary(t, onward), summary(t, last)
	for name, digest := range made.Digests {
		if name == "login" { // written to by whoever looks
			continue
		}
		if again.Digests[name] != digest || lastly.Digests[name] != digest {
			t.Errorf("table %s is not the same after the drill", name)
		}
	}
	if made.Rows < 40_000 || len(made.Files) < 5 {
		t.Errorf("the backup holds %d rows and %d files", made.Rows, len(made.Files))
	}
	for _, name := range made.Files {
		was, err := os.ReadFile(filepath.Join(home, name))
		is, err2 := os.ReadFile(filepath.Join(folder, "third", name))
		if err != nil || err2 != nil || !bytes.Equal(was, is) {
			t.Errorf("%s is not the same after the drill: %v, %v", name, err, err2)
		}
	}
}

// keepAll has everything kept for a hundred years. A restore deletes what is over by the clock on the wall, and the days of the
// demonstration lie behind it: what its jobs happen to have written before a backup would be over soon, and missing after.
func keepAll(t *testing.T, address string) {
	t.Helper()
	at := slices.IndexFunc(demo.Guests(), func(g accessweb.Guest) bool { return g.Role == access.Administrator })
	admin := newVisitor(t)
	if guest := demo.Guests()[at]; !admin.logIn(address, guest.Username, guest.Passphrase) {
		t.Fatal("the administrator cannot log in")
	}
	_, _, page := admin.get(address + "/privacy/retention")
	form := url.Values{"_token": {formToken.FindStringSubmatch(page)[1]}}
	for _, field := range regexp.MustCompile(`name="((?:days|months)\.[^"]+)"[^>]*value="(\d+)"`).FindAllStringSubmatch(page, -1) {
		form.Set(field[1], field[2])
		if strings.HasPrefix(field[1], "months.") {
			form.Set(field[1], "1200")
		}
	}
	answer, err := admin.client.PostForm(address+"/privacy/retention", form)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, body := admin.read(answer); status != http.StatusSeeOther || !form.Has("months.notifications") {
		t.Fatalf("%d: %v is not set: %s", status, form, body)
	}
}

const passphraseOfDrill = "cada puerta con su llave"

// drill restores a backup into an empty place, makes a backup of that before anybody has
// come in, and looks whether people can work with it.
func drill(t *testing.T, who *visitor, file, passphrase string, place []string) (onward string) {
	t.Helper()
	code, out, said := once(t, "", []string{passphrase}, append([]string{"restore", file}, place...)...)
	if code != 0 || !strings.Contains(out, "every table compared") {
		t.Fatalf("restore gives %d: %s%s", code, out, said)
	}
	code, _, said = once(t, "", []string{passphrase}, append([]string{"restore", file}, place...)...)
	if code != 1 || !strings.Contains(said, "there are data here") {
		t.Errorf("restoring a second time gives %d: %s", code, said)
	}
	onward = file + ".onward"
	if code, _, said := once(t, "", []string{passphrase}, append([]string{"backup", "create", "--encrypt", onward}, place...)...); code != 0 {
		t.Fatalf("a backup of what was restored: %s", said)
	}
	r := start(t, nil, append([]string{"demo", "--addr", "localhost:0"}, place...)...)
	if strings.Contains(r.err.String(), "was loaded") {
		t.Error("the demonstration was loaded over what was restored")
	}
	if !who.isIn(r.address) {
		t.Error("who was logged in before the backup is not any more")
	}
	for _, guest := range demo.Guests() {
		if !newVisitor(t).logIn(r.address, guest.Username, guest.Passphrase) {
			t.Errorf("the login of the %s is refused", guest.Role)
		}
	}
	if status, _, page := who.get(r.address + "/learn"); status != http.StatusOK || !strings.Contains(page, "</html>") {
		t.Errorf("her courses: status %d", status)
	}
	r.stop()
	return onward
}

func summary(t *testing.T, name string) backup.Summary {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	s, err := backup.Verify(file, backup.Keys{Passphrase: passphraseOfDrill})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The machine that makes backups need not be able to read them.
func TestABackupForTheHolderOfAKey(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	home, file, keyFile := filepath.Join(folder, "home"), filepath.Join(folder, "b"), filepath.Join(folder, "key")
	if code, _, said := once(t, "", nil, "migrate", "--data", home); code != 0 {
		t.Fatal(said)
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keyFile, []byte("# a key\n"+key.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, said := once(t, "", nil, "backup", "create", "--data", home, "--recipient", key.Recipient().String(), file); code != 0 {
		t.Fatal(said)
	}
	if code, _, said := once(t, "", nil, "backup", "verify", file); code != 1 || !strings.Contains(said, "--identity") {
		t.Errorf("without the key: %d %s", code, said)
	}
	if code, out, said := once(t, "", nil, "backup", "verify", "--identity", keyFile, file); code != 0 || !strings.Contains(out, "encrypted") {
		t.Errorf("with the key: %d %s%s", code, out, said)
	}
}

func TestThereMustBeSomethingToBackUp(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "b")
	code, out, said := once(t, "", nil, "backup", "create", "--data", filepath.Join(t.TempDir(), "nothing"), file)
	if code != 1 || out != "" || !strings.Contains(said, "there is no database") {
		t.Errorf("exit %d: %s%s", code, out, said)
	}
	if left, err := filepath.Glob(file + "*"); err != nil || len(left) != 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stderr bytes.Buffer
	home := t.TempDir()
	if code := run(ctx, []string{"backup", "create", "--data", home, file}, nil, strings.NewReader(""), &stderr, &stderr); code != 1 {
		t.Errorf("interrupted, it gives %d: %s", code, &stderr)
	}
}
