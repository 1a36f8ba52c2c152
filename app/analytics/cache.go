package analytics

import (
	"sync"

	"relevo/app/db"
	"relevo/assessments"
)

// models keeps fitted models in memory until a result is added.
type models struct {
	mu   sync.Mutex
	kept map[modelKey]fittedModel
}

type modelKey struct {
	competency string
	asOf       db.Date
	known      Known
}

type fittedModel struct {
	stamp assessments.Stamp
	model Model
}

// modelsKept bounds the memory: past it all are forgotten and fitted again as
// they are asked for.
const modelsKept = 200

// model gives the model of a competency as of a day: what is in memory, what is kept, or one that is fitted
// now where neither knows all results. The transaction sees what is known; stamp is that of [Service.stampsTx].
func (s *Service) model(tx *db.Tx, stamp assessments.Stamp, competency string, asOf db.Date, known Known) (Model, error) {
	key := modelKey{competency, asOf, known}
	if model, ok := s.models.find(key, stamp); ok {
		return model, nil
	}
	model, ok, err := s.keptModelTx(tx, stamp, key)
	if err != nil {
		return Model{}, err
	}
	if !ok {
		fitting, err := fittingTx(tx, competency, true)
		if err != nil {
			return Model{}, err
		}
		model = fitting.fit(asOf)
		model.id = modelID(stamp, asOf)
	}
	s.models.keep(key, fittedModel{stamp, model})
	return model, nil
}

// fittingTx reads what the models of a competency are fitted to; without the points of items it does for all but reliability.
func fittingTx(tx *db.Tx, competency string, points bool) (fitting, error) {
	s := newScores(&words{})
	if err := assessments.EachBelievedScoreTx(tx, competency, s.add); err != nil {
		return fitting{}, err
	}
	if points {
		if err := assessments.EachItemPointsTx(tx, competency, s.addPoints); err != nil {
			return fitting{}, err
		}
	}
	s.arrange(len(s.people.list), func(n int32) int32 { return n })
	return s.fitting(competency), nil
}

func (c *models) find(key modelKey, stamp assessments.Stamp) (Model, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.kept[key]
	return kept.model, ok && kept.stamp == stamp
}

func (c *models) keep(key modelKey, one fittedModel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= modelsKept {
		c.kept = map[modelKey]fittedModel{}
	}
	c.kept[key] = one
}
