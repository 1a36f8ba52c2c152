// Package digest is the week of those who answer for people: who joined and needs training, whose follow-up is overdue, and
// whose assessment is not valid any more, or will not be in a week, so that a refresher is due.
//
// The page ([Service.Digest]) names them, to whoever may see names where they work. Once a week ([Service.HearWeek]) whoever
// chose so is told that there is something, by mail with a count for each institution and no name: a mailbox is nobody's
// office. Scores are in neither; who is below the cut is therefore not part of it, and stands on the dashboard.
//
// A letter is known by its account and the Monday of its week, so that a job that runs again tells nobody twice. Of a place of
// more than [Most] people nothing is told: who answers for so many looks at the places below it.
package digest
