package courses

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
)

// Meeting is one coming together of an offering that is held face to face or in part.
type Meeting struct {
	ID           string
	OfferingID   string
	HeldOn       db.Date
	FromMinute   int // of the day
	ToMinute     int // after FromMinute, at most midnight
	Title        string
	Place        string
	Facilitators string // as people write them: one a line
	Agenda       string // Markdown
	AgendaHTML   string `gorm:"column:agenda_html"`
	Secret       string // from which the codes shown in the room are made
	CreatedAt    db.Instant
	CreatedBy    string
	CancelledAt  *db.Instant
	CancelledBy  *string
}

// TableName names the table for GORM.
func (Meeting) TableName() string { return "meeting" }

// Version names the plan of the meeting as it is: it is another one after any change.
func (m Meeting) Version() string { return versionNamed(m) }

// Hours is how long the meeting lasts.
func (m Meeting) Hours() float64 { return float64(m.ToMinute-m.FromMinute) / 60 }

// Start is the moment at which it begins.
func (m Meeting) Start() db.Instant {
	return m.HeldOn.Start().Add(time.Duration(m.FromMinute) * time.Minute)
}

// End is the moment at which it ends.
func (m Meeting) End() db.Instant {
	return m.HeldOn.Start().Add(time.Duration(m.ToMinute) * time.Minute)
}

// Clock writes a minute of the day: "9:05".
func Clock(minute int) string { return fmt.Sprintf("%d:%02d", minute/60, minute%60) }

// ParseClock reads a time of the day as people write it: "9", "9:30", "09.30", "9h30".
func ParseClock(text string) (minute int, ok bool) {
	hour, rest, _ := strings.Cut(strings.Map(func(r rune) rune {
		if r == '.' || r == 'h' || r == 'H' {
			return ':'
		}
		return r
	}, strings.TrimSpace(text)), ":")
	h, err := strconv.ParseUint(hour, 10, 8)
	if err != nil || len(hour) > 2 {
		return 0, false
	}
	m := uint64(0)
	if rest != "" {
		if m, err = strconv.ParseUint(rest, 10, 8); err != nil || len(rest) != 2 || m > 59 {
			return 0, false
		}
	}
	minute = int(h*60 + m)
	return minute, minute <= 24*60
}

// How says how somebody's presence was noted.
type How string

// The ways of noting presence.
const (
	ByCode  How = "code"  // by themselves, with the code shown in the room
	ByRoll  How = "roll"  // by the trainer, from the list
	BySheet How = "sheet" // typed in from the sheet that was signed
)

// MeetingMark is what was noted of somebody's presence. Marks are never changed.
type MeetingMark struct {
	ID          string
	MeetingID   string
	EnrolmentID string
	MarkKey     string   // made by whoever notes it: the same one is noted once
	How         How      // ByCode: Hours is nil
	Hours       *float64 // 0: was not there
	MarkedAt    db.Instant
	RecordedAt  db.Instant
	RecordedBy  string
}

// TableName names the table for GORM.
func (MeetingMark) TableName() string { return "meeting_mark" }

// late is how many minutes after the beginning somebody may sign in and still be
// counted from the beginning.
const late = 15

// HoursFrom is how long somebody is counted who signed in at a moment: all of it when they
// came in the first quarter of an hour, otherwise from then to the end, to the nearest
// quarter. Who leaves early is the trainer's to note.
func (m Meeting) HoursFrom(at db.Instant) float64 {
	if !at.After(m.Start().Add(late * time.Minute)) {
		return m.Hours()
	}
	quarters := math.Round(m.End().Sub(at).Hours() * 4)
	return min(m.Hours(), max(0, quarters)/4)
}

// HoursSaid is what the marks of one person come to: the trainer's last word, or else
// what follows from their own sign-in. A sign-in stands over an earlier "was not there".
// said is false where there are no marks.
func (m Meeting) HoursSaid(marks []MeetingMark) (hours float64, said bool) {
	var word, own *MeetingMark
	for _, one := range inOrderOf(marks) {
		if one.How == ByCode {
			if own == nil {
				own = &one
			}
		} else {
			word = &one
		}
	}
	switch {
	case word == nil && own == nil:
		return 0, false
	case word == nil, own != nil && *word.Hours == 0 && own.MarkedAt.After(word.MarkedAt):
		return m.HoursFrom(own.MarkedAt), true
	default:
		return *word.Hours, true
	}
}

// inOrderOf sorts a copy of marks by when they were made.
func inOrderOf(marks []MeetingMark) []MeetingMark {
	sorted := slices.Clone(marks)
	slices.SortStableFunc(sorted, func(a, b MeetingMark) int {
		return cmp.Or(cmp.Compare(a.MarkedAt.String(), b.MarkedAt.String()), cmp.Compare(a.RecordedAt.String(), b.RecordedAt.String()), strings.Compare(a.ID, b.ID))
	})
	return sorted
}

// ParsePresence reads how long somebody was there, as it is typed in from a sheet: "x" for
// all of it, "0" or "-" for not at all, "3", "3,5" for hours, "9:15-12" for from when to when.
// said is false for nothing at all.
func (m Meeting) ParsePresence(text string) (hours float64, said bool, err error) {
	text = strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("–", "-", "—", "-", " a ", "-").Replace(text)), ""))
	switch text {
	case "":
		return 0, false, nil
	case "x", "✓", "si", "sí":
		return m.Hours(), true, nil
	case "-", "no":
		return 0, true, nil
	}
	if from, to, span := strings.Cut(text, "-"); span {
		a, fromOK := ParseClock(from)
		b, toOK := ParseClock(to)
		if !fromOK || !toOK || b <= a {
			return 0, true, fault.New(fault.Invalid, "meetings.presence_shape")
		}
		hours = float64(max(0, min(b, m.ToMinute)-max(a, m.FromMinute))) / 60
		return min(m.Hours(), math.Round(hours*4)/4), true, nil
	}
	hours, err = strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
	if err != nil || math.IsNaN(hours) || hours < 0 {
		return 0, true, fault.New(fault.Invalid, "meetings.presence_shape")
	}
	if hours > m.Hours()+1e-9 {
		return 0, true, fault.New(fault.Invalid, "meetings.presence_long", "hours", m.Hours())
	}
	return hours, true, nil
}

// MeetingInput is what is needed to plan a meeting.
type MeetingInput struct {
	HeldOn       db.Date
	From, To     string // as [ParseClock] reads them
	Title        string
	Place        string
	Facilitators string
	Agenda       string
	Seen         string // the version of the plan that this was written upon; empty: whichever there is
}

// Most letters of what is written about a meeting.
const (
	maxAgenda       = 20_000
	maxMinutesText  = 60_000
	maxFacilitators = 600
)

// fill checks the input and writes it into the meeting.
func (in MeetingInput) fill(m *Meeting, offering Offering) error {
	var check fault.Check
	check.That(in.HeldOn >= offering.StartsOn && in.HeldOn <= offering.EndsOn, "held_on", "courses.day_outside", "from", offering.StartsOn, "to", offering.EndsOn)
	from, fromOK := ParseClock(in.From)
	to, toOK := ParseClock(in.To)
	check.That(fromOK, "from", "meetings.clock_shape")
	check.That(toOK, "to", "meetings.clock_shape")
	check.That(!fromOK || !toOK || to > from, "to", "meetings.ends_before")
	title, place := strings.Join(strings.Fields(in.Title), " "), strings.TrimSpace(in.Place)
	check.That(title != "", "title", "fault.required")
	check.That(len([]rune(title)) <= maxTitle, "title", "courses.too_long", "max", maxTitle)
	check.That(place != "", "place", "courses.place_needed")
	check.That(len([]rune(place)) <= maxTitle, "place", "courses.too_long", "max", maxTitle)
	check.That(len([]rune(in.Facilitators)) <= maxFacilitators, "facilitators", "courses.too_long", "max", maxFacilitators)
	check.That(len([]rune(in.Agenda)) <= maxAgenda, "agenda", "courses.too_long", "max", maxAgenda)
	if err := check.Err(); err != nil {
		return err
	}
	html, err := Render(in.Agenda)
	if err != nil {
		return err
	}
	m.HeldOn, m.FromMinute, m.ToMinute, m.Title, m.Place = in.HeldOn, from, to, title, place
	m.Facilitators, m.Agenda, m.AgendaHTML = strings.TrimSpace(in.Facilitators), strings.TrimSpace(in.Agenda), html
	return nil
}
