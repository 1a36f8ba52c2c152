package analytics

import (
	"testing"
	"time"

	"relevo/app/db"
)

func TestWhoSeesNoNamesSeesWholeMonths(t *testing.T) {
	day := func(m time.Month, d int) db.Date { return db.NewDate(2026, m, d) }
	for asked, want := range map[db.Date]db.Date{day(5, 15): day(4, 30), day(4, 30): day(4, 30), day(5, 1): day(4, 30), day(2, 28): day(2, 28), day(3, 1): day(2, 28), day(1, 1): db.NewDate(2025, 12, 31)} {
		if got := monthEnd(asked); got != want {
			t.Errorf("%s becomes %s, want %s", asked, got, want)
		}
	}
	outside := Subject{On: day(4, 30)}
	if got := outside.between(day(4, 29)); got != (Span{day(3, 31), day(4, 30)}) {
		t.Errorf("a day before the end of the month: %v", got)
	}
	if got := outside.between(day(1, 15)); got != (Span{db.NewDate(2025, 12, 31), day(4, 30)}) {
		t.Errorf("from the middle of January: %v", got)
	}
	inside := Subject{On: day(4, 30), Place: Place{MayNames: true}}
	if got := inside.between(day(4, 29)); got != (Span{day(4, 29), day(4, 30)}) {
		t.Errorf("whoever runs the place may compare days: %v", got)
	}
}
