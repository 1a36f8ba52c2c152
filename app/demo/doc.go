// Package demo is the demonstration programme: two years of an invented
// training programme in six regions of Peru, told until [Begins].
//
// # The story
//
// Some six hundred people work, or worked, in residential care centres,
// protection units, courts, prosecutors' and ombudsman offices and with the
// justices of the peace. In the centres contracts end every three months, so that
// people leave three times a year; elsewhere they stay for years. Five courses were
// given in some forty offerings that two funders paid for. What people learnt shows in
// tests before and after, and fades: the tests three and six months later say
// how fast.
//
// Who looks finds:
//
//   - "CAR La Ceiba (demo)" in Iquitos was trained in six bursts. It has three
//     certificates for each of its posts, and hardly anybody who can do it today: those
//     who were trained have left.
//   - Its twin "CAR La Lupuna (demo)" welcomes whoever comes with the course, within
//     three weeks. Two thirds of its people can do it today.
//   - A mentor moved from one to the other in March 2026 and took her skill along.
//   - In "Juzgado penal colegiado del Cusco (demo)" nobody leaves. But nobody was
//     asked again for a year: no assessment is valid any more, and the skill has faded.
//   - Two assessors looked at both centres in February 2025 and again in February 2026:
//     La Lupuna hands over when somebody leaves and refers with an answer; La Ceiba has a
//     written pathway now, and still nobody hands over. In "CAR El Aguaje (demo)" a second
//     assessor is waited for.
//   - The official among the guests began at La Ceiba in April and is enrolled in
//     the offering that runs there now. Her first test waits for her, and a refresher of a
//     workshop that she completed in another job; others are half way. Trainers have
//     responses to score, and the manager has a staff list to read and somebody who is on
//     record twice.
//
// All names of people, institutions and funders are invented, and the names of
// institutions say so. Only regions, provinces and districts are real.
//
// # How it is made
//
// Everything is repeatable: the clock of the past is set by hand ([life.goTo]), what
// is left to chance falls by dice with a seed (dice.go), identifiers come from a
// seeded source. Two loads give the same rows on either database, but for the salts
// of the guests' passphrases.
//
// What is few is done by the services themselves, at its moment in the past
// ([db.Tx.Nested]): institutions, accounts, courses, assessments, offerings. What is
// many is made in memory and stored in bulk, with the pure functions of the nouns
// deciding what follows from what: [assessments.Mark] what answers earn,
// [courses.Progress] who has completed, [certificates.Make] what a paper says. The
// tests let the services hear every event once more and find that nothing is left
// to do.
//
// Nobody in the programme sees the true skill of a person (skills.go): answers
// depend on it, and everything shown depends on the answers.
//
// # Where things are
//
//	demo.go clock.go guests.go days.go dice.go   loading, the clock, the logins, chance
//	institutions.go accounts.go      where people work and who runs the programme
//	names.go employ.go lists.go      people, their coming and going, and how it became known
//	content.go teach.go content/     the courses as files, and how they are published
//	offerings.go journeys.go         what was offered, and each person's way through it
//	skills.go answers.go sittings.go what people can do, what they answer, how it is scored
//	completions.go papers.go         completions, certificates and what they look like, follow-ups
//	story.go waiting.go              what is arranged, and the list that waits for the manager
//	capacity.go counts.go survey.go   what institutions can do and count, what people said, what is aimed at
//	seats.go                         what offerings cost, who waits, codes to enrol with
//	meetings.go                      where some offerings met, who signed in, what was agreed
//	store.go                         the rows in bulk
package demo
