package certificates

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"relevo/app/pdf"
)

// glyphs are the fonts of papers, read to know what they can print.
var glyphs = sync.OnceValue(func() []*sfnt.Font {
	var all []*sfnt.Font
	for _, body := range pdf.Faces {
		font, err := sfnt.Parse(body)
		if err != nil {
			panic(err) // the fonts are compiled in: this cannot fail in a built program
		}
		all = append(all, font)
	}
	return all
})

// Unprintable gives the characters of a text that a paper cannot show, each
// once, in their order: those that [clean] leaves out and those that a font of
// ours has no letter for, which would be a box. Nothing is put in their place
// silently: who issues is told, and a name is corrected in the register or printed
// without them knowingly.
func Unprintable(text string) []rune {
	var missing []rune
	for _, r := range norm.NFC.String(strings.ToValidUTF8(text, "�")) {
		if !printable(r) && !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	return missing
}

func printable(r rune) bool {
	shown := clean(string(r))
	if shown == "" {
		return invisible(r)
	}
	var buffer sfnt.Buffer
	for _, one := range shown {
		for _, font := range glyphs() {
			if at, err := font.GlyphIndex(&buffer, one); err != nil || at == 0 {
				return false
			}
		}
	}
	return true
}

// invisible tells whether leaving a character out takes nothing from a name:
// it joins, varies or directs others.
func invisible(r rune) bool {
	return r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r == '\u00ad' || (r >= '\u200e' && r <= '\u200f') || (r >= '\ufe00' && r <= '\ufe0f')
}

// UnprintableOn gives the characters that a paper cannot show of what it says.
func (p Paper) UnprintableOn() []rune {
	texts := append([]string{p.PersonName, p.CourseTitle, p.InstitutionName}, p.Competencies.Names()...)
	return Unprintable(strings.Join(append(texts, p.Funders...), " "))
}

// Characters lists characters as people read them: "李, 明".
func Characters(list []rune) string {
	words := make([]string, len(list))
	for i, r := range list {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}
