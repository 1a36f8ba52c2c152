package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
)

// The key of a device is its owner's alone, no browser stores the answer, and nobody gets it who is not logged in.
func TestTheKeyOfADeviceIsForItsOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		rosa, luz := s.As(webtest.Who{Role: access.Official}), s.As(webtest.Who{Role: access.Official})
		const path = "/device?device=0123456789abcdef01234567"
		mine, hers := rosa.GetWith(path, "Accept", "application/json"), luz.GetWith(path, "Accept", "application/json")
		if mine.Status != 200 || mine.Header.Get("Cache-Control") != "no-store" || !strings.Contains(string(mine.Body), `"key":"`) {
			t.Errorf("%d %s", mine.Status, mine.Header.Get("Cache-Control"))
		}
		key := func(p *webtest.Page) string {
			_, after, _ := strings.Cut(string(p.Body), `"key":"`)
			return after[:44]
		}
		if key(mine) == key(hers) || key(mine) != key(rosa.GetWith(path, "Accept", "application/json")) {
			t.Error("the key is somebody else's, or not the same twice")
		}
		if got := rosa.GetWith("/device?device=x", "Accept", "application/json"); got.Status != 422 {
			t.Errorf("no device: %d", got.Status)
		}
		if got := s.As(webtest.Who{}).GetWith(path, "Accept", "application/json"); got.Status != 401 {
			t.Errorf("a visitor: %d", got.Status)
		}
	})
}
