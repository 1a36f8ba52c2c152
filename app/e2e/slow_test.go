package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/demo"
)

// A lesson that a telephone has nothing of yet can be read within 15 seconds on a line of 50 kbit/s that takes 400 ms to answer,
// and all of it is there by then.
func TestALessonIsReadOnASlowLine(t *testing.T) {
	if testing.Short() {
		t.Skip("what a lesson weighs is in the tests of courses; make torture waits for it")
	}
	t.Parallel()
	const limit = 15_000 // milliseconds, as long as a person of these tests is patient
	p := demonstrate(t, db.SQLite)
	for _, guest := range demo.Guests() {
		if guest.Role != access.Official {
			continue
		}
		who := visit(t, p, guest.Name)
		who.phone()
		who.logIn(guest.Username, guest.Passphrase)
		who.goTo("/learn")
		learnsByKeyboard(who)
		lesson := who.where()
		who.goTo("/learn")
		who.forgetFiles()
		const bytes = 50_000 / 8 // a second
		who.line(network.Conditions{Latency: 400, DownloadThroughput: bytes, UploadThroughput: bytes})
		who.goTo(lesson)
		who.sees(".prose", "")
		seen := evaluate[float64](who, `performance.getEntriesByName("first-contentful-paint")[0].startTime`)
		whole := evaluate[float64](who, `performance.getEntriesByType("navigation")[0].loadEventEnd`)
		moved := evaluate[float64](who, `performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource")).reduce((sum, e) => sum + e.transferSize, 0)`)
		t.Logf("read after %.1f s, whole after %.1f s, %.0f bytes", seen/1000, whole/1000, moved)
		if seen == 0 || seen > limit || whole == 0 || whole > limit {
			t.Errorf("%s can be read after %.0f ms and is whole after %.0f ms", lesson, seen, whole)
		}
		if moved < 20_000 {
			t.Errorf("only %.0f bytes came over the line: the telephone had the rest", moved)
		}
	}
}

// forgetFiles lets the browser fetch every file anew.
func (p *person) forgetFiles() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true}); err != nil {
		p.t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}); err != nil {
		p.t.Fatal(err)
	}
}
