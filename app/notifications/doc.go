// Package notifications tells people what has happened that is theirs to know or to do.
//
//	quiet, err := s.Notices.TellTx(tx, notifications.Certificate, []notifications.News{{
//		PersonID: holder, About: course, Path: "/certificates", Key: "certificate:" + id,
//	}})
//
// A [Notification] is written in the transaction of the fact it tells of ([Service.TellTx]); where the fact is that a day has come,
// a job that runs once a day finds it. A key says what it is about: nobody is told twice of the same, however often a job runs. Who has no
// account is told nothing here: letters to them are the business of whoever writes those.
//
// # How somebody wants to be told
//
// Of each [Kind] an account chooses a [Way]: in relevo alone, by mail at once too, by mail once a day, or not at all. A [Choice] is a
// fact, the newest counts; who has chosen nothing is told as [Kind.Usual] says. Whoever wants no mail at all (package mail) gets none
// of this either. Each letter ends in a link that turns its kind of letters off without logging in.
//
// Seats, messages, ending certificates, refreshers and the digest have letters of their own, some of which people without an account get too; of those TellTx says who
// does not want one at once.
//
// # What is said
//
// A sentence, with a course's or an institution's name or a count in it, and a link to the page, which asks who is there. No
// score, no document, nobody else's name. A trainer is told that answers wait, not whose, how many or of what: a
// response is scored without knowing any of it.
package notifications
