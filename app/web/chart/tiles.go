package chart

import (
	"math"

	"relevo/app/i18n"
)

// Tiles is a map of Peru in which every department is a tile of the same size, about where it
// lies: Lima does not look smaller than Loreto because it is. A share is told by
// five shades of one hue, darker for more, and written in the tile as well, so that
// neither colour vision nor a colour printer is needed.
type Tiles struct {
	About
	Name   string // what the share is
	None   Reason // of a tile in the chart that has no number
	Hidden Reason // of a tile whose number may not be told
	Empty  string // of the tiles that are not in the chart
	Tiles  []Tile // those there is something to say of, in the order of the table
}

// Reason says why there is no number: in a word, which stands in its place and is read in print too, and in a sentence.
type Reason struct{ Word, Text string }

// Tile is one department.
type Tile struct {
	Code   string // INEI's, two digits
	Label  string
	Share  float64 // 0 to 1; NaN where there is none or it may not be told
	Hidden bool    // it may not be told
	Note   string  // of the table: from how many
}

// value is what stands in a tile.
func (c Tiles) value(p *i18n.Printer, t Tile) string {
	switch {
	case defined(t.Share):
		return Unit{Percent: true}.say(p, t.Share)
	case t.Hidden:
		return c.Hidden.Word
	default:
		return c.None.Word
	}
}

// shade is the class of a tile.
func (t Tile) shade() string {
	if t.Hidden && !defined(t.Share) {
		return "h-hidden"
	}
	return Shade(t.Share)
}

// departmentAt is where a department stands in the map, by column and row, with its
// letters in ISO 3166-2.
var departmentAt = map[string]struct {
	column, row int
	letters     string
}{
	"24": {0, 0, "TUM"}, "16": {3, 0, "LOR"},
	"20": {0, 1, "PIU"}, "06": {1, 1, "CAJ"}, "01": {2, 1, "AMA"},
	"14": {0, 2, "LAM"}, "13": {1, 2, "LAL"}, "22": {2, 2, "SAM"},
	"02": {1, 3, "ANC"}, "10": {2, 3, "HUC"}, "25": {3, 3, "UCA"},
	"07": {0, 4, "CAL"}, "15": {1, 4, "LIM"}, "19": {2, 4, "PAS"}, "12": {3, 4, "JUN"},
	"11": {1, 5, "ICA"}, "09": {2, 5, "HUV"}, "08": {3, 5, "CUS"}, "17": {4, 5, "MDD"},
	"05": {2, 6, "AYA"}, "03": {3, 6, "APU"}, "21": {4, 6, "PUN"},
	"04": {3, 7, "ARE"}, "18": {4, 7, "MOQ"},
	"23": {4, 8, "TAC"},
}

const (
	tileColumns = 5
	tileRows    = 9
	tileGap     = 4.0
)

// Shade is the class of a share, "h0" to "h4" in steps of a fifth; "h-none" where there is none.
func Shade(share float64) string {
	if !defined(share) {
		return "h-none"
	}
	return "h" + string(rune('0'+int(math.Min(math.Max(share, 0)*5, 4))))
}

// Drawing draws all departments; those not in the chart are outlines.
func (c Tiles) Drawing(p *i18n.Printer, width float64) Drawing {
	d := Drawing{Width: width}
	l := lanes{d: &d}
	c.legend(p, &l)
	w := (math.Min(width, 560)-2)/tileColumns - tileGap
	h := 42.0
	known := map[string]Tile{}
	for _, t := range c.Tiles {
		known[t.Code] = t
	}
	for _, code := range tileOrder() {
		at := departmentAt[code]
		x, y := 1+float64(at.column)*(w+tileGap), l.y+float64(at.row)*(h+tileGap)
		tile, there := known[code]
		name := at.letters
		if !there {
			d.box("tile absent", x, y, w, h)
			d.label("tile-note absent", "middle", x+w/2, y+h/2+4, name)
			continue
		}
		if textWidth(tile.Label) < w-6 {
			name = tile.Label
		}
		shade := tile.shade()
		d.box("tile "+shade, x, y, w, h)
		d.label("tile-note "+shade, "middle", x+w/2, y+16, name)
		d.label("tile-value "+shade, "middle", x+w/2, y+34, c.value(p, tile))
	}
	d.Height = l.y + tileRows*(h+tileGap) + 2
	return d
}

// legend says what the shades mean.
func (c Tiles) legend(p *i18n.Printer, l *lanes) {
	x := 1.0
	for i := range 5 {
		text := p.Range(p.Percent(float64(i)/5, 0), p.Percent(float64(i+1)/5, 0))
		need := 18 + 6 + textWidth(text) + 12
		if x+need > l.d.Width && x > 1 {
			x = 1
			l.y += leading + 4
		}
		l.d.box("tile "+Shade(float64(i)/5+0.01), x, l.y+1, 18, 13)
		l.d.label("note", "start", x+24, l.y+fontSize, text)
		x += need
	}
	l.y += leading + 4
	for _, entry := range []tagged{{"tile h-hidden", c.Hidden.Text}, {"tile h-none", c.None.Text}, {"tile absent", c.Empty}} {
		if entry.text != "" {
			l.legend(Box, []tagged{entry})
			l.y -= 8
		}
	}
	l.y += 12
}

// tileOrder is the map from north to south, west to east: the order it is read aloud in.
func tileOrder() []string {
	var codes []string
	for row := range tileRows {
		for column := range tileColumns {
			for code, at := range departmentAt {
				if at.row == row && at.column == column {
					codes = append(codes, code)
				}
			}
		}
	}
	return codes
}

// Table lists the departments of the chart.
func (c Tiles) Table(p *i18n.Printer) Table {
	t := Table{Head: []string{"", c.Name, ""}}
	for _, tile := range c.Tiles {
		t.Rows = append(t.Rows, []string{tile.Label, c.value(p, tile), tile.Note})
	}
	return t
}
