package courses

import (
	"maps"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/assessments"
)

// Whoever rates responses sees neither whose they are nor what would tell: a name that moves
// from "to be scored" to "completed" some seconds after they rated the one response that was
// open. For them there is one state from the day on which the last test was handed in, here as
// in the lists of sittings of package assessments.

// blind tells whether what scoring changed about a name is kept from the actor.
func blind(actor access.Actor) bool { return actor.Holds(access.ScoreResponses) }

// StagesFor lists the stages that the actor tells apart, in order.
func StagesFor(actor access.Actor) []Stage {
	var list []Stage
	for _, stage := range Stages {
		if scoring := stage == PostDone || stage == Finished; blind(actor) && scoring || !blind(actor) && stage == PostHandedIn {
			continue
		}
		list = append(list, stage)
	}
	return list
}

// blinded is the row without what scoring changed about it.
func (r RollRow) blinded() RollRow {
	if r.Stage == PostDone || r.Stage == Finished {
		r.Stage = PostHandedIn
	}
	r.CompletedOn = nil
	return r
}

// rollFor is rollOf as far as the actor may tell people apart.
func rollFor(tx *db.Tx, actor access.Actor, runs []run) ([]RollRow, error) {
	rows, err := rollOf(tx, runs)
	if blind(actor) {
		for i := range rows {
			rows[i] = rows[i].blinded()
		}
	}
	return rows, err
}

// blinded is who is followed without what scoring changed about them.
func (f Follow) blinded() Follow {
	f.RollRow = f.RollRow.blinded()
	if f.Stage == PostHandedIn && (f.Step.Kind == StepDone || f.Step.Kind == StepScoring) {
		f.Step = Step{Kind: StepHandedIn}
	}
	if f.Stuck == StuckScoring {
		f.Stuck, f.Since = "", 0
	}
	return f
}

// tellsScoring tells whether how many a message reached says how many were scored.
func (g Group) tellsScoring() bool { return g.Stage == PostDone || g.Stage == Finished }

const handedInSQL = `
SELECT e.offering_id, count(*) AS n FROM enrolment e
JOIN offering_administration l ON l.offering_id = e.offering_id AND l.occasion = 'post'
JOIN attempt a ON a.administration_id = l.administration_id AND a.person_id = e.person_id
WHERE e.withdrawn_at IS NULL AND a.submitted_at IS NOT NULL GROUP BY e.offering_id`

// handedInOf counts, by offering, who has handed in the last test.
func handedInOf(tx *db.Tx) (map[string]int, error) {
	var rows []struct {
		OfferingID string
		N          int
	}
	err := tx.DB.Raw(handedInSQL).Scan(&rows).Error
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.OfferingID] = r.N
	}
	return counts, err
}

// refuseHandedIn refuses to withdraw who has handed in the last test to whoever rates
// responses: that it goes for some and not for others would tell who was scored.
func refuseHandedIn(tx *db.Tx, actor access.Actor, enrolment Enrolment) error {
	if !blind(actor) {
		return nil
	}
	runs, err := runsOf(tx, []Enrolment{enrolment}, ofPerson(enrolment.PersonID))
	if err != nil {
		return err
	}
	if stage := runs[0].Progress.Stage(); stage == PostDone || stage == Finished {
		return fault.New(fault.Conflict, "courses.handed_in_already")
	}
	return nil
}

const handedInCourseSQL = `
SELECT DISTINCT a.person_id FROM attempt a
JOIN offering_administration l ON l.administration_id = a.administration_id AND l.occasion = 'post'
JOIN offering o ON o.id = l.offering_id JOIN course_version v ON v.id = o.course_version_id
WHERE a.submitted_at IS NOT NULL AND v.course_id = (SELECT course_id FROM course_version WHERE id = ?) AND a.person_id IN ?`

// hasHandedIn adds, to those who have what a rule wants people to lack, who has handed in
// what only waits to be scored.
func hasHandedIn(tx *db.Tx, offering Offering, rule Whom, personIDs []string, has map[string]bool) error {
	switch rule.Lack {
	case NeverAssessed:
		handedIn, err := assessments.HandedInTx(tx, personIDs, rule.Competency)
		maps.Copy(has, handedIn)
		return err
	case NeverCompleted:
		return inChunks(personIDs, func(part []string) error {
			var some []string
			err := tx.DB.Raw(handedInCourseSQL, offering.CourseVersionID, part).Scan(&some).Error
			for _, id := range some {
				has[id] = true
			}
			return err
		})
	}
	return nil
}
