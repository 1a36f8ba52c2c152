package assessments_test

import (
	"bytes"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
)

// spoken makes the vignette one that may be answered by voice.
func (w *world) spoken() *world {
	w.t.Helper()
	detail, err := w.Item(w.t.Context(), w.author, w.vignette.ItemID)
	w.must(err)
	in := detail.Versions[0].Input()
	in.Body.Spoken = true
	w.vignette, err = w.ReviseItem(w.t.Context(), w.author, w.vignette.ItemID, in)
	w.must(err)
	for _, label := range []string{"A", "B"} {
		w.must(w.SetForm(w.t.Context(), w.author, w.assessment.ID, label, []assessments.FormItemInput{{ItemVersionID: w.vignette.ID, Points: 3, Anchor: true}}))
	}
	return w
}

// voice is a recording of so many bytes.
func voice(size int) []byte { return append([]byte("OggS"), bytes.Repeat([]byte{7}, size)...) }

func TestAnAnswerIsSpokenHeardAndScored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment().spoken()
		pre := w.administer(assessments.Pre, 0, 5)
		paper := w.started(pre, 0)
		if !paper.Items[0].Spoken {
			t.Fatal("the question does not say that it may be answered by voice")
		}
		said := voice(5000)
		name, err := w.KeepRecording(t.Context(), w.as(0), paper.ID, w.vignette.ID, said)
		w.must(err)
		again, err := w.KeepRecording(t.Context(), w.as(0), paper.ID, w.vignette.ID, said)
		if w.must(err); again != name || name != files.Name(said) {
			t.Errorf("kept as %s and again as %s", name, again)
		}
		answer := func(value assessments.Value) error {
			_, err := w.SaveAnswers(t.Context(), w.as(0), paper.ID, []assessments.AnswerInput{{ItemVersionID: w.vignette.ID, Value: value}})
			return err
		}
		wantsField(t, answer(assessments.Value{Audio: files.Name([]byte("never came"))}), "answer_0")
		wantsField(t, answer(assessments.Value{Audio: "../../etc/passwd"}), "answer_0")
		w.must(answer(assessments.Value{Audio: name}))
		_, err = w.Submit(t.Context(), w.as(0), paper.ID)
		w.must(err)
		w.drain()

		task := w.next(w.trainers[0])
		if !task.Spoken || task.Response != "" {
			t.Fatalf("the trainer is given %+v", task)
		}
		content, err := w.TaskRecording(t.Context(), w.trainers[0], task.ID, files.Whole)
		if w.must(err); !bytes.Equal(content.Data, said) {
			t.Errorf("the trainer hears %d bytes, want %d", len(content.Data), len(said))
		}
		if _, err := w.TaskRecording(t.Context(), w.trainers[1], task.ID, files.Whole); !fault.Is(err, fault.Conflict) {
			t.Errorf("another trainer hears what the first one has: %v", err)
		}
		if _, err := w.TaskRecording(t.Context(), w.as(0), task.ID, files.Whole); err == nil {
			t.Error("the person hears their response at the workbench")
		}
		w.must(w.Rate(t.Context(), w.trainers[0], task.ID, good))
		if a := w.attempt(pre, 0); a.State != assessments.StateScored {
			t.Errorf("the attempt is %s", a.State)
		}
	})
}

func TestARecordingIsItsSpeakersAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment().spoken()
		pre := w.administer(assessments.Pre, 0, 1)
		own, other := w.started(pre, 0), w.started(pre, 1)
		name, err := w.KeepRecording(t.Context(), w.as(0), own.ID, w.vignette.ID, voice(10))
		w.must(err)
		if _, err := w.OwnRecording(t.Context(), w.as(0), own.ID, name, files.Whole); err != nil {
			t.Errorf("one's own: %v", err)
		}
		for what, ask := range map[string]func() error{
			"of another": func() error {
				_, err := w.OwnRecording(t.Context(), w.as(1), own.ID, name, files.Whole)
				return err
			},
			"by way of one's own attempt": func() error {
				_, err := w.OwnRecording(t.Context(), w.as(1), other.ID, name, files.Whole)
				return err
			},
			"into another's": func() error {
				_, err := w.KeepRecording(t.Context(), w.as(1), own.ID, w.vignette.ID, voice(10))
				return err
			},
		} {
			if err := ask(); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err = w.SaveAnswers(t.Context(), w.as(1), other.ID, []assessments.AnswerInput{{ItemVersionID: w.vignette.ID, Value: assessments.Value{Audio: name}}})
		wantsField(t, err, "answer_0") // another's recording is nobody else's answer
	})
}

func TestWhatIsNoRecordingIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	w := newWorld(t, d).withAssessment().spoken()
	pre := w.administer(assessments.Pre, 0)
	paper := w.started(pre, 0)
	keep := func(data []byte) error {
		_, err := w.KeepRecording(t.Context(), w.as(0), paper.ID, w.vignette.ID, data)
		return err
	}
	wantsField(t, keep([]byte("<script>")), "recording")
	wantsField(t, keep(voice(assessments.MaxRecording)), "recording")
	for i := range 30 {
		w.must(keep(voice(i)))
	}
	wantsField(t, keep(voice(31)), "recording")
	w.must(keep(voice(3))) // one that is there already
	_, err := w.CreateItem(t.Context(), w.author, assessments.ItemInput{Kind: assessments.Numeric, Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("¿Cuántas?"),
		Body: assessments.Body{Spoken: true, Numbers: []assessments.Number{{Low: 1, High: 1, Fraction: 1}}}})
	if err == nil || !strings.Contains(err.Error(), "spoken") {
		t.Errorf("a number may be spoken: %v", err)
	}
}
