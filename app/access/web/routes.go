package web

import (
	"relevo/app/access"
	"relevo/app/web"
)

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	administrators := web.Can(access.ManageAccounts)
	return []web.Route{
		{Method: "GET", Path: "/login", Handle: h.LoginForm, Allow: web.Anyone, Name: "login"},
		{Method: "POST", Path: "/login", Handle: h.LogIn, Allow: web.Anyone, Name: "login.do", Queues: true},
		{Method: "POST", Path: "/login/passkey/begin", Handle: h.BeginPasskeyLogin, Allow: web.Anyone, Name: "login.passkey.begin"},
		{Method: "POST", Path: "/login/passkey", Handle: h.LogInWithPasskey, Allow: web.Anyone, Name: "login.passkey"},
		{Method: "POST", Path: "/login/sso", Handle: h.BeginSSO, Allow: web.Anyone, Name: "login.sso"},
		{Method: "GET", Path: SSOBack, Handle: h.FinishSSO, Allow: web.Anyone, Name: "login.sso.return"},
		{Method: "GET", Path: "/forgot", Handle: h.ForgotForm, Allow: web.Anyone, Name: "forgot"},
		{Method: "POST", Path: "/forgot", Handle: h.Forgot, Allow: web.Anyone, Name: "forgot.do"},
		{Method: "GET", Path: "/passphrase/:token", Handle: h.ChoosePassphrase, Allow: web.Anyone, Name: "passphrase"},
		{Method: "POST", Path: "/passphrase/:token", Handle: h.UseLink, Allow: web.Anyone, Name: "passphrase.choose", Queues: true},
		{Method: "POST", Path: "/logout", Handle: h.LogOut, Allow: web.Halfway, Name: "logout"},
		{Method: "GET", Path: web.SecondPath, Handle: h.Second, Allow: web.Halfway, Name: "account.second"},
		{Method: "POST", Path: web.SecondPath + "/begin", Handle: h.BeginSecond, Allow: web.Halfway, Name: "account.second.begin"},
		{Method: "POST", Path: web.SecondPath + "/confirm", Handle: h.ConfirmSecond, Allow: web.Halfway, Name: "account.second.confirm", Secret: true},
		{Method: "POST", Path: web.SecondPath + "/give", Handle: h.GiveSecond, Allow: web.Halfway, Name: "account.second.give"},
		{Method: "POST", Path: web.SecondPath + "/recovery", Handle: h.RenewRecovery, Allow: web.LoggedIn, Name: "account.second.recovery", Secret: true},
		{Method: "POST", Path: web.SecondPath + "/replace", Handle: h.ReplaceSecond, Allow: web.LoggedIn, Name: "account.second.replace"},
		{Method: "POST", Path: "/account/passkeys/begin", Handle: h.BeginPasskey, Allow: web.Halfway, Name: "account.passkey.begin"},
		{Method: "POST", Path: "/account/passkeys", Handle: h.AddPasskey, Allow: web.Halfway, Name: "account.passkey.add"},
		{Method: "POST", Path: "/account/passkeys/:passkey/name", Handle: h.NamePasskey, Allow: web.LoggedIn, Name: "account.passkey.name"},
		{Method: "POST", Path: "/account/passkeys/:passkey/remove", Handle: h.RemovePasskey, Allow: web.LoggedIn, Name: "account.passkey.remove"},
		{Method: "GET", Path: "/account", Handle: h.Account, Allow: web.LoggedIn, Name: "account"},
		{Method: "GET", Path: "/device", Handle: h.Device, Allow: web.LoggedIn, Name: "account.device"},
		{Method: "POST", Path: "/account/passphrase", Handle: h.ChangePassphrase, Allow: web.LoggedIn, Name: "account.passphrase"},
		{Method: "POST", Path: "/account/email", Handle: h.SetOwnEmail, Allow: web.LoggedIn, Name: "account.email"},
		{Method: "GET", Path: "/account/tokens", Handle: h.Tokens, Allow: web.LoggedIn, Name: "account.tokens"},
		{Method: "POST", Path: "/account/tokens", Handle: h.CreateToken, Allow: web.LoggedIn, Name: "account.tokens.create", Secret: true},
		{Method: "POST", Path: "/account/tokens/:token/revoke", Handle: h.RevokeToken, Allow: web.LoggedIn, Name: "account.tokens.revoke"},
		{Method: "GET", Path: "/account/views", Handle: h.Views, Allow: web.LoggedIn, Name: "account.views"},
		{Method: "POST", Path: "/account/logins/:login/end", Handle: h.EndLogin, Allow: web.LoggedIn, Name: "account.login.end"},
		{Method: "POST", Path: "/account/logins/end", Handle: h.EndOtherLogins, Allow: web.LoggedIn, Name: "account.logins"},
		{Method: "GET", Path: "/accounts", Handle: h.Accounts, Allow: administrators, Name: "accounts"},
		{Method: "GET", Path: "/accounts/new", Handle: h.NewAccount, Allow: administrators, Name: "accounts.new"},
		{Method: "GET", Path: "/accounts/invite", Handle: h.InviteForm, Allow: administrators, Name: "accounts.invite"},
		{Method: "POST", Path: "/accounts/invite", Handle: h.Invite, Allow: administrators, Name: "accounts.invite.do"},
		{Method: "POST", Path: "/accounts", Handle: h.OpenAccount, Allow: administrators, Name: "accounts.open", Secret: true},
		{Method: "GET", Path: "/accounts/:account", Handle: h.Profile, Allow: administrators, Name: "accounts.profile"},
		{Method: "POST", Path: "/accounts/:account/roles", Handle: h.GrantRole, Allow: administrators, Name: "accounts.grant"},
		{Method: "POST", Path: "/accounts/:account/roles/:grant/revoke", Handle: h.RevokeRole, Allow: administrators, Name: "accounts.revoke"},
		{Method: "POST", Path: "/accounts/:account/disable", Handle: h.Disable, Allow: administrators, Name: "accounts.disable"},
		{Method: "POST", Path: "/accounts/:account/enable", Handle: h.Enable, Allow: administrators, Name: "accounts.enable"},
		{Method: "POST", Path: "/accounts/:account/passphrase", Handle: h.ResetPassphrase, Allow: administrators, Name: "accounts.passphrase", Secret: true},
		{Method: "POST", Path: "/accounts/:account/email", Handle: h.SetEmail, Allow: administrators, Name: "accounts.email"},
		{Method: "POST", Path: "/accounts/:account/link", Handle: h.SendLink, Allow: administrators, Name: "accounts.link", Secret: true},
		{Method: "POST", Path: "/accounts/:account/second/reset", Handle: h.ResetSecond, Allow: administrators, Name: "accounts.second.reset"},
		{Method: "GET", Path: "/audit", Handle: h.Audit, Allow: web.Can(access.ReadAudit), Name: "audit"},
	}
}
