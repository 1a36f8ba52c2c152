// Package npmtest gives tests the JavaScript libraries of others that they check relevo with:
// those of a package.json and its lockfile, installed once for each lockfile, outside the tree.
package npmtest

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Install gives the folder in which the packages that a folder of the project names are
// installed. The lockfile holds what exactly they are.
func Install(t *testing.T, named string) string {
	t.Helper()
	lock, err := os.ReadFile(filepath.Join(named, "package-lock.json")) //nolint:gosec // a folder of the project
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(cache, "relevo-tests", fmt.Sprintf("%x", sha256.Sum256(lock))[:16])
	if _, err := os.Stat(folder); err == nil { //nolint:gosec // named by a hash
		return folder
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil { //nolint:gosec // named by a hash
		t.Fatal(err)
	}
	// Made beside and renamed, so that one which was interrupted is not taken for whole.
	making, err := os.MkdirTemp(filepath.Dir(folder), "making-")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(making) }() //nolint:gosec // gone, once it is renamed
	for _, name := range []string{"package.json", "package-lock.json"} {
		Copy(t, filepath.Join(named, name), making)
	}
	install := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = making
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%s cannot be installed (it needs npm, which .ci/prepare installs, and its registry): %v\n%s", named, err, out)
	}
	if err := os.Rename(making, folder); err != nil { //nolint:gosec // named by a hash
		if _, other := os.Stat(folder); other != nil { //nolint:gosec // named by a hash; else another test run was quicker
			t.Fatal(err)
		}
	}
	return folder
}

// Copy puts a file of the project into a folder.
func Copy(t *testing.T, from, into string) {
	t.Helper()
	body, err := os.ReadFile(from) //nolint:gosec // a file of the project
	if err == nil {
		err = os.WriteFile(filepath.Join(into, filepath.Base(from)), body, 0o600) //nolint:gosec // a folder of the test's
	}
	if err != nil {
		t.Fatal(err)
	}
}
