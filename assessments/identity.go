package assessments

import (
	"fmt"
	"slices"

	"relevo/app/i18n"
)

// identify gives every option, choice and prompt an identifier that tells nothing
// of the key: the one it has, else that of before's with the same text, else a new one.
func (b *Body) identify(kind Kind, before Body, fresh func() string) {
	if kind == TrueFalse || kind == Confidence {
		return // fixed ones
	}
	used := map[string]bool{}
	for _, o := range b.Options {
		used[o.ID] = true
	}
	pick := func(own string, alike []string) string {
		for _, id := range alike {
			if own == "" && !used[id] {
				own = id
			}
		}
		if own == "" {
			own = fresh()
		}
		used[own] = true
		return own
	}
	known := alike{}
	for _, o := range before.Options {
		known.add(o.Text, o.ID)
	}
	for i, o := range b.Options {
		b.Options[i].ID = pick(o.ID, known.of(o.Text))
	}
	b.identifyBlanks(before, pick)
	known = alike{}
	for _, c := range before.Choices {
		known.add(c.Text, c.ID)
	}
	renamed := map[string]string{}
	for i, c := range b.Choices {
		id := c.ID
		if there := known.of(c.Text); len(there) > 0 && !used[there[0]] {
			id = there[0]
		}
		used[id], renamed[c.ID] = true, id
		b.Choices[i].ID = id
	}
	known = alike{}
	for _, p := range before.Prompts {
		known.add(p.Text, p.ID)
	}
	for i, p := range b.Prompts {
		b.Prompts[i].ID = pick(p.ID, known.of(p.Text))
		b.Prompts[i].ChoiceID = renamed[p.ChoiceID]
	}
}

// alike has the identifiers of what reads the same, in their order.
type alike map[string][]string

func (a alike) add(t i18n.Text, id string) { a[textKey(t)] = append(a[textKey(t)], id) }

func (a alike) of(t i18n.Text) []string { return a[textKey(t)] }

func textKey(t i18n.Text) string { return fmt.Sprint(map[i18n.Locale]string(t)) } // maps print in the order of their keys

// orderChoices puts what prompts go with in the order of the prompts, distractors last:
// people see them in an order of their own.
func (b *Body) orderChoices() {
	place := map[string]int{}
	for _, p := range b.Prompts {
		if _, known := place[p.ChoiceID]; !known {
			place[p.ChoiceID] = len(place) - len(b.Prompts)
		}
	}
	slices.SortStableFunc(b.Choices, func(x, y Choice) int { return place[x.ID] - place[y.ID] })
}
