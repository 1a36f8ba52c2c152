package i18n

import (
	"math"
	"strconv"
	"strings"
	"time"

	"relevo/app/db"
)

// undefined is how a figure that has no value is written, never 0. The reason
// is said beside it.
const undefined = "—"

// noBreak joins a number to its sign so that no line ends between them.
const noBreak = "\u00a0"

// Peru writes set. for September; English follows its own short forms.
var (
	monthsES = [...]string{"enero", "febrero", "marzo", "abril", "mayo", "junio",
		"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"}
	shortES = [...]string{"ene.", "feb.", "mar.", "abr.", "may.", "jun.",
		"jul.", "ago.", "set.", "oct.", "nov.", "dic."}
)

// Number writes x with the given number of decimals, thousands set apart by
// commas, as Peru does and English too. Decimals -1 writes as many as are
// needed, at most 2. What is not a number is written "—".
func (p *Printer) Number(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return undefined
	}
	var digits string
	if decimals < 0 {
		digits = strconv.FormatFloat(math.Round(math.Abs(x)*100)/100, 'f', -1, 64)
	} else {
		digits = strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	var b strings.Builder
	if x < 0 && strings.Trim(digits, "0.") != "" {
		b.WriteString("−")
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}

// Signed is Number with a plus sign before what is added.
func (p *Printer) Signed(x float64, decimals int) string {
	text := p.Number(x, decimals)
	if x > 0 && strings.Trim(text, "0.,") != "" {
		return "+" + text
	}
	return text
}

// Percent writes the proportion x, 0 to 1, in hundredths: 0.684 is "68.4 %".
func (p *Printer) Percent(x float64, decimals int) string {
	text := p.Number(100*x, decimals)
	switch {
	case text == undefined:
		return text
	case p.locale == English:
		return text + "%"
	default:
		return text + noBreak + "%"
	}
}

// Range writes an interval, "62 a 81", with the writer of its two ends.
func (p *Printer) Range(low, high string) string {
	return p.T("web.range", "low", low, "high", high)
}

// Date writes a day short: "30 nov. 2024".
func (p *Printer) Date(d db.Date) string { return p.day(d.Time()) }

func (p *Printer) day(t time.Time) string {
	if p.locale == English {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 ") + shortES[t.Month()-1] + t.Format(" 2006")
}

// LongDate writes a day in words, for letters and certificates: "30 de
// noviembre de 2024".
func (p *Printer) LongDate(d db.Date) string {
	t := d.Time()
	if p.locale == English {
		return t.Format("2 January 2006")
	}
	return t.Format("2") + " de " + monthsES[t.Month()-1] + " de " + t.Format("2006")
}

// Month writes the month of a day: "noviembre de 2024".
func (p *Printer) Month(d db.Date) string {
	t := d.Time()
	if p.locale == English {
		return t.Format("January 2006")
	}
	return monthsES[t.Month()-1] + " de " + t.Format("2006")
}

// ShortMonth writes the month of a day for the axis of a chart: "nov. 2024".
func (p *Printer) ShortMonth(d db.Date) string {
	t := d.Time()
	if p.locale == English {
		return t.Format("Jan 2006")
	}
	return shortES[t.Month()-1] + t.Format(" 2006")
}

// ToTheSecond writes a moment in Lima's time where a minute is too coarse: "30 nov. 2024, 14:05:09".
func (p *Printer) ToTheSecond(i db.Instant) string {
	if i.IsZero() {
		return undefined
	}
	t := i.Time().In(db.Lima)
	return p.day(t) + t.Format(", 15:04:05")
}

// Instant writes a moment in Lima's time: "30 nov. 2024, 14:05".
func (p *Printer) Instant(i db.Instant) string {
	if i.IsZero() {
		return undefined
	}
	t := i.Time().In(db.Lima)
	return p.day(t) + t.Format(", 15:04")
}
