package measure

import "math"

// Arrival is one person's coming to one institution, the mirror of a Separation.
type Arrival struct {
	Stay Stay    // the stay it begins with
	End  float64 // of the unbroken stay, renewals within the grace days joined; Open while it lasts
}

// Arrivals lists who came: the stays in scope that begin in (From, To] without the person having been in the same
// institution, in whatever role, until within the grace days before. A renewal, a change of role and a return within the
// grace days are none. As for separations, an uncertain earlier end counts at its latest, the smallest gap it allows.
func Arrivals(stays []Stay, scope Scope, w Window, rules TurnoverRules) ([]Arrival, error) {
	people, err := byPerson(stays)
	if err != nil {
		return nil, err
	}
	var out []Arrival
	for _, own := range people {
		for i, s := range own {
			if scope.Includes(s) && w.contains(float64(s.Start)) && !resumes(own, i, rules) {
				out = append(out, Arrival{Stay: s, End: chainEnd(own, i, rules)})
			}
		}
	}
	return out, nil
}

// resumes reports whether the person was in the same institution before stay i, until it began or until within the grace days.
// Of two stays that begin together the first in the list is the arrival.
func resumes(own []Stay, i int, rules TurnoverRules) bool {
	for j, o := range own {
		if j != i && o.Institution == own[i].Institution && (o.Start < own[i].Start || o.Start == own[i].Start && j < i) &&
			int(own[i].Start-o.EndUpper) <= rules.GraceDays {
			return true
		}
	}
	return false
}

// chainEnd is the end of the unbroken stay in one institution that begins with stay i.
func chainEnd(own []Stay, i int, rules TurnoverRules) float64 {
	end, latest := own[i].End(), own[i].EndUpper
	for changed := true; changed; {
		changed = false
		for _, o := range own {
			if o.Institution == own[i].Institution && o.Start >= own[i].Start && o.End() > end && int(o.Start-latest) <= rules.GraceDays {
				end, latest, changed = o.End(), max(latest, o.EndUpper), true
			}
		}
	}
	return end
}

// Waits is how long new staff wait for their first training, in days since they came.
type Waits struct {
	Tenures []Tenure // one an arrival, for KaplanMeier: Event tells that the training came
	Before  int      // of them, trained somewhere before they came: they wait 0 days
	Trained int      // of them, trained while observed, those included
}

// TrainingWaits follows each arrival from its first day to the person's first completed course on or after it. Whoever had
// completed one before waits 0 days. Those who leave first, and those still waiting at the end of the window, are censored then,
// so that nobody counts as trained late who was never there to be trained. completions gives the days by person.
func TrainingWaits(arrivals []Arrival, completions map[string][]Day, w Window) Waits {
	var out Waits
	for _, a := range arrivals {
		end := math.Min(a.End, float64(w.To))
		wait := Tenure{Entry: math.Inf(-1), Exit: math.Max(0, end-float64(a.Stay.Start)), Group: a.Stay.Institution}
		before := false
		for _, day := range completions[a.Stay.Person] {
			before = before || day < a.Stay.Start
			if float64(day) > end {
				continue
			}
			wait.Event = true
			wait.Exit = math.Min(wait.Exit, math.Max(0, float64(day-a.Stay.Start)))
		}
		if before {
			out.Before++
		}
		if wait.Event {
			out.Trained++
		}
		out.Tenures = append(out.Tenures, wait)
	}
	return out
}

// CameOn is the first day of the unbroken stay in one institution that holds stay i of a person's stays: renewals within the
// grace days are no new beginning.
func CameOn(own []Stay, i int, rules TurnoverRules) Day { return chainStart(own, i, rules) }
