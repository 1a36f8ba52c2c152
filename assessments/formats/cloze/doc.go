// Package cloze reads and writes Moodle's cloze texts: a text in which people fill in
// blanks, each with its own key in braces:
//
//	Llame a la {1:MULTICHOICE:=Línea 100~Línea 113#Es de salud}, que atiende
//	{2:NUMERICAL:=24:0} horas. La ley es la {1:SHORTANSWER:=28950~%50%Ley 28950}.
//
// The number is what the blank weighs beside the others, "=" marks a right answer,
// "%50%" one worth half, "~" stands between answers and "#" before what is said about
// one. A backslash before ~ = # } " / or another backslash makes it ordinary.
//
// Read, the text has marks such as [[1]] where the blanks are; the number in them is the
// blank's identifier, which stays whatever happens to the text around it.
package cloze
