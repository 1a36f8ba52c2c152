package selfcare

// Earlier is a group of an earlier half year whose figure was told, or the remainder that could be
// reckoned from what was told.
type Earlier struct {
	People int      // as it was told
	Still  []string // those of them whose check-ins are still there
}

// missing is of how many it is not known any more that they were counted: whoever deletes their
// check-ins leaves no trace, and may have answered again since.
func (t Earlier) missing() int { return max(0, t.People-len(t.Still)) }

// added is of how many it seems that they were counted, and cannot be: where they worked was corrected since.
func (t Earlier) added() int { return max(0, len(t.Still)-t.People) }

// flow is how many people go from a group of one half year to a group of another, or come from
// outside or leave: at least so many and at most so many.
type flow struct{ least, most int }

func (f flow) large() bool { return f.least >= Smallest }
func (f flow) none() bool  { return f.most == 0 }

// exposed gives those of the groups, which share nobody, that must not be told because of what was
// told before: there are sums of groups now and of groups then that differ in a few people only.
//
// Groups that share at least [Smallest] people can differ in few only when both are in such sums or
// neither is: they are linked. What is linked is in order when at least so many of its people came from
// outside or left, for then it is in no such sum; or when nobody came, left, or moved to or from what
// is not linked to it, for then it differs in nobody. Anything else is exposed.
func exposed(now []Cell, before [][]Earlier) map[int]bool {
	bad := map[int]bool{}
	for _, then := range before {
		if len(then) > 0 {
			compare(now, then, bad)
		}
	}
	return bad
}

func compare(now []Cell, then []Earlier, bad map[int]bool) {
	between, came, left := flows(now, then)
	linked := newLinks(len(now) + len(then)) // those of now come first
	for t := range then {
		for n := range now {
			if between[t][n].large() {
				linked.join(n, len(now)+t)
			}
		}
	}
	free, open := map[int]bool{}, map[int]bool{} // by what is linked: in no sum of few; not closed
	note := func(i int, f flow) {
		free[linked.of(i)] = free[linked.of(i)] || f.large()
		open[linked.of(i)] = open[linked.of(i)] || !f.none()
	}
	for n := range now {
		note(n, came[n])
	}
	for t := range then {
		note(len(now)+t, left[t])
		for n := range now {
			if linked.of(n) != linked.of(len(now)+t) && !between[t][n].none() {
				open[linked.of(n)], open[linked.of(len(now)+t)] = true, true
			}
		}
	}
	for n := range now {
		if open[linked.of(n)] && !free[linked.of(n)] {
			bad[n] = true
		}
	}
}

// flows counts who moved, by group then and group now, who came and who left. Of those who are missing each
// may have left, or be among those who seem to have come.
func flows(now []Cell, then []Earlier) (between [][]flow, came, left []flow) {
	fresh, missing, added := make([]int, len(now)), 0, 0
	for n, cell := range now {
		fresh[n] = len(cell.Heavy)
	}
	between, left = make([][]flow, len(then)), make([]flow, len(then))
	for t, told := range then {
		between[t] = make([]flow, len(now))
		gone := len(told.Still)
		for n, cell := range now {
			stayed := 0
			for _, id := range told.Still {
				if _, here := cell.Heavy[id]; here {
					stayed++
				}
			}
			between[t][n] = flow{max(0, stayed-told.added()), stayed}
			fresh[n] -= stayed
			gone -= stayed
		}
		left[t] = flow{max(0, gone-told.added()), gone}
		missing, added = missing+told.missing(), added+told.added()
	}
	seem := 0
	for _, n := range fresh {
		seem += n
		came = append(came, flow{n - min(n, missing), n + added})
	}
	for t, told := range then {
		left[t].least += max(0, told.missing()-seem)
		left[t].most += told.missing()
		for n := range now {
			between[t][n].most += min(told.missing(), fresh[n])
		}
	}
	return between, came, left
}

// links holds which of so many things are linked, directly or by others.
type links []int

func newLinks(n int) links {
	l := make(links, n)
	for i := range l {
		l[i] = i
	}
	return l
}

func (l links) of(i int) int {
	for l[i] != i {
		i = l[i]
	}
	return i
}

func (l links) join(a, b int) { l[l.of(a)] = l.of(b) }
