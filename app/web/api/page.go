package api

import (
	"slices"
	"strings"

	"relevo/app/fault"
)

const (
	usualLimit   = 50
	largestLimit = 200
)

// Paging says which part of a list is asked for.
type Paging struct {
	After string `form:"after" doc:"The place in the list to go on from: what next said of the part before. Empty: from the beginning."`
	Limit int    `form:"limit" doc:"How many at most, 1 to 200; 50 when left out."`
}

// Most is how many are asked for.
func (p Paging) Most() (int, error) {
	switch {
	case p.Limit == 0:
		return usualLimit, nil
	case p.Limit < 0 || p.Limit > largestLimit:
		return 0, fault.OnField("limit", "api.limit", "max", largestLimit)
	}
	return p.Limit, nil
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Pass it as after to read on; left out at the end of the list."`
}

func (p Page[T]) next() string { return p.Next }

// Cut gives the part of a list that is asked for, in the order of the keys, which tell the list's things apart and never change.
func Cut[F, T any](list []F, p Paging, key func(F) string, as func(F) T) (Page[T], error) {
	most, err := p.Most()
	if err != nil {
		return Page[T]{}, err
	}
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(a, b F) int { return strings.Compare(key(a), key(b)) })
	sorted = slices.DeleteFunc(sorted, func(one F) bool { return p.After != "" && key(one) <= p.After })
	return First(sorted, most, key, as), nil
}

// First gives the beginning of what is left of a list, at most so many.
func First[F, T any](left []F, most int, key func(F) string, as func(F) T) Page[T] {
	next := ""
	if len(left) > most {
		left = left[:most]
		next = key(left[most-1])
	}
	return Page[T]{Items: Each(left, as), Next: next}
}

// Each makes what is answered of each thing in a list; an empty list is [] and not null.
func Each[F, T any](list []F, as func(F) T) []T {
	out := make([]T, len(list))
	for i, one := range list {
		out[i] = as(one)
	}
	return out
}
