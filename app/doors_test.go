package app

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"relevo/app/access"
)

var update = flag.Bool("update", false, "write testdata/doors.golden anew")

// Who is let in where stands in one list that people read: every route, and those its door
// opens for. A route that is not in the list, or whose door opens for somebody else, fails. What is behind
// a door for whom (another's record, another region's) is tested where it is.
func TestEveryDoorIsListedWithThoseItOpensFor(t *testing.T) {
	const golden = "testdata/doors.golden"
	everywhere := func(role access.Role) access.Actor {
		return access.Actor{AccountID: "x", PersonID: "p", Roles: []access.Held{{Role: role}}}
	}
	who := []struct {
		name  string
		actor access.Actor
	}{{"visitor", access.Actor{}}, {"halfway", access.Actor{Awaits: access.AwaitsCode}}, {"account", access.Actor{AccountID: "x"}}}
	for _, role := range access.AllRoles {
		who = append(who, struct {
			name  string
			actor access.Actor
		}{string(role), everywhere(role)})
	}
	var lines []string
	for _, r := range (&App{config: Config{BaseURL: "http://relevo.test"}}).routes() {
		var in []string
		for _, one := range who {
			if r.Allow.Permits(one.actor) {
				in = append(in, one.name)
			}
		}
		lines = append(lines, r.Method+" "+r.Path+": "+strings.Join(in, " "))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Split(string(want), "\n")
	for _, line := range lines {
		if !slices.Contains(listed, line) {
			t.Errorf("not in %s: %s (once it is right: go test ./app -run TestEveryDoor -update)", golden, line)
		}
	}
	for _, line := range listed {
		if line != "" && !slices.Contains(lines, line) {
			t.Errorf("no such door any more: %s", line)
		}
	}
}
