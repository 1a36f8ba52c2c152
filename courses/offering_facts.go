package courses

import (
	"relevo/app/db"
)

// OfferingFact is an offering with what was put into it.
type OfferingFact struct {
	ID       string
	Code     string
	Mode     Mode
	StartsOn db.Date
	EndsOn   db.Date
	Hours    float64      // of the course
	Trainers int          // who give it
	Met      int          // meetings held by the day asked for
	At       []string     `gorm:"-"` // institutions it is for
	Funders  []FunderPart `gorm:"-"` // greatest share first
}

// OfferingFactsTx gives the offerings of courses on a competency, the oldest first, with their meetings up to a day.
func OfferingFactsTx(tx *db.Tx, competency string, on db.Date) ([]OfferingFact, error) {
	var list []OfferingFact
	err := tx.DB.Raw(`SELECT o.id, o.code, o.mode, o.starts_on, o.ends_on, v.hours,
(SELECT count(*) FROM offering_trainer t WHERE t.offering_id = o.id) AS trainers,
(SELECT count(*) FROM meeting m WHERE m.offering_id = o.id AND m.cancelled_at IS NULL AND m.held_on <= ?) AS met
FROM offering o JOIN course_version v ON v.id = o.course_version_id JOIN course_competency c ON c.course_version_id = v.id
WHERE c.competency_code = ? ORDER BY o.ends_on, o.id`, on, competency).Scan(&list).Error
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	links, err := whereIn[OfferingInstitution](tx, "offering_id", ids)
	if err != nil {
		return nil, err
	}
	at := map[string][]string{}
	for _, l := range links {
		at[l.OfferingID] = append(at[l.OfferingID], l.InstitutionID)
	}
	funders, err := fundersOf(tx, ids)
	for i := range list {
		list[i].At, list[i].Funders = at[list[i].ID], funders[list[i].ID]
	}
	return list, err
}
