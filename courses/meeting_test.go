package courses_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// plan makes a meeting of four hours from nine on, in so many days.
func plan(t *testing.T, w *coursestest.World, offering courses.Offering, in int) courses.Meeting {
	t.Helper()
	m, err := w.Courses.SaveMeeting(t.Context(), coursestest.Trainer(), offering.ID, "", courses.MeetingInput{
		HeldOn: w.DB.Now().Date() + db.Date(in), From: "9", To: "13:00", Title: "Encuentro", Place: "Iquitos", Facilitators: "Rosa", Agenda: "- **Uno**\n- Dos <script>x</script>"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// goTo sets the clock to a time of a meeting's day.
func goTo(t *testing.T, d *db.DB, m courses.Meeting, hour, minute int) {
	t.Helper()
	at := m.HeldOn.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	dbtest.ClockOf(t, d).Advance(at.Sub(d.Now()))
}

func enrolmentOf(w *coursestest.World, person string) string {
	var e courses.Enrolment
	w.Read(func(tx *db.Tx) error { return tx.DB.Where("person_id = ?", person).Take(&e).Error })
	return e.ID
}

func attended(w *coursestest.World, person string) float64 { return w.Course(person).Progress.Attended }

func codeNow(t *testing.T, w *coursestest.World, m courses.Meeting) string {
	t.Helper()
	room, err := w.Courses.RoomCodes(t.Context(), coursestest.Trainer(), m.OfferingID, m.ID)
	if err != nil || len(room.Codes) == 0 {
		t.Fatalf("no code is shown: %v", err)
	}
	return room.Codes[0]
}

// Who is in the room signs with the code that is shown, once; the hours count when the
// meeting is over, and what is typed in later stands over them.
func TestPeopleSignInWithTheCodeInTheRoom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := coursestest.New(t, d), t.Context()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.FaceToFace)
		w.Enrol(offering, "p-Ana", "p-Berta", "p-Carla")
		m := plan(t, w, offering, 1)
		if strings.Contains(m.AgendaHTML, "script") || !strings.Contains(m.AgendaHTML, "<strong>Uno") {
			t.Errorf("the agenda is shown as %q", m.AgendaHTML)
		}
		if room, err := w.Courses.RoomCodes(ctx, coursestest.Trainer(), offering.ID, m.ID); err != nil || len(room.Codes) != 0 {
			t.Errorf("the day before %d codes are shown: %v", len(room.Codes), err)
		}
		goTo(t, d, m, 9, 2)
		code := codeNow(t, w, m)
		ana := coursestest.Official("p-Ana")
		if _, err := w.Courses.SignIn(ctx, ana, "zzzzzz"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a wrong code: %v", err)
		}
		first, err := w.Courses.SignIn(ctx, ana, strings.ToUpper(code[:3]+" "+code[3:]))
		if err != nil {
			t.Fatal(err)
		}
		goTo(t, d, m, 9, 6)
		again, err := w.Courses.SignIn(ctx, ana, code) // still taken, some minutes later
		if err != nil || again.SignedAt.String() != first.SignedAt.String() {
			t.Errorf("twice: %v at %v", err, again.SignedAt)
		}
		if _, err := w.Courses.SignIn(ctx, coursestest.Official("p-Zoila"), code); !fault.Is(err, fault.Conflict) {
			t.Errorf("who is not enrolled: %v", err)
		}
		goTo(t, d, m, 9, 20)
		if _, err := w.Courses.SignIn(ctx, coursestest.Official("p-Berta"), code); !fault.Is(err, fault.Invalid) {
			t.Errorf("an old code: %v", err)
		}
		goTo(t, d, m, 10, 33)
		if _, err := w.Courses.SignIn(ctx, coursestest.Official("p-Berta"), codeNow(t, w, m)); err != nil {
			t.Fatal(err)
		}
		if got := attended(w, "p-Ana"); got != 0 {
			t.Errorf("%v hours count before the meeting is over", got)
		}
		goTo(t, d, m, 13, 1)
		for range 2 { // hearing it twice changes nothing
			if err := w.Courses.HearMeetingOver(ctx, courses.MeetingOver{MeetingID: m.ID}); err != nil {
				t.Fatal(err)
			}
		}
		if a, b, c := attended(w, "p-Ana"), attended(w, "p-Berta"), attended(w, "p-Carla"); a != 4 || b != 2.5 || c != 0 {
			t.Errorf("hours are %v, %v, %v", a, b, c)
		}
		mark := courses.Mark{Key: "k1", EnrolmentID: enrolmentOf(w, "p-Ana"), Hours: 3}
		if _, err := w.Courses.MarkMeeting(ctx, coursestest.Trainer(), offering.ID, m.ID, courses.BySheet, []courses.Mark{mark}); err != nil {
			t.Fatal(err)
		}
		if got := attended(w, "p-Ana"); got != 3 {
			t.Errorf("after the correction %v hours count", got)
		}
		var facts, current int64
		w.Read(func(tx *db.Tx) error {
			tx.DB.Model(&courses.Attendance{}).Count(&facts)
			return tx.DB.Model(&courses.Attendance{}).Where("superseded_at IS NULL AND meeting_id = ?", m.ID).Count(&current).Error
		})
		if facts != 3 || current != 2 {
			t.Errorf("%d facts, %d of which count", facts, current)
		}
		if _, err := w.Courses.SaveMeeting(ctx, coursestest.Trainer(), offering.ID, m.ID, courses.MeetingInput{HeldOn: m.HeldOn + 1, From: "9", To: "13", Title: "x", Place: "y"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("moving it: %v", err)
		}
		if err := w.Courses.CancelMeeting(ctx, coursestest.Trainer(), offering.ID, m.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("calling it off: %v", err)
		}
	})
}

// Marks that wait on a device reach the server late, twice and out of order.
func TestMarksFromADeviceAreNotedOnceAndTheLastCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.FaceToFace)
		w.Enrol(offering, "p-Ana", "p-Berta")
		m := plan(t, w, offering, 0)
		ana, berta := enrolmentOf(w, "p-Ana"), enrolmentOf(w, "p-Berta")
		goTo(t, d, m, 7, 0)
		if _, err := w.Courses.MarkMeeting(ctx, trainer, offering.ID, m.ID, courses.ByRoll, []courses.Mark{{Key: "x", EnrolmentID: ana, Hours: 4}}); !fault.Is(err, fault.Conflict) {
			t.Errorf("two hours before: %v", err)
		}
		at := func(hour int) db.Instant { return m.HeldOn.Start().Add(time.Duration(hour) * time.Hour) }
		goTo(t, d, m, 18, 0)
		waiting := []courses.Mark{
			{Key: "later", EnrolmentID: ana, Hours: 2, At: at(11)},
			{Key: "sooner", EnrolmentID: ana, Hours: 4, At: at(9)},
			{Key: "gone", EnrolmentID: "nobody", Hours: 4, At: at(9)},
		}
		for range 2 {
			out, err := w.Courses.MarkMeeting(ctx, trainer, offering.ID, m.ID, courses.ByRoll, waiting)
			if err != nil || len(out.Saved) != 2 || !slices.Equal(out.Refused, []string{"gone"}) {
				t.Errorf("%+v, %v", out, err)
			}
		}
		if got := attended(w, "p-Ana"); got != 2 {
			t.Errorf("%v hours count, want those noted last", got)
		}
		if _, err := w.Courses.MarkMeeting(ctx, trainer, offering.ID, m.ID, courses.ByRoll, []courses.Mark{{Key: "long", EnrolmentID: berta, Hours: 5}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("longer than the meeting: %v", err)
		}
		var marks int64
		w.Read(func(tx *db.Tx) error { return tx.DB.Model(&courses.MeetingMark{}).Count(&marks).Error })
		if marks != 2 {
			t.Errorf("%d marks are kept", marks)
		}
		if _, err := w.Courses.MarkMeeting(ctx, coursestest.Manager(w.Apart), offering.ID, m.ID, courses.ByRoll, waiting); !fault.Is(err, fault.NotFound) {
			t.Errorf("a manager elsewhere: %v", err)
		}
	})
}

// There is one sum of hours: the first meeting of a day takes over what was noted for the
// day, and from then on the day is noted at its meetings.
func TestADayAndItsMeetingsAreNotCountedTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.FaceToFace)
		w.Enrol(offering, "p-Ana")
		ana, today := enrolmentOf(w, "p-Ana"), d.Now().Date()
		day := courses.AttendanceInput{OfferingID: offering.ID, HeldOn: today, Hours: map[string]float64{ana: 3}}
		if err := w.Courses.RecordAttendance(ctx, trainer, day); err != nil {
			t.Fatal(err)
		}
		m := plan(t, w, offering, 0)
		if got := attended(w, "p-Ana"); got != 3 {
			t.Errorf("%v hours count once there is a meeting", got)
		}
		if err := w.Courses.RecordAttendance(ctx, trainer, day); !fault.Is(err, fault.Conflict) {
			t.Errorf("the day as a whole: %v", err)
		}
		afternoon, err := w.Courses.SaveMeeting(ctx, trainer, offering.ID, "", courses.MeetingInput{HeldOn: today, From: "14", To: "16", Title: "Tarde", Place: "Iquitos"})
		if err != nil {
			t.Fatal(err)
		}
		goTo(t, d, m, 20, 0)
		if _, err := w.Courses.MarkMeeting(ctx, trainer, offering.ID, afternoon.ID, courses.ByRoll, []courses.Mark{{Key: "a", EnrolmentID: ana, Hours: 2}}); err != nil {
			t.Fatal(err)
		}
		if got := attended(w, "p-Ana"); got != 5 {
			t.Errorf("%v hours count on a day of two meetings", got)
		}
		table, err := w.Courses.AttendanceTable(ctx, trainer, offering.ID)
		if err != nil || len(table.Columns) != 2 || len(table.Rows) != 1 || table.Rows[0].Total != 5 || table.Rows[0].Hours[0] != 3 || table.Rows[0].Hours[1] != 2 {
			t.Errorf("the table is %+v, %v", table, err)
		}
		one, err := courses.AttendancePDF(table, i18n.For(i18n.Spanish))
		if err != nil || !bytes.HasPrefix(one, []byte("%PDF")) {
			t.Fatal(err)
		}
		if two, _ := courses.AttendancePDF(table, i18n.For(i18n.Spanish)); !bytes.Equal(one, two) {
			t.Error("the same attendance gives other bytes")
		}
	})
}

// Minutes are a draft until they are locked; what comes then is added.
func TestMinutesAreLockedAndCorrectedByAdding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Mixed)
		m := plan(t, w, offering, 0)
		for _, step := range []struct {
			text string
			end  bool
		}{{"Primero", false}, {"Se acordó <script>", true}, {"Era el martes", false}} {
			if err := w.Courses.KeepMinutes(ctx, trainer, offering.ID, m.ID, step.text, step.end); err != nil {
				t.Fatal(err)
			}
			dbtest.ClockOf(t, d).Advance(time.Hour)
		}
		page, err := w.Courses.Meeting(ctx, trainer, offering.ID, m.ID)
		if err != nil || len(page.Minutes) != 2 || !page.Locked() || page.Draft() != nil {
			t.Fatalf("%+v, %v", page.Minutes, err)
		}
		if first := page.Minutes[0]; strings.Contains(first.HTML, "script") || first.Source != "Se acordó <script>" || page.Minutes[1].LockedAt == nil {
			t.Errorf("the minutes are %+v", page.Minutes)
		}
		if err := w.Courses.KeepMinutes(ctx, trainer, offering.ID, m.ID, "  ", true); !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing: %v", err)
		}
	})
}

// A printed sheet is typed in by its code, in its order, with those who came later at its end.
func TestASheetIsPrintedAndFoundByItsCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.FaceToFace)
		w.Enrol(offering, "p-Berta", "p-Carla", "p-Diana")
		m := plan(t, w, offering, 0)
		sheet, err := w.Courses.PrintSheet(ctx, trainer, offering.ID, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.Enrol(offering, "p-Ana")
		if err := w.Courses.Withdraw(ctx, trainer, offering.ID, enrolmentOf(w, "p-Carla"), "Licencia"); err != nil {
			t.Fatal(err)
		}
		found, err := w.Courses.SheetMeeting(ctx, trainer, offering.ID, sheet.Printed())
		if err != nil || found.MeetingID != m.ID {
			t.Errorf("by its code: %+v, %v", found, err)
		}
		page, err := w.Courses.Sheet(ctx, trainer, offering.ID, m.ID, sheet.Code)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range page.Rows {
			names = append(names, r.PersonID)
		}
		if got := fmt.Sprint(names, page.Later); got != "[p-Berta p-Diana p-Ana] 1" {
			t.Errorf("the grid has %s", got)
		}
		body, err := courses.SheetPDF(page, i18n.For(i18n.Spanish))
		if err != nil || !bytes.HasPrefix(body, []byte("%PDF")) {
			t.Errorf("the sheet: %v", err)
		}
		if _, err := w.Courses.SheetMeeting(ctx, trainer, offering.ID, "abcd efgh"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code that is none: %v", err)
		}
	})
}

// The last word of the trainer counts, a sign-in where there is none or only an earlier "not there".
func TestHoursSaid(t *testing.T) {
	m := courses.Meeting{HeldOn: db.NewDate(2026, 5, 4), FromMinute: 9 * 60, ToMinute: 13 * 60}
	at := func(hour, minute int) db.Instant {
		return m.HeldOn.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	}
	word := func(hour int, hours float64) courses.MeetingMark {
		return courses.MeetingMark{How: courses.ByRoll, Hours: &hours, MarkedAt: at(hour, 0)}
	}
	own := func(hour, minute int) courses.MeetingMark {
		return courses.MeetingMark{How: courses.ByCode, MarkedAt: at(hour, minute)}
	}
	for name, c := range map[string]struct {
		marks []courses.MeetingMark
		want  float64
		said  bool
	}{
		"nothing":             {nil, 0, false},
		"in time":             {[]courses.MeetingMark{own(8, 40)}, 4, true},
		"within the grace":    {[]courses.MeetingMark{own(9, 15)}, 4, true},
		"an hour late":        {[]courses.MeetingMark{own(10, 5)}, 3, true},
		"after the end":       {[]courses.MeetingMark{own(13, 20)}, 0, true},
		"left early":          {[]courses.MeetingMark{own(9, 0), word(11, 2)}, 2, true},
		"absent, then signed": {[]courses.MeetingMark{word(9, 0), own(10, 0)}, 3, true},
		"signed, then absent": {[]courses.MeetingMark{own(9, 0), word(10, 0)}, 0, true},
		"partial, then signs": {[]courses.MeetingMark{word(9, 2), own(9, 5)}, 2, true},
		"changed their mind":  {[]courses.MeetingMark{word(12, 1), word(9, 4)}, 1, true},
	} {
		if got, said := m.HoursSaid(c.marks); got != c.want || said != c.said {
			t.Errorf("%s: %v, %v", name, got, said)
		}
	}
}

// Whatever is typed, hours lie within the meeting or it is said what is wrong; what is
// written as hours reads as itself.
func TestParsePresence(t *testing.T) {
	m := courses.Meeting{FromMinute: 9 * 60, ToMinute: 13 * 60}
	for text, want := range map[string]float64{"x": 4, "X": 4, "sí": 4, "0": 0, "-": 0, "2,5": 2.5, "2.5": 2.5, "9:15-12": 2.75, "8-12": 3, "9 a 11": 2, "9.30–11": 1.5, "12-20": 1} {
		if got, said, err := m.ParsePresence(text); err != nil || !said || got != want {
			t.Errorf("%q: %v, %v, %v", text, got, said, err)
		}
	}
	for _, text := range []string{"5", "-1", "NaN", "Inf", "12-9", "9:75-10", "ayer", "1e3"} {
		if _, _, err := m.ParsePresence(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q passes: %v", text, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		m := courses.Meeting{FromMinute: rapid.IntRange(0, 1400).Draw(t, "from")}
		m.ToMinute = rapid.IntRange(m.FromMinute+1, 1440).Draw(t, "to")
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9:.,x \-a]{0,9}`)).Draw(t, "text")
		hours, _, err := m.ParsePresence(text)
		if err == nil && (math.IsNaN(hours) || hours < 0 || hours > m.Hours()+1e-9) {
			t.Fatalf("%q is %v hours of %v", text, hours, m.Hours())
		}
	})
}

// Codes change each minute and belong to one meeting.
func TestCodesOfTwoMeetingsDiffer(t *testing.T) {
	d := dbtest.SQLite(t)
	w := coursestest.New(t, d)
	offering := w.Schedule(w.Publish("c1"), "o1", courses.FaceToFace)
	m, other := plan(t, w, offering, 0), plan(t, w, offering, 0)
	goTo(t, d, m, 8, 30)
	seen := map[string]bool{}
	for _, one := range []courses.Meeting{m, other} {
		room, err := w.Courses.RoomCodes(t.Context(), coursestest.Trainer(), offering.ID, one.ID)
		if err != nil || len(room.Codes) != 301 {
			t.Fatalf("%d codes until half an hour after the meeting: %v", len(room.Codes), err)
		}
		for _, code := range room.Codes {
			if seen[code] {
				t.Errorf("%s comes twice", code)
			}
			seen[code] = true
		}
	}
	if _, err := w.Courses.RoomCodes(t.Context(), access.Actor{AccountID: "x"}, offering.ID, m.ID); !fault.Is(err, fault.Denied) {
		t.Errorf("somebody without a role: %v", err)
	}
}
