package assessments

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/files"
)

// FiledSitting is what a file holds for one attempt, and what of it is saved.
type FiledSitting struct {
	SittingDetail
	Answers int // in the file
	New     int // not saved yet
	Late    bool
	Aside   bool // the attempt is over: what is new waits for somebody to decide ([Service.DecideAside])
	Refused []RefusedAnswer
}

// RefusedAnswer is an answer of a file that is not saved.
type RefusedAnswer struct {
	Number int // of the question; 0 when the attempt does not ask it
	Reason error
}

// FiledAnswers is what a file holds for whoever runs the sittings.
type FiledAnswers struct {
	Sittings []FiledSitting
	Others   int // answers to what the actor does not run, which are left alone
	New      int
}

// PreviewAnswers shows what a file of answers would save (see [ReadAnswersFile]), to whoever runs the sittings. A
// file with nothing of theirs does not exist for them.
func (s *Service) PreviewAnswers(ctx context.Context, actor access.Actor, file AnswersFile) (filed FiledAnswers, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		filed, err = s.filedTx(tx, actor, file, false)
		return err
	})
	return filed, err
}

// ImportAnswers saves what a file of answers holds, by the rules by which its owner would have saved it: each answer once,
// what is late flagged, and what comes when the attempt is over put aside.
func (s *Service) ImportAnswers(ctx context.Context, actor access.Actor, file AnswersFile) (filed FiledAnswers, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		filed, err = s.filedTx(tx, actor, file, true)
		return err
	})
	return filed, err
}

func (s *Service) filedTx(tx *db.Tx, actor access.Actor, file AnswersFile, save bool) (filed FiledAnswers, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return filed, err
	}
	by := map[string][]FiledAnswer{}
	for _, a := range file.Answers {
		by[a.AttemptID] = append(by[a.AttemptID], a)
	}
	ids := make([]string, 0, len(by))
	for id := range by {
		ids = append(ids, id)
	}
	slices.Sort(ids) // locked in one order
	for _, id := range ids {
		var a Attempt
		query := tx.DB
		if save {
			query = locked(tx)
		}
		err := query.Where("id = ?", id).Take(&a).Error
		visible := false
		if err == nil {
			visible, err = attends(tx, actor, a)
		} else if db.IsNone(err) {
			err = nil
		}
		if err != nil {
			return filed, err
		}
		if !visible {
			filed.Others += len(by[id])
			continue
		}
		one, err := s.filedSitting(tx, actor, a, by[id], file.Recordings, save)
		if err != nil {
			return filed, err
		}
		filed.New += one.New
		filed.Sittings = append(filed.Sittings, one)
	}
	if len(filed.Sittings) == 0 {
		return filed, fault.Missing("noun.attempt")
	}
	return filed, nil
}

// filedSitting looks at the answers to one attempt, and saves them where that is asked for.
func (s *Service) filedSitting(tx *db.Tx, actor access.Actor, a Attempt, answers []FiledAnswer, recordings map[FiledRecording][]byte, save bool) (one FiledSitting, err error) {
	if one.SittingDetail, err = sittingDetail(tx, actor, a); err != nil {
		return one, err
	}
	one.Answers = len(answers)
	fits, said, err := one.sort(tx, a, answers, recordings)
	if err != nil {
		return one, err
	}
	fresh, late, err := freshTx(tx, a, one.Administration.ClosesAt, fits)
	if err != nil {
		return one, err
	}
	one.New, one.Late, one.Aside = len(fresh), late, a.State != StateInProgress
	if !save || len(fresh) == 0 {
		return one, nil
	}
	for _, f := range fresh {
		if data, new := said[f.Value.Audio]; new {
			if err := keepRecordingTx(tx, a.ID, f.ItemVersionID, data); err != nil {
				return one, err
			}
		}
	}
	if _, err := storeTx(tx, a, fresh); err != nil {
		return one, err
	}
	return one, record(tx, actor, "answers.import", "attempt", a.ID, map[string]int{"answers": len(fresh)})
}

// sort gives the answers that fit, with the recordings that they bring, and notes the others.
func (one *FiledSitting) sort(tx *db.Tx, a Attempt, answers []FiledAnswer, recordings map[FiledRecording][]byte) (fits []AnswerInput, said map[string][]byte, err error) {
	places, versions, err := formFixed(tx, a.FormID)
	if err != nil {
		return nil, nil, err
	}
	there, err := recordingsOf(tx, a.ID)
	if err != nil {
		return nil, nil, err
	}
	owners := map[string]bool{}
	said = map[string][]byte{}
	for _, in := range answers {
		owns, asked := owners[in.AccountID]
		if !asked {
			who, _, err := access.ActorTx(tx, in.AccountID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return nil, nil, err
			}
			owns = who.PersonID == a.PersonID
			owners[in.AccountID] = owns
		}
		refuse := func(reason error) {
			one.Refused = append(one.Refused, RefusedAnswer{Number: numberOf(places, versions, in.ItemVersionID), Reason: reason})
		}
		if !owns {
			refuse(fault.OnField("answer_0", "answers.not_owner"))
			continue
		}
		if a.State == StateNotStarted {
			refuse(a.mayAnswer())
			continue
		}
		tidy, err := fitting([]AnswerInput{in.AnswerInput}, versions)
		if err != nil {
			refuse(err)
			continue
		}
		if name := tidy[0].Value.Audio; name != "" && !slices.Contains(there[in.ItemVersionID], name) {
			data, brought := recordings[FiledRecording{in.AccountID, name}]
			if _, isAudio := files.AudioType(data); !brought || !isAudio || files.Name(data) != name || len(data) > MaxRecording {
				refuse(fault.OnField("answer_0", "assessments.recording.missing"))
				continue
			}
			said[name] = data
		}
		fits = append(fits, tidy[0])
	}
	return fits, said, nil
}

// numberOf is the number of a question as its person sees it; 0 when it is not asked.
func numberOf(places []FormItem, versions map[string]ItemVersion, itemVersionID string) int {
	number := 0
	for _, p := range places {
		if !versions[p.ItemVersionID].Kind.Asked() {
			continue
		}
		if number++; p.ItemVersionID == itemVersionID {
			return number
		}
	}
	return 0
}
