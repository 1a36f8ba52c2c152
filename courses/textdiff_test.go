package courses

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is kept and removed is the old text, what is kept and added the new one.
func TestADiffHoldsBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "bb", "ñ", "**c**", " ", "\n", "\n\n", "d."})
		text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 0, 40).Draw(t, "words"), " ") })
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		var old, now []string
		for _, line := range diffText(before, after) {
			var was, is strings.Builder
			for _, span := range line.Spans {
				if span.Kind != Added {
					was.WriteString(span.Text)
				}
				if span.Kind != Removed {
					is.WriteString(span.Text)
				}
			}
			if line.Kind != Added {
				old = append(old, was.String())
			}
			if line.Kind != Removed {
				now = append(now, is.String())
			}
		}
		if strings.Join(old, "\n") != strings.Join(splitLines(before), "\n") || strings.Join(now, "\n") != strings.Join(splitLines(after), "\n") {
			t.Fatalf("%q → %q: %q, %q", before, after, old, now)
		}
		if share := changedShare(before, after); share < 0 || share > 1 || (share == 0) != (strings.Join(old, "\n") == strings.Join(now, "\n")) {
			t.Fatalf("a share of %v", share)
		}
	})
}

func TestADiffSaysWhichWordsChanged(t *testing.T) {
	lines := diffText("Uno.\n\nEscuche mucho más a ella.\nFin.", "Uno.\n\nEscuche más a ella y calle.\nFin.\nPD.")
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(string(l.Kind[0]) + ":")
		for _, s := range l.Spans {
			b.WriteString(map[DiffKind]string{Added: "+", Removed: "-"}[s.Kind] + s.Text + "|")
		}
		b.WriteString(" ")
	}
	want := "k:Uno.| r:Escuche |-mucho |más a |-ella.|+ella y calle.| k:Fin.| a:+PD.| "
	if b.String() != want {
		t.Errorf("%s, want %s", b.String(), want)
	}
	long := strings.Repeat("una línea distinta\n", 3000)
	if n := len(diffText(long, strings.Repeat("otra cosa\n", 3000))); n != 6000 {
		t.Errorf("a long text gives %d lines", n)
	}
}
