package measure

import (
	"math"
	"time"
)

// Day counts whole days since 1970-01-01, so that dates are compared and subtracted as integers and no time zone can
// move them.
type Day int

// Open is the end of a posting that has not ended.
const Open Day = math.MaxInt32

// DaysPerYear and DaysPerMonth turn whole days into the years and months of rates and half-lives.
const (
	DaysPerYear  = 365.25
	DaysPerMonth = DaysPerYear / 12
)

// DayOf gives the Day of a calendar date.
func DayOf(year int, month time.Month, day int) Day {
	const secondsPerDay = 24 * 60 * 60
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}
