package subscription

import (
	"slices"
	"strings"

	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// About says which figures.
type About string

// The figures: the cascade of a place with its account, or the results chain.
const (
	Cascade About = "cascade"
	Chain   About = "chain"
)

// Every says how often.
type Every string

// How often. A week ends on Sunday.
const (
	Week  Every = "week"
	Month Every = "month"
)

// lastEnd is the end of the last period that was over before a day.
func (e Every) lastEnd(today db.Date) db.Date {
	if e == Week {
		return today - 1 - db.Date((today - 1).Time().Weekday())
	}
	year, month, _ := today.Time().Date()
	return db.NewDate(year, month, 1) - 1
}

// before is the end of the period before the one that ends on a day.
func (e Every) before(end db.Date) db.Date {
	if e == Week {
		return end - 7
	}
	year, month, _ := end.Time().Date()
	return db.NewDate(year, month, 1) - 1
}

// Formats lists the files that there are.
func Formats() []string { return []string{"pdf", "xlsx", "csv"} }

// Why says why a subscription ended.
type Why string

// The reasons.
const (
	Stopped    Why = "stopped"    // by its owner, on the page
	ByLetter   Why = "letter"     // by the link in a letter
	Replaced   Why = "replaced"   // the owner chose another period or other files
	NoAccount  Why = "account"    // it is disabled, or was erased
	NotAllowed Why = "permission" // the owner may not see these figures any more
)

// Subscription is that an account wants figures by mail.
type Subscription struct {
	ID             string
	AccountID      string
	About          About
	PlaceID        string // an institution, or analytics.Everything
	CompetencyCode string
	Cadre          people.Cadre // of the cascade; empty for all, as are:
	Region         string       // code of a department
	Funder         string       // code of a funder
	Every          Every
	Formats        string // separated by spaces
	StartedAt      db.Instant
	EndedAt        *db.Instant
	EndedWhy       *Why
}

// TableName names the table for GORM.
func (Subscription) TableName() string { return "report_subscription" }

// Told is the fact that the letter about a period was handed to the outbox.
type Told struct {
	SubscriptionID string  `gorm:"primaryKey"`
	PeriodEnd      db.Date `gorm:"primaryKey"`
	RecordedAt     db.Instant
}

// TableName names the table for GORM.
func (Told) TableName() string { return "report_letter" }

// Wish is what somebody asks for.
type Wish struct {
	About      About
	PlaceID    string // of the cascade; the chain is always of all that the actor may see
	Competency string // a code; empty for the one with the most results
	Cadre      people.Cadre
	Region     string // code of a department; of the cascade, as is:
	Funder     string // code of a funder
	Every      Every
	Formats    []string
}

func (w Wish) validate() error {
	var check fault.Check
	check.That(w.About == Cascade || w.About == Chain, "about", "fault.required")
	check.That(w.Every == Week || w.Every == Month, "every", "fault.required")
	check.That(len(w.Formats) > 0, "formats", "subscription.formats_none")
	for _, f := range w.Formats {
		check.That(slices.Contains(Formats(), f), "formats", "fault.required")
	}
	return check.Err()
}

// Has tells whether a file of this format is wanted.
func (s Subscription) Has(format string) bool {
	return slices.Contains(strings.Fields(s.Formats), format)
}

// query asks for the figures on the last day of a period.
func (s Subscription) query(end db.Date) analytics.Query {
	return analytics.Query{PlaceID: s.PlaceID, Competency: s.CompetencyCode, Cadre: s.Cadre, Region: s.Region, Funder: s.Funder, On: end}
}

// covers tells whether the end of a period is not before the day somebody asked.
func (s Subscription) covers(end db.Date) bool { return end >= s.StartedAt.Date() }

// due is the end of the period that is to be told on a day; 0 for none. last is that of the one told last, 0 before any.
func (s Subscription) due(last, today db.Date) db.Date {
	end := s.Every.lastEnd(today)
	if s.EndedAt != nil || !s.covers(end) || end <= last {
		return 0
	}
	return end
}

// next is the end of the period that will be told next.
func (s Subscription) next(last, today db.Date) db.Date {
	if end := s.due(last, today); end != 0 {
		return end
	}
	if s.Every == Week {
		return s.Every.lastEnd(today) + 7
	}
	return s.Every.lastEnd((s.Every.lastEnd(today) + 1).AddMonths(1))
}
