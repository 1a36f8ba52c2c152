package certificates

import (
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// chunk bounds how many values go into one IN list.
const chunk = 500

// CertificatesForTx gives all certificates of these people, revoked ones
// included, in the order of issue, for callers that have asked for permission.
func CertificatesForTx(tx *db.Tx, personIDs []string) ([]Certificate, error) {
	distinct := slices.Clone(personIDs)
	slices.Sort(distinct)
	var all []Certificate
	for part := range slices.Chunk(slices.Compact(distinct), chunk) {
		var list []Certificate
		if err := tx.DB.Where("person_id IN ?", part).Order("issued_on, id").Find(&list).Error; err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// issued gives the certificates of a completion by kind.
func issued(tx *db.Tx, completionID string) (map[Kind]bool, error) {
	var kinds []Kind
	err := tx.DB.Model(&Certificate{}).Where("completion_id = ?", completionID).Pluck("kind", &kinds).Error
	have := map[Kind]bool{}
	for _, k := range kinds {
		have[k] = true
	}
	return have, err
}

// add stores a new certificate with its competencies.
func add(tx *db.Tx, c Certificate) error {
	if err := tx.DB.Create(&c).Error; err != nil {
		return err
	}
	rows := make([]CertificateCompetency, len(c.Competencies))
	for i, one := range c.Competencies {
		rows[i] = CertificateCompetency{CertificateID: c.ID, CompetencyCode: one.Code}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.DB.Create(&rows).Error
}

// takeBy gives the certificate whose column, a constant of the caller, has the value.
func takeBy(tx *db.Tx, column, value string) (Certificate, error) {
	var c Certificate
	err := tx.DB.Where(column+" = ?", value).Take(&c).Error
	if db.IsNone(err) {
		return c, fault.Missing("noun.certificate")
	}
	return c, err
}

// pathOf is the path of the institution a certificate belongs to; empty, which
// only the whole programme covers, when it belongs to none.
func pathOf(tx *db.Tx, c Certificate) (string, error) {
	if c.InstitutionID == nil {
		return "", nil
	}
	place, err := people.InstitutionTx(tx, *c.InstitutionID)
	return place.Path, err
}

// ofPerson gives a person's certificates, newest first.
func ofPerson(tx *db.Tx, personID string) ([]Certificate, error) {
	var list []Certificate
	err := tx.DB.Where("person_id = ?", personID).Order("issued_on DESC, id DESC").Find(&list).Error
	return list, err
}

// within gives the certificates of the institutions below the paths, newest
// first, before the one with the given id (empty: from the newest). The empty path
// means all, those of nobody's institution included.
func within(tx *db.Tx, paths []string, before string, limit int) ([]Certificate, error) {
	query := tx.DB.Model(&Certificate{}).Order("certificate.id DESC").Limit(limit)
	if !slices.Contains(paths, "") {
		var or []string
		var args []any
		for _, path := range paths {
			or = append(or, "substr(i.path, 1, ?) = ?")
			args = append(args, len(path), path)
		}
		query = query.Joins("JOIN institution i ON i.id = certificate.institution_id").Where("("+strings.Join(or, " OR ")+")", args...)
	}
	if before != "" {
		query = query.Where("certificate.id < ?", before)
	}
	var list []Certificate
	err := query.Find(&list).Error
	return list, err
}

// revoke notes the revocation of a certificate that still stands.
func revoke(tx *db.Tx, id, by, reason string) error {
	done := tx.DB.Model(&Certificate{}).Where("id = ? AND revoked_at IS NULL", id).
		Updates(map[string]any{"revoked_at": tx.Now, "revoked_by": by, "revoke_reason": reason})
	if done.Error == nil && done.RowsAffected == 0 {
		return fault.New(fault.Conflict, "certificates.revoked_already")
	}
	return done.Error
}
