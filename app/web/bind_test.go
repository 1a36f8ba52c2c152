package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

type role string

type sent struct {
	Name    string   `form:"name"`
	Posts   int      `form:"posts"`
	Share   float64  `form:"share"`
	Grace   *int     `form:"grace"`
	Start   db.Date  `form:"start"`
	End     *db.Date `form:"end"`
	Consent bool     `form:"consent"`
	Roles   []role   `form:"roles"`
	Kind    role     `form:"kind"`
	inner
	Ignored string
}

type inner struct {
	Note string `form:"note"`
}

// bound sends a form and gives what Bind and Fill made of it.
func bound(t *testing.T, form url.Values) (in sent, values map[string][]string, err error) {
	t.Helper()
	s := newSite(t, formPage, route("POST", "/send", Anyone, func(c *Ctx) error {
		err = c.Bind(&in)
		values = c.Fill(in, err).Values
		return c.SendString("ok")
	}))
	s.post(access.Manager, "/send", form)
	return in, values, err
}

func TestBindReadsEveryKindOfField(t *testing.T) {
	in, values, err := bound(t, url.Values{
		"name": {"  Peña Nu\u0301n\u0303ez "}, "posts": {"1,200"}, "share": {"12,5"}, "grace": {"0"}, "start": {"2024-11-30"},
		"end": {"1/12/2024"}, "consent": {"true"}, "roles": {"manager", "trainer"}, "kind": {"car"}, "note": {"a\r\nb"}, "Ignored": {"x"},
	})
	if err != nil {
		t.Fatal(err)
	}
	zero, december := 0, in.Start+1
	want := sent{Name: "Peña Núñez", Posts: 1200, Share: 12.5, Grace: &zero, Start: in.Start, End: &december, Consent: true,
		Roles: []role{"manager", "trainer"}, Kind: "car", inner: inner{"a\nb"}}
	if !reflect.DeepEqual(in, want) {
		t.Errorf("read %+v, want %+v", in, want)
	}
	if in.Start.String() != "2024-11-30" {
		t.Errorf("the date is %s", in.Start)
	}
	if values["posts"][0] != "1200" || values["end"][0] != "2024-12-01" || len(values["roles"]) != 2 || values["note"][0] != "a\nb" {
		t.Errorf("the form would show %v", values)
	}
}

func TestBindTellsEverythingWrongAtOnceAndKeepsWhatWasTyped(t *testing.T) {
	_, values, err := bound(t, url.Values{
		"name": {"\xff"}, "posts": {"catorce"}, "share": {"NaN"}, "start": {"2025-02-30"}, "grace": {"9999999999999999999"}, "end": {""},
	})
	wrong := map[string]string{}
	for _, f := range fault.FieldsOf(err) {
		wrong[f.Name] = f.Key
	}
	want := map[string]string{"name": "fault.not_text", "posts": "fault.not_whole", "share": "fault.not_number", "start": "fault.not_date", "grace": "fault.not_whole"}
	if !fault.Is(err, fault.Invalid) || !reflect.DeepEqual(wrong, want) {
		t.Errorf("told %v, want %v", wrong, want)
	}
	if values["posts"][0] != "catorce" || values["start"][0] != "2025-02-30" {
		t.Errorf("the form would show %v", values)
	}
}

func TestBindOfAnEmptyFormIsEmpty(t *testing.T) {
	in, values, err := bound(t, url.Values{})
	if err != nil || in.Grace != nil || in.End != nil || in.Posts != 0 {
		t.Errorf("an empty form gives %+v, %v", in, err)
	}
	if _, shown := values["posts"]; shown {
		t.Error("an empty number is shown as 0")
	}
	if _, shown := values["start"]; shown {
		t.Error("an empty date is shown as a day in 1970")
	}
}

func TestNumbersAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]float64{"1,234": 1234, "1,234.5": 1234.5, "12,5": 12.5, "-3": -3, "0.25": 0.25} {
		if got, ok := readNumber(text); !ok || got != want {
			t.Errorf("%q reads as %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"uno", "1.2.3", "Inf", "", "1e999"} {
		if got, ok := readNumber(text); ok {
			t.Errorf("%q reads as %v", text, got)
		}
	}
}

func TestFilesHaveALimit(t *testing.T) {
	var upload Upload
	var err error
	s := newSite(t, formPage, route("POST", "/file", Anyone, func(c *Ctx) error {
		upload, err = c.File("list", 8)
		return c.SendString("ok")
	}))
	page := s.get("/form", "Cookie", as(access.Manager))
	token := document(t, page.body).Find("meta[name=form-token]").AttrOr("content", "")
	send := func(content string) {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, createErr := w.CreateFormFile("list", "lista ñ.csv")
		if createErr != nil {
			t.Fatal(createErr)
		}
		if _, writeErr := part.Write([]byte(content)); writeErr != nil {
			t.Fatal(writeErr)
		}
		if closeErr := w.Close(); closeErr != nil {
			t.Fatal(closeErr)
		}
		r := httptest.NewRequest(http.MethodPost, "https://relevo.test/file", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		r.Header.Set("X-Form-Token", token)
		r.Header.Set("Cookie", as(access.Manager))
		s.send(r)
	}
	if send("a;b"); err != nil || string(upload.Data) != "a;b" || upload.Name != "lista ñ.csv" {
		t.Errorf("read %q %q, %v", upload.Name, upload.Data, err)
	}
	if send("much too long"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a large file: %v", err)
	}
	if send(""); !fault.Is(err, fault.Invalid) {
		t.Errorf("an empty file: %v", err)
	}
}

func TestTheAddressOfAVisitorBehindProxies(t *testing.T) {
	var ip string
	s := newSite(t, route("GET", "/ip", Anyone, func(c *Ctx) error {
		ip = c.IP()
		return c.SendString("ok")
	}))
	s.get("/ip", "X-Forwarded-For", "1.1.1.1")
	if ip != "0.0.0.0" {
		t.Errorf("a stranger's header was believed: %s", ip)
	}
	s.server.config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/32"), netip.MustParsePrefix("10.0.0.0/8")}
	s.get("/ip", "X-Forwarded-For", "1.1.1.1, 190.12.3.4, 10.0.0.7")
	if ip != "190.12.3.4" {
		t.Errorf("behind two proxies the visitor is %s, want 190.12.3.4", ip)
	}
}

func TestTheLockfileNamesNoRegistry(t *testing.T) {
	lock := readFile(t, "package-lock.json")
	if strings.Contains(lock, "://") || strings.Contains(lock, `"resolved"`) {
		t.Error("package-lock.json names a registry: npm config has omit-lockfile-registry-resolved for that")
	}
}
