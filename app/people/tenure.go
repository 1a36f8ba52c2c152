package people

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people/roster"
)

// By is what the staff of a place are compared by.
type By string

// What staff can be compared by. Cadre and contract belong to the stay: who
// changes them within an institution neither leaves nor joins, person-time goes to
// each while it lasted, the coming to the one they came with and the leaving
// to the one they left with. Region and institution belong to the place, sex to
// the person. Quarters cut the period itself.
const (
	ByCadre       By = "cadre"
	ByContract    By = "contract"
	ByRegion      By = "region"
	ByInstitution By = "institution"
	ByQuarter     By = "quarter"
	BySex         By = "sex"
)

// UnknownContract asks for the stays whose contract is not known.
const UnknownContract = "none"

// longestPeriod bounds what may be asked for at once: no list reaches further
// back than this.
const longestPeriod = 30 * 366

// TenureQuery says which staff, when, and compared by what.
type TenureQuery struct {
	From, To db.Date // ends in (From, To] count; 0 for the two years up to the latest list
	Cadre    Cadre   // empty for all
	Contract string  // one of roster.Contracts or UnknownContract; empty for all
	Region   string  // department code; empty for all
	Setting  string  // "urban" or "rural"; empty for all
	By       By      // empty for ByCadre
}

// Tenures is how the staff of an institution and all below it come, stay and
// go: together and in groups side by side.
type Tenures struct {
	TenureQuery // settled: nothing is left to a default
	Institution Institution
	Places      []Institution // those the figures are about
	LatestList  bool          // To is the day of the latest list, since nothing else was asked for
	Filters     Filters
	All         Group
	Groups      []Group // in their own order; groups without anybody are left out
	Compared    Compared
	Reasons     Reasons
}

// Filters is what can be asked for at an institution: what its staff ever were.
type Filters struct {
	Cadres    []Cadre
	Contracts []string // UnknownContract for those not known
	Regions   []string // department codes; empty where all of it lies in one
	Settings  []string // empty where all of it lies in one
	By        []By
}

// Tenures gives how staff come, stay and go, to those who may see the staff.
func (s *Service) Tenures(ctx context.Context, actor access.Actor, institutionID string, q TenureQuery) (Tenures, error) {
	out := Tenures{TenureQuery: q}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out.Institution, err = InstitutionTx(tx, institutionID); err != nil {
			return err
		}
		if err := actor.Need(access.ViewStaff, out.Institution.Path); err != nil {
			return err
		}
		below, err := InstitutionsUnderTx(tx, out.Institution.Path)
		if err != nil {
			return err
		}
		if err := out.settle(tx, idsOf(below)); err != nil {
			return err
		}
		facts, err := s.staffFactsTx(tx, below)
		if err != nil {
			return err
		}
		out.Filters = facts.choices(below)
		out.Places = out.places(below)
		return out.fill(facts)
	})
	return out, err
}

// settle takes what was asked for, and where nothing was, the two years up to
// the latest list.
func (t *Tenures) settle(tx *db.Tx, ids []string) error {
	if t.To == 0 {
		latest, err := latestList(tx, ids)
		if err != nil {
			return err
		}
		t.To, t.LatestList = latest, true
	}
	if t.From == 0 {
		t.From = t.To.AddMonths(-24)
	}
	if t.By == "" {
		t.By = ByCadre
	}
	var check fault.Check
	check.That(t.To <= tx.Today(), "to", "people.tenure.future")
	check.That(t.From < t.To, "to", "people.turnover.window_empty")
	check.That(t.To-t.From <= longestPeriod, "from", "turnover.period_long")
	check.That(t.Cadre == "" || t.Cadre.Known(), "cadre", "fault.required")
	check.That(t.Contract == "" || t.Contract == UnknownContract || slices.Contains(roster.Contracts(), t.Contract), "contract", "fault.required")
	check.That(t.Region == "" || RegionName(t.Region) != "", "region", "fault.required")
	check.That(slices.Contains([]string{"", "urban", "rural"}, t.Setting), "setting", "fault.required")
	check.That(slices.Contains([]By{ByCadre, ByContract, ByRegion, ByInstitution, ByQuarter, BySex}, t.By), "by", "fault.required")
	return check.Err()
}

// places leaves the institutions that were asked for.
func (t *Tenures) places(below []Institution) []Institution {
	var kept []Institution
	for _, i := range below {
		if (t.Region == "" || i.Region() == t.Region) && (t.Setting == "" || i.Setting == t.Setting) {
			kept = append(kept, i)
		}
	}
	return kept
}

// whole is everything that was asked for, as one group.
func (t *Tenures) whole() part {
	w := part{window: measure.Window{From: measure.Day(t.From), To: measure.Day(t.To)}, until: measure.Day(t.To), posts: t.Contract == ""}
	w.scope.Institutions = idsOf(t.Places)
	if len(t.Places) == 0 {
		w.scope.Institutions = []string{""} // nowhere: an empty list would be everywhere
	}
	if t.Cadre != "" {
		w.scope.Roles = []string{string(t.Cadre)}
	}
	if t.Contract != "" {
		w.scope.Contracts = []string{contractCode(t.Contract)}
	}
	return w
}

// contractCode is the contract as postings have it.
func contractCode(asked string) string {
	if asked == UnknownContract {
		return ""
	}
	return asked
}

func (t *Tenures) fill(facts staffFacts) error {
	var err error
	whole := t.whole()
	if t.All, err = facts.group(whole); err != nil {
		return err
	}
	for _, p := range t.parts(whole, facts) {
		g, err := facts.group(p)
		if err != nil {
			return err
		}
		if g.anybody() {
			t.Groups = append(t.Groups, g)
		}
	}
	if t.Compared, err = compare(t.Groups); err != nil {
		return err
	}
	t.Reasons, err = reasonsOf(t.All)
	return err
}
