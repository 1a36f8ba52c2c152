package analytics

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// Service computes the figures.
type Service struct {
	db         *db.DB
	models     models
	changes    changes
	chains     chains
	readAtOnce int // people in post that a page may read everything about
	fitAtOnce  int // results that a page may fit a model to
}

// NewService makes the service.
func NewService(d *db.DB) *Service {
	return &Service{db: d, readAtOnce: readAtOnce, fitAtOnce: fitAtOnce}
}

// Query says what a figure is about.
type Query struct {
	PlaceID    string       // an institution, or Everything
	Competency string       // a code; empty for the one with the most results
	Cadre      people.Cadre // empty for all
	Region     string       // code of a department, in which the institutions lie today; empty for all
	Funder     string       // code of a funder, whose trainings alone count; empty for all trainings
	On         db.Date      // 0 for today
	Known      Known        // empty for KnownNow
}

// Known says whose knowledge figures of a past day rest on.
type Known string

// What is known today of the day, late corrections and all, or what was known at the end of it: whatever was recorded later
// is left out, and what was corrected later stands as it stood. Institutions and posts approved are those of today in both.
const (
	KnownNow  Known = "now"
	KnownThen Known = "then"
)

// Subject is what a figure turned out to be about, and what else could be asked.
type Subject struct {
	Place        Place
	Competency   assessments.Competency
	Competencies []assessments.Competency      // of the framework, those that people have
	Target       *assessments.CompetencyTarget // of the cadre on the day; nil when there is none
	Cadre        people.Cadre
	Funder       *courses.Funder  // whose trainings alone count; nil for all
	Funders      []courses.Funder // that could be asked for, by name; of figures and accounts
	On           db.Date
	Today        db.Date
	AsOf         *db.Instant // what was recorded up to this moment is in it, where a replica was read; nil: everything
	Known        Known
	Model        Model
}

// factsOf is the transaction as the facts of the subject are to be read in.
func (s Subject) factsOf(tx *db.Tx) *db.Tx {
	if s.Known == KnownThen {
		return tx.KnownBefore((s.On + 1).Start())
	}
	return tx
}

// Figures is what there is to know of a competency in a place on a day.
type Figures struct {
	Subject
	Cascade  Cascade
	Series   []Point    // month by month up to the day
	Below    []Child    // the places directly below, in the order of the tree
	Staff    []Standing // the people in post, where the actor may see names and they are few enough to list
	Turnover Turnover   // over the year up to the day
	Recent   Span       // the year up to the day
	Change   Change     // why row 5 moved over them; nothing where the figures were kept
	Kept     *Kept      // where they were; nil where they were computed when asked for
}

// Hidden tells whether anything that the figures are made of is hidden.
func (f Figures) Hidden() bool {
	return f.Cascade.Hidden || f.Turnover.Hidden || slices.ContainsFunc(f.Below, func(c Child) bool { return c.Cascade.Hidden }) ||
		slices.ContainsFunc(f.Series, func(p Point) bool { return p.Cascade.Hidden })
}

// Child is a place directly below, with its own cascade.
type Child struct {
	Institution people.Institution
	Cascade
}

const (
	// seriesMonths is how far back a series goes.
	seriesMonths = 18
	yearDays     = 365
)

// Root gives the identifier of the place an actor's figures begin at: one
// institution, or Everything where there are several.
func (s *Service) Root(ctx context.Context, actor access.Actor) (id string, err error) {
	if err := actor.NeedSomewhere(access.ViewFigures); err != nil {
		return "", err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		tree, err := people.InstitutionsInScopeTx(tx, actor, access.ViewFigures)
		id = Everything
		if roots := tops(tree); len(roots) == 1 {
			id = roots[0].ID
		}
		return err
	})
	return id, err
}

// Figures gives the cascade with all that stands around it.
func (s *Service) Figures(ctx context.Context, actor access.Actor, q Query) (Figures, error) {
	var out Figures
	err := s.db.ReadReplica(ctx, func(tx *db.Tx) error {
		out = Figures{}
		known, err := s.figuresTx(tx, actor, q, &out)
		if err != nil {
			return err
		}
		if out.Kept != nil { // more people than a page lists
			return nil
		}
		return out.list(tx, known)
	})
	return out, err
}

// figuresTx computes all figures but the list of the staff.
func (s *Service) figuresTx(tx *db.Tx, actor access.Actor, q Query, out *Figures) (known facts, err error) {
	about, kept, err := s.subjectKeptTx(tx, actor, q)
	if out.Subject = about; err != nil {
		return known, err
	}
	posts, err := approvedTx(tx, out.Subject)
	if err != nil {
		return known, err
	}
	if kept != nil {
		out.fillKept(*kept, posts)
		return known, nil
	}
	if known, err = factsTx(out.factsOf(tx), out.Subject); err != nil {
		return known, err
	}
	return known, out.fill(known, posts)
}

// SubjectTx settles what a query is about, without its figures. The place of a chain of results is "".
func (s *Service) SubjectTx(tx *db.Tx, actor access.Actor, q Query) (Subject, error) {
	if q.PlaceID == "" {
		var err error
		if q.PlaceID, err = rootTx(tx, actor); err != nil {
			return Subject{}, err
		}
	}
	return s.subjectTx(tx, actor, q, q.On)
}

// subjectTx settles what a query is about. The model knows what was known on
// asOf, 0 for the query's day.
func (s *Service) subjectTx(tx *db.Tx, actor access.Actor, q Query, asOf db.Date) (Subject, error) {
	return s.subjectAtTx(tx, actor, q, asOf, placeTx)
}

// subjectNearTx is subjectTx where the page needs no other places than its own and those around it.
func (s *Service) subjectNearTx(tx *db.Tx, actor access.Actor, q Query, asOf db.Date) (Subject, error) {
	return s.subjectAtTx(tx, actor, q, asOf, nearTx)
}

type placeFinder func(tx *db.Tx, actor access.Actor, id string) (Place, error)

func (s *Service) subjectAtTx(tx *db.Tx, actor access.Actor, q Query, asOf db.Date, find placeFinder) (Subject, error) {
	out := Subject{Cadre: q.Cadre, On: q.On, Today: tx.Today(), AsOf: tx.AsOf, Known: cmp.Or(q.Known, KnownNow)}
	if out.On == 0 {
		out.On = out.Today
	}
	if asOf == 0 {
		asOf = out.On
	}
	var check fault.Check
	check.That(out.On <= out.Today, "on", "analytics.future")
	check.That(q.Cadre == "" || q.Cadre.Known(), "cadre", "fault.required")
	check.That(out.Known == KnownNow || out.Known == KnownThen, "known", "fault.required")
	if err := check.Err(); err != nil {
		return out, err
	}
	var err error
	if out.Place, err = find(tx, actor, q.PlaceID); err != nil {
		return out, err
	}
	if out.Place, err = out.Place.only(q.Region); err != nil {
		return out, err
	}
	if q.Funder != "" {
		if err := out.fundTx(tx, q.Funder); err != nil {
			return out, err
		}
	}
	if !out.Place.MayNames {
		out.On, asOf = monthEnd(out.On), monthEnd(asOf)
	}
	if out.Competencies, err = assessments.CompetenciesTx(tx); err != nil {
		return out, err
	}
	stamps, err := s.stampsTx(tx, out.Competencies)
	if err != nil {
		return out, err
	}
	// An institutional competency is looked at in institutions; it is here only where people were assessed in it.
	out.Competencies = slices.DeleteFunc(out.Competencies, func(c assessments.Competency) bool {
		return c.Kind == assessments.Institutional && stamps[c.Code].Results == 0
	})
	code := cmp.Or(q.Competency, mostAssessed(out.Competencies, stamps))
	at := slices.IndexFunc(out.Competencies, func(c assessments.Competency) bool { return c.Code == code })
	switch {
	case at >= 0:
		out.Competency = out.Competencies[at]
	case code != "":
		return out, fault.OnField("competency", "analytics.competency_unknown")
	}
	if out.Cadre != "" && code != "" {
		if out.Target, err = assessments.TargetTx(tx, out.Cadre, code, out.On); err != nil {
			return out, err
		}
	}
	out.Model, err = s.model(out.factsOf(tx), stamps[code], code, asOf, out.Known)
	return out, err
}

// monthEnd is the last end of a month that is not after the day: whoever may not
// see names compares no two days between which one person came, left or was
// assessed.
func monthEnd(day db.Date) db.Date {
	year, month, _ := (day + 1).Time().Date()
	return db.NewDate(year, month, 1) - 1
}

// mostAssessed is the competency that there is most to say of; empty without any.
func mostAssessed(list []assessments.Competency, stamps map[string]assessments.Stamp) string {
	best := ""
	for _, c := range list {
		if best == "" || stamps[c.Code].Results > stamps[best].Results {
			best = c.Code
		}
	}
	return best
}

// approvedTx gives the approved posts on the day, by institution, of the
// subject's cadre or all cadres.
func approvedTx(tx *db.Tx, about Subject) (map[string]int, error) {
	approved, err := people.ApprovedPostsTx(tx, about.Place.scope("").Institutions, about.On)
	posts := map[string]int{}
	for id, byCadre := range approved {
		for cadre, n := range byCadre {
			if about.Cadre == "" || cadre == about.Cadre {
				posts[id] += n
			}
		}
	}
	return posts, err
}

func sumOf(posts map[string]int, ids []string) int {
	sum := 0
	for _, id := range ids {
		sum += posts[id]
	}
	return sum
}

// fill computes the figures of the place, of those below it, and over time.
func (f *Figures) fill(known facts, posts map[string]int) error {
	eyes := sightOf(f.Subject, known)
	scope := f.Place.scope(f.Cadre)
	here := known.at(scope.Institutions)
	members := map[string][]string{}
	for _, child := range f.Place.Below {
		members[child.ID] = f.Place.subtree(child)
	}
	members[f.Place.ID] = scope.Institutions
	there := map[string][]measure.History{f.Place.ID: here}
	f.show(eyes, posts, func(id string, day db.Date) Cascade {
		if there[id] == nil {
			there[id] = known.at(members[id])
		}
		return cascadeOf(measure.Cascade(there[id], measure.Scope{Institutions: members[id], Roles: scope.Roles}, measure.Day(day), f.Model.Model))
	})
	f.Recent = f.between(f.On.AddMonths(-spanMonths))
	account := measure.Account(here, scope, measure.Day(f.Recent.From), measure.Day(f.On), f.Model.Model, measure.DefaultTurnoverRules())
	f.Change = eyes.changes(account, f.Recent)[measure.SkilledRow]
	return f.turnover(eyes, here, scope)
}

// show fills in what may be seen of the cascades of the place, of those below it, and over time.
func (f *Figures) show(eyes sight, posts map[string]int, counts func(id string, day db.Date) Cascade) {
	today := eyes.on(f.On)
	f.Cascade = eyes.cascade(counts(f.Place.ID, f.On), today(f.Place.ID))
	f.Cascade.Posts = sumOf(posts, idsOf(f.Place.Institutions))
	for _, child := range f.Place.Below {
		cascade := eyes.cascade(counts(child.ID, f.On), today(child.ID))
		cascade.Posts = sumOf(posts, f.Place.subtree(child))
		f.Below = append(f.Below, Child{child, cascade})
	}
	for _, day := range pointsUntil(f.On) {
		f.Series = append(f.Series, Point{day, eyes.cascade(counts(f.Place.ID, day), eyes.on(day)(f.Place.ID))})
	}
}

// monthEnds lists the last days of months after one day and before another,
// and the last day itself.
func monthEnds(from, to db.Date) []db.Date {
	var days []db.Date
	year, month, _ := from.Time().Date()
	for n := 1; ; n++ {
		end := db.NewDate(year, month, 1).AddMonths(n) - 1
		if end >= to {
			return append(days, to)
		}
		if end > from {
			days = append(days, end)
		}
	}
}
