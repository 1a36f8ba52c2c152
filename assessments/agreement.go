package assessments

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
)

// Agreement is how far independent ratings of the same responses agree.
type Agreement struct {
	Overall   AgreementRow
	Vignettes []AgreementRow // by title
	Raters    []RaterRow     // the strictest first; only the actor's own for who does not write items
}

// AgreementRow is the agreement over the responses to one vignette, or to all.
type AgreementRow struct {
	ItemVersionID string
	Title         string
	Vignette      i18n.Text
	Responses     int // rated by two or more independently
	Adjudicated   int // of those, how many a third decided
	Percent       measure.Number
	Kappa         measure.KappaEstimate      // of criterion levels; each criterion of each response counts
	ICC           measure.ICCEstimates       // of the points of a response, other raters each time: ICC(1)
	Alpha         measure.KrippendorffAlphas // of the points of a response

	// What the figures were computed from, for relevo measure.
	Table [][]int
	Pairs [][]float64
}

// RaterRow is how strict somebody is: by how many points, of those a response can earn,
// they differ from the mean of the others who rated the same; above 0, more generous. The
// shrunken value is pulled towards the mean of all raters, the more the less there is.
type RaterRow struct {
	AccountID string
	Name      string // of the account
	Own       bool
	Responses int
	Severity  measure.Number // mean difference, in percent of the points
	Shrunk    measure.Number
	Lower     measure.Number
	Upper     measure.Number
}

// fewResponses is below what number of responses the figures of agreement are said to be
// uncertain.
const fewResponses = 30

// Few tells whether there are too few responses to lean on the figures.
func (r AgreementRow) Few() bool { return r.Responses < fewResponses }

// doubly is a response that two or more people rated before anybody decided.
type doubly struct {
	task        ScoringTask
	independent []Rating
	adjudicated bool
	most        int // points that it can earn
}

// Agreement computes the agreement from the ratings that are believed: those that were
// given independently, never the one that decides between two.
func (s *Service) Agreement(ctx context.Context, actor access.Actor) (out Agreement, err error) {
	author := actor.Somewhere(access.AuthorItems)
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil && !author {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = Agreement{}
		all, versions, err := doublyRated(tx, "")
		if err != nil {
			return err
		}
		byVersion := map[string][]doubly{}
		for _, d := range all {
			byVersion[d.task.ItemVersionID] = append(byVersion[d.task.ItemVersionID], d)
		}
		out.Overall = agreementOf(all)
		for id, some := range byVersion {
			row := agreementOf(some)
			row.ItemVersionID, row.Title, row.Vignette = id, versions[id].Title, versions[id].Stem
			out.Vignettes = append(out.Vignettes, row)
		}
		slices.SortFunc(out.Vignettes, func(a, b AgreementRow) int {
			return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.ItemVersionID, b.ItemVersionID))
		})
		out.Raters, err = severities(tx, actor, all, author)
		return err
	})
	return out, err
}

// doublyRated gives the responses with two or more independent ratings, of one version or
// (empty) of all, in the order of their random identifiers.
func doublyRated(tx *db.Tx, itemVersionID string) ([]doubly, map[string]ItemVersion, error) {
	query := tx.DB.Where("(SELECT count(*) FROM rating WHERE rating.task_id = scoring_task.id AND rating.superseded_at IS NULL) >= 2")
	if itemVersionID != "" {
		query = query.Where("item_version_id = ?", itemVersionID)
	}
	var tasks []ScoringTask
	if err := query.Order("id").Find(&tasks).Error; err != nil {
		return nil, nil, err
	}
	var taskIDs, versionIDs, rubricIDs []string
	for _, t := range tasks {
		taskIDs, versionIDs, rubricIDs = append(taskIDs, t.ID), append(versionIDs, t.ItemVersionID), append(rubricIDs, t.RubricID)
	}
	versions, err := versionsByID(tx, versionIDs)
	if err != nil {
		return nil, nil, err
	}
	rubrics, err := byID(tx, rubricIDs, func(r Rubric) string { return r.ID })
	if err != nil {
		return nil, nil, err
	}
	ratings, err := believedRatings(tx, taskIDs)
	var list []doubly
	for _, t := range tasks {
		v := versions[t.ItemVersionID]
		verdict := t.verdict(v, ratings[t.ID])
		if n := t.independent(v); n >= 2 && len(ratings[t.ID]) >= n {
			list = append(list, doubly{task: t, independent: ratings[t.ID][:n], adjudicated: verdict.Rule == RuleAdjudicated, most: rubrics[t.RubricID].Criteria.Max()})
		}
	}
	return list, versions, err
}

// agreementOf computes the agreement. Who counts as the first rater is drawn by the
// response, since raters are interchangeable.
func agreementOf(list []doubly) AgreementRow {
	row := AgreementRow{Responses: len(list)}
	var first, second []Points
	columns := map[string]int{}
	for _, d := range list {
		if d.adjudicated {
			row.Adjudicated++
		}
		a, b := d.independent[0], d.independent[1]
		if d.task.ID[0]%2 == 1 {
			a, b = b, a
		}
		first, second = append(first, a.Points), append(second, b.Points)
		row.Pairs = append(row.Pairs, []float64{share(a.Points, d.most), share(b.Points, d.most)})
		for _, r := range d.independent {
			if _, there := columns[r.RaterID]; !there {
				columns[r.RaterID] = len(columns)
			}
		}
	}
	var units [][]measure.Number
	for _, d := range list {
		unit := make([]measure.Number, len(columns))
		for i := range unit {
			unit[i] = measure.Undefined()
		}
		for _, r := range d.independent {
			unit[columns[r.RaterID]] = measure.Number(share(r.Points, d.most))
		}
		units = append(units, unit)
	}
	row.Table = crossTable(first, second)
	row.Kappa, _ = measure.Kappa(row.Table) // a square table of counts cannot be refused
	row.Percent = row.Kappa.PercentAgreement
	row.ICC, _ = measure.ICC(row.Pairs) // complete by construction
	row.Alpha = measure.Krippendorff(units)
	return row
}

// share is what part of the points was given, in percent: responses to vignettes with
// rubrics of different size can be laid together.
func share(p Points, most int) float64 { return 100 * float64(p.Sum()) / float64(most) }

// severities gives each rater's, or the actor's own alone.
func severities(tx *db.Tx, actor access.Actor, list []doubly, author bool) ([]RaterRow, error) {
	differences := map[string][]float64{}
	for _, d := range list {
		sum := 0.0
		for _, r := range d.independent {
			sum += share(r.Points, d.most)
		}
		for _, r := range d.independent {
			own := share(r.Points, d.most)
			differences[r.RaterID] = append(differences[r.RaterID], own-(sum-own)/float64(len(d.independent)-1))
		}
	}
	var rows []RaterRow
	for id, all := range differences {
		rows = append(rows, RaterRow{AccountID: id, Own: id == actor.AccountID, Responses: len(all), Severity: measure.Number(stat.Mean(all, nil)),
			Shrunk: measure.Undefined(), Lower: measure.Undefined(), Upper: measure.Undefined()})
	}
	slices.SortFunc(rows, func(a, b RaterRow) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.AccountID, b.AccountID))
	})
	shrink(rows, differences)
	names, err := access.AccountNamesTx(tx, accountIDs(rows))
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Name = names[rows[i].AccountID]
	}
	if !author {
		rows = slices.DeleteFunc(rows, func(r RaterRow) bool { return !r.Own })
	}
	return rows, nil
}

// shrink fills in the pooled values of the raters with enough ratings for a standard error.
func shrink(rows []RaterRow, differences map[string][]float64) {
	var means, errs []float64
	var at []int
	for i, r := range rows {
		all := differences[r.AccountID]
		if sd := stat.StdDev(all, nil); len(all) >= 3 && sd > 0 {
			means, errs, at = append(means, stat.Mean(all, nil)), append(errs, sd/math.Sqrt(float64(len(all)))), append(at, i)
		}
	}
	pooled := measure.ShrinkMeans(means, errs)
	for i, row := range at {
		rows[row].Shrunk, rows[row].Lower, rows[row].Upper = pooled.Estimates[i], pooled.Lower[i], pooled.Upper[i]
	}
}

func accountIDs(rows []RaterRow) []string {
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.AccountID)
	}
	return ids
}
