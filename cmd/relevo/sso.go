package main

import "relevo/app/access/sso"

// singleSignOn names another provider of logins (OpenID Connect).
type singleSignOn struct {
	OIDCIssuer string `help:"Address of a provider of logins (OpenID Connect) beside relevo's own."          name:"oidc-issuer" placeholder:"https://…"`
	OIDCClient string `help:"The name that provider knows relevo by. RELEVO_OIDC_SECRET is what they share." name:"oidc-client" placeholder:"NAME"`
	OIDCSecret string `hidden:""                                                                             name:"oidc-secret"` // from the environment: others can read a command line
	OIDCName   string `help:"How the button on the login page calls it."                                     name:"oidc-name"   placeholder:"TEXT"`
}

func (s singleSignOn) sso() sso.Config {
	return sso.Config{Issuer: s.OIDCIssuer, Client: s.OIDCClient, Secret: s.OIDCSecret, Name: s.OIDCName}
}
