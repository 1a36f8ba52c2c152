package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"relevo/app"
	"relevo/app/backup"
	"relevo/app/db"
)

// backupCommand is "relevo backup …".
type backupCommand struct {
	Create createBackup `cmd:"" help:"Write everything into one file, while relevo runs."`
	Verify verifyBackup `cmd:"" help:"Check that such a file is whole."`
}

// everything says where a relevo's data are, the keys among them.
type everything struct {
	Data        string `default:"relevo-data"                                                                             help:"Folder of the embedded database and the keys." placeholder:"DIR"`
	DatabaseURL string `help:"A PostgreSQL database instead of the embedded one."                                         placeholder:"postgres://…"`
	Keys        string `help:"Folder of the keys that certificates are signed with; without it, keys in the data folder." placeholder:"DIR"`
}

func (e everything) config() app.Config {
	return app.Config{Data: e.Data, DatabaseURL: e.DatabaseURL, Keys: e.Keys}
}

// unlocking says with what an encrypted backup is opened. The passphrase comes
// from the environment or from the keyboard: what stands on a command line, others can read.
type unlocking struct {
	BackupPassphrase string `hidden:""`
	Identity         string `help:"Key file (age) that opens a backup made with --recipient." placeholder:"FILE" type:"existingfile"`
}

// keys gives what opens the file, asking at a terminal if need be.
func (u unlocking) keys(c *console, file *os.File) (keys backup.Keys, err error) {
	keys.Passphrase = u.BackupPassphrase
	if u.Identity != "" {
		text, err := os.ReadFile(u.Identity)
		if err != nil {
			return keys, err
		}
		keys.Identities, keys.Passphrase = string(text), ""
	}
	if locked, err := backup.Encrypted(file); err != nil || !locked || keys.Passphrase != "" || keys.Identities != "" {
		return keys, err
	}
	keys.Passphrase, err = ask(c, "Passphrase of the backup: ")
	return keys, err
}

// ask reads a passphrase that is not shown; empty when nobody sits at a terminal.
func ask(c *console, question string) (string, error) {
	in, ok := c.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", nil
	}
	if _, err := fmt.Fprint(c.err, question); err != nil {
		return "", err
	}
	text, err := term.ReadPassword(int(in.Fd()))
	_, _ = fmt.Fprintln(c.err) // the line that the typed one would have ended
	return strings.TrimSpace(string(text)), err
}

// createBackup is "relevo backup create".
type createBackup struct {
	everything       `embed:""`
	Encrypt          bool     `help:"Encrypt it with the passphrase in RELEVO_BACKUP_PASSPHRASE, or one that is asked for."`
	Recipient        []string `help:"Encrypt it for the holder of this key (age1…); may be given several times."            placeholder:"KEY"`
	BackupPassphrase string   `hidden:""`
	File             string   `arg:""                                                                                       help:"File to write; it must not exist."`
}

// Run writes the backup beside its place, checks it, and puts it there.
func (b *createBackup) Run(c *console) error {
	if _, err := os.Lstat(b.File); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s is there already, and a backup is never written over another", b.File), err)
	}
	keys, err := b.keys(c)
	if err != nil {
		return err
	}
	partial := b.File + ".partial"
	file, err := os.OpenFile(partial, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the file is the administrator's choice
	if err != nil {
		return fmt.Errorf("the backup cannot be written: %w", err)
	}
	summary, err := b.write(c, file, keys)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(partial))
	}
	if err := os.Rename(partial, b.File); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(b.File)); err != nil {
		return err
	}
	if !summary.Encrypted {
		_, err = fmt.Fprintln(c.err, "Nothing encrypts it, and the keys are in it: keep it where nobody else reads, or use --encrypt.")
	}
	return errors.Join(err, tellSummary(c, b.File, summary))
}

// write writes and reads back.
func (b *createBackup) write(c *console, file *os.File, keys backup.Keys) (backup.Summary, error) {
	bar := newBar(c, "Backing up")
	summary, err := app.Backup(c.ctx, b.config(), file, backup.Options{Keys: keys, Progress: bar.show})
	if err = errors.Join(err, bar.end()); err != nil {
		return summary, err
	}
	if err := file.Sync(); err != nil {
		return summary, fmt.Errorf("the backup cannot be written: %w", err)
	}
	if len(keys.Recipients) > 0 { // only their holders can read it; the checksum of the whole is for everybody
		return summary, backup.CheckSum(file)
	}
	_, err = backup.Verify(file, keys)
	return summary, err
}

func (b *createBackup) keys(c *console) (keys backup.Keys, err error) {
	if keys.Recipients = b.Recipient; !b.Encrypt {
		return keys, nil
	}
	if keys.Passphrase = b.BackupPassphrase; keys.Passphrase != "" {
		return keys, nil
	}
	if keys.Passphrase, err = ask(c, "Passphrase for the backup: "); err != nil {
		return keys, err
	}
	if keys.Passphrase == "" {
		return keys, errors.New("--encrypt needs a passphrase: set RELEVO_BACKUP_PASSPHRASE, or call it at a terminal")
	}
	again, err := ask(c, "Once more: ")
	if err == nil && again != keys.Passphrase {
		err = errors.New("the two are not the same")
	}
	return keys, err
}

// syncFolder makes a new name last.
func syncFolder(path string) error {
	folder, err := os.Open(path) //nolint:gosec // the folder is the administrator's choice
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// verifyBackup is "relevo backup verify".
type verifyBackup struct {
	unlocking `embed:""`
	File      string `arg:""   help:"The backup." type:"existingfile"`
}

// Run reads the backup to its end.
func (v *verifyBackup) Run(c *console) error {
	return withBackup(c, v.File, v.unlocking, func(file *os.File, keys backup.Keys) error {
		summary, err := backup.Verify(file, keys)
		if err != nil {
			return err
		}
		return tellSummary(c, v.File, summary)
	})
}

func withBackup(c *console, name string, u unlocking, work func(*os.File, backup.Keys) error) error {
	file, err := os.Open(name) //nolint:gosec // the file is the administrator's choice
	if err != nil {
		return err
	}
	keys, err := u.keys(c, file)
	if err == nil {
		err = work(file, keys)
	}
	return errors.Join(err, file.Close())
}

// tellSummary says what a backup holds.
func tellSummary(c *console, file string, s backup.Summary) error {
	locked := "in clear"
	if s.Encrypted {
		locked = "encrypted"
	}
	_, err := fmt.Fprintf(c.out, "%s: whole, %s, made %s of %s, schema %d: %d rows in %d tables, %d waiting jobs, %d files\n", file, locked,
		s.MadeAt.In(db.Lima).Format(time.RFC3339), s.Dialect, s.Schema, s.Rows, s.Tables, s.Jobs, len(s.Files))
	return err
}

// restoreCommand is "relevo restore".
type restoreCommand struct {
	everything `embed:""`
	unlocking  `embed:""`
	Replace    bool   `help:"Set aside what is there; without it, only an empty place is taken."`
	File       string `arg:""                                                                    help:"The backup." type:"existingfile"`
}

// Run restores and says where everything is.
func (r *restoreCommand) Run(c *console) error {
	return withBackup(c, r.File, r.unlocking, func(file *os.File, keys backup.Keys) error {
		bar := newBar(c, "Restoring")
		done, err := app.Restore(c.ctx, r.config(), file, r.Replace, keys, bar.show)
		if err = errors.Join(err, bar.end()); err != nil {
			return err
		}
		for _, name := range done.Migrated {
			_, _ = fmt.Fprintf(c.err, "Migrated: %s\n", name) // what follows says whether it could be written
		}
		for _, aside := range done.Aside {
			_, _ = fmt.Fprintf(c.err, "What was there before is in %s; remove it when you are sure.\n", aside)
		}
		_, err = fmt.Fprintf(c.out, "Restored into %s: %d rows in %d tables, %d waiting jobs, %d files; every table compared with the backup\n",
			r.config().DatabaseName(), done.Rows, done.Tables, done.Jobs, len(done.Files))
		return err
	})
}

// bar is a progress bar on a terminal, and nothing elsewhere.
type bar struct {
	*progressbar.ProgressBar
	out   io.Writer
	title string
}

func newBar(c *console, title string) *bar {
	if out, ok := c.err.(*os.File); ok && term.IsTerminal(int(out.Fd())) {
		return &bar{out: out, title: title}
	}
	return &bar{}
}

func (b *bar) show(done, total int64) {
	if b.out == nil {
		return
	}
	if b.ProgressBar == nil {
		b.ProgressBar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(b.out), progressbar.OptionSetDescription(b.title),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	_ = b.Set64(done) // that a bar cannot be drawn stops no work
}

func (b *bar) end() error {
	if b.ProgressBar == nil {
		return nil
	}
	return b.Finish()
}
