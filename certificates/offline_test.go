package certificates

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/certificates/signature"
)

// keys is one ring for all tests, with keys for the programme and for a centre: making
// them takes a while.
var keys = sync.OnceValue(func() *signature.Ring {
	ring, err := signature.Memory(dbtest.Start, "", "CASA")
	if err != nil {
		panic(err)
	}
	return ring
})

func issuer(t *testing.T) signature.IssuerKey {
	t.Helper()
	key, ok := keys().Issuer()
	if !ok {
		t.Fatal("no issuer's key")
	}
	return key
}

func TestALineSaysWhatThePaperSays(t *testing.T) {
	p := paper()
	written := WriteLine(p, issuer(t))
	if written != WriteLine(p, issuer(t)) {
		t.Error("the same paper gives another line")
	}
	if len(written) > 400 || len(written)*5/8 > 300 {
		t.Errorf("the line of an ordinary name has %d characters, %d bytes", len(written), len(written)*5/8)
	}
	for _, scanned := range []string{written, strings.ToLower(written) + "\n", address + "#p=" + written} {
		line, err := ReadLine(keys(), scanned)
		if err != nil {
			t.Fatal(err)
		}
		if line.Serial != p.Serial || line.Kind != p.Kind || line.PersonName != p.PersonName || line.CourseTitle != p.CourseTitle ||
			line.Institution != p.InstitutionName || line.IssuedOn != p.IssuedOn || line.ValidUntil == nil || *line.ValidUntil != *p.ValidUntil {
			t.Errorf("it says %+v", line)
		}
	}
}

// No character can be another: neither the text nor the signature, nor the bits
// that pad the last of them.
func TestAChangedLineIsRefused(t *testing.T) {
	written := WriteLine(paper(), issuer(t))
	for at := range written {
		other := byte('A')
		if written[at] == 'A' {
			other = 'B'
		}
		if line, err := ReadLine(keys(), written[:at]+string(other)+written[at+1:]); err == nil {
			t.Fatalf("character %d became %c, and it says %+v", at, other, line)
		}
	}
	stranger, err := signature.Memory(dbtest.Start)
	if err != nil {
		t.Fatal(err)
	}
	for _, refused := range []string{"", "hola", address, written[:len(written)-8], written + "AAAAAAAA", strings.Repeat("A", 200)} {
		if _, err := ReadLine(keys(), refused); err == nil {
			t.Errorf("%q was accepted", refused)
		}
	}
	if _, err := ReadLine(stranger, written); err == nil {
		t.Error("another programme takes it for its own")
	}
}

func TestLongTextsAreShortened(t *testing.T) {
	p := paper()
	p.PersonName, p.CourseTitle, p.InstitutionName = strings.Repeat("Ñahui ", 40), strings.Repeat("ñ", 200), strings.Repeat("🌱", 60)
	written := WriteLine(p, issuer(t))
	if len(written)*5/8 > 300 {
		t.Errorf("the longest line has %d bytes", len(written)*5/8)
	}
	line, err := ReadLine(keys(), written)
	if err != nil {
		t.Fatal(err)
	}
	for text, of := range map[string]string{line.PersonName: p.PersonName, line.CourseTitle: p.CourseTitle, line.Institution: p.InstitutionName} {
		start, rest, found := strings.Cut(text, "…")
		if !found || len(rest) != 8 || !strings.HasPrefix(of, start) || start == "" {
			t.Errorf("it says %q of %q", text, of)
		}
	}
	p.PersonName += "y"
	if again, err := ReadLine(keys(), WriteLine(p, issuer(t))); err != nil || again.PersonName == line.PersonName {
		t.Errorf("two long names look the same: %q, %v", again.PersonName, err)
	}
}

func TestRevocationsTellNoNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		completion, competence := w.issued()
		if _, err := w.service.Revocations(t.Context(), "192.0.2.1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("without a key: %v", err)
		}
		w.service.SignWith(keys())
		if list := w.revocations(); len(list.Revoked) != 0 || list.Issuer != base {
			t.Errorf("nothing is revoked, and the list is %+v", list)
		}
		if err := w.service.Revoke(t.Context(), managerOf(w.casa), completion.ID, "Rosa no estuvo."); err != nil {
			t.Fatal(err)
		}
		list := w.revocations()
		line, err := ReadLine(keys(), w.service.scanned(completion.Paper))
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Revoked) != 1 || list.Revoked[0] != (Revocation{line.Handle, dbtestDay.String(), "unspecified"}) {
			t.Errorf("the list is %+v, want the handle %s", list.Revoked, line.Handle)
		}
		body, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Rosa", "María", completion.Serial, completion.VerifyCode, completion.ID, competence.VerifyCode} {
			if strings.Contains(string(body), secret) {
				t.Errorf("the list tells %q: %s", secret, body)
			}
		}
	})
}

// revocations gives the list after checking that it is signed.
func (w *world) revocations() RevocationList {
	w.t.Helper()
	signed, err := w.service.Revocations(w.t.Context(), "192.0.2.1")
	if err != nil {
		w.t.Fatal(err)
	}
	payload, err := keys().OpenJWS(signed)
	if err != nil {
		w.t.Fatal(err)
	}
	var list RevocationList
	if err := json.Unmarshal(payload, &list); err != nil {
		w.t.Fatal(err)
	}
	return list
}

// FuzzReadLine holds that whatever is scanned is read without panic, and
// taken for ours only when it is.
func FuzzReadLine(f *testing.F) {
	f.Add("#p=" + strings.Repeat("AEAA", 40))
	f.Fuzz(func(t *testing.T, scanned string) {
		if line, err := ReadLine(keys(), scanned); err == nil {
			t.Errorf("%q says %+v", scanned, line)
		}
	})
}
