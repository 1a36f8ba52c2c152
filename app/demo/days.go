package demo

import (
	"time"

	"relevo/app/db"
)

// The days between which the programme is lived through.
var (
	opens = db.NewDate(2024, time.May, 15)
	today = db.At(Begins).Date()
)

// moment is a time of day in Peru.
func moment(day db.Date, hour, minute int) db.Instant {
	return day.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// during is some time of the day's working hours, to the second.
func (d dice) during(day db.Date) db.Instant {
	return moment(day, 8, 0).Add(time.Duration(d.IntN(9*3600)) * time.Second)
}

// happened tells whether the moment has come by [Begins].
func happened(at db.Instant) bool { return !at.After(db.At(Begins)) }

// to gives the address of a value, for what may be absent.
func to[T any](v T) *T { return &v }
