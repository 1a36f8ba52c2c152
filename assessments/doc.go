// Package assessments measures what people can do: before a course, after it
// and months later, always on the same scale.
//
// # The nouns
//
// A [Competency] is what is measured. An [Item] asks for it; what it asks is an
// [ItemVersion], which never changes. A vignette is an item with an open
// answer that trainers score by a [Rubric]; [Kinds] lists what else there is. An [Assessment] has two parallel
// forms ([Form]) "A" and "B", or three. An [Administration] is one sitting of an assessment on
// an occasion (pre, post, follow-up); it knows its people through their
// attempts and nothing of courses.
//
// # The life of an attempt
//
//	not_started → in_progress → submitted → scored
//	     └────────────┴→ closed (with the reason)
//
// [AssignTx] gives each person an [Attempt] and a form: A and B alternate within
// an institution, and whoever had one form before gets the other after. The forms
// are frozen from then on. The person starts, answers and submits. Answers are
// appended, each with a number that the device counts up, so that a telephone that
// was offline may send them late, twice or in any order: the highest number counts.
// Two devices may answer at once: both histories are kept, and each is told of the other.
//
// Where time is limited the deadline is fixed at the start, by the server's clock. What
// comes after it is kept and flagged, and counts only if whoever runs the sitting admits
// it; some minutes later relevo hands in what is there. What comes when the attempt is over
// is put aside ([AsideAnswer]) for them to decide on. No answer is ever dropped.
//
// # Scoring
//
// Submitting enqueues [EventSubmitted]. [Service.Score] scores what needs no
// judgement and makes a [ScoringTask] of each vignette. A task has a random
// identifier and shows a trainer the vignette, the response and the rubric: nothing
// that tells who wrote it, where, or on what occasion. By its [RatingRule] a share of the
// responses, drawn by lot, is rated by two people; where they differ too much a third decides.
// [Service.Agreement] tells how far they agree, and a [Calibration] lets raters try
// themselves first. When the last rating is
// in, there is one [Result] for each competency, with the cut score, the
// institution, cadre and region of the day and the version of the rule, and
// [EventScored] is enqueued. Scores and results are facts: a new rating supersedes them.
//
// # What institutions can do
//
// A [Checklist] holds criteria of institutional competencies, with what counts as evidence
// and four levels. In a [CapacityRound] two assessors rate an institution, blind to
// each other until both have submitted; where they differ, a [CapacityConsensus] is
// added beside both ratings. A settled round has one [CapacityResult] for each
// competency. [MonthlyCount] is what an institution counts. The unit of all of this
// is the institution, never a person.
//
// # Where things are
//
//	competency.go item.go rubric.go form.go administration.go attempt.go task.go result.go import.go   types and rules
//	bank.go build.go blanks.go pictures.go   the item bank: what is kept, how a version is made
//	importing.go importing_question.go exporting.go   files brought in and taken elsewhere
//	assembly.go planning.go sitting.go   forms put together, administered and assigned
//	parallel.go                      whether forms are alike
//	answering.go saving.go timing.go aside.go self_rating.go   a person's own attempt
//	answers_file.go answers_import.go   the sealed file of a telephone that finds no network any more
//	attending.go observing.go        what whoever runs a sitting does for one person
//	second_rating.go agreement.go calibration.go ruling.go reapplying.go   who rates, how alike, and what is scored anew
//	marking.go scoring.go workbench.go   what answers earn, scores and results, and the trainers' part in them
//	analysis.go analysing.go analysing_items.go analysis_read.go analysis_veil.go   how items and forms work, computed in the background
//	framework.go framework_import.go target.go   wordings of competencies, files of them, what is aimed at
//	checklist.go checklist_service.go checklists/   what is looked at in institutions
//	capacity.go capacity_round.go capacity_read.go capacity_compare.go capacity_across.go   rounds and what they show
//	monthly.go monthly_service.go monthly_import.go   monthly counts
//	refreshing.go   questions that courses may ask between tests
//	read.go    what other slices may ask inside their transaction
//	store.go   the statements that several of these share
//	formats    readers and writers of other systems' question files
package assessments
