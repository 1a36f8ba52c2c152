package courses

import "relevo/app/privacy"

// HeldOnPeople is what is held here on people, how it is taken out, and how long it is kept.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held: []privacy.Held{
			{Table: "enrolment", Query: `SELECT e.*, o.code AS what, o.place AS place, e.enrolled_at AS at, e.withdraw_reason AS detail
				FROM enrolment e JOIN offering o ON o.id = e.offering_id WHERE e.person_id = @person ORDER BY e.enrolled_at, e.id`},
			{Table: "enrolment_exception", Query: `SELECT x.id, x.enrolment_id, x.course_id, x.reason, x.recorded_at, c.code AS what, x.recorded_at AS at, x.reason AS detail
				FROM enrolment_exception x JOIN enrolment e ON e.id = x.enrolment_id JOIN course c ON c.id = x.course_id WHERE e.person_id = @person ORDER BY x.recorded_at, x.id`},
			{Table: "waiting_place", Query: `SELECT w.*, o.code AS what, w.asked_at AS at
				FROM waiting_place w JOIN offering o ON o.id = w.offering_id WHERE w.person_id = @person ORDER BY w.asked_at, w.id`},
			{Table: "attendance", Query: `SELECT a.*, o.code AS what, a.held_on AS at
				FROM attendance a JOIN enrolment e ON e.id = a.enrolment_id JOIN offering o ON o.id = e.offering_id WHERE e.person_id = @person ORDER BY a.held_on, a.id`},
			{Table: "meeting_mark", Query: `SELECT m.id, m.meeting_id, m.enrolment_id, m.how, m.hours, m.marked_at, m.recorded_at, g.title AS what, g.place AS place, m.marked_at AS at
				FROM meeting_mark m JOIN enrolment e ON e.id = m.enrolment_id JOIN meeting g ON g.id = m.meeting_id WHERE e.person_id = @person ORDER BY m.marked_at, m.id`},
			{Table: "lesson_read", Query: `SELECT r.*, l.title AS what, r.read_at AS at
				FROM lesson_read r JOIN enrolment e ON e.id = r.enrolment_id JOIN lesson l ON l.id = r.lesson_id WHERE e.person_id = @person ORDER BY r.read_at`},
			{Table: "reading_place", Query: `SELECT r.*, l.title AS what, r.saved_at AS at
				FROM reading_place r JOIN enrolment e ON e.id = r.enrolment_id JOIN lesson l ON l.id = r.lesson_id WHERE e.person_id = @person ORDER BY r.saved_at`},
			{Table: "lesson_note", Own: true, Query: `SELECT n.*, l.title AS what, n.saved_at AS at, n.body AS detail
				FROM lesson_note n JOIN enrolment e ON e.id = n.enrolment_id JOIN lesson l ON l.id = n.lesson_id WHERE e.person_id = @person ORDER BY n.saved_at`},
			{Table: "check_answer", Query: `SELECT a.*, l.title AS what, a.answered_at AS at, a.value AS detail
				FROM check_answer a JOIN enrolment e ON e.id = a.enrolment_id JOIN lesson l ON l.id = a.lesson_id WHERE e.person_id = @person ORDER BY a.answered_at, a.id`},
			{Table: "scorm_visit", Query: `SELECT s.*, s.unit AS what, s.saved_at AS at, s.status AS detail
				FROM scorm_visit s JOIN enrolment e ON e.id = s.enrolment_id WHERE e.person_id = @person ORDER BY s.saved_at, s.id`},
			{Table: "completion", Query: `SELECT c.*, v.title AS what, c.completed_on AS at
				FROM completion c JOIN course_version v ON v.id = c.course_version_id WHERE c.person_id = @person ORDER BY c.completed_on, c.id`},
			{Table: "past_training", Query: `SELECT t.*, t.title AS what, t.completed_on AS at, t.organiser AS detail
				FROM past_training t WHERE t.person_id = @person ORDER BY t.completed_on, t.id`},
			{Table: "refresher_choice", Query: `SELECT c.*, c.recorded_at AS at FROM refresher_choice c WHERE c.person_id = @person ORDER BY c.recorded_at, c.id`},
			{Table: "refresher_set", Query: `SELECT s.*, s.made_at AS at FROM refresher_set s WHERE s.person_id = @person ORDER BY s.made_at, s.id`},
			{Table: "refresher_answer", Query: `SELECT a.*, a.competency_code AS what, a.answered_at AS at, a.value AS detail
				FROM refresher_answer a WHERE a.person_id = @person ORDER BY a.answered_at, a.id`},
			{Table: "offering_message", Query: `SELECT p.*, m.subject AS what, m.sent_at AS at, m.body AS detail
				FROM offering_message_person p JOIN offering_message m ON m.id = p.message_id WHERE p.person_id = @person ORDER BY m.sent_at, m.id`},
			// That somebody was asked, and whether they answered; what they answered is nobody's.
			{Table: "survey_ask", Query: `SELECT s.*, o.code AS what FROM survey_ask s JOIN offering o ON o.id = s.offering_id WHERE s.person_id = @person ORDER BY o.code`},
			{Table: "offering_trainer", Query: `SELECT t.*, o.code AS what, o.place AS place FROM offering_trainer t JOIN offering o ON o.id = t.offering_id WHERE t.account_id = @account ORDER BY o.code`},
		},
		Forget: []string{
			`DELETE FROM lesson_note WHERE enrolment_id IN (SELECT id FROM enrolment WHERE person_id = @person)`,
			`UPDATE past_training SET certificate_number = '' WHERE person_id = @person`,
		},
		Rules: []privacy.Rule{
			{Category: "notes", Months: 36, Statements: []string{`DELETE FROM lesson_note WHERE saved_at < @before`}},
			// What nothing refers to any more: recordings that were deleted, files of courses that are gone.
			{Category: "files", Months: 1, Statements: []string{
				`DELETE FROM file_part WHERE file_id IN (` + unusedFiles + `)`,
				`DELETE FROM file WHERE id IN (` + unusedFiles + `)`,
			}},
		},
	}
}

const unusedFiles = `SELECT f.id FROM file f WHERE f.kept_at < @before
	AND NOT EXISTS (SELECT 1 FROM recording r WHERE r.file_id = f.id)
	AND NOT EXISTS (SELECT 1 FROM course_file c WHERE c.file_id = f.id OR c.poster_id = f.id)
	AND NOT EXISTS (SELECT 1 FROM scorm_file s WHERE s.file_id = f.id)`
