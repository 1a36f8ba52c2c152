package people

import (
	"strings"
	"unicode"

	"relevo/app/db"
	"relevo/app/people/roster"
)

// Person is somebody who works or worked in an institution. The record stays
// when they move or leave: what they learned belongs to them.
type Person struct {
	ID             string
	DocumentType   string  // "dni", "ce", "passport", "ptp", "other" or "none"
	DocumentNumber *string // nil exactly when the type is "none"
	FirstSurname   string
	SecondSurname  string
	GivenNames     string
	SearchName     string    // roster.Fold of all names, for searching
	Sex            string    // "F", "M", "X" or "" when not known
	BirthYear      *int      // nil when not known
	Language       string    // locale they are best reached in; "" when not known
	Languages      Languages // they speak
	Email          string
	Phone          string
	MergedInto     *string // the record that took this one's place; nil for a person of their own
	CreatedAt      db.Instant
}

// TableName names the table for GORM.
func (Person) TableName() string { return "person" }

// Version names what is said of the person as it is: it is another one after any change.
func (p Person) Version() string { return versionOf(p) }

// FullName is the name as lists show it: "Surnames, Given".
func (p Person) FullName() string {
	surnames := strings.TrimSpace(p.FirstSurname + " " + p.SecondSurname)
	if p.GivenNames == "" {
		return surnames
	}
	return surnames + ", " + p.GivenNames
}

// Document is the number of the identity document; empty when there is none.
func (p Person) Document() string {
	if p.DocumentNumber == nil {
		return ""
	}
	return *p.DocumentNumber
}

// particles stay small inside a surname: Quispe de la Cruz.
var particles = map[string]bool{"de": true, "del": true, "la": true, "las": true, "los": true, "y": true, "e": true}

// properName writes a name as people do. Lists are mostly in capitals, which
// are hard to read; a name that has small letters is left as it is.
func properName(name string) string {
	if name != strings.ToUpper(name) {
		return name
	}
	words := strings.Fields(strings.ToLower(name))
	for i, word := range words {
		if i > 0 && particles[word] {
			continue
		}
		runes, start := []rune(word), true
		for j, r := range runes {
			if start {
				runes[j] = unicode.ToUpper(r)
			}
			start = r == '-' || r == '\''
		}
		words[i] = string(runes)
	}
	return strings.Join(words, " ")
}

// searchName is what SearchName must be.
func (p Person) searchName() string {
	return roster.Fold(p.FirstSurname + " " + p.SecondSurname + " " + p.GivenNames)
}
