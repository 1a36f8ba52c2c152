package chart

import (
	"math"
	"strings"
	"testing"

	"relevo/app/people"
)

// Every department of Peru has a place of its own on the map.
func TestEveryDepartmentHasItsTile(t *testing.T) {
	taken := map[[2]int]string{}
	for _, d := range people.Departments() {
		at, ok := departmentAt[d.Code]
		if !ok {
			t.Errorf("%s is not on the map", d.Name)
		}
		cell := [2]int{at.column, at.row}
		if other := taken[cell]; other != "" || at.column >= tileColumns || at.row >= tileRows {
			t.Errorf("%s stands where %s does, or outside", d.Name, other)
		}
		taken[cell] = d.Name
	}
	if len(taken) != len(departmentAt) {
		t.Errorf("%d tiles for %d departments", len(departmentAt), len(taken))
	}
}

func TestTilesSayWhatTheyShow(t *testing.T) {
	tiles := Tiles{About: About{ID: "map"}, Name: "Parte", None: Reason{"nadie", "Sin personal"}, Hidden: Reason{"oculto", "Muy pocas personas"}, Empty: "Sin centros",
		Tiles: []Tile{{Code: "16", Label: "Loreto", Share: 1, Note: "9 de 9"}, {Code: "08", Label: "Cusco", Share: math.NaN()}, {Code: "21", Label: "Puno", Share: math.NaN(), Hidden: true}}}
	for _, width := range []float64{narrow, wide} {
		d := tiles.Drawing(spanish, width)
		if n := len(marksOf(d, "tile absent")); n != 23 { // and one in the legend
			t.Errorf("%v wide: %d departments are absent", width, n)
		}
		if values := marksOf(d, "tile-value"); len(values) != 3 || !strings.HasPrefix(values[0].Text, "100") || values[1].Text != "nadie" || values[2].Text != "oculto" {
			t.Errorf("%v wide: %+v", width, values)
		}
		for _, m := range d.Marks {
			if m.Shape == Box && (m.Points[0].X+m.W > d.Width || m.Points[0].Y+m.H > d.Height) {
				t.Errorf("%v wide: a box ends at %v, %v of %v, %v", width, m.Points[0].X+m.W, m.Points[0].Y+m.H, d.Width, d.Height)
			}
		}
	}
	for share, want := range map[float64]string{0: "h0", 0.2: "h1", 0.999: "h4", 1: "h4"} {
		if got := Shade(share); got != want {
			t.Errorf("the shade of %v is %s, not %s", share, got, want)
		}
	}
}
