package selfcare

import "strconv"

// Questionnaire is what people are asked and how the answers are read.
type Questionnaire struct {
	Title    string   `json:"title"`
	Language string   `json:"language"` // "es"; empty: the texts are catalogue keys
	Credit   string   `json:"credit"`   // who made it, and where it is found
	Licence  string   `json:"licence"`  // under which it may be used, in its own words
	Intro    string   `json:"intro"`    // read before the first question
	Options  []Option `json:"options"`  // what can be answered to each item
	Items    []string `json:"items"`
	Scales   []Scale  `json:"scales"`
}

// Option is one possible answer and what it counts.
type Option struct {
	Label string `json:"label"`
	Value int    `json:"value"`
}

// Scale adds up some of the answers.
type Scale struct {
	Name     string `json:"name"`
	Items    []int  `json:"items"`    // counted from 1
	Reversed []int  `json:"reversed"` // those of them where much is good and little is not, or the other way round
	Bands    []Band `json:"bands"`    // from the lowest sum upwards
}

// Band is a range of sums, up to where the next begins.
type Band struct {
	From  int    `json:"from"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Heavy bool   `json:"heavy"` // help is offered in words
}

// OwnName is the default questionnaire's name in what is kept. Another wording gets another name.
const OwnName = "own.1"

// ownItems is how many questions the default has; those where much is good are reversed.
const ownItems = 7

// Own is the default. Its texts are in the catalogue. The limits of its bands (0–9, 10–16, 17–28)
// divide the range roughly in three: a convention, not a finding.
func Own() Questionnaire {
	q := Questionnaire{Title: "selfcare.own.title", Credit: "selfcare.own.credit", Intro: "selfcare.own.intro"} //nolint:gosec // keys of the catalogue
	for value := range 5 {
		q.Options = append(q.Options, Option{Label: "selfcare.own.option." + strconv.Itoa(value), Value: value})
	}
	scale := Scale{Name: "selfcare.own.scale", Reversed: []int{1, 6, 7}, Bands: []Band{
		{From: 0, Title: "selfcare.own.light", Text: "selfcare.own.light.text"},
		{From: 10, Title: "selfcare.own.middle", Text: "selfcare.own.middle.text"},
		{From: 17, Title: "selfcare.own.heavy", Text: "selfcare.own.heavy.text", Heavy: true},
	}}
	for i := range ownItems {
		q.Items = append(q.Items, "selfcare.own.item."+strconv.Itoa(i+1))
		scale.Items = append(scale.Items, i+1)
	}
	q.Scales = []Scale{scale}
	return q
}

// Outcome is what the answers to one scale add up to.
type Outcome struct {
	Scale    Scale
	Sum      int
	Min, Max int // the least and the most that it can be
	Band     Band
}

// Outcomes adds up the answers, one value for each item.
func (q Questionnaire) Outcomes(answers []int) (all []Outcome) {
	low, high := q.ends()
	for _, s := range q.Scales {
		o := Outcome{Scale: s, Min: low * len(s.Items), Max: high * len(s.Items)}
		reversed := map[int]bool{}
		for _, item := range s.Reversed {
			reversed[item] = true
		}
		for _, item := range s.Items {
			value := answers[item-1]
			if reversed[item] {
				value = low + high - value
			}
			o.Sum += value
		}
		for _, band := range s.Bands {
			if o.Sum >= band.From {
				o.Band = band
			}
		}
		all = append(all, o)
	}
	return all
}

// ends are the least and the most that an answer counts.
func (q Questionnaire) ends() (low, high int) {
	low, high = q.Options[0].Value, q.Options[0].Value
	for _, o := range q.Options {
		low, high = min(low, o.Value), max(high, o.Value)
	}
	return low, high
}

// answered tells whether there is an answer to each item, out of the options.
func (q Questionnaire) answered(answers []int) bool {
	if len(answers) != len(q.Items) {
		return false
	}
	for _, value := range answers {
		if !q.offers(value) {
			return false
		}
	}
	return true
}

func (q Questionnaire) offers(value int) bool {
	for _, o := range q.Options {
		if o.Value == value {
			return true
		}
	}
	return false
}
