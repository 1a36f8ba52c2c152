package assessments

import (
	"relevo/app/db"
	"relevo/app/privacy"
)

// HeldOnPeople is what is held here on people, and how long it is kept. Nothing in it says
// who a person is, so nothing is taken out when a name is: answers count in the figures.
// What was spoken is a voice, and goes.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held: []privacy.Held{
			{Table: "rating_trail_view", Query: `SELECT v.task_id, v.seen_at, v.seen_at AS at FROM rating_trail_view v WHERE v.account_id = @account ORDER BY v.seen_at, v.task_id`},
			{Table: "attempt", Query: `SELECT a.*, d.title AS what, a.assigned_at AS at, a.state AS detail
				FROM attempt a JOIN administration d ON d.id = a.administration_id WHERE a.person_id = @person ORDER BY a.assigned_at, a.id`},
			{Table: "answer", Query: `SELECT n.*, v.title AS what, n.saved_at AS at, n.value AS detail
				FROM answer n JOIN attempt a ON a.id = n.attempt_id JOIN item_version v ON v.id = n.item_version_id WHERE a.person_id = @person ORDER BY n.saved_at, n.seq`},
			{Table: "answer_aside", Query: `SELECT n.*, v.title AS what, n.received_at AS at, n.value AS detail
				FROM answer_aside n JOIN attempt a ON a.id = n.attempt_id JOIN item_version v ON v.id = n.item_version_id WHERE a.person_id = @person ORDER BY n.received_at, n.seq`},
			{Table: "recording", Query: `SELECT r.*, v.title AS what, r.kept_at AS at
				FROM recording r JOIN attempt a ON a.id = r.attempt_id JOIN item_version v ON v.id = r.item_version_id WHERE a.person_id = @person ORDER BY r.kept_at`},
			{Table: "paper_entry", Query: `SELECT e.*, e.keyed_at AS at, e.answers AS detail
				FROM paper_entry e JOIN attempt a ON a.id = e.attempt_id WHERE a.person_id = @person ORDER BY e.keyed_at`},
			{Table: "paper_sheet", Query: `SELECT s.id, s.code, s.administration_id, s.form_id, s.printed_at, s.bound_at, s.code AS what, s.printed_at AS at
				FROM paper_sheet s JOIN attempt a ON a.id = s.attempt_id WHERE a.person_id = @person ORDER BY s.printed_at`},
			{Table: "item_score", Query: `SELECT s.*, v.title AS what, s.recorded_at AS at
				FROM item_score s JOIN attempt a ON a.id = s.attempt_id JOIN item_version v ON v.id = s.item_version_id WHERE a.person_id = @person ORDER BY s.recorded_at, s.id`},
			// Who rated is not told: raters are somebody too.
			{Table: "rating", Query: `SELECT r.id, r.points, r.comment, r.recorded_at, r.superseded_at, r.recorded_at AS at, r.comment AS detail
				FROM rating r JOIN scoring_task t ON t.id = r.task_id JOIN attempt a ON a.id = t.attempt_id WHERE a.person_id = @person ORDER BY r.recorded_at, r.id`},
			{Table: "result", Query: `SELECT r.*, r.competency_code AS what, r.occasion AS place, r.assessed_on AS at
				FROM result r WHERE r.person_id = @person ORDER BY r.assessed_on, r.id`},
			{Table: "self_rating", Query: `SELECT r.*, r.competency_code AS what, r.recorded_at AS at FROM self_rating r WHERE r.person_id = @person ORDER BY r.recorded_at, r.id`},
			{Table: "given_rating", Query: `SELECT r.*, r.recorded_at AS at, r.comment AS detail FROM rating r WHERE r.rater_id = @account ORDER BY r.recorded_at, r.id`},
			{Table: "calibration_rating", Query: `SELECT r.*, r.recorded_at AS at FROM calibration_rating r WHERE r.rater_id = @account ORDER BY r.recorded_at, r.id`},
			{Table: "capacity_seat", Query: `SELECT s.* FROM capacity_seat s WHERE s.account_id = @account`},
		},
		Forget: []string{
			`DELETE FROM recording WHERE attempt_id IN (SELECT id FROM attempt WHERE person_id = @person)`,
		},
		Rules: []privacy.Rule{{Category: "recordings", Months: 24, Statements: []string{
			`DELETE FROM recording WHERE kept_at < @before AND attempt_id IN (SELECT id FROM attempt WHERE state NOT IN ('not_started', 'in_progress'))`,
		}}},
	}
}

// NamelessTx gives all results in force, oldest first, with what may be told of whose they are.
func NamelessTx(tx *db.Tx) (results []privacy.Result, err error) {
	err = tx.DB.Raw(`
SELECT r.person_id, p.sex, p.birth_year, r.cadre, r.region, r.competency_code AS competency, r.occasion, r.assessed_on, r.months_after AS months, r.score, r.cut_score
FROM result r JOIN person p ON p.id = r.person_id
WHERE r.superseded_at IS NULL
ORDER BY r.assessed_on, r.id`).Scan(&results).Error
	return results, err
}
