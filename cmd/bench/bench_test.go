package main

import (
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"relevo/app"
)

func TestPercentilesAreByTheNearestRank(t *testing.T) {
	var hundred []time.Duration
	for i := 100; i > 0; i-- {
		hundred = append(hundred, time.Duration(i)*time.Millisecond)
	}
	for part, want := range map[float64]float64{0.50: 50, 0.95: 95, 0.99: 99, 1: 100} {
		if got := percentile(hundred, part); got != want {
			t.Errorf("percentile %v: %v, want %v", part, got, want)
		}
	}
	if got := percentile(nil, 0.5); got != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

func TestAProcessKnowsItsOwnCPUAndMemory(t *testing.T) {
	for begin := time.Now(); time.Since(begin) < 60*time.Millisecond; { // something to do that takes CPU
		_ = math.Sqrt(float64(begin.Nanosecond()))
	}
	if used := cpuOf(os.Getpid()); used <= 0 || used > time.Hour {
		t.Errorf("this process has used %v", used)
	}
	if now, most := memoryOf(os.Getpid()); now < 1<<20 || most < now {
		t.Errorf("this process has %d bytes, at most %d", now, most)
	}
}

func TestEachLearnerGetsAsManyAttemptsAsTheRunMayUse(t *testing.T) {
	legs := legsOf([]journey{{name: "page"}, {name: "quiz", needs: 100}, {name: "answer", needs: 1}, {name: "alone", alone: true}}, []int{2, 5})
	needs := attemptsFor(legs, 2*time.Second)
	if len(needs) != 2+5+2+5 || needs[0] != 102 || needs[2] != 42 || needs[7] != 1 || needs[13] != 1 {
		t.Errorf("attempts %v", needs)
	}
}

// Every journey is walked once against the real program, so that a page that changes
// breaks this and not a measurement months later.
func TestEveryJourneyComesToItsEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and prepares a thousand people")
	}
	folder := t.TempDir()
	binary, err := buildRelevo(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	config := app.Config{Data: folder + "/data"}
	p, err := prepare(t.Context(), config, []int{3, 3, 3, 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.d.Close() }) // the test is over
	b := &bench{p: p}
	if b.server, err = startServer(t.Context(), binary, config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.server.stop() }) // likewise
	wanted := map[string]int{"login": 4, "quiz": 14, "quiz-each": 45, "upload": 5}
	for _, j := range journeys {
		users, err := b.usersOf(j, 1)
		if err != nil {
			t.Fatalf("%s: %v", j.name, err)
		}
		users[0].forget()
		if err := j.walk(users[0]); err != nil {
			t.Errorf("%s: %v", j.name, err)
		}
		if n := wanted[j.name]; n > 0 && users[0].requests != n {
			t.Errorf("%s takes %d requests, want %d", j.name, users[0].requests, n)
		}
	}
	v, err := b.visits()
	if err != nil || v.RepeatRequests != 1 || v.FirstRequests < 2 || strings.Count(string(users(t, b).page), "<html") != 1 {
		t.Errorf("visits %+v, %v", v, err)
	}
}

// users gives somebody who stands on the lesson page.
func users(t *testing.T, b *bench) *user {
	t.Helper()
	for _, j := range journeys {
		if j.name == "lesson" {
			all, err := b.usersOf(j, 1)
			if err != nil {
				t.Fatal(err)
			}
			if err := j.walk(all[0]); err != nil {
				t.Fatal(err)
			}
			return all[0]
		}
	}
	t.Fatal("there is no lesson journey")
	return nil
}
