package assessments

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// The most that is saved of a text, in characters.
const (
	maxShort = 500
	maxEssay = 20000
)

// mostAnswers is how many answers one call may bring: more than any form has.
const mostAnswers = 500

// plainDevice is the device of a plain form, which has no name for itself.
const plainDevice = "form"

// deviceForm is what a device may call itself.
var deviceForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// SaveAnswers saves answers of the actor's own attempt, all or none. It may be called
// with the same answers again, in any order; see [Answer] for which of them count.
// When the attempt is over, answers that are saved already are confirmed and others put
// aside for whoever runs the sitting ([Service.DecideAside]): none is dropped.
//
// An answer that does not fit its item is refused under the field "answer_0",
// numbered as in the list.
func (s *Service) SaveAnswers(ctx context.Context, actor access.Actor, id string, answers []AnswerInput) (saved Saved, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, closesAt, err := ownToAnswer(tx, actor, id)
		if err != nil {
			return err
		}
		if len(answers) == 0 || len(answers) > mostAnswers {
			return fault.OnField("answers", "assessments.answers_range", "max", mostAnswers)
		}
		_, versions, err := formFixed(tx, a.FormID)
		if err != nil {
			return err
		}
		if answers, err = fitting(answers, versions); err != nil {
			return err
		}
		if err := refuseUnkept(tx, id, answers); err != nil {
			return err
		}
		there, err := thereTx(tx, id, answers)
		if err != nil {
			return err
		}
		late := a.lateAt(tx, closesAt)
		fresh := unsaved(tx, id, late, there, answers)
		saved = Saved{At: tx.Now, Late: late, Seqs: map[string]int64{}}
		if saved.Aside, err = storeTx(tx, a, fresh); err != nil {
			return err
		}
		if a.State != StateInProgress {
			fresh = nil
		}
		saved.Elsewhere = elsewhere(tx, there, answers)
		for item, answer := range counting(append(there, fresh...)) {
			saved.Seqs[item] = answer.Seq
		}
		return nil
	})
	return saved, err
}

// lateAt tells whether what is saved now counts as late.
func (a Attempt) lateAt(tx *db.Tx, closesAt *db.Instant) bool {
	return a.late(tx.Now) || (closesAt != nil && !tx.Now.Before(*closesAt)) || (a.DueOn != nil && tx.Today() > *a.DueOn)
}

// storeTx saves answers that are not saved yet, or puts them aside when the attempt is over, and says how many.
func storeTx(tx *db.Tx, a Attempt, fresh []Answer) (aside int, err error) {
	switch {
	case len(fresh) == 0:
		return 0, nil
	case a.State == StateNotStarted:
		return 0, a.mayAnswer()
	case a.State != StateInProgress:
		return putAside(tx, a, fresh)
	}
	return 0, tx.DB.CreateInBatches(fresh, 200).Error
}

// freshTx gives those of the answers that are neither saved nor put aside, as they would be saved now.
func freshTx(tx *db.Tx, a Attempt, closesAt *db.Instant, answers []AnswerInput) (fresh []Answer, late bool, err error) {
	there, err := thereTx(tx, a.ID, answers)
	if err != nil {
		return nil, false, err
	}
	aside, err := whereIn[AsideAnswer](tx, "attempt_id", []string{a.ID}, "item_version_id")
	if err != nil {
		return nil, false, err
	}
	for _, w := range aside {
		there = append(there, Answer{AttemptID: a.ID, ItemVersionID: w.ItemVersionID, Seq: w.Seq, Device: w.Device, Value: w.Value, SavedAt: w.ReceivedAt})
	}
	late = a.lateAt(tx, closesAt)
	return unsaved(tx, a.ID, late, there, answers), late, nil
}

// unsaved gives the answers that are not among those there, as they are saved now. An answer without
// number takes the next one, unless it is the one that counts already.
func unsaved(tx *db.Tx, attemptID string, late bool, there []Answer, answers []AnswerInput) []Answer {
	type key struct {
		item, device string
		seq          int64
	}
	have := map[key]bool{}
	for _, a := range there {
		have[key{a.ItemVersionID, a.Device, a.Seq}] = true
	}
	best := counting(there)
	var fresh []Answer
	for _, in := range answers {
		current := best[in.ItemVersionID]
		if in.Seq == 0 {
			if reflect.DeepEqual(current.Value, in.Value) {
				continue
			}
			in.Seq = current.Seq + 1
		}
		k := key{in.ItemVersionID, in.Device, in.Seq}
		if have[k] {
			continue
		}
		have[k] = true
		answer := Answer{AttemptID: attemptID, ItemVersionID: in.ItemVersionID, Seq: in.Seq, Device: in.Device, Value: in.Value, Late: late, SavedAt: tx.Now}
		if answer.Seq >= current.Seq {
			best[in.ItemVersionID] = answer
		}
		fresh = append(fresh, answer)
	}
	return fresh
}

// fitting checks answers against their items and gives them tidied.
func fitting(answers []AnswerInput, versions map[string]ItemVersion) ([]AnswerInput, error) {
	var check fault.Check
	tidy := make([]AnswerInput, 0, len(answers))
	for i, in := range answers {
		field := fmt.Sprintf("answer_%d", i)
		v, known := versions[in.ItemVersionID]
		if !known {
			check.That(false, field, "assessments.answer_item")
			continue
		}
		if in.Seq == 0 && in.Device == "" {
			in.Device = plainDevice
		}
		check.That(in.Seq >= 0 && in.Seq < 1<<53 && deviceForm.MatchString(in.Device), field, "assessments.answer_number")
		in.Value.Text = tidyText(in.Value.Text)
		if len(in.Value.Options) == 0 {
			in.Value.Options = nil
		}
		in.Value.Matches = tidyMatches(in.Value.Matches)
		if key := v.refuses(in.Value); key != "" && !in.Value.IsZero() {
			check.That(false, field, key)
		}
		tidy = append(tidy, in)
	}
	return tidy, check.Err()
}

// tidyMatches trims what was typed into blanks and leaves out what is empty.
func tidyMatches(matches map[string]string) map[string]string {
	var tidy map[string]string
	for key, value := range matches {
		if value = tidyText(value); value != "" {
			if tidy == nil {
				tidy = map[string]string{}
			}
			tidy[key] = value
		}
	}
	return tidy
}

func tidyText(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", ""))
}

// refuses gives the catalogue key of what is wrong with an answer to the item;
// empty when it fits.
func (v ItemVersion) refuses(value Value) string {
	if value.Audio != "" && (!v.Body.Spoken || !fileName.MatchString(value.Audio)) {
		return "assessments.answer_kind"
	}
	switch v.Kind {
	case RolePlay:
		return "assessments.answer_kind" // who watches it says how it was
	case Single, TrueFalse, Multiple, SelfRating, Confidence:
		if len(value.Matches) > 0 || value.Text != "" {
			return "assessments.answer_kind"
		}
		return v.refusesOptions(value.Options)
	case Matching, Ordering, Situational, Cloze:
		if len(value.Options) > 0 || value.Text != "" {
			return "assessments.answer_kind"
		}
		return v.refusesMatches(value.Matches)
	}
	if len(value.Options) > 0 || len(value.Matches) > 0 {
		return "assessments.answer_kind"
	}
	return refusesText(v.Kind, value.Text)
}

func (v ItemVersion) refusesOptions(chosen []string) string {
	if v.Kind != Multiple && len(chosen) != 1 {
		return "assessments.answer_one"
	}
	seen := map[string]bool{}
	for _, id := range chosen {
		if seen[id] || !hasOption(v.Body.Options, id) {
			return "assessments.answer_option"
		}
		seen[id] = true
	}
	return ""
}

func (v ItemVersion) refusesMatches(matches map[string]string) string {
	for key, value := range matches {
		fits := false
		switch v.Kind {
		case Matching:
			fits = slices.ContainsFunc(v.Body.Prompts, func(p Prompt) bool { return p.ID == key }) &&
				slices.ContainsFunc(v.Body.Choices, func(c Choice) bool { return c.ID == value })
		case Ordering:
			place, err := strconv.Atoi(value)
			fits = err == nil && place >= 1 && place <= len(v.Body.Options) && hasOption(v.Body.Options, key)
		case Situational:
			fits = (key == Best || key == Worst) && hasOption(v.Body.Options, value)
		case Cloze:
			at := slices.IndexFunc(v.Body.Blanks, func(b Blank) bool { return b.ID == key })
			if at >= 0 && v.Body.Blanks[at].Kind != Single {
				if problem := refusesText(v.Body.Blanks[at].Kind, value); problem != "" {
					return problem
				}
				continue
			}
			fits = at >= 0 && hasOption(v.Body.Blanks[at].Options, value)
		}
		if !fits {
			return "assessments.answer_option"
		}
	}
	if v.Kind == Situational && matches[Best] != "" && matches[Best] == matches[Worst] {
		return "assessments.answer_same"
	}
	return ""
}

func hasOption(options []Option, id string) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return o.ID == id })
}

// refusesText tells what is wrong with a text that answers something of the kind.
func refusesText(kind Kind, text string) string {
	most := maxEssay
	switch kind {
	case Numeric:
		if _, err := parseNumber(text); err != nil {
			return "fault.not_number"
		}
		return ""
	case ShortAnswer:
		most = maxShort
	}
	if len([]rune(text)) > most {
		return "assessments.answer_long"
	}
	return ""
}

// thousands matches numbers whose commas set thousands apart, as Peru writes them.
var thousands = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?$`)

// parseNumber reads a number as people in Peru type it: "3.5", "3,5", "1,200", "1 200".
func parseNumber(s string) (float64, error) {
	s = strings.Join(strings.Fields(s), "")
	if strings.Trim(s, "+-0123456789.,") != "" {
		return 0, strconv.ErrSyntax // no "NaN", "Inf", "0x1p4" or "1_000"
	}
	if thousands.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	return strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
}

// Resume gives the answers that count in the actor's own attempt, by item version.
func (s *Service) Resume(ctx context.Context, actor access.Actor, id string) (saved map[string]SavedAnswer, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		saved = map[string]SavedAnswer{}
		if _, err := own(tx, actor, id); err != nil {
			return err
		}
		answers, err := countable(tx, []string{id})
		if err != nil {
			return err
		}
		for item, a := range counting(answers) {
			saved[item] = SavedAnswer{Seq: a.Seq, Device: a.Device, Value: a.Value, Late: a.Late, SavedAt: a.SavedAt}
		}
		return nil
	})
	return saved, err
}

// Submit hands in the actor's own attempt. Doing so again gives the same receipt.
// Once it returns, the submission is durable and will be scored.
func (s *Service) Submit(ctx context.Context, actor access.Actor, id string) (receipt Receipt, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := ownLocked(tx, actor, id)
		if err != nil {
			return err
		}
		if !a.Done() {
			if err := a.mayAnswer(); err != nil {
				return err
			}
			if err := s.handIn(tx, actor, &a); err != nil {
				return err
			}
		}
		answers, err := countable(tx, []string{id})
		if err != nil {
			return err
		}
		questions, _, err := lengthOf(tx, a.FormID)
		receipt = receiptOf(a, answered(answers), questions)
		return err
	})
	return receipt, err
}

// handIn makes the attempt a submitted one, which will be scored.
func (s *Service) handIn(tx *db.Tx, actor access.Actor, a *Attempt) error {
	a.State, a.SubmittedAt, a.Receipt = StateSubmitted, &tx.Now, newReceipt(tx)
	if err := tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).
		Updates(map[string]any{"state": a.State, "submitted_at": tx.Now, "receipt": a.Receipt}).Error; err != nil {
		return err
	}
	if err := record(tx, actor, "attempt.submit", "attempt", a.ID, nil); err != nil {
		return err
	}
	return s.jobs.EnqueueTx(tx, EventSubmitted, Submitted{AttemptID: a.ID})
}

// newReceipt makes a code that people can note down.
func newReceipt(tx *db.Tx) string {
	code := strings.ToUpper(tx.NewSecret())
	return code[:4] + "-" + code[4:8] + "-" + code[8:10]
}

// Receipt gives the receipt of the actor's own attempt, and the attempt; Conflict before it is submitted.
func (s *Service) Receipt(ctx context.Context, actor access.Actor, id string) (receipt Receipt, v AttemptView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if v, err = ownView(tx, actor, id); err != nil {
			return err
		}
		if !v.Done() {
			return fault.New(fault.Conflict, "assessments.not_submitted")
		}
		receipt = receiptOf(v.Attempt, v.Answered, v.Questions)
		return nil
	})
	return receipt, v, err
}

func receiptOf(a Attempt, answered, questions int) Receipt {
	return Receipt{AttemptID: a.ID, Code: a.Receipt, SubmittedAt: *a.SubmittedAt, Answered: answered, Questions: questions}
}
