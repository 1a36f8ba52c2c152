package analytics

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/assessments"
)

const (
	// fitAtOnce is how many results of a competency a page fits a model to while somebody waits, some tenths of a
	// second. To more of them the job fits, and until it has, pages show the last model and say of when it is.
	fitAtOnce = 20_000
	// refitEvery is how often the job does that: with another model all figures are computed again.
	refitEvery = time.Hour
)

// keptModel is a row of the models that are kept.
type keptModel struct {
	CompetencyCode string
	AsOf           db.Date
	Version        int // see keptVersion
	Results        int // the stamp, from here on
	Superseded     int
	People         int
	RecordedAt     db.Instant
	Content        []byte
	FittedAt       db.Instant
}

// TableName names the table for GORM.
func (keptModel) TableName() string { return "kept_model" }

func (m keptModel) stamp() assessments.Stamp {
	return assessments.Stamp{CompetencyCode: m.CompetencyCode, Results: m.Results, Superseded: m.Superseded, People: m.People, RecordedAt: m.RecordedAt}
}

// modelContent is a model as it is written down: floating point numbers to the last bit.
type modelContent struct {
	Model       measure.Model
	Results     int
	Forms       map[string]Form
	SeveralCuts bool
	Equating    map[string]measure.Equating
}

func (m Model) bytes() ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(modelContent{m.Model, m.Results, m.Forms, m.SeveralCuts, m.equating})
	return b.Bytes(), err
}

// model reads a model back.
func (m keptModel) model() (Model, error) {
	var c modelContent
	if err := gob.NewDecoder(bytes.NewReader(m.Content)).Decode(&c); err != nil {
		return Model{}, err
	}
	return Model{Model: c.Model, Results: c.Results, Forms: c.Forms, SeveralCuts: c.SeveralCuts, equating: c.Equating, id: modelID(m.stamp(), m.AsOf), FittedAt: m.FittedAt}, nil
}

// stampsTx gives the stamps of competencies at the cost of a look-up where their model is kept and no result came
// since, or where there are so many that a page waits for the job. Of the others it counts the results.
func (s *Service) stampsTx(tx *db.Tx, competencies []assessments.Competency) (map[string]assessments.Stamp, error) {
	var kept []struct {
		assessments.Stamp `gorm:"embedded"`
		Behind            bool
	}
	err := tx.DB.Raw(`SELECT competency_code, results, superseded, people, recorded_at,
			EXISTS (SELECT 1 FROM kept_result r WHERE r.competency_code = m.competency_code) AS behind
		FROM kept_model m WHERE version = ? ORDER BY fitted_at`, keptVersion).Scan(&kept).Error
	if err != nil {
		return nil, err
	}
	stamps := map[string]assessments.Stamp{}
	for _, k := range kept { // the last fitted counts
		delete(stamps, k.CompetencyCode)
		if !k.Behind || k.Results > s.fitAtOnce {
			stamps[k.CompetencyCode] = k.Stamp
		}
	}
	var others []string
	for _, c := range competencies {
		if _, known := stamps[c.Code]; !known {
			others = append(others, c.Code)
		}
	}
	if len(others) == 0 {
		return stamps, nil
	}
	exact, err := assessments.StampsTx(tx, others)
	for _, code := range others {
		one := exact[code]
		one.CompetencyCode = code
		stamps[code] = one
	}
	return stamps, err
}

// keptModelTx finds the model that is kept for a key: by the very results that the stamp tells of, and as of the very day.
// Of a large programme in the morning, before the job has come to the new day, it is that of the last day.
func (s *Service) keptModelTx(tx *db.Tx, stamp assessments.Stamp, key modelKey) (Model, bool, error) {
	if key.known != KnownNow || !slices.Contains(keptDays(tx.Today()), key.asOf) {
		return Model{}, false, nil
	}
	var rows []keptModel
	err := tx.DB.Where("competency_code = ? AND as_of <= ? AND version = ?", key.competency, key.asOf, keptVersion).Order("as_of DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 || rows[0].stamp() != stamp || (rows[0].AsOf != key.asOf && rows[0].Results <= s.fitAtOnce) {
		return Model{}, false, err
	}
	model, err := rows[0].model()
	return model, err == nil, err
}

// modelsTx gives the models as of the days that are kept, those that are kept where they will do, and fits the others.
func (k *keeping) modelsTx(tx *db.Tx, competencies []assessments.Competency) (map[string][]keptModel, error) {
	var rows []keptModel
	if err := tx.DB.Where("version = ?", keptVersion).Find(&rows).Error; err != nil {
		return nil, err
	}
	var behind []string
	if err := tx.DB.Raw("SELECT code FROM competency c WHERE EXISTS (SELECT 1 FROM kept_result r WHERE r.competency_code = c.code)").Scan(&behind).Error; err != nil {
		return nil, err
	}
	days := keptDays(tx.Today())
	all := map[string][]keptModel{}
	var others []string
	for _, c := range competencies {
		for _, m := range rows {
			late := slices.Contains(behind, c.Code) && (m.Results <= k.service.fitAtOnce || tx.Now.Sub(m.FittedAt) >= refitEvery)
			if m.CompetencyCode == c.Code && slices.Contains(days, m.AsOf) && !late {
				all[c.Code] = append(all[c.Code], m)
			}
		}
		if len(all[c.Code]) != len(days) {
			others = append(others, c.Code)
		}
	}
	k.fresh = nil
	if len(others) == 0 {
		return all, nil
	}
	if err := k.ledgerTx(tx); err != nil {
		return nil, err
	}
	var err error
	k.fresh, err = k.ledger.scores.refit(others, days, tx.Now)
	for code, fresh := range byCompetency(k.fresh) {
		all[code] = fresh
	}
	return all, err
}

func byCompetency(models []keptModel) map[string][]keptModel {
	out := map[string][]keptModel{}
	for _, m := range models {
		out[m.CompetencyCode] = append(out[m.CompetencyCode], m)
	}
	return out
}

// refit fits the models of competencies as of the days that are kept.
func (s *scores) refit(competencies []string, days []db.Date, now db.Instant) ([]keptModel, error) {
	stamps := s.stamps()
	rows := make([]keptModel, len(competencies)*len(days))
	err := eachAtOnce(len(competencies), func(n int) error {
		fitting, stamp := s.fitting(competencies[n]), stamps[competencies[n]]
		for d, day := range days {
			content, err := fitting.fit(day).bytes()
			if err != nil {
				return err
			}
			rows[n*len(days)+d] = keptModel{CompetencyCode: competencies[n], AsOf: day, Version: keptVersion, Results: stamp.Results, Superseded: stamp.Superseded, People: stamp.People,
				RecordedAt: stamp.RecordedAt, Content: content, FittedAt: now}
		}
		return nil
	})
	return rows, err
}

// keepModels stores the models that were fitted in the place of those that are there. What was noted of results before this run
// is settled with them: they saw it.
func (k *keeping) keepModels(ctx context.Context) error {
	return k.service.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.DB.Exec("DELETE FROM kept_model WHERE as_of NOT IN ? OR version <> ?", keptDays(tx.Today()), keptVersion).Error; err != nil || len(k.fresh) == 0 {
			return err
		}
		codes := make([]string, len(k.fresh))
		for i, m := range k.fresh {
			codes[i] = m.CompetencyCode
		}
		replace := clause.OnConflict{Columns: []clause.Column{{Name: "competency_code"}, {Name: "as_of"}},
			DoUpdates: clause.AssignmentColumns([]string{"version", "results", "superseded", "people", "recorded_at", "content", "fitted_at"})}
		return errors.Join(
			tx.DB.Clauses(replace).Create(&k.fresh).Error,
			tx.DB.Exec("DELETE FROM kept_result WHERE taken IS NOT NULL AND competency_code IN ?", codes).Error,
		)
	})
}
