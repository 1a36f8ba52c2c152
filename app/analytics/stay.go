package analytics

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/courses"
)

// Staying is what turnover does to training in a place: how long trained people stay, where they go, what a leaver takes along, and how much trained time in
// post each course and funder has brought. What is hidden from whoever sees it is undefined.
type Staying struct {
	Subject
	Window   Span // of leavings and arrivals, a year up to the day
	People   measure.Number
	Left     measure.Number // of them, by the day
	Curves   []StayCurve    // in the place; then, where it has several institutions, in one institution
	Cadres   []StayCurve    // by cadre, in the place
	Leavers  Leavers
	Arrivals Arrivals
	Routes   []Route // institution by institution; for whoever may see names only
	Time     TrainedTime
	Hidden   bool

	tenures []measure.Tenure
}

// StayCurve is how long trained people stay, in months.
type StayCurve struct {
	Apart         bool         // in the institution of the training; else in the place
	Cadre         people.Cadre // of those in one cadre alone
	N, Left       measure.Number
	Median        measure.Estimate // months; undefined while more than half are in post
	Points        []StayPoint
	Warnings      measure.Warnings
	curve         measure.Curve
	personMeasure []measure.TrainedStay
}

// StayPoint is the share still in post after a time.
type StayPoint struct {
	Months float64
	AtRisk measure.Number
	Share  measure.Estimate
}

// Leavers are the trained people who left an institution of the place within the window. A transfer is a loss to the institution, not to the system.
type Leavers struct {
	Total, Transferred, Out measure.Number
	MonthsLost              measure.Number // trained person-months that those who left the system would have been expected to stay still
	Each                    measure.Number // of these, for one leaver, mean
	Newly                   measure.Number // what somebody takes along who leaves at once after the training
	Horizon                 float64        // months after the training within which this is counted
}

// Arrivals are people who had been trained before they came to an institution of the place within the window.
type Arrivals struct{ Total, FromSystem, FromOutside measure.Number }

// Route is how many trained people went from one institution to another; an empty name is outside the system, or an institution that the actor does not see.
type Route struct {
	From, To         string // names
	FromOut, ToOut   bool   // outside the system
	FromHere, ToHere bool   // in the place
	People           int
}

// TrainedTime is the time in post after a completed course, up to the day.
type TrainedTime struct {
	People measure.Number
	Months measure.Number // person-months, each once
	Cost   measure.Number // soles, what the place's part of the offerings cost
	Course []TimeLine     // by course, then what was brought along
	Funder []TimeLine     // by funder, then what none is known of
}

// Per is soles per trained person-month so far.
func (t TrainedTime) Per() measure.Number { return over(t.Cost, t.Months) }

// TimeLine is the part of the trained time that is owed to a course or a funder.
type TimeLine struct {
	ID, Name string         // empty for what was brought along, or whose funder is not known
	People   measure.Number // who were trained there, or with its money; somebody may be under several
	Months   measure.Number // in post after that training, whoever else paid or taught
	Part     measure.Number // of the months that count once: days shared among trainings, a training among its funders
	Cost     measure.Number // soles, its part
}

// Per is soles of its part per person-month of its part.
func (l TimeLine) Per() measure.Number { return over(l.Cost, l.Part) }

const (
	stayHorizon = 24.0 // months
	staySteps   = 24   // months drawn for whoever does not see single people
)

// Staying gives what turnover does to training in a place.
func (s *Service) Staying(ctx context.Context, actor access.Actor, q Query) (Staying, error) {
	var out Staying
	err := s.db.ReadReplica(ctx, func(tx *db.Tx) (err error) {
		out = Staying{}
		q.Cadre = "" // the page tells cadres apart itself
		if out.Subject, err = s.subjectTx(tx, actor, q, q.On); err != nil {
			return err
		}
		known, err := trainedTx(tx, out.Place, out.Competency.Code, out.On)
		if err != nil {
			return err
		}
		return out.fill(known)
	})
	return out, err
}

// training is one completed course of one person.
type training struct {
	day         db.Date
	course      string // ID; empty for what files brought in
	institution string // at which it was completed
	offering    string
	funders     []courses.FunderPart
}

func trainingOf(c courses.CompletionFact) training {
	t := training{day: c.CompletedOn, course: c.CourseID, offering: c.OfferingID, funders: c.Funders}
	if c.InstitutionID != nil {
		t.institution = *c.InstitutionID
	}
	return t
}

// trainedFacts is what is known of everybody ever posted in the places that are read.
type trainedFacts struct {
	histories []measure.History
	trainings map[string][]training // by person, oldest first
	costs     map[string]courses.CostSummary
	titles    map[string]string // of courses
}

// trainedTx reads a fixed number of statements for every 500 people.
func trainedTx(tx *db.Tx, place Place, competency string, on db.Date) (f trainedFacts, err error) {
	read := place.Institutions
	if !place.MayNames {
		read = place.view
	}
	there, err := people.StaysAtAllTx(tx, idsOf(read))
	if err != nil {
		return f, err
	}
	index, ids := map[string]int{}, []string(nil)
	for _, s := range there {
		if _, seen := index[s.PersonID]; !seen {
			index[s.PersonID] = len(ids)
			ids = append(ids, s.PersonID)
			f.histories = append(f.histories, measure.History{Person: s.PersonID})
		}
	}
	stays, err := people.StaysOfTx(tx, ids)
	if err != nil {
		return f, err
	}
	for _, s := range stays {
		h := &f.histories[index[s.PersonID]]
		h.Postings = append(h.Postings, s.Stay())
	}
	if err := f.trainTx(tx, ids, competency, on); err != nil {
		return f, err
	}
	for i := range f.histories {
		h := &f.histories[i]
		for _, t := range f.trainings[h.Person] {
			h.Completions = append(h.Completions, measure.Day(t.day))
		}
	}
	return f, nil
}

// trainTx reads the trainings up to a day, what they cost and what their courses are called.
func (f *trainedFacts) trainTx(tx *db.Tx, ids []string, competency string, on db.Date) error {
	f.trainings, f.titles = map[string][]training{}, map[string]string{}
	done, err := courses.CompletionsForTx(tx, ids)
	if err != nil {
		return err
	}
	var offerings []string
	for _, c := range done {
		if !slices.Contains(c.Competencies, competency) || c.CompletedOn > on {
			continue
		}
		f.trainings[c.PersonID] = append(f.trainings[c.PersonID], trainingOf(c))
		offerings = append(offerings, c.OfferingID)
	}
	past, err := courses.PastDaysByCompetencyTx(tx, ids)
	if err != nil {
		return err
	}
	for person, days := range past[competency] {
		for _, day := range days {
			if day <= on {
				f.trainings[person] = append(f.trainings[person], training{day: day})
			}
		}
		slices.SortStableFunc(f.trainings[person], func(a, b training) int { return cmp.Compare(a.day, b.day) })
	}
	slices.Sort(offerings)
	if f.costs, err = courses.CostsOfTx(tx, slices.Compact(offerings)); err != nil {
		return err
	}
	titles, err := courses.OfferingTitlesTx(tx)
	for _, t := range slices.Backward(titles) { // the newest is kept
		f.titles[t.CourseID] = t.Title
	}
	return err
}

func (s *Staying) fill(known trainedFacts) error {
	s.Window = Span{s.On - yearDays, s.On}
	rules, scope, on := measure.DefaultTurnoverRules(), s.Place.scope(""), measure.Day(s.On)
	stays := measure.TrainedStays(known.histories, scope, on, rules, false)
	s.tenures = measure.TrainedTenures(stays)
	all, err := stayCurve(stays)
	if err != nil {
		return err
	}
	s.People, s.Left, s.Curves = all.N, all.Left, []StayCurve{all}
	if len(s.Place.Institutions) > 1 {
		apart, err := stayCurve(measure.TrainedStays(known.histories, scope, on, rules, true))
		if err != nil {
			return err
		}
		apart.Apart = true
		s.Curves = append(s.Curves, apart)
	}
	for _, cadre := range people.Cadres() {
		own := slices.DeleteFunc(slices.Clone(stays), func(t measure.TrainedStay) bool { return t.Role != string(cadre) })
		if len(own) == 0 {
			continue
		}
		one, err := stayCurve(own)
		if err != nil {
			return err
		}
		one.Cadre = cadre
		s.Cadres = append(s.Cadres, one)
	}
	left, _, err := measure.TrainedLeavings(known.histories, scope, s.Window.measured(), rules)
	if err != nil {
		return err
	}
	came, err := measure.TrainedArrivals(known.histories, scope, s.Window.measured(), rules)
	if err != nil {
		return err
	}
	s.leavers(left, all)
	for _, j := range came {
		s.Arrivals.Total++
		if j.From == "" {
			s.Arrivals.FromOutside++
		} else {
			s.Arrivals.FromSystem++
		}
	}
	s.time(known)
	if s.Place.MayNames {
		s.routes(left, came)
		return nil
	}
	return s.veil(known)
}

// stayCurve estimates a curve; months are as long as a year has twelve of them.
func stayCurve(stays []measure.TrainedStay) (StayCurve, error) {
	tenures := measure.TrainedTenures(stays)
	for i := range tenures {
		tenures[i].Exit /= measure.DaysPerMonth
	}
	curve, err := measure.KaplanMeier(tenures, nil)
	if err != nil {
		return StayCurve{}, err
	}
	out := StayCurve{N: measure.Number(curve.N), Left: measure.Number(curve.Events), Warnings: curve.Warnings, curve: curve, personMeasure: stays,
		Median: measure.Estimate{Value: curve.Median, Lower: curve.MedianLower, Upper: curve.MedianUpper}}
	for i, t := range curve.Time {
		out.Points = append(out.Points, StayPoint{t, measure.Number(curve.AtRisk[i]), measure.Estimate{Value: curve.Survival[i], Lower: curve.Lower[i], Upper: curve.Upper[i]}})
	}
	return out, nil
}

// leavers counts where trained people went, and what those who left the system took along.
func (s *Staying) leavers(left []measure.Journey, all StayCurve) {
	longest := 0.0
	for _, t := range all.personMeasure {
		longest = max(longest, t.Days/measure.DaysPerMonth)
	}
	l := Leavers{Horizon: min(stayHorizon, longest), MonthsLost: measure.Undefined(), Each: measure.Undefined(), Newly: measure.Undefined()}
	if len(all.personMeasure) > 0 {
		l.Newly = all.curve.Remaining(0, l.Horizon)
	}
	lost, counted := 0.0, 0
	for _, j := range left {
		l.Total++
		if j.To != "" {
			l.Transferred++
			continue
		}
		l.Out++
		if remaining := all.curve.Remaining(float64(j.Day-j.Trained)/measure.DaysPerMonth, l.Horizon); remaining.Defined() {
			lost += remaining.Float()
			counted++
		}
	}
	if counted > 0 {
		l.MonthsLost, l.Each = measure.Number(lost), measure.Number(lost/float64(counted))
	} else if l.Out == 0 {
		l.MonthsLost = 0
	}
	s.Leavers = l
}

// routes lists the ways trained people went, the most travelled first.
func (s *Staying) routes(left, came []measure.Journey) {
	names, here := map[string]string{}, map[string]bool{}
	for _, i := range s.Place.view {
		names[i.ID] = i.Name
	}
	for _, i := range s.Place.Institutions {
		here[i.ID] = true
	}
	counts := map[Route]int{}
	count := func(j measure.Journey) {
		counts[Route{From: names[j.From], To: names[j.To], FromOut: j.From == "", ToOut: j.To == "", FromHere: here[j.From], ToHere: here[j.To]}]++
	}
	for _, j := range left {
		count(j)
	}
	for _, j := range came {
		if !here[j.From] { // moves within the place are among the leavings
			count(j)
		}
	}
	for r, n := range counts {
		r.People = n
		s.Routes = append(s.Routes, r)
	}
	slices.SortFunc(s.Routes, func(a, b Route) int {
		return cmp.Or(-cmp.Compare(a.People, b.People), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
}

// StayInput is what `relevo measure survival` recomputes the curves from: days, and the cadres as groups. For whoever may see names.
type StayInput struct {
	Exit  []float64 `json:"exit"`
	Event []int     `json:"event"`
	Group []string  `json:"group"`
}

// Input gives it; not ok for whoever may not see single people, or where nobody was trained.
func (s Staying) Input() (in StayInput, ok bool) {
	for _, t := range s.tenures {
		event := 0
		if t.Event {
			event = 1
		}
		in.Exit, in.Event, in.Group = append(in.Exit, t.Exit), append(in.Event, event), append(in.Group, t.Group)
	}
	return in, s.Place.MayNames && len(s.tenures) > 0
}
