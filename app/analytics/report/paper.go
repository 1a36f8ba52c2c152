package report

import (
	"slices"

	"relevo/app/analytics"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/pdf"
	"relevo/app/web/chart"
)

// The paper is A4 upright; all in millimetres.
const (
	edge       = 18.0
	top        = 20.0
	bottom     = pdf.LongSide - 22
	width      = pdf.ShortSide - 2*edge
	chartUnits = 640.0 // a drawing's width, so that its letters become about 8 points high
)

// paper is written from the top down, on as many pages as it takes.
type paper struct {
	pdf.Canvas
	p      *i18n.Printer
	y      float64
	number int
	foot   string
}

// PDF draws the report: the figures with their intervals, the charts, the account, and what every figure means.
func PDF(p *i18n.Printer, r analytics.Report) ([]byte, error) {
	name, place := r.Competency.Name.In(p.Locale()), PlaceName(p, r.Place)
	title := p.T("analytics.report.title", "place", place)
	one := &paper{Canvas: pdf.New(true, pdf.About{Title: title, Subject: name, On: r.Today}), p: p, y: top, number: 1}
	one.foot = p.T("analytics.report.foot", "place", place, "date", r.On, "today", r.Today)
	one.atFoot()
	one.text(pdf.Upright, 20, 8, teal, title)
	about := name + " · " + p.LongDate(r.On)
	if r.Cadre != "" {
		about += " · " + p.T(r.Cadre.Key())
	}
	one.text(pdf.Plain, 10, 6, soft, about)
	for _, text := range Chosen(p, r.Subject) {
		one.text(pdf.Plain, 10, 5, ink, text)
	}
	one.y += 2
	one.text(pdf.Plain, 11, 5.6, ink, Headline(p, r.Figures))
	if r.Hidden() {
		for _, text := range HiddenBecause(p, r.Subject) {
			one.text(pdf.Plain, 8.5, 4.4, soft, text)
		}
	}
	one.chart(CascadeChart(p, r.Figures))
	one.text(pdf.Plain, 8.5, 4.4, soft, p.T("analytics.report.coverage", "naive", PerPost(p, r.Cascade.Certificates, r.Cascade.Denominator()), "real", Share(p, r.Cascade.Skilled.Value, r.Cascade.InPost)))
	if line := SeriesChart(p, r.Series); line != nil {
		one.chart(*line)
	}
	one.account(r)
	one.below(r)
	one.heading(p.T("analytics.report.definitions"))
	for _, text := range slices.Concat(Definitions(p, r.Figures), Warnings(p, r.Figures)) {
		one.text(pdf.Plain, 8.5, 4.4, ink, text)
		one.y += 1.2
	}
	return one.Bytes()
}

func (o *paper) atFoot() {
	o.Pen(rule, 0.2)
	o.Line(edge, pdf.LongSide-16, pdf.ShortSide-edge, pdf.LongSide-16)
	o.Font(pdf.Plain, 7.5)
	o.Write(edge, pdf.LongSide-11, soft, 0, pdf.Clean(o.foot))
	number := o.p.Number(float64(o.number), 0)
	o.Write(pdf.ShortSide-edge-o.Measure(number), pdf.LongSide-11, soft, 0, number)
}

// room begins another page where a height does not fit on this one.
func (o *paper) room(height float64) {
	if o.y+height <= bottom {
		return
	}
	o.Page()
	o.number++
	o.y = top
	o.atFoot()
}

// text writes a text on as many lines as it takes.
func (o *paper) text(face string, size, leading float64, colour pdf.Colour, text string) {
	o.Font(face, size)
	for _, line := range o.Broken(pdf.Clean(text), width) {
		o.room(leading)
		o.Font(face, size) // the foot of a page is written in another
		o.y += leading
		o.Write(edge, o.y, colour, 0, line)
	}
}

func (o *paper) heading(text string) {
	o.y += 6
	o.room(24) // not alone at the end of a page
	o.text(pdf.Upright, 13, 6, teal, text)
	o.y += 1.5
}

// chart draws a figure with its title and what one sees in it.
func (o *paper) chart(c chart.Chart) {
	drawing := chart.Drawn(c, o.p, chartUnits)
	height := drawing.Height * width / chartUnits
	about := chart.Said(c)
	o.y += 5
	o.room(height + 18)
	o.text(pdf.Upright, 13, 6, teal, about.Title)
	o.y += 3
	o.y += draw(o.Canvas, drawing, edge, o.y, width)
	o.text(pdf.Plain, 8.5, 4.4, soft, about.Summary)
}

// account shows why row 5 moved, and the causes of all rows beside one another.
func (o *paper) account(r analytics.Report) {
	if r.Since == 0 {
		return
	}
	span := analytics.Span{From: r.Since, To: r.On}
	for _, change := range r.Account {
		if change.Row != measure.SkilledRow {
			continue
		}
		if change.Hidden {
			o.heading(o.p.T("analytics.change.causes"))
			o.text(pdf.Plain, 8.5, 4.4, soft, o.p.T("analytics.change.hidden"))
		} else {
			o.chart(ChangeChart(o.p, change, span))
		}
	}
	head := []string{o.p.T("analytics.change.cause")}
	for _, row := range measure.Rows() {
		head = append(head, RowLabel(o.p, row))
	}
	var rows [][]string
	for _, c := range DataOf(r).Account {
		line := []string{o.p.T("analytics.cause." + string(c.Cause))}
		for _, row := range measure.Rows() {
			n := *c.of(row)
			line = append(line, Or(o.p, n, true, o.p.Signed(n.Float(), Decimals(row))))
		}
		rows = append(rows, line)
	}
	o.y += 4
	o.table(head, rows)
	o.text(pdf.Plain, 8.5, 4.4, soft, o.p.T("analytics.change.how"))
}

// below lists the places directly below.
func (o *paper) below(r analytics.Report) {
	if len(r.Below) == 0 {
		return
	}
	o.heading(o.p.T("analytics.below"))
	head := []string{o.p.T("people.institution"), o.p.T("analytics.in_post"), o.p.T("analytics.row.certificates"), o.p.T("analytics.row.trained"), o.p.T("analytics.row.verified"), o.p.T("analytics.row.skilled")}
	var rows [][]string
	for _, c := range r.Below {
		rows = append(rows, []string{c.Institution.Name, Whole(o.p, c.InPost), Whole(o.p, c.Certificates), Whole(o.p, c.Trained), Whole(o.p, c.Verified), Tenths(o.p, c.Skilled.Value)})
	}
	o.table(head, rows)
}

// table writes rows under their headings; the first column is words, the others figures.
func (o *paper) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	const first = 58.0
	each := (width - first) / float64(len(head)-1)
	o.room(22)
	o.Font(pdf.Plain, 7.5)
	tall := 1
	broken := make([][]string, len(head))
	for i, text := range head {
		broken[i] = o.Broken(pdf.Clean(text), each-3)
		tall = max(tall, len(broken[i]))
	}
	for i := range head {
		for l, line := range broken[i] {
			x := edge
			if i > 0 {
				x = edge + first + each*float64(i) - 1 - o.Measure(line)
			}
			o.Write(x, o.y+4+3.4*float64(tall-len(broken[i])+l), teal, 0, line)
		}
	}
	o.y += 3 + 3.4*float64(tall)
	for _, row := range rows {
		o.Font(pdf.Plain, 8.5)
		name := o.Broken(pdf.Clean(row[0]), first-2)
		height := 2.4 + 3.8*float64(len(name))
		o.room(height)
		o.Pen(rule, 0.2)
		o.Line(edge, o.y, edge+width, o.y)
		o.Font(pdf.Plain, 8.5)
		for l, line := range name {
			o.Write(edge, o.y+4.2+3.8*float64(l), ink, 0, line)
		}
		for i, text := range row[1:] {
			text = pdf.Clean(text)
			o.Write(edge+first+each*float64(i+1)-1-o.Measure(text), o.y+4.2, ink, 0, text)
		}
		o.y += height
	}
	o.y += 2
}
