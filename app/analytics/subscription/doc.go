// Package subscription sends figures by mail, every week or every month, to those who asked for them.
//
// Somebody who may see the figures of a place, or of the results chain, asks once ([Service.Subscribe]). After the
// end of each period a job ([Service.HearDue]) finds what is due, and another for each letter ([Service.HearSend]) asks
// package analytics in the name of the subscriber, as they are then, makes the files and hands the letter to the outbox of
// package mail.
//
// # What is in a letter
//
// They are narrowed down as the page was on which somebody asked for them: to a cadre, a department, the trainings of one funder. The
// list of one's reports, the letter and its files say so. Where there are no institutions of a department any more, the report ends.
//
// The figures are those of the last day of the period, with what was known at its end; of a place of more people
// than a page reads, those that are kept. Where cells of few people are hidden from the subscriber, as on the page, the
// files are attached. Whoever runs a place sees all its cells, and so small ones: these are personal data, which no mailbox
// is given, and the letter has a link to the same files behind the login.
//
// # Never twice
//
// That a period was told is written ([Told]) in the transaction that hands the letter to the outbox. The job may be
// killed before and begin again, and two processes may make the same letter: one of them writes it, once. A relevo that
// was off at the end of a period tells of the last one that is over, not of all it missed.
//
// # When it ends
//
// By the link in the letter, with one click and without logging in; on the page of one's own reports; and when the
// account or the permission is no more. Whoever wants no mail at all gets none of these either, for as long as that is so.
package subscription
