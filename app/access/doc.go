// Package access knows who is at the door and what they may do.
//
// An [Account] is what somebody logs in with; it may belong to a person of
// the staff record. A [Login] is one device that is logged in. A role is
// granted within an institution and everything below it ([Grant]), or in the
// whole programme.
//
// [Actor] is the account as it acts in one request: services take it as their
// second argument and ask it before they do anything:
//
//	if err := actor.Need(access.ImportRoster, institution.Path); err != nil {
//		return err
//	}
//
// What is outside an actor's scope does not exist for them: Need answers
// "not found", so that an edited address tells nothing. Deny is the default:
// a permission that no role has can be exercised by nobody.
//
// Whatever changes something leaves an [AuditEntry] in the same transaction
// ([Record]).
//
// # At the door
//
// Logging in always makes a new token; only its hash is kept. A login ends when
// the device stays away for seven days, thirty days after it began, and at once
// when the account is closed or its passphrase changes.
//
// Mistakes are counted in the database, by the name that was typed and by the
// address they come from ([Throttle]): after five by one name, or a hundred from one
// address, nothing is tried for a minute, then two, up to fifteen. A try counts
// as a mistake before it is known to be one, so that many at once gain nothing; a
// name that nobody has is treated, and takes as long, as one that somebody has.
//
// Whoever holds a role that sees others ([Role.SeesOthers]) shows a second proof
// too: a code of a telephone ([SecondFactor], TOTP), or one of ten printed ones
// ([RecoveryCode]), each of which counts once. Until then they are nobody: the
// actor has no account, no person and no role, only [Actor.Awaits], so that
// nothing that asks who it is can forget to ask how they came in. A role given
// to somebody who is logged in asks for it at their next request. What makes the
// codes is sealed with a key from the secret beside the database (seal.go).
//
// A passphrase has 15 characters or more and is not made of words found in
// breaches (breached.go). Its owner chooses it by a [Link] that was mailed: an
// invitation, or what somebody gets who forgot theirs. A link works once, for a
// while, and only its hash is kept; asking for one tells nobody whether there is
// such an account. Links go to the account's own address, which its owner or an
// administrator sets. The one that a staff list says is proposed to whoever invites, who answers for it by sending.
// Another provider's login is tied only to an address that is known to be its owner's ([Account.EmailProvenAt]).
//
// Another provider may say who somebody is instead (package sso, [Identity]).
//
// # Programs
//
// A program of somebody's shows a [Token] instead of logging in. It acts as its
// owner, but with no more than the permissions it was given, holds no role, and is
// let in only at the addresses that say they are made for programs (Program of
// a route in app/web). It changes something only where its token says that it may.
//
// access lies below people: it knows institutions only by identifier, and by
// the path and name that some of its queries read, and notifications by how many are
// unread: the one statement that each request costs counts them for the sign in the head of every page.
// Mail and jobs lie above it and are lent to it by package app: Service.Post
// and Service.Later.
package access
