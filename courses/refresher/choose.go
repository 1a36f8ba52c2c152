package refresher

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// The size of a set.
const (
	Fewest = 3
	Most   = 5
)

// Question is something that a person can be asked.
type Question struct {
	ID         string
	Competency string
	Card       Card
	DueIn      int // days until it should be asked; 0 or less: now. Nothing for what was never asked
}

// Choose gives the questions of a set for a person: what is due, the longest due first, then
// what was never asked, by turns of the competencies. Nothing when there are fewer than
// [Fewest]. The same input gives the same set; different people are asked in different order.
func Choose(personID string, all []Question) []Question {
	var due, fresh []Question
	for _, q := range all {
		switch {
		case !q.Card.Known():
			fresh = append(fresh, q)
		case q.DueIn <= 0:
			due = append(due, q)
		}
	}
	slices.SortFunc(due, func(a, b Question) int {
		return cmp.Or(cmp.Compare(a.DueIn, b.DueIn), cmp.Compare(a.ID, b.ID))
	})
	set := slices.Concat(due, byTurns(personID, fresh))
	if len(set) < Fewest {
		return nil
	}
	return set[:min(len(set), Most)]
}

// byTurns mixes questions for a person so that competencies follow one another in turn.
func byTurns(personID string, list []Question) []Question {
	slices.SortFunc(list, func(a, b Question) int { return cmp.Compare(lot(personID, a.ID), lot(personID, b.ID)) })
	turn, taken := map[string]int{}, map[string]int{}
	for _, q := range list {
		turn[q.ID] = taken[q.Competency]
		taken[q.Competency]++
	}
	slices.SortStableFunc(list, func(a, b Question) int { return cmp.Compare(turn[a.ID], turn[b.ID]) })
	return list
}

func lot(personID, questionID string) string {
	sum := sha256.Sum256([]byte(personID + "\x00" + questionID))
	return hex.EncodeToString(sum[:8])
}
