// Package aiken reads Moodle's Aiken format: questions of which one option is right,
// written as anybody would write them.
//
//	¿Qué se pregunta primero?
//	A) Si tiene hambre
//	B) Su nombre completo
//	ANSWER: A
//
// An option is a capital letter with ")" or "." after it. Blank lines may stand anywhere;
// after one, a line that is no option begins a question, and the one before, if it has no
// ANSWER yet, is reported as unfinished. The format has no categories, no weights and no
// feedback, and all texts are plain.
package aiken
