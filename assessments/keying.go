package assessments

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// SheetView is a sheet as whoever types it sees it: no name, which is on the strip
// that was torn off.
type SheetView struct {
	PaperSheet
	Administration Administration
	Assessment     Assessment
	FormLabel      string
	Items          []PaperItem // the answers that count now, when the sheet was keyed
	State          State       // of the attempt; empty for a spare that is nobody's
	Entries        []PaperEntry
	Second         bool // keyed by somebody else: typing it again verifies it

	versions map[string]ItemVersion
}

// KeyInput is what is typed from a sheet.
type KeyInput struct {
	SatOn     db.Date // 0 when not given
	Consented bool
	Typed     []string // one a question, in the order of the sheet
}

// Sheet gives the sheet with a code, typed or scanned, to those who run the
// administration for its person, or for anybody when it is a spare.
func (s *Service) Sheet(ctx context.Context, actor access.Actor, code string) (v SheetView, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return v, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err = sheetView(tx, actor, code)
		return err
	})
	return v, err
}

func sheetView(tx *db.Tx, actor access.Actor, typed string) (SheetView, error) {
	var v SheetView
	code, ok := ParseSheetCode(typed)
	if !ok {
		return v, fault.OnField("code", "sheets.code_wrong")
	}
	err := tx.DB.Where("code = ?", code).Take(&v.PaperSheet).Error
	if db.IsNone(err) {
		return v, fault.OnField("code", "sheets.code_unknown")
	}
	if err != nil {
		return v, err
	}
	if v.Administration, err = take[Administration](tx, "noun.administration", v.AdministrationID); err != nil {
		return v, err
	}
	if v.Assessment, err = take[Assessment](tx, "noun.assessment", v.Administration.AssessmentID); err != nil {
		return v, err
	}
	if err := v.needScope(tx, actor); err != nil {
		return v, err
	}
	contents, labels, err := contentsOf(tx, v.Assessment.ID)
	if err != nil {
		return v, err
	}
	entries, err := entriesOf(tx, []PaperSheet{v.PaperSheet})
	v.fill(actor, contents[v.FormID], labels[v.FormID], entries[v.ID])
	return v, err
}

// fill completes a view with what stands in its form and what was typed.
func (v *SheetView) fill(actor access.Actor, c content, label string, entries []PaperEntry) {
	v.FormLabel, v.Items, v.versions, v.Entries = label, c.asked(v.Seed), c.versions, entries
	if standing := v.Standing(); standing != nil {
		for i, item := range v.Items {
			v.Items[i].Answer = standing.Answers[item.ItemVersionID]
		}
		v.Second = standing.KeyedBy != actor.AccountID && standing.Consented
	}
}

// needScope is nil when the sheet is the actor's to type. A sheet of somebody in
// another region is not told from one that does not exist.
func (v *SheetView) needScope(tx *db.Tx, actor access.Actor) error {
	rows, err := needSittings(tx, actor, v.Administration)
	if fault.Is(err, fault.NotFound) {
		return fault.OnField("code", "sheets.code_unknown")
	}
	if err != nil || v.AttemptID == nil {
		return err
	}
	at := slices.IndexFunc(rows, func(r Sitting) bool { return r.ID == *v.AttemptID })
	if at < 0 {
		return fault.OnField("code", "sheets.code_unknown")
	}
	v.State = rows[at].State
	return nil
}

// Standing is the entry that counts; nil when there is none.
func (v SheetView) Standing() *PaperEntry {
	for i := range v.Entries {
		if v.Entries[i].State == EntryCounts {
			return &v.Entries[i]
		}
	}
	return nil
}

// Waiting is the entry that waits for a decision; nil when there is none.
func (v SheetView) Waiting() *PaperEntry {
	for i := range v.Entries {
		if s := v.Entries[i].State; s == EntryConflict || s == EntryDiffers {
			return &v.Entries[i]
		}
	}
	return nil
}

// read checks what was typed and gives the answers. Fields are "sat_on" and "q_1" …
func (v SheetView) read(tx *db.Tx, in KeyInput) (TypedAnswers, error) {
	var check fault.Check
	check.That(in.SatOn != 0, "sat_on", "fault.required")
	check.That(in.SatOn <= tx.Today(), "sat_on", "sheets.sat_later")
	check.That(in.SatOn == 0 || in.SatOn >= tx.Today()-longestWait, "sat_on", "sheets.sat_long_ago")
	answers := TypedAnswers{}
	if !in.Consented {
		return answers, check.Err()
	}
	check.That(len(in.Typed) <= len(v.Items), "q_1", "sheets.typed_many")
	for i, item := range v.Items {
		if i >= len(in.Typed) {
			break
		}
		field := fmt.Sprintf("q_%d", i+1)
		value, problem := item.ReadTyped(in.Typed[i])
		if problem == "" && !value.IsZero() {
			problem = v.versions[item.ItemVersionID].refuses(value)
		}
		check.That(problem == "", field, problem, "question", item.Number)
		if problem == "" && !value.IsZero() {
			answers[item.ItemVersionID] = value
		}
	}
	return answers, check.Err()
}

// longestWait is for how many days after it was sat a test may be typed.
const longestWait = 3 * 366

// KeySheet takes what was typed from a sheet as the answers of its person, and hands
// them in. Without consent nothing of it is kept but that there was none. What was
// answered online is never overwritten: then the entry is put aside for a decision. A
// sheet that somebody else has typed is verified by this: the same again is noted,
// differences wait for a decision.
func (s *Service) KeySheet(ctx context.Context, actor access.Actor, code string, in KeyInput) (entry PaperEntry, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return entry, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := sheetView(tx, actor, code)
		if err != nil {
			return err
		}
		if v.AttemptID != nil {
			if _, err := lockAttempt(tx, *v.AttemptID); err != nil {
				return err
			}
			if v, err = sheetView(tx, actor, code); err != nil { // as it is now that nobody else changes it
				return err
			}
		}
		entry, err = s.keySheet(tx, actor, v, in, nil)
		return err
	})
	return entry, err
}

// keySheet takes what was typed from a sheet whose attempt the caller has locked.
func (s *Service) keySheet(tx *db.Tx, actor access.Actor, v SheetView, in KeyInput, importID *string) (PaperEntry, error) {
	if v.AttemptID == nil {
		return PaperEntry{}, fault.New(fault.Conflict, "sheets.bind_first")
	}
	if v.Waiting() != nil {
		return PaperEntry{}, fault.New(fault.Conflict, "sheets.decide_first")
	}
	a, err := take[Attempt](tx, "noun.attempt", *v.AttemptID)
	if err != nil {
		return PaperEntry{}, err
	}
	answers, err := v.read(tx, in)
	if err != nil {
		return PaperEntry{}, err
	}
	entry := PaperEntry{ID: tx.NewID(), SheetID: v.ID, AttemptID: a.ID, State: EntryCounts, SatOn: in.SatOn, Consented: in.Consented, Answers: answers,
		ImportID: importID, KeyedAt: tx.Now, KeyedBy: actor.AccountID}
	if standing := v.Standing(); standing != nil {
		err = s.verify(tx, v, *standing, &entry)
	} else {
		err = s.firstKeying(tx, v, a, &entry)
	}
	if err != nil {
		return entry, err
	}
	if err := tx.DB.Create(&entry).Error; err != nil {
		return entry, err
	}
	return entry, record(tx, actor, "sheet.key", "paper_sheet", v.ID, map[string]any{"entry": entry.ID, "state": entry.State, "consent": entry.Consented})
}

func lockAttempt(tx *db.Tx, id string) (Attempt, error) {
	var a Attempt
	err := locked(tx).Where("id = ?", id).Take(&a).Error
	if db.IsNone(err) {
		err = fault.Missing("noun.attempt")
	}
	return a, err
}

func (s *Service) firstKeying(tx *db.Tx, v SheetView, a Attempt, entry *PaperEntry) error {
	if a.State == StateClosed {
		return fault.New(fault.Conflict, "sheets.attempt_closed")
	}
	online, err := answeredOnline(tx, a)
	if err != nil {
		return err
	}
	switch {
	case online && entry.Consented:
		entry.State = EntryConflict
		return nil
	case online:
		return fault.New(fault.Conflict, "sheets.online_no_consent")
	case a.Done():
		return fault.New(fault.Conflict, "sheets.keyed_already") // from another sheet of the same person
	case !entry.Consented:
		return tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Updates(map[string]any{"state": StateClosed, "closed_at": tx.Now, "close_reason": ReasonNoConsent}).Error
	}
	if a.FormID != v.FormID { // a spare of the other form: what the person sat is what counts
		if err := tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Update("form_id", v.FormID).Error; err != nil {
			return err
		}
	}
	return s.handInTyped(tx, a, *entry)
}

// answeredOnline tells whether something counts in the attempt that was not typed
// from paper, or the person has handed it in.
func answeredOnline(tx *db.Tx, a Attempt) (bool, error) {
	answers, err := countable(tx, []string{a.ID})
	return onlineAmong(a, answers), err
}

func onlineAmong(a Attempt, answers []Answer) bool {
	if a.Done() && a.Source != SourcePaper {
		return true
	}
	for _, answer := range counting(answers) {
		if answer.Device != devicePaper && !answer.Value.IsZero() {
			return true
		}
	}
	return false
}

// handInTyped makes an entry the person's answers and submits them.
func (s *Service) handInTyped(tx *db.Tx, a Attempt, entry PaperEntry) error {
	administration, err := take[Administration](tx, "noun.administration", a.AdministrationID)
	if err != nil {
		return err
	}
	late := administration.ClosesAt != nil && !entry.SatOn.Start().Before(*administration.ClosesAt) || a.DueOn != nil && entry.SatOn > *a.DueOn
	if err := typeAnswers(tx, a.ID, entry.Answers, late); err != nil {
		return err
	}
	started := a.StartedAt
	if started == nil {
		started = &tx.Now
	}
	if err := tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Updates(map[string]any{"state": StateSubmitted, "started_at": started, "submitted_at": tx.Now,
		"receipt": newReceipt(tx), "source": SourcePaper, "sat_on": entry.SatOn, "deadline_at": nil}).Error; err != nil {
		return err
	}
	return s.jobs.EnqueueTx(tx, EventSubmitted, Submitted{AttemptID: a.ID})
}

// typeAnswers appends answers so that these count: what counted before and is not among
// them is taken back.
func typeAnswers(tx *db.Tx, attemptID string, answers TypedAnswers, late bool) error {
	there, err := countable(tx, []string{attemptID})
	if err != nil {
		return err
	}
	best := counting(there)
	var inputs []AnswerInput
	for id, value := range answers {
		inputs = append(inputs, AnswerInput{ItemVersionID: id, Device: devicePaper, Value: value})
	}
	for id, answer := range best {
		if _, typed := answers[id]; !typed && !answer.Value.IsZero() {
			inputs = append(inputs, AnswerInput{ItemVersionID: id, Device: devicePaper})
		}
	}
	slices.SortFunc(inputs, func(a, b AnswerInput) int { return strings.Compare(a.ItemVersionID, b.ItemVersionID) })
	fresh := unsaved(tx, attemptID, late, there, inputs)
	if len(fresh) == 0 {
		return nil
	}
	return tx.DB.CreateInBatches(fresh, 200).Error
}

// verify compares a second keying with the one that counts.
func (s *Service) verify(tx *db.Tx, v SheetView, standing PaperEntry, entry *PaperEntry) error {
	switch {
	case standing.KeyedBy == entry.KeyedBy:
		return fault.New(fault.Conflict, "sheets.keyed_by_you")
	case !entry.Consented:
		return fault.OnField("consent", "sheets.consent_differs")
	}
	entry.State = EntryAgrees
	if entry.SatOn != standing.SatOn {
		entry.State = EntryDiffers
	}
	for _, item := range v.Items {
		if !item.SameTyped(standing.Answers[item.ItemVersionID], entry.Answers[item.ItemVersionID]) {
			entry.State = EntryDiffers
		}
	}
	return nil
}

// BindSheet makes a spare sheet that of a person of the administration, within the
// actor's scope, who has nothing handed in yet.
func (s *Service) BindSheet(ctx context.Context, actor access.Actor, code, attemptID string) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := sheetView(tx, actor, code)
		if err != nil {
			return err
		}
		if v.AttemptID != nil {
			return fault.New(fault.Conflict, "sheets.bound_already")
		}
		rows, err := openSittings(tx, actor, v.Administration)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(rows, func(r Sitting) bool { return r.ID == attemptID }) {
			return fault.Missing("noun.attempt")
		}
		if _, err := lockAttempt(tx, attemptID); err != nil {
			return err
		}
		bound := tx.DB.Model(&PaperSheet{}).Where("id = ? AND attempt_id IS NULL", v.ID).
			Updates(map[string]any{"attempt_id": attemptID, "bound_at": tx.Now, "bound_by": actor.AccountID})
		if bound.Error != nil || bound.RowsAffected == 0 {
			return errorOr(bound.Error, fault.New(fault.Conflict, "sheets.bound_already"))
		}
		return record(tx, actor, "sheet.bind", "paper_sheet", v.ID, map[string]string{"attempt": attemptID})
	})
}

func errorOr(err error, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// SheetCandidates finds whom a spare sheet may belong to: people of its administration
// within the actor's scope with nothing handed in, by name or document.
func (s *Service) SheetCandidates(ctx context.Context, actor access.Actor, code, search string) (list []Sitting, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := sheetView(tx, actor, code)
		if err != nil {
			return err
		}
		rows, err := openSittings(tx, actor, v.Administration)
		if err != nil {
			return err
		}
		var ids []string
		for _, r := range rows {
			ids = append(ids, r.PersonID)
		}
		persons, err := people.PeopleTx(tx, ids)
		list = slices.DeleteFunc(rows, func(r Sitting) bool { return !persons[r.PersonID].Answers(search) })
		list = list[:min(len(list), candidatesShown)]
		return err
	})
	return list, err
}

// candidatesShown bounds a list to choose from.
const candidatesShown = 50
