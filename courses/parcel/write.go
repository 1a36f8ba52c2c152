package parcel

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// manifest is the name of the file that says what is in the zip.
const manifest = "course.json"

// Write writes a course with its files, by path, as a zip. The same course gives the same
// bytes.
func Write(w io.Writer, course Course, files map[string][]byte) error {
	course.Format, course.Files = Format, []File{}
	paths := make([]string, 0, len(files))
	for path := range files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		sum := sha256.Sum256(files[path])
		course.Files = append(course.Files, File{Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(files[path]))})
	}
	head, err := marshal(course)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	if err := add(z, manifest, head); err != nil {
		return err
	}
	for _, path := range paths {
		if err := add(z, path, files[path]); err != nil {
			return err
		}
	}
	return z.Close()
}

// marshal writes JSON that a person can read.
func marshal(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("writing a course as JSON: %w", err)
	}
	return b.Bytes(), nil
}

func add(z *zip.Writer, path string, data []byte) error {
	file, err := z.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate})
	if err != nil {
		return fmt.Errorf("adding %s: %w", path, err)
	}
	if _, err := file.Write(data); err != nil {
		return fmt.Errorf("adding %s: %w", path, err)
	}
	return nil
}
