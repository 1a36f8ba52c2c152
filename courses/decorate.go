package courses

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Decorate makes the saved HTML of a lesson what its reader gets: every block has a place,
// "b-1", "b-2" …, that an address can lead to, and the first occurrence of each word of
// the glossary leads to its explanation, "termino-1" for the first that occurs. It gives
// the words that occur, in the order of the text. html is HTML that [Render] made.
func Decorate(source string, glossary []GlossaryTerm) (decorated string, found []GlossaryTerm) {
	d := decorator{words: newWords(glossary)}
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch kind := tokens.Next(); kind {
		case html.ErrorToken:
			return d.out.String(), d.found
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(tokens.Raw())
			name, _ := tokens.TagName()
			d.begin(string(name), raw, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			raw := string(tokens.Raw())
			name, _ := tokens.TagName()
			d.end(string(name))
			d.out.WriteString(raw)
		default:
			d.text(string(tokens.Raw()))
		}
	}
}

// decorator goes through the HTML of a lesson once.
type decorator struct {
	out    strings.Builder
	words  words
	found  []GlossaryTerm
	depth  int // how many elements are open
	places int
	quiet  int // how many elements are open in which no word is explained
}

// void elements have no end; quiet ones are headings, links and what is not read as a text.
var (
	void  = map[string]bool{"br": true, "hr": true, "img": true}
	quiet = map[string]bool{"a": true, "h2": true, "h3": true, "h4": true, "code": true, "pre": true, "th": true, "figcaption": true, "audio": true, "video": true, "small": true}
)

func (d *decorator) begin(name, raw string, closed bool) {
	if d.depth == 0 {
		d.places++
		at := 1 + len(name)
		raw = raw[:at] + fmt.Sprintf(` id="b-%d"`, d.places) + raw[at:]
	}
	d.out.WriteString(raw)
	if closed || void[name] {
		return
	}
	d.depth++
	if quiet[name] {
		d.quiet++
	}
}

func (d *decorator) end(name string) {
	if void[name] || d.depth == 0 {
		return
	}
	d.depth--
	if quiet[name] {
		d.quiet--
	}
}

func (d *decorator) text(raw string) {
	for d.quiet == 0 {
		from, to, term, ok := d.words.first(raw)
		if !ok {
			break
		}
		d.found = append(d.found, term)
		d.out.WriteString(raw[:from])
		_, _ = fmt.Fprintf(&d.out, `<a class="term" id="voz-%[1]d" href="#termino-%[1]d">%[2]s</a>`, len(d.found), raw[from:to]) // into memory; the words are escaped already
		raw = raw[to:]
	}
	d.out.WriteString(raw)
}

// words finds the words of a glossary, each once.
type words struct {
	pattern *regexp.Regexp
	terms   []GlossaryTerm // the longest first, as in the pattern
	done    []bool
}

func newWords(glossary []GlossaryTerm) words {
	w := words{terms: slices.Clone(glossary), done: make([]bool, len(glossary))}
	slices.SortStableFunc(w.terms, func(a, b GlossaryTerm) int { return -cmp.Compare(len(a.Term), len(b.Term)) })
	var each []string
	for _, t := range w.terms {
		each = append(each, "("+regexp.QuoteMeta(html.EscapeString(strings.ToValidUTF8(t.Term, "")))+")")
	}
	if len(each) > 0 {
		w.pattern = regexp.MustCompile("(?i)(?:" + strings.Join(each, "|") + ")(?:es|s)?") // quoted text always compiles
	}
	return w
}

// first finds the first word that was not found yet, as a whole word, in the plural too.
func (w words) first(text string) (from, to int, term GlossaryTerm, ok bool) {
	if w.pattern == nil {
		return 0, 0, term, false
	}
	for begin := 0; begin < len(text); {
		m := w.pattern.FindStringSubmatchIndex(text[begin:])
		if m == nil {
			return 0, 0, term, false
		}
		from, to = begin+m[0], begin+m[1]
		for i := range w.terms {
			if m[2+2*i] >= 0 && !w.done[i] && whole(text, from, to) {
				w.done[i] = true
				return from, to, w.terms[i], true
			}
		}
		_, size := utf8.DecodeRuneInString(text[from:])
		begin = from + max(1, size)
	}
	return 0, 0, term, false
}

// whole tells whether a part of an escaped text is neither within a word nor within a mark
// such as "&quot;".
func whole(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	inWord := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return !inWord(before) && !inWord(after) && before != '&' && before != '#'
}
