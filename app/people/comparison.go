package people

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people/roster"
)

// Group is how the staff of one group came, stayed and went.
type Group struct {
	Key      string   // code of the cadre, contract or region, identifier of the institution, "2026-1" for a quarter, "F" for a sex; "" when not known, and for all together
	Turnover Turnover // separations, transfers, person-years, rate, in post at the end
	Joiners  int      // see measure.Arrivals
	Posts    int      // approved posts at the end of the period; 0 where none are recorded, or where posts cannot be told apart so
	Vacant   int      // of them, without anybody: a cadre with too many people in one institution makes up for no vacancy elsewhere
	Curve    measure.Curve
	Training *Training // days from hiring to the first training; nil where courses are not known

	Tenures []measure.Tenure // what the curve is made of, in months
}

// AtRisk is how many were observed at a tenure in months: begun by then, and not yet ended.
func (g Group) AtRisk(months float64) int { return observed(g.Tenures, months) }

func observed(tenures []measure.Tenure, at float64) int {
	n := 0
	for _, t := range tenures {
		if t.Entry <= at && at < t.Exit {
			n++
		}
	}
	return n
}

// fewPersonYears is how many person-years a rate needs to be read without a warning:
// with less, even at several leavers a year, its interval spans more than a factor
// of two each way.
const fewPersonYears = 5

// fewestStays is the number of stays below which a curve is not drawn beside others.
const fewestStays = 5

// Few tells whether the group is so small that its figures mean little.
func (g Group) Few() bool { return g.Turnover.PersonYears < fewPersonYears || g.Curve.N < fewestStays }

// Vacancy is the share of approved posts without anybody, 0 to 1; undefined
// where no posts are recorded.
func (g Group) Vacancy() measure.Number {
	if g.Posts == 0 {
		return measure.Undefined()
	}
	return measure.Number(float64(g.Vacant) / float64(g.Posts))
}

func (g Group) anybody() bool {
	return g.Turnover.PersonYears > 0 || g.Joiners > 0 || g.Turnover.InPost > 0 || g.Posts > 0
}

// part is a group before it is computed.
type part struct {
	key    string
	scope  measure.Scope
	window measure.Window
	until  measure.Day // how long those who came in the window are followed to their training
	posts  bool        // approved posts can be set against it
	of     func(personID string) bool
}

// parts cuts the whole into the groups that are compared.
func (t *Tenures) parts(whole part, facts staffFacts) []part {
	var list []part
	add := func(key string, change func(*part)) {
		p := whole
		p.key = key
		change(&p)
		list = append(list, p)
	}
	switch t.By {
	case ByContract:
		for _, contract := range t.Filters.Contracts {
			if t.Contract == "" || t.Contract == contract {
				add(contractCode(contract), func(p *part) { p.scope.Contracts, p.posts = []string{contractCode(contract)}, false })
			}
		}
	case ByRegion:
		for _, region := range regionsOf(t.Places) {
			add(region, func(p *part) { p.scope.Institutions = placesIn(t.Places, region) })
		}
	case ByInstitution:
		for _, at := range t.Places {
			add(at.ID, func(p *part) { p.scope.Institutions = []string{at.ID} })
		}
	case ByQuarter:
		for _, q := range quarters(t.From, t.To) {
			add(q.key, func(p *part) { p.window = q.window })
		}
	case BySex:
		for _, sex := range []string{"F", "M", "X", ""} {
			add(sex, func(p *part) { p.of, p.posts = func(id string) bool { return facts.sex[id] == sex }, false })
		}
	default:
		for _, cadre := range t.Filters.Cadres {
			if t.Cadre == "" || t.Cadre == cadre {
				add(string(cadre), func(p *part) { p.scope.Roles = []string{string(cadre)} })
			}
		}
	}
	return list
}

// quarter is a quarter of a year as far as it lies in a period.
type quarter struct {
	key    string // year and number, "2026-1"
	window measure.Window
}

// quarters cuts a period at the ends of the calendar's quarters. Days in
// (from, to] fall in exactly one.
func quarters(from, to db.Date) []quarter {
	var list []quarter
	for from < to {
		year, month, _ := (from + 1).Time().Date()
		number := (int(month)-1)/3 + 1
		end := min(db.NewDate(year, month, 1).AddMonths(3*number-int(month)+1)-1, to)
		list = append(list, quarter{fmt.Sprintf("%d-%d", year, number), measure.Window{From: measure.Day(from), To: measure.Day(end)}})
		from = end
	}
	return list
}

// regionsOf lists the regions of the places by name; "" last, for those whose
// region is not known.
func regionsOf(places []Institution) []string {
	var codes []string
	for _, i := range places {
		codes = append(codes, i.Region())
	}
	slices.SortFunc(codes, func(a, b string) int {
		return cmp.Or(cmp.Compare(b2i(a == ""), b2i(b == "")), strings.Compare(roster.Fold(RegionName(a)), roster.Fold(RegionName(b))))
	})
	return slices.Compact(codes)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func placesIn(places []Institution, region string) []string {
	var ids []string
	for _, i := range places {
		if i.Region() == region {
			ids = append(ids, i.ID)
		}
	}
	return ids
}

// staffFacts is what the groups of an institution are computed from.
type staffFacts struct {
	stays     []measure.Stay // all, anywhere, of everybody who was ever there
	approved  []ApprovedPosts
	sex       map[string]string        // by person
	completed map[string][]measure.Day // days of completed courses, by person; nil where courses are not known
}

// staffFactsTx reads them.
func (s *Service) staffFactsTx(tx *db.Tx, places []Institution) (staffFacts, error) {
	var f staffFacts
	postings, err := concernedTx(tx, idsOf(places))
	if err != nil {
		return f, err
	}
	f.stays = StaysOf(postings)
	if f.approved, err = approvedRecords(tx, idsOf(places)); err != nil {
		return f, err
	}
	var ids []string
	for _, p := range postings {
		ids = append(ids, p.PersonID)
	}
	if f.sex, err = sexesOf(tx, ids); err != nil || s.CompletionDays == nil {
		return f, err
	}
	days, err := s.CompletionDays(tx, ids)
	f.completed = map[string][]measure.Day{}
	for id, list := range days {
		for _, day := range list {
			f.completed[id] = append(f.completed[id], measure.Day(day))
		}
	}
	return f, err
}

// sexesOf gives the recorded sex of people; those of whom none is recorded are absent.
func sexesOf(tx *db.Tx, ids []string) (map[string]string, error) {
	sexes := map[string]string{}
	err := inChunks(ids, func(part []string) error {
		var rows []struct{ ID, Sex string }
		err := tx.DB.Model(&Person{}).Select("id, sex").Where("id IN ? AND sex <> ''", part).Scan(&rows).Error
		for _, r := range rows {
			sexes[r.ID] = r.Sex
		}
		return err
	})
	return sexes, err
}

// choices is what the staff of the places ever were.
func (f staffFacts) choices(places []Institution) Filters {
	c := Filters{By: []By{ByCadre, ByContract}}
	ids := idsOf(places)
	cadres, contracts := map[string]bool{}, map[string]bool{}
	for _, s := range f.stays {
		if slices.Contains(ids, s.Institution) {
			cadres[s.Role], contracts[s.Contract] = true, true
		}
	}
	for _, cadre := range Cadres() {
		if cadres[string(cadre)] {
			c.Cadres = append(c.Cadres, cadre)
		}
	}
	for _, contract := range append(roster.Contracts(), UnknownContract) {
		if contracts[contractCode(contract)] {
			c.Contracts = append(c.Contracts, contract)
		}
	}
	if regions := regionsOf(places); len(regions) > 1 {
		c.By = append(c.By, ByRegion)
		c.Regions = slices.DeleteFunc(regions, func(code string) bool { return code == "" })
	}
	settings := map[string]bool{}
	for _, i := range places {
		settings[i.Setting] = true
	}
	for _, setting := range []string{"urban", "rural"} {
		if settings[setting] && len(settings) > 1 {
			c.Settings = append(c.Settings, setting)
		}
	}
	if len(places) > 1 {
		c.By = append(c.By, ByInstitution)
	}
	c.By = append(c.By, ByQuarter)
	if len(f.sex) > 0 {
		c.By = append(c.By, BySex)
	}
	return c
}

// concerning leaves the stays, anywhere, of the people who have one in the part.
func (f staffFacts) concerning(p part) []measure.Stay {
	there := map[string]bool{}
	for _, s := range f.stays {
		if p.scope.Includes(s) && (p.of == nil || p.of(s.Person)) {
			there[s.Person] = true
		}
	}
	var kept []measure.Stay
	for _, s := range f.stays {
		if there[s.Person] {
			kept = append(kept, s)
		}
	}
	return kept
}

// group computes the figures of one part.
func (f staffFacts) group(p part) (Group, error) {
	rules := measure.DefaultTurnoverRules()
	stays := f.concerning(p)
	g := Group{Key: p.key, Turnover: Turnover{From: db.Date(p.window.From), To: db.Date(p.window.To), Institutions: len(p.scope.Institutions)}}
	var err error
	if g.Turnover.TurnoverResult, err = measure.Turnover(stays, p.scope, p.window, rules); err != nil {
		return g, err
	}
	arrivals, err := measure.Arrivals(stays, p.scope, p.window, rules)
	if err != nil {
		return g, err
	}
	g.Joiners = len(arrivals)
	if p.posts {
		g.Posts, g.Vacant = f.posts(p)
	}
	if f.completed != nil {
		if g.Training, err = trainingOf(measure.TrainingWaits(arrivals, f.completed, measure.Window{From: p.window.From, To: p.until})); err != nil {
			return g, err
		}
	}
	if g.Tenures, err = measure.TenuresIn(stays, p.scope, p.window, rules); err != nil {
		return g, err
	}
	for i := range g.Tenures {
		g.Tenures[i].Entry /= measure.DaysPerMonth
		g.Tenures[i].Exit /= measure.DaysPerMonth
		g.Tenures[i].Group = p.key
	}
	g.Curve, err = guarded(g.Tenures)
	return g, err
}

// guarded is the curve of the tenures; where few people early on would fix all
// of it, it starts after them.
func guarded(tenures []measure.Tenure) (measure.Curve, error) {
	curve, err := measure.KaplanMeier(tenures, nil)
	if err != nil || !curve.Fragile {
		return curve, err
	}
	start := curve.ConditionAt
	return measure.KaplanMeier(tenures, &start)
}

// posts counts the approved posts of a part at its end, and those of them without
// anybody, cadre by cadre in each institution.
func (f staffFacts) posts(p part) (approved, vacant int) {
	type cell struct{ institution, cadre string }
	people := map[cell]map[string]bool{}
	for _, s := range f.stays {
		if p.scope.Includes(s) && s.Covers(p.window.To) {
			at := cell{s.Institution, s.Role}
			if people[at] == nil {
				people[at] = map[string]bool{}
			}
			people[at][s.Person] = true
		}
	}
	posts := map[cell]int{}
	for _, record := range f.approved { // oldest first
		one := measure.Stay{Institution: record.InstitutionID, Role: string(record.Cadre)}
		if record.ValidFrom <= db.Date(p.window.To) && p.scope.Includes(one) {
			posts[cell{one.Institution, one.Role}] = record.Posts
		}
	}
	for at, n := range posts {
		approved += n
		vacant += max(0, n-len(people[at]))
	}
	return approved, vacant
}

// Compared is the curves of the groups large enough to be told apart.
type Compared struct {
	Groups  []Group             // at most four, with the most stays, in the order of the groups
	Start   measure.Number      // tenure in months at which all the curves begin; undefined: at 0
	LogRank measure.LogRankTest // between those groups
	Left    int                 // groups that have no curve here
}

// groupsDrawn is how many curves can be told apart in one picture.
const groupsDrawn = 4

// compare draws the curves of the groups from one common beginning, and tests
// whether they differ.
func compare(groups []Group) (Compared, error) {
	out := Compared{Start: measure.Undefined()}
	var large []Group
	for _, g := range groups {
		if len(g.Tenures) >= fewestStays && g.Curve.Events > 0 {
			large = append(large, g)
		}
	}
	slices.SortStableFunc(large, func(a, b Group) int { return len(b.Tenures) - len(a.Tenures) })
	large = large[:min(len(large), groupsDrawn)]
	var start *float64
	for _, g := range groups { // in their order
		if slices.ContainsFunc(large, func(l Group) bool { return l.Key == g.Key }) {
			out.Groups = append(out.Groups, g)
			if at := g.Curve.Start.Float(); g.Curve.Start.Defined() && (start == nil || at > *start) {
				start = &at
			}
		}
	}
	out.Left = len(groups) - len(out.Groups)
	var all []measure.Tenure
	for i := range out.Groups {
		all = append(all, out.Groups[i].Tenures...)
		if start == nil {
			continue
		}
		out.Start = measure.Number(*start)
		var err error
		if out.Groups[i].Curve, err = measure.KaplanMeier(out.Groups[i].Tenures, start); err != nil {
			return out, err
		}
	}
	var err error
	out.LogRank, err = measure.LogRank(all, start)
	return out, err
}
