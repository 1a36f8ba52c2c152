package certificates

import (
	"time"

	"relevo/app/db"
	"relevo/app/fault"
)

// Base is what the validity of a certificate of competence is counted from.
type Base string

// The bases.
const (
	FromCompletion Base = "completion" // the day the course was completed
	FromPrevious   Base = "previous"   // the end of the certificate before, when it was renewed in time
	FixedDay       Base = "fixed"      // everybody's ends on the same day of the year
)

// Bases lists the bases in the order people are shown them.
var Bases = []Base{FromCompletion, FromPrevious, FixedDay}

// Cycle says for how long a certificate of competence is valid and from when
// its holder is to think of the next.
type Cycle struct {
	Months        int // of validity; whole years where the day is fixed
	Base          Base
	FixedMonth    int // 1 to 12; 0 unless the day is fixed
	FixedDay      int // 1 to 31; 0 unless the day is fixed
	MinimumMonths int // with a fixed day: nobody is asked again before
	RemindDays    int // before the end, from when the holder is reminded; 0: never
}

// usual is the cycle of a course without a rule of its own. What was mastered
// fades; half a year is when the programme's second follow-up test looks again.
var usual = Cycle{Months: 6, Base: FromCompletion, RemindDays: 60}

// Until is the last day of validity of what was shown on a day. previous is
// the end of the holder's certificate before in the same course; nil when there
// was none that counts.
//
// From the previous end: whoever renews within the days of the reminder loses
// none of what they still have; earlier or later, the day of completion counts.
//
// Fixed day: the first such day that leaves at least the minimum, so that
// whoever has just completed the course is not asked again three weeks later,
// and with cycles of several years the same day that many years less one on.
func (c Cycle) Until(completed db.Date, previous *db.Date) db.Date {
	switch c.Base {
	case FromPrevious:
		if previous != nil && completed <= *previous && *previous-completed <= db.Date(c.RemindDays) {
			return previous.AddMonths(c.Months)
		}
	case FixedDay:
		first := c.fixedFrom(max(completed+1, completed.AddMonths(c.MinimumMonths)))
		year := first.Time().Year() + c.Months/12 - 1
		return c.fixedIn(year)
	}
	return completed.AddMonths(c.Months)
}

// fixedFrom is the first fixed day that is not before the day.
func (c Cycle) fixedFrom(day db.Date) db.Date {
	year := day.Time().Year()
	if at := c.fixedIn(year); at >= day {
		return at
	}
	return c.fixedIn(year + 1)
}

// fixedIn is the fixed day of a year; 29 February is the 28th where there is none.
func (c Cycle) fixedIn(year int) db.Date {
	first := db.NewDate(year, time.Month(c.FixedMonth), 1)
	last := first.AddMonths(1) - 1
	return min(first+db.Date(c.FixedDay-1), last)
}

// RemindFrom is the first day on which the holder is reminded of an end; false
// when nobody is.
func (c Cycle) RemindFrom(until db.Date) (db.Date, bool) {
	return until - db.Date(c.RemindDays), c.RemindDays > 0
}

// What a cycle may say, as the table has it.
const (
	maxCycleMonths = 120
	maxRemindDays  = 365
)

func (c Cycle) validate() error {
	var check fault.Check
	check.That(c.Months >= 1 && c.Months <= maxCycleMonths, "months", "rules.months_range", "max", maxCycleMonths)
	check.That(c.RemindDays >= 0 && c.RemindDays <= maxRemindDays, "remind_days", "rules.remind_range", "max", maxRemindDays)
	switch c.Base {
	case FromCompletion:
	case FromPrevious:
		check.That(c.RemindDays > 0, "remind_days", "rules.remind_previous")
	case FixedDay:
		check.That(c.Months%12 == 0, "months", "rules.months_years")
		check.That(c.MinimumMonths >= 0 && c.MinimumMonths <= 11, "minimum_months", "rules.minimum_range")
		check.That(c.FixedMonth >= 1 && c.FixedMonth <= 12, "fixed_month", "fault.required")
		check.That(c.FixedDay >= 1 && c.FixedDay <= longest(c.FixedMonth), "fixed_day", "rules.no_such_day")
	default:
		check.That(false, "base", "fault.required")
	}
	return check.Err()
}

// longest is how many days a month has at most.
func longest(month int) int {
	if month < 1 || month > 12 {
		return 31
	}
	const leapYear = 2024
	first := db.NewDate(leapYear, time.Month(month), 1)
	return int(first.AddMonths(1) - first)
}

// plain drops what the base does not use.
func (c Cycle) plain() Cycle {
	if c.Base != FixedDay {
		c.FixedMonth, c.FixedDay, c.MinimumMonths = 0, 0, 0
	}
	return c
}
