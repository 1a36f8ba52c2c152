// Package web holds the pages of assessments: the item bank and the forms for those
// who write them, the workbench for those who score, and one question a page for
// those who answer.
//
// Whoever answers needs no JavaScript: each question is a plain form that saves and
// goes on. Where scripts run, attempt.js saves while somebody writes, finish.js brings the rest before it is handed in, and unsent.js keeps on
// the device, sealed, what the server has not confirmed ("What a telephone keeps" in app/web); scoring.js lets trainers score with the
// number keys. They are in app/web/assets, with this slice's assessments.css.
//
//	GET  /competencies                        Competencies      any of the four below      the framework with its levels
//	GET  /competencies/new                    NewCompetency     AuthorItems                form
//	POST /competencies                        CreateCompetency  AuthorItems
//
//	GET  /items                               Items             AuthorItems                item bank (?competency= kind= q= archived= page=)
//	GET  /items/new                           NewItem           AuthorItems                choose a kind; ?kind= the form
//	POST /items                               CreateItem        AuthorItems
//	GET  /items/import                        ImportForm        AuthorItems                upload or paste questions
//	POST /items/import                        Import            AuthorItems                preview; with do=confirm bring in
//	GET  /items/imports/:import               Imported          AuthorItems                what an import did
//	GET  /items/template/:kind                Template          AuthorItems                the table to fill in, csv or xlsx
//	GET  /items/export/:format                Export            AuthorItems                the list as GIFT or Moodle XML (filters as Items)
//	GET  /items/:item                         Item              AuthorItems                as answered, key, versions, usage
//	GET  /items/:item/edit                    EditItem          AuthorItems                form for a new version
//	POST /items/:item                         UpdateItem        AuthorItems
//	POST /items/:item/archive                 ArchiveItem       AuthorItems                archived=true|false
//
//	GET  /pictures/:version/:picture          Picture           AuthorItems, ScoreResponses, Learn  of a version of an item
//
//	GET  /rubrics                             Rubrics           AuthorItems                list
//	GET  /rubrics/new                         NewRubric         AuthorItems                form; ?from= for the next version of one
//	POST /rubrics                             CreateRubric      AuthorItems
//	GET  /rubrics/:rubric                     Rubric            AuthorItems                criteria and levels
//	POST /rubrics/:rubric/apply               ApplyRubric       AuthorItems                in place of the other versions, for what was rated too
//
//	GET  /assessments                         AssessmentList    AuthorItems, RunOfferings  list
//	GET  /assessments/new                     NewAssessment     AuthorItems                form
//	POST /assessments                         CreateAssessment  AuthorItems
//	GET  /assessments/:assessment             Assessment        AuthorItems, RunOfferings  two forms, checks, sittings
//	POST /assessments/:assessment             UpdateAssessment  AuthorItems
//	GET  /assessments/:assessment/analysis    Analysis          AuthorItems, ViewFigures   how forms and items work (?occasion= administration=)
//	GET  /assessments/:assessment/analysis/:format AnalysisFile AuthorItems, ViewFigures   the same as xlsx, or a ?table= of it as csv
//	POST /assessments/:assessment/forms/:label SetForm          AuthorItems                what stands in form A or B
//
//	POST /assessments/:assessment/third-form      AddForm       AuthorItems                form C, empty
//	POST /assessments/:assessment/third-form/drop DropForm      AuthorItems                away again, until it is assigned
//
//	GET  /administrations/:administration     Administration    RunOfferings               who sits and where they stand (?state= page=)
//	POST /administrations/:administration/close-leavers CloseLeavers RunOfferings          for the whole programme only
//
// Below /administrations/:administration/attempts/:attempt, one person's place:
//
//	GET                      Sitting      RunOfferings     where they stand
//	POST /time               GiveTime     RunOfferings     extra_minutes=
//	POST /late               AdmitLate    RunOfferings     what came after the deadline counts
//	POST /aside              DecideAside  RunOfferings     do=admit|leave: what came when all was over
//	POST /withdraw           Withdraw     RunOfferings     no longer takes part
//	POST /observe/:version   Observe      ScoreResponses   a role play, rated while watching; RunOfferings too
//
//	GET  /scoring                             Scoring           ScoreResponses             what waits
//	POST /scoring/next                        NextTask          ScoreResponses             item=, after=: claim and go to a response
//	POST /scoring/undo                        UndoRating        ScoreResponses             take back the newest own rating
//	GET  /scoring/agreement                   Agreement         ScoreResponses, AuthorItems  how far independent ratings agree, and each rater's severity
//	GET  /scoring/agreement/input             AgreementInput    likewise                   what relevo measure reads, ?for=kappa|icc
//	GET  /scoring/trails/:version             Trails            AuthorItems                who gave what to what was rated twice, as far as opened
//	POST /scoring/trails/:version             OpenTrails        AuthorItems                opens it, and closes those responses to who looks
//	GET  /scoring/answers                     ShortAnswerQueue  ScoreResponses             short answers that no key accepts
//	GET  /scoring/answers/:version            ShortAnswers      ScoreResponses             each wording once
//	POST /scoring/answers/:version            RuleShortAnswers  ScoreResponses
//	GET  /scoring/calibration/:item           Calibration       ScoreResponses, AuthorItems  practice; for authors the set and the rule
//	POST /scoring/calibration/:item/rule      SetRatingRule     AuthorItems                share rated twice, tolerance, practice before
//	POST /scoring/calibration/:item/responses AddCalibration    AuthorItems
//	POST …/responses/:response/withdraw       WithdrawCalibration AuthorItems
//	POST /scoring/calibration/:item/practise/:response Practise ScoreResponses
//	GET  /scoring/:task                       Task              ScoreResponses             one response, blind
//	GET  /scoring/:task/recording             TaskRecording     ScoreResponses, AuthorItems   the response, heard
//	POST /scoring/:task                       Rate              ScoreResponses
//
//	GET  /attempts/:attempt                   Attempt           Learn                      what, how long, consent; or where to go on
//	POST /attempts/:attempt/start             Start             Learn
//	GET  /attempts/:attempt/questions/:n      Question          Learn
//	GET  /attempts/:attempt/pages             KeepAlong         Learn                      all of its pages at once, for the telephone (JSON)
//	POST /attempts/:attempt/questions/:n      SaveQuestion      Learn                      plain form
//	POST /attempts/:attempt/recordings        KeepRecording     Learn                      a spoken answer, before the answer that refers to it
//	GET  /attempts/:attempt/recordings/:file  OwnRecording      Learn
//	POST /attempts/:attempt/answers           SaveAnswers       Learn                      JSON, for unsent.js
//	GET  /answers                             AnswersFile       RunOfferings               asks for the sealed file of a telephone
//	POST /answers                             ReadAnswersFile   RunOfferings               what it would save; do=confirm saves
//	GET  /attempts/:attempt/review            Review            Learn                      answered and not
//	POST /attempts/:attempt/submit            Submit            Learn                      any number of times, one submission
//	GET  /attempts/:attempt/receipt           Receipt           Learn                      the code
//	GET  /attempts/:attempt/self              OwnLevels         Learn                      how one sees oneself, after a post-test
//	POST /attempts/:attempt/self              SayLevels         Learn
//	GET  /attempts/:attempt/result            Result            Learn                      own result, in words
//
// The permissions are what the routes let in (web.Can); the services decide what
// exactly somebody may do, and whose attempt it is. "Any of the four" is AuthorItems,
// RunOfferings, ScoreResponses, ViewFigures. In the table of routes /items/new, /items/import and /items/imports/:import
// stand before /items/:item, and likewise every "new" before its ":id", /scoring/next and /scoring/undo
// before /scoring/:task.
package web
