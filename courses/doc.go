// Package courses knows what is taught, when it runs and who has completed it.
//
// # What is taught
//
// A [Course] has versions ([CourseVersion]): modules of lessons, the
// competencies they are for and the assessment that shows what was learnt. A
// version is a draft until it is published; from then on it never changes. To
// change a course one makes a new draft, which begins as a copy of the last
// version. Lessons are written in Markdown and turned into safe HTML once,
// when saved ([Render]).
//
// # When it runs
//
// An [Offering] is one scheduled run of a published version: its dates, mode,
// institutions, trainers and who pays for it. It comes with an
// administration before and one after ([OfferingAdministration]); the
// assessments themselves know nothing of courses. An [Enrolment] is a
// person's place in an offering.
//
// An offering may have a number of seats. Whom there is no seat for waits
// ([WaitingPlace]) in the order of asking; a seat that becomes free goes to the next who is
// still in post, who is told. People are enrolled by hand, by a rule that is kept as the
// reason ([Whom], [EnrolmentRule]), or enrol themselves with a code ([Entry]). Who is
// verified in a competency is asked of the figures, through a function that package app
// brings along ([Verified]). What an offering cost is facts ([Cost]); funders have their
// share of the money, and people count once however many paid for them ([FunderPage]).
//
// # Meeting
//
// What is not virtual meets ([Meeting]): with an agenda and minutes, which are locked and then
// only corrected by adding ([MeetingMinutes]). Who was there is noted by marks
// ([MeetingMark]): by themselves with the code on the wall, which changes every minute
// (meeting_code.go), by the trainer from a list that works without a connection, or typed
// in from a sheet that was signed ([MeetingSheet]). Marks are never changed, and each is
// noted once by its key. Once a meeting is over they become [Attendance], which is the one
// place where hours are kept: a day that has no meetings is noted as a whole.
//
// # Following
//
// [Progress.Stuck] says who does not go on, at what and since when. Whoever has left the post
// from which they were enrolled is shown apart and not chased. A [Message] goes to a [Group]
// after it was seen, and stays with the offering.
//
// # Learning
//
// [Progress] is everything that has happened to one enrolment, and its methods
// are the rules: what comes next ([Progress.Next]), when the post-test is due
// ([Progress.PostDue]) and whether the course is completed
// ([Progress.Completes]). They are pure. After whatever adds a fact (a lesson
// read, attendance, a scored test) the service settles the enrolment: it
// assigns the post-test or appends the [Completion], once, and tells
// "courses.completed".
//
// # Rules of completion
//
//   - "lessons+post/1": every lesson read and the post-test scored; virtual
//     and mixed offerings.
//   - "attendance+post/1": at least 80 % of the course's hours attended and the
//     post-test scored; face-to-face offerings, where the lessons are
//     material to keep and not a duty.
//
// The day of a completion is the day on which the last of what was asked of
// the person was done, not the day on which somebody scored it.
//
// # What people say of it
//
// Whoever completes an offering is asked how useful it was ([SurveyAsk]), and in a room
// with a code ([SurveyRoom]). A [SurveyResponse] belongs to nobody: survey.go says how
// that is kept so.
//
// # What others read
//
// Functions with the suffix Tx in read.go serve certificates and analytics
// inside their transactions: [CompletionTx], [CompletionRecordsTx], [RecordsTx],
// [EnrolmentIDsTx], [CompletionsForTx], [EnrolmentsForTx], [HoursTx].
package courses
