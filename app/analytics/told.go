package analytics

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// toldSeries is what somebody who does not see all by name may be told of a group, month by month: the numbers and what of them is hidden, as
// a job decided over all that they may see (told_decide.go). Numbers and decision are kept together: to newer numbers an older decision would
// not apply. A page of an institution reads those of the places on it, and none of the others that the decision depends on.
type toldSeries struct {
	points []amountsOn
	masks  []mask // what is hidden of each
	left   departures
	gone   mask // what is hidden of these
}

// bytes writes it down.
func (t toldSeries) bytes() []byte {
	var w seriesWriter
	w.points(t.points)
	for _, m := range t.masks {
		w.mask(m)
	}
	w.number(t.left.separations)
	w.number(t.left.transfers)
	w.number(t.left.halfDays)
	w.mask(t.gone)
	return w
}

// toldOf reads it back.
func toldOf(content []byte) (t toldSeries, err error) {
	r := seriesReader{rest: content}
	t.points = r.points()
	for range t.points {
		t.masks = append(t.masks, r.mask())
	}
	t.left.separations, t.left.transfers, t.left.halfDays = r.number(), r.number(), r.number()
	t.gone = r.mask()
	if r.failed || len(r.rest) > 0 || len(t.points) == 0 {
		return toldSeries{}, errNoSeries
	}
	return t, nil
}

func (w *seriesWriter) mask(m mask) {
	bits := 0
	for f, hidden := range m {
		if hidden {
			bits |= 1 << f
		}
	}
	w.count(bits)
}

func (r *seriesReader) mask() (m mask) {
	bits := r.count()
	for f := range m {
		m[f] = bits>>f&1 == 1
	}
	return m
}

// keptTold is a row of them. PlaceID is an institution or [Everything], of all of which alone there are parts.
type keptTold struct {
	Sight          string // see sightKey
	CompetencyCode string
	Until          db.Date
	PlaceID        string
	Cadre          people.Cadre
	Region         string
	Content        []byte
}

// TableName names the table for GORM.
func (keptTold) TableName() string { return "kept_told" }

// keptDecision is a row of the decisions that were made.
type keptDecision struct {
	Sight          string
	CompetencyCode string
	Until          db.Date
	Version        int    // see keptVersion
	Model          string // see modelID
	Top            string // the institution that all they may see lies in; empty for several
	Basis          string // what was kept when it was made
	Settled        int64  // see factsVersion
	Noted          int64
	KeptAt         db.Instant // when the oldest of it was computed
}

// TableName names the table for GORM.
func (keptDecision) TableName() string { return "kept_decision" }

func (d keptDecision) facts() factsVersion { return factsVersion{d.Settled, d.Noted} }

// blindTx finds a place without what else the actor may see, on which depends what of it may be shown: only for pages that show what was
// decided before. It is not ok where they may see all of it by name, and where it is not there for them.
func blindTx(tx *db.Tx, actor access.Actor, id string) (p Place, ok bool, err error) {
	p = Place{ID: id, named: map[string]bool{}, blind: true}
	if id == Everything {
		if p.Institutions, err = people.InstitutionsInScopeTx(tx, actor, access.ViewFigures); err != nil {
			return p, false, err
		}
		p.Below = tops(p.Institutions)
	} else {
		around, err := people.AroundTx(tx, id)
		if err != nil || len(around) == 0 {
			return p, false, err
		}
		p.Institution = around[len(around)-1]
		if !actor.May(access.ViewFigures, p.Institution.Path) {
			return p, false, nil
		}
		for _, above := range around[:len(around)-1] {
			if actor.May(access.ViewFigures, above.Path) {
				p.Above = append(p.Above, above)
			}
		}
		if p.Institutions, err = people.InstitutionsUnderTx(tx, p.Institution.Path); err != nil {
			return p, false, err
		}
		p.Below = directlyBelow(p.Institutions, id)
	}
	for _, i := range p.Institutions {
		p.named[i.ID] = actor.May(access.ViewNames, i.Path)
	}
	p.view = append(slices.Clone(p.Above), p.Institutions...)
	return p, slices.ContainsFunc(p.Institutions, func(i people.Institution) bool { return !p.named[i.ID] }), nil
}

// subjectKeptTx settles what a query is about, and finds what is kept of it; nil where the page may as well read the facts.
func (s *Service) subjectKeptTx(tx *db.Tx, actor access.Actor, q Query) (about Subject, k *kept, err error) {
	if q.Funder == "" {
		if about, k, err = s.toldTx(tx, actor, q); err != nil || k != nil {
			return about, k, err
		}
	}
	if about, err = s.subjectNearTx(tx, actor, q, q.On); err != nil {
		return about, nil, err
	}
	if err := about.choicesTx(tx); err != nil {
		return about, nil, err
	}
	k, err = s.keptTx(tx, &about, false)
	return about, k, err
}

// toldTx is subjectKeptTx where it was decided what the actor may be told; nil where it was not, or of few people.
func (s *Service) toldTx(tx *db.Tx, actor access.Actor, q Query) (about Subject, k *kept, err error) {
	if actor.May(access.ViewNames, "") {
		return about, nil, nil
	}
	var decisions []keptDecision
	key := sightKey(actor)
	if err := tx.DB.Where("sight = ? AND version = ?", key, keptVersion).Order("until").Find(&decisions).Error; err != nil || len(decisions) == 0 {
		return about, nil, err
	}
	place, ok, err := blindTx(tx, actor, q.PlaceID)
	if err != nil || !ok {
		return about, nil, err
	}
	about, err = s.subjectAtTx(tx, actor, q, q.On, func(*db.Tx, access.Actor, string) (Place, error) { return place, nil })
	if err != nil {
		return about, nil, err
	}
	if about.Place.MayNames || about.Known != KnownNow || !slices.Contains(keptDays(about.Today), about.On) {
		return about, nil, nil // a region all of which they run, or a day of which nothing is kept
	}
	if err := about.choicesTx(tx); err != nil {
		return about, nil, err
	}
	fitting := slices.DeleteFunc(slices.Clone(decisions), func(d keptDecision) bool { return d.CompetencyCode != about.Competency.Code || d.Until > about.On })
	if len(fitting) == 0 {
		return about, nil, nil
	}
	last := fitting[len(fitting)-1]
	about.Place.top = last.Top
	k = &kept{about: about, days: pointsUntil(last.Until), model: last.Model, sight: key, decisions: decisions, note: Kept{At: last.KeptAt}}
	version, err := versionTx(tx)
	if err != nil {
		return about, nil, err
	}
	k.note.Behind = last.Until != about.On || last.Model != about.Model.id || last.facts() != version
	k.about.On = last.Until
	if err := k.tellTx(tx, append(idsOf(about.Place.Below), about.Place.ID)); err != nil {
		return about, nil, err
	}
	if k.told[group{institution: Everything}].points == nil || k.reach() <= s.readAtOnce {
		return about, nil, nil
	}
	for _, id := range append(idsOf(about.Place.Below), about.Place.ID) {
		if g, asked := k.about.Place.asked(id, about.Cadre); asked && k.told[g].points == nil {
			return about, nil, nil // it was opened since
		}
	}
	return k.about, k, nil
}

// tellTx reads what may be told of some places, and of the parts of all together.
func (k *kept) tellTx(tx *db.Tx, places []string) (err error) {
	list, err := toldRowsTx(tx, k.sight, k.about.On, []string{k.about.Competency.Code}, append(places, Everything))
	k.told = list[k.about.Competency.Code]
	return err
}

func toldRowsTx(tx *db.Tx, sight string, until db.Date, competencies, places []string) (map[string]map[group]toldSeries, error) {
	out := map[string]map[group]toldSeries{}
	places = slices.Clone(places)
	slices.Sort(places)
	for part := range slices.Chunk(slices.Compact(places), 500) {
		var rows []keptTold
		if err := tx.DB.Where("sight = ? AND competency_code IN ? AND until = ? AND place_id IN ?", sight, competencies, until, part).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			one, err := toldOf(r.Content)
			if err != nil {
				return nil, err
			}
			if out[r.CompetencyCode] == nil {
				out[r.CompetencyCode] = map[group]toldSeries{}
			}
			out[r.CompetencyCode][group{institution: r.PlaceID, cadre: r.Cadre, region: r.Region}] = one
		}
	}
	return out, nil
}

// toldBesideTx gives what may be told of places in other competencies.
func (k *kept) toldBesideTx(tx *db.Tx, others []assessments.Competency, places []string) (map[string]kept, error) {
	out := map[string]kept{}
	codes := make([]string, len(others))
	for i, c := range others {
		codes[i] = c.Code
	}
	list, err := toldRowsTx(tx, k.sight, k.about.On, codes, append(places, Everything))
	for _, d := range k.decisions {
		one := *k
		one.told, one.model = list[d.CompetencyCode], d.Model
		if d.Until != k.about.On || one.told == nil || slices.ContainsFunc(places, func(id string) bool { return one.told[group{institution: id}].points == nil }) {
			continue
		}
		for i := range k.about.Competencies {
			if k.about.Competencies[i].Code == d.CompetencyCode {
				one.about.Competency = k.about.Competencies[i]
			}
		}
		one.note.At = d.KeptAt
		out[d.CompetencyCode] = one
	}
	return out, err
}

// toldAt is what may be told of a place at the end of the series: nothing where nothing was decided.
func (k kept) toldAt(id string) toldSeries {
	if g, asked := k.about.Place.asked(id, k.about.Cadre); asked && k.told[g].points != nil {
		return k.told[g]
	}
	return k.untold()
}

func (k kept) untold() toldSeries {
	nothing := toldSeries{points: make([]amountsOn, len(k.days)), gone: everything()}
	for range k.days {
		nothing.masks = append(nothing.masks, everything())
	}
	return nothing
}

// hidden gives what is hidden on a day, by place.
func (k kept) hidden(day db.Date) func(id string) mask {
	at := slices.Index(k.days, day)
	return func(id string) mask {
		if at < 0 {
			return everything()
		}
		return k.toldAt(id).masks[at]
	}
}

// hiddenOver gives what is hidden of the departures, by place.
func (k kept) hiddenOver() func(id string) mask {
	return func(id string) mask { return k.toldAt(id).gone }
}

// regions gives what is hidden of the departments of all that the actor may see; see [sight.regions].
func (k kept) regions(day db.Date) func(code string) (mask, bool) {
	at := slices.Index(k.days, day)
	return func(code string) (mask, bool) {
		one := k.told[group{institution: Everything, region: code}]
		if code == "" || at < 0 || one.points == nil {
			return everything(), false
		}
		return one.masks[at], true
	}
}
