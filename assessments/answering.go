package assessments

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// What a question usually takes, in minutes.
const (
	minutesClosed   = 1
	minutesVignette = 10
)

// mayAnswer is nil while the attempt is being answered, otherwise says why it is not.
func (a Attempt) mayAnswer() error {
	switch a.State {
	case StateInProgress:
		return nil
	case StateNotStarted:
		return fault.New(fault.Conflict, "assessments.attempt_not_started")
	case StateClosed:
		return fault.New(fault.Conflict, "assessments.attempt_closed")
	default:
		return fault.New(fault.Conflict, "assessments.attempt_submitted")
	}
}

// views completes attempts with what their people are shown.
func views(tx *db.Tx, attempts []Attempt) ([]AttemptView, error) {
	var ids, administrationIDs, assessmentIDs []string
	for _, a := range attempts {
		ids, administrationIDs = append(ids, a.ID), append(administrationIDs, a.AdministrationID)
	}
	answers, err := countable(tx, ids)
	if err != nil {
		return nil, err
	}
	administrations, err := AdministrationsTx(tx, administrationIDs)
	if err != nil {
		return nil, err
	}
	for _, a := range administrations {
		assessmentIDs = append(assessmentIDs, a.AssessmentID)
	}
	assessments, err := AssessmentsTx(tx, assessmentIDs)
	if err != nil {
		return nil, err
	}
	saved := map[string][]Answer{}
	for _, a := range answers {
		saved[a.AttemptID] = append(saved[a.AttemptID], a)
	}
	list := make([]AttemptView, 0, len(attempts))
	for _, a := range attempts {
		v := AttemptView{Attempt: a, Administration: administrations[a.AdministrationID]}
		v.Assessment = assessments[v.Administration.AssessmentID]
		if err := v.complete(tx, saved[a.ID]); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// complete says of an attempt how long it is and how far it went, by the answers that there are.
func (v *AttemptView) complete(tx *db.Tx, answers []Answer) (err error) {
	if v.Questions, v.Minutes, err = lengthOf(tx, v.FormID); err != nil {
		return err
	}
	v.Now, v.Answered = tx.Now, answered(answers)
	v.Open = v.State == StateInProgress || (v.State == StateNotStarted && v.Administration.OpenAt(tx.Now))
	return nil
}

// answered gives how many questions of one attempt are answered.
func answered(answers []Answer) (n int) {
	for _, a := range counting(answers) {
		if !a.Value.IsZero() {
			n++
		}
	}
	return n
}

// lengthOf gives how many questions a form asks and how many minutes they usually take.
func lengthOf(tx *db.Tx, formID string) (questions, minutes int, err error) {
	places, versions, err := formFixed(tx, formID)
	for _, p := range places {
		switch kind := versions[p.ItemVersionID].Kind; {
		case !kind.Asked():
			continue
		case kind == Vignette:
			minutes += minutesVignette
		default:
			minutes += minutesClosed
		}
		questions++
	}
	return questions, minutes, err
}

// Mine lists the actor's own attempts, the newest first.
func (s *Service) Mine(ctx context.Context, actor access.Actor) (list []AttemptView, err error) {
	if actor.PersonID == "" {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var attempts []Attempt
		if err := tx.DB.Where("person_id = ?", actor.PersonID).Order("assigned_at DESC, id DESC").Find(&attempts).Error; err != nil {
			return err
		}
		list = nil
		if len(attempts) > 0 {
			list, err = views(tx, attempts)
		}
		return err
	})
	return list, err
}

// Attempt gives the actor's own attempt.
func (s *Service) Attempt(ctx context.Context, actor access.Actor, id string) (v AttemptView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err = ownView(tx, actor, id)
		return err
	})
	return v, err
}

// Start begins the actor's own attempt, if they consent; one that is under way
// goes on. That they consented is in the audit.
func (s *Service) Start(ctx context.Context, actor access.Actor, id string, consents bool) (a Attempt, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = ownLocked(tx, actor, id); err != nil {
			return err
		}
		if a.State != StateNotStarted {
			return a.mayAnswer()
		}
		if !consents {
			return fault.OnField("consent", "assessments.consent_needed")
		}
		administration, err := take[Administration](tx, "noun.administration", a.AdministrationID)
		if err != nil {
			return err
		}
		if tx.Now.Before(administration.OpensAt) {
			return fault.New(fault.Conflict, "assessments.opens_later", "opens", administration.OpensAt)
		}
		if !administration.OpenAt(tx.Now) {
			return fault.New(fault.Conflict, "assessments.over", "closed", *administration.ClosesAt)
		}
		if err := s.begin(tx, &a, administration); err != nil {
			return err
		}
		return record(tx, actor, "attempt.start", "attempt", id, map[string]bool{"consent": true})
	})
	return a, err
}

// Paper gives the questions of the actor's own attempt that is under way, without
// keys, with the answers that count so far.
func (s *Service) Paper(ctx context.Context, actor access.Actor, id string) (paper Paper, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := ownWhole(tx, actor, id)
		if err != nil {
			return err
		}
		if err := v.mayAnswer(); err != nil {
			return err
		}
		answers, err := countable(tx, []string{id})
		if err != nil {
			return err
		}
		if err := v.complete(tx, answers); err != nil {
			return err
		}
		places, versions, err := formFixed(tx, v.FormID)
		if err != nil {
			return err
		}
		best := counting(answers)
		paper = Paper{AttemptView: v, Items: askedIn(v.ID, places, versions, v.Assessment.Shuffled)}
		for i, item := range paper.Items {
			paper.Items[i].Answer, paper.Items[i].Seq = best[item.ItemVersionID].Value, best[item.ItemVersionID].Seq
		}
		return nil
	})
	return paper, err
}

// PaperToKeep is Paper for what keeps the questions: a telephone that may lose the network, a program. An assessment may be
// answered at the screen only; then nothing is given.
func (s *Service) PaperToKeep(ctx context.Context, actor access.Actor, id string) (Paper, error) {
	paper, err := s.Paper(ctx, actor, id)
	if err == nil && paper.Assessment.OnlineOnly {
		return Paper{}, fault.New(fault.Conflict, "assessments.kept.online_only")
	}
	return paper, err
}

// askedIn gives the questions of a form that a person answers, without keys and numbered,
// with their options in the order that the seed fixes, and, where they are shuffled, they
// themselves too.
func askedIn(seed string, places []FormItem, versions map[string]ItemVersion, mix bool) []PaperItem {
	if mix {
		places = shuffled(seed, places)
	}
	var items []PaperItem
	for _, p := range places {
		if !versions[p.ItemVersionID].Kind.Asked() {
			continue
		}
		item := paperItem(seed, versions[p.ItemVersionID])
		item.Number, item.Section = len(items)+1, p.Section
		items = append(items, item)
	}
	return items
}

// standing is what stands in a form.
type standing struct {
	places   []FormItem
	versions map[string]ItemVersion
}

// formContent gives what stands in a form, in its order, and the versions by identifier.
func formContent(tx *db.Tx, formID string) ([]FormItem, map[string]ItemVersion, error) {
	places, err := placesOf(tx, formID)
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, p := range places {
		ids = append(ids, p.ItemVersionID)
	}
	versions, err := versionsByID(tx, ids)
	return places, versions, err
}

// formFixed is formContent, read once: a form that was given to somebody stays as it is, and so
// do versions of items. It is shared and not changed; scoring, which adds what was ruled
// since, does so in a copy.
func formFixed(tx *db.Tx, formID string) ([]FormItem, map[string]ItemVersion, error) {
	s, err := db.Fixed(tx, "form "+formID, func() (standing, bool, error) {
		var form Form
		if err := tx.DB.Where("id = ?", formID).Limit(1).Find(&form).Error; err != nil {
			return standing{}, false, err
		}
		places, versions, err := formContent(tx, formID)
		return standing{places, versions}, form.FrozenAt != nil, err
	})
	return s.places, s.versions, err
}

// paperItem leaves the key out and puts the options into the order of the attempt:
// another for each attempt, always the same for one.
func paperItem(attemptID string, v ItemVersion) PaperItem {
	item := v.Asked()
	shuffle := func(choices []Choice) {
		slices.SortFunc(choices, func(a, b Choice) int {
			return strings.Compare(lot(attemptID+v.ID, a.ID), lot(attemptID+v.ID, b.ID))
		})
	}
	shuffle(item.Choices)
	for _, space := range item.Blanks {
		shuffle(space.Options)
	}
	if v.Kind != TrueFalse && v.Kind.Scored() { // a scale stays in its order
		shuffle(item.Options)
	}
	return item
}

// Asked is what somebody is asked by the version, without its key, in the authors' order.
func (v ItemVersion) Asked() PaperItem {
	item := PaperItem{ItemVersionID: v.ID, Kind: v.Kind, Stem: v.Stem, Options: choicesOf(v.Body.Options), Choices: slices.Clone(v.Body.Choices), Spoken: v.Body.Spoken}
	for _, p := range v.Body.Prompts {
		item.Prompts = append(item.Prompts, Choice{p.ID, p.Text})
	}
	for _, b := range v.Body.Blanks {
		item.Blanks = append(item.Blanks, Space{b.ID, b.Kind, choicesOf(b.Options)})
	}
	return item
}

func choicesOf(options []Option) []Choice {
	var choices []Choice
	for _, o := range options {
		choices = append(choices, Choice{o.ID, o.Text})
	}
	return choices
}

// Outcome gives what the actor is told of their own attempt afterwards.
func (s *Service) Outcome(ctx context.Context, actor access.Actor, id string) (out Outcome, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := ownView(tx, actor, id)
		if err != nil {
			return err
		}
		out = Outcome{AttemptView: v}
		if v.State != StateScored || out.Administration.Occasion == Pre {
			return nil
		}
		var results []Result
		if err := tx.DB.Where("attempt_id = ? AND superseded_at IS NULL", id).Find(&results).Error; err != nil {
			return err
		}
		competencies, err := CompetenciesTx(tx)
		if err != nil {
			return err
		}
		for _, c := range competencies {
			for _, r := range results {
				if r.CompetencyCode == c.Code {
					out.Results = append(out.Results, OwnResult{Competency: c, Score: r.Score, CutScore: r.CutScore, Mastered: r.Mastered()})
				}
			}
		}
		return nil
	})
	return out, err
}
