package assessments

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"relevo/app/db"
)

// What follows is for other slices, inside their transaction and after they
// have asked for permission.

// CompetenciesTx gives the framework in its order.
func CompetenciesTx(tx *db.Tx) ([]Competency, error) {
	var list []Competency
	err := tx.DB.Order("position, code").Find(&list).Error
	return list, err
}

// AttemptsForTx gives a person's attempts in the administrations.
func AttemptsForTx(tx *db.Tx, personID string, administrationIDs []string) ([]Attempt, error) {
	if len(administrationIDs) == 0 {
		return nil, nil
	}
	var list []Attempt
	err := tx.DB.Where("person_id = ? AND administration_id IN ?", personID, administrationIDs).Order("assigned_at, id").Find(&list).Error
	return list, err
}

// AttemptsInTx gives all attempts in the administrations.
func AttemptsInTx(tx *db.Tx, administrationIDs []string) ([]Attempt, error) {
	return whereIn[Attempt](tx, "administration_id", administrationIDs, "administration_id, assigned_at, id")
}

// AdministrationsTx gives administrations by identifier; the unknown are left out.
func AdministrationsTx(tx *db.Tx, ids []string) (map[string]Administration, error) {
	return byID(tx, ids, func(a Administration) string { return a.ID })
}

// AssessmentsTx gives assessments by identifier; the unknown are left out.
func AssessmentsTx(tx *db.Tx, ids []string) (map[string]Assessment, error) {
	return byID(tx, ids, func(a Assessment) string { return a.ID })
}

const handedInSQL = `
SELECT DISTINCT a.person_id FROM attempt a JOIN form_item f ON f.form_id = a.form_id JOIN item_version v ON v.id = f.item_version_id
WHERE a.submitted_at IS NOT NULL AND v.competency_code = ? AND a.person_id IN ?`

// HandedInTx tells which of the people have handed in a test that asks for a competency,
// scored or not.
func HandedInTx(tx *db.Tx, personIDs []string, competency string) (map[string]bool, error) {
	has := map[string]bool{}
	err := inChunks(personIDs, func(part []string) error {
		var some []string
		err := tx.DB.Raw(handedInSQL, competency, part).Scan(&some).Error
		for _, id := range some {
			has[id] = true
		}
		return err
	})
	return has, err
}

// ResultsForTx gives the believed results of the people in a competency, or in all
// when it is empty, the oldest first.
func ResultsForTx(tx *db.Tx, personIDs []string, competency string) ([]Result, error) {
	var list []Result
	err := inChunks(personIDs, func(part []string) error {
		query := tx.Believed(tx.DB.Where("person_id IN ?", part), "result")
		if competency != "" {
			query = query.Where("competency_code = ?", competency)
		}
		var rows []Result
		err := query.Find(&rows).Error
		list = append(list, rows...)
		return err
	})
	slices.SortFunc(list, byDay)
	return list, err
}

// AllResultsTx gives all believed results, in a competency or (empty) in all,
// the oldest first: for models that are fitted over the whole programme.
func AllResultsTx(tx *db.Tx, competency string) ([]Result, error) {
	query := tx.Believed(tx.DB, "result")
	if competency != "" {
		query = query.Where("competency_code = ?", competency)
	}
	var list []Result
	err := query.Find(&list).Error
	slices.SortFunc(list, byDay)
	return list, err
}

// ScoreRow is a result on its way, with nothing but what figures need: who, on what, on what occasion, how well. Its words are
// lent until the next.
type ScoreRow struct {
	ID, PersonID, CompetencyCode, AssessmentID, FormLabel, Occasion, Cadre []byte
	AttemptID                                                              []byte // nil where there is none
	AssessedOn                                                             db.Date
	Score, CutScore                                                        float64
	Imported                                                               bool
	RecordedAt                                                             db.Instant
	Superseded                                                             bool
}

// EachScoreTx gives every result in all competencies, also those that are not believed any more, in any order.
func EachScoreTx(tx *db.Tx, each func(*ScoreRow)) error {
	return eachScore(tx, tx.DB.Table("result"), each)
}

// EachBelievedScoreTx gives every believed result in a competency, in any order: what its model is fitted to.
func EachBelievedScoreTx(tx *db.Tx, competency string, each func(*ScoreRow)) error {
	return eachScore(tx, tx.Believed(tx.DB.Table("result"), "result").Where("competency_code = ?", competency), each)
}

func eachScore(tx *db.Tx, query *gorm.DB, each func(*ScoreRow)) error {
	var s ScoreRow
	query = query.Select("id, person_id, competency_code, assessment_id, form_label, occasion, cadre, attempt_id, assessed_on, score, cut_score, " +
		"import_id IS NOT NULL, recorded_at, superseded_at IS NOT NULL")
	return tx.Each(query, func(r *db.Row) {
		s = ScoreRow{r.Bytes(0), r.Bytes(1), r.Bytes(2), r.Bytes(3), r.Bytes(4), r.Bytes(5), r.Bytes(6), r.Bytes(7), r.Date(8), r.Number(9), r.Number(10), r.Bool(11), r.Instant(12), r.Bool(13)}
		each(&s)
	})
}

func byDay(a, b Result) int {
	if a.AssessedOn != b.AssessedOn {
		return int(a.AssessedOn - b.AssessedOn)
	}
	return strings.Compare(a.ID, b.ID)
}

// ReadyTx tells whether the assessment's forms may be assigned, and otherwise what
// stands in the way.
func ReadyTx(tx *db.Tx, assessmentID string) (*Finding, error) {
	detail, err := assessmentDetail(tx, assessmentID)
	if err != nil {
		return nil, err
	}
	return blocking(detail.Checks), nil
}

// TestsTx gives the competencies that the assessment's forms measure, by code.
func TestsTx(tx *db.Tx, assessmentID string) ([]string, error) {
	var codes []string
	err := tx.DB.Table("form_item").Distinct("item_version.competency_code").
		Joins("JOIN item_version ON item_version.id = form_item.item_version_id").
		Joins("JOIN form ON form.id = form_item.form_id").
		Where("form.assessment_id = ?", assessmentID).Order("item_version.competency_code").Pluck("item_version.competency_code", &codes).Error
	return codes, err
}

// Stamp tells how much is known of a competency: it changes whenever a result
// is added or superseded, or two records become one person, so that whatever
// was fitted to the results knows when to fit again.
type Stamp struct {
	CompetencyCode string
	Results        int        // believed or not
	Superseded     int        // of them, no longer believed
	People         int        // whose results they are: fewer when two records turn out to be one person
	RecordedAt     db.Instant // of the newest
}

// StampsTx gives the stamps of competencies that have results, by code; of all when none are named. It counts
// them: the cost grows with the results.
func StampsTx(tx *db.Tx, competencies []string) (map[string]Stamp, error) {
	byPerson := tx.DB.Model(&Result{}).Select("competency_code, COUNT(*) AS results, COUNT(superseded_at) AS superseded, MAX(recorded_at) AS recorded_at").
		Group("competency_code, person_id")
	if len(competencies) > 0 {
		byPerson = byPerson.Where("competency_code IN ?", competencies)
	}
	var list []Stamp
	err := tx.DB.Table("(?) AS p", byPerson). // and not COUNT(DISTINCT …), which sorts
							Select("competency_code, CAST(SUM(results) AS bigint) AS results, CAST(SUM(superseded) AS bigint) AS superseded, COUNT(*) AS people, MAX(recorded_at) AS recorded_at").
							Group("competency_code").Scan(&list).Error
	stamps := make(map[string]Stamp, len(list))
	for _, s := range list {
		stamps[s.CompetencyCode] = s
	}
	return stamps, err
}

// PointsRow is what one answer of a scored attempt earned, on its way; its words are lent until the next.
type PointsRow struct {
	AttemptID, ItemVersionID, CompetencyCode []byte
	Points                                   float64
	Anchor                                   bool // the item stands in both forms
}

// EachItemPointsTx gives what was earned in the items of a competency in all attempts, in any order: what a form's reliability is
// computed from.
func EachItemPointsTx(tx *db.Tx, competency string, each func(*PointsRow)) error {
	query := tx.Believed(tx.DB.Table("item_score AS s"), "s").Select("s.attempt_id, s.item_version_id, v.competency_code, s.points, f.anchor").
		Joins("JOIN item_version v ON v.id = s.item_version_id").Joins("JOIN attempt a ON a.id = s.attempt_id").
		Joins("JOIN form_item f ON f.form_id = a.form_id AND f.item_version_id = s.item_version_id").
		Where("v.competency_code = ?", competency)
	var p PointsRow
	return tx.Each(query, func(r *db.Row) {
		p = PointsRow{r.Bytes(0), r.Bytes(1), r.Bytes(2), r.Number(3), r.Bool(4)}
		each(&p)
	})
}

// FormPlace is an item in a form, of the competency.
type FormPlace struct {
	FormID, ItemVersionID, CompetencyCode string
	Anchor                                bool // the item stands in both forms
}

// FormPlacesTx gives the items of all forms.
func FormPlacesTx(tx *db.Tx) (list []FormPlace, err error) {
	err = tx.DB.Table("form_item f").Joins("JOIN item_version v ON v.id = f.item_version_id").Select("f.form_id, f.item_version_id, v.competency_code, f.anchor").Scan(&list).Error
	return list, err
}

// EachFormTakenTx gives the form of every attempt, in any order; the words are lent until the next.
func EachFormTakenTx(tx *db.Tx, each func(attemptID, formID []byte)) error {
	return tx.Each(tx.DB.Table("attempt").Select("id, form_id"), func(r *db.Row) { each(r.Bytes(0), r.Bytes(1)) })
}

// EachPointsTx gives what was earned in the items of all attempts, in any order; the words are lent until the next.
func EachPointsTx(tx *db.Tx, each func(attemptID, itemVersionID []byte, points float64)) error {
	query := tx.Believed(tx.DB.Table("item_score"), "item_score").Select("attempt_id, item_version_id, points")
	return tx.Each(query, func(r *db.Row) { each(r.Bytes(0), r.Bytes(1), r.Number(2)) })
}
