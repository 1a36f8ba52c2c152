package analytics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// DecideJob is the job that decides what may be told to those who do not see all by name; see [Service.Decide].
const DecideJob = "analytics.decide"

// sightKey tells apart those who see figures elsewhere, or see the names of others: to two of whom it is the same the same may be told.
func sightKey(actor access.Actor) string {
	return keyOf(actor.Scopes(access.ViewFigures), actor.Scopes(access.ViewNames))
}

func keyOf(figures, names []string) string {
	figures = outermost(figures)
	var known []string
	for _, n := range names {
		for _, f := range figures {
			switch {
			case strings.HasPrefix(n, f):
				known = append(known, n)
			case strings.HasPrefix(f, n):
				known = append(known, f)
			}
		}
	}
	return strings.Join(figures, " ") + "|" + strings.Join(outermost(known), " ")
}

// outermost leaves the paths that are not below others, in order.
func outermost(paths []string) (out []string) {
	for _, path := range slices.Sorted(slices.Values(paths)) { // what is below comes after what is above
		if !slices.ContainsFunc(out, func(above string) bool { return strings.HasPrefix(path, above) }) {
			out = append(out, path)
		}
	}
	return out
}

// sighted is what some accounts see alike: where they see figures, and where names.
type sighted struct{ figures, names []string }

func (s sighted) key() string { return keyOf(s.figures, s.names) }

// everyName tells whether all that is seen is seen by name.
func (s sighted) everyName() bool {
	return !slices.ContainsFunc(s.figures, func(f string) bool {
		return !slices.ContainsFunc(s.names, func(n string) bool { return strings.HasPrefix(f, n) })
	})
}

// HearDecide is [Service.Decide] as a job.
func (s *Service) HearDecide(ctx context.Context, _ struct{}) error { return s.Decide(ctx) }

// Decide decides by what is kept what may be told to those who do not see all by name, where it changed since: for each way in which
// accounts see figures, and each competency, of all places and months at once, as a page would that reads all of them. Of few people
// it decides nothing: there a page reads the facts.
func (s *Service) Decide(ctx context.Context) error {
	var all map[string]sighted
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = sightsTx(tx)
		return err
	})
	if err != nil {
		return err
	}
	return s.decideFor(ctx, all)
}

func (s *Service) decideFor(ctx context.Context, all map[string]sighted) error {
	var tree []people.Institution
	var competencies []assessments.Competency
	var until db.Date
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		until = monthEnd(tx.Today()) // whoever is not to see all sees whole months
		if tree, err = people.InstitutionsUnderTx(tx, ""); err != nil {
			return err
		}
		competencies, err = assessments.CompetenciesTx(tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		for _, c := range competencies {
			if err := s.decide(ctx, all[key].over(tree), keptDecision{Sight: key, CompetencyCode: c.Code, Until: until, Version: keptVersion}); err != nil {
				return err
			}
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { // what nobody asks for any more
		keys := append(slices.Collect(maps.Keys(all)), "")
		return errors.Join(
			tx.DB.Exec("DELETE FROM kept_told WHERE sight NOT IN ? OR until <> ?", keys, until).Error,
			tx.DB.Exec("DELETE FROM kept_decision WHERE sight NOT IN ? OR until <> ?", keys, until).Error,
		)
	})
}

// sightsTx finds the ways in which accounts see figures without seeing every name.
func sightsTx(tx *db.Tx) (map[string]sighted, error) {
	var held []struct {
		AccountID string
		Role      access.Role
		Path      string
	}
	err := tx.DB.Raw(`SELECT g.account_id, g.role, COALESCE(i.path, '') AS path FROM role_grant g JOIN account a ON a.id = g.account_id
		LEFT JOIN institution i ON i.id = g.institution_id WHERE g.revoked_at IS NULL AND a.disabled_at IS NULL ORDER BY g.account_id`).Scan(&held).Error
	byAccount := map[string]access.Actor{}
	for _, h := range held {
		actor := byAccount[h.AccountID]
		actor.Roles = append(actor.Roles, access.Held{Role: h.Role, Path: h.Path})
		byAccount[h.AccountID] = actor
	}
	out := map[string]sighted{}
	for _, actor := range byAccount {
		one := sighted{actor.Scopes(access.ViewFigures), actor.Scopes(access.ViewNames)}
		if !one.everyName() {
			out[one.key()] = one
		}
	}
	return out, err
}

// over is all that is seen of a tree.
func (s sighted) over(tree []people.Institution) Place {
	in := func(i people.Institution, scopes []string) bool {
		return slices.ContainsFunc(scopes, func(scope string) bool { return strings.HasPrefix(i.Path, scope) })
	}
	var view []people.Institution
	named := map[string]bool{}
	for _, i := range tree {
		if in(i, s.figures) {
			view = append(view, i)
			named[i.ID] = in(i, s.names)
		}
	}
	place, _ := placeIn(view, named, Everything)
	return place
}

// decide decides for one sight and competency, unless that was done of what is kept now.
func (s *Service) decide(ctx context.Context, place Place, d keptDecision) error {
	if place.MayNames || len(place.view) == 0 {
		return nil
	}
	var rows []keptTold
	var few bool
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		rows, few = nil, false
		k := kept{about: Subject{Place: place, Competency: assessments.Competency{Code: d.CompetencyCode}, On: d.Until}, parts: map[keptKey]series{}}
		if same, err := d.basedTx(tx); err != nil || same {
			return err
		}
		if ok, err := k.allTx(tx, &d); err != nil || !ok {
			return err // it is being computed: what was decided stands
		}
		if few = k.reach() <= s.readAtOnce; few {
			return nil
		}
		if all := tops(place.view); len(all) == 1 {
			d.Top = all[0].ID
		}
		for g, one := range k.decided() {
			rows = append(rows, keptTold{Sight: d.Sight, CompetencyCode: d.CompetencyCode, Until: d.Until, PlaceID: g.institution, Cadre: g.cadre, Region: g.region, Content: one.bytes()})
		}
		slices.SortFunc(rows, func(a, b keptTold) int {
			return cmp.Compare(a.PlaceID+" "+string(a.Cadre)+" "+a.Region, b.PlaceID+" "+string(b.Cadre)+" "+b.Region)
		})
		return nil
	})
	if err != nil || rows == nil && !few {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { // all at once: of two decisions nobody sees parts
		gone := errors.Join(
			tx.DB.Exec("DELETE FROM kept_told WHERE sight = ? AND competency_code = ?", d.Sight, d.CompetencyCode).Error,
			tx.DB.Exec("DELETE FROM kept_decision WHERE sight = ? AND competency_code = ?", d.Sight, d.CompetencyCode).Error,
		)
		if gone != nil || few {
			return gone
		}
		for part := range slices.Chunk(rows, 100) {
			if err := tx.DB.Create(&part).Error; err != nil {
				return err
			}
		}
		return tx.DB.Create(&d).Error
	})
}

// basedTx notes what is kept now, and which facts it tells of, and tells whether a decision was based on just that.
func (d *keptDecision) basedTx(tx *db.Tx) (same bool, err error) {
	version, err := versionTx(tx)
	if err != nil {
		return false, err
	}
	var waiting bool
	if err := tx.DB.Raw("SELECT EXISTS (SELECT 1 FROM kept_change)").Scan(&waiting).Error; err != nil {
		return false, err
	}
	if d.Settled, d.Noted = version.Settled, version.Noted; waiting {
		d.Settled = -1 // something is recorded that it does not tell of
	}
	var now struct {
		N      int
		Newest db.Instant
	}
	if err := tx.DB.Raw("SELECT COUNT(*) AS n, MAX(kept_at) AS newest FROM kept_series WHERE competency_code = ? AND funder_id = '' AND until = ? AND version = ?",
		d.CompetencyCode, d.Until, keptVersion).Scan(&now).Error; err != nil {
		return false, err
	}
	d.Basis = fmt.Sprintf("%d %s %v %v", now.N, now.Newest, version, waiting)
	var there int64
	err = tx.DB.Model(&keptDecision{}).Where("sight = ? AND competency_code = ? AND until = ? AND version = ? AND basis = ?", d.Sight, d.CompetencyCode, d.Until, d.Version, d.Basis).Count(&there).Error
	return there > 0, err
}

// allTx reads what is kept of all that is seen, those who work in each place, and adds it up; not ok where anything is missing.
func (k *kept) allTx(tx *db.Tx, d *keptDecision) (ok bool, err error) {
	rows, err := keptRowsTx(tx, k.about, idsOf(k.about.Place.view), false)
	if err != nil {
		return false, err
	}
	own := map[string]keptSeries{}
	for _, r := range rows {
		if r.Until == d.Until && (r.Own || !own[r.PlaceID].Own) {
			own[r.PlaceID] = r
		}
	}
	d.KeptAt = db.Instant{}
	for _, i := range k.about.Place.view {
		r, there := own[i.ID]
		if !there || d.Model != "" && d.Model != r.Model {
			return false, nil
		}
		if d.Model == "" || r.KeptAt.Before(d.KeptAt) {
			d.KeptAt = r.KeptAt
		}
		d.Model = r.Model
		if k.parts[keptKey{i.ID, true}], err = r.series(false); err != nil {
			return false, err
		}
	}
	k.addUp()
	k.days, k.model = pointsUntil(d.Until), d.Model
	return true, nil
}

// addUp adds up the places that others stand below, so that all is of one moment whatever is being computed meanwhile.
func (k *kept) addUp() {
	view := k.about.Place.view
	below := map[string][]series{}
	for _, i := range slices.Backward(view) { // those below come after those above
		one := k.parts[keptKey{i.ID, true}]
		if parts := below[i.ID]; len(parts) > 0 {
			one = together(append(parts, one)...)
		}
		k.parts[keptKey{i.ID, false}] = one
		if i.ParentID != nil {
			below[*i.ParentID] = append(below[*i.ParentID], one)
		}
	}
}

// decided decides what may be told of every place, and of every cadre and department of all together, in every month.
func (k *kept) decided() map[group]toldSeries {
	eyes := k.eyes()
	v := eyes.veil
	out := map[group]toldSeries{}
	numbers := map[group]*strand{}
	for _, g := range v.groups {
		switch {
		case g.directly:
			continue // has no page
		case g.region != "":
			about := *k
			about.about.Place, _ = k.about.Place.only(g.region)
			numbers[g] = about.whole(Everything).of("")
		default:
			numbers[g] = k.whole(g.institution).of(g.cadre)
		}
		one := toldSeries{points: make([]amountsOn, len(k.days))}
		for n := range k.days {
			one.points[n] = numbers[g].at(n)
		}
		if numbers[g] != nil {
			one.left = numbers[g].left
		}
		out[g] = one
	}
	for n := range k.days {
		tallies := eyes.tallies(k.days[n])
		hidden := v.withRegions(tallies, v.masks(tallies))
		for g, one := range out {
			one.masks = append(one.masks, hidden[v.index[g]])
			out[g] = one
		}
	}
	tallies := k.turnover(v, eyes.keptOf)
	hidden := v.withRegions(tallies, v.masks(tallies))
	for g, one := range out {
		one.gone = hidden[v.index[g]]
		out[g] = one
	}
	return out
}
