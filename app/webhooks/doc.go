// Package webhooks tells other programs that something has happened, so that they need not ask again and again.
//
//	err := s.Hooks.TellTx(tx, webhooks.Event{Kind: webhooks.CertificateIssued, Fact: c.ID, ID: c.ID, Path: "/certificates/" + c.ID, InstitutionID: place})
//
// A [Webhook] is an address of its owner's, with the kinds of events that are wanted there. What is sent says that something happened and where
// the API tells of it: identifiers, and no name, document or score. Whoever gets it reads the rest with a token, which asks once more who may.
//
// # From the fact to the receiver
//
// An event is noted in the transaction of the fact, as a job ([Service.TellTx]); where nobody has a webhook that is no statement at all. The job finds
// who hears of it: owners who have, at that moment, the permission of the event's kind at its institution ([Kind.Needs]). Each gets a
// [Delivery], known by its webhook and message: told twice, it is one. A delivery is another job, tried for a day and a half with
// growing pauses in a queue that keeps nothing of ours waiting, and may be repeated by its owner for thirty days; then it goes.
//
// The receiver may see a message twice (a process may die after it was sent and before that was noted) and knows it by its
// webhook-id, which stays the same. Messages are signed as Standard Webhooks (standardwebhooks.com) has it; after a new secret was made both sign for a day.
//
// A webhook that has failed for three days is paused and its owner told; so is one whose receiver says that it is gone (410). What happens
// while one is paused is not sent later.
//
// # Where it may lead
//
// Addresses are typed by people, and what relevo can reach others perhaps cannot. So only https is spoken, to public addresses alone; which
// these are is decided when the line is opened, after the name was looked up ([Reach]). No redirect is followed, no proxy of the environment
// used, and of the answer only the status counts. On a machine for development http to itself can be allowed.
//
// webhooks lies below people, whose events it tells: it knows institutions by their path alone. Notifications lie above it and are lent to
// it by package app (Service.Paused).
package webhooks
