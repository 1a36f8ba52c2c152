package cloze

import (
	"strconv"
	"strings"

	"relevo/assessments/formats"
)

// special are the characters that mean something in a key.
var special = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "}", `\}`, "{", `\{`, `"`, `\"`, "/", `\/`, ":", `\:`)

// Write puts the keys of blanks where their marks are. write says how a plain answer is
// written in the text around it.
func Write(marked string, blanks []Blank, write func(plain string) string) string {
	for _, b := range blanks {
		marked = strings.Replace(marked, Mark(b.ID), b.key(write), 1)
	}
	return marked
}

func (b Blank) key(write func(plain string) string) string {
	name := map[formats.Kind]string{formats.Single: "MULTICHOICE", formats.ShortAnswer: "SHORTANSWER", formats.Numeric: "NUMERICAL"}[b.Kind]
	var answers []string
	add := func(text string, fraction float64, feedback string) {
		answer := "%" + formats.Decimal(fraction*100) + "%"
		switch {
		case fraction == 1:
			answer = "="
		case fraction == 0 && !strings.HasPrefix(text, "%"):
			answer = ""
		}
		answer += text
		if feedback != "" {
			answer += "#" + special.Replace(feedback)
		}
		answers = append(answers, answer)
	}
	for _, o := range b.Options {
		add(special.Replace(write(o.Text.Body)), o.Fraction, o.Feedback.Body)
	}
	for _, n := range b.Numbers {
		value, margin := formats.Middle(n)
		add(value+":"+margin, n.Fraction, n.Feedback.Body)
	}
	return "{" + strconv.Itoa(max(b.Weight, 1)) + ":" + name + ":" + strings.Join(answers, "~") + "}"
}
