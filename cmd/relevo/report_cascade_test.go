package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"relevo/app"
	"relevo/app/analytics/analyticstest"
	"relevo/assessments"
	"relevo/certificates"
)

// Four people in post; two trained, one of them gone; one assessed.
func TestTheCascadeIsReportedInEveryFormat(t *testing.T) {
	folder := t.TempDir()
	d, _, err := app.Open(t.Context(), app.Config{Data: folder, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	w := analyticstest.New(t, d)
	for _, name := range []string{"ana", "berta", "carla", "diana"} {
		w.Hire(name, w.Ceiba, w.Day("2025-01-10"))
	}
	w.Post("elena", w.Ceiba, "car_mentor", w.Day("2025-01-10"), w.Day("2026-02-01"))
	for _, name := range []string{"ana", "elena"} {
		w.Train(name, w.Day("2025-09-01"), certificates.Completion)
		w.Assess(name, w.Day("2025-09-01"), assessments.Post, 90)
	}
	w.Fund("ALIANZA", "Alianza Inventada")
	w.Approve(w.Ceiba, 6, w.Day("2025-01-01"))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	ask := func(format string) string {
		out, said := command(t, 0, "report", "cascade", "--data", folder, "--institution", "car la ceiba", "--competency", "asking", "--at", "2026-03-01", "--since", "2026-01-01", "--format", format)
		if strings.Contains(said, "level=ERROR") {
			t.Error(said)
		}
		return out
	}
	var told map[string]any
	if err := json.Unmarshal([]byte(ask("json")), &told); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"certificates": 2, "in_post": 4, "approved_posts": 6, "not_assessed": 0, "trained": 1, "mastered": 1, "verified": 1} {
		if told[name] != want {
			t.Errorf("%s is %v, want %v", name, told[name], want)
		}
	}
	for _, name := range []string{"tats", "lower", "upper", "half_life", "account"} {
		if told[name] == nil {
			t.Errorf("there is no %s", name)
		}
	}
	if len(told) != 12 {
		t.Errorf("other fields than were agreed: %v", told)
	}
	left, _ := told["account"].([]any)[0].(map[string]any)
	if left["cause"] != "left" || left["trained"] != -1.0 || left["verified"] != -1.0 {
		t.Errorf("the account begins with %v", left)
	}
	for format, want := range map[string]string{"table": "approved_posts", "csv": "CAR La Ceiba,asking,,2026-03-01,2026-01-01,trained,left,-1,,", "xlsx": "PK", "pdf": "%PDF"} {
		if out := ask(format); !strings.Contains(out, want) {
			t.Errorf("as %s the report has no %q", format, want)
		}
	}
	if one, again := ask("pdf"), ask("pdf"); !bytes.Equal([]byte(one), []byte(again)) {
		t.Error("the same report twice is two papers")
	}
	if out, _ := command(t, 0, "report", "cascade", "--data", folder, "--competency", "asking", "--at", "2026-03-01", "--known", "then", "--format", "json"); !strings.Contains(out, `"known": "then"`) || !strings.Contains(out, `"in_post": 0`) {
		t.Errorf("before anything was recorded: %s", out)
	}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"a region by its name":       {[]string{"--region", "loreto"}, `"region": "16"`},
		"the same by its code":       {[]string{"--region", "16"}, `"trained": 1`},
		"a funder":                   {[]string{"--funder", "ALIANZA"}, `"funder": "ALIANZA"`},
		"what it paid for":           {[]string{"--funder", "ALIANZA"}, `"trained": 0`},
		"everybody is in post still": {[]string{"--funder", "ALIANZA", "--region", "Loreto"}, `"in_post": 4`},
	} {
		out, _ := command(t, 0, append([]string{"report", "cascade", "--data", folder, "--competency", "asking", "--at", "2026-03-01", "--format", "json"}, test.args...)...)
		if !strings.Contains(out, test.want) {
			t.Errorf("%s: no %s in %s", name, test.want, out)
		}
	}
	if out, _ := command(t, 0, "report", "cascade", "--data", folder, "--competency", "asking", "--at", "2026-03-01", "--region", "Loreto", "--funder", "ALIANZA", "--language", "en"); !strings.Contains(out, "Region: Loreto.") || !strings.Contains(out, "Funder: Alianza Inventada.") {
		t.Errorf("it does not say what it is narrowed down to: %s", out)
	}
	for option, wrong := range map[string]string{"--region": "Narnia", "--funder": "NADIE"} {
		if _, said := command(t, 1, "report", "cascade", "--data", folder, "--competency", "asking", "--at", "2026-03-01", option, wrong); !strings.Contains(said, strings.TrimPrefix(option, "--")) {
			t.Errorf("of %s %s it says %q", option, wrong, said)
		}
	}
	if out, _ := command(t, 0, "report", "rebuild", "--data", folder); !strings.Contains(out, "series computed") {
		t.Errorf("computed anew: %s", out)
	}
	_, said := command(t, 1, "report", "cascade", "--data", folder, "--institution", "nadie", "--competency", "asking", "--at", "2026-03-01")
	if !strings.Contains(said, "nadie") {
		t.Errorf("of an unknown institution it says %q", said)
	}
}
