// Package report takes the figures away from the screen: as a table for a terminal, JSON, CSV, a workbook and
// a paper in PDF, all from one [relevo/app/analytics.Report].
//
// It is used by the pages of figures and by "relevo report cascade", so that both give the same file. It asks for no
// permission and hides nothing: what somebody may not see arrives as an undefined number and stays empty, null or "—".
//
//   - charts.go and words.go say a figure in pictures and words, for the page as for the paper;
//   - data.go is the figures as programs read them ([Data]) and as sheets ([Sheets], [Tidy]);
//   - paper.go draws the PDF; draw.go puts any [relevo/app/web/chart.Drawing] on it.
package report
