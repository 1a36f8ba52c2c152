package analytics

import (
	"sync"

	"relevo/app/db"
	"relevo/assessments"
)

// models keeps fitted models in memory until a result is added.
type models struct {
	mu   sync.Mutex
	kept map[modelKey]keptModel
}

type modelKey struct {
	competency string
	asOf       db.Date
	known      Known
}

type keptModel struct {
	stamp assessments.Stamp
	model Model
}

// modelsKept bounds the memory: past it all are forgotten and fitted again as
// they are asked for.
const modelsKept = 200

// get gives the model of a competency as of a day, fitting it when none is
// kept or results have been added since. The transaction sees what is known.
func (c *models) get(tx *db.Tx, stamp assessments.Stamp, competency string, asOf db.Date, known Known) (Model, error) {
	key := modelKey{competency, asOf, known}
	c.mu.Lock()
	kept, ok := c.kept[key]
	c.mu.Unlock()
	if ok && kept.stamp == stamp {
		return kept.model, nil
	}
	results, err := assessments.AllResultsTx(tx, competency)
	if err != nil {
		return Model{}, err
	}
	points, err := assessments.ItemPointsTx(tx, competency)
	if err != nil {
		return Model{}, err
	}
	model := fit(results, points, asOf)
	model.id = modelID(stamp, asOf)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= modelsKept {
		c.kept = map[modelKey]keptModel{}
	}
	c.kept[key] = keptModel{stamp, model}
	return model, nil
}
