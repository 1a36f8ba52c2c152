package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/web"
)

// everything has each kind of field that the operations of the API have.
type everything struct {
	ID    string `path:"thing"`
	Query string `form:"q"`
	Seen  string `header:"If-Match"`
	Body  struct {
		Name    string            `json:"name"`
		On      db.Date           `json:"on"`
		Until   *db.Date          `json:"until"`
		Count   *int              `json:"count"`
		Score   float64           `json:"score"`
		Yes     bool              `json:"yes"`
		Words   []string          `json:"words"`
		Counts  map[string]int    `json:"counts"`
		Texts   map[string]string `json:"texts"`
		Content []byte            `json:"content"`
		remarked
		Within []struct {
			Code string `json:"code"`
			Deep *struct {
				Name string `json:"name"`
			} `json:"deep"`
		} `json:"within"`
	}
}

// remarked is what bodies embed.
type remarked struct {
	Remark string `json:"remark"`
}

// FuzzRead holds that whatever is sent to an operation is read, or refused with a problem that says why: nothing falls
// over, what is read has no NUL and no broken text in it, and memory stays within a small multiple of what was sent.
func FuzzRead(f *testing.F) {
	for _, body := range []string{
		`{"name":"Ana","on":"2026-05-15","count":3,"words":["a"],"counts":{"a":1},"content":"aGk=","within":[{"code":"x","deep":{"name":"y"}}]}`,
		`{}`, ``, `null`, `[]`, `"x"`, `{"name":"\u0000"}`, "{\"name\":\"\xff\"}", `{"name":"\ud800"}`, `{"texts":{"a":"\u0000"}}`, `{"other":1}`, `{"remark":"\u0000"}`, `{"name":1}`,
		`{"on":"2026-02-30"}`, `{"on":"99999999999-01-01"}`, `{"count":1e400}`, `{"count":99999999999999999999}`, `{"score":1e308}`, `{"name":"a"}{"name":"b"}`,
		strings.Repeat(`{"within":[`, 2000), strings.Repeat("[", 20_000), `{"name":"` + strings.Repeat("x", 1<<16) + `"}`, `{"name":"a","name":"b"}`, "\ufeff{}",
	} {
		f.Add("x", "a", []byte(body))
	}
	f.Add("%00", "%ff", []byte(`{}`))
	var read everything
	server := newServer(f, &read)
	f.Fuzz(func(t *testing.T, thing, query string, body []byte) {
		target := "/api/v1/things/" + url.PathEscape(strings.Trim(thing, "/.")+"x") + "?q=" + url.QueryEscape(query)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPut, target, bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer x")
		read = everything{}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		answer, err := server.Test(r, 30_000)
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20+200*uint64(len(body)) {
			t.Errorf("%d bytes took %d", len(body), grown)
		}
		switch {
		case answer.StatusCode == http.StatusNoContent:
			for _, text := range append([]string{read.ID, read.Query, read.Body.Name, read.Body.Remark}, read.Body.Words...) {
				if strings.ContainsRune(text, 0) || strings.ToValidUTF8(text, "") != text {
					t.Errorf("%q was taken for text", text)
				}
			}
		case answer.StatusCode >= 400 && answer.StatusCode < 500:
			var problem struct {
				Title  string `json:"title"`
				Status int    `json:"status"`
			}
			if err := json.Unmarshal(text, &problem); err != nil || problem.Title == "" || problem.Status != answer.StatusCode {
				t.Errorf("%d: %s, %v", answer.StatusCode, text, err)
			}
		default:
			t.Errorf("%d for %q: %s", answer.StatusCode, body, text)
		}
	})
}

type tester interface {
	Test(r *http.Request, timeout ...int) (*http.Response, error)
}

func newServer(t testing.TB, read *everything) tester {
	t.Helper()
	server, err := web.New(web.Config{
		Log: slog.New(slog.DiscardHandler), BaseURL: "http://relevo.test", Secret: bytes.Repeat([]byte("k"), 32),
		Tokens: func(context.Context, string) (access.Actor, error) { return access.Actor{AccountID: "x"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	op := Op[everything, None]{
		Method: http.MethodPut, Path: "/things/:thing", Name: "things.put", Summary: "Keep a thing",
		Do: func(_ *web.Ctx, in everything) (None, error) { *read = in; return None{}, nil },
	}
	if err := server.Mount([]web.Route{op.Route()}); err != nil {
		t.Fatal(err)
	}
	return server.App()
}
