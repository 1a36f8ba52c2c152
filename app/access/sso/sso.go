package sso

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"relevo/app/access"
	"relevo/app/fault"
)

// Config names the provider. The zero Config is none.
type Config struct {
	Issuer string // "https://login.example.pe/realms/staff", as the provider writes it
	Client string // what the provider calls relevo
	Secret string // shared with the provider; empty for a public client
	Name   string // how the button calls it; the issuer's host when empty
}

// Check refuses what cannot be meant so.
func (c Config) Check() error {
	if c.Issuer == "" && c.Client == "" && c.Secret == "" {
		return nil
	}
	at, err := url.Parse(c.Issuer)
	if err != nil || at.Host == "" || (at.Scheme != "https" && at.Scheme != "http") {
		return fmt.Errorf("the provider of logins %q is not an address such as https://login.example.pe: see --oidc-issuer", c.Issuer)
	}
	if c.Client == "" {
		return errors.New("the provider of logins needs --oidc-client, the name it knows relevo by")
	}
	return nil
}

// patience bounds how long the provider may take to answer relevo.
const patience = 10 * time.Second

// Provider is another place where people log in.
type Provider struct {
	config Config
	back   string // where it sends people afterwards
	http   *http.Client

	mu    sync.Mutex
	known *oidc.Provider // once it has been asked
}

// New makes the provider of a configuration that was checked; nil when there is
// none. back is the address of the page that people return to.
func New(config Config, back string) *Provider {
	if config.Issuer == "" {
		return nil
	}
	return &Provider{config: config, back: back, http: &http.Client{Timeout: patience}}
}

// Name is how people call it.
func (p *Provider) Name() string {
	if p.config.Name != "" {
		return p.config.Name
	}
	if at, err := url.Parse(p.config.Issuer); err == nil {
		return at.Hostname()
	}
	return p.config.Issuer
}

// Begun is what the browser keeps while somebody is at the provider's: it ties
// what comes back to who left.
type Begun struct{ State, Nonce, Verifier, Next string }

// Begin gives the provider's address to go to, and what to keep meanwhile.
func (p *Provider) Begin(ctx context.Context) (address string, begun Begun, err error) {
	flow, _, err := p.flow(ctx)
	if err != nil {
		return "", Begun{}, err
	}
	begun = Begun{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	return flow.AuthCodeURL(begun.State, oidc.Nonce(begun.Nonce), oauth2.S256ChallengeOption(begun.Verifier)), begun, nil
}

// flow asks the provider for its addresses, once.
func (p *Provider) flow(ctx context.Context) (oauth2.Config, *oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		// The keys are fetched later, with this context: it must not end with the request.
		known, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.http), p.config.Issuer)
		if err != nil {
			return oauth2.Config{}, nil, fault.Because(err, fault.Busy, "access.sso.away", "name", p.Name())
		}
		p.known = known
	}
	return oauth2.Config{ClientID: p.config.Client, ClientSecret: p.config.Secret, Endpoint: p.known.Endpoint(), RedirectURL: p.back,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}, p.known, nil
}

// seconds are the ways of proving oneself (RFC 8176) that are more than knowing
// a passphrase.
var seconds = []string{"mfa", "otp", "hwk", "sc"}

// Finish takes what the provider sent back with the browser and gives who that is.
func (p *Provider) Finish(ctx context.Context, begun Begun, state, code string) (access.Proven, error) {
	refused := func(err error) error { return fault.Because(err, fault.Denied, "access.sso.refused", "name", p.Name()) }
	if begun.State == "" || subtle.ConstantTimeCompare([]byte(begun.State), []byte(state)) != 1 {
		return access.Proven{}, refused(errors.New("the state is not that of this browser"))
	}
	flow, known, err := p.flow(ctx)
	if err != nil {
		return access.Proven{}, err
	}
	ctx = oidc.ClientContext(ctx, p.http)
	tokens, err := flow.Exchange(ctx, code, oauth2.VerifierOption(begun.Verifier))
	if err != nil {
		return access.Proven{}, refused(err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return access.Proven{}, refused(errors.New("no identity came back"))
	}
	identity, err := known.Verifier(&oidc.Config{ClientID: p.config.Client}).Verify(ctx, raw)
	if err != nil {
		return access.Proven{}, refused(err)
	}
	if subtle.ConstantTimeCompare([]byte(identity.Nonce), []byte(begun.Nonce)) != 1 {
		return access.Proven{}, refused(errors.New("the identity was made for another login"))
	}
	var claims struct {
		Email    string   `json:"email"`
		Verified bool     `json:"email_verified"`
		Methods  []string `json:"amr"`
	}
	if err := identity.Claims(&claims); err != nil {
		return access.Proven{}, refused(err)
	}
	proven := access.Proven{Issuer: identity.Issuer, Subject: identity.Subject,
		Second: slices.ContainsFunc(claims.Methods, func(m string) bool { return slices.Contains(seconds, m) })}
	if claims.Verified {
		proven.Email = claims.Email
	}
	return proven, nil
}
