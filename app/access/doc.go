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
// access lies below people: it knows institutions only by identifier, and by
// the path and name that two of its queries read (authenticate.go, manage.go).
package access
