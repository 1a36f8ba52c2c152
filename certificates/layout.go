package certificates

import (
	"fmt"
	"math"
	"strings"

	"relevo/app/i18n"
	"relevo/app/pdf"
)

// Look is a design with its images at hand; the zero Look is relevo's own.
type Look struct {
	Design
	Pictures map[string]PaperImage // by id, all that the design shows
}

// PDF draws the certificate in relevo's own look. address is where it can be
// verified, printed and put into the QR code. The same paper and address give
// the same bytes.
func PDF(paper Paper, address string) ([]byte, error) {
	return PDFIn(Look{}, paper, address, address)
}

// PDFIn draws the certificate in a look. qr is what its QR code says.
func PDFIn(look Look, paper Paper, address, qr string) ([]byte, error) {
	words := look.Say(i18n.Locale(paper.Language), paper.Kind)
	l := layout{
		sheet: sheet{newCanvas(look.Orientation, pdf.About{Title: words.Title + " " + paper.Serial, Subject: paper.CourseTitle, Code: qr, On: paper.IssuedOn}), look.Accent.palette()},
		Look:  look, paper: paper, words: words, p: i18n.For(i18n.Locale(paper.Language)), measures: measuresOf(look.Orientation),
	}
	l.frame()
	top := l.head()
	bottom, err := l.foot(address, qr)
	if err != nil {
		return nil, fmt.Errorf("drawing certificate %s: %w", paper.Serial, err)
	}
	l.body(top, bottom)
	body, err := l.Bytes()
	if err != nil {
		return nil, fmt.Errorf("drawing certificate %s: %w", paper.Serial, err)
	}
	return body, nil
}

// layout is a certificate that is being set: its head and its foot stand where
// they stand, and its body is spread over the height between.
type layout struct {
	sheet
	Look
	measures
	paper Paper
	words Words
	p     *i18n.Printer
}

// measures are what differs between a sheet that lies and one that stands.
type measures struct {
	column  float64 // how wide texts may be
	air     float64 // how much room there is between them, 1 on a lying sheet
	name    float64 // the greatest size of the name, in points
	logo    float64 // the greatest height of a logo
	listed  int     // up to how many competencies stand below one another
	abreast bool    // the signatures stand beside the QR code, not above
	titled  int     // lines that the course's title may have
}

const (
	margin = 24.0 // from the edge to what stands in the corners
	// The side of a QR code; one of many dots is larger, for each dot must be
	// told from its neighbours by a telephone in poor light.
	qrSide  = 25.0
	dotSide = 0.46
)

// beside is 1 where the line above the foot must leave the QR code its room.
func (m measures) beside() float64 {
	if m.abreast {
		return 1
	}
	return 0
}

func measuresOf(o Orientation) measures {
	if o == Portrait {
		return measures{column: 156, air: 1.3, name: 36, logo: 20, listed: 8, titled: 3}
	}
	return measures{column: 229, air: 1, name: 38, logo: 17, abreast: true, titled: 2}
}

// head draws whose paper it is and gives where that ends.
func (l layout) head() float64 {
	if len(l.Logos) == 0 {
		y := 29 + 8*(l.air-1)
		l.sign(l.middle(), y, 1)
		l.centredAt(l.middle(), y+13, upright, 14, l.deep, 0.5, "relevo")
		return y + 13
	}
	const top = 22.5
	y := top + 4*(l.air-1)
	l.logos(y, y+l.logo)
	l.small()
	return y + l.logo + 1
}

// logos draws the logos from one margin to the other, the larger the squarer
// they are, so that each has about the same weight.
func (l layout) logos(top, floor float64) {
	const gap, weight = 8.0, 560.0 // millimetres, and square ones
	from, to := margin+1, l.Width-margin-1
	slot := (to-from+gap)/float64(len(l.Logos)) - gap
	for i, one := range l.Logos {
		picture, ok := l.Pictures[one.ImageID]
		if !ok {
			continue
		}
		ratio := float64(picture.Width) / float64(picture.Height)
		width := min(math.Sqrt(weight*ratio), slot, (floor-top)*ratio)
		height := width / ratio
		x := l.middle() - width/2
		if n := len(l.Logos); n > 1 {
			// The first stands at the left margin, the last at the right one.
			centre := from + slot/2 + float64(i)*(slot+gap)
			along := float64(i) / float64(n-1)
			x = centre - slot/2 + along*(slot-width)
		}
		l.picture(picture, x, (top+floor-height)/2, width, height)
	}
}

// small sets relevo's sign into the lower rule of the frame, where the head
// belongs to others.
func (l layout) small() {
	y := l.Height - 16.4
	l.Fill(colour{255, 255, 255})
	l.Bar(l.middle()-6, y-0.2, 12, 1.2)
	l.sign(l.middle(), y, 0.4)
}

// piece is a part of the body: how far its first line stands below what is
// above it, how far its last below the first, and how it is drawn.
type piece struct {
	before, height float64
	draw           func(y float64)
}

// body spreads its pieces from under the head to above the foot, and sets them
// smaller where they have no room.
func (l layout) body(top, bottom float64) {
	const closest, widest = 0.72, 1.35
	var pieces []piece
	var gaps, heights float64
	for scale := 1.0; ; scale -= 0.06 {
		pieces = l.pieces(scale)
		gaps, heights = 0, 0
		for _, one := range pieces {
			gaps, heights = gaps+one.before, heights+one.height
		}
		if gaps*closest+heights <= bottom-top || scale < 0.5 {
			break
		}
	}
	spread := max(min((bottom-top-heights)/gaps, widest), closest)
	y := top + max(bottom-top-heights-gaps*spread, 0)/2
	for _, one := range pieces {
		y += one.before * spread
		one.draw(y)
		y += one.height
	}
}

// pieces are those of the body, at a scale.
func (l layout) pieces(scale float64) []piece {
	air := l.air * scale
	line := func(before float64, face string, size float64, c colour, text string) piece {
		set := l.fit(text, face, size*scale, size*0.8*scale, 2, l.column)
		const leading = 0.43 // millimetres for each point
		return piece{before * air, float64(len(set.text)-1) * set.size * leading, func(y float64) {
			l.block(l.middle(), y, set.size*leading, set, c)
		}}
	}
	all := []piece{
		l.title(13.5*air, scale),
		line(9, italic, 14, muted, l.words.GivenTo),
		l.holder(16.5*air, scale),
		{9.5 * air, 0, func(y float64) { l.divider(y) }},
		line(9, italic, 14, muted, l.words.Because),
		l.course(11*air, scale),
		l.facts(8*air, scale),
	}
	if len(l.paper.Competencies) > 0 {
		all = append(all, piece{10.5 * air, 0, func(y float64) {
			l.centredAt(l.middle(), y, plain, 6.5, l.warm, 0.7, strings.ToUpper(l.p.T("certificates.paper.competencies")))
		}}, l.competencies(6*air, scale))
	}
	return all
}

// title is the kind of paper, in capitals set apart.
func (l layout) title(before, scale float64) piece {
	text := clean(strings.ToUpper(l.words.Title))
	size, spacing := 21*scale, 1.9*scale
	width := func() float64 {
		l.Font(upright, size)
		return l.Measure(text) + spacing*float64(len([]rune(text))-1)
	}
	for size > 8 && width() > l.column {
		size, spacing = size*0.97, spacing*0.97
	}
	return piece{before, 0, func(y float64) { l.centredAt(l.middle(), y, upright, size, l.deep, spacing, text) }}
}

// holder is the name, whatever its length, on a line or two.
func (l layout) holder(before, scale float64) piece {
	set := l.fit(l.paper.PersonName, upright, l.name*scale, 25*scale, 2, l.column)
	if len(set.text) > 1 {
		set.size = min(set.size, 25*scale)
	}
	leading := set.size * 0.42
	return piece{before - max(0, 38*scale-set.size)*0.2, float64(len(set.text)-1) * leading, func(y float64) {
		l.block(l.middle(), y, leading, set, ink)
	}}
}

func (l layout) course(before, scale float64) piece {
	set := l.fit(l.paper.CourseTitle, upright, 24*scale, 18*scale, l.titled, l.column)
	leading := set.size * 0.42
	return piece{before, float64(len(set.text)-1) * leading, func(y float64) { l.block(l.middle(), y, leading, set, l.deep) }}
}

// facts is how long the course was, and where its holder works.
func (l layout) facts(before, scale float64) piece {
	text := l.p.T("certificates.paper.hours", "count", l.paper.Hours)
	if l.paper.InstitutionName != "" {
		text += " " + dot + " " + l.paper.InstitutionName
	}
	set := l.fit(text, upright, 13*scale, 10*scale, 2, l.column)
	return piece{before, float64(len(set.text)-1) * 5.2 * scale, func(y float64) { l.block(l.middle(), y, 5.2*scale, set, ink) }}
}

// competencies lists what was learned, below one another where there is room.
func (l layout) competencies(before, scale float64) piece {
	names := l.paper.Competencies.Names()
	if len(names) > l.listed {
		set := l.fit(strings.Join(names, " "+dot+" "), upright, 12.5*scale, 10*scale, 4, l.column)
		return piece{before, float64(len(set.text)-1) * 5.1 * scale, func(y float64) { l.block(l.middle(), y, 5.1*scale, set, ink) }}
	}
	const leading = 6.0
	return piece{before, float64(len(names)-1) * leading * scale, func(y float64) {
		for i, name := range names {
			l.block(l.middle(), y+float64(i)*leading*scale, 0, l.fit(name, upright, 12.5*scale, 4, 1, l.column), ink)
		}
	}}
}

// foot draws what stands at the lower edge: the QR code and how to verify, the
// serial and the dates, who signs, who paid, and the design's own words. It
// gives down to where the body may reach.
func (l layout) foot(address, qr string) (float64, error) {
	floor := l.Height - margin + 1
	if l.words.Footer != "" {
		floor -= l.footer(l.Height - 20.5)
	}
	dots, err := modules(qr)
	if err != nil {
		return 0, err
	}
	side := min(max(float64(len(dots))*dotSide, qrSide), 32)
	l.qr(margin, floor-side, side, dots)
	top := floor - qrSide
	left := l.verification(margin+side+4, top, address)
	right := l.dates(l.Width-margin, top)
	switch {
	case len(l.Signatures) == 0 && l.abreast:
	case len(l.Signatures) == 0:
		top = floor - side
	case l.abreast:
		l.signatures(left+5, right-5, top+12)
		top -= 5
	default:
		top = floor - side - 6
		l.signatures(margin, l.Width-margin, top-13)
		top -= 29
	}
	if len(l.paper.Funders) == 0 {
		return top - 7, nil
	}
	text := l.p.T("certificates.paper.funders", "funders", strings.Join(l.paper.Funders, " "+dot+" "))
	set := l.fit(text, italic, 11, 9, 2, min(l.column, 2*(l.middle()-margin-side*l.beside()-4)))
	const leading = 4.6
	top -= 3.5 + float64(len(set.text)-1)*leading
	l.block(l.middle(), top, leading, set, muted)
	return top - 11, nil
}

// footer draws the design's own words upward from y, and gives how much room
// they take.
func (l layout) footer(y float64) float64 {
	const leading = 3.7
	set := l.fit(l.words.Footer, italic, 11, 10.5, 3, l.column-10)
	height := float64(len(set.text)-1) * leading
	l.block(l.middle(), y-height, leading, set, muted)
	return height + 5.5
}

// verification says how the paper is verified, and gives how far to the right
// that reaches.
func (l layout) verification(x, top float64, address string) float64 {
	return max(
		l.label(x, top+8.5, l.p.T("certificates.paper.verify")),
		l.at(x, top+14, plain, 8, ink, shown(address)),
		l.at(x, top+19.5, plain, 8, ink, l.p.T("certificates.paper.code", "code", groupCode(l.paper.VerifyCode))),
	)
}

// dates says which paper it is and since when, and gives how far to the left
// that reaches.
func (l layout) dates(x, top float64) float64 {
	reach := min(
		l.labelRight(x, top+8.5, l.p.T("certificates.paper.serial")),
		l.atRight(x, top+14, plain, 10.5, ink, l.paper.Serial),
		l.atRight(x, top+19.5, plain, 8, ink, l.p.T("certificates.paper.issued", "date", l.p.LongDate(l.paper.IssuedOn))),
	)
	if l.paper.ValidUntil != nil {
		until := l.p.T("certificates.paper.valid_until", "date", l.p.LongDate(*l.paper.ValidUntil))
		reach = min(reach, l.atRight(x, top+24.5, plain, 8, l.warm, until))
	}
	return reach
}

// signatures draws the signatures beside one another, each over its line.
func (l layout) signatures(from, to, y float64) {
	const gap, widest, above = 7.0, 62.0, 14.0
	n := float64(len(l.Signatures))
	width := min((to-from-gap*(n-1))/n, widest)
	x := (from+to)/2 - (width*n+gap*(n-1))/2
	for _, one := range l.Signatures {
		if picture, ok := l.Pictures[one.ImageID]; ok {
			l.within(picture, x+width*0.08, y-0.8, width*0.84, above)
		}
		l.Pen(l.deep, 0.25)
		l.Line(x, y, x+width, y)
		name := l.fit(one.Name, upright, 11, 9.5, 2, width)
		l.block(x+width/2, y+4.2, 3.7, name, ink)
		position := l.fit(one.Position, italic, 9.5, 8.5, 2, width)
		l.block(x+width/2, y+4.2+float64(len(name.text))*3.7+0.2, 3.3, position, muted)
		x += width + gap
	}
}

// shown is an address as it is read aloud: without its scheme and its code.
func shown(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	if i := strings.LastIndexByte(rest, '/'); i > 0 {
		rest = rest[:i]
	}
	return rest
}
