// Package web holds the pages of courses: what an official learns, what a trainer
// writes and runs, what a manager follows.
//
//	GET  /learn                                        Learn          access.Learn          my courses, one next step
//	GET  /learn/:enrolment                             LearnCourse    access.Learn          a course: modules, lessons, tests
//	GET  /learn/:enrolment/lessons/:lesson             Lesson         access.Learn          a lesson; ?seen=1 acknowledges a warning
//	POST /learn/:enrolment/lessons/:lesson/read        MarkRead       access.Learn          mark as read and go on
//	GET  /learn/:enrolment/notes                       Notes          access.Learn          all one's own notes of a course
//	GET  /learn/:enrolment/glossary                    LearnGlossary  access.Learn
//	POST /learn/:enrolment/lessons/:lesson/place       KeepPlace      access.Learn          where one stopped; sent by a script
//	POST /learn/:enrolment/lessons/:lesson/note        KeepNote       access.Learn
//	POST /learn/:enrolment/lessons/:lesson/checks/:item AnswerCheck   access.Learn          a self-check; its pictures below it
//	GET  /media/:file                                  Media          Learn, AuthorCourses, RunOfferings   a file of a course; /poster of a video
//
//	GET  /learn/refresher                              Refresher      access.Learn          what waits; ?item= what was right
//	POST /learn/refresher                              AnswerRefresher access.Learn
//	POST /learn/refresher/choice                       ChooseRefreshers access.Learn        wanted=yes|no
//	GET  /refresher/:token                             RefresherBy    anyone                the set of a letter's link
//	POST /refresher/:token                             AnswerRefresherBy anyone
//	POST /refresher/:token/choice                      ChooseRefreshersBy anyone
//	GET  /refreshers                                   RefresherFigures RunOfferings        how refreshers go
//
//	GET  /courses                                      CourseList     AuthorCourses, RunOfferings   all courses
//	GET  /courses/new                                  NewCourse      AuthorCourses         form
//	POST /courses                                      CreateCourse   AuthorCourses
//	GET  /courses/:course                              Course         AuthorCourses, RunOfferings   a version (?version=), checklist
//	GET  /courses/:course/edit                         EditCourse     AuthorCourses         details of the draft
//	POST /courses/:course/edit                         UpdateCourse   AuthorCourses
//	POST /courses/:course/publish                      Publish        AuthorCourses
//	POST /courses/:course/draft                        NewDraft       AuthorCourses         begin the next version
//	POST /courses/:course/modules                      AddModule      AuthorCourses
//	GET  /courses/:course/modules/:module              EditModule     AuthorCourses         form, and taking it out
//	POST /courses/:course/modules/:module              UpdateModule   AuthorCourses
//	POST /courses/:course/modules/:module/move         MoveModule     AuthorCourses
//	POST /courses/:course/modules/:module/delete       DeleteModule   AuthorCourses
//	GET  /courses/:course/modules/:module/lessons/new  NewLesson      AuthorCourses         form with preview
//	POST /courses/:course/modules/:module/lessons/new  AddLesson      AuthorCourses
//	GET  /courses/:course/lessons/:lesson              EditLesson     AuthorCourses         form with preview; published: to read
//	POST /courses/:course/lessons/:lesson              UpdateLesson   AuthorCourses
//	POST /courses/:course/lessons/:lesson/move         MoveLesson     AuthorCourses
//	POST /courses/:course/lessons/:lesson/delete       DeleteLesson   AuthorCourses
//	GET  /courses/:course/modules/:module/package      NewPackage     AuthorCourses         form for a SCORM package
//	POST /courses/:course/modules/:module/package      AddPackage     AuthorCourses
//	POST /courses/:course/lessons/:lesson/package      ReplacePackage AuthorCourses         another package in the draft
//	GET  /courses/:course/lessons/:lesson/try          TryPackage     AuthorCourses         plays it, keeps nothing (?unit=)
//	GET  /courses/:course/files                        CourseFiles    AuthorCourses         files, form; POST adds, /:file/remove
//	POST /courses/:course/preview                      Preview        AuthorCourses         a text as a lesson, while it is typed
//	GET  /courses/:course/glossary                     Glossary       AuthorCourses         words, form; /:term changes, /:term/remove
//	GET  /courses/:course/lessons/:lesson/sign         Case           AuthorCourses         a case study and its checklist; POST signs
//	GET  /courses/:course/lessons/:lesson/checks       LessonChecks   AuthorCourses         self-checks; POST /add, /remove
//
//	GET  /offerings                                    OfferingList   RunOfferings          runs that concern the actor
//	GET  /offerings/new                                NewOffering    RunOfferings          form (?course= a version)
//	POST /offerings                                    CreateOffering RunOfferings
//	GET  /offerings/:offering                          Offering       RunOfferings          who is where
//	GET  /offerings/:offering/enrol                    EnrolForm      RunOfferings          by institution or by name
//	POST /offerings/:offering/enrol                    Enrol          RunOfferings
//	GET  /offerings/:offering/enrolments/:enrolment    WithdrawForm   RunOfferings          one person, withdrawing
//	POST /offerings/:offering/enrolments/:enrolment    Withdraw       RunOfferings
//	GET  /offerings/:offering/attendance               Attendance     RunOfferings          a day's hours (?day=)
//	POST /offerings/:offering/attendance               RecordAttendance RunOfferings
//	GET  /offerings/:offering/packages                 PackageReports RunOfferings          what packages report
//	GET  /offerings/:offering/attendance.pdf           AttendancePDF  RunOfferings          the whole attendance, for the file
//	GET  /offerings/:offering/meetings …               meetings.go meeting_room.go roll.go meeting_sheets.go   RunOfferings
//	GET  /meet, /meet/:code                            Sign           access.Learn          signing in with the code on the wall
//	GET  /offerings/:offering/seats …                  seats.go       RunOfferings          seats, waiting list, code to enrol with
//	GET  /enrol, /enrol/:code                          Entry          access.Learn          enrolling oneself
//	GET  /offerings/:offering/enrol/rule               EnrolRule      RunOfferings          by rule, seen first
//	GET  /offerings/:offering/costs                    Costs          RunOfferings
//	GET  /offerings/:offering/following                Following      RunOfferings          who is stuck, who has left; messages
//	GET  /follow-ups                                   FollowUpsDue   RunOfferings          follow-ups due in the next month; /csv, /xlsx
//	GET  /funders/:funder                              Funder         RunOfferings          whom its money trained
//	GET  /funders                                      Funders        RunOfferings          list and form
//	POST /funders                                      AddFunder      RunOfferings
//
//	GET  /learn/:enrolment/offline                     TakeAlong      access.Learn          what there is to keep of a course (JSON)
//	GET  /learn/offline                                Offline        access.Learn          what is kept on the phone, what waits to be sent
//	GET  /learn/offline/token                          OfflineToken   access.Learn          lets a script send what waited
//
// # Without a network
//
// A learner may take a course along (along.go, assets/along.js): the pages of its lessons and
// what they show are put into a cache of the browser, case studies only when asked for. From
// then on the service worker (assets/sw.js) stands between the pages and relevo. It asks the
// network first and gives the kept copy when there is none. What is done in a lesson (read,
// note, place, self-check) and cannot be sent is kept in IndexedDB and sent when there is a
// line, by the same account only, in its order, as often as it takes: each of these may come
// twice without harm (a self-check carries a name, courses.CheckInput). The page says "saved
// on this phone" of what waits, and "saved" only when nothing does. What relevo refuses stays
// on the list with the reason. Whoever logs out with something unsent is asked first, because
// logging out wipes the device (assets/leave.js). All that is kept is sealed: see "What a telephone
// keeps" in app/web. Packages are not taken along: they need
// their host. A test that somebody has begun is kept whole, unless its author wants it answered with a line only
// (assets/sitting.js, assessments/web/sitting_along.go): its questions until it is handed in, its answers until they are sent
// (assets/unsent.js).
//
// On the host apart (web.Server.MountApart), where a ticket in the address stands for a login:
//
//	GET  /p/:ticket/play/:unit                         frame          the interface, around the unit's own frame
//	GET  /p/:ticket/lib/:version/:name                 library        what the frame needs
//	GET  /p/:ticket/files/*                            packageFile    a file of the package
//	POST /p/:ticket/keep                               keep           how the unit stands, by script or beacon
//
// "Permission" in this table is what the route lets in (web.Can); the service
// decides what exactly somebody may do. /offerings/new stands before
// /offerings/:offering in the table of routes, /courses/new before /courses/:course.
package web
