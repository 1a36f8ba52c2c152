package certificates

import (
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

func TestSerialNoticesEveryWrongCharacter(t *testing.T) {
	d := dbtest.SQLite(t)
	seen := map[string]bool{}
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for range 200 {
			serial := newSerial(tx)
			if seen[serial] {
				t.Fatalf("%s was made twice", serial)
			}
			seen[serial] = true
			if got, ok := ParseSerial(serial); !ok || got != serial {
				t.Fatalf("ParseSerial(%s) = %q, %v", serial, got, ok)
			}
			for at := len("RLV-"); at < len(serial)-2; at++ {
				for _, other := range crockford {
					wrong := serial[:at] + string(other) + serial[at+1:]
					if serial[at] == '-' || wrong == serial {
						continue
					}
					if got, ok := ParseSerial(wrong); ok {
						t.Fatalf("%s for %s was read as %s", wrong, serial, got)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSerialAsPeopleTypeIt(t *testing.T) {
	const random = "10ABC01XYZ"
	check := string(checkCharacter("RLV2026" + random))
	want := "RLV-2026-10ABC-01XYZ-" + check
	for _, typed := range []string{
		want, strings.ToLower(want), strings.ReplaceAll(want, "-", ""), strings.ReplaceAll(want, "-", " "),
		"RLV-2026-lOABC-oIXYZ-" + check, " " + want + "\n",
	} {
		if got, ok := ParseSerial(typed); !ok || got != want {
			t.Errorf("ParseSerial(%q) = %q, %v; want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "RLV", "RLV-2026-10ABC-01XYZ", "ABC-2026-10ABC-01XYZ-" + check, "RLV-2O26-10ABC-01XYZ-" + check, "RLV-2026-10ABU-01XYZ-" + check} {
		if got, ok := ParseSerial(typed); ok {
			t.Errorf("ParseSerial(%q) = %q, want none", typed, got)
		}
	}
}

// The published example of ISO 7064 MOD 37,36: the Global Release Identifier
// A1-2425G-ABC1234002 has the check character M.
func TestCheckCharacterIsISO7064(t *testing.T) {
	if got := checkCharacter("A12425GABC1234002"); got != 'M' {
		t.Errorf("check character %c, want M", got)
	}
}

func TestCodeAsPeopleTypeIt(t *testing.T) {
	const code = "abcdefghijklmnop2345"
	for _, typed := range []string{code, strings.ToUpper(code), "abcde fghij klmno p2345", "abcde-fghij-klmno-p2345"} {
		if got, ok := ParseCode(typed); !ok || got != code {
			t.Errorf("ParseCode(%q) = %q, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", code[1:], code + "a", "abcdefghijklmnop2340", "'; DROP TABLE x; --ab"} {
		if _, ok := ParseCode(typed); ok {
			t.Errorf("ParseCode(%q) was taken for a code", typed)
		}
	}
}
