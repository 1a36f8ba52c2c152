package analytics

// Of a whole country each fact has to fit into a few bytes: what says the same on many of them is kept once, and
// what belongs to one person lies together.

// words numbers words in the order in which they come.
type words struct {
	numbers map[string]int32
	list    []string
}

func (w *words) number(word []byte) int32 {
	if n, known := w.numbers[string(word)]; known {
		return n
	}
	return w.add(string(word))
}

func (w *words) numberOf(word string) int32 {
	if n, known := w.numbers[word]; known {
		return n
	}
	return w.add(word)
}

func (w *words) add(word string) int32 {
	if w.numbers == nil {
		w.numbers = map[string]int32{}
	}
	n := int32(len(w.list)) //nolint:gosec // memory would be full long before
	w.numbers[word], w.list = n, append(w.list, word)
	return n
}

// texts are kept one after the other.
type texts []byte

// text is where one of them is.
type text struct{ at, length uint32 }

func (t *texts) add(word []byte) text {
	one := text{uint32(len(*t)), uint32(len(word))} //nolint:gosec // four gigabytes of identifiers are not held in memory
	*t = append(*t, word...)
	return one
}

func (t texts) of(one text) string { return string(t[one.at : one.at+one.length]) }

// shelf holds things of many owners, who are numbered.
type shelf[T any] struct {
	all    []T
	owners []int32 // of each, until they are arranged
	begins []int32 // where those of an owner begin, afterwards
}

func (s *shelf[T]) put(owner int32, one T) {
	s.all, s.owners = append(s.all, one), append(s.owners, owner)
}

// arrange puts the things of an owner together, in the order in which they came; number is what an owner is called from then on.
func (s *shelf[T]) arrange(owners int, number func(int32) int32) {
	s.begins = make([]int32, owners+1)
	for i, owner := range s.owners {
		s.owners[i] = number(owner)
		s.begins[s.owners[i]+1]++
	}
	for i := range owners {
		s.begins[i+1] += s.begins[i]
	}
	next, all := append([]int32(nil), s.begins...), make([]T, len(s.all))
	for i, owner := range s.owners {
		all[next[owner]] = s.all[i]
		next[owner]++
	}
	s.all, s.owners = all, nil
}

// of gives what belongs to an owner.
func (s *shelf[T]) of(owner int32) []T { return s.all[s.begins[owner]:s.begins[owner+1]] }
