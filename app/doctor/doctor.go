package doctor

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/app/mail"
)

// State says how bad a finding is.
type State string

// The states.
const (
	Good    State = "good"
	Warning State = "warning" // it works, and something should be better
	Bad     State = "bad"     // it does not work, or does not keep what it should
)

// Finding is one thing that was looked at.
type Finding struct {
	About string `json:"about"` // "disk", "clock", …
	State State  `json:"state"`
	Found string `json:"found"`
	Mend  string `json:"mend,omitempty"` // how; empty when it is good
}

// Subject is the relevo that is looked at.
type Subject struct {
	Addr        string
	BaseURL     string
	PackagesURL string
	Data        string
	DatabaseURL string // postgres://…; empty for the embedded SQLite
	SQLite      string // path of the embedded database
	Keys        string // folder of the keys
	// KeysPassphrase opens the private keys.
	KeysPassphrase string
	Mail           mail.Config
	Now            time.Time
}

// Examine looks at everything.
func Examine(ctx context.Context, s Subject) []Finding {
	e := &examination{Subject: s}
	e.configuration()
	e.folder()
	e.secret()
	e.disk()
	e.clock()
	e.database(ctx)
	e.keys()
	e.mail(ctx)
	return e.findings
}

// Worst is the worst state among findings.
func Worst(findings []Finding) State {
	worst := Good
	for _, f := range findings {
		if f.State == Bad || f.State == Warning && worst == Good {
			worst = f.State
		}
	}
	return worst
}

type examination struct {
	Subject
	findings []Finding
}

func (e *examination) goodf(about, format string, args ...any) {
	e.findings = append(e.findings, Finding{About: about, State: Good, Found: fmt.Sprintf(format, args...)})
}

func (e *examination) warnf(about, mend, format string, args ...any) {
	e.findings = append(e.findings, Finding{About: about, State: Warning, Found: fmt.Sprintf(format, args...), Mend: mend})
}

func (e *examination) badf(about, mend, format string, args ...any) {
	e.findings = append(e.findings, Finding{About: about, State: Bad, Found: fmt.Sprintf(format, args...), Mend: mend})
}

// configuration looks at the addresses under which relevo is reached.
func (e *examination) configuration() {
	const about = "configuration"
	host, _, err := net.SplitHostPort(e.Addr)
	if err != nil {
		e.badf(about, "give --addr HOST:PORT, for example localhost:8080", "the address to listen on, %q, is not HOST:PORT", e.Addr)
	}
	loopback := host == "localhost" || net.ParseIP(host).IsLoopback()
	if e.BaseURL == "" {
		if !loopback {
			e.warnf(about, "put a proxy with HTTPS in front, let relevo listen on localhost, and give --base-url https://…", "relevo listens on %s without HTTPS: passphrases and answers travel in clear", e.Addr)
		} else {
			e.warnf(about, "give --base-url https://… once relevo has its address", "no --base-url: codes and letters carry the address of this machine alone")
		}
		return
	}
	base, err := url.Parse(e.BaseURL)
	switch {
	case err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https":
		e.badf(about, "give --base-url https://HOST", "the address that people use, %q, is no web address", e.BaseURL)
		return
	case base.Scheme == "http" && base.Hostname() != "localhost" && !net.ParseIP(base.Hostname()).IsLoopback():
		e.warnf(about, "let a proxy do HTTPS and give --base-url https://"+base.Host, "%s is not HTTPS: passphrases and answers travel in clear", e.BaseURL)
	default:
		e.goodf(about, "people reach relevo at %s", e.BaseURL)
	}
	packages, err := url.Parse(e.PackagesURL)
	switch {
	case e.PackagesURL == "":
		e.warnf(about, "give the proxy a second host name, and relevo --packages-url https://NAME", "no --packages-url: course packages (SCORM) are taken and not played")
	case err != nil || packages.Host == "" || packages.Hostname() == base.Hostname():
		e.badf(about, "give --packages-url another host name than --base-url", "course packages would play at %q, where relevo's own pages are", e.PackagesURL)
	default:
		e.goodf(about, "course packages play at %s", e.PackagesURL)
	}
}

// private tells whether only its owner may read what is at the path.
func private(info os.FileInfo) bool { return info.Mode().Perm()&0o077 == 0 }

func (e *examination) folder() {
	const about = "data folder"
	info, err := os.Stat(e.Data)
	switch {
	case err != nil:
		e.badf(about, "say where it is with --data, or start relevo once as the user it runs as", "%s cannot be looked at: %v", e.Data, err)
		return
	case !info.IsDir():
		e.badf(about, "give the folder with --data", "%s is not a folder", e.Data)
		return
	case !private(info):
		e.badf(about, "chmod 700 "+e.Data, "others on this machine may read %s, where personal data are", e.Data)
	default:
		e.goodf(about, "%s is its owner's alone", e.Data)
	}
	probe, err := os.CreateTemp(e.Data, ".doctor-*")
	if err != nil {
		e.badf(about, "run relevo as the folder's owner, on a disk that can be written", "nothing can be written in %s: %v", e.Data, err)
		return
	}
	_, err = probe.WriteString("probe")
	for _, step := range []func() error{probe.Sync, probe.Close, func() error { return os.Remove(probe.Name()) }} {
		if stepErr := step(); err == nil {
			err = stepErr
		}
	}
	if err != nil {
		e.badf(about, "make room, or let somebody look at the disk", "what is written in %s does not last: %v", e.Data, err)
	}
}

// secretLength is that of the key that signs forms.
const secretLength = 32

func (e *examination) secret() {
	const about = "secret"
	path := filepath.Join(e.Data, "secret")
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		e.warnf(about, "start relevo once: it makes one; several machines that serve together need copies of one", "there is no %s yet", path)
	case err != nil:
		e.badf(about, "let the user that relevo runs as read it", "%s cannot be looked at: %v", path, err)
	case info.Size() != secretLength:
		e.badf(about, "restore it from a backup, or remove it: people must then log in again", "%s should hold %d bytes and holds %d", path, secretLength, info.Size())
	case !private(info):
		e.badf(about, "chmod 600 "+path, "others on this machine may read %s", path)
	default:
		e.goodf(about, "there, and its owner's alone")
	}
}

// The least room: below the first there is no place for a day's work and a
// backup, below the second none for the next write that matters.
const (
	roomWanted = 2 << 30
	roomNeeded = 200 << 20
)

func (e *examination) disk() {
	const about = "disk"
	free, err := freeBytes(e.Data)
	if err != nil {
		e.warnf(about, "look at it by hand (df -h)", "the room on the disk of %s is not known: %v", e.Data, err)
		return
	}
	wanted := uint64(roomWanted)
	if info, err := os.Stat(e.SQLite); err == nil && e.DatabaseURL == "" {
		wanted += 2 * uint64(max(info.Size(), 0)) // for a backup and a restore beside it
	}
	switch {
	case free < roomNeeded:
		e.badf(about, "make room: move old backups elsewhere, or use a larger disk", "%d MB are left on the disk of %s", free>>20, e.Data)
	case free < wanted:
		e.warnf(about, "make room: move old backups elsewhere, or use a larger disk", "%d MB are left on the disk of %s; with a backup beside the database, %d MB are better", free>>20, e.Data, wanted>>20)
	default:
		e.goodf(about, "%d GB are free", free>>30)
	}
}

// builtAfter is a day before which no clock of a relevo can stand.
var builtAfter = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func (e *examination) clock() {
	const about, mend = "clock", "let the machine keep time by NTP (systemd-timesyncd or chrony)"
	synchronised, known := clockSynchronised()
	switch {
	case e.Now.Before(builtAfter):
		e.badf(about, mend, "the clock says %s, which is before this relevo was made", e.Now.Format(time.RFC3339))
	case !known:
		e.warnf(about, mend, "whether the clock is kept right is not known here; it says %s", e.Now.In(db.Lima).Format(time.RFC3339))
	case !synchronised:
		e.warnf(about, mend, "nothing keeps the clock right; it says %s", e.Now.In(db.Lima).Format(time.RFC3339))
	default:
		e.goodf(about, "kept right by the network; it says %s", e.Now.In(db.Lima).Format(time.RFC3339))
	}
}

func (e *examination) mail(ctx context.Context) {
	const about = "mail"
	if e.Mail.Server == "" && e.Mail.From == "" && e.Mail.User == "" {
		e.warnf(about, "give --mail-server and --mail-from", "no mail is sent: nobody is reminded, and links must be handed over")
		return
	}
	if err := mail.Reach(ctx, e.Mail); err != nil {
		e.badf(about, "compare --mail-server, --mail-tls, --mail-user and RELEVO_MAIL_PASSPHRASE with what the mail server wants", "%v", err)
		return
	}
	way := strings.ToUpper(string(e.Mail.TLS))
	if e.Mail.TLS == mail.NoTLS {
		host, _, err := net.SplitHostPort(e.Mail.Server)
		if err == nil && host != "localhost" && !net.ParseIP(host).IsLoopback() {
			e.warnf(about, "--mail-tls starttls", "%s takes mail, and letters travel there in clear", e.Mail.Server)
			return
		}
	}
	e.goodf(about, "%s takes mail (%s)", e.Mail.Server, way)
}
