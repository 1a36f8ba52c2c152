package assessments

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// AnswerRuling says what words earn that none of a short answer's patterns accepts: the
// same words are looked at once, whoever wrote them. A new ruling supersedes the one before.
type AnswerRuling struct {
	ID            string
	ItemVersionID string
	Words         string  // folded: without capitals, accents and signs
	Fraction      float64 // of the points, 0 to 1
	RecordedAt    db.Instant
	RecordedBy    string
	SupersededAt  *db.Instant
}

// TableName names the table for GORM.
func (AnswerRuling) TableName() string { return "answer_ruling" }

// EventRuled says that words got a ruling; payload Ruled.
const EventRuled = "assessments.ruled"

// Ruled says which answers are to be scored anew.
type Ruled struct {
	ItemVersionID string
	Words         []string
}

// SameWords are answers to a short-answer item that read the same, of however many people.
type SameWords struct {
	Words   string // folded
	Example string // as one of them wrote it
	People  int
	Ruling  *AnswerRuling // what was ruled, if anything
	own     bool          // the actor is one of them
}

// ShortAnswers are the answers to an item that no pattern accepts.
type ShortAnswers struct {
	Version ItemVersion
	Groups  []SameWords // those without ruling first, the most frequent first
	Open    int         // groups without ruling
}

// ShortAnswerQueue lists the short-answer items whose answers are handed in and that no
// pattern accepts; those with most to look at first.
func (s *Service) ShortAnswerQueue(ctx context.Context, actor access.Actor) (list []ShortAnswers, err error) {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		var versions []ItemVersion
		err := tx.DB.Where("kind = ? AND EXISTS (SELECT 1 FROM answer WHERE answer.item_version_id = item_version.id)", ShortAnswer).Find(&versions).Error
		if err != nil {
			return err
		}
		for _, v := range versions {
			one, err := shortAnswers(tx, actor, v)
			if err != nil {
				return err
			}
			if len(one.Groups) > 0 {
				list = append(list, one)
			}
		}
		slices.SortFunc(list, func(a, b ShortAnswers) int { return cmp.Or(b.Open-a.Open, cmp.Compare(a.Version.ID, b.Version.ID)) })
		return nil
	})
	return list, err
}

// ShortAnswers gives the answers to one item that no pattern accepts, without a word of
// whose they are.
func (s *Service) ShortAnswers(ctx context.Context, actor access.Actor, itemVersionID string) (out ShortAnswers, err error) {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := take[ItemVersion](tx, "noun.item", itemVersionID)
		if err != nil {
			return err
		}
		if v.Kind != ShortAnswer {
			return fault.Missing("noun.item")
		}
		out, err = shortAnswers(tx, actor, v)
		return err
	})
	return out, err
}

// shortAnswers leaves out what the actor wrote too: nobody rules on their own words.
func shortAnswers(tx *db.Tx, actor access.Actor, v ItemVersion) (ShortAnswers, error) {
	out := ShortAnswers{Version: v}
	var own []string
	if actor.PersonID != "" {
		if err := tx.DB.Model(&Attempt{}).Where("person_id = ?", actor.PersonID).Pluck("id", &own).Error; err != nil {
			return out, err
		}
	}
	handedIn, err := handedInAnswers(tx, v.ID)
	if err != nil {
		return out, err
	}
	rulings, err := rulingsOf(tx, []string{v.ID})
	if err != nil {
		return out, err
	}
	groups := map[string]*SameWords{}
	for _, answer := range handedIn {
		words := roster.Fold(answer.Value.Text)
		if words == "" || wordsWorth(v.Body.Patterns, answer.Value.Text) > 0 {
			continue
		}
		if groups[words] == nil {
			groups[words] = &SameWords{Words: words, Example: answer.Value.Text}
			if ruling, there := rulings[v.ID][words]; there {
				groups[words].Ruling = &ruling
			}
		}
		groups[words].People++
		groups[words].own = groups[words].own || slices.Contains(own, answer.AttemptID)
		groups[words].Example = min(groups[words].Example, answer.Value.Text) // the same one every time
	}
	for _, g := range groups {
		if g.own {
			continue
		}
		out.Groups = append(out.Groups, *g)
		if g.Ruling == nil {
			out.Open++
		}
	}
	ruled := func(g SameWords) int {
		if g.Ruling != nil {
			return 1
		}
		return 0
	}
	slices.SortFunc(out.Groups, func(a, b SameWords) int {
		return cmp.Or(ruled(a)-ruled(b), b.People-a.People, cmp.Compare(a.Words, b.Words))
	})
	return out, nil
}

// handedInAnswers gives, of every attempt that was handed in, the answer to the item that
// counts.
func handedInAnswers(tx *db.Tx, itemVersionID string) ([]Answer, error) {
	var all []Answer
	err := tx.DB.Joins("JOIN attempt ON attempt.id = answer.attempt_id").
		Where("answer.item_version_id = ? AND attempt.state IN ?", itemVersionID, []State{StateSubmitted, StateScored}).Find(&all).Error
	byAttempt := map[string][]Answer{}
	for _, a := range all {
		byAttempt[a.AttemptID] = append(byAttempt[a.AttemptID], a)
	}
	var counted []Answer
	for _, answers := range byAttempt {
		counted = append(counted, counting(answers)[itemVersionID])
	}
	return counted, err
}

// rulingsOf gives the believed rulings, by version and words.
func rulingsOf(tx *db.Tx, versionIDs []string) (map[string]map[string]AnswerRuling, error) {
	all, err := whereIn[AnswerRuling](tx, "item_version_id", versionIDs, "id")
	byVersion := map[string]map[string]AnswerRuling{}
	for _, r := range all {
		if r.SupersededAt != nil {
			continue
		}
		if byVersion[r.ItemVersionID] == nil {
			byVersion[r.ItemVersionID] = map[string]AnswerRuling{}
		}
		byVersion[r.ItemVersionID][r.Words] = r
	}
	return byVersion, err
}

// applyRulings lets the short answers among the versions accept what was ruled, after
// their own patterns.
func applyRulings(tx *db.Tx, versions map[string]ItemVersion) error {
	var ids []string
	for id, v := range versions {
		if v.Kind == ShortAnswer {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rulings, err := rulingsOf(tx, ids)
	for id, byWords := range rulings {
		v := versions[id]
		v.Body.Patterns = slices.Clone(v.Body.Patterns)
		for words, ruling := range byWords { // folded words have no star, so each fits itself alone
			v.Body.Patterns = append(v.Body.Patterns, Pattern{Text: words, Fraction: ruling.Fraction})
		}
		versions[id] = v
	}
	return err
}

// Rule says what words earn that answer a short-answer item, by the folded words; each
// fraction from 0 to 1. Ruled again, the ruling before is superseded. All answers that read
// so are scored anew, soon and in the background.
func (s *Service) Rule(ctx context.Context, actor access.Actor, itemVersionID string, fractions map[string]float64) (ruled int, err error) {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		ruled = 0
		v, err := take[ItemVersion](tx, "noun.item", itemVersionID)
		if err != nil {
			return err
		}
		there, err := shortAnswers(tx, actor, v)
		if err != nil || v.Kind != ShortAnswer {
			return err
		}
		event := Ruled{ItemVersionID: itemVersionID}
		for _, g := range there.Groups {
			fraction, given := fractions[g.Words]
			if !given || (g.Ruling != nil && g.Ruling.Fraction == fraction) {
				continue
			}
			if fraction < 0 || fraction > 1 {
				return fault.OnField("fraction", "assessments.fraction_range")
			}
			if err := rule(tx, actor, itemVersionID, g, fraction); err != nil {
				return err
			}
			event.Words = append(event.Words, g.Words)
		}
		ruled = len(event.Words)
		if ruled == 0 {
			return nil
		}
		if err := record(tx, actor, "answers.rule", "item_version", itemVersionID, map[string]int{"words": ruled}); err != nil {
			return err
		}
		return s.jobs.EnqueueTx(tx, EventRuled, event)
	})
	return ruled, err
}

func rule(tx *db.Tx, actor access.Actor, itemVersionID string, g SameWords, fraction float64) error {
	if g.Ruling != nil {
		if err := tx.DB.Model(&AnswerRuling{}).Where("id = ?", g.Ruling.ID).Update("superseded_at", tx.Now).Error; err != nil {
			return err
		}
	}
	return tx.DB.Create(&AnswerRuling{ID: tx.NewID(), ItemVersionID: itemVersionID, Words: g.Words, Fraction: fraction, RecordedAt: tx.Now, RecordedBy: actor.AccountID}).Error
}

// HearRuled handles [EventRuled]: every attempt in which the words stand is scored anew, one
// transaction each. It may be run any number of times.
func (s *Service) HearRuled(ctx context.Context, event Ruled) error {
	var attempts []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		attempts = nil
		answers, err := handedInAnswers(tx, event.ItemVersionID)
		for _, a := range answers {
			if slices.Contains(event.Words, roster.Fold(a.Value.Text)) {
				attempts = append(attempts, a.AttemptID)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.scoreAll(ctx, attempts)
}

func (s *Service) scoreAll(ctx context.Context, attemptIDs []string) error {
	for _, id := range attemptIDs {
		if err := s.Score(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
