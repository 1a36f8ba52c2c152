package db

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // a single static binary knows Lima's time anywhere
)

// Lima is the time zone in which relevo's days begin. Peru keeps UTC-5 all year.
var Lima = mustLoad("America/Lima")

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // the zone is compiled in: this cannot fail in a built program
	}
	return zone
}

const instantLayout = "2006-01-02T15:04:05.000000Z"

// Instant is a moment in UTC with the precision that both databases keep,
// one microsecond.
type Instant struct{ t time.Time }

// At makes an Instant of a time, dropping what is finer than a microsecond.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Microsecond)} }

// ParseInstant reads RFC 3339.
func ParseInstant(s string) (Instant, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return Instant{}, fmt.Errorf("instant %q is not RFC 3339: %w", s, err)
	}
	return At(t), nil
}

// Time is the moment as a time.Time in UTC.
func (i Instant) Time() time.Time { return i.t }

// IsZero tells whether the Instant was never set.
func (i Instant) IsZero() bool { return i.t.IsZero() }

// Add is the moment d later.
func (i Instant) Add(d time.Duration) Instant { return At(i.t.Add(d)) }

// Sub is the time that passed since o.
func (i Instant) Sub(o Instant) time.Duration { return i.t.Sub(o.t) }

// Before tells whether i comes before o.
func (i Instant) Before(o Instant) bool { return i.t.Before(o.t) }

// After tells whether i comes after o.
func (i Instant) After(o Instant) bool { return i.t.After(o.t) }

// Date is the day in Peru at that moment.
func (i Instant) Date() Date {
	y, m, d := i.t.In(Lima).Date()
	return NewDate(y, m, d)
}

// String is fixed-width RFC 3339 in UTC, which sorts as the moments do.
func (i Instant) String() string { return i.t.Format(instantLayout) }

// MarshalText is the JSON form.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads RFC 3339.
func (i *Instant) UnmarshalText(b []byte) (err error) {
	*i, err = ParseInstant(string(b))
	return err
}

// Value stores the Instant.
func (i Instant) Value() (driver.Value, error) { return i.String(), nil }

// Scan reads an Instant from either database.
func (i *Instant) Scan(src any) (err error) {
	switch v := src.(type) {
	case time.Time:
		*i = At(v)
	case string:
		*i, err = ParseInstant(v)
	case []byte:
		*i, err = ParseInstant(string(v))
	default:
		err = fmt.Errorf("cannot read an instant from %T", src)
	}
	return err
}

// GormDataType names the column type for GORM's schema.
func (Instant) GormDataType() string { return "instant" }

// Date is a calendar day, counted in days since 1 January 1970: dates compare
// with < and subtract to days. A date that may be absent is a *Date.
type Date int

const dateLayout = "2006-01-02"

// NewDate is the day of a calendar date.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads "2006-01-02".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return 0, fmt.Errorf("date %q is not of the form 2026-04-30: %w", s, err)
	}
	return Date(t.Unix() / 86400), nil
}

// Time is midnight UTC of the day, for formatting and calendar arithmetic.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// AddMonths is the same day n months on; a day the month lacks becomes its last day.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Time().Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.Unix()/86400) + Date(min(day, last)-1)
}

// Start is the moment the day begins in Peru.
func (d Date) Start() Instant {
	y, m, day := d.Time().Date()
	return At(time.Date(y, m, day, 0, 0, 0, 0, Lima))
}

// String is "2006-01-02".
func (d Date) String() string { return d.Time().Format(dateLayout) }

// MarshalText is the JSON form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2006-01-02".
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

// Value stores the Date.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads a Date from either database.
func (d *Date) Scan(src any) (err error) {
	switch v := src.(type) {
	case time.Time:
		*d = NewDate(v.Date())
	case string:
		text, _, _ := strings.Cut(v, "T")
		*d, err = ParseDate(text)
	case []byte:
		*d, err = ParseDate(string(v))
	default:
		err = fmt.Errorf("cannot read a date from %T", src)
	}
	return err
}

// GormDataType names the column type for GORM's schema.
func (Date) GormDataType() string { return "date" }
