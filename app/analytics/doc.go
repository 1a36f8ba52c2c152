// Package analytics answers the question that relevo exists for: how many of
// the people in post on a day still can do it, and why that number moved.
//
// # What it shows
//
// For an institution with all below it, a competency and a day:
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
//     not run the institution (MEASURES, section 6), the same on every page; in
//     sight.go they meet the figures. What is hidden leaves the package as an
//     undefined number, so that no page can show it by mistake.
//
// Of figures nothing is stored (targets of the chain are facts, [ResultsTarget]): every figure is computed from the facts when asked for.
// Only fitted models are kept in memory, until a result is added, and the exact
// tests of many pairs, by the pairs; for the whole country these are computed in the
// background (learning_kept.go).
package analytics
