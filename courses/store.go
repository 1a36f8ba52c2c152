package courses

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// chunk bounds how many values go into one IN list.
const chunk = 500

// inChunks calls fn with the distinct values, a part at a time, in a fixed order.
func inChunks(values []string, fn func(part []string) error) error {
	distinct := slices.Clone(values)
	slices.Sort(distinct)
	for part := range slices.Chunk(slices.Compact(distinct), chunk) {
		if err := fn(part); err != nil {
			return err
		}
	}
	return nil
}

// whereIn gives all rows whose column, a constant of the caller, has one of the values.
func whereIn[T any](tx *db.Tx, column string, values []string) ([]T, error) {
	var all []T
	err := inChunks(values, func(part []string) error {
		var list []T
		if err := tx.DB.Where(column+" IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		all = append(all, list...)
		return nil
	})
	return all, err
}

// take gives the row with the identifier; what is the noun when it is missing.
func take[T any](tx *db.Tx, id, what string) (T, error) {
	var row T
	err := tx.DB.Where("id = ?", id).Take(&row).Error
	if db.IsNone(err) {
		return row, fault.Missing(what)
	}
	return row, err
}

// versionsOf gives the versions of a course, the newest first.
func versionsOf(tx *db.Tx, courseID string) ([]CourseVersion, error) {
	var list []CourseVersion
	err := tx.DB.Where("course_id = ?", courseID).Order("version DESC").Find(&list).Error
	return list, err
}

// competenciesOf gives the codes of each version's competencies, sorted.
func competenciesOf(tx *db.Tx, versionIDs []string) (map[string][]string, error) {
	rows, err := whereIn[CourseCompetency](tx, "course_version_id", versionIDs)
	codes := map[string][]string{}
	for _, r := range rows {
		codes[r.CourseVersionID] = append(codes[r.CourseVersionID], r.CompetencyCode)
	}
	for _, list := range codes {
		slices.Sort(list)
	}
	return codes, err
}

// headRow is a lesson's heading with its module.
type headRow struct {
	LessonHead
	CourseVersionID string
	ModulePosition  int
	ModuleTitle     string
	ModuleSummary   string
}

const headsSQL = `
SELECT m.course_version_id, m.id AS module_id, m.position AS module_position, m.title AS module_title, m.summary AS module_summary,
       l.id, l.origin, l.position, l.title, l.minutes, l.kind, l.content_warning <> '' AS has_warning, (l.source <> '' OR l.package_id IS NOT NULL) AS has_text
FROM module m JOIN lesson l ON l.module_id = m.id
WHERE m.course_version_id IN ?
ORDER BY m.course_version_id, m.position, m.id, l.position, l.id`

// headsOf gives the lessons of each version, without their texts, in the
// order of reading: one statement for any number of courses.
func headsOf(tx *db.Tx, versionIDs []string) (map[string][]LessonHead, error) {
	heads := map[string][]LessonHead{}
	err := inChunks(versionIDs, func(part []string) error {
		var rows []headRow
		if err := tx.DB.Raw(headsSQL, part).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			heads[r.CourseVersionID] = append(heads[r.CourseVersionID], r.LessonHead)
		}
		return nil
	})
	return heads, err
}

// modulesOf gives the modules of a version in order.
func modulesOf(tx *db.Tx, versionID string) ([]Module, error) {
	var list []Module
	err := tx.DB.Where("course_version_id = ?", versionID).Order("position, id").Find(&list).Error
	return list, err
}

// outlineOf is the table of contents of a version, modules without lessons too.
func outlineOf(tx *db.Tx, versionID string) (Outline, error) {
	modules, err := modulesOf(tx, versionID)
	if err != nil {
		return nil, err
	}
	heads, err := headsOf(tx, []string{versionID})
	if err != nil {
		return nil, err
	}
	outline := make(Outline, len(modules))
	for i, m := range modules {
		outline[i].Module = m
		for _, h := range heads[versionID] {
			if h.ModuleID == m.ID {
				outline[i].Lessons = append(outline[i].Lessons, h)
			}
		}
	}
	return outline, nil
}

// lock makes the transaction wait for others that work on the same offering,
// on both databases alike: a change of nothing takes the row's lock.
func lock(tx *db.Tx, offeringID string) error {
	return tx.DB.Exec(`UPDATE offering SET code = code WHERE id = ?`, offeringID).Error
}

// administrationsOf gives the administrations of offerings.
func administrationsOf(tx *db.Tx, offeringIDs []string) (map[string][]OfferingAdministration, error) {
	rows, err := whereIn[OfferingAdministration](tx, "offering_id", offeringIDs)
	slices.SortFunc(rows, func(a, b OfferingAdministration) int { return compareStrings(a.AdministrationID, b.AdministrationID) })
	byOffering := map[string][]OfferingAdministration{}
	for _, r := range rows {
		byOffering[r.OfferingID] = append(byOffering[r.OfferingID], r)
	}
	return byOffering, err
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// institutionsOfOffering gives where an offering is for.
func institutionsOfOffering(tx *db.Tx, offeringID string) ([]people.Institution, error) {
	rows, err := whereIn[OfferingInstitution](tx, "offering_id", []string{offeringID})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.InstitutionID
	}
	found, err := people.InstitutionsTx(tx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]people.Institution, 0, len(found))
	for _, institution := range found {
		list = append(list, institution)
	}
	slices.SortFunc(list, func(a, b people.Institution) int { return compareStrings(a.SearchName+a.ID, b.SearchName+b.ID) })
	return list, nil
}

// Trainer is an account that may run offerings as a trainer.
type Trainer struct {
	ID   string
	Name string
}

// trainersTx lists the accounts that hold the role of trainer, by name.
func trainersTx(tx *db.Tx) ([]Trainer, error) {
	var list []Trainer
	err := tx.DB.Model(&access.Account{}).Select("DISTINCT account.id, account.name").
		Joins("JOIN role_grant ON role_grant.account_id = account.id AND role_grant.revoked_at IS NULL AND role_grant.role = ?", access.Trainer).
		Where("account.disabled_at IS NULL").Order("account.name, account.id").Scan(&list).Error
	return list, err
}
