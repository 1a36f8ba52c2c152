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
//	GET  /funders                                      Funders        RunOfferings          list and form
//	POST /funders                                      AddFunder      RunOfferings
//
// "Permission" in this table is what the route lets in (web.Can); the service
// decides what exactly somebody may do. /offerings/new stands before
// /offerings/:offering in the table of routes, /courses/new before /courses/:course.
package web
