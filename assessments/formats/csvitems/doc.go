// Package csvitems reads questions from a table, one a row: CSV in any usual encoding with
// semicolons, commas or tabs, or an XLSX workbook (its first visible sheet with a header).
//
//	id            how the question is known again; may be empty
//	tipo          see below
//	competencia   code of the competency it measures; may be empty
//	forma         A, B or AB; may be empty
//	titulo        for authors; may be empty
//	pregunta      its text
//	comentario    what is said whatever the answer; may be empty
//	respuesta_1 valor_1 comentario_1   the first answer, what it is worth in percent, what is said about it
//	respuesta_2 valor_2 comentario_2   and so on, up to 20
//
// The columns stand in any order, have these names or their English ones (id, kind,
// competency, form, title, question, feedback, answer_1, worth_1, feedback_1), and those
// that are not needed may be missing. A column of another name is refused, not ignored.
//
//	una opción (single)            one is worth 100, others may be worth a part
//	varias opciones (multiple)     the right ones make 100 together; a wrong one may cost, as -50
//	verdadero o falso (true_false) respuesta_1 is "verdadero" or "falso"
//	situación (situational)        the best is worth 100, the worst -100
//	ordenar (ordering)             the answers in their right order
//	emparejar (matching)           "esto -> va con esto"; " -> nada" for one that goes with nothing
//	huecos (cloze)                 the text has its blanks written out, as package cloze reads them
//	número (numeric)               3, 3:0.5 or 2..4; an empty worth is 100
//	respuesta corta (short_answer) words that are accepted, * stands for anything; an empty worth is 100
//	viñeta (vignette)              no answers: trainers score it
//
// A worth is a number, with or without "%", or "x" for 100; empty is 0 where nothing else
// is said. All texts are plain. [TemplateCSV] and [TemplateXLSX] have an example of each kind.
package csvitems
