package analytics

import (
	"slices"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// keptDashboardTx is what Dashboard computes, by what is kept: of a large place, so that a page about a country costs what it
// shows and not what the country holds. Who needs training this week follows from the people one by one; that is on the
// dashboards of the places below.
func (s *Service) keptDashboardTx(tx *db.Tx, d *Dashboard, k kept, posts map[string]int) error {
	compared := d.compared()
	alone, several := partsOfDepartments(d.Place)
	if k.told != nil {
		shown := slices.Concat(idsOf(compared), idsOf(d.Place.Below), []string{d.Place.ID})
		if !d.Place.wholeView(d.Place.ID) { // departments are sums of places
			shown = append(shown, idsOf(d.Place.Institutions)...)
		}
		if err := k.tellTx(tx, shown); err != nil {
			return err
		}
	} else if err := k.moreTx(tx, append(idsOf(compared), alone...)); err != nil {
		return err
	}
	added, err := keptPartsTx(tx, k.strands(), several)
	if err != nil {
		return err
	}
	d.fillKept(k, posts)
	for _, at := range compared {
		d.Heat = append(d.Heat, HeatRow{Institution: at})
	}
	others := slices.DeleteFunc(slices.Clone(d.Subject.Competencies), func(c assessments.Competency) bool { return c.Code == d.Competency.Code })
	places := idsOf(compared)
	if k.told == nil {
		places = append(places, placesOf(k.needed(d.Place))...)
	}
	beside, err := k.besideTx(tx, others, places)
	if err != nil {
		return err
	}
	beside[d.Competency.Code] = k
	stamps, err := s.stampsTx(tx, d.Subject.Competencies)
	if err != nil {
		return err
	}
	for _, c := range d.Subject.Competencies {
		one, there := beside[c.Code]
		if !there { // a competency that is new, or that is being computed: within minutes it has its column
			d.Kept.Behind = true
			continue
		}
		if one.about.Model, err = s.model(tx, stamps[c.Code], c.Code, d.On, KnownNow); err != nil {
			return err
		}
		d.Columns = append(d.Columns, c)
		d.keptColumn(one)
	}
	d.shrink()
	d.keptDepartments(k, added)
	return nil
}

// eyes are those of the actor, on what is kept.
func (k *kept) eyes() sight {
	eyes := sight{about: k.about}
	switch {
	case k.about.Place.MayNames:
	case k.told != nil:
		eyes.told = k
	default:
		eyes.veil = veilOver(k.about.Place)
		eyes.kept, eyes.keptOf = k, k.unnamed(eyes.veil)
	}
	return eyes
}

// keptColumn adds one competency to every row.
func (d *Dashboard) keptColumn(k kept) {
	eyes := k.eyes()
	hidden, counts := eyes.on(d.On), k.counts()
	for i, row := range d.Heat {
		d.Heat[i].Cells = append(d.Heat[i].Cells, eyes.cascade(counts(row.Institution.ID, d.On), hidden(row.Institution.ID)))
	}
	if k.note.At.Before(d.Kept.At) {
		d.Kept.At = k.note.At
	}
}

func (k *kept) strands() strandsOf {
	return strandsOf{competency: k.about.Competency.Code, funder: k.about.funderID(), until: k.about.On, id: k.model}
}

// moreTx reads what is kept of more places, as of the same day and by the same model.
func (k *kept) moreTx(tx *db.Tx, places []string) error {
	places = slices.DeleteFunc(slices.Clone(places), func(id string) bool { return k.parts[keptKey{id, false}] != nil })
	slices.Sort(places)
	more, err := keptPartsTx(tx, k.strands(), slices.Compact(places))
	for key, one := range more {
		k.parts[key] = one
	}
	return err
}

// besideTx gives what is kept of places in other competencies up to the same day, as far as it is there of all of them and by
// one model.
func (k *kept) besideTx(tx *db.Tx, others []assessments.Competency, places []string) (map[string]kept, error) {
	if k.told != nil {
		return k.toldBesideTx(tx, others, places)
	}
	out := map[string]kept{}
	alone := k.about.Place.MayNames // rows are of one place each
	codes := make([]string, len(others))
	for i, c := range others {
		codes[i] = c.Code
		about := k.about
		about.Competency = c
		out[c.Code] = kept{about: about, days: k.days, parts: map[keptKey]series{}, alone: alone, note: k.note}
	}
	if len(others) == 0 {
		return out, nil
	}
	slices.Sort(places)
	places = slices.Compact(places)
	for part := range slices.Chunk(places, 500) {
		var rows []keptSeries
		if err := tx.DB.Select(keptColumns(alone)).Where("place_id IN ? AND competency_code IN ? AND funder_id = ? AND until = ? AND version = ?", part, codes, k.about.funderID(), k.about.On, keptVersion).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			one, there := out[r.CompetencyCode]
			if !there || one.model != "" && one.model != r.Model {
				delete(out, r.CompetencyCode)
				continue
			}
			content, err := r.series(alone)
			if err != nil {
				return nil, err
			}
			one.model, one.parts[keptKey{r.PlaceID, r.Own}] = r.Model, content
			if r.KeptAt.Before(one.note.At) {
				one.note.At = r.KeptAt
			}
			out[r.CompetencyCode] = one
		}
	}
	for code, one := range out {
		if slices.ContainsFunc(places, func(id string) bool { return one.parts[keptKey{id, false}] == nil }) {
			delete(out, code)
		}
	}
	return out, nil
}

// partsOfDepartments lists what must be read to know the departments of a place: the one part of those that have one, and the parts
// that are to be added up. For whoever sees no names, all places are read anyway.
func partsOfDepartments(place Place) (alone, several []string) {
	if !place.MayNames {
		return nil, nil
	}
	parts := map[string][]string{}
	sharedOut(place.Institutions, func(at people.Institution, _ bool) { parts[at.Region()] = append(parts[at.Region()], at.ID) })
	for _, ids := range parts {
		if len(ids) == 1 {
			alone = append(alone, ids...)
		} else {
			several = append(several, ids...)
		}
	}
	return alone, several
}

// keptDepartments is departments by what is kept; added are the parts that are to be added up.
func (d *Dashboard) keptDepartments(k kept, added map[keptKey]series) {
	parts, sizes := map[string][]series{}, map[string]int{}
	var codes []string
	for _, i := range d.Place.Institutions {
		if sizes[i.Region()]++; sizes[i.Region()] == 1 {
			codes = append(codes, i.Region())
		}
	}
	slices.Sort(codes)
	sharedOut(d.Place.Institutions, func(at people.Institution, own bool) {
		if k.told != nil {
			return
		}
		from := k
		if added[keptKey{at.ID, false}] != nil {
			from.parts = added
		}
		of := from.parts[keptKey{at.ID, false}]
		if own {
			of = from.own(at.ID)
		}
		parts[at.Region()] = append(parts[at.Region()], of)
	})
	eyes := k.eyes()
	hidden, counts, regions := eyes.on(d.On), k.counts(), eyes.regions(d.On)
	for _, code := range codes {
		one := DepartmentFigure{Code: code, Institutions: sizes[code]}
		if mask, told := regions(code); told {
			amounts := together(parts[code]...).of("").at(len(k.days) - 1)
			if k.told != nil {
				amounts = k.told[group{institution: Everything, region: code}].points[len(k.days)-1]
			}
			one.Cascade = eyes.cascade(amounts.cascade(), mask)
		} else {
			one.Cascade = sumOfShown(d.Place.Institutions, code, func(at people.Institution) Cascade {
				return eyes.cascade(counts(at.ID, d.On), hidden(at.ID))
			})
		}
		d.Departments = append(d.Departments, one)
	}
}
