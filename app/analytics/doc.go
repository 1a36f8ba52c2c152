// Package analytics answers the question that relevo exists for: how many of
// the people in post on a day still can do it, and why that number moved.
//
// # What it shows
//
// For an institution with all below it, a competency and a day, and if one likes of one cadre, of one region (region.go) or with
// the trainings of one funder alone (funder.go):
//
//   - the cascade ([Cascade]): certificates → trained in post → mastered →
//     verified → turnover-adjusted trained staff, always together;
//   - the series of its rows by month ([Figures.Series]);
//   - the account of what changed between two days ([Account]), which adds up
//     without remainder, and the people behind each of its bars;
//   - turnover beside it;
//   - how a competency fades, and who of a place is losing it ([Fading]);
//   - the dashboard ([Dashboard]): one figure and why it moved, places by competencies, departments,
//     and who needs training this week;
//   - two places beside each other, chosen by whoever reads ([Beside]);
//   - the learning of a group ([Learning]): who answered before, after and months
//     later, why the others did not, and how much changed;
//   - what turnover leaves of training ([Staying]): how long it stays, where it travels, what a leaver takes along, its months by course,
//     funder and soles;
//   - the results chain ([Results]): indicators with baselines, targets and parts; and centres trained early beside those not trained yet
//     ([Comparing]).
//
// The definitions are those of package measure, which does the arithmetic;
// this package brings it the facts.
//
// # Where a figure comes from
//
//   - records.go reads what is written down of everybody ever posted there, a fixed
//     number of statements for every 500 people, and makes measure.History of it,
//     one competency at a time; read.go says where "there" is.
//   - model.go fits, over the whole programme, what turns a score into a
//     probability: equating of the forms, reliability, half-life. A model
//     knows nothing that happened after the day of its report.
//   - report.go is the same to be taken away; package report writes the files.
//   - service.go and account.go ask for permission and put the two together.
//   - learning.go and its neighbours follow everybody through the runs of a course
//     and compare the occasions; learning_veil.go does for them what veil.go does.
//   - stay.go and its neighbours read postings, completions and costs; branches.go hides what adds up over the tree of places.
//   - results.go says which indicators there are, results_observe.go what each was in a year, results_parts.go hides their small parts.
//   - veil.go and veil_account.go hide the cells of few people from whoever does
//     not run the institution (MEASURES, section 6), the same on every page, veil_region.go and veil_funder.go
//     those of regions and funders beside them; in sight.go they meet the figures. What is hidden leaves the package as an
//     undefined number, so that no page can show it by mistake.
//
// # Then and now
//
// A past day is told with what is known of it today, or with what was known at its end ([Known]):
// the facts carry the moment they were recorded and superseded at, and db.Tx.KnownBefore
// reads them, and the model, as of a moment. Which it is, is said on the page and in every file.
//
// # What is kept
//
// A page about few people computes its figures from the facts when they are asked
// for. About more than a few thousand it shows what is kept: for every institution
// and competency the cascade month by month (kept_strands.go), up to today and, for
// those who see whole months only, up to the end of the last month.
//
//   - What is kept are whole numbers (probabilities in steps of 2^-32), so that sums are
//     the same in any order. Somebody who was in post in two places at once is kept
//     apart in each until both are added up, and counts once. A page about one place does not read who these are.
//   - Triggers note in the transaction of a fact, whoever writes it, whose facts have
//     changed (kept_change). A job (kept.go) computes the institutions where these
//     people ever were, always whole, and adds up those above. So what is brought
//     up to date is what would be computed anew, byte for byte; a test holds them together,
//     and another holds both to the facts.
//   - Models are kept too (kept_model.go). Triggers note in which competency a result was written (kept_result); where nothing is
//     noted, a page takes the kept model at the cost of a look-up. Where something is, a small programme fits at once, a
//     large one waits for the job, which fits again within the hour.
//   - With a model, rules or a day that are others, all is computed again, in one pass over everybody (kept_all.go); so does `relevo
//     report rebuild`. Each table is read once, in the order in which it lies, and held in little room (kept_ledger.go, scores.go), for
//     the models and for the series. That somebody is in post is added up once for all competencies, and to each what they count for beyond
//     it; one person is added up in the same way whether all are or few (kept_person.go).
//   - What is hidden is decided by the same veil: the tallies follow from the same numbers. It depends on all that the actor may see; so another
//     job (told_decide.go) decides it for each way in which accounts see figures without every name, of all places and months at once, and
//     keeps the decision with the numbers that it was made of (told.go): to newer numbers an older decision would not apply. A page reads
//     those of the places on it. Where nothing was decided it is at reading (kept_read.go), over all series. A place that is read
//     without what else may be seen is blind: of it nothing is shown but what was decided.
//   - Of each funder who pays for something in a competency series are kept likewise; a region is added up at reading from the
//     places that lie in it. What of a funder may be told to who sees no names is always computed from the facts.
//   - A page that shows what is kept says when it was computed, and whether something
//     was recorded since.
//
// Of a large place the account of a change is not on the page of figures, nor is on the dashboard who needs training: these follow from the
// people one by one; the first is computed on its own page, the second on the dashboards of the places below.
//
// Targets of the results chain are facts ([ResultsTarget]). Of the chain only what a page shows is computed, and it is kept in memory with
// the version of the facts that it was made of (results_kept.go): the next page takes a few look-ups, until something is
// written of which it may tell. Fitted models are kept in memory, until a result is added, and the exact
// tests of many pairs, by the pairs; for the whole country these are computed in the
// background (learning_kept.go).
package analytics
