// Package moodlexml reads and writes the XML in which Moodle keeps its questions.
//
// A file is a <quiz> of <question> elements. One of type "category" says where those
// after it belong; the others are read as follows:
//
//	multichoice    one option, or several where <single> is false
//	truefalse, matching, shortanswer, ordering, essay
//	numerical      value and tolerance; units are left out
//	cloze          as package cloze reads it
//	description    a text that asks nothing
//
// Any other type is skipped and named. Pictures that a text embeds come along, other
// files are left out and named. An <idnumber> is the question's id, and tags such as
// "competency: asking" say what a comment line says in GIFT.
//
// A file that is no well-formed XML is refused as a whole: where the first fault is,
// nobody knows what was meant after it.
package moodlexml
