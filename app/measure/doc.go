// Package measure is the mathematics of relevo: every figure the programme shows is computed here, by one function
// each, from plain values. It knows no database, no clock, no language and nothing else of relevo, so that anyone may
// import it and an evaluator can check a figure with `relevo measure NAME < in.json`, which runs these same functions.
//
// # The question
//
// Activity reports count certificates. People who were trained move on, and skills fade; what a director needs to know is
// how many of the people in post today can still do the work. Read the files in this order to follow the answer:
//
//   - stay.go, turnover.go: postings, who is where on a day, how many leave (separations per person-year);
//   - survival.go, survival_groups.go: how long people stay, also when some were in post before observation began;
//   - trained.go: how long a training stays in a place, where it travels, the time in post that is owed to it;
//   - fading.go: how a score fades, and the half-life of a competency, measured or assumed;
//   - skill.go: the probability that one person still has the skill, and the sum over the people in post;
//   - cascade.go: certificates, trained, mastered, verified, turnover-adjusted trained staff, always shown together;
//   - account.go: why these figures changed between two dates, person by person, without remainder;
//   - coverage.go: how much training holds a coverage against turnover and fading;
//   - onboarding.go: the same where newcomers are trained some time after they came, by formula and simulated.
//
// The rest serves questionnaires and training effects:
//
//   - rate.go: rates and shares with intervals that hold in small groups;
//   - change.go, change_person.go: change from pre to post, of a group and of one person, and what drop-outs could hide;
//   - items.go, distractors.go, raters.go, raters_numeric.go, scales.go: how good items, forms and raters are, and scoring keys;
//   - equate.go: one scale for several forms;
//   - staggered.go: centres trained early beside those not trained yet;
//   - shrink.go: fair estimates for small centres, and p-values of many comparisons;
//   - suppress.go, suppress_sums.go: which cells of a table must be hidden so that nobody can be recognised, not even by subtraction;
//   - compute.go and its neighbours: JSON in, JSON out, for `relevo measure`.
//
// # Conventions
//
// A figure that cannot be computed is an undefined Number: NaN in Go, null in JSON, never 0. Whoever returns one adds a
// Warning with the reason; its Code selects the translated sentence on screens. Errors are for input that is impossible (a stay that
// ends before it begins), not for figures that happen to be undefined.
//
// Dates are Days, whole days since 1970-01-01. Shares, probabilities and reliabilities run from 0 to 1, except in item statistics,
// which are percentages as in the reports teachers know. Scores run from 0 to 100 after equating. Intervals are 95 %. Rates are per
// person-year (365.25 days) where nothing else is said.
//
// # Trust
//
// Reference values computed in R are matched to 1e-6. Where a method is our own (the half-life, the sum of skills) a
// seeded simulation checks that its 95 % interval covers the truth in 93 to 97 % of runs. What must hold for every input
// is a property test: the account adds up to the last bit, and no hidden cell follows from the shown ones.
package measure
