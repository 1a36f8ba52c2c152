package chart

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/db"
	"relevo/app/i18n"
)

var spanish = i18n.For(i18n.Spanish)

func onDay(t *testing.T, text string) db.Date {
	t.Helper()
	d, err := db.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func marksOf(d Drawing, class string) []Mark {
	var found []Mark
	for _, m := range d.Marks {
		if strings.HasPrefix(m.Class, class) {
			found = append(found, m)
		}
	}
	return found
}

func TestTicksAreRoundAndCoverTheData(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      []float64
	}{
		{0, 21.6, []float64{0, 10, 20, 30}},
		{0, 1, []float64{0, 0.5, 1}},
		{-3, 4, []float64{-4, -2, 0, 2, 4}},
		{0, 0, []float64{0, 0.5, 1}},
	} {
		got := ticks(c.low, c.high, 4)
		if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("ticks(%v, %v) = %v, want %v", c.low, c.high, got, c.want)
		}
	}
}

func TestMonthsBeginWhereQuartersDo(t *testing.T) {
	got := months(onDay(t, "2024-11-30"), onDay(t, "2025-11-30"), 5)
	var texts []string
	for _, d := range got {
		texts = append(texts, d.String())
	}
	if want := "2025-01-01 2025-04-01 2025-07-01 2025-10-01"; strings.Join(texts, " ") != want {
		t.Errorf("months = %v, want %v", texts, want)
	}
}

func TestAnUndefinedFigureLeavesAGapAndIsNeverZero(t *testing.T) {
	line := Line{About: About{ID: "x"}, X: Axis{Label: "Mes"}, Series: []Series{{Name: "A", Points: []Value{
		Exactly(1, 4), Exactly(2, 5), Exactly(3, math.NaN()), Exactly(4, 6), Exactly(5, 7),
	}}}}
	if pieces := marksOf(line.Drawing(spanish, wide), "line"); len(pieces) != 2 {
		t.Errorf("the line has %d pieces, want 2 around the gap", len(pieces))
	}
	if row := line.Table(spanish).Rows[2]; row[1] != "—" {
		t.Errorf("the table says %q for an undefined figure, want —", row[1])
	}
}

func TestSurvivalCurveIsAStaircaseFromOne(t *testing.T) {
	steps := Steps{About: About{ID: "x"}, Curves: []Curve{{Median: 4, Points: []Value{
		{X: 2, Y: 0.75, Low: 0.5, High: 0.9}, {X: 4, Y: 0.5, Low: 0.2, High: 0.7},
	}}}}
	d := steps.Drawing(spanish, wide)
	line := marksOf(d, "line")[0].Points
	if len(line) != 6 {
		t.Fatalf("the curve has %d points, want start, two steps of two, end", len(line))
	}
	for i := 1; i < len(line); i++ {
		if line[i].X != line[i-1].X && line[i].Y != line[i-1].Y {
			t.Errorf("from %v to %v the curve is slanted", line[i-1], line[i])
		}
		if line[i].Y < line[i-1].Y {
			t.Errorf("from %v to %v survival rises", line[i-1], line[i])
		}
	}
	if len(marksOf(d, "cut")) != 1 {
		t.Error("the median is not marked")
	}
}

func TestWaterfallEndsWhereItsPartsLead(t *testing.T) {
	fall := Waterfall{About: About{ID: "x"}, StartName: "A", EndName: "B", Start: 5, Parts: []Part{{"up", 3}, {"down", -4}}}
	if fall.End() != 4 {
		t.Errorf("End = %v, want 4", fall.End())
	}
	bars := marksOf(fall.Drawing(spanish, wide), "bar")
	start, end := bars[0], bars[len(bars)-1]
	if ratio := end.W / start.W; math.Abs(ratio-4.0/5) > 1e-9 {
		t.Errorf("the last bar is %v of the first, want 4/5", ratio)
	}
	if row := fall.Table(spanish).Rows[2]; row[1] != "−4" {
		t.Errorf("what was taken is written %q, want −4", row[1])
	}
}

func TestGanttShowsAnUncertainEndAsUncertain(t *testing.T) {
	seen, missing := onDay(t, "2025-05-31"), onDay(t, "2025-06-30")
	gantt := Gantt{About: About{ID: "x"}, From: onDay(t, "2025-01-01"), To: onDay(t, "2025-12-31"), Kinds: []string{"Tutoría"},
		Lanes: []Lane{{Label: "P. Q.", Spans: []Span{{From: onDay(t, "2025-02-01"), To: &missing, EndsFrom: &seen}}}}}
	d := gantt.Drawing(spanish, wide)
	unsure := marksOf(d, "unsure")
	if len(unsure) != 2 { // the legend's and the stay's
		t.Fatalf("%d uncertain boxes, want 2", len(unsure))
	}
	if got := gantt.Table(spanish).Rows[0][2]; got != "entre 31 may. 2025 y 30 jun. 2025" {
		t.Errorf("the table says %q", got)
	}
}

func TestDrawingsStayInsideTheirFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(0, 5000), rapid.Just(math.NaN()), rapid.Just(0.0))
		name := rapid.StringMatching(`[A-Za-zñ ]{1,40}`)
		width := rapid.SampledFrom([]float64{narrow, wide}).Draw(t, "width")
		var line Line
		var bars Bars
		var fall Waterfall
		steps := Steps{Curves: []Curve{{Name: name.Draw(t, "curve"), Median: value.Draw(t, "median")}}}
		for i := range rapid.IntRange(0, 8).Draw(t, "n") {
			y := value.Draw(t, "y")
			v := Value{X: float64(i), Y: y, Low: y / 2, High: y * 1.5}
			if len(line.Series) == 0 || rapid.Bool().Draw(t, "new series") {
				line.Series = append(line.Series, Series{Name: name.Draw(t, "series")})
			}
			last := &line.Series[len(line.Series)-1]
			last.Points = append(last.Points, v)
			bars.Bars = append(bars.Bars, Bar{Label: name.Draw(t, "bar"), Value: y, Low: y / 2, High: y * 1.5, Naive: value.Draw(t, "naive")})
			if !math.IsNaN(y) {
				fall.Parts = append(fall.Parts, Part{name.Draw(t, "part"), y - 2500})
			}
			steps.Curves[0].Points = append(steps.Curves[0].Points, Value{X: float64(i), Y: 1 / float64(i+1), Low: math.NaN(), High: math.NaN()})
		}
		for _, c := range []Chart{line, bars, fall, steps} {
			d := c.Drawing(spanish, width)
			for _, m := range d.Marks {
				for _, p := range m.Points {
					if !defined(p.X, p.Y) || p.X < -0.1 || p.X > d.Width+0.1 || p.Y < -0.1 || p.Y > d.Height+0.1 {
						if _, isSteps := c.(Steps); isSteps && m.Class == "cut" {
							continue // a median beyond the data is the caller's contradiction
						}
						t.Fatalf("%T draws %v at %v, outside %v×%v", c, m.Class, p, d.Width, d.Height)
					}
				}
			}
		}
	})
}

// Boxes and labels of a flow, and the dots of means, stay inside the drawing in both widths; what may not be told is a dash.
func TestFlowAndDotsStayInsideAndSayWhatIsHidden(t *testing.T) {
	flow := Flow{Head: []string{"paso", "personas", "por qué"}, Steps: []Stage{{Label: "Comenzaron", Value: "12"},
		{Label: "Evaluación: tres meses después, de quienes tienen evaluación después", Value: "—", Aside: []string{"Salió del sistema: 4", "Pasó a otra institución y no respondió: 2"}}}}
	dots := Dots{Name: "Media", Top: 100, Cut: 60, CutName: "Corte", Dots: []Mean{{"Antes (n = 8)", 44, 35, 53}, {"Después (n = 1)", 70, math.NaN(), math.NaN()}, {"3 meses después (n = —)", math.NaN(), math.NaN(), math.NaN()}}}
	for _, c := range []Chart{flow, dots} {
		for _, width := range []float64{narrow, wide} {
			d := c.Drawing(spanish, width)
			for _, m := range d.Marks {
				for _, p := range m.Points {
					if p.X < -1 || p.X > width+1 || p.Y < -1 || p.Y > d.Height+1 || m.Shape == Box && (p.X+m.W > width+1 || p.Y+m.H > d.Height+1) {
						t.Errorf("%v: %s %q at %v, outside %v × %v", width, m.Class, m.Text, p, width, d.Height)
					}
				}
			}
		}
	}
	if rows := flow.Table(spanish).Rows; rows[1][1] != "—" || rows[1][2] != "Salió del sistema: 4; Pasó a otra institución y no respondió: 2" {
		t.Errorf("flow table %q", rows)
	}
	if rows := dots.Table(spanish).Rows; rows[2][1] != "—" || rows[0][1] != "44 (35 a 53)" {
		t.Errorf("dots table %q", rows)
	}
	if n := len(marksOf(dots.Drawing(spanish, wide), "dot")); n != 2 {
		t.Errorf("%d dots of two defined means", n)
	}
}
