package analytics

import (
	"bytes"
	"cmp"
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/assessments"
)

// scores holds many results in little room.
type scores struct {
	kinds    []scoreKind
	kindOf   map[string]int32
	people   *words
	attempts words
	items    words
	cuts     map[float64]int32
	cutList  []float64
	rows     shelf[score]      // by person
	ids      texts             // of the results
	answers  shelf[itemPoints] // by attempt
	newest   map[string]db.Instant
	of       map[string][]int32 // by competency: which of the rows are believed
	key      []byte
}

// scoreKind is what many results have in common.
type scoreKind struct {
	competency string
	assessment string
	label      string
	form       string // see formKey
	cadre      string
	occasion   measure.Occasion
	turn       int // of the occasion within a day
}

// score is one result.
type score struct {
	value      float64
	id         text
	person     int32
	attempt    int32 // -1: there is none
	day        int32
	kind       int32
	cut        int32
	imported   bool
	superseded bool
}

// itemPoints is what was earned in one item of a competency.
type itemPoints struct {
	points     float64
	item       int32
	competency int32 // among the words of the items
	anchor     bool
}

func newScores(people *words) *scores {
	return &scores{kindOf: map[string]int32{}, people: people, cuts: map[float64]int32{}, newest: map[string]db.Instant{}}
}

func (s *scores) add(r *assessments.ScoreRow) {
	one := score{value: r.Score, id: s.ids.add(r.ID), person: s.people.number(r.PersonID), attempt: -1, day: int32(r.AssessedOn), kind: s.kind(r), imported: r.Imported, superseded: r.Superseded}
	if r.AttemptID != nil {
		one.attempt = s.attempts.number(r.AttemptID)
	}
	cut, known := s.cuts[r.CutScore]
	if !known {
		cut = int32(len(s.cutList))
		s.cuts[r.CutScore], s.cutList = cut, append(s.cutList, r.CutScore)
	}
	one.cut = cut
	if kind := &s.kinds[one.kind]; r.RecordedAt.After(s.newest[kind.competency]) {
		s.newest[kind.competency] = r.RecordedAt
	}
	s.rows.put(one.person, one)
}

// kind finds what the result has in common with others by all these words at once.
func (s *scores) kind(r *assessments.ScoreRow) int32 {
	s.key = s.key[:0]
	for _, word := range [...][]byte{r.CompetencyCode, r.AssessmentID, r.FormLabel, r.Occasion, r.Cadre} {
		s.key = append(append(s.key, word...), 0)
	}
	n, known := s.kindOf[string(s.key)]
	if !known {
		n = int32(len(s.kinds))
		s.kindOf[string(s.key)] = n
		occasion := assessments.Occasion(r.Occasion)
		s.kinds = append(s.kinds, scoreKind{competency: string(r.CompetencyCode), assessment: string(r.AssessmentID), label: string(r.FormLabel), cadre: string(r.Cadre),
			form: formKey(string(r.AssessmentID), string(r.FormLabel)), occasion: measure.Occasion(r.Occasion), turn: slices.Index(assessments.Occasions(), occasion)})
	}
	return n
}

func (s *scores) addPoints(p *assessments.PointsRow) {
	if attempt, known := s.attempts.numbers[string(p.AttemptID)]; known { // of others there is no result
		s.answers.put(attempt, itemPoints{p.Points, s.items.number(p.ItemVersionID), s.items.number(p.CompetencyCode), p.Anchor})
	}
}

// pointsTx reads the points of all items. Which of them stand in the form of an attempt is looked up here: the database would put four
// tables together for each of millions of answers.
func (s *scores) pointsTx(tx *db.Tx) error {
	places, err := assessments.FormPlacesTx(tx)
	if err != nil {
		return err
	}
	forms := map[string]map[string]itemPoints{}
	for _, p := range places {
		if forms[p.FormID] == nil {
			forms[p.FormID] = map[string]itemPoints{}
		}
		forms[p.FormID][p.ItemVersionID] = itemPoints{item: s.items.numberOf(p.ItemVersionID), competency: s.items.numberOf(p.CompetencyCode), anchor: p.Anchor}
	}
	known := int32(len(s.attempts.list))
	taken := make([]map[string]itemPoints, known)
	if err := assessments.EachFormTakenTx(tx, func(attempt, form []byte) {
		if n := s.attempts.number(attempt); n < known { // of others there is no result
			taken[n] = forms[string(form)]
		}
	}); err != nil {
		return err
	}
	return assessments.EachPointsTx(tx, func(attempt, item []byte, points float64) {
		n := s.attempts.number(attempt)
		if n >= known {
			return
		}
		if one, stands := taken[n][string(item)]; stands {
			one.points = points
			s.answers.put(n, one)
		}
	})
}

// arrange brings the results of everybody into the order of records.go, and the answers of an attempt into that of the items, by competency.
func (s *scores) arrange(people int, number func(int32) int32) {
	s.rows.arrange(people, number)
	for person := range people {
		own := s.rows.of(int32(person))
		if !slices.IsSortedFunc(own, s.inOrder) {
			slices.SortFunc(own, s.inOrder)
		}
		for i := range own {
			own[i].person = int32(person)
		}
	}
	byKind := make([][]int32, len(s.kinds))
	s.of = map[string][]int32{}
	for i := range s.rows.all {
		if one := &s.rows.all[i]; !one.superseded {
			byKind[one.kind] = append(byKind[one.kind], int32(i))
		}
	}
	for n, kind := range s.kinds {
		s.of[kind.competency] = append(s.of[kind.competency], byKind[n]...)
	}
	s.answers.arrange(len(s.attempts.list), func(n int32) int32 { return n })
	for attempt := range s.attempts.list {
		own := s.answers.of(int32(attempt))
		slices.SortStableFunc(own, func(a, b itemPoints) int {
			return cmp.Or(cmp.Compare(a.competency, b.competency), cmp.Compare(s.items.list[a.item], s.items.list[b.item]))
		})
	}
}

// inOrder compares by day, within a day as a course goes, and then as they were written down.
func (s *scores) inOrder(a, b score) int {
	if a.day != b.day {
		return cmp.Compare(a.day, b.day)
	}
	if x, y := s.kinds[a.kind].turn, s.kinds[b.kind].turn; x != y {
		return cmp.Compare(x, y)
	}
	return bytes.Compare(s.ids.of(a.id), s.ids.of(b.id))
}

// believed gives the results in a competency in that order, whosesoever they are.
func (s *scores) believed(competency string) []score {
	of := s.of[competency]
	if len(of) == 0 {
		return nil
	}
	first, last := s.rows.all[of[0]].day, s.rows.all[of[0]].day
	for _, i := range of {
		day := s.rows.all[i].day
		first, last = min(first, day), max(last, day)
	}
	turns := int32(len(assessments.Occasions())) + 1
	var days shelf[score] // on which they were assessed, by occasion
	for _, i := range of {
		one := &s.rows.all[i]
		days.put((one.day-first)*turns+int32(s.kinds[one.kind].turn)+1, *one)
	}
	days.arrange(int((last-first+1)*turns), func(n int32) int32 { return n })
	for n := range len(days.begins) - 1 {
		same := days.of(int32(n))
		slices.SortFunc(same, func(a, b score) int { return bytes.Compare(s.ids.of(a.id), s.ids.of(b.id)) })
	}
	return days.all
}

// stamps are what assessments.StampsTx gives, of all that is here.
func (s *scores) stamps() map[string]assessments.Stamp {
	stamps := map[string]*assessments.Stamp{}
	of := make([]*assessments.Stamp, len(s.kinds))
	for i, kind := range s.kinds {
		if stamps[kind.competency] == nil {
			stamps[kind.competency] = &assessments.Stamp{CompetencyCode: kind.competency, RecordedAt: s.newest[kind.competency]}
		}
		of[i] = stamps[kind.competency]
	}
	for person := range len(s.rows.begins) - 1 {
		own := s.rows.of(int32(person))
		for i := range own {
			stamp := of[own[i].kind]
			stamp.Results++
			if own[i].superseded {
				stamp.Superseded++
			}
			if !slices.ContainsFunc(own[:i], func(before score) bool { return of[before.kind] == stamp }) {
				stamp.People++
			}
		}
	}
	out := map[string]assessments.Stamp{}
	for code, stamp := range stamps {
		out[code] = *stamp
	}
	return out
}

// sheet is what an attempt earned in the items of a competency.
type sheet struct {
	row      []float64 // in the order of the items
	anchor   float64   // points in items that stand in both forms
	anchored bool
}

func (s *scores) sheet(attempt int32, competency string) (sheet sheet) {
	code, known := s.items.numbers[competency]
	if attempt < 0 || !known {
		return sheet
	}
	last, own := int32(-1), s.answers.of(attempt)
	for _, a := range own {
		if a.competency != code {
			continue
		}
		if a.item == last { // scored twice
			sheet.row[len(sheet.row)-1] = a.points
		} else {
			if sheet.row == nil {
				sheet.row = make([]float64, 0, len(own))
			}
			sheet.row = append(sheet.row, a.points)
		}
		last = a.item
		if a.anchor {
			sheet.anchor += a.points
			sheet.anchored = true
		}
	}
	return sheet
}
