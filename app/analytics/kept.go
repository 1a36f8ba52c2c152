package analytics

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// KeepJob is the job that brings up to date what is kept; see [Service.Keep].
const KeepJob = "analytics.keep"

const (
	// keptVersion is that of the rules by which series are computed. Whoever changes what a figure means, or how a
	// series is written down, makes it one more, and everything is computed again.
	keptVersion = 3
	// keptAtOnce is how many institutions are read and computed together.
	keptAtOnce = 25
	// placesAtOnce is of how many institutions a series is stored together.
	placesAtOnce = 200
	// keepWithin is how long a run may take before another thinks that it died.
	keepWithin = time.Hour
)

// keptSeries is a row of what is kept.
type keptSeries struct {
	PlaceID        string // an institution
	CompetencyCode string
	Until          db.Date // the last day
	Own            bool    // of those who work in the institution itself; only where others stand below it
	Version        int
	Model          string // see modelID
	Content        []byte // see series.bytes
	Apart          []byte
	KeptAt         db.Instant
	FunderID       string // whose trainings alone count in it; empty for all
}

// TableName names the table for GORM.
func (keptSeries) TableName() string { return "kept_series" }

// strandsOf is one series to be kept of every place: a competency up to a day, of all trainings or those of one funder.
type strandsOf struct {
	competency string
	funder     string // its identifier; empty for all trainings
	until      db.Date
	model      Model
	id         string // of the model
	whole      bool   // nothing usable is kept of it: all places are computed
}

// modelID tells models apart: what was known when they were fitted, and up to which day they look.
func modelID(stamp assessments.Stamp, asOf db.Date) string {
	return fmt.Sprintf("%s %d-%d/%d %s", asOf, stamp.Results, stamp.Superseded, stamp.People, stamp.RecordedAt)
}

// keptDays are the days up to which series are kept: today, and for those who see whole months only the end of
// the last month.
func keptDays(today db.Date) []db.Date {
	return slices.Compact([]db.Date{monthEnd(today), today})
}

// HearKeep is [Service.Keep] as a job.
func (s *Service) HearKeep(ctx context.Context, _ struct{}) error { return s.Keep(ctx) }

// Rebuild throws away what is kept and computes all of it again. It gives the number of series that are kept then.
func (s *Service) Rebuild(ctx context.Context) (series int64, err error) {
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		return errors.Join(tx.DB.Exec("DELETE FROM kept_series").Error, tx.DB.Exec("DELETE FROM kept_model").Error)
	}); err != nil {
		return 0, err
	}
	if err := s.Keep(ctx); err != nil {
		return 0, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { return tx.DB.Model(&keptSeries{}).Count(&series).Error })
	return series, err
}

// Keep brings what is kept up to date: the places whose people's facts have changed since, in all competencies,
// and all places in competencies of which the model or the rules have changed, or the day. For the latter it reads
// everybody, and holds some hundreds of bytes of each. It writes a few institutions at a time, so that it does not keep others from writing. A
// change that comes meanwhile is left to the next run; until then it stands in kept_change, and the pages
// know that what is kept is not the last word.
func (s *Service) Keep(ctx context.Context) (err error) {
	run := keeping{service: s, dirty: map[string]bool{}}
	started, err := run.begin(ctx)
	if err != nil || !started {
		return err
	}
	defer func() { err = errors.Join(err, run.end(context.WithoutCancel(ctx), err == nil)) }()
	if err := s.db.ReadMuch(ctx, run.planTx); err != nil {
		return err
	}
	if err := run.keepModels(ctx); err != nil {
		return err
	}
	if err := run.everybody(ctx); err != nil {
		return err
	}
	for part := range slices.Chunk(run.todo(), keptAtOnce) {
		if err := run.own(ctx, part); err != nil {
			return err
		}
	}
	return run.sum(ctx)
}

// keeping is one run.
type keeping struct {
	service *Service
	number  int64
	tree    []people.Institution
	below   map[string][]people.Institution // directly, by institution
	series  []strandsOf
	fresh   []keptModel     // fitted by this run
	ledger  *ledger         // what is written down of everybody, where it had to be read
	former  []keptSeries    // of funders who pay for nothing in the competency any more
	dirty   map[string]bool // institutions whose people's facts have changed
}

// begin takes the work, unless another is at it, and with it all changes that are noted by now.
func (k *keeping) begin(ctx context.Context) (started bool, err error) {
	err = k.service.db.Write(ctx, func(tx *db.Tx) error {
		taken := tx.DB.Exec("UPDATE kept_run SET runs = runs + 1, begun_at = ? WHERE id = 1 AND (begun_at IS NULL OR begun_at < ?)", tx.Now, db.At(tx.Now.Time().Add(-keepWithin)))
		if started = taken.RowsAffected == 1; taken.Error != nil || !started {
			return taken.Error
		}
		if err := tx.DB.Raw("SELECT runs FROM kept_run WHERE id = 1").Scan(&k.number).Error; err != nil {
			return err
		}
		return errors.Join(
			tx.DB.Exec("UPDATE kept_change SET taken = ?", k.number).Error,
			tx.DB.Exec("UPDATE kept_result SET taken = ? WHERE taken IS NULL", k.number).Error,
		)
	})
	return started, err
}

// end gives the work back; where all was done, the changes are settled, and what nobody asks for any more goes.
func (k *keeping) end(ctx context.Context, done bool) error {
	return k.service.db.Write(ctx, func(tx *db.Tx) error {
		if done {
			places := idsOf(k.tree)
			gone := slices.DeleteFunc(slices.Collect(maps.Keys(k.dirty)), func(id string) bool { return slices.Contains(places, id) })
			if err := errors.Join(
				tx.DB.Exec("DELETE FROM kept_change WHERE taken = ?", k.number).Error,
				settleChainsTx(tx),
				tx.DB.Exec("DELETE FROM kept_series WHERE until NOT IN ?", keptDays(tx.Today())).Error,
				tx.DB.Exec("DELETE FROM kept_series WHERE place_id IN ?", append(gone, "")).Error,
			); err != nil {
				return err
			}
			for _, one := range k.former {
				if err := tx.DB.Exec("DELETE FROM kept_series WHERE competency_code = ? AND funder_id = ?", one.CompetencyCode, one.FunderID).Error; err != nil {
					return err
				}
			}
		}
		return tx.DB.Exec("UPDATE kept_run SET begun_at = NULL WHERE id = 1 AND runs = ?", k.number).Error
	})
}

// planTx finds out what is to be done.
func (k *keeping) planTx(tx *db.Tx) (err error) {
	if k.tree, err = people.InstitutionsUnderTx(tx, ""); err != nil {
		return err
	}
	k.below = map[string][]people.Institution{}
	for _, i := range k.tree {
		if i.ParentID != nil {
			k.below[*i.ParentID] = append(k.below[*i.ParentID], i)
		}
	}
	if err := k.dirtyTx(tx); err != nil {
		return err
	}
	return k.seriesTx(tx)
}

// dirtyTx finds the institutions where people ever were whose facts have changed, also by what is not
// believed any more.
func (k *keeping) dirtyTx(tx *db.Tx) error {
	var ids []string
	err := tx.DB.Raw(`SELECT institution_id FROM kept_change WHERE taken = ? AND institution_id IS NOT NULL
		UNION SELECT p.institution_id FROM posting p JOIN kept_change c ON c.person_id = p.person_id WHERE c.taken = ?`, k.number, k.number).Scan(&ids).Error
	for _, id := range ids {
		k.dirty[id] = true
	}
	return err
}

// seriesTx finds the series that are kept, and which of them are not there as they should be.
func (k *keeping) seriesTx(tx *db.Tx) error {
	competencies, err := assessments.CompetenciesTx(tx)
	if err != nil {
		return err
	}
	models, err := k.modelsTx(tx, competencies)
	if err != nil {
		return err
	}
	funders, err := courses.FundersByCompetencyTx(tx)
	if err != nil {
		return err
	}
	k.series, k.former = nil, nil
	var kept []struct {
		CompetencyCode, FunderID, Model string
		Until                           db.Date
		Places                          int
	}
	if err := tx.DB.Raw("SELECT competency_code, funder_id, until, model, COUNT(DISTINCT place_id) AS places FROM kept_series WHERE version = ? AND NOT own GROUP BY competency_code, funder_id, until, model",
		keptVersion).Scan(&kept).Error; err != nil {
		return err
	}
	for _, have := range kept {
		if have.FunderID != "" && !slices.Contains(funders[have.CompetencyCode], have.FunderID) {
			k.former = append(k.former, keptSeries{CompetencyCode: have.CompetencyCode, FunderID: have.FunderID})
		}
	}
	for _, c := range competencies {
		for _, m := range models[c.Code] {
			one := strandsOf{competency: c.Code, until: m.AsOf, id: modelID(m.stamp(), m.AsOf)}
			if one.model, err = m.model(); err != nil {
				return err
			}
			for _, one.funder = range append([]string{""}, funders[c.Code]...) {
				one.whole = true
				for _, have := range kept {
					if have.CompetencyCode == c.Code && have.FunderID == one.funder && have.Until == m.AsOf && have.Model == one.id && have.Places >= len(k.tree) {
						one.whole = false
					}
				}
				k.series = append(k.series, one)
			}
		}
	}
	return nil
}

// todo lists the institutions to compute one by one, in the order of the tree: those where something changed, in the series that
// [keeping.everybody] did not compute.
func (k *keeping) todo() []people.Institution {
	if !slices.ContainsFunc(k.series, func(s strandsOf) bool { return !s.whole }) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(k.tree), func(i people.Institution) bool { return !k.dirty[i.ID] })
}

// own computes the series of those who work in some institutions, always from all that is written down of them.
func (k *keeping) own(ctx context.Context, part []people.Institution) error {
	var rows []keptSeries
	err := k.service.db.Read(ctx, func(tx *db.Tx) error {
		rows = nil
		known, err := recordsAtTx(tx, idsOf(part), "")
		if err != nil {
			return err
		}
		funded, err := courses.FundedEnrolmentsTx(tx, known.people)
		if err != nil {
			return err
		}
		for _, want := range k.series {
			if want.whole {
				continue
			}
			at := map[string]bool{}
			for _, i := range part {
				at[i.ID] = true
			}
			told := known.facts(want.competency, want.model)
			if want.funder != "" {
				told = told.of(want.funder, known.fundings(want.competency, funded))
			}
			own, err := ownSeries(told.histories, at, want.until, want.model.Model)
			if err != nil {
				return err
			}
			for id, one := range own {
				rows = append(rows, k.row(tx, want, id, len(k.below[id]) > 0, one))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var leaves []string
	for _, i := range part {
		if len(k.below[i.ID]) == 0 {
			leaves = append(leaves, i.ID)
		}
	}
	return k.service.db.Write(ctx, func(tx *db.Tx) error { return writeSeries(tx, rows, leaves) })
}

func (k *keeping) row(tx *db.Tx, of strandsOf, place string, own bool, content series) keptSeries {
	row := keptSeries{PlaceID: place, CompetencyCode: of.competency, FunderID: of.funder, Until: of.until, Own: own, Version: keptVersion, Model: of.id, KeptAt: tx.Now}
	row.Content, row.Apart = content.bytes()
	if row.Apart == nil {
		row.Apart = []byte{}
	}
	return row
}

// writeSeries stores rows in the place of those that are there. Of leaves, below which the last institution may have gone elsewhere, there
// is no series of their own people apart.
func writeSeries(tx *db.Tx, rows []keptSeries, leaves []string) error {
	for part := range slices.Chunk(rows, 100) {
		replace := clause.OnConflict{Columns: []clause.Column{{Name: "place_id"}, {Name: "competency_code"}, {Name: "funder_id"}, {Name: "until"}, {Name: "own"}},
			DoUpdates: clause.AssignmentColumns([]string{"version", "model", "content", "apart", "kept_at"})}
		if err := tx.DB.Clauses(replace).Create(&part).Error; err != nil {
			return err
		}
	}
	if len(leaves) == 0 {
		return nil
	}
	return tx.DB.Exec("DELETE FROM kept_series WHERE own AND place_id IN ?", leaves).Error
}

// sum adds up the places that others stand below, the lowest first: their own people and all below.
func (k *keeping) sum(ctx context.Context) error {
	touched := maps.Clone(k.dirty)
	for _, i := range slices.Backward(k.tree) { // those below come after those above
		if touched[i.ID] && i.ParentID != nil {
			touched[*i.ParentID] = true
		}
		if len(k.below[i.ID]) == 0 {
			continue
		}
		var rows []keptSeries
		err := k.service.db.Read(ctx, func(tx *db.Tx) error {
			rows = nil
			for _, want := range k.series {
				if want.whole || !touched[i.ID] { // the whole are added up already
					continue
				}
				parts, err := keptPartsTx(tx, want, append(idsOf(k.below[i.ID]), i.ID))
				if err != nil {
					return err
				}
				var below []series
				for _, b := range k.below[i.ID] {
					below = append(below, parts[keptKey{b.ID, false}])
				}
				rows = append(rows, k.row(tx, want, i.ID, false, together(append(below, parts[keptKey{i.ID, true}])...)))
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := k.service.db.Write(ctx, func(tx *db.Tx) error { return writeSeries(tx, rows, nil) }); err != nil {
			return err
		}
	}
	return nil
}

// keptKey is one series of a place: of its own people, or of all.
type keptKey struct {
	place string
	own   bool
}

// keptPartsTx reads what is kept of some places by the model that is asked for.
func keptPartsTx(tx *db.Tx, of strandsOf, places []string) (map[keptKey]series, error) {
	out := map[keptKey]series{}
	for part := range slices.Chunk(places, 500) {
		var rows []keptSeries
		err := tx.DB.Where("place_id IN ? AND competency_code = ? AND funder_id = ? AND until = ? AND version = ? AND model = ?", part, of.competency, of.funder, of.until, keptVersion, of.id).Find(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if out[keptKey{r.PlaceID, r.Own}], err = r.series(false); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
