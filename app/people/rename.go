package people

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// FormerName is a name that an institution bore before the one it has, or
// under which it was on record twice.
type FormerName struct {
	ID            string
	InstitutionID string
	Name          string
	SearchName    string  // roster.Fold of the name
	BorneUntil    db.Date // first day on which it was no longer called so
	RecordedAt    db.Instant
	RecordedBy    string
}

// TableName names the table for GORM.
func (FormerName) TableName() string { return "institution_name" }

// keepFormerName records that the institution bore the name until the day.
func keepFormerName(tx *db.Tx, actor access.Actor, institutionID, name string, until db.Date) error {
	if until <= db.NewDate(1900, 1, 1) || until > tx.Today() {
		return fault.OnField("renamed_on", "people.institution.renamed_day")
	}
	_, err := writeFormerName(tx, actor, institutionID, name, until)
	return err
}

// writeFormerName writes the name down and gives the record's identifier.
func writeFormerName(tx *db.Tx, actor access.Actor, institutionID, name string, until db.Date) (string, error) {
	former := FormerName{ID: tx.NewID(), InstitutionID: institutionID, Name: name, SearchName: roster.Fold(name), BorneUntil: until,
		RecordedAt: tx.Now, RecordedBy: actor.AccountID}
	return former.ID, tx.DB.Create(&former).Error
}

// formerNamesTx gives the names that an institution bore earlier, the latest first.
func formerNamesTx(tx *db.Tx, institutionID string) ([]FormerName, error) {
	var names []FormerName
	return names, tx.DB.Where("institution_id = ?", institutionID).Order("borne_until DESC, recorded_at DESC, id DESC").Find(&names).Error
}

// formerlyCalled keeps those of the institutions that earlier bore the folded name.
func formerlyCalled(tx *db.Tx, among []Institution, folded string) ([]Institution, error) {
	if folded == "" {
		return nil, nil
	}
	bore, err := boreName(tx, folded)
	if err != nil {
		return nil, err
	}
	var found []Institution
	for _, i := range among {
		if bore[i.ID] {
			found = append(found, i)
		}
	}
	return found, nil
}

// boreName tells which institutions earlier bore the folded name.
func boreName(tx *db.Tx, folded string) (map[string]bool, error) {
	var ids []string
	if err := tx.DB.Model(&FormerName{}).Where("search_name = ?", folded).Distinct().Pluck("institution_id", &ids).Error; err != nil {
		return nil, err
	}
	bore := make(map[string]bool, len(ids))
	for _, id := range ids {
		bore[id] = true
	}
	return bore, nil
}
