package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"runtime"
	"time"
)

// Counters is what a running relevo has counted, for whoever measures it.
type Counters struct {
	Statements int64  `json:"statements"` // SQL statements since the start, begin and commit not counted
	Commits    int64  `json:"commits"`    // durable commits of writing transactions since the start
	Writes     int64  `json:"writes"`     // writing transactions that were acknowledged; several may share a commit
	Goroutines int    `json:"goroutines"`
	HeapBytes  uint64 `json:"heap_bytes"` // live and not yet collected
}

// debugTimeout bounds reading the head of a question to the debugging address.
const debugTimeout = 10 * time.Second

// debugHandler answers at the debugging address: Go's profiles and the
// counters. It asks nobody who they are, which is why it has an address of its
// own that lies on this machine alone.
func (a *App) debugHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/counters", func(w http.ResponseWriter, _ *http.Request) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(Counters{ // who asked has gone away: nobody to tell
			Statements: a.db.Statements(), Commits: a.db.Commits(), Writes: a.db.Writes(),
			Goroutines: runtime.NumGoroutine(), HeapBytes: m.HeapAlloc,
		})
	})
	return mux
}

// serveDebug serves the debugging address until the context ends; without one
// it does nothing.
func (a *App) serveDebug(ctx context.Context) error {
	if a.config.DebugAddr == "" {
		return nil
	}
	var listen net.ListenConfig
	at, err := listen.Listen(ctx, "tcp", a.config.DebugAddr)
	if err != nil {
		return fmt.Errorf("cannot listen on the debugging address %s: %w", a.config.DebugAddr, err)
	}
	server := &http.Server{Handler: a.debugHandler(), ReadHeaderTimeout: debugTimeout}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // nothing of it must be finished
	go func() {
		if err := server.Serve(at); err != nil && !errors.Is(err, http.ErrServerClosed) {
			a.log.ErrorContext(ctx, "the debugging address stopped", "err", err)
		}
	}()
	return nil
}

// checkDebugAddr refuses an address that others than this machine can reach.
func checkDebugAddr(addr string) error {
	if addr == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(addr)
	if err == nil && host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsLoopback() {
		return nil
	}
	return errors.New("the debugging address must lie on this machine, like localhost:6060: it asks nobody who they are")
}
