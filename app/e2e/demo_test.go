package e2e

import (
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/demo"
)

// TestDemonstrationOnAPhoneAndOnADesk opens every place of the menu, and the
// first thing listed there, in both sizes: nothing is wider than the window and
// the browser complains of nothing.
func TestDemonstrationOnAPhoneAndOnADesk(t *testing.T) {
	p := demonstrate(t, db.SQLite)
	for _, guest := range demo.Guests() {
		t.Run(string(guest.Role), func(t *testing.T) {
			t.Parallel()
			who := visit(t, p, guest.Name)
			who.logIn(guest.Username, guest.Passphrase)
			places := evaluate[[]string](who, `Array.from(new Set(Array.from(document.querySelectorAll('.site-head nav a, .foot-links a')).map(a => a.getAttribute('href'))))`)
			if len(places) < 3 {
				t.Errorf("%s finds only %d places", guest.Role, len(places))
			}
			for _, place := range places {
				who.look(place, string(guest.Role)+fileName(place))
				if first := evaluate[string](who, `(document.querySelector('main tbody a[href^="/"], main .card a[href^="/"]') || document.body).getAttribute('href') || ''`); first != "" {
					who.look(first, string(guest.Role)+fileName(place)+"-first")
				}
			}
			who.calm()
		})
	}
}

// look opens a page on a desk and on a phone.
func (p *person) look(path, name string) {
	p.t.Helper()
	p.desk()
	p.goTo(path)
	p.fits()
	p.picture(name + "-desk")
	p.phone()
	p.goTo(path)
	p.fits()
	p.picture(name + "-phone")
}

// fileName makes a file name of a path.
func fileName(path string) string {
	return strings.NewReplacer("/", "-", "?", "-", "&", "-", "=", "-").Replace(path)
}
