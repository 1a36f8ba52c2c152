package formats

import "strings"

// What a Markdown text may have at most. The time it takes to read one grows with the
// square of the marks that open and are not closed, and with the cells that a table
// is filled up to: measured, texts within these bounds take less than half a second, and texts of
// the same length beyond them minutes. Forty printed pages come near none of them.
const (
	mostMarkdown = 60_000 // bytes
	mostEmphasis = 8_000  // * and _
	mostBrackets = 4_000  // [
	mostTargets  = 1_000  // ](
	mostQuoted   = 50     // > at the beginning of one line
	mostCells    = 20_000 // the columns of the widest table line, times all lines
)

// Tangled tells whether a Markdown text is so long or so nested that it would take too
// long to read.
func Tangled(source string) bool {
	if len(source) > mostMarkdown || strings.Count(source, "*")+strings.Count(source, "_") > mostEmphasis ||
		strings.Count(source, "[") > mostBrackets || strings.Count(source, "](") > mostTargets {
		return true
	}
	lines, widest := 0, 0
	for line := range strings.Lines(source) {
		lines++
		widest = max(widest, strings.Count(line, "|"))
		if begin := line[:len(line)-len(strings.TrimLeft(line, "> \t"))]; strings.Count(begin, ">") > mostQuoted {
			return true
		}
	}
	return lines*widest > mostCells
}
