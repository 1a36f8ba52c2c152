package measure

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// referencePath holds cases computed in R; it is part of the specification, not of the project, so tests that read it
// skip where it is absent. Copies of small cases keep every figure tested everywhere.
const referencePath = "../../../shared/reference.json"

// reference decodes the data and the expected values of one case.
func reference(t *testing.T, id string, data, expected any) {
	t.Helper()
	text, err := os.ReadFile(referencePath)
	if err != nil {
		t.Skip("no reference values here")
	}
	var file struct {
		Cases []struct {
			ID       string          `json:"id"`
			Data     json.RawMessage `json:"data"`
			Expected json.RawMessage `json:"expected"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		if c.ID != id {
			continue
		}
		if data != nil {
			if err := json.Unmarshal(c.Data, data); err != nil {
				t.Fatal(err)
			}
		}
		if err := json.Unmarshal(c.Expected, expected); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("no reference case %q", id)
}

// near fails unless got equals want to 1e-6 relative (or both are undefined).
func near[A, B ~float64](t *testing.T, what string, got A, want B) {
	t.Helper()
	within(t, what, got, want, 1e-6)
}

func within[A, B ~float64](t *testing.T, what string, got A, want B, tolerance float64) {
	t.Helper()
	g, w := float64(got), float64(want)
	if math.IsNaN(g) && math.IsNaN(w) {
		return
	}
	if !(math.Abs(g-w) <= tolerance*math.Max(math.Abs(w), 1e-3)) {
		t.Errorf("%s = %.12g, want %.12g", what, g, w)
	}
}

func nearAll[A, B ~float64](t *testing.T, what string, got []A, want []B) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d values, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		near(t, what, got[i], want[i])
	}
}
