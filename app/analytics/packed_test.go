package analytics

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// In whatever order words come, each has one number; in that of an earlier time they are guessed, with some left out and others in between.
func TestWordsAreNumberedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w words
		numbers := map[string]int32{}
		for _, n := range rapid.SliceOf(rapid.IntRange(0, 12)).Draw(t, "words") {
			word := fmt.Sprint("word", n)
			got := w.number([]byte(word))
			if _, known := numbers[word]; !known {
				numbers[word] = int32(len(numbers))
			}
			if got != numbers[word] || w.list[got] != word || w.numberOf(word) != got {
				t.Fatalf("%s is number %d %q, want %d", word, got, w.list[got], numbers[word])
			}
		}
	})
}

// What belongs to one owner lies together, in the order in which it came, in however many parcels.
func TestAShelfIsPutInOrder(t *testing.T) {
	const owners, things = 7, 3*parcelled + 5
	var s shelf[int]
	want := make([][]int, owners)
	for i := range things {
		owner := int32(i * i % owners)
		s.put(owner, i)
		want[(owner+1)%owners] = append(want[(owner+1)%owners], i)
	}
	s.arrange(owners, func(owner int32) int32 { return (owner + 1) % owners })
	for owner := range int32(owners) {
		if got := s.of(owner); !slices.Equal(got, want[owner]) {
			t.Errorf("owner %d has %d things, want %d", owner, len(got), len(want[owner]))
		}
	}
}
