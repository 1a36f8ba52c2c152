package scorm_test

import (
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/fault"
	"relevo/courses/scorm"
)

var learner = scorm.Learner{ID: "e1", Name: "Participante"}

func TestHowAUnitIsResumed(t *testing.T) {
	unit := scorm.Unit{Key: "1", Mastery: "80", LaunchData: "x=1"}
	left := scorm.Data{"cmi.core.lesson_location": "p3", "cmi.suspend_data": "abc", "cmi.core.session_time": "00:01:00", "cmi.core.total_time": "0000:02:00",
		"cmi.core.lesson_status": "incomplete", "cmi.student_data.mastery_score": "1", "cmi.interactions._count": "2", "cmi.interactions.0.id": "q1"}
	for name, c := range map[string]struct {
		last  scorm.Last
		entry string
	}{
		"first time":          {scorm.Last{}, "ab-initio"},
		"cut off":             {scorm.Last{Data: left}, "resume"},
		"left, to come again": {scorm.Last{Data: with(left, "cmi.core.exit", "suspend"), Finished: true}, "resume"},
		"left for good":       {scorm.Last{Data: with(left, "cmi.core.exit", ""), Finished: true}, ""},
	} {
		got := scorm.Resume(scorm.V12, unit, c.last, learner)
		if got["cmi.core.entry"] != c.entry || got["cmi.core.student_id"] != "e1" || got["cmi.student_data.mastery_score"] != "80" || got["cmi.launch_data"] != "x=1" {
			t.Errorf("%s: %v", name, got)
		}
		for _, gone := range []string{"cmi.core.session_time", "cmi.core.exit", "cmi.interactions._count"} {
			if _, there := got[gone]; there {
				t.Errorf("%s: still there: %s", name, gone)
			}
		}
		for _, kept := range []string{"cmi.core.lesson_location", "cmi.suspend_data", "cmi.core.total_time", "cmi.core.lesson_status", "cmi.interactions.0.id"} {
			if got[kept] != c.last.Data[kept] {
				t.Errorf("%s: lost: %s", name, kept)
			}
		}
	}
	got := scorm.Resume(scorm.V2004, scorm.Unit{Mastery: "0.6", Threshold: "0.8"}, scorm.Last{Data: scorm.Data{"cmi.location": "7", "cmi.exit": "suspend"}, Finished: true}, learner)
	want := scorm.Data{"cmi.location": "7", "cmi.entry": "resume", "cmi.learner_id": "e1", "cmi.learner_name": "Participante", "cmi.credit": "credit", "cmi.mode": "normal", "cmi.scaled_passing_score": "0.6", "cmi.completion_threshold": "0.8"}
	if !maps.Equal(got, want) {
		t.Errorf("2004: %v", got)
	}
}

func with(d scorm.Data, name, value string) scorm.Data {
	out := maps.Clone(d)
	out[name] = value
	return out
}

func TestWhatUnitsReport(t *testing.T) {
	score := func(x float64) *float64 { return &x }
	for _, c := range []struct {
		standard scorm.Standard
		data     string // pairs
		want     scorm.Report
	}{
		{scorm.V12, "", scorm.Report{}},
		{scorm.V12, "cmi.core.lesson_status=not attempted", scorm.Report{}},
		{scorm.V12, "cmi.core.lesson_status=incomplete;cmi.core.total_time=0001:02:03.40", scorm.Report{Status: scorm.Incomplete, Seconds: 3723}},
		{scorm.V12, "cmi.core.lesson_status=completed", scorm.Report{Status: scorm.Completed, Done: true}},
		{scorm.V12, "cmi.core.lesson_status=passed;cmi.core.score.raw=85", scorm.Report{Status: scorm.Passed, Done: true, Score: score(85)}},
		{scorm.V12, "cmi.core.lesson_status=failed;cmi.core.score.raw=3;cmi.core.score.min=0;cmi.core.score.max=12", scorm.Report{Status: scorm.Failed, Score: score(25)}},
		{scorm.V12, "cmi.core.score.raw=250", scorm.Report{Score: score(100)}},
		{scorm.V2004, "cmi.completion_status=unknown;cmi.success_status=unknown", scorm.Report{}},
		{scorm.V2004, "cmi.completion_status=incomplete;cmi.total_time=PT1H2M3.5S", scorm.Report{Status: scorm.Incomplete, Seconds: 3723}},
		{scorm.V2004, "cmi.completion_status=completed;cmi.success_status=failed;cmi.score.scaled=0.4;cmi.score.raw=9", scorm.Report{Status: scorm.Failed, Done: true, Score: score(40)}},
		{scorm.V2004, "cmi.completion_status=incomplete;cmi.success_status=passed", scorm.Report{Status: scorm.Passed, Done: true}},
		{scorm.V2004, "cmi.score.raw=NaN;cmi.total_time=soon", scorm.Report{}},
	} {
		data := scorm.Data{}
		for pair := range strings.SplitSeq(c.data, ";") {
			if name, value, ok := strings.Cut(pair, "="); ok {
				data[name] = value
			}
		}
		got := data.Report(c.standard)
		if got.Status != c.want.Status || got.Done != c.want.Done || got.Seconds != c.want.Seconds || (got.Score == nil) != (c.want.Score == nil) || got.Score != nil && *got.Score != *c.want.Score {
			t.Errorf("%s: %+v", c.data, got)
		}
	}
}

// However it is left and resumed, what a unit keeps for itself is there again.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		standard := rapid.SampledFrom([]scorm.Standard{scorm.V12, scorm.V2004}).Draw(t, "standard")
		data := scorm.Data{"cmi.suspend_data": rapid.String().Draw(t, "kept"), "cmi.exit": rapid.SampledFrom([]string{"", "suspend", "normal"}).Draw(t, "exit")}
		got := scorm.Resume(standard, scorm.Unit{}, scorm.Last{Data: data, Finished: rapid.Bool().Draw(t, "finished")}, learner)
		again := scorm.Resume(standard, scorm.Unit{}, scorm.Last{Data: got}, learner)
		if got["cmi.suspend_data"] != data["cmi.suspend_data"] || again["cmi.suspend_data"] != data["cmi.suspend_data"] {
			t.Fatal("lost")
		}
	})
}

func TestDataAreChecked(t *testing.T) {
	for _, bad := range []scorm.Data{{"window.location": "x"}, {"cmi.": "x"}, {"cmi.<b>": "x"}, {"cmi.suspend_data": "\x00"}, {"cmi.suspend_data": strings.Repeat("x", scorm.MaxData)}} {
		if err := bad.Check(); err == nil || fault.KindOf(err) == fault.Internal {
			t.Errorf("%.40v: %v", bad, err)
		}
	}
	good := scorm.Data{"cmi.interactions.0.correct_responses.1.pattern": "a[,]b", "adl.nav.request": "_none_"}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	text, err := good.Text()
	if err != nil {
		t.Fatal(err)
	}
	if back, err := scorm.ParseData(text); err != nil || !maps.Equal(back, good) {
		t.Errorf("%v, %v", back, err)
	}
}
