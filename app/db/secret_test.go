package db_test

import (
	"testing"

	"relevo/app/db"
)

// Tokens of logins, links and programs are made of these: 128 bits each, as ASVS asks, and never the same.
func TestSecretsAreLongAndNeverTheSame(t *testing.T) {
	seen, letters := map[string]bool{}, map[rune]int{}
	for range 10_000 {
		secret := db.NewSecret()
		if len(secret) != 26 || seen[secret] {
			t.Fatalf("%q: %d characters, seen before: %v", secret, len(secret), seen[secret])
		}
		seen[secret] = true
		for _, letter := range secret[:25] { // of the last, two bits are none
			letters[letter]++
		}
	}
	for letter, n := range letters {
		if len(letters) != 32 || n < 250_000/32*9/10 || n > 250_000/32*11/10 {
			t.Fatalf("%d letters, and %q is there %d times", len(letters), letter, n)
		}
	}
}
