package web

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"relevo/app/access"
)

// Whoever sends a form in the fullest minute sees that there is no place, and then the page that they wanted: it is sent
// again by itself, and they press nothing.
func TestAFormThatFindsNoPlaceIsSentAgainByItself(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "localhost:0") //nolint:noctx // a test's own address
	if err != nil {
		t.Fatal(err)
	}
	server, err := New(Config{
		BaseURL: "http://" + listener.Addr().String(), Secret: bytes.Repeat([]byte("s"), 32),
		Accounts: func(context.Context, string) (access.Actor, error) { return access.Actor{}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Mount([]Route{formPage}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener, time.Second) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})

	options := []chromedp.ExecAllocatorOption{chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("lang", "es-PE"), chromedp.WSURLReadTimeout(time.Minute)}
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to be root within its sandbox
	}
	allocator, end := chromedp.NewExecAllocator(t.Context(), options...)
	defer end()
	browser, closeBrowser := chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(browser); err != nil { // the browser would end with the deadline of its first step
		t.Fatal(err)
	}
	browser, late := context.WithTimeout(browser, time.Minute)
	defer late()

	// comes waits until the page that is open has something.
	comes := func(what, selector string) {
		t.Helper()
		for {
			there, err := chromedp.Run(browser, chromedp.Evaluate[bool]("!!document.querySelector(`"+selector+"`)"))
			if there {
				return
			}
			if browser.Err() != nil {
				t.Fatalf("%s: %v", what, errors.Join(err, browser.Err()))
			}
		}
	}
	if err := chromedp.Do(browser, chromedp.Navigate("http://"+listener.Addr().String()+"/form")); err != nil {
		t.Fatal(err)
	}
	comes("the page is not there", `[value="quy"][aria-pressed="false"]`)
	leave := crowd(site{T: t, server: server})
	if _, err := chromedp.Run(browser, chromedp.Evaluate[any]("document.querySelector(`[value=\"quy\"]`).click()")); err != nil {
		t.Fatal(err)
	}
	comes("whoever finds no place is not told so", "[data-after] form")
	leave()
	comes("what found no place is not sent again", `[value="quy"][aria-pressed="true"]`)
}
