package measure

import (
	"slices"
)

// Cause says why a person's part in the cascade changed.
type Cause string

// The causes. The first two and the last three act on people in post; the others are moves.
const (
	NewlyTrained   Cause = "newly_trained"
	FirstAssessed  Cause = "first_assessed"
	TransferredIn  Cause = "transferred_in"
	JoinedTrained  Cause = "joined_trained" // new to the system, or back in it, with the skill already
	LeftSystem     Cause = "left"
	TransferredOut Cause = "transferred_out" // also to a role outside the scope
	LostFromSight  Cause = "lost_sight"      // no list shows the person any more: whether they left is unknown
	Reassessed     Cause = "re_assessed"
	Fading         Cause = "fading"          // the last row, between events
	ValidityLapsed Cause = "validity_lapsed" // the verified row, between events
)

// Causes lists all causes in the order in which a waterfall draws them.
func Causes() []Cause {
	return []Cause{NewlyTrained, FirstAssessed, TransferredIn, JoinedTrained, LeftSystem, TransferredOut, LostFromSight,
		Reassessed, Fading, ValidityLapsed}
}

// Part is one person's change in one row for one cause at one event.
type Part struct {
	Person string
	Day    Day // of the event; for fading and lapses the day up to which it is counted
	Cause  Cause
	Change float64 // people
}

// CauseTotal is one bar of the waterfall.
type CauseTotal struct {
	Cause  Cause
	Change float64
	People []string // whose parts make up the bar, without repetition
}

// RowAccount explains the change of one row. Start plus all parts is End, exactly: in floating point too.
type RowAccount struct {
	Row    Row
	Start  float64
	End    float64
	Parts  []Part
	Causes []CauseTotal // in waterfall order, causes without parts left out
}

// Account explains how rows 2 to 5 of the cascade changed from the end of day `from` to the end of day `to`.
//
// Each person's path is walked event by event. A jump at an event belongs to the event; what changes between events while in post is
// fading (in the verified row: validity lapsed). Events of one day come in this order: first all that starts and ends among the postings, as a
// single step, then completions, then results (pre, post, follow-up). So a person who arrives and is trained on one day
// first arrives, then is newly trained, and a renewal without a gap is no event at all.
//
// Somebody who enters from a posting outside the scope held that day or within the transfer days before is transferred in; somebody who leaves to
// one that day or within the transfer days after is transferred out. The model, with the half-life known at the report's as-of
// date, is the same for both ends.
func Account(people []History, scope Scope, from, to Day, m Model, rules TurnoverRules) []RowAccount {
	out := make([]RowAccount, 0, rowCount)
	for _, r := range Rows() {
		out = append(out, RowAccount{Row: r})
	}
	for _, h := range people {
		walk := pathWalk{history: h, scope: scope, model: m, rules: rules, rows: out}
		walk.run(from, to)
	}
	for i := range out {
		out[i].Causes = totals(out[i].Parts)
	}
	return out
}

// pathWalk carries one person along the days.
type pathWalk struct {
	history History
	scope   Scope
	model   Model
	rules   TurnoverRules
	rows    []RowAccount

	standing standing
	value    [rowCount]float64
}

func (w *pathWalk) run(from, to Day) {
	w.standing = w.history.standingAt(w.scope, from)
	w.value = w.standing.contribution(w.model, from)
	for r := range w.rows {
		w.rows[r].Start += w.value[r]
	}
	results := w.history.sortedResults()
	for _, day := range w.eventDays(from, to) {
		w.passTime(day)
		if inPost := w.history.inPost(w.scope, day); inPost != w.standing.inPost {
			cause := w.entryCause(day)
			if !inPost {
				cause = w.exitCause(day)
			}
			w.standing.inPost = inPost
			w.jump(day, cause)
		}
		if slices.Contains(w.history.Completions, day) {
			w.standing.trained = true
			w.jump(day, NewlyTrained)
		}
		for _, result := range results {
			if result.Day != day {
				continue
			}
			cause := Reassessed
			if !w.standing.scored {
				cause = FirstAssessed
			}
			w.standing.add(result)
			w.jump(day, cause)
		}
	}
	w.passTime(to)
	for r := range w.rows {
		w.rows[r].End += w.value[r]
	}
}

// eventDays lists the days in (from, to] on which anything may happen.
func (w *pathWalk) eventDays(from, to Day) []Day {
	var days []Day
	for _, s := range w.history.Postings {
		days = append(days, s.Start, s.EndDay())
	}
	days = append(days, w.history.Completions...)
	for _, r := range w.history.Results {
		days = append(days, r.Day)
	}
	slices.Sort(days)
	days = slices.Compact(days)
	return slices.DeleteFunc(days, func(d Day) bool { return d <= from || d > to })
}

// passTime books what time alone has changed since the last step.
func (w *pathWalk) passTime(day Day) {
	now := w.standing.contribution(w.model, day)
	for r := range w.rows {
		cause := Fading
		if w.rows[r].Row == VerifiedRow {
			cause = ValidityLapsed
		}
		w.book(r, day, cause, now[r]-w.value[r])
	}
	w.value = now
}

// jump books what an event has changed at once.
func (w *pathWalk) jump(day Day, cause Cause) {
	now := w.standing.contribution(w.model, day)
	for r := range w.rows {
		w.book(r, day, cause, now[r]-w.value[r])
	}
	w.value = now
}

func (w *pathWalk) book(row int, day Day, cause Cause, change float64) {
	if change != 0 {
		w.rows[row].Parts = append(w.rows[row].Parts, Part{Person: w.history.Person, Day: day, Cause: cause, Change: change})
	}
}

// entryCause tells a transfer from an arrival, for somebody who enters the scope on this day.
func (w *pathWalk) entryCause(day Day) Cause {
	for _, s := range w.history.Postings {
		if !w.scope.Includes(s) && s.Start < day && (s.EndDay() >= day || int(day-s.EndUpper) <= w.rules.TransferDays) {
			return TransferredIn
		}
	}
	return JoinedTrained
}

// exitCause tells a transfer from a loss, for somebody who leaves the scope on this day.
func (w *pathWalk) exitCause(day Day) Cause {
	latest, lost := day, false
	for _, s := range w.history.Postings {
		if w.scope.Includes(s) && s.EndDay() == day {
			if s.LostSight() {
				lost = true
			} else {
				latest = max(latest, s.EndUpper)
			}
		}
	}
	for _, s := range w.history.Postings {
		if !w.scope.Includes(s) && s.EndDay() > day && int(s.Start-latest) <= w.rules.TransferDays {
			return TransferredOut
		}
	}
	if lost {
		return LostFromSight
	}
	return LeftSystem
}

// totals adds the parts up by cause.
func totals(parts []Part) []CauseTotal {
	var out []CauseTotal
	for _, cause := range Causes() {
		total := CauseTotal{Cause: cause}
		seen := make(map[string]bool)
		for _, p := range parts {
			if p.Cause != cause {
				continue
			}
			total.Change += p.Change
			if !seen[p.Person] {
				seen[p.Person] = true
				total.People = append(total.People, p.Person)
			}
		}
		if len(total.People) > 0 {
			out = append(out, total)
		}
	}
	return out
}
