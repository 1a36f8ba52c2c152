package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"path"
	"strings"

	"relevo/app/jobs"
)

// mostEntry bounds what is read of one entry: more than the largest row there can be.
const mostEntry = 512 << 20

// sink takes what a backup holds, in the order in which it stands there.
type sink struct {
	begin func(description) error
	file  func(name string, content []byte) error
	row   func(table string, line []byte) error
	jobs  func([]jobs.Waiting) error
}

// Verify reads a backup to its end and compares it with its checksums: of the
// whole, of each entry and of each table's rows.
func Verify(file File, keys Keys) (Summary, error) {
	return read(file, keys, sink{
		begin: func(description) error { return nil },
		file:  func(string, []byte) error { return nil },
		row:   func(string, []byte) error { return nil },
		jobs:  func([]jobs.Waiting) error { return nil },
	})
}

// read gives a backup to a sink. What it gave is whole and unchanged only if it
// returns no error.
func read(file File, keys Keys, to sink) (Summary, error) {
	archive, err := open(file, keys)
	if err != nil {
		return Summary{}, err
	}
	r := &reader{to: to, entries: map[string]string{}, tables: map[string]hash.Hash{}, rows: map[string]int64{}}
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Summary{}, errors.Join(errDamaged, err)
		}
		if err := r.entry(header, archive); err != nil {
			return Summary{}, err
		}
	}
	if err := r.compare(); err != nil {
		return Summary{}, err
	}
	r.summary.Encrypted, err = Encrypted(file)
	return r.summary, err
}

type reader struct {
	to      sink
	about   description
	said    *checksums
	entries map[string]string    // what was read, by SHA-256
	tables  map[string]hash.Hash // of the rows
	rows    map[string]int64
	summary Summary
}

func (r *reader) entry(header *tar.Header, body io.Reader) error {
	name := header.Name
	if header.Typeflag != tar.TypeReg || path.Clean("/"+name) != "/"+name || header.Size > mostEntry {
		return fmt.Errorf("%q has no place in a backup", name)
	}
	if _, twice := r.entries[name]; twice || r.said != nil || (r.about.Format == 0) != (name == descriptionName) {
		return errDamaged
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return errors.Join(errDamaged, err)
	}
	sum := sha256.Sum256(content)
	r.entries[name] = hex.EncodeToString(sum[:])
	switch {
	case name == descriptionName:
		return r.describe(content)
	case name == jobsName:
		var waiting []jobs.Waiting
		if err := json.Unmarshal(content, &waiting); err != nil {
			return errors.Join(errDamaged, err)
		}
		r.summary.Jobs = len(waiting)
		return r.to.jobs(waiting)
	case name == checksumsName:
		delete(r.entries, name) // it cannot hold its own
		r.said = &checksums{}
		return json.Unmarshal(content, r.said)
	case strings.HasPrefix(name, filePrefix):
		name = strings.TrimPrefix(name, filePrefix)
		r.summary.Files = append(r.summary.Files, name)
		return r.to.file(name, content)
	case strings.HasPrefix(name, "tables/"):
		return r.lines(strings.Split(name, "/")[1], content)
	default:
		return fmt.Errorf("%q has no place in a backup", name)
	}
}

func (r *reader) describe(content []byte) error {
	if err := json.Unmarshal(content, &r.about); err != nil {
		return errors.Join(errDamaged, err)
	}
	if r.about.Format != format {
		return fmt.Errorf("the backup is of format %d, this relevo reads %d: use a newer relevo", r.about.Format, format)
	}
	for _, t := range r.about.Tables {
		r.tables[t.Name] = sha256.New()
		r.summary.Rows += t.Rows
	}
	r.summary.MadeAt, r.summary.Dialect, r.summary.Schema, r.summary.Tables = r.about.MadeAt, r.about.Dialect, r.about.Schema, len(r.about.Tables)
	return r.to.begin(r.about)
}

func (r *reader) lines(table string, content []byte) error {
	whole, known := r.tables[table]
	if !known {
		return fmt.Errorf("the backup has rows of a table %q that it does not describe", table)
	}
	lines := bufio.NewReader(bytes.NewReader(content))
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil {
			return errors.Join(errDamaged, err)
		}
		whole.Write(line)
		r.rows[table]++
		if err := r.to.row(table, line); err != nil {
			return err
		}
	}
}

// compare holds what was read to what the backup says of itself.
func (r *reader) compare() error {
	if r.said == nil || !maps.Equal(r.entries, r.said.Entries) || len(r.said.Tables) != len(r.about.Tables) {
		return errDamaged
	}
	r.summary.Digests = map[string]string{}
	for _, t := range r.about.Tables {
		r.summary.Digests[t.Name] = sumOf(r.tables[t.Name])
		if r.rows[t.Name] != t.Rows || r.summary.Digests[t.Name] != r.said.Tables[t.Name] {
			return fmt.Errorf("table %s: %w", t.Name, errDamaged)
		}
	}
	return nil
}
