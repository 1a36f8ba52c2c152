package selfcare

import "slices"

// Smallest is how many people must share a figure for it to be told.
const Smallest = 11

// Cell is what one group answered in one half year. A group of no name is the whole programme.
type Cell struct {
	Group string
	Heavy map[string]bool // by person: whether their check-in weighs heavily
}

func (c Cell) heavy() (n int) {
	for _, is := range c.Heavy {
		if is {
			n++
		}
	}
	return n
}

// tellable is whether people share this figure who are many enough, and not all the same: a share
// of none or of all tells what each of them answered.
func tellable(people, heavy int) bool {
	return people >= Smallest && heavy > 0 && heavy < people
}

// Suppress gives the names of the groups whose figure may be told, of the whole programme and its
// parts, which share nobody. before has what was told of each earlier half year that is compared.
//
//   - A figure is told when at least [Smallest] people share it and neither none nor all
//     of their check-ins weigh heavily.
//   - What is left when the told parts are taken from the whole must be such a figure too, or
//     nothing. Until it is, the smallest told part is kept back as well.
//   - No sum of what is told, or of what is left, is of the people of such a sum of an earlier half
//     year but for a few: the difference would be about those few ([exposed]). Until that is so,
//     the smallest part that is concerned is kept back; when the remainder itself is, the smallest
//     of all, and in the end the whole.
func Suppress(whole Cell, parts []Cell, before [][]Earlier) map[string]bool {
	var shown []Cell
	for _, part := range parts {
		if tellable(len(part.Heavy), part.heavy()) {
			shown = append(shown, part)
		}
	}
	// The smallest are last, and of two alike the later name.
	slices.SortFunc(shown, func(a, b Cell) int {
		if d := len(b.Heavy) - len(a.Heavy); d != 0 {
			return d
		}
		if a.Group < b.Group {
			return -1
		}
		return 1
	})
	told := map[string]bool{}
	if tellable(len(whole.Heavy), whole.heavy()) {
		if some, ok := besideWhole(whole, slices.Clone(shown), len(parts), before); ok {
			told[whole.Group] = true
			shown = some
		}
	}
	if !told[whole.Group] {
		shown = alone(shown, before)
	}
	for _, part := range shown {
		told[part.Group] = true
	}
	return told
}

// besideWhole gives which parts may be told when the whole is, and whether the whole may.
func besideWhole(whole Cell, shown []Cell, parts int, before [][]Earlier) ([]Cell, bool) {
	for {
		rest := remainder(whole, shown)
		some := len(rest.Heavy) > 0
		atoms := shown
		if some {
			atoms = append(slices.Clone(shown), rest)
		}
		bad := exposed(atoms, before)
		last := lastOf(shown, bad)
		restBad := some && (bad[len(shown)] || (len(shown) > 0 && (!tellable(len(rest.Heavy), rest.heavy()) || parts-len(shown) < 2)))
		switch {
		case last >= 0:
			shown = slices.Delete(shown, last, last+1)
		case !restBad:
			return shown, true
		case len(shown) == 0:
			return nil, false
		default:
			shown = shown[:len(shown)-1]
		}
	}
}

// alone gives which parts may be told when the whole is not.
func alone(shown []Cell, before [][]Earlier) []Cell {
	for {
		last := lastOf(shown, exposed(shown, before))
		if last < 0 {
			return shown
		}
		shown = slices.Delete(shown, last, last+1)
	}
}

// lastOf is the place of the last part that is concerned, -1 when none is.
func lastOf(shown []Cell, bad map[int]bool) int {
	for i := len(shown) - 1; i >= 0; i-- {
		if bad[i] {
			return i
		}
	}
	return -1
}

// remainder is what is left of the whole.
func remainder(whole Cell, shown []Cell) Cell {
	rest := Cell{Heavy: map[string]bool{}}
	for id, heavy := range whole.Heavy {
		rest.Heavy[id] = heavy
	}
	for _, part := range shown {
		for id := range part.Heavy {
			delete(rest.Heavy, id)
		}
	}
	return rest
}
