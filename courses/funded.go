package courses

import (
	"errors"

	"gorm.io/gorm"

	"relevo/app/db"
)

// What figures of one funder are made of, for package analytics, inside its transaction and after it has asked for permission.
// Who pays for an offering has no history: it is as it is recorded today, whatever the day of the figures.

// FundersTx gives all funders, by name.
func FundersTx(tx *db.Tx) (list []Funder, err error) {
	return list, tx.DB.Order("name, id").Find(&list).Error
}

// FundedEnrolmentsTx gives the funders of the offerings these people are or were enrolled in, by enrolment; an enrolment that
// nobody paid for is absent.
func FundedEnrolmentsTx(tx *db.Tx, personIDs []string) (map[string][]string, error) {
	funded := map[string][]string{}
	err := inChunks(personIDs, func(part []string) error {
		return eachFunded(fundedEnrolments(tx).Where("e.person_id IN ?", part), func(enrolmentID, funderID string) {
			funded[enrolmentID] = append(funded[enrolmentID], funderID)
		})
	})
	return funded, err
}

// EachFundedEnrolmentTx gives every funder of everybody's enrolments, those of an enrolment together and in order; the words are
// lent until the next.
func EachFundedEnrolmentTx(tx *db.Tx, each func(enrolmentID, funderID []byte)) error {
	return tx.Each(fundedEnrolments(tx).Select("e.id, f.funder_id").Order("e.id, f.funder_id"), func(r *db.Row) { each(r.Bytes(0), r.Bytes(1)) })
}

func fundedEnrolments(tx *db.Tx) *gorm.DB {
	return tx.DB.Table("enrolment e").Joins("JOIN offering_funder f ON f.offering_id = e.offering_id")
}

func eachFunded(query *gorm.DB, each func(enrolmentID, funderID string)) (err error) {
	rows, err := query.Select("e.id, f.funder_id").Order("e.id, f.funder_id").Rows()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var enrolmentID, funderID string
		if err := rows.Scan(&enrolmentID, &funderID); err != nil {
			return err
		}
		each(enrolmentID, funderID)
	}
	return rows.Err()
}

// FundersByCompetencyTx gives the funders who pay for offerings that teach a competency, by competency.
func FundersByCompetencyTx(tx *db.Tx) (map[string][]string, error) {
	var rows []struct{ CompetencyCode, FunderID string }
	err := tx.DB.Table("offering_funder f").Joins("JOIN offering o ON o.id = f.offering_id").Joins("JOIN course_competency x ON x.course_version_id = o.course_version_id").
		Distinct("x.competency_code", "f.funder_id").Order("x.competency_code, f.funder_id").Scan(&rows).Error
	byCompetency := map[string][]string{}
	for _, r := range rows {
		byCompetency[r.CompetencyCode] = append(byCompetency[r.CompetencyCode], r.FunderID)
	}
	return byCompetency, err
}
