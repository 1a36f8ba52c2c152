package web

import (
	"slices"
	"strings"

	"github.com/pquerna/otp"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// sampleKey is a key that opens nothing.
func sampleKey() *otp.Key {
	key, err := otp.NewKeyFromURL("otpauth://totp/relevo:rosa@example.pe?secret=" + strings.Repeat("ABCD", 8) + "&issuer=relevo")
	if err != nil {
		panic(err) // it is always the same
	}
	return key
}

// Samples shows the pages of access in their states, for the gallery and the
// tests that look at every page.
func Samples(locale i18n.Locale) []web.Sample {
	page := func(key string) web.Page {
		p := web.SamplePage(locale, "")
		p.Title = p.T(key)
		return p
	}
	login, account := page("access.login.title"), page("access.account.title")
	login.Plain = true
	refused := parts.Filled{Values: map[string][]string{"username": {"rosa@example.pe"}}, Messages: []parts.Message{{Field: "passphrase", Text: login.T("access.login_refused")}}}
	since := db.NewDate(2026, 5, 4).Start()
	rosa := access.Account{ID: "1", Username: "rosa@example.pe", Email: "rosa@example.pe", Name: "Rosa <b>Ñahui</b>"}
	devices := parts.Grid{Caption: account.T("access.devices.title"), Hidden: true, Columns: []parts.Column{
		{Label: account.T("access.devices.device")}, {Label: account.T("access.devices.since")}, {Label: account.T("access.devices.seen")}, {Label: account.T("access.devices.do")}},
		Rows: [][]parts.Cell{
			append(parts.Words("Chrome, Android", account.Instant(since), account.Instant(since)), parts.Cell{Text: account.T("access.devices.this")}),
			append(parts.Words("Firefox, Windows", account.Instant(since), account.Instant(since)), parts.Cell{Part: parts.Do("/account/logins/1/end", parts.Button{Label: account.T("access.devices.leave"), Weight: parts.Second})})}}
	roles := []parts.Option{{Value: string(access.Manager), Label: account.T("access.role.manager"), Help: account.T("access.role.manager.help")}}
	places := []parts.Option{{Label: account.T("access.everywhere")}, {Value: "a", Label: "CAR Los Aguajes"}}
	accounts := parts.Grid{Caption: account.T("access.accounts.title"), Columns: []parts.Column{{Label: account.T("access.name")}}, Rows: [][]parts.Cell{{{Text: rosa.Name, Href: "/accounts/1"}}}}
	audit := auditPage{Page: page("access.audit.title"), Areas: auditAreaOptions(account.Printer), Entries: auditGrid(account.Printer), Paging: parts.Paging{Next: "/audit?before=1"}}
	for _, e := range []access.AuditEntry{{Action: "people.person.merge", ObjectKind: "person", ObjectID: "01m8g9by5y01d1mqjahttbpjbp", Detail: `{"merged":"01m8g9by4dxj50jk92gp4k5tga"}`}, {AccountID: access.VisitorID, Action: "access.login.refused", ObjectKind: "account"}} {
		audit.Entries.Rows = append(audit.Entries.Rows, auditRow(account.Printer, access.AuditLine{AuditEntry: e}))
	}
	profile := profilePage{Page: page("access.accounts.title"), Account: rosa, Devices: devices, Roles: roles, Institutions: places, CanMail: true, Passphrase: "una frase de muestra", //nolint:gosec // opens nothing
		Grants: []grantLine{{ID: "g", Role: account.T("access.role.manager"), Where: "CAR Los Aguajes", Since: since}}}
	second := func(s access.Second, awaits access.Awaited) secondPage {
		p, err := secondPageOf(page("access.second.title"), s, awaits, parts.Filled{})
		if err != nil {
			panic(err) // the sample's key is always the same
		}
		p.KeyForm.ID, p.CanPasskey = "passkey", true
		return p
	}
	keys := []access.Passkey{{ID: "1", Name: "Mi teléfono <b>", CreatedAt: since, LastUsedAt: &since}, {ID: "2", Name: "Computadora de la oficina", CreatedAt: since}}
	tokens := tokensPageOf(page("access.tokens.title"), access.System(), []access.Token{{ID: "1", Name: rosa.Name, Scopes: "learn view_figures", ExpiresAt: since}})
	tokens.Made = "relevo_una-muestra-que-no-abre-nada"
	invite := invitePage{Page: page("access.invite.title"), CanMail: true, Institution: "a", Institutions: places[1:], Search: parts.Filled{}.With("institution", "a"), More: true, People: []inviteLine{
		{ID: "1", Name: rosa.Name, Document: "15775632", Email: "rosa@example.pe", Chosen: true},
		{ID: "2", Name: "Ñaupari Díaz, Berta", Document: "60402223", Email: "berta@", Chosen: true, Wrong: login.T("access.email_form")},
		{ID: "3", Name: "Tapullima Soria, Celia", Document: "05361744"}}}
	return []web.Sample{
		{Name: "login", Whole: true, Component: showLogin(loginPage{Page: login, CanPasskey: true})},
		{Name: "login-sso", Whole: true, Component: showLogin(loginPage{Page: login, SSO: "Ministerio <b>de ejemplo</b>"})},
		{Name: "login-sso-leaving", Whole: true, Component: showLeaving(leavingPage{Page: login, Address: "https://login.example.pe/authorize?state=a&nonce=<b>", Go: login.T("access.sso.go", "name", "Ministerio <b>")})},
		{Name: "login-refused", Whole: true, Component: showLogin(loginPage{Page: login, Form: refused, Guests: []Guest{{Role: access.Manager, Name: rosa.Name, Sees: "access.guests.manager"}}})},
		{Name: "login-wait", Whole: true, Component: showLogin(loginPage{Page: login, Wait: login.T("access.too_many", "count", 4, "until", since)})},
		{Name: "second-begin", Whole: true, Component: showSecond(second(access.Second{Required: true}, access.AwaitsEnrolment))},
		{Name: "second-scan", Whole: true, Component: showSecond(second(access.Second{Required: true, Beginning: sampleKey()}, access.AwaitsEnrolment))},
		{Name: "second-give", Whole: true, Component: showSecond(second(access.Second{Since: since, Required: true}, access.AwaitsCode))},
		{Name: "second-own", Whole: true, Component: showSecond(second(access.Second{Since: since, Required: true, Recovery: 7}, access.AwaitsNothing))},
		{Name: "second-passkeys", Whole: true, Component: showSecond(second(access.Second{Required: true, Recovery: 9, Passkeys: keys}, access.AwaitsNothing))},
		{Name: "second-give-passkey", Whole: true, Component: showSecond(second(access.Second{Required: true, Passkeys: keys}, access.AwaitsCode))},
		{Name: "recovery", Whole: true, Component: showRecovery(recoveryPage{Page: page("access.recovery.title"), Codes: slices.Repeat([]string{"abcd-efgh-ijkl-mnop"}, 10), Next: "/account"})},
		{Name: "forgot", Whole: true, Component: showForgot(forgotPage{Page: page("access.forgot.title"), CanMail: true})},
		{Name: "forgot-sent", Whole: true, Component: showForgot(forgotPage{Page: page("access.forgot.title"), CanMail: true, Sent: true})},
		{Name: "forgot-without-mail", Whole: true, Component: showForgot(forgotPage{Page: page("access.forgot.title")})},
		{Name: "passphrase", Whole: true, Component: showChoose(choosePage{Page: page("access.link.invitation"), Action: "/passphrase/sample", Username: "rosa@example.pe"})},
		{Name: "invite", Whole: true, Component: showInvite(invite)},
		{Name: "views", Whole: true, Component: showViews(viewsPageOf(page("access.views.title"), []access.View{{At: since, Name: rosa.Name}, {At: since, Name: "Gladys Demo", Changed: true}}))},
		{Name: "views-none", Whole: true, Component: showViews(viewsPageOf(page("access.views.title"), nil))},
		{Name: "tokens", Whole: true, Component: showTokens(tokens)},
		{Name: "tokens-none", Whole: true, Component: showTokens(tokensPageOf(page("access.tokens.title"), access.Actor{}, nil))},
		{Name: "account", Whole: true, Component: showOwnAccount(accountPage{Page: account, Devices: devices, Profile: access.Profile{Account: rosa}, Roles: []parts.Fact{{Label: account.T("access.role.manager"), Text: "CAR Los Aguajes"}}})},
		{Name: "accounts", Whole: true, Component: showAccounts(accountsPage{Page: page("access.accounts.title"), Accounts: accounts, More: true, Left: officesGrid(page("access.accounts.title"), []access.Office{{AccountID: "1", Name: "Ñaupari <b>, Rosa", Role: access.Manager}})})},
		{Name: "account-new", Whole: true, Component: showNewAccountForm(newAccountPage{Page: page("access.accounts.new"), Form: refused, Roles: roles, Institutions: places})},
		{Name: "account-profile", Whole: true, Component: showAccountProfile(profile)},
		{Name: "audit", Whole: true, Component: showAudit(audit)},
	}
}
