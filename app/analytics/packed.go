package analytics

import (
	"slices"
	"strings"
)

// Of a whole country each fact has to fit into a few bytes: what says the same on many of them is kept once, and
// what belongs to one person lies together.

// words numbers words in the order in which they come.
type words struct {
	numbers map[string]int32
	list    []string
	after   []int32 // which word came after each the last time; -1: none yet
	last    int32
	block   strings.Builder // what the words are made of: so many small ones would keep the collector of garbage busy
}

// guesses is how many steps along the words that came after one another are tried before a word is looked up: in one table people
// often stand in the order of another, with some left out, and to go along there costs much less.
const guesses = 4

func (w *words) number(word []byte) int32 {
	if len(w.list) == 0 {
		return w.add(string(word))
	}
	guess := w.last
	for range guesses {
		if guess = w.after[guess]; guess < 0 {
			break
		}
		if w.list[guess] == string(word) {
			w.last = guess
			return guess
		}
	}
	n, known := w.numbers[string(word)]
	if !known {
		n = w.add(string(word))
	}
	w.after[w.last], w.last = n, n
	return n
}

func (w *words) numberOf(word string) int32 {
	if n, known := w.numbers[word]; known {
		return n
	}
	return w.add(word)
}

const blockSize = 1 << 16

func (w *words) add(word string) int32 {
	if w.numbers == nil {
		w.numbers = map[string]int32{}
	}
	if w.block.Cap()-w.block.Len() < len(word) {
		w.block = strings.Builder{}
		w.block.Grow(max(len(word), min(blockSize, 64*(len(w.list)+1))))
	}
	begin := w.block.Len()
	w.block.WriteString(word)
	word = w.block.String()[begin:]
	n := int32(len(w.list))
	w.numbers[word], w.list, w.after = n, append(w.list, word), append(w.after, -1)
	return n
}

// texts are kept one after the other.
type texts []byte

// text is where one of them is.
type text struct{ at, length uint32 }

func (t *texts) add(word []byte) text {
	one := text{uint32(len(*t)), uint32(len(word))}
	*t = append(*t, word...)
	return one
}

func (t texts) of(one text) []byte { return t[one.at : one.at+one.length] }

// shelf holds things of many owners, who are numbered.
type shelf[T any] struct {
	parcels []parcel[T] // as they came, until they are arranged
	all     []T         // afterwards
	begins  []int32     // where in all those of an owner begin
}

// parcel is some of the things, so that those that are there need not be moved when more come.
type parcel[T any] struct {
	things []T
	owners []int32 // of each
}

const parcelled = 1 << 14 // how many things are in a parcel

func (s *shelf[T]) put(owner int32, one T) {
	last := len(s.parcels) - 1
	if last < 0 || len(s.parcels[last].things) == parcelled {
		s.parcels = append(s.parcels, parcel[T]{})
		last++
		if last > 0 { // more will come
			s.parcels[last] = parcel[T]{make([]T, 0, parcelled), make([]int32, 0, parcelled)}
		}
	}
	to := &s.parcels[last]
	to.things, to.owners = append(to.things, one), append(to.owners, owner)
}

// arrange puts the things of an owner together, in the order in which they came; number is what an owner is called from then on.
func (s *shelf[T]) arrange(owners int, number func(int32) int32) {
	s.begins = make([]int32, owners+1)
	n := 0
	for _, p := range s.parcels {
		n += len(p.things)
		for i, owner := range p.owners {
			p.owners[i] = number(owner)
			s.begins[p.owners[i]+1]++
		}
	}
	for i := range owners {
		s.begins[i+1] += s.begins[i]
	}
	s.all = make([]T, n)
	next := slices.Clone(s.begins)
	for i, p := range s.parcels {
		for j, owner := range p.owners {
			s.all[next[owner]] = p.things[j]
			next[owner]++
		}
		s.parcels[i] = parcel[T]{}
	}
	s.parcels = nil
}

// of gives what belongs to an owner.
func (s *shelf[T]) of(owner int32) []T { return s.all[s.begins[owner]:s.begins[owner+1]] }
