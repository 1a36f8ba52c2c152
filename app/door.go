package app

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"relevo/app/access"
	accessweb "relevo/app/access/web"
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
	if len(a.config.Guests) > 0 {
		a.access.PhoneClock = time.Now // a demonstration's own clock is nobody's telephone's
	}
	if a.GuestsExempt() {
		a.access.Exempt = func(username string) bool {
			return slices.ContainsFunc(a.config.Guests, func(g accessweb.Guest) bool { return g.Username == username })
		}
	}
	return nil
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
