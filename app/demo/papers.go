package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"

	"relevo/app/access"
	"relevo/app/i18n"
	"relevo/certificates"
)

// designPapers makes the programme's template: the marks of the two invented
// funders and, where somebody would sign, that nothing of it counts.
func (l *life) designPapers() error {
	l.goTo(moment(opens-9, 12, 0))
	alianza, err := drawMark(waves)
	if err != nil {
		return err
	}
	puente, err := drawMark(bridge)
	if err != nil {
		return err
	}
	footer := certificates.Words{Footer: "Demostración de relevo: la persona, el curso y las instituciones son inventados."}
	in := certificates.TemplateInput{
		Name:  "Programa de formación (demo)",
		Files: map[string][]byte{certificates.LogoField(0): alianza, certificates.LogoField(1): puente},
		Design: certificates.Design{
			Orientation: certificates.Landscape, Accent: certificates.Teal,
			Logos:      []certificates.Logo{{Alt: l.funders["ALIANZA"].Name}, {Alt: l.funders["PUENTE"].Name}},
			Signatures: []certificates.Signature{{Name: "Demostración, sin valor oficial", Position: "Programa de formación (demo)"}},
			Texts: map[i18n.Locale]map[certificates.Kind]certificates.Words{i18n.Spanish: {
				certificates.Attendance: footer, certificates.Completion: footer, certificates.Competence: footer,
			}},
		},
	}
	l.template, err = certificates.NewService(l.past, "").AddTemplate(l.ctx, access.System(), in)
	return err
}

// mark says what colour a mark has at a point, both from -1 to 1; nil is
// nothing.
type mark func(x, y float64) *color.NRGBA

var (
	river = color.NRGBA{R: 23, G: 88, B: 142, A: 255}
	rock  = color.NRGBA{R: 176, G: 78, B: 46, A: 255}
	stone = color.NRGBA{R: 62, G: 66, B: 74, A: 255}
)

// waves is the mark of the "Fondo Alianza Río": three waves in a disc.
func waves(x, y float64) *color.NRGBA {
	if x*x+y*y > 0.92 {
		return nil
	}
	for _, level := range []float64{-0.35, 0.08, 0.51} {
		if math.Abs(y-level-0.11*math.Sin(4.6*x+level)) < 0.085 {
			return nil
		}
	}
	return &river
}

// bridge is the mark of the "Cooperación Puente Andino": two peaks over an
// arch.
func bridge(x, y float64) *color.NRGBA {
	peak := func(at, top, slope float64) bool { return y > top+slope*math.Abs(x-at) && y < 0.22 }
	switch {
	case math.Abs(x) > 0.95:
		return nil
	case peak(-0.3, -0.85, 1.55), peak(0.42, -0.45, 1.25):
		return &rock
	case y > 0.3 && y < 0.46:
		return &stone
	case y >= 0.46 && y < 0.86 && x*x+(y-1.02)*(y-1.02)*1.4 > 0.46:
		return &stone
	default:
		return nil
	}
}

// drawMark draws a mark as a PNG file, its edges soft: each pixel is the mean
// of nine points.
func drawMark(m mark) ([]byte, error) {
	const side, fine = 300, 3
	drawn := image.NewNRGBA(image.Rect(0, 0, side, side))
	for row := range side {
		for column := range side {
			var sum [3]int
			hits := 0
			for i := range fine * fine {
				x := 2*(float64(column)+(float64(i%fine)+0.5)/fine)/side - 1
				y := 2*(float64(row)+(float64(i/fine)+0.5)/fine)/side - 1
				if c := m(x, y); c != nil {
					sum[0], sum[1], sum[2], hits = sum[0]+int(c.R), sum[1]+int(c.G), sum[2]+int(c.B), hits+1
				}
			}
			if hits > 0 {
				drawn.SetNRGBA(column, row, color.NRGBA{R: uint8(sum[0] / hits), G: uint8(sum[1] / hits), B: uint8(sum[2] / hits), A: uint8(255 * hits / (fine * fine))})
			}
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, drawn)
	return out.Bytes(), err
}
