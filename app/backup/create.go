package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"os"
	"time"

	"relevo/app/db"
	"relevo/app/jobs"
)

// format is what this package writes and reads; a change that an older relevo
// could not read raises it.
const format = 1

// partSize is about how many bytes of rows are kept in memory and written as
// one entry. A row that is larger is an entry of its own.
const partSize = 1 << 20

// The entries that every backup has.
const (
	descriptionName = "backup.json"
	jobsName        = "jobs.json"
	checksumsName   = "checksums.json"
)

// Beside is a file that lies beside the database and belongs to it.
type Beside struct {
	Name string // its place in the data folder, with slashes: "secret", "keys/issuer.pem"
	Path string // where it lies
}

// description is the first entry.
type description struct {
	Format  int        `json:"format"`
	MadeAt  time.Time  `json:"made_at"`
	Dialect db.Dialect `json:"dialect"` // of the database it was made of, for people
	Schema  int64      `json:"schema"`  // number of its newest migration
	Tables  []table    `json:"tables"`

	restoredAt string // when it is restored, as part of a name
}

type table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
}

// checksums are the last entry.
type checksums struct {
	Entries map[string]string `json:"entries"` // name → SHA-256 of the content
	Tables  map[string]string `json:"tables"`  // name → SHA-256 of its rows' lines together
}

// Summary says what a backup holds.
type Summary struct {
	MadeAt    time.Time
	Dialect   db.Dialect // of the database it was made of
	Schema    int64      // number of the newest migration it knows
	Tables    int
	Rows      int64
	Jobs      int // that waited to be done
	Files     []string
	Encrypted bool
	Digests   map[string]string // of each table's rows: the same facts have the same, on either database
}

// Options say how a backup is made.
type Options struct {
	Keys
	// Progress hears how many rows of how many are done; may be nil.
	Progress func(done, total int64)
}

// Create writes a backup of a database and of the files beside it. The rows are
// those of one moment, whatever is written meanwhile.
func Create(ctx context.Context, d *db.DB, beside []Beside, out io.Writer, o Options) (Summary, error) {
	queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		return Summary{}, err
	}
	archive, err := seal(out, o.Keys)
	if err != nil {
		return Summary{}, err
	}
	w := &writer{sealed: archive, sums: checksums{Entries: map[string]string{}, Tables: map[string]string{}}, progress: o.Progress}
	w.summary.Dialect, w.summary.Encrypted = d.Dialect, o.Passphrase != "" || len(o.Recipients) > 0
	err = d.Read(ctx, func(tx *db.Tx) error {
		tables, err := db.FactTablesTx(tx)
		if err != nil {
			return err
		}
		if err := w.describe(tx, tables); err != nil {
			return err
		}
		for _, file := range beside {
			if err := w.file(file); err != nil {
				return err
			}
		}
		for _, t := range tables {
			if err := w.table(tx, t); err != nil {
				return err
			}
		}
		waiting, err := queue.WaitingTx(tx)
		if err != nil {
			return err
		}
		w.summary.Jobs = len(waiting)
		return w.json(jobsName, waiting)
	})
	if err != nil {
		return Summary{}, err
	}
	if err := w.json(checksumsName, w.sums); err != nil {
		return Summary{}, err
	}
	w.summary.Digests = w.sums.Tables
	return w.summary, w.finish()
}

// writer is a backup in the making.
type writer struct {
	*sealed
	sums        checksums
	summary     Summary
	progress    func(done, total int64)
	done, total int64
}

// describe writes the first entry.
func (w *writer) describe(tx *db.Tx, tables []db.Table) error {
	version, err := db.VersionTx(tx)
	if err != nil {
		return err
	}
	about := description{Format: format, MadeAt: tx.Now.Time(), Dialect: tx.Dialect(), Schema: version}
	for _, t := range tables {
		described := table{Name: t.Name}
		for _, c := range t.Columns {
			described.Columns = append(described.Columns, c.Name)
		}
		if err := tx.DB.Table(t.Name).Count(&described.Rows).Error; err != nil {
			return fmt.Errorf("counting table %s: %w", t.Name, err)
		}
		about.Tables = append(about.Tables, described)
		w.total += described.Rows
	}
	w.summary.MadeAt, w.summary.Schema, w.summary.Tables, w.summary.Rows = about.MadeAt, version, len(tables), w.total
	return w.json(descriptionName, about)
}

// table writes the rows of one table, in parts.
func (w *writer) table(tx *db.Tx, t db.Table) error {
	var part bytes.Buffer
	whole, parts := sha256.New(), 0
	flush := func() error {
		if part.Len() == 0 {
			return nil
		}
		parts++
		err := w.entry(partName(t.Name, parts), part.Bytes())
		part.Reset()
		return err
	}
	err := eachRow(tx, t, func(line []byte) error {
		if part.Len()+len(line) > partSize {
			if err := flush(); err != nil {
				return err
			}
		}
		part.Write(line)
		whole.Write(line)
		if w.done++; w.progress != nil {
			w.progress(w.done, w.total)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.sums.Tables[t.Name] = sumOf(whole)
	return flush()
}

func partName(table string, part int) string { return fmt.Sprintf("tables/%s/%04d.jsonl", table, part) }

func (w *writer) file(file Beside) error {
	content, err := os.ReadFile(file.Path)
	if err != nil {
		return fmt.Errorf("a file that belongs in the backup cannot be read: %w", err)
	}
	w.summary.Files = append(w.summary.Files, file.Name)
	return w.entry(filePrefix+file.Name, content)
}

const filePrefix = "files/"

func (w *writer) json(name string, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return w.entry(name, append(body, '\n'))
}

func (w *writer) entry(name string, content []byte) error {
	sum := sha256.Sum256(content)
	w.sums.Entries[name] = hex.EncodeToString(sum[:])
	header := tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), Typeflag: tar.TypeReg, ModTime: w.summary.MadeAt.Truncate(time.Second)}
	if err := w.WriteHeader(&header); err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	if _, err := w.Write(content); err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	return nil
}

func sumOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
