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
// parts, which share nobody. before has, by group, the people of the last
// half year whose figure was told.
//
//   - A figure is told when at least [Smallest] people share it and neither none nor all
//     of their check-ins weigh heavily.
//   - It is not told when the people are those of the last told figure but for a few (one to ten
//     who came, or who went): the difference would be about those few.
//   - What is left when the told parts are taken from the whole must be such a figure too, or
//     nothing. Until it is, the smallest told part is kept back as well.
func Suppress(whole Cell, parts []Cell, before map[string][]string) map[string]bool {
	told := map[string]bool{}
	may := func(c Cell) bool { return tellable(len(c.Heavy), c.heavy()) && !nearly(c.Heavy, before[c.Group]) }
	told[whole.Group] = may(whole)
	var shown []Cell
	for _, part := range parts {
		if may(part) {
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
	for told[whole.Group] && len(shown) > 0 {
		people, heavy := len(whole.Heavy), whole.heavy()
		for _, part := range shown {
			people, heavy = people-len(part.Heavy), heavy-part.heavy()
		}
		if people == 0 || (tellable(people, heavy) && len(parts)-len(shown) >= 2) {
			break
		}
		shown = shown[:len(shown)-1]
	}
	for _, part := range shown {
		told[part.Group] = true
	}
	return told
}

// nearly tells whether those who answer now are those of before but for a few.
func nearly(now map[string]bool, before []string) bool {
	if len(before) == 0 {
		return false
	}
	stayed := 0
	for _, id := range before {
		if _, here := now[id]; here {
			stayed++
		}
	}
	few := func(n int) bool { return n > 0 && n < Smallest }
	return stayed > 0 && (few(len(now)-stayed) || few(len(before)-stayed))
}
