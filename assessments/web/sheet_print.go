package web

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"

	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/assessments"
	"relevo/assessments/formats/cloze"
	"relevo/assessments/question"
)

type printPage struct {
	web.Page
	Back     string
	Summary  string
	Sheets   []sheetPrint
	Nameless string // why no names stand on the sheets; empty: they do
}

// sheetPrint is all that stands on one sheet.
type sheetPrint struct {
	Code         string
	QR           string // the dark squares, as the path of an SVG
	QRSide       int
	Name, At     string // on the strip; empty on a spare
	Title        string
	Form         string
	Instructions string
	Questions    []questionPrint
}

// questionPrint is a question as it stands on paper.
type questionPrint struct {
	Number  int
	Kind    assessments.Kind
	Stem    htmlText
	How     string // how it is answered on paper
	Options []optionPrint
	Prompts []htmlText    // Matching: each with a box
	Gaps    []optionPrint // Cloze: the number, and what can be chosen
	Lines   int           // to write on
}

// optionPrint is an option with its letter, its number or the gap it belongs to.
type optionPrint struct {
	Mark string
	Text htmlText
}

// PrintedSheets is the page that is printed.
func (h *Handlers) PrintedSheets(c *web.Ctx) error {
	batch, err := h.Assessments.PrintedBatch(c.Context(), c.Actor, c.Params("administration"), c.Params("batch"))
	if err != nil {
		return err
	}
	page, err := printPageOf(c.Page("sheets.print.title"), batch)
	if err != nil {
		return err
	}
	return c.Render(200, showPrint(page))
}

func printPageOf(page web.Page, b assessments.PrintedBatch) (printPage, error) {
	p := printPage{Page: page, Back: sheetsPath(b.AdministrationID), Summary: page.T("sheets.print.summary", "count", len(b.Sheets), "when", b.PrintedAt)}
	p.OwnHeading = true
	if b.Nameless {
		p.Nameless = p.T("sheets.print.nameless")
	}
	for _, sheet := range b.Sheets {
		path, side, err := qrPath(sheet.Code)
		if err != nil {
			return p, err
		}
		one := sheetPrint{Code: sheet.Printed(), QR: path, QRSide: side, Name: sheet.PersonName, At: sheet.InstitutionName, Title: name(p.Printer, b.Assessment.Title),
			Form: p.T("sheets.print.form", "label", sheet.FormLabel), Instructions: name(p.Printer, b.Assessment.Instructions)}
		for _, item := range sheet.Items {
			one.Questions = append(one.Questions, questionPrintOf(p.Printer, item))
		}
		p.Sheets = append(p.Sheets, one)
	}
	return p, nil
}

// qrPath draws the code of a sheet: the code alone, which a scanner types into any
// field and which outlives the address of this relevo.
func qrPath(code string) (path string, side int, err error) {
	qr, err := qrcode.New(code, qrcode.Medium)
	if err != nil {
		return "", 0, fmt.Errorf("making the QR code of a sheet: %w", err)
	}
	qr.DisableBorder = true
	var b strings.Builder
	dots := qr.Bitmap()
	for y, row := range dots {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return b.String(), len(dots), nil
}

// The lines to write on.
const (
	linesShort    = 1
	linesVignette = 12
)

func questionPrintOf(p *i18n.Printer, item assessments.PaperItem) questionPrint {
	q := questionPrint{Number: item.Number, Kind: item.Kind, Stem: htmlIn(p, item.ItemVersionID, item.Stem), How: p.T("sheets.how." + string(item.Kind))}
	for i, o := range item.Options {
		q.Options = append(q.Options, optionPrint{assessments.Letter(i), question.OptionText(p, item, o, picturePath)})
	}
	switch item.Kind {
	case assessments.Matching:
		for _, left := range item.Prompts {
			q.Prompts = append(q.Prompts, htmlIn(p, item.ItemVersionID, left.Text))
		}
		for i, right := range item.Choices {
			q.Options = append(q.Options, optionPrint{fmt.Sprint(i + 1), htmlIn(p, item.ItemVersionID, right.Text)})
		}
	case assessments.Cloze:
		q.printGaps(p, item)
	case assessments.Numeric, assessments.ShortAnswer:
		q.Lines = linesShort
	case assessments.Vignette:
		q.Lines = linesVignette
	}
	return q
}

// printGaps leaves room in the text where something is written, and lists below what
// can be chosen for a gap.
func (q *questionPrint) printGaps(p *i18n.Printer, item assessments.PaperItem) {
	for i, gap := range item.Blanks {
		q.Stem.HTML = strings.Replace(q.Stem.HTML, cloze.Mark(gap.ID), fmt.Sprintf("<strong>(%d) ______________</strong>", i+1), 1)
		var choices []string
		for j, o := range gap.Options {
			choices = append(choices, assessments.Letter(j)+". "+excerpt(p, o.Text, 200))
		}
		if len(choices) > 0 {
			q.Gaps = append(q.Gaps, optionPrint{fmt.Sprintf("(%d)", i+1), htmlText{HTML: strings.Join(choices, "   "), Lang: string(p.Lang())}})
		}
	}
}
