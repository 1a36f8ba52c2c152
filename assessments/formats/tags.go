package formats

import (
	"strings"
	"unicode"
)

// CategoryPath is the path of a category without Moodle's own beginnings ("$course$/top/").
func CategoryPath(path string) string {
	var parts []string
	for i, part := range strings.Split(strings.TrimSpace(path), "/") {
		part = strings.TrimSpace(part)
		if part == "" || (i == 0 && strings.HasPrefix(part, "$") && strings.HasSuffix(part, "$")) || (part == "top" && len(parts) == 0) {
			continue
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "/")
}

// Tags reads "name: value name: value" of comment lines; a value is the words up to
// the next name.
func Tags(comments []string) map[string]string {
	words := map[string][]string{}
	for _, comment := range comments {
		name := ""
		for _, word := range strings.Fields(comment) {
			if next, ok := strings.CutSuffix(word, ":"); ok && tagName(next) {
				name = strings.ToLower(next)
				words[name] = nil
			} else if name != "" {
				words[name] = append(words[name], word)
			}
		}
	}
	found := make(map[string]string, len(words))
	for name, value := range words {
		found[name] = strings.Join(value, " ")
	}
	return found
}

func tagName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsLetter(c) && c != '_' && c != '-' })
}
