package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// now is the real time: what was set aside is named after it.
var now = time.Now

// besideNames are the files of the data folder that a backup holds, beside the keys.
var besideNames = []string{"secret", "demo-clock"}

const keyPrefix = "keys/"

// FilesOf lists what lies beside the database: in the data folder the secret and,
// in a demonstration, its clock; and every key.
func FilesOf(data, keys string) ([]Beside, error) {
	var files []Beside
	for _, name := range besideNames {
		path := filepath.Join(data, name)
		if _, err := os.Stat(path); err == nil {
			files = append(files, Beside{Name: name, Path: path})
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	entries, err := os.ReadDir(keys)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the folder of the keys cannot be read: %w", err)
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			files = append(files, Beside{Name: keyPrefix + entry.Name(), Path: filepath.Join(keys, entry.Name())})
		}
	}
	return files, nil
}

// pathOf is where a file of a backup belongs; what has no place there is an error,
// so that no backup writes anywhere else.
func (t Target) pathOf(name string) (string, error) {
	if base, ok := strings.CutPrefix(name, keyPrefix); ok && base != "" && base != ".." && !strings.ContainsAny(base, `/\`) {
		return filepath.Join(t.Keys, base), nil
	}
	for _, known := range besideNames {
		if name == known {
			return filepath.Join(t.Data, name), nil
		}
	}
	return "", fmt.Errorf("the file %q has no place in a relevo", name)
}

// putFiles writes the files of a backup where they belong. One that is there and
// differs is set aside; moved tells whether any was.
func putFiles(target Target, aside string, files map[string][]byte) (moved bool, err error) {
	for name, content := range files {
		path, err := target.pathOf(name)
		if err != nil {
			return moved, err
		}
		old, err := os.ReadFile(path) //nolint:gosec // one of the places that pathOf knows
		if err == nil && bytes.Equal(old, content) {
			continue
		}
		if err == nil {
			moved = true
			if err := setAside(path, filepath.Join(aside, filepath.FromSlash(name))); err != nil {
				return moved, err
			}
		}
		if err := writeFile(path, content); err != nil {
			return moved, err
		}
	}
	return moved, nil
}

func setAside(path, aside string) error {
	if err := os.MkdirAll(filepath.Dir(aside), 0o700); err != nil {
		return fmt.Errorf("what is there cannot be set aside: %w", err)
	}
	return os.Rename(path, aside)
}

// writeFile writes a file that is there whole or not at all.
func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("a folder cannot be made: %w", err)
	}
	partial, err := os.OpenFile(path+".partial", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // one of the places that pathOf knows
	if err != nil {
		return fmt.Errorf("a file cannot be restored: %w", err)
	}
	_, err = partial.Write(content)
	if err = errors.Join(err, partial.Sync(), partial.Close()); err != nil {
		return errors.Join(fmt.Errorf("a file cannot be restored: %w", err), os.Remove(path+".partial"))
	}
	return os.Rename(path+".partial", path)
}
