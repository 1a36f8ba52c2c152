package chart

import (
	"math"

	"relevo/app/db"
	"relevo/app/i18n"
)

// Unit says how the values of a chart are written.
type Unit struct {
	Percent  bool   // values are proportions 0 to 1
	Decimals int    // 0: none for proportions; for amounts as many as needed, at most 2
	Nothing  string // what stands for a value that is undefined; empty: "—"
}

// say writes a value; NaN is "—", or what stands for it.
func (u Unit) say(p *i18n.Printer, x float64) string {
	if math.IsNaN(x) && u.Nothing != "" {
		return u.Nothing
	}
	if u.Percent {
		return p.Percent(x, u.Decimals)
	}
	if u.Decimals == 0 {
		return p.Number(x, -1)
	}
	return p.Number(x, u.Decimals)
}

// sayWith writes a value with its interval: "7.4 (6.1 a 8.6)".
func (u Unit) sayWith(p *i18n.Printer, x, low, high float64) string {
	if math.IsNaN(x) || math.IsNaN(low) || math.IsNaN(high) {
		return u.say(p, x)
	}
	return u.say(p, x) + " (" + p.Range(u.say(p, low), u.say(p, high)) + ")"
}

// scale maps values from..to onto a..b.
type scale struct{ from, to, a, b float64 }

func (s scale) at(x float64) float64 {
	if s.to == s.from {
		return s.a
	}
	return s.a + (x-s.from)/(s.to-s.from)*(s.b-s.a)
}

// ticks gives about n round numbers from low to high, both covered.
func ticks(low, high float64, n int) []float64 {
	if !(high > low) {
		high = low + 1
	}
	rough := (high - low) / float64(max(n, 1))
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	step := 10 * power
	for _, m := range []float64{1, 2, 5} {
		if m*power >= rough*0.999 {
			step = m * power
			break
		}
	}
	var out []float64
	first := math.Floor(low/step + 1e-9)
	for i := first; ; i++ {
		out = append(out, i*step)
		if i*step >= high-1e-9*step {
			return out
		}
	}
}

// months gives the first days of months between two days, few enough that n
// labels fit.
func months(from, to db.Date, n int) []db.Date {
	span := float64(to-from) / 30.44
	step := 24
	for _, s := range []int{1, 2, 3, 6, 12} {
		if span/float64(s) <= float64(max(n, 1)) {
			step = s
			break
		}
	}
	y, m, day := from.Time().Date()
	if day > 1 {
		m++
	}
	// Steps count from January, so that quarters and years begin where people expect.
	for (int(m)-1)%min(step, 12) != 0 {
		m++
	}
	var out []db.Date
	for d := db.NewDate(y, m, 1); d <= to; d = d.AddMonths(step) {
		out = append(out, d)
	}
	return out
}

// Day is a calendar day as a value on an axis.
func Day(d db.Date) float64 { return float64(d) }

// Axis says what runs along the bottom of a chart.
type Axis struct {
	Dates bool   // values are days ([Day]), written as months
	Label string // what the numbers are, "meses desde la capacitación"
}

// tick is one labelled place on an axis.
type tick struct {
	at   float64
	text string
}

func (a Axis) ticks(p *i18n.Printer, from, to, width float64) []tick {
	var out []tick
	if a.Dates {
		for _, d := range months(db.Date(from), db.Date(to), int(width/74)) {
			out = append(out, tick{Day(d), p.ShortMonth(d)})
		}
		if len(out) == 0 {
			out = []tick{{from, p.Date(db.Date(from))}}
		}
		return out
	}
	for _, x := range ticks(from, to, int(width/56)) {
		if x >= from-1e-9 && x <= to+1e-9 {
			out = append(out, tick{x, p.Number(x, -1)})
		}
	}
	return out
}

// say writes a value of the axis in full, for the table.
func (a Axis) say(p *i18n.Printer, x float64) string {
	if a.Dates {
		return p.Date(db.Date(x))
	}
	return p.Number(x, -1)
}
