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
// A lesson may also be a course package that somebody made with another program
// ([PackageLesson]; package scorm reads them). Its files are kept with the others' and given
// out under a host name of their own, to whoever has a [Ticket]; what it keeps of a person is
// a [PackageVisit], one for each time it was opened. When it reports that it was completed
// the lesson counts as read; the score it reports is shown as its word and counts nowhere.
//
// # What a lesson contains
//
// Files of its course ([CourseFile]), which its text names ("![](archivo:plano)") and
// [Shelf.Render] shows; package media says what a file is. A recording of the text being
// read ([LessonAudio]). Words of the glossary ([GlossaryTerm]), which [Decorate] finds when
// the lesson is shown. Self-checks ([LessonCheck]): questions of the bank that stand in no
// test; what is answered ([CheckAnswer]) is for the reader alone and no rule reads it.
//
// A case study is published once somebody signed that its text names nobody
// ([CaseSignature]): rule "deidentification/1", eight statements, and a reason for whatever
// [Identify] finds. The signature is of a text, by its hash: a copy keeps it, a changed text
// has none.
//
// Beside a lesson its reader has a place ([ReadingPlace]), to which "Continue" leads, and a
// note ([LessonNote]) that only they see.
// # One lesson, several texts
//
// A lesson may be said otherwise ([Wording]): in another language, or with the examples of
// a department or of one institution. Whom a text fits gets it, everybody else the lesson's
// own; which one was read is noted with the reading. A text counts as reviewed
// ([WordingReview]) for exactly the words that were read.
//
// # From draft to version
//
// A draft is handed in, commented, returned or approved by somebody else ([Review]);
// only what was approved, word for word, is published. What a version says has a digest
// (content.go), so that no change after the approval goes unnoticed, whatever made it.
// Where an office has one author only, [Service.PublishAlone] asks for a reason that stays
// with the version. Lessons keep their identity from version to version ([Lesson].Origin):
// changes are shown lesson by lesson, and an offering can be moved to a newer version with
// what was read ([Service.Move]).
//
// A course may require others ([Prerequisite]), be copied ([Service.Duplicate]), taken out
// of what is offered ([Service.Archive]), and taken elsewhere as one file
// ([Service.Export], package parcel). Other parts of a course join the file as sections
// (portable.go).
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
// # What is asked again
//
// After a completion a person is offered a [RefresherSet] each week at most, by mail or on the
// page of their courses: a few questions that stand on no test, by the competencies they were
// trained in, each when it is about to be forgotten (package refresher). A [RefresherAnswer] is a
// fact of its own: nothing that measures reads it.
//
// # What others read
//
// Functions with the suffix Tx in read.go serve certificates and analytics
// inside their transactions: [CompletionTx], [CompletionRecordsTx], [RecordsTx],
// [EnrolmentIDsTx], [CompletionsForTx], [EnrolmentsForTx], [HoursTx].
package courses
