package web_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"relevo/app/access"
	"relevo/app/access/sso"
	accessweb "relevo/app/access/web"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/webtest"
)

// provider is a small provider of logins on this machine: it asks nobody anything and
// vouches for whom the test says.
type provider struct {
	*httptest.Server
	t         *testing.T
	key       *ecdsa.PrivateKey
	claims    map[string]any             // of the next identity, beside those that it always has
	forge     func(claims []byte) string // in place of the signature with the key; nil: it is signed
	nonce     string
	challenge string
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.write(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.write(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) write(w http.ResponseWriter, what any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(what); err != nil {
		p.t.Error(err)
	}
}

// token gives the identity for a code to whoever knows what the flow was begun with.
func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	user, secret, _ := r.BasicAuth()
	if r.FormValue("code") != "the-code" || base64.RawURLEncoding.EncodeToString(sum[:]) != p.challenge || user != "relevo" || secret != "shared" {
		w.WriteHeader(http.StatusBadRequest)
		p.write(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": p.URL, "aud": "relevo", "sub": "s-1", "nonce": p.nonce, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
	for name, value := range p.claims {
		claims[name] = value
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: p.key, KeyID: "k"}}, nil)
	if err != nil {
		p.t.Error(err)
		return
	}
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
		return
	}
	signed, err := signer.Sign(body)
	if err != nil {
		p.t.Error(err)
		return
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	if p.forge != nil {
		text = p.forge(body)
	}
	p.write(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": text})
}

// comesBack goes to the provider, who sends one back with what the test changes.
func (p *provider) comesBack(who *webtest.Visitor, claims map[string]any, change func(url.Values)) *webtest.Page {
	p.t.Helper()
	p.claims = claims
	at := who.Submit(who.Get("/login?next=%2Faccount"), "form[action='/login/sso']").WantStatus(200)
	address, _ := at.Doc().Find("main a.button").Attr("href")
	leads, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, p.URL+"/authorize") || at.Header.Get("Refresh") != "0; url="+address {
		p.t.Fatalf("it leads to %q and %q: %v", address, at.Header.Get("Refresh"), err)
	}
	asked := leads.Query()
	p.nonce, p.challenge = asked.Get("nonce"), asked.Get("code_challenge")
	if asked.Get("redirect_uri") != "http://relevo.test/login/sso/return" || asked.Get("code_challenge_method") != "S256" || p.nonce == "" {
		p.t.Fatalf("it asks %v", asked)
	}
	back := url.Values{"state": {asked.Get("state")}, "code": {"the-code"}}
	change(back)
	return who.Get("/login/sso/return?" + back.Encode())
}

func TestSomebodyLogsInWithAnotherProvider(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProvider(t)
		service := access.NewService(d)
		h := &accessweb.Handlers{Access: service, People: people.NewService(d),
			SSO: sso.New(sso.Config{Issuer: p.URL, Client: "relevo", Secret: "shared", Name: "Ministerio"}, "http://relevo.test"+accessweb.SSOBack)}
		start := web.Route{Method: "GET", Path: "/", Handle: h.Account, Allow: web.LoggedIn, Name: "start"}
		s := webtest.New(t, d, append(h.Routes(), start))
		same := func(url.Values) {}
		rosa, gladys := s.As(webtest.Who{Role: access.Official}).Account, s.As(webtest.Who{Role: access.Manager}).Account
		for id, email := range map[string]string{rosa.ID: "Rosa@example.pe", gladys.ID: "gladys@example.pe"} {
			if err := service.SetEmail(t.Context(), access.System(), id, email, ""); err != nil {
				t.Fatal(err)
			}
		}
		fresh := func() *webtest.Visitor { return s.As(webtest.Who{}) }
		fresh().Get("/login").Want(200, "main", "Ingresar con Ministerio")

		// Who cannot be told apart from others is not let in.
		p.comesBack(fresh(), map[string]any{"email": "rosa@example.pe"}, same).Want(403, "main", "No hay una cuenta abierta") // not verified
		p.comesBack(fresh(), map[string]any{"email": "nadie@example.pe", "email_verified": true}, same).WantStatus(403)
		// What was not begun by this browser, or made for somebody else, is refused.
		good := map[string]any{"email": "rosa@example.pe", "email_verified": true}
		p.comesBack(fresh(), good, func(v url.Values) { v.Set("state", "another") }).Want(403, "main", "No se pudo confirmar")
		p.comesBack(fresh(), good, func(v url.Values) { v.Set("code", "another") }).WantStatus(403)
		for name, value := range map[string]any{"aud": "another", "iss": "https://another.example", "nonce": "another", "exp": time.Now().Add(-time.Hour).Unix()} {
			p.comesBack(fresh(), map[string]any{"email": "rosa@example.pe", "email_verified": true, name: value}, same).WantStatus(403)
		}
		fresh().Get("/login/sso/return?state=x&code=the-code").Want(200, "h1", "Ingresar") // nothing was begun
		p.comesBack(fresh(), good, func(v url.Values) { v.Set("error", "access_denied") }).Want(200, ".alert", "No se pudo confirmar")

		if page := p.comesBack(fresh(), good, same).Want(200, "main .lead", rosa.Username); page.Path != "/account" {
			t.Errorf("one is at %s, not where one was going", page.Path)
		}
		// An address that somebody wrote of themselves proves nothing: they might take a colleague's.
		luz := s.As(webtest.Who{Role: access.Official})
		luz.Submit(luz.Get("/account"), "form[action='/account/email']", "email", "colega@example.pe", "email_present", webtest.Passphrase).WantStatus(200)
		p.comesBack(fresh(), map[string]any{"sub": "s-9", "email": "colega@example.pe", "email_verified": true}, same).WantStatus(403)
		// From now on the provider's own name for her counts, whatever the address.
		p.comesBack(fresh(), map[string]any{"email": "otra@example.pe", "email_verified": true}, same).Want(200, "main .lead", rosa.Username)
		if err := service.Disable(t.Context(), access.System(), rosa.ID); err != nil {
			t.Fatal(err)
		}
		p.comesBack(fresh(), good, same).WantStatus(403)

		// Who sees others shows a second proof here, unless the provider has asked for one.
		manager := map[string]any{"sub": "s-2", "email": "gladys@example.pe", "email_verified": true}
		p.comesBack(fresh(), manager, same).Want(200, "h1", "Segundo paso")
		manager["amr"] = []string{"pwd", "otp"}
		p.comesBack(fresh(), manager, same).Want(200, "h1", "Mi cuenta")
		p.Close()
	})
}

// An identity counts only as the provider signed it: with the key it publishes, and not with
// another, with none, or with the secret that it shares with relevo.
func TestAnIdentityWithAWrongSignatureIsRefused(t *testing.T) {
	p := newProvider(t)
	d := dbtest.SQLite(t)
	service := access.NewService(d)
	h := &accessweb.Handlers{Access: service, People: people.NewService(d), SSO: sso.New(sso.Config{Issuer: p.URL, Client: "relevo", Secret: "shared"}, "http://relevo.test"+accessweb.SSOBack)}
	s := webtest.New(t, d, append(h.Routes(), web.Route{Method: "GET", Path: "/", Handle: h.Account, Allow: web.LoggedIn, Name: "start"}))
	rosa := s.As(webtest.Who{Role: access.Official}).Account
	if err := service.SetEmail(t.Context(), access.System(), rosa.ID, "rosa@example.pe", ""); err != nil {
		t.Fatal(err)
	}
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signedBy := func(algorithm jose.SignatureAlgorithm, key any) func([]byte) string {
		return func(claims []byte) string {
			signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
			if err != nil {
				t.Error(err)
				return ""
			}
			signed, err := signer.Sign(claims)
			if err != nil {
				t.Error(err)
				return ""
			}
			text, err := signed.CompactSerialize()
			if err != nil {
				t.Error(err)
			}
			return text
		}
	}
	raw := base64.RawURLEncoding
	good := map[string]any{"email": "rosa@example.pe", "email_verified": true}
	for name, forge := range map[string]func([]byte) string{
		"another key":       signedBy(jose.ES256, other),
		"the shared secret": signedBy(jose.HS256, []byte("shared, and long enough for HS256 to take it as a key")),
		"none": func(claims []byte) string {
			return raw.EncodeToString([]byte(`{"alg":"none","kid":"k"}`)) + "." + raw.EncodeToString(claims) + "."
		},
		"a changed claim": func(claims []byte) string {
			parts := strings.Split(signedBy(jose.ES256, p.key)(claims), ".")
			changed := strings.Replace(string(claims), `"s-1"`, `"s-2"`, 1)
			if changed == string(claims) {
				t.Error("nothing was changed")
			}
			return parts[0] + "." + raw.EncodeToString([]byte(changed)) + "." + parts[2]
		},
	} {
		p.forge = forge
		who := s.As(webtest.Who{})
		if page := p.comesBack(who, good, func(url.Values) {}); page.Status != 403 || !strings.Contains(page.Text("main"), "No se pudo confirmar") {
			t.Errorf("signed with %s: %d, %s", name, page.Status, page.Text("main"))
		}
		if page := who.Get("/account"); !strings.HasPrefix(page.Path, "/login") {
			t.Errorf("signed with %s, one is let in to %s", name, page.Path)
		}
	}
	p.forge = nil
	p.comesBack(s.As(webtest.Who{}), good, func(url.Values) {}).Want(200, "main .lead", rosa.Username)
}

// A link from anywhere begins no login with the provider, and ends none.
func TestALinkBeginsNoLoginElsewhere(t *testing.T) {
	p := newProvider(t)
	d := dbtest.SQLite(t)
	h := &accessweb.Handlers{Access: access.NewService(d), People: people.NewService(d), SSO: sso.New(sso.Config{Issuer: p.URL, Client: "relevo", Secret: "shared"}, "http://relevo.test"+accessweb.SSOBack)}
	who := webtest.New(t, d, h.Routes()).As(webtest.Who{Role: access.Official})
	for name, page := range map[string]*webtest.Page{"a link": who.GetWith("/login/sso", "Sec-Fetch-Site", "cross-site"), "a form without a token": who.Post("/login/sso", url.Values{})} {
		if page.Status < 400 || page.Header.Get("Location") != "" || page.Header.Get("Refresh") != "" {
			t.Errorf("%s: %d, to %q", name, page.Status, page.Header.Get("Location")+page.Header.Get("Refresh"))
		}
	}
	who.Get("/account").Want(200, "h1", "Mi cuenta")
}

func TestAProviderThatIsAway(t *testing.T) {
	d := dbtest.SQLite(t)
	h := &accessweb.Handlers{Access: access.NewService(d), People: people.NewService(d), SSO: sso.New(sso.Config{Issuer: "http://127.0.0.1:1", Client: "relevo"}, "http://relevo.test"+accessweb.SSOBack)}
	who := webtest.New(t, d, h.Routes()).As(webtest.Who{})
	login := who.Get("/login").Want(200, "main", "Ingresar con 127.0.0.1")
	who.Submit(login, "form[action='/login/sso']").Want(503, "main", "127.0.0.1 no responde")
}
