// Package mail sends what somebody should read though they are not here: that a
// certificate ends, a link to a new passphrase.
//
//	queued, err := s.Mail.SendTx(tx, mail.Message{
//		To: person.Email, Language: i18n.Spanish, Key: "certificate-ends:" + id,
//		Subject: …, Text: []string{…},
//	})
//
// A [Message] is decided upon inside the transaction of what it tells
// ([Service.SendTx]) and leaves through the outbox: one job each, tried again
// while the server is away or refuses for now. Its key says what it is about;
// nothing with the same key is ever sent again. Where nobody has configured mail,
// nothing is queued, and [Service.Configured] lets pages say so.
//
// # Never twice
//
// A letter is taken before it is sent ("sending") and noted afterwards. When the
// process dies in between, or the line is cut after the last word and before the
// server's answer, nobody knows whether it arrived. It is left as it is rather than
// sent again: who was not reminded sees the same in relevo, and who got no link
// asks for another.
//
// # Whose business it is
//
// Address and words are forgotten as soon as a letter was sent or given up; key,
// state and moment stay. Logs have the letter's id and the server's code, neither
// address nor words: go-mail's own errors name the recipient and are not passed on.
//
// # Who wants none
//
// Notices ask [WantedTx] before; a [Choice] is a fact, the newest counts. Every notice
// ends in a link that turns them off without logging in ([Service.OffAddress]), for
// many who have an address here have no account. What somebody has just asked for
// themselves, such as a new passphrase, is sent whatever they chose.
package mail
