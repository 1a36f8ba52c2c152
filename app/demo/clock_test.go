package demo_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"relevo/app/demo"
)

func TestTheClockBeginsOnceAndGoesOn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "demo")
	first, err := demo.Clock(folder)
	if err != nil {
		t.Fatal(err)
	}
	if late := first().Sub(demo.Begins); late < 0 || late > time.Minute {
		t.Errorf("it begins %s after its beginning", late)
	}
	met := time.Now().Add(-50 * time.Hour).UTC().Format(time.RFC3339Nano)
	if err := os.WriteFile(filepath.Join(folder, "demo-clock"), []byte(met), 0o600); err != nil {
		t.Fatal(err)
	}
	second, err := demo.Clock(folder)
	if err != nil {
		t.Fatal(err)
	}
	if on := second().Sub(demo.Begins); on < 50*time.Hour || on > 51*time.Hour {
		t.Errorf("two days after it was met it stands %s after its beginning", on)
	}
	if err := os.WriteFile(filepath.Join(folder, "demo-clock"), []byte("yesterday"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Clock(folder); err == nil {
		t.Error("a clock that cannot be read was taken")
	}
}

func TestRemoveForgetsTheDemonstrationOnly(t *testing.T) {
	folder := t.TempDir()
	if _, err := demo.Clock(folder); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"relevo.sqlite", "relevo.sqlite-wal", "secret", "notes.txt"} {
		write(t, folder, name)
	}
	if err := demo.Remove(folder); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[0].Name() != "notes.txt" || entries[1].Name() != "secret" {
		t.Errorf("%v are left, want what is not the demonstration's", entries)
	}
	if err := demo.Remove(folder); err != nil {
		t.Errorf("nothing to forget: %v", err)
	}
}

func TestARealDatabaseIsNeitherTakenNorRemoved(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "relevo.sqlite")
	if _, err := demo.Clock(folder); err == nil {
		t.Error("the demonstration began in a folder that holds a database")
	}
	if err := demo.Remove(folder); err == nil {
		t.Error("no refusal to remove a database that is not the demonstration's")
	}
	if _, err := os.Stat(filepath.Join(folder, "relevo.sqlite")); err != nil {
		t.Error(err)
	}
}

func write(t *testing.T, folder, name string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
}
