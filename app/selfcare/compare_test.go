package selfcare

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// year is one half year as whoever publishes sees it: who answered, where, and what was told of it.
type year struct {
	at   map[string]int // by person, the region
	told map[string]bool
}

const regionsOfTest = 4

func (y year) cells() (whole Cell, parts []Cell) {
	byRegion := make([]map[string]bool, regionsOfTest)
	for i := range byRegion {
		byRegion[i] = map[string]bool{}
	}
	n := 0
	for _, id := range ids(200) { // in order, so that a failure repeats
		if region, answers := y.at[id]; answers {
			byRegion[region][id] = n%3 == 0
			n++
		}
	}
	for i, heavy := range byRegion {
		if len(heavy) > 0 {
			parts = append(parts, Cell{Group: fmt.Sprint("r", i), Heavy: heavy})
		}
	}
	return wholeOf(parts), parts
}

func ids(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("p%03d", i))
	}
	return all
}

// atoms are the smallest groups of which the sum can be reckoned: what was told, and what is left.
func (y year) atoms() (atoms []map[string]bool) {
	whole, parts := y.cells()
	var shown []Cell
	for _, part := range parts {
		if y.told[part.Group] {
			shown = append(shown, part)
			atoms = append(atoms, part.Heavy)
		}
	}
	if rest := remainder(whole, shown); y.told[""] && len(rest.Heavy) > 0 {
		atoms = append(atoms, rest.Heavy)
	}
	return atoms
}

// remembered is what is known of it later, when some have deleted their check-ins.
func (y year) remembered(deleted map[string]bool) (told []Earlier) {
	for _, atom := range y.atoms() {
		one := Earlier{People: len(atom)}
		for id := range atom {
			if !deleted[id] {
				one.Still = append(one.Still, id)
			}
		}
		told = append(told, one)
	}
	return told
}

// sums gives all people who are in some of the atoms, for every choice of them but none.
func sums(atoms []map[string]bool) (all []map[string]bool) {
	for chosen := 1; chosen < 1<<len(atoms); chosen++ {
		sum := map[string]bool{}
		for i, atom := range atoms {
			for id := range atom {
				if chosen>>i&1 == 1 {
					sum[id] = true
				}
			}
		}
		all = append(all, sum)
	}
	return all
}

// Whatever is told in three half years, while people come, go, move, delete their check-ins and answer again: no
// sum of one is about the people of a sum of another but for one to ten.
func TestNoSubtractionBetweenHalfYearsTellsOfAFew(t *testing.T) {
	compared, differ := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		first := year{at: map[string]int{}}
		for _, id := range ids(rapid.IntRange(11, 120).Draw(t, "people")) {
			first.at[id] = rapid.IntRange(0, regionsOfTest-1).Draw(t, "region")
		}
		years := []year{first}
		deleted := []map[string]bool{{}, {}, {}}
		for n := range 3 {
			y := &years[n]
			var before [][]Earlier
			for past := range n {
				before = append(before, years[past].remembered(deleted[past]))
			}
			whole, parts := y.cells()
			y.told = Suppress(whole, parts, before)
			if n == 2 {
				break
			}
			next := year{at: map[string]int{}}
			moves := rapid.SampledFrom([]string{"nobody", "few", "a group", "many"}).Draw(t, "moves")
			from, to := rapid.IntRange(0, regionsOfTest-1).Draw(t, "from"), rapid.IntRange(-1, regionsOfTest-1).Draw(t, "to")
			take := map[string]int{"nobody": 0, "few": rapid.IntRange(1, 10).Draw(t, "few"), "a group": rapid.IntRange(11, 25).Draw(t, "group"), "many": 200}[moves]
			for _, id := range ids(120) {
				region, answers := y.at[id]
				switch {
				case !answers:
				case region == from && take > 0:
					take--
					if to >= 0 {
						next.at[id] = to
					}
				default:
					next.at[id] = region
				}
			}
			for i, id := range ids(200)[120+40*n : 120+40*n+rapid.SampledFrom([]int{0, 0, 0, 3, 12, 40}).Draw(t, "new")] {
				next.at[id] = []int{from, i % regionsOfTest}[i%2]
			}
			for range rapid.SampledFrom([]int{0, 0, 0, 1, 4, 15}).Draw(t, "deletions") {
				id := fmt.Sprintf("p%03d", rapid.IntRange(0, 119).Draw(t, "who"))
				for past := range n + 1 {
					deleted[past][id] = true
				}
				if rapid.Bool().Draw(t, "is gone") {
					delete(next.at, id)
				}
			}
			years = append(years, next)
		}
		for later := range years {
			for past := range later {
				for _, now := range sums(years[later].atoms()) {
					for _, then := range sums(years[past].atoms()) {
						came, left := without(now, then), without(then, now)
						if came == len(now) {
							continue // other people altogether
						}
						compared++
						if came+left > 0 {
							differ++
						}
						if n := came + left; n > 0 && n < Smallest {
							t.Fatalf("half years %d and %d tell of %d who came and %d who left", past, later, came, left)
						}
					}
				}
			}
		}
	})
	if compared == 0 || differ == 0 {
		t.Errorf("%d sums were compared, %d differed: nothing is shown by this", compared, differ)
	}
}

func without(these, those map[string]bool) (n int) {
	for id := range these {
		if !those[id] {
			n++
		}
	}
	return n
}
