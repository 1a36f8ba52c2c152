// Package docs is what relevo tells about itself: a guide for each kind of
// person, in the application (under /help) and in the repository.
//
// A guide is one Markdown file in guides, in Spanish and in English, told by
// its name: guides/es/managers.md. Its first line is "# Title", its first
// paragraph says whom it is for, and each part begins with
// "## Heading {#id}". The ids are the same in all languages: other pages lead
// to them, such as the page of a figure to what the figure means. A link to
// another guide is written as a file beside it, "(evaluators.md#tats)", so
// that it works in the repository too.
//
// The other files in this folder are read in the repository alone: the
// glossary, the security requirements, the licences, what was measured.
package docs
