package question

import "relevo/assessments"

// Answer is what a form says that was answered to a question: the options chosen, the text
// typed, and by sent, which gives what a field holds, the pairs and blanks.
func Answer(item assessments.PaperItem, options []string, text string, sent func(field string) string) assessments.Value {
	value := assessments.Value{Options: options, Text: text}
	for _, key := range matchKeys(item) {
		if choice := sent(MatchField(key)); choice != "" {
			if value.Matches == nil {
				value.Matches = map[string]string{}
			}
			value.Matches[key] = choice
		}
	}
	return value
}

// matchKeys are the keys that the answer to a question may have in its matches.
func matchKeys(item assessments.PaperItem) []string {
	var keys []string
	for _, prompt := range item.Prompts {
		keys = append(keys, prompt.ID)
	}
	for _, blank := range item.Blanks {
		keys = append(keys, blank.ID)
	}
	switch item.Kind {
	case assessments.Ordering:
		for _, o := range item.Options {
			keys = append(keys, o.ID)
		}
	case assessments.Situational:
		keys = append(keys, assessments.Best, assessments.Worst)
	}
	return keys
}
