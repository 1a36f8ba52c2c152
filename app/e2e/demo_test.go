package e2e

import (
	"testing"

	"relevo/app/db"
	"relevo/app/demo"
)

func TestDemonstrationOnAPhoneAndOnADesk(t *testing.T) {
	p := demonstrate(t, db.SQLite)
	for _, guest := range demo.Guests() {
		who := visit(t, p, guest.Name)
		who.logIn(guest.Username, guest.Passphrase)
		paths := evaluate[[]string](who, `Array.from(new Set(Array.from(document.querySelectorAll('.site-head nav a, .foot-links a')).map(a => a.getAttribute('href'))))`)
		if len(paths) < 3 {
			t.Errorf("%s finds only %d places", guest.Role, len(paths))
		}
		for _, path := range paths {
			for _, size := range []string{"desk", "phone"} {
				if size == "phone" {
					who.phone()
				} else {
					who.desk()
				}
				who.goTo(path)
				who.fits()
				who.picture(string(guest.Role) + name(path) + "-" + size)
			}
		}
		who.calm()
	}
}

// name makes a file name of a path.
func name(path string) string {
	b := []byte(path)
	for i, c := range b {
		if c == '/' || c == '?' || c == '&' || c == '=' {
			b[i] = '-'
		}
	}
	return string(b)
}
