package assessments

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"relevo/app/db"
	"relevo/app/measure"
)

// EventAnalysisDue asks for an analysis to be computed, EventAnalyses for all that are out of date.
const (
	EventAnalysisDue = "assessments.analysis_due" // payload AnalysisDue
	EventAnalyses    = "assessments.analyses"     // once a day
)

// AnalysisDue says which assessment is to be analysed.
type AnalysisDue struct{ AssessmentID string }

// analysisWaits is how long scored attempts are gathered before they are analysed together: a course hands in its tests
// within minutes of one another.
const analysisWaits = time.Minute

// HearScored handles [EventScored]: it asks for a new analysis, unless one is asked for already.
func (s *Service) HearScored(ctx context.Context, event Scored) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		administration, err := take[Administration](tx, "noun.administration", event.AdministrationID)
		if err != nil {
			return err
		}
		made := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&analysisRequest{AssessmentID: administration.AssessmentID, RequestedAt: tx.Now})
		if made.Error != nil || made.RowsAffected == 0 {
			return made.Error
		}
		return s.jobs.EnqueueLaterTx(tx, EventAnalysisDue, AnalysisDue{administration.AssessmentID}, analysisWaits)
	})
}

// HearAnalysisDue handles [EventAnalysisDue].
func (s *Service) HearAnalysisDue(ctx context.Context, event AnalysisDue) error {
	return s.Analyse(ctx, event.AssessmentID)
}

// HearAnalyses handles [EventAnalyses]: whatever was scored and not analysed since is, be it that it was brought in without an
// event or that a job was lost.
func (s *Service) HearAnalyses(ctx context.Context, _ struct{}) error {
	var ids []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		ids = nil
		return tx.DB.Raw(`SELECT ad.assessment_id FROM attempt t JOIN administration ad ON ad.id = t.administration_id
LEFT JOIN analysis n ON n.assessment_id = ad.assessment_id AND n.slice = ?
WHERE t.state = ? GROUP BY ad.assessment_id, n.computed_at HAVING n.computed_at IS NULL OR MAX(t.scored_at) >= n.computed_at
ORDER BY ad.assessment_id`, SliceAll, StateScored).Scan(&ids).Error
	})
	for _, id := range ids {
		if err == nil {
			err = s.Analyse(ctx, id)
		}
	}
	return err
}

// Analyse computes the analysis of an assessment afresh, in all its slices, and puts it in the place of the one before. It
// runs in the background and reads, computes and writes one after the other, so that nobody waits for it: a request that comes
// while it computes is a new one.
func (s *Service) Analyse(ctx context.Context, assessmentID string) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("assessment_id = ?", assessmentID).Delete(&analysisRequest{}).Error
	})
	if err != nil {
		return err
	}
	var given givenForms
	var now db.Instant
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		now = tx.Now
		given, err = givenFormsOf(tx, assessmentID)
		return err
	})
	if err != nil {
		return err
	}
	analyses := given.analyses()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take[Assessment](tx, "noun.assessment", assessmentID); err != nil {
			return err
		}
		newer := tx.DB.Where("assessment_id = ? AND computed_at > ?", assessmentID, now).Limit(1).Find(&[]Analysis{})
		if newer.Error != nil || newer.RowsAffected > 0 {
			return newer.Error // another computed from more
		}
		if err := tx.DB.Where("assessment_id = ?", assessmentID).Delete(&Analysis{}).Error; err != nil {
			return err
		}
		for i := range analyses {
			analyses[i].ID, analyses[i].AssessmentID, analyses[i].ComputedAt = tx.NewID(), assessmentID, now
		}
		return tx.DB.CreateInBatches(analyses, 50).Error
	})
}

// given is one scored attempt with what it earned and answered.
type given struct {
	AttemptID        string
	PersonID         string
	AdministrationID string
	FormID           string
	Occasion         Occasion
	points           map[string]float64 // by item version
	answers          map[string]Value
}

// givenForms is all that was given of the forms of an assessment.
type givenForms struct {
	forms    []Form
	places   map[string][]FormItem // by form
	versions map[string]ItemVersion
	attempts []given // the first handed in first
}

const givenAttemptsSQL = `SELECT t.id AS attempt_id, t.person_id, t.administration_id, t.form_id, ad.occasion
FROM attempt t JOIN administration ad ON ad.id = t.administration_id
WHERE ad.assessment_id = ? AND t.state = ? ORDER BY t.submitted_at, t.id`

const givenScoresSQL = `SELECT s.attempt_id, s.item_version_id, s.points
FROM item_score s JOIN attempt t ON t.id = s.attempt_id JOIN administration ad ON ad.id = t.administration_id
WHERE ad.assessment_id = ? AND t.state = ? AND s.superseded_at IS NULL`

const givenAnswersSQL = `SELECT n.attempt_id, n.item_version_id, n.seq, n.device, n.value, n.saved_at
FROM answer n JOIN attempt t ON t.id = n.attempt_id JOIN administration ad ON ad.id = t.administration_id
WHERE ad.assessment_id = ? AND t.state = ?`

// givenFormsOf reads what was given, in the same number of statements however much it is.
func givenFormsOf(tx *db.Tx, assessmentID string) (out givenForms, err error) {
	if out.forms, err = formsOf(tx, assessmentID); err != nil {
		return out, err
	}
	var formIDs, versionIDs []string
	for _, f := range out.forms {
		formIDs = append(formIDs, f.ID)
	}
	places, err := placesOf(tx, formIDs...)
	if err != nil {
		return out, err
	}
	out.places = map[string][]FormItem{}
	for _, p := range places {
		out.places[p.FormID] = append(out.places[p.FormID], p)
		versionIDs = append(versionIDs, p.ItemVersionID)
	}
	if out.versions, err = versionsByID(tx, versionIDs); err != nil {
		return out, err
	}
	if err := tx.DB.Raw(givenAttemptsSQL, assessmentID, StateScored).Scan(&out.attempts).Error; err != nil {
		return out, err
	}
	index := make(map[string]*given, len(out.attempts))
	for i := range out.attempts {
		g := &out.attempts[i]
		g.points, g.answers = map[string]float64{}, map[string]Value{}
		index[g.AttemptID] = g
	}
	return out, out.fillIn(tx, assessmentID, index)
}

// fillIn adds points and answers to the attempts.
func (out *givenForms) fillIn(tx *db.Tx, assessmentID string, index map[string]*given) error {
	var scores []ItemScore
	if err := tx.DB.Raw(givenScoresSQL, assessmentID, StateScored).Scan(&scores).Error; err != nil {
		return err
	}
	for _, s := range scores {
		if g := index[s.AttemptID]; g != nil {
			g.points[s.ItemVersionID] = s.Points
		}
	}
	var answers []Answer
	if err := tx.DB.Raw(givenAnswersSQL, assessmentID, StateScored).Scan(&answers).Error; err != nil {
		return err
	}
	of := map[string][]Answer{}
	for _, a := range answers {
		of[a.AttemptID] = append(of[a.AttemptID], a)
	}
	for id, saved := range of {
		g := index[id]
		if g == nil {
			continue
		}
		for item, a := range counting(saved) {
			g.answers[item] = a.Value
		}
	}
	return nil
}

// firstOf keeps, of every person, the first attempt on each form on each occasion: who sees a form again has seen it. An attempt
// of which an item was never scored says nothing of how the items go together. The rule does not depend on the slice, so
// that administrations add up to their occasion and occasions to all.
func (out givenForms) firstOf() []given {
	type key struct {
		person, form string
		occasion     Occasion
	}
	seen := map[key]bool{}
	var kept []given
	for _, g := range out.attempts {
		k := key{g.PersonID, g.FormID, g.Occasion}
		whole := len(g.points) > 0
		for _, p := range out.places[g.FormID] {
			_, scored := g.points[p.ItemVersionID]
			whole = whole && scored
		}
		if whole && !seen[k] {
			seen[k] = true
			kept = append(kept, g)
		}
	}
	return kept
}

// analyses computes every slice: all, each occasion, each administration.
func (out givenForms) analyses() []Analysis {
	kept := out.firstOf()
	slices := sliceTree(kept)
	list := make([]Analysis, len(slices.ids))
	for i, id := range slices.ids {
		var in []given
		for _, g := range kept {
			if id == SliceAll || id == string(g.Occasion) || id == g.AdministrationID {
				in = append(in, g)
			}
		}
		list[i] = Analysis{Slice: id, Attempts: len(in), Body: out.analyse(in)}
	}
	slices.veil(list, out.versions)
	return list
}

// analyse computes one slice.
func (out givenForms) analyse(in []given) AnalysisBody {
	var body AnalysisBody
	scores, anchors := map[string][]float64{}, map[string][]float64{}
	for _, f := range out.forms {
		form := FormAnalysis{FormID: f.ID, Label: f.Label}
		var sheets []given
		for _, g := range in {
			if g.FormID == f.ID {
				sheets = append(sheets, g)
			}
		}
		scores[f.Label], anchors[f.Label] = form.fill(sheets, out.places[f.ID], out.versions)
		body.Forms = append(body.Forms, form)
	}
	body.Equating = equatingOf(scores, anchors, out.anchors())
	return body
}

// anchors counts the items that stand in both forms to tie them together.
func (out givenForms) anchors() int {
	if len(out.forms) < 2 {
		return 0
	}
	in := map[string]int{}
	for _, f := range out.forms {
		for _, p := range out.places[f.ID] {
			if p.Anchor {
				in[p.ItemVersionID]++
			}
		}
	}
	both := 0
	for _, n := range in {
		if n == len(out.forms) {
			both++
		}
	}
	return both
}

// equatingOf puts form B on the scale of form A, by the method that the figures use.
func equatingOf(scores, anchors map[string][]float64, anchorItems int) FormEquating {
	b, a := scores["B"], scores["A"]
	out := FormEquating{NA: len(a), NB: len(b), Anchors: anchorItems}
	e := measure.Equate(b, a)
	out.MeanA, out.MeanB, out.Shift = e.MeanY, e.MeanX, e.MeanShift
	if anchorItems > 0 {
		if tucker := measure.EquateTucker(b, anchors["B"], a, anchors["A"]); tucker.Slope > 0 && tucker.Intercept.Defined() {
			e = tucker
		} else if len(a) > 0 && len(b) > 0 {
			out.Warnings = append(out.Warnings, "anchor_constant")
		}
	}
	out.Method, out.Slope, out.Intercept = e.Method, e.Slope, e.Intercept
	for _, w := range e.Warnings {
		out.Warnings = append(out.Warnings, w.Code)
	}
	if n := min(len(a), len(b)); n > 0 && n < FewestEquated {
		out.Warnings = append(out.Warnings, "few_equated")
	}
	return out
}
