package certificates

import (
	"testing"

	"relevo/app/db"
	"relevo/app/fault"
)

func day(t *testing.T, text string) db.Date {
	t.Helper()
	d, err := db.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCycleUntil(t *testing.T) {
	half := Cycle{Months: 6, Base: FromCompletion}
	renew := Cycle{Months: 12, Base: FromPrevious, RemindDays: 60}
	march := Cycle{Months: 12, Base: FixedDay, FixedMonth: 3, FixedDay: 31, MinimumMonths: 3}
	leap := Cycle{Months: 12, Base: FixedDay, FixedMonth: 2, FixedDay: 29}
	two := march
	two.Months = 24
	for name, c := range map[string]struct {
		cycle               Cycle
		completed, previous string
		want                string
	}{
		"from the completion":                      {half, "2026-03-10", "", "2026-09-10"},
		"a month that lacks the day":               {half, "2026-08-31", "", "2027-02-28"},
		"from the completion, whatever was":        {half, "2026-03-10", "2026-04-01", "2026-09-10"},
		"renewed in time":                          {renew, "2026-03-10", "2026-04-01", "2027-04-01"},
		"renewed on the last day":                  {renew, "2026-04-01", "2026-04-01", "2027-04-01"},
		"renewed on the first day of reminding":    {renew, "2026-01-31", "2026-04-01", "2027-04-01"},
		"renewed a day before reminding":           {renew, "2026-01-30", "2026-04-01", "2027-01-30"},
		"renewed a day late":                       {renew, "2026-04-02", "2026-04-01", "2027-04-02"},
		"nothing to renew":                         {renew, "2026-03-10", "", "2027-03-10"},
		"fixed, just before: the year after":       {march, "2026-03-10", "", "2027-03-31"},
		"fixed, exactly the minimum":               {march, "2025-12-31", "", "2026-03-31"},
		"fixed, a day short of the minimum":        {march, "2026-01-01", "", "2027-03-31"},
		"fixed, on the day itself":                 {march, "2026-03-31", "", "2027-03-31"},
		"fixed, well before":                       {march, "2025-06-15", "", "2026-03-31"},
		"fixed every two years":                    {two, "2025-06-15", "", "2027-03-31"},
		"fixed without a minimum, on the day":      {Cycle{Months: 12, Base: FixedDay, FixedMonth: 3, FixedDay: 31}, "2026-03-31", "", "2027-03-31"},
		"29 February in a year that has none":      {leap, "2026-01-05", "", "2026-02-28"},
		"29 February in a year that has it":        {leap, "2027-06-05", "", "2028-02-29"},
		"the day after 28 February in a leap year": {leap, "2028-02-28", "", "2028-02-29"},
	} {
		var previous *db.Date
		if c.previous != "" {
			p := day(t, c.previous)
			previous = &p
		}
		if got := c.cycle.Until(day(t, c.completed), previous); got != day(t, c.want) {
			t.Errorf("%s: until %s, want %s", name, got, c.want)
		}
	}
}

// Whatever the day, a fixed end leaves the minimum and not more than a year beyond it.
func TestFixedDayLeavesTheMinimum(t *testing.T) {
	from := day(t, "2023-01-01")
	for _, c := range []Cycle{
		{Months: 12, Base: FixedDay, FixedMonth: 3, FixedDay: 31, MinimumMonths: 3}, {Months: 12, Base: FixedDay, FixedMonth: 2, FixedDay: 29, MinimumMonths: 11},
		{Months: 12, Base: FixedDay, FixedMonth: 12, FixedDay: 31}, {Months: 12, Base: FixedDay, FixedMonth: 1, FixedDay: 1, MinimumMonths: 1},
	} {
		for completed := from; completed < from+5*366; completed++ {
			until := c.Until(completed, nil)
			least := completed.AddMonths(c.MinimumMonths)
			if until <= completed || until < least || until > least+367 {
				t.Fatalf("%+v: completed %s, until %s", c, completed, until)
			}
		}
	}
}

func TestCycleValidate(t *testing.T) {
	for name, c := range map[string]struct {
		cycle Cycle
		field string // wrong; empty: none
	}{
		"the usual":                      {usual, ""},
		"no months":                      {Cycle{Base: FromCompletion}, "months"},
		"more than ten years":            {Cycle{Months: 121, Base: FromCompletion}, "months"},
		"no base":                        {Cycle{Months: 6}, "base"},
		"renewing without a reminder":    {Cycle{Months: 6, Base: FromPrevious}, "remind_days"},
		"reminding for more than a year": {Cycle{Months: 6, Base: FromCompletion, RemindDays: 366}, "remind_days"},
		"a fixed day in part of a year":  {Cycle{Months: 6, Base: FixedDay, FixedMonth: 3, FixedDay: 31}, "months"},
		"31 April":                       {Cycle{Months: 12, Base: FixedDay, FixedMonth: 4, FixedDay: 31}, "fixed_day"},
		"29 February":                    {Cycle{Months: 12, Base: FixedDay, FixedMonth: 2, FixedDay: 29}, ""},
		"a minimum of a year":            {Cycle{Months: 12, Base: FixedDay, FixedMonth: 3, FixedDay: 1, MinimumMonths: 12}, "minimum_months"},
		"a month that is not":            {Cycle{Months: 12, Base: FixedDay, FixedMonth: 13, FixedDay: 1}, "fixed_month"},
	} {
		err := c.cycle.validate()
		fields := fault.FieldsOf(err)
		if (c.field == "") != (err == nil) || (c.field != "" && (len(fields) != 1 || fields[0].Name != c.field)) {
			t.Errorf("%s: %v, want %q", name, err, c.field)
		}
	}
}
