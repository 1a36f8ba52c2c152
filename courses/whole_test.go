package courses_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// Whoever manages one centre of a network decides nothing for the others: not the seats, the
// code to enrol with, the meetings nor the code of the survey. Who manages the network does.
func TestAManagerOfOneCentreDecidesNothingForTheNetwork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := coursestest.New(t, d), t.Context()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.FaceToFace)
		one, network := coursestest.Manager(w.Ceiba), coursestest.Manager(w.Network)
		seats := 1
		in := courses.MeetingInput{HeldOn: offering.StartsOn, From: "9:00", To: "13:00", Title: "Primer día", Place: "Iquitos"}
		meeting, err := w.Courses.SaveMeeting(ctx, network, offering.ID, "", in)
		if err != nil {
			t.Fatal(err)
		}
		acts := []struct {
			name string
			do   func(actor access.Actor) error
		}{
			{"seats", func(a access.Actor) error { return w.Courses.SetSeats(ctx, a, offering.ID, &seats) }},
			{"entry", func(a access.Actor) error {
				_, err := w.Courses.OpenEntry(ctx, a, offering.ID, courses.EntryInput{LastOn: offering.EndsOn, InstitutionIDs: []string{w.Ceiba.ID}})
				return err
			}},
			{"closing the entry", func(a access.Actor) error { return w.Courses.CloseEntry(ctx, a, offering.ID) }},
			{"a meeting", func(a access.Actor) error {
				_, err := w.Courses.SaveMeeting(ctx, a, offering.ID, "", in)
				return err
			}},
			{"changing a meeting", func(a access.Actor) error {
				_, err := w.Courses.SaveMeeting(ctx, a, offering.ID, meeting.ID, in)
				return err
			}},
			{"calling a meeting off", func(a access.Actor) error { return w.Courses.CancelMeeting(ctx, a, offering.ID, meeting.ID) }},
			{"the survey's code", func(a access.Actor) error {
				_, err := w.Courses.OpenSurveyRoom(ctx, a, offering.ID)
				return err
			}},
			{"closing the survey's code", func(a access.Actor) error { return w.Courses.CloseSurveyRoom(ctx, a, offering.ID) }},
		}
		for _, act := range acts {
			if err := act.do(one); !fault.Is(err, fault.Denied) {
				t.Errorf("%s, by the manager of one centre: %v", act.name, err)
			}
			if err := act.do(coursestest.Manager(w.Apart)); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s, by a manager elsewhere: %v", act.name, err)
			}
			if err := act.do(network); err != nil {
				t.Errorf("%s, by the manager of the network: %v", act.name, err)
			}
		}
	})
}

// The list of surveys tells whoever reads figures alone no number that the figures hide.
func TestFewWhoCompletedAreNotCountedForWhoReadsFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := coursestest.New(t, d), t.Context()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		everybody := []string{"p-Ana", "p-Berta", "p-Carla", "p-Diana", "p-Fabia"}
		w.Enrol(offering, everybody...)
		evaluator := access.Actor{AccountID: "e", Roles: []access.Held{{Role: access.Evaluator}}}
		asked := func(actor access.Actor) courses.Asked {
			t.Helper()
			list, err := w.Courses.Surveys(ctx, actor)
			if err != nil || len(list) != 1 {
				t.Fatalf("%+v, %v", list, err)
			}
			page, err := w.Courses.SurveyResults(ctx, actor, offering.ID, false)
			if err != nil || page.Asked != list[0].Asked {
				t.Errorf("the list says %+v and the page %+v, %v", list[0].Asked, page.Asked, err)
			}
			return list[0].Asked
		}
		for i, person := range everybody {
			w.Complete(person)
			w.Drain()
			want := courses.Asked{Hidden: true}
			if i == 4 {
				want = courses.Asked{N: 5}
			}
			if got := asked(evaluator); got != want {
				t.Errorf("of %d an evaluator is told %+v", i+1, got)
			}
			if got := asked(coursestest.Manager(w.Network)); got.N != i+1 {
				t.Errorf("of %d the manager is told %+v", i+1, got)
			}
		}
	})
}
