// Package chart draws relevo's figures: as SVG in a page and, from the same
// geometry, wherever else a figure is printed.
//
// A chart is a value ([Line], [Bars], [Dots], [Flow], [Waterfall], [Steps], [Gantt]) with the
// numbers and the words. [Chart].Drawing turns it into lines, areas, boxes, dots and
// labels in a width of one's choice; nothing in there knows of SVG, so a PDF can draw
// the same. [Chart].Table gives the same numbers as a table.
//
// In a page, one component shows everything:
//
//	@chart.Draw(chart.Line{About: chart.About{ID: "tats", Title: …, Summary: …}, Series: …})
//
// It writes the figure twice, for a phone and for a wide column, and the
// stylesheet shows the one that fits, so that labels keep a readable size;
// the table stands beneath, folded. Colours are classes s1 to s6, told apart
// without colour vision and helped by dashes and direct labels; they hold in
// print and in the dark. There are no style attributes: the content security
// policy refuses them.
//
// A value that is undefined is math.NaN(): the drawing leaves a gap and the
// table says "—". It is never 0.
package chart
