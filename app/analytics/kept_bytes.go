package analytics

import (
	"encoding/binary"
	"errors"

	"relevo/app/people"
)

// bytes writes a series down: the same bytes for the same series. Content is all that is shown of one place, those who are shared
// among them; apart is who these are. Numbers are written as what changed since the month before, which is little.
func (s series) bytes() (content, apart []byte) {
	w, x := make(seriesWriter, 0, 64+400*len(s)), seriesWriter(nil)
	w.count(len(s))
	for _, cadre := range s.cadres() {
		one := s[cadre]
		w.text(string(cadre))
		w.number(one.left.separations)
		w.number(one.left.transfers)
		w.number(one.left.halfDays)
		w.points(one.shown())
		if len(one.shared) == 0 {
			continue
		}
		x.text(string(cadre))
		x.count(len(one.shared))
		for _, p := range one.shared {
			x.text(p.person)
			x.count(p.places)
			x.count(p.met)
			x.count(int(p.there))
			x.points(p.points)
			x.count(len(p.papers))
			for _, paper := range p.papers {
				x.count(paper.from)
				x.count(map[bool]int{true: 1}[paper.here])
			}
		}
	}
	return w, x
}

// shown are the points with those who are shared.
func (s *strand) shown() []amountsOn {
	if len(s.shared) == 0 {
		return s.points
	}
	out := make([]amountsOn, len(s.points))
	for i := range out {
		out[i] = s.at(i)
	}
	return out
}

type seriesWriter []byte

func (w *seriesWriter) count(n int)    { *w = binary.AppendUvarint(*w, uint64(n)) }
func (w *seriesWriter) number(n int64) { *w = binary.AppendVarint(*w, n) }

func (w *seriesWriter) text(s string) {
	w.count(len(s))
	*w = append(*w, s...)
}

func (w *seriesWriter) points(points []amountsOn) {
	w.count(len(points))
	for what := range amounts {
		before := int64(0)
		for _, p := range points {
			w.number(p[what] - before)
			before = p[what]
		}
	}
}

var errNoSeries = errors.New("the kept series cannot be read")

// shownOf reads back what is shown of one place: enough where it is looked at alone, and not to be added to others.
func shownOf(content []byte) (series, error) {
	r := seriesReader{rest: content}
	out := series{}
	for range r.length() {
		cadre, one := people.Cadre(r.text()), &strand{}
		one.left.separations, one.left.transfers, one.left.halfDays = r.number(), r.number(), r.number()
		one.points = r.points()
		out[cadre] = one
	}
	if r.failed || len(r.rest) > 0 {
		return nil, errNoSeries
	}
	return out, nil
}

// seriesOf reads a series back.
func seriesOf(content, apart []byte) (series, error) {
	out, err := shownOf(content)
	r := seriesReader{rest: apart}
	for err == nil && len(r.rest) > 0 {
		one := out[people.Cadre(r.text())]
		if one == nil || r.failed {
			return nil, errNoSeries
		}
		for range r.length() {
			p := shared{person: r.text(), places: r.count(), met: r.count(), there: uint32(r.count())}
			p.points = r.points()
			for range r.length() {
				p.papers = append(p.papers, paper{from: r.count(), here: r.count() == 1})
			}
			if r.failed || len(p.points) != len(one.points) {
				return nil, errNoSeries
			}
			one.shared = append(one.shared, p)
			for i := range one.points {
				one.points[i].subtract(p.at(i))
			}
		}
	}
	if err != nil || r.failed {
		return nil, errNoSeries
	}
	return out, nil
}

type seriesReader struct {
	rest   []byte
	failed bool
}

func (r *seriesReader) take(n int) {
	if n <= 0 {
		r.failed, n = true, len(r.rest)
	}
	r.rest = r.rest[n:]
}

func (r *seriesReader) count() int {
	n, size := binary.Uvarint(r.rest)
	r.take(size)
	if r.failed {
		return 0
	}
	return int(n)
}

// length is a count of what follows, of at least a byte each.
func (r *seriesReader) length() int {
	n := r.count()
	if n < 0 || n > len(r.rest) {
		r.failed = true
		return 0
	}
	return n
}

func (r *seriesReader) number() int64 {
	n, size := binary.Varint(r.rest)
	r.take(size)
	return n
}

func (r *seriesReader) text() string {
	n := r.length()
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

func (r *seriesReader) points() []amountsOn {
	points := make([]amountsOn, r.length())
	for what := range amounts {
		before := int64(0)
		for i := range points {
			before += r.number()
			points[i][what] = before
		}
	}
	return points
}
