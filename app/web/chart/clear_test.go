package chart

import "testing"

// No rule runs through a word, whatever the width; and what is no rule stays whole.
func TestNoRuleRunsThroughALabel(t *testing.T) {
	fall := Waterfall{About: About{ID: "x"}, StartName: "1 ene. 2026", EndName: "1 abr. 2026", Start: 10, Parts: []Part{{"Salieron del sistema", -27}, {"Se evaluaron de nuevo", 26}}}
	bars := Bars{About: About{ID: "x"}, Name: "Personas", Bars: []Bar{Amount("Certificados emitidos hasta la fecha", 41), Amount("En su puesto", 12)}, Reference: 14, RefName: "Plazas"}
	dots := Dots{About: About{ID: "x"}, Name: "Puntaje", Top: 100, Cut: 60, CutName: "Corte", Dots: []Mean{{"Antes de la capacitación", 40, 30, 50}, {"Después de la capacitación", 80, 70, 90}}}
	line := Line{About: About{ID: "x"}, Series: []Series{{Name: "a", Points: []Value{Exactly(0, 0.1), Exactly(9, 0.9)}}}, Top: 1, Cut: 0.8, CutSay: "meta 80 %"}
	for _, c := range []Chart{fall, bars, dots, line} {
		for _, width := range []float64{narrow, wide} {
			whole, d := c.Drawing(spanish, width), Drawn(c, spanish, width)
			crossed := 0
			for _, word := range d.Marks {
				if word.Shape != Label {
					continue
				}
				w := word.around()
				for _, rule := range d.Marks {
					if rule.Shape != Path || len(rule.Points) != 2 || marksOf(Drawing{Marks: []Mark{rule}}, "whisker") != nil {
						continue
					}
					a, b := rule.Points[0], rule.Points[1]
					if a.X == b.X && w.left < a.X && a.X < w.right && min(a.Y, b.Y) < w.bottom && max(a.Y, b.Y) > w.top {
						crossed++
					}
				}
			}
			if crossed > 0 {
				t.Errorf("%T at %v: %d rules run through words", c, width, crossed)
			}
			if len(marksOf(d, "bar")) != len(marksOf(whole, "bar")) || len(marksOf(d, "line")) != len(marksOf(whole, "line")) || d.Height != whole.Height {
				t.Errorf("%T at %v lost figures", c, width)
			}
		}
	}
	fall.Parts = fall.Parts[1:] // never below 0: the axis stands at the left, where the labels begin
	if n := len(marksOf(Drawn(fall, spanish, narrow), "axis")); n < 3 {
		t.Errorf("the axis has %d pieces", n)
	}
}
