package courses

import (
	"slices"
	"strings"
	"unicode"
)

// DiffKind says what became of a piece of text.
type DiffKind string

// What may become of a piece of text.
const (
	Unchanged DiffKind = "kept"
	Added     DiffKind = "added"
	Removed   DiffKind = "removed"
	Reworded  DiffKind = "reworded" // of a line: some of its words are other ones
)

// DiffSpan is some words of a line, all kept, added or removed.
type DiffSpan struct {
	Kind DiffKind
	Text string
}

// DiffLine is a line of a text as it was or as it is now.
type DiffLine struct {
	Kind  DiffKind
	Spans []DiffSpan
}

// diffLimit bounds the work of comparing: beyond it all counts as replaced.
const diffLimit = 4_000_000

// diffText compares two texts line by line, and word by word where a line was reworded.
func diffText(before, after string) []DiffLine {
	old, now := splitLines(before), splitLines(after)
	var lines []DiffLine
	var gone, come []string
	flush := func() {
		for i := range max(len(gone), len(come)) {
			switch {
			case i < len(gone) && i < len(come) && alike(gone[i], come[i]):
				lines = append(lines, DiffLine{Reworded, diffWords(gone[i], come[i])})
			default:
				if i < len(gone) {
					lines = append(lines, DiffLine{Removed, []DiffSpan{{Removed, gone[i]}}})
				}
				if i < len(come) {
					lines = append(lines, DiffLine{Added, []DiffSpan{{Added, come[i]}}})
				}
			}
		}
		gone, come = nil, nil
	}
	for _, step := range align(old, now) {
		switch step.Kind {
		case Removed:
			gone = append(gone, step.Text)
		case Added:
			come = append(come, step.Text)
		default:
			flush()
			lines = append(lines, DiffLine{Unchanged, []DiffSpan{step}})
		}
	}
	flush()
	return lines
}

// splitLines gives the lines that say something.
func splitLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRightFunc(line, unicode.IsSpace); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// splitWords gives the words with the space after them.
func splitWords(line string) []string {
	var words []string
	from, space := 0, false
	for i, r := range line {
		if space && !unicode.IsSpace(r) {
			words = append(words, line[from:i])
			from = i
		}
		space = unicode.IsSpace(r)
	}
	if from < len(line) {
		words = append(words, line[from:])
	}
	return words
}

// diffWords compares two lines word by word; neighbours of one kind stand together.
func diffWords(before, after string) []DiffSpan {
	var spans []DiffSpan
	for _, step := range align(splitWords(before), splitWords(after)) {
		if n := len(spans); n > 0 && spans[n-1].Kind == step.Kind {
			spans[n-1].Text += step.Text
			continue
		}
		spans = append(spans, step)
	}
	return spans
}

// alike tells whether a line is another one reworded: a third of the words of both are the same.
func alike(a, b string) bool {
	kept, all := 0, 0
	for _, step := range align(splitWords(a), splitWords(b)) {
		if all++; step.Kind == Unchanged {
			kept++
		}
	}
	return 3*kept >= all
}

// changedShare is which part of a text's words are not in the other, from 0 (the same) to 1.
func changedShare(before, after string) float64 {
	changed, all := 0, 0
	for _, line := range diffText(before, after) {
		for _, span := range line.Spans {
			n := len(splitWords(span.Text))
			if all += n; span.Kind != Unchanged {
				changed += n
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(changed) / float64(all)
}

// align finds a longest sequence that both have in common and says what was taken out and
// put in between.
func align(a, b []string) []DiffSpan {
	var head, tail []DiffSpan
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, DiffSpan{Unchanged, a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append(tail, DiffSpan{Unchanged, a[len(a)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	steps := slices.Concat(head, middle(a, b))
	for i := len(tail) - 1; i >= 0; i-- {
		steps = append(steps, tail[i])
	}
	return steps
}

func middle(a, b []string) []DiffSpan {
	var steps []DiffSpan
	i, j := 0, 0
	if len(a)*len(b) <= diffLimit {
		length := common(a, b)
		for i < len(a) && j < len(b) {
			switch {
			case a[i] == b[j]:
				steps = append(steps, DiffSpan{Unchanged, a[i]})
				i, j = i+1, j+1
			case length[i+1][j] >= length[i][j+1]:
				steps = append(steps, DiffSpan{Removed, a[i]})
				i++
			default:
				steps = append(steps, DiffSpan{Added, b[j]})
				j++
			}
		}
	}
	for ; i < len(a); i++ {
		steps = append(steps, DiffSpan{Removed, a[i]})
	}
	for ; j < len(b); j++ {
		steps = append(steps, DiffSpan{Added, b[j]})
	}
	return steps
}

// common gives, for every pair of places, how long the sequence is that both have in
// common from there on.
func common(a, b []string) [][]int32 {
	length := make([][]int32, len(a)+1)
	cells := make([]int32, (len(a)+1)*(len(b)+1))
	for i := range length {
		length[i] = cells[i*(len(b)+1) : (i+1)*(len(b)+1)]
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	return length
}
