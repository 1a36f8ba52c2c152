package analytics_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// figuresOf asks for the figures of a place today.
func figuresOf(t *testing.T, s *analytics.Service, actor access.Actor, q analytics.Query) analytics.Figures {
	t.Helper()
	figures, err := s.Figures(t.Context(), actor, q)
	if err != nil {
		t.Fatal(err)
	}
	return figures
}

func TestAModelIsFittedAgainAfterANewResultAndNotBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		ask := func(competency string) (statements int64, results int) {
			before := d.Statements()
			figures := figuresOf(t, service, manager, analytics.Query{PlaceID: w.Ceiba.ID, Competency: competency})
			return d.Statements() - before, figures.Model.Results
		}
		const fitting = 3 // whether a model is kept, all results, and the points behind them
		first, results := ask(analyticstest.Asking)
		second, _ := ask(analyticstest.Asking)
		if first-second != fitting || results != 8 {
			t.Errorf("%d statements, then %d; %d results", first, second, results)
		}
		ask(analyticstest.Trauma)
		w.AssessIn(analyticstest.Trauma, "ana", w.Day("2026-05-01"), assessments.Post, 70)
		if again, _ := ask(analyticstest.Asking); again != second {
			t.Errorf("a result in another competency: %d statements instead of %d", again, second)
		}
		if trauma, results := ask(analyticstest.Trauma); trauma != first || results != 1 {
			t.Errorf("the other competency: %d statements, %d results", trauma, results)
		}
		w.Assess("diana", w.Day("2026-05-01"), assessments.Post, 70)
		if again, results := ask(analyticstest.Asking); again != first || results != 9 {
			t.Errorf("after a new result: %d statements instead of %d; %d results", again, first, results)
		}
	})
}

func TestTheStaffOfAPlaceAndWhatIsDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		today := w.Day("2026-05-04")
		w.Assess("elena", today-1, assessments.Post, 100) // scored first, sat in the afternoon
		w.Assess("elena", today-1, assessments.Pre, 10)
		// Gloria was on the list of 1 May, and is not on that of 11 May: until the middle she counts.
		seen, missing := w.Day("2026-05-01"), w.Day("2026-05-11")
		w.Add(people.Posting{PersonID: analyticstest.ID("gloria"), InstitutionID: w.Ceiba.ID, Cadre: people.CARMentor, StartsOn: seen - 100, EndsOn: &missing, EndsAfter: &seen}, "gloria")
		figures := figuresOf(t, analytics.NewService(d), analyticstest.In(access.Manager, w.Ceiba), analytics.Query{PlaceID: w.Ceiba.ID})
		var names []string
		for _, s := range figures.Staff {
			names = append(names, s.Person.SearchName)
			if s.Institution.ID != w.Ceiba.ID || s.Cadre != people.CARMentor || s.Since == 0 {
				t.Errorf("%s: %+v", s.Person.SearchName, s)
			}
		}
		if len(names) != 4 || names[0] != "ana" || names[1] != "diana" || names[2] != "elena" || names[3] != "gloria" {
			t.Fatalf("in post: %v", names)
		}
		ana, diana, elena := figures.Staff[0], figures.Staff[1], figures.Staff[2]
		if *ana.TrainedOn != w.Day("2025-10-01") || *ana.ValidUntil != w.Day("2026-04-01") || ana.LastScore != 80 || !ana.Mastered || ana.Verified {
			t.Errorf("Ana: %+v", ana)
		}
		if diana.TrainedOn != nil || diana.AssessedOn != nil || diana.LastScore.Defined() || diana.Trained {
			t.Errorf("Diana: %+v", diana)
		}
		if elena.LastScore != 100 || !elena.Verified || *elena.AssessedOn != today-1 {
			t.Errorf("Elena: %+v", elena)
		}
	})
}

func TestTurnoverTellsLeavingFromMoving(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		for _, test := range []struct {
			place         people.Institution
			cadre         people.Cadre
			left, carried measure.Number
		}{{w.Ceiba, "", 2, 1}, {w.Ceiba, people.CARMentor, 1, 0}, {w.Lupuna, "", 0, 0}} {
			got := figuresOf(t, service, manager, analytics.Query{PlaceID: test.place.ID, Cadre: test.cadre}).Turnover
			if got.Separations != test.left || got.Transfers != test.carried || got.Hidden || !(got.MeanHeadcount > 0) || got.To-got.From != 365 {
				t.Errorf("%s, %s: %+v", test.place.Name, test.cadre, got)
			}
		}
	})
}

// What comes of a course really taken, with its tests and its papers.
func TestFiguresOfACourseThatWasTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		offering := w.Schedule(w.Publish("CURSO"), "C-1", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Berta")
		w.Complete("p-Ana")
		w.Take("p-Berta", w.Course("p-Berta").Step.AttemptID, false)
		papers := certificates.NewService(d, "https://relevo.example.pe")
		for _, event := range w.Heard {
			if err := papers.HearCompleted(t.Context(), event); err != nil {
				t.Fatal(err)
			}
		}
		figures := figuresOf(t, analytics.NewService(d), coursestest.Manager(w.Ceiba), analytics.Query{PlaceID: w.Ceiba.ID})
		if figures.Competency.Code != "asking" {
			t.Errorf("when nobody says, %s is shown, not what most is known of", figures.Competency.Code)
		}
		if got, want := rowsOf(figures.Cascade), (rows{6, 1, 1, 1, 1, 0}); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		attempts := 0
		for _, form := range figures.Model.Forms {
			attempts += form.Attempts
		}
		if figures.Model.Results != 3 || attempts != 3 {
			t.Errorf("%d results, %d attempts with their points", figures.Model.Results, attempts)
		}
	})
}

func TestWhoMaySeeWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service, everywhere, in := analytics.NewService(d), analyticstest.Everywhere, analyticstest.In
		span := analytics.Span{From: w.Day("2025-09-15")}
		for _, test := range []struct {
			name            string
			actor           access.Actor
			place           string
			figures, behind error
			names           bool
		}{
			{"an evaluator of the whole programme", everywhere(access.Evaluator), w.Ceiba.ID, nil, fault.Missing("noun.page"), false},
			{"a trainer", everywhere(access.Trainer), w.Ceiba.ID, nil, fault.Missing("noun.page"), false},
			{"an administrator", everywhere(access.Administrator), w.Ceiba.ID, nil, fault.Missing("noun.page"), false},
			{"the manager", in(access.Manager, w.Ceiba), w.Ceiba.ID, nil, nil, true},
			{"the manager of the network", in(access.Manager, w.Network), w.Lupuna.ID, nil, nil, true},
			{"the manager of one centre, of all that she may see", in(access.Manager, w.Ceiba), analytics.Everything, nil, nil, true},
			{"the manager of another centre", in(access.Manager, w.Lupuna), w.Ceiba.ID, fault.Missing("noun.institution"), fault.Missing("noun.institution"), false},
			{"the manager of one centre, above it", in(access.Manager, w.Ceiba), w.Network.ID, fault.Missing("noun.institution"), fault.Missing("noun.institution"), false},
			{"an evaluator of another region", in(access.Evaluator, w.Apart), w.Ceiba.ID, fault.Missing("noun.institution"), fault.Missing("noun.institution"), false},
			{"nobody's place", everywhere(access.Evaluator), "nowhere", fault.Missing("noun.institution"), fault.Missing("noun.institution"), false},
			{"an official", everywhere(access.Official), w.Ceiba.ID, fault.Refused(), fault.Refused(), false},
			{"nobody", access.Actor{}, w.Ceiba.ID, fault.New(fault.Unauthenticated, "x"), fault.New(fault.Unauthenticated, "x"), false},
		} {
			t.Run(test.name, func(t *testing.T) {
				q := analytics.Query{PlaceID: test.place}
				figures, err := service.Figures(t.Context(), test.actor, q)
				wantKind(t, "figures", err, test.figures)
				if err == nil && (figures.Place.MayNames != test.names || (figures.Staff != nil) != test.names) {
					t.Errorf("names: %v, %d people", figures.Place.MayNames, len(figures.Staff))
				}
				_, err = service.Account(t.Context(), test.actor, q, span)
				wantKind(t, "account", err, test.figures)
				_, err = service.Behind(t.Context(), test.actor, q, span, measure.TrainedRow, measure.NewlyTrained)
				wantKind(t, "behind", err, test.behind)
			})
		}
	})
}

func wantKind(t *testing.T, what string, got, want error) {
	t.Helper()
	if (got == nil) != (want == nil) || want != nil && fault.KindOf(got) != fault.KindOf(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestWhereFiguresBegin(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service := analytics.NewService(d)
		for want, actor := range map[string]access.Actor{
			w.Ceiba.ID: analyticstest.In(access.Manager, w.Ceiba), w.Network.ID: analyticstest.In(access.Evaluator, w.Network),
			analytics.Everything: analyticstest.Everywhere(access.Evaluator),
		} {
			if got, err := service.Root(t.Context(), actor); err != nil || got != want {
				t.Errorf("%s, %v; want %s", got, err, want)
			}
		}
		if _, err := service.Root(t.Context(), analyticstest.Everywhere(access.Official)); !fault.Is(err, fault.Denied) {
			t.Errorf("an official: %v", err)
		}
	})
}

func TestWhatCannotBeAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := story(t, d)
		service, manager := analytics.NewService(d), analyticstest.Everywhere(access.Manager)
		for name, q := range map[string]analytics.Query{
			"tomorrow": {On: w.Day("2026-05-05")}, "no such competency": {Competency: "flying"}, "no such cadre": {Cadre: "pilot"},
		} {
			q.PlaceID = w.Ceiba.ID
			if _, err := service.Figures(t.Context(), manager, q); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
