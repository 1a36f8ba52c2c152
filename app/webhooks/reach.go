package webhooks

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// Reach says where messages may go. The zero value is nowhere.
type Reach struct {
	Outside bool // to public addresses, by https
	Here    bool // to this machine, by http too: for development
}

const (
	sendWithin  = 10 * time.Second
	lineWithin  = 5 * time.Second
	mostHeaders = 16 << 10
	mostBody    = 64 << 10 // of an answer; the line is given up after that
)

var errInside = errors.New("the address lies where nothing is sent")

// notPublic are networks of the public kinds of addresses that nobody outside has (IANA's registries of special purpose).
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"),
}

// global is all of IPv6 that is given out to be reached from everywhere. What holds an IPv4 address in it lies outside or in notPublic.
var global = netip.MustParsePrefix("2000::/3")

// allows tells whether a line to the address may be opened.
func (r Reach) allows(ip netip.Addr) bool {
	ip = ip.Unmap()
	if ip.IsLoopback() {
		return r.Here
	}
	if !r.Outside || !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Zone() != "" || ip.Is6() && !global.Contains(ip) {
		return false
	}
	return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// client makes the client that sends. Each line it opens is looked at after the name was looked up, so that a name that leads to
// another place each time leads to none inside.
func (r Reach) client() *http.Client {
	look := func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !r.allows(to.Addr()) {
			return fmt.Errorf("%w: %s", errInside, address)
		}
		return nil
	}
	return &http.Client{
		Timeout:       sendWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{ // without Proxy: one would open lines that nobody looks at
			DialContext:            (&net.Dialer{Timeout: lineWithin, Control: look}).DialContext,
			TLSHandshakeTimeout:    lineWithin,
			MaxResponseHeaderBytes: mostHeaders,
			DisableCompression:     true,
			MaxIdleConns:           20, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
		},
	}
}
