// Package selfcare is a check-in for people who listen to victims every day: a few
// questions about the last two weeks, what the answers add up to, and whom to turn to.
//
// It belongs to whoever answers and to nobody else:
//
//   - Nothing is kept unless the person has consented to that ([Keeping]); without, the
//     answers are added up, shown, and forgotten.
//   - What is kept is read by the person alone. Whoever asks for somebody else's is told
//     that there is nothing there (404), whether there is or not, and that they asked is
//     noted in the audit ([Service.Refuse]). That somebody answered is not noted: the audit
//     has readers. Nor is it in the copy that somebody else takes for the person
//     ([privacy.Held].Own).
//   - Withdrawing the consent deletes what was kept, at once.
//   - It is never stored on a device: pages for people who are logged in are not, and no
//     script keeps this form.
//
// # What is told to others
//
// With a second, separate consent ([Counting]) an answer counts in the figures of its half
// year: the share of people whose check-in weighs heavily, in the whole programme and by
// region. Figures are made once, after the half year is over ([Service.Publish]), and never
// again: a figure that moved whenever somebody answers or withdraws would tell what they
// answered. [Suppress] says which may be told, compared with the two half years before: no sum of
// figures may differ from a sum of theirs in one to ten people, also where some have deleted what
// they answered since. What is compared is whom a figure counts, as relevo knows where they worked; a
// posting that is corrected after a figure was made can hide one to ten who moved.
//
// # The questions
//
// The default is relevo's own ([Own]), seven questions in our words. It is not a validated test
// and its limits are a convention; pages say so. A [Pack] is another questionnaire, which an administrator
// loads from a file, with the licence under which it may be used, shown to whoever
// answers. So can ProQOL 5 be used: it may be copied freely if its author is credited, nothing is
// changed and it is not sold. relevo does not bring it along, because those who pass relevo
// on may do what that licence does not let them.
package selfcare
