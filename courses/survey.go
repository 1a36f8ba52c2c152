package courses

import (
	"slices"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
)

// # The usefulness survey, and why nobody can be found in it
//
// After an activity relevo asks how useful it was and what changed in practice. The
// answers help only if people can be frank, so who said what is not kept anywhere:
//
//   - A [SurveyResponse] has the offering and the week, and nothing else of its
//     origin: no person, account, device, address or moment. No audit entry and no
//     job is written when one comes.
//   - A [SurveyAsk] knows who was asked and that they answered: not when, and not what.
//   - The two share no column but the offering. Their order does not join them
//     either: with each response that comes all responses of the offering are
//     written anew, with fresh random identifiers and in random order. Whatever a
//     database notes of rows by itself (the place in the file, the number of the
//     writing transaction) is then the same for all of them, and tells of the last
//     one only that there was one. SQLite keeps the table in the order of the
//     identifiers (WITHOUT ROWID).
//
// Results are shown from five responses on, published from eleven on, texts in an
// order drawn anew each time. What cannot be protected is the difference between
// two looks: whoever reads the texts of five people and then of six knows which
// is new, though not whose it is unless they also know who answered in between;
// and whoever holds two copies of the database has the same. Whoever recognises a
// way of writing recognises it here too: the page warns of that.

// Usefulness is how useful an activity was.
type Usefulness int

// The grades of usefulness.
const (
	LittleUse Usefulness = 1
	SomeUse   Usefulness = 2
	GreatUse  Usefulness = 3
)

// AllUsefulness lists the grades from the best down.
func AllUsefulness() []Usefulness { return []Usefulness{GreatUse, SomeUse, LittleUse} }

// Practice says whether somebody's practice changed.
type Practice string

// What may be said of it; "" is no answer.
const (
	PracticeChanged Practice = "yes"
	PracticeNotYet  Practice = "not_yet"
	PracticeSame    Practice = "no"
)

// Practices lists what may be said.
func Practices() []Practice { return []Practice{PracticeChanged, PracticeNotYet, PracticeSame} }

// SurveyResponse is what somebody said about an offering.
type SurveyResponse struct {
	ID         string // random
	OfferingID string
	Week       db.Date // its Monday
	Usefulness Usefulness
	Why        string
	Practice   Practice
	Example    string // of what changed
}

// TableName names the table for GORM.
func (SurveyResponse) TableName() string { return "survey_response" }

// SurveyAsk says that a person was asked about an offering, and whether they have
// answered.
type SurveyAsk struct {
	OfferingID string `gorm:"primaryKey"`
	PersonID   string `gorm:"primaryKey"`
	Answered   bool
}

// TableName names the table for GORM.
func (SurveyAsk) TableName() string { return "survey_ask" }

// SurveyRoom is the code with which those in the room answer without logging in.
type SurveyRoom struct {
	OfferingID string `gorm:"primaryKey"`
	Code       string
	ClosesOn   db.Date // the last day on which it works
	OpenedAt   db.Instant
	OpenedBy   string
}

// TableName names the table for GORM.
func (SurveyRoom) TableName() string { return "survey_room" }

// Open tells whether the code works on a day.
func (r SurveyRoom) Open(on db.Date) bool { return on <= r.ClosesOn }

// SurveyAnswer is what somebody answers.
type SurveyAnswer struct {
	Usefulness Usefulness
	Why        string
	Practice   Practice
	Example    string
}

// longestAnswer bounds each text.
const longestAnswer = 1500

func (a *SurveyAnswer) tidy() {
	a.Why, a.Example = strings.TrimSpace(a.Why), strings.TrimSpace(a.Example)
}

func (a SurveyAnswer) validate() error {
	var check fault.Check
	check.That(slices.Contains(AllUsefulness(), a.Usefulness), "usefulness", "survey.choose_usefulness")
	check.That(a.Practice == "" || slices.Contains(Practices(), a.Practice), "practice", "courses.choose_one")
	check.That(len([]rune(a.Why)) <= longestAnswer, "why", "survey.text_long", "max", longestAnswer)
	check.That(len([]rune(a.Example)) <= longestAnswer, "example", "survey.text_long", "max", longestAnswer)
	return check.Err()
}

// weekOf is the Monday of a day's week.
func weekOf(day db.Date) db.Date {
	return day - db.Date((int(day.Time().Weekday())-int(time.Monday)+7)%7)
}

// SurveyResults are the responses to an offering's survey, as far as they may be shown.
type SurveyResults struct {
	Least      int  // responses needed for anything to be shown
	Enough     bool // there are as many
	N          int  // 0 when there are not enough
	Usefulness map[Usefulness]int
	Practice   map[Practice]int
	Whys       []SurveyText // in random order
	Examples   []SurveyText // in random order, by themselves: not beside the reasons
}

// SurveyText is a text with the grade or the change that its writer chose.
type SurveyText struct {
	Usefulness Usefulness // of a reason
	Text       string
}

// resultsOf says what may be shown of responses. Published figures come without texts
// and with a higher number needed.
func resultsOf(all []SurveyResponse, published bool, shuffle func(n int, swap func(i, j int))) SurveyResults {
	out := SurveyResults{Least: measure.ShownInside, Usefulness: map[Usefulness]int{}, Practice: map[Practice]int{}}
	if published {
		out.Least = measure.ShownPublished
	}
	if len(all) < out.Least {
		return out
	}
	out.Enough, out.N = true, len(all)
	for _, r := range all {
		out.Usefulness[r.Usefulness]++
		out.Practice[r.Practice]++
		if published {
			continue
		}
		if r.Why != "" {
			out.Whys = append(out.Whys, SurveyText{r.Usefulness, r.Why})
		}
		if r.Example != "" {
			out.Examples = append(out.Examples, SurveyText{0, r.Example})
		}
	}
	shuffle(len(out.Whys), func(i, j int) { out.Whys[i], out.Whys[j] = out.Whys[j], out.Whys[i] })
	shuffle(len(out.Examples), func(i, j int) { out.Examples[i], out.Examples[j] = out.Examples[j], out.Examples[i] })
	return out
}
