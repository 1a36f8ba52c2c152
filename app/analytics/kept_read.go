package analytics

import (
	"slices"

	"relevo/app/db"
)

// readAtOnce is how many people in post a page may read everything about. Of more it shows what is kept.
const readAtOnce = 3000

// Kept says that figures were not computed when they were asked for.
type Kept struct {
	At     db.Instant // when the oldest of them was computed
	Behind bool       // something was recorded since that they do not tell of
}

// kept is what is kept of the places that a page shows, and where its figures must be veiled of all that the actor may see.
type kept struct {
	about Subject
	days  []db.Date
	model string // see modelID
	parts map[keptKey]series
	alone bool // each of the places is looked at alone: the parts cannot be added up
	note  Kept

	told      map[group]toldSeries // where it was decided before what may be seen: in the place of the parts
	sight     string               // of the actor; see sightKey
	decisions []keptDecision       // in all competencies
}

// keptTx finds what is kept of a subject, up to its day or, for today, the last day of which there is something. It
// gives nil where the page may as well read the facts, and where anything is missing. Of few people it is asked for
// by pages that show nothing else (small); then it is given where it is the last word.
func (s *Service) keptTx(tx *db.Tx, about *Subject, small bool) (*kept, error) {
	if about.Funder != nil && !about.Place.MayNames {
		return nil, nil //nolint:nilnil // what of a funder may be told depends on who else paid, person by person
	}
	if about.Known != KnownNow || about.Competency.Code == "" || !slices.Contains(keptDays(about.Today), about.On) || len(about.Place.Institutions) == 0 {
		return nil, nil //nolint:nilnil // nothing is kept of it
	}
	k := kept{parts: map[keptKey]series{}}
	parts := k.needed(about.Place)
	places := placesOf(parts)
	k.alone = about.Place.MayNames && !about.Place.Whole() && about.Place.Region == ""
	rows, err := keptRowsTx(tx, *about, places[:1], k.alone)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	last := slices.MaxFunc(rows, func(a, b keptSeries) int { return int(a.Until - b.Until) })
	if len(places) > 1 {
		if rows, err = keptRowsTx(tx, *about, places, k.alone); err != nil {
			return nil, err
		}
	}
	k.note.At, k.model = last.KeptAt, last.Model
	for _, r := range rows {
		if r.Until != last.Until || r.Model != last.Model {
			continue
		}
		if k.parts[keptKey{r.PlaceID, r.Own}], err = r.series(k.alone); err != nil {
			return nil, err
		}
		if r.KeptAt.Before(k.note.At) {
			k.note.At = r.KeptAt
		}
	}
	for _, one := range parts {
		if k.parts[one] == nil {
			return nil, nil //nolint:nilnil // it is being computed
		}
	}
	k.days = pointsUntil(last.Until)
	k.about = *about
	few := k.reach() <= s.readAtOnce
	if few && !small {
		return nil, nil //nolint:nilnil // few enough to be read
	}
	k.note.Behind = last.Until != about.On || last.Model != about.Model.id
	if !k.note.Behind {
		if err := tx.DB.Raw("SELECT EXISTS (SELECT 1 FROM kept_change)").Scan(&k.note.Behind).Error; err != nil {
			return nil, err
		}
	}
	if few && k.note.Behind {
		return nil, nil //nolint:nilnil // the facts tell more
	}
	about.On = last.Until
	k.about = *about
	return &k, nil
}

// needed lists what must be kept for a page: the place itself or the tops of all that the actor may see, then
// the rest; of a region what it is made of.
func (k kept) needed(p Place) []keptKey {
	if p.Region != "" && p.MayNames {
		parts := p.cover(p.ID)
		for _, below := range p.Below {
			parts = append(parts, p.cover(below.ID)...)
		}
		return once(parts)
	}
	var ids []string
	if !p.Whole() {
		ids = append(ids, p.ID)
	}
	ids = append(ids, idsOf(tops(p.view))...)
	if p.MayNames {
		ids = append(ids[:max(1, len(ids)-len(tops(p.view)))], idsOf(p.Below)...)
	} else {
		ids = append(ids, idsOf(p.view)...)
	}
	parts := make([]keptKey, len(ids))
	for i, id := range ids {
		parts[i] = keptKey{id, false}
	}
	return once(parts)
}

func placesOf(parts []keptKey) []string {
	places := make([]string, len(parts))
	for i, one := range parts {
		places[i] = one.place
	}
	return places
}

// once leaves of each the first.
func once(parts []keptKey) []keptKey {
	seen := map[keptKey]bool{}
	return slices.DeleteFunc(parts, func(one keptKey) bool {
		again := seen[one]
		seen[one] = true
		return again
	})
}

// series reads back what a row holds; alone, where it is not to be added to others.
func (r keptSeries) series(alone bool) (series, error) {
	if alone {
		return shownOf(r.Content)
	}
	return seriesOf(r.Content, r.Apart)
}

// keptColumns are those that are needed.
func keptColumns(alone bool) string {
	if alone {
		return "place_id, competency_code, until, own, model, content, kept_at"
	}
	return "place_id, competency_code, until, own, model, content, apart, kept_at"
}

// keptRowsTx reads what is kept; alone, without those who are shared, who may be many.
func keptRowsTx(tx *db.Tx, about Subject, places []string, alone bool) (rows []keptSeries, err error) {
	for part := range slices.Chunk(places, 500) {
		var some []keptSeries
		if err := tx.DB.Select(keptColumns(alone)).Where("place_id IN ? AND competency_code = ? AND funder_id = ? AND until <= ? AND version = ?", part, about.Competency.Code, about.funderID(), about.On, keptVersion).Find(&some).Error; err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

// reach is how many people in post a page would have to read about.
func (k kept) reach() int {
	if k.told != nil {
		return int(k.told[group{institution: Everything}].points[len(k.days)-1][countInPost])
	}
	read := k.whole(k.about.Place.ID)
	if !k.about.Place.MayNames {
		read = k.all()
	}
	return int(read.of("").at(len(k.days) - 1)[countInPost])
}

// whole is the series of a place with all below it, or of what of it lies in the region.
func (k kept) whole(id string) series {
	switch {
	case k.about.Place.Region != "":
		var parts []series
		for _, one := range k.about.Place.cover(id) {
			if one.own {
				parts = append(parts, k.own(one.place))
			} else {
				parts = append(parts, k.parts[one])
			}
		}
		return together(parts...)
	case id == Everything:
		return k.all()
	}
	return k.parts[keptKey{id, false}]
}

// all is the series of all that the actor may see.
func (k kept) all() series {
	var all []series
	for _, top := range tops(k.about.Place.view) {
		all = append(all, k.parts[keptKey{top.ID, false}])
	}
	return together(all...)
}

// own is the series of those who work in a place itself.
func (k kept) own(id string) series {
	if own, apart := k.parts[keptKey{id, true}]; apart {
		return own
	}
	return k.parts[keptKey{id, false}]
}

// counts gives the cascade of places on days.
func (k kept) counts() func(id string, day db.Date) Cascade {
	whole := map[string]series{}
	return func(id string, day db.Date) Cascade {
		if k.told != nil {
			return k.toldAt(id).points[slices.Index(k.days, day)].cascade()
		}
		if whole[id] == nil {
			whole[id] = k.whole(id)
		}
		return whole[id].of(k.about.Cadre).at(slices.Index(k.days, day)).cascade()
	}
}

// unnamed gives for every group of a veil the series of those that the actor does not see by name.
func (k kept) unnamed(v *veil) []series {
	members := make([][]series, len(v.groups))
	for _, i := range v.place.view {
		for _, g := range v.around[i.ID] {
			members[g] = append(members[g], k.own(i.ID))
		}
	}
	out := make([]series, len(v.groups))
	for g, of := range v.groups {
		if of.cadre == "" {
			out[g] = together(members[g]...)
		} else {
			out[g] = out[v.index[group{institution: Everything}]]
		}
	}
	return out
}

// tallies are those of veil.tallies, by what is kept.
func (k kept) tallies(v *veil, of []series, day db.Date) []tally {
	out := make([]tally, len(of))
	for g, one := range of {
		out[g] = one.of(v.groups[g].cadre).at(slices.Index(k.days, day)).tally()
	}
	return out
}

// turnover are the tallies of veil.turnover, by what is kept.
func (k kept) turnover(v *veil, of []series) []tally {
	out := make([]tally, len(of))
	for g, one := range of {
		strand := one.of(v.groups[g].cadre)
		if strand == nil {
			continue
		}
		out[g][inPost] = float64(strand.at(len(k.days) - 1)[countInPost])
		out[g][separations], out[g][transfers] = float64(strand.left.separations), float64(strand.left.transfers)
	}
	return out
}

// fillKept is fill by what is kept. Why the figure moved follows from the people one by one: that stays on a page of its own.
func (f *Figures) fillKept(k kept, posts map[string]int) {
	note := k.note
	f.Kept = &note
	eyes := k.eyes()
	hidden := eyes.plain
	switch {
	case eyes.told != nil:
		hidden = k.hiddenOver()
	case eyes.veil != nil:
		hidden = eyes.through(k.turnover(eyes.veil, eyes.keptOf))
	}
	f.show(eyes, posts, k.counts())
	f.Recent = f.between(f.On.AddMonths(-spanMonths))
	left := k.left(f.Place.ID)
	f.Turnover = left.turnover(Span{f.On - yearDays, f.On}).veiled(hidden(f.Place.ID))
}

// left are the departures of a place.
func (k kept) left(id string) departures {
	if k.told != nil {
		return k.toldAt(id).left
	}
	if strand := k.whole(id).of(k.about.Cadre); strand != nil {
		return strand.left
	}
	return departures{}
}
