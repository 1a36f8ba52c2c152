// Package sso has another provider say who somebody is, so that an institution's
// people log in with the account they have there (OpenID Connect, authorization
// code flow with PKCE, RFC 7636).
//
//	address, begun, err := provider.Begin(ctx)   // the browser goes there, and keeps begun
//	proven, err := provider.Finish(ctx, begun, state, code)
//	token, err := accounts.LogInProven(ctx, proven)
//
// What it gives is a proof and no account: which account that is, and whether a
// second proof is still asked for, is decided by package access. The provider is
// asked for its addresses and keys when somebody first logs in, not at the
// start: relevo serves while the provider is away.
package sso
