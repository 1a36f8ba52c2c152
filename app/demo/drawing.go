package demo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// The colours of the drawing, as the pages have them.
var (
	sand  = color.RGBA{0xf7, 0xf4, 0xee, 0xff}
	teal  = color.RGBA{0x0b, 0x62, 0x5e, 0xff}
	dark  = color.RGBA{0x1b, 0x2a, 0x2b, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// firstHour is what the drawing says, step by step.
var firstHour = [][2]string{
	{"Está a salvo", "Nadie le va a gritar"},
	{"Quién es usted", "Y qué va a pasar ahora"},
	{"Cuerpo", "Baño, agua, comida, ropa"},
	{"Decidir algo", "Aunque sea pequeño"},
	{"Descansar", "Si puede"},
}

// drawFirstHour draws the five steps of the first hour, one below the other, as a PNG.
func drawFirstHour() ([]byte, error) {
	const width, row = 720, 112
	m := image.NewRGBA(image.Rect(0, 0, width, row*len(firstHour)+24))
	draw.Draw(m, m.Rect, image.NewUniform(sand), image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(77, 60, 83, row*len(firstHour)-40), image.NewUniform(teal), image.Point{}, draw.Src)
	bold, err := face(gobold.TTF, 30)
	if err != nil {
		return nil, err
	}
	regular, err := face(goregular.TTF, 24)
	if err != nil {
		return nil, err
	}
	for i, step := range firstHour {
		y := 68 + row*i
		disc(m, 80, y, 36, teal)
		write(m, bold, white, 71, y+11, fmt.Sprint(i+1))
		write(m, bold, dark, 150, y-4, step[0])
		write(m, regular, dark, 150, y+30, step[1])
	}
	var b bytes.Buffer
	err = png.Encode(&b, m)
	return b.Bytes(), err
}

func face(ttf []byte, size float64) (font.Face, error) {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
}

func write(m draw.Image, f font.Face, c color.Color, x, y int, text string) {
	d := font.Drawer{Dst: m, Src: image.NewUniform(c), Face: f, Dot: fixed.P(x, y)}
	d.DrawString(text)
}

// disc draws a filled circle with a soft edge.
func disc(m *image.RGBA, x, y, radius int, c color.RGBA) {
	for dy := -radius - 1; dy <= radius+1; dy++ {
		for dx := -radius - 1; dx <= radius+1; dx++ {
			cover := math.Min(1, math.Max(0, float64(radius)+0.5-math.Hypot(float64(dx), float64(dy))))
			under := m.RGBAAt(x+dx, y+dy)
			mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-cover) + float64(b)*cover) }
			m.SetRGBA(x+dx, y+dy, color.RGBA{mix(under.R, c.R), mix(under.G, c.G), mix(under.B, c.B), 0xff})
		}
	}
}

// breath is a soft tone that rises for four seconds and falls for six, twice: to breathe
// with. A WAV of 8,000 samples a second.
func breath() []byte {
	const rate, in, out, times = 8000, 4, 6, 2
	var sound []byte
	phase := 0.0
	for i := range rate * (in + out) * times {
		at := math.Mod(float64(i)/rate, in+out)
		loud := at / in
		if at > in {
			loud = 1 - (at-in)/out
		}
		phase += 2 * math.Pi * (180 + 60*loud) / rate
		sound = append(sound, uint8(128+40*loud*math.Sin(phase)))
	}
	head := []byte("RIFF")
	head = binary.LittleEndian.AppendUint32(head, uint32(36+len(sound)))
	head = append(head, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	head = binary.LittleEndian.AppendUint32(head, rate)
	head = binary.LittleEndian.AppendUint32(head, rate)
	head = append(head, "\x01\x00\x08\x00data"...)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(sound)))
	return append(head, sound...)
}
