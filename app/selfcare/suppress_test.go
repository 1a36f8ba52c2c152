package selfcare

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// group makes a cell of people named after it, the first of whom carry a great deal.
func group(name string, people, heavy int) Cell {
	c := Cell{Group: name, Heavy: map[string]bool{}}
	for i := range people {
		c.Heavy[fmt.Sprintf("%s%d", name, i)] = i < heavy
	}
	return c
}

func wholeOf(parts []Cell) Cell {
	whole := Cell{Heavy: map[string]bool{}}
	for _, part := range parts {
		for id, heavy := range part.Heavy {
			whole.Heavy[id] = heavy
		}
	}
	return whole
}

func TestSuppress(t *testing.T) {
	for name, c := range map[string]struct {
		parts  []Cell
		before [][]Earlier
		want   string // the groups told, "all" for the whole programme
	}{
		"ten are too few":                         {[]Cell{group("a", 10, 5)}, nil, ""},
		"eleven are enough":                       {[]Cell{group("a", 11, 5)}, nil, "all a"},
		"none is not told":                        {[]Cell{group("a", 30, 0)}, nil, ""},
		"all are not told":                        {[]Cell{group("a", 30, 30)}, nil, ""},
		"both parts, nothing is left":             {[]Cell{group("a", 20, 5), group("b", 15, 5)}, nil, "all a b"},
		"the one left over takes another with it": {[]Cell{group("a", 20, 5), group("b", 15, 5), group("c", 3, 1)}, nil, "all a"},
		"two left over, of enough people":         {[]Cell{group("a", 20, 5), group("b", 9, 3), group("c", 8, 1)}, nil, "all a"},
		"two left over, of too few":               {[]Cell{group("a", 20, 5), group("b", 3, 1), group("c", 2, 1)}, nil, "all"},
		"two left over, none of whom":             {[]Cell{group("a", 20, 5), group("b", 30, 0), group("c", 8, 0)}, nil, "all"},
		"the same people again":                   {[]Cell{group("a", 11, 5)}, then("a", 11), "all a"},
		"one more than last time":                 {[]Cell{group("a", 12, 5)}, then("a", 11), ""},
		"one fewer than last time":                {[]Cell{group("a", 11, 5)}, then("a", 12), ""},
		"eleven more than last time":              {[]Cell{group("a", 22, 5)}, then("a", 11), "all a"},
		"three deleted theirs since":              {[]Cell{group("a", 17, 5)}, [][]Earlier{{{People: 20, Still: names("a", 17)}}}, ""},
		"three deleted, and twelve left":          {[]Cell{group("a", 17, 5)}, [][]Earlier{{{People: 32, Still: names("a", 29)}}}, "all a"},
		"what was left over has one more":         {[]Cell{group("a", 40, 5), group("b", 9, 3), group("c", 9, 1)}, [][]Earlier{{{People: 20, Still: names("a", 20)}, {People: 17, Still: append(names("b", 8), names("c", 9)...)}}}, "all"},
		"two exchange people, and three come":     {[]Cell{group("a", 40, 5), group("b", 40, 5)}, [][]Earlier{{{People: 38, Still: append(names("a", 25), names("b", 13)...)}, {People: 39, Still: append(names("a", 37)[25:], names("b", 40)[13:]...)}}}, "a"},
		"other people than last time":             {[]Cell{group("a", 11, 5)}, then("b", 11), "all a"},
	} {
		told := Suppress(wholeOf(c.parts), c.parts, c.before)
		var got []string
		if told[""] {
			got = append(got, "all")
		}
		for _, part := range c.parts {
			if told[part.Group] {
				got = append(got, part.Group)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: told %q, want %q", name, got, c.want)
		}
	}
}

// then is an earlier half year in which one group was told, all of whose check-ins are still there.
func then(group string, people int) [][]Earlier {
	return [][]Earlier{{{People: people, Still: names(group, people)}}}
}

func names(group string, n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("%s%d", group, i))
	}
	return ids
}

// Whatever is told, subtracting gives no figure of a few people, nor one of none or of all.
func TestNoSubtractionTellsOfAFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []Cell
		for i := range rapid.IntRange(1, 7).Draw(t, "parts") {
			people := rapid.IntRange(1, 40).Draw(t, "people")
			parts = append(parts, group(string(rune('a'+i)), people, rapid.IntRange(0, people).Draw(t, "heavy")))
		}
		whole := wholeOf(parts)
		told := Suppress(whole, parts, nil)
		restPeople, restHeavy, hidden := len(whole.Heavy), whole.heavy(), 0
		for _, part := range parts {
			switch {
			case !told[part.Group]:
				hidden++
			case !tellable(len(part.Heavy), part.heavy()):
				t.Fatalf("%s is told: %d of %d", part.Group, part.heavy(), len(part.Heavy))
			default:
				restPeople, restHeavy = restPeople-len(part.Heavy), restHeavy-part.heavy()
			}
		}
		if told[""] && hidden > 0 && (hidden < 2 || !tellable(restPeople, restHeavy)) {
			t.Fatalf("subtracting tells of %d parts: %d of %d", hidden, restHeavy, restPeople)
		}
	})
}

func TestTheOwnQuestionsAddUp(t *testing.T) {
	q := Own()
	for _, c := range []struct {
		answers []int
		sum     int
		heavy   bool
	}{
		{[]int{4, 0, 0, 0, 0, 4, 4}, 0, false},
		{[]int{0, 4, 4, 4, 4, 0, 0}, 28, true},
		{[]int{2, 2, 2, 2, 2, 2, 2}, 14, false},
		{[]int{2, 2, 2, 2, 4, 1, 2}, 17, true},
	} {
		got := q.Outcomes(c.answers)[0]
		if got.Sum != c.sum || got.Band.Heavy != c.heavy || got.Min != 0 || got.Max != 28 {
			t.Errorf("%v: %d of %d to %d, heavy %v", c.answers, got.Sum, got.Min, got.Max, got.Band.Heavy)
		}
	}
}
