package certificates

import (
	"slices"
	"strings"

	"gorm.io/gorm"

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
		if err := tx.Recorded(tx.DB.Where("person_id IN ?", part), "certificate").Order("issued_on, id").Find(&list).Error; err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// PaperRow is what is counted of a certificate, on its way: whose it is, for which enrolment, and when it was issued. Its words are
// lent until the next.
type PaperRow struct {
	PersonID, EnrolmentID []byte
	Competencies          []byte // as they are written down; see Competencies.Scan
	IssuedOn              db.Date
}

// EachCertificateTx gives what is counted of every certificate of everybody, in any order.
func EachCertificateTx(tx *db.Tx, each func(PaperRow)) error {
	query := tx.Recorded(tx.DB.Table("certificate"), "certificate").Select("person_id, enrolment_id, competencies, issued_on")
	return tx.Each(query, func(r *db.Row) { each(PaperRow{r.Bytes(0), r.Bytes(1), r.Bytes(2), r.Date(3)}) })
}

// certified tells which of the enrolments have a certificate of the kind.
func certified(tx *db.Tx, enrolmentIDs []string, kind Kind) (map[string]bool, error) {
	have := map[string]bool{}
	for part := range slices.Chunk(enrolmentIDs, chunk) {
		var ids []string
		err := tx.DB.Model(&Certificate{}).Where("kind = ? AND enrolment_id IN ?", kind, part).Pluck("enrolment_id", &ids).Error
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			have[id] = true
		}
	}
	return have, nil
}

// rowsAtOnce is how many rows one statement stores: well below the number of
// values that the databases allow in one.
const rowsAtOnce = 100

// addAll stores new certificates with their competencies.
func addAll(tx *db.Tx, list []Certificate) error {
	if err := tx.DB.CreateInBatches(list, rowsAtOnce).Error; err != nil {
		return err
	}
	var rows []CertificateCompetency
	for _, c := range list {
		for _, one := range c.Competencies {
			rows = append(rows, CertificateCompetency{CertificateID: c.ID, CompetencyCode: one.Code})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.DB.CreateInBatches(rows, chunk).Error
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
	query := below(tx.DB.Model(&Certificate{}).Order("certificate.id DESC").Limit(limit), paths)
	if before != "" {
		query = query.Where("certificate.id < ?", before)
	}
	var list []Certificate
	err := query.Find(&list).Error
	return list, err
}

// below bounds certificates to the institutions below the paths; the empty path
// means all, those of nobody's institution included.
func below(query *gorm.DB, paths []string) *gorm.DB {
	if slices.Contains(paths, "") {
		return query
	}
	or, args := []string{"1 = 0"}, []any{}
	for _, path := range paths {
		or, args = append(or, "substr(i.path, 1, ?) = ?"), append(args, len(path), path)
	}
	return query.Joins("JOIN institution i ON i.id = certificate.institution_id").Where("("+strings.Join(or, " OR ")+")", args...)
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
