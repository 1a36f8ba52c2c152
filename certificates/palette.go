package certificates

// Accent is the colour in which a paper is set, of a few that are deep enough
// for a grey printer and go with the second colour beside them.
type Accent string

// The accents.
const (
	Teal     Accent = "teal" // relevo's own
	Blue     Accent = "blue"
	Wine     Accent = "wine"
	Green    Accent = "green"
	Graphite Accent = "graphite"
)

// Accents lists the accents in the order they are offered.
var Accents = []Accent{Teal, Blue, Wine, Green, Graphite}

// palette is the colours of a paper.
type palette struct {
	deep colour // titles and the frame
	pale colour // the one strand of the braid
	warm colour // the other, rules and labels
}

// relevo's own colours, in which its sign is always drawn.
var (
	teal    = colour{11, 79, 76}
	midTeal = colour{62, 140, 134}
	clay    = colour{178, 84, 52}
)

// The colours of what is the same on every paper.
var (
	ink   = colour{33, 45, 46}
	muted = colour{92, 105, 105}
)

var palettes = map[Accent]palette{
	Teal:     {deep: teal, pale: colour{124, 172, 168}, warm: clay},
	Blue:     {deep: colour{24, 56, 104}, pale: colour{138, 164, 202}, warm: colour{160, 104, 30}},
	Wine:     {deep: colour{108, 26, 46}, pale: colour{202, 156, 164}, warm: colour{146, 106, 38}},
	Green:    {deep: colour{28, 78, 50}, pale: colour{142, 182, 154}, warm: clay},
	Graphite: {deep: colour{48, 56, 62}, pale: colour{160, 168, 174}, warm: clay},
}

// palette is that of the accent; relevo's own for one that is not known.
func (a Accent) palette() palette {
	if p, ok := palettes[a]; ok {
		return p
	}
	return palettes[Teal]
}
