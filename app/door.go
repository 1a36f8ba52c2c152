package app

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"relevo/app/access"
	accessweb "relevo/app/access/web"
	"relevo/app/db"
	"relevo/app/jobs"
	"relevo/app/mail"
)

// openDoor makes the service of logins and what it asks for.
func (a *App) openDoor(secret []byte) error {
	a.access = access.NewService(a.db)
	if err := a.access.SealWith(secret); err != nil {
		return err
	}
	if base, err := url.Parse(a.BaseURL()); err == nil {
		a.access.Issuer = "relevo " + base.Hostname()
	}
	if err := a.access.PasskeysAt(a.BaseURL()); err != nil {
		return err
	}
	if len(a.config.Guests) > 0 {
		a.access.PhoneClock = time.Now // a demonstration's own clock is nobody's telephone's
	}
	if a.GuestsExempt() {
		a.access.Exempt = func(username string) bool {
			return slices.ContainsFunc(a.config.Guests, func(g accessweb.Guest) bool { return g.Username == username })
		}
	}
	a.access.Later = a.jobs.EnqueueTx
	a.jobs.Handle(access.ForgottenEvent, jobs.Hear(a.access.HearForgotten))
	if a.mail.Configured() {
		a.access.Post = a.post
	}
	return nil
}

// post has a letter of access sent.
func (a *App) post(tx *db.Tx, l access.Letter) (bool, error) {
	m := mail.Message{To: l.To, Language: l.Language, Key: l.Key, Subject: l.Subject, Text: l.Text}
	if l.LinkPath != "" {
		m.Link = &mail.Link{Label: l.LinkLabel, Address: a.mail.Address(l.LinkPath)}
	}
	return a.mail.SendTx(tx, m)
}

// GuestsExempt tells whether the logins that a demonstration offers need no
// second proof: only where nobody but this machine reaches it. A proxy in front
// would be somebody else's address.
func (a *App) GuestsExempt() bool {
	listening, ok := a.listener.Addr().(*net.TCPAddr)
	base, err := url.Parse(a.BaseURL())
	return len(a.config.Guests) > 0 && ok && listening.IP.IsLoopback() && err == nil && isLoopback(base.Hostname())
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && ip.IsLoopback())
}
