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
		fit, err := fitsTx(tx, competency)
		if err != nil {
			return Model{}, err
		}
		model = fit(asOf)
		model.id = modelID(stamp, asOf)
	}
	s.models.keep(key, fittedModel{stamp, model})
	return model, nil
}

// fitsTx reads what the models of a competency are fitted to, once for models as of several days.
func fitsTx(tx *db.Tx, competency string) (fit func(asOf db.Date) Model, err error) {
	results, err := assessments.FittedResultsTx(tx, competency)
	if err != nil {
		return nil, err
	}
	sheets := map[string]sheet{}
	if err := assessments.EachItemPointsTx(tx, competency, func(p assessments.ItemPoints) { addPoints(sheets, p) }); err != nil {
		return nil, err
	}
	return fittingOf(byOccasion(results), sheets).fit, nil
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
