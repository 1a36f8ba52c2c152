package assessments

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// MonthlyCount is what an institution counted in a month: never who. nil is not
// counted, which is not 0. A correction is a new fact.
type MonthlyCount struct {
	ID                    string
	InstitutionID         string
	Month                 db.Date // its first day
	ReferralsMade         *int
	ReferralsAcknowledged *int   // of those made in the month
	Proceedings           *int   // under way in the month
	ProceedingsDeserted   *int   // of those, which the victim left in the month
	Source                string // "form", or the name of the file it came in
	Note                  string
	RecordedAt            db.Instant
	RecordedBy            string
	SupersededAt          *db.Instant
}

// TableName names the table for GORM.
func (MonthlyCount) TableName() string { return "monthly_count" }

// SourceForm is the source of what was typed in.
const SourceForm = "form"

// numbers are the four counts with the names of their fields.
func (m *MonthlyCount) numbers() map[string]**int {
	return map[string]**int{"referrals_made": &m.ReferralsMade, "referrals_acknowledged": &m.ReferralsAcknowledged,
		"proceedings": &m.Proceedings, "proceedings_deserted": &m.ProceedingsDeserted}
}

// CountFields lists the names of the four counts in their order.
func CountFields() []string {
	return []string{"referrals_made", "referrals_acknowledged", "proceedings", "proceedings_deserted"}
}

// Number is one of the four counts by its name.
func (m *MonthlyCount) Number(field string) *int { return *m.numbers()[field] }

// says tells whether both count the same.
func (m *MonthlyCount) says(o *MonthlyCount) bool {
	for _, field := range CountFields() {
		a, b := m.Number(field), o.Number(field)
		if (a == nil) != (b == nil) || a != nil && *a != *b {
			return false
		}
	}
	return m.Note == o.Note
}

// mostCounted is more than any institution counts in a month: beyond it somebody
// has typed two numbers into one.
const mostCounted = 100_000

// firstMonth is before any count that can be meant.
var firstMonth = db.NewDate(2000, time.January, 1)

// validate tells what is wrong, by field.
func (m *MonthlyCount) validate(today db.Date) error {
	var check fault.Check
	check.That(m.Month >= firstMonth, "month", "capacity.month.form")
	check.That(m.Month <= today, "month", "capacity.month.future")
	given := false
	for _, field := range CountFields() {
		n := m.Number(field)
		given = given || n != nil
		check.That(n == nil || *n >= 0 && *n <= mostCounted, field, "capacity.count.range", "max", mostCounted)
	}
	check.That(given, "referrals_made", "capacity.count.nothing")
	part := func(part, whole *int, field, more, alone string) {
		check.That(part == nil || whole == nil || *part <= *whole, field, more)
		check.That(part == nil || whole != nil, field, alone)
	}
	part(m.ReferralsAcknowledged, m.ReferralsMade, "referrals_acknowledged", "capacity.count.acknowledged", "capacity.count.acknowledged_alone")
	part(m.ProceedingsDeserted, m.Proceedings, "proceedings_deserted", "capacity.count.deserted", "capacity.count.deserted_alone")
	check.That(len([]rune(m.Note)) <= 500, "note", "capacity.text_long", "max", 500)
	return check.Err()
}

// firstOf is the first day of the month of a day.
func firstOf(day db.Date) db.Date {
	t := day.Time()
	return db.NewDate(t.Year(), t.Month(), 1)
}

// monthWords are how months are written beside their numbers, as Fold writes them.
var monthWords = [...][]string{
	{"ene", "enero", "jan", "january"}, {"feb", "febrero", "february"}, {"mar", "marzo", "march"}, {"abr", "abril", "apr", "april"},
	{"may", "mayo"}, {"jun", "junio", "june"}, {"jul", "julio", "july"}, {"ago", "agosto", "aug", "august"},
	{"set", "sep", "setiembre", "septiembre", "september"}, {"oct", "octubre", "october"}, {"nov", "noviembre", "november"}, {"dic", "diciembre", "dec", "december"},
}

// ParseMonth reads a month as people and spreadsheets write it: "2025-03", "03/2025",
// "marzo 2025", "mar-25", "1/3/2025", 45717. It gives the first day.
func ParseMonth(text string) (db.Date, bool) {
	text = strings.TrimSpace(text)
	if serial, err := strconv.ParseFloat(text, 64); err == nil {
		if math.Trunc(serial) != serial || serial < 36526 || serial > 73050 { // the years 2000 to 2099
			return 0, false
		}
		return firstOf(db.NewDate(1899, time.December, 30) + db.Date(serial)), true
	}
	for _, layout := range []string{"2006-01", "2006-1", "01/2006", "1/2006", "2006-01-02", "2/1/2006", "2006/01"} {
		if t, err := time.Parse(layout, text); err == nil {
			return db.NewDate(t.Year(), t.Month(), 1), true
		}
	}
	words := slices.DeleteFunc(strings.Fields(roster.Fold(text)), func(w string) bool { return w == "de" || w == "del" })
	if len(words) != 2 {
		return 0, false
	}
	year, err := strconv.Atoi(words[1])
	if err != nil {
		return 0, false
	}
	if year < 100 {
		year += 2000
	}
	at := slices.IndexFunc(monthWords[:], func(names []string) bool { return slices.Contains(names, words[0]) })
	if at < 0 || year < 2000 || year > 2099 {
		return 0, false
	}
	return db.NewDate(year, time.Month(at+1), 1), true
}
