package badge

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"image/png"
	"os"
	"strings"
	"testing"
	"time"
)

// key is an issuer's key that is the same in every run.
func key(seed byte) Signer {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	public := ed25519.PublicKey(private[ed25519.SeedSize:])
	return Signer{
		Key:  Key{ID: base64.RawURLEncoding.EncodeToString(public[:8]), Public: public},
		Sign: func(message []byte) []byte { return ed25519.Sign(private, message) },
	}
}

func issuer() Issuer {
	return Issuer{Base: "https://relevo.example.pe", Name: "relevo", Keys: []Key{key(1).Key, key(2).Key}}
}

func paper() Paper {
	until := time.Date(2026, 11, 5, 4, 59, 59, 0, time.UTC)
	return Paper{
		ID: "01jx0000000000000000000000", CourseID: "01jw0000000000000000000000", Achievement: CompetencyShown,
		PersonName: "María José Ñahui D'Angelo <b>", Email: " Maria@Example.pe", Salt: "s4lt", Title: "Acompañar sin interrogar",
		Description: "Mostró las competencias del curso.", Criteria: "Dominó cada competencia en la evaluación de salida.", Language: "es",
		Competencies: []Competency{{"empatia", "Escucha empática"}, {"preguntar", "Preguntar sin interrogar"}},
		IssuedAt:     time.Date(2026, 5, 4, 5, 0, 0, 0, time.UTC), ValidUntil: &until,
	}
}

func signed(t *testing.T) []byte {
	t.Helper()
	body, err := issuer().Sign(key(1), issuer().Credential(paper()))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func signedJWT(t *testing.T) string {
	t.Helper()
	token, err := issuer().SignJWT(key(1), issuer().Credential(paper()))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestCredentialSaysWhatThePaperSays(t *testing.T) {
	var c struct {
		Credential
		Proof Proof
	}
	if err := json.Unmarshal(signed(t), &c); err != nil {
		t.Fatal(err)
	}
	if c.ID != "https://relevo.example.pe/certificates/01jx0000000000000000000000" || c.Issuer.ID != "https://relevo.example.pe/issuer" ||
		c.ValidFrom != "2026-05-04T05:00:00Z" || c.ValidUntil != "2026-11-05T04:59:59Z" || c.Proof.Created != c.ValidFrom {
		t.Errorf("got %+v", c)
	}
	if who := c.Subject.Identifier[0]; who.Hash != paper().PersonName || who.Hashed || who.Kind != "name" {
		t.Errorf("the holder is %+v", who)
	}
	a := c.Subject.Achievement
	if a.Name != paper().Title || a.Kind != "Competency" || a.Criteria.Narrative != paper().Criteria || len(a.Alignment) != 2 ||
		a.Alignment[1].Name != "Preguntar sin interrogar" || a.Alignment[1].URL != "https://relevo.example.pe/competencies#preguntar" {
		t.Errorf("the achievement is %+v", a)
	}
	if c.Status.Type != "BitstringStatusListEntry" || c.Status.List != "https://relevo.example.pe/issuer/status/01jx0000000000000000000000" {
		t.Errorf("the status is %+v", c.Status)
	}
}

// sha256("maria@example.pe" + "s4lt"), by sha256sum.
const emailHash = "sha256$e7c3ad1a16ddc4e2291e3efc57b635219e80fef55e12bc19c425fbf5baa9c6d4"

func TestEmailIsHashedOrLeftOut(t *testing.T) {
	body := string(signed(t))
	if !strings.Contains(body, emailHash) || strings.Contains(strings.ToLower(body), "maria@example") {
		t.Errorf("the e-mail address is not hashed: %s", body)
	}
	p := paper()
	p.Email = ""
	if all := issuer().Credential(p).Subject.Identifier; len(all) != 1 {
		t.Errorf("without an e-mail address the holder is %+v", all)
	}
}

func TestTheSamePaperGivesTheSameBytes(t *testing.T) {
	once := [][]byte{signed(t), []byte(signedJWT(t)), picture(t)}
	for i, again := range [][]byte{signed(t), []byte(signedJWT(t)), picture(t)} {
		if !bytes.Equal(once[i], again) {
			t.Errorf("form %d differs the second time", i)
		}
	}
}

func TestOneChangedClaimBreaksTheProof(t *testing.T) {
	good := signed(t)
	if err := issuer().Verify(good); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{"María José", "Mario José"}, {"2026-11-05", "2036-11-05"}, {"Escucha empática", "Escucha"}, {`"hashed":true`, `"hashed":false`},
		{"status/01jx0", "status/01jy0"}, {`"created":"2026`, `"created":"2025`}, {`"targetCode":"empatia"`, `"targetCode":"todo"`},
		{`"name":"Acomp`, `"extra":"x","name":"Acomp`}, {"context-3.0.3", "context-3.0.2"}, {`"proofPurpose":"assertionMethod"`, `"proofPurpose":"authentication"`},
		{"relevo.example.pe/issuer", "otro.example.pe/issuer"},
	} {
		changed := bytes.Replace(good, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(changed, good) {
			t.Errorf("nothing says %q", change[0])
		}
		if issuer().Verify(changed) == nil {
			t.Errorf("%q for %q was not noticed", change[1], change[0])
		}
	}
}

func TestOneChangedClaimBreaksTheJWT(t *testing.T) {
	good := signedJWT(t)
	if err := issuer().VerifyJWT(good); err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
	changed := encoded(bytes.Replace(payload, []byte("María José"), []byte("Mario José"), 1))
	none := encoded([]byte(`{"alg":"none","kid":"https://relevo.example.pe/issuer/keys/` + key(1).ID + `"}`))
	for _, token := range []string{parts[0] + "." + changed + "." + parts[2], none + "." + parts[1] + ".", parts[0] + "." + parts[1], "a.b.%", ""} {
		if issuer().VerifyJWT(token) == nil {
			t.Errorf("%s was taken for good", token)
		}
	}
}

func TestAnotherIssuersKeyIsNotOurs(t *testing.T) {
	forged, err := issuer().Sign(key(9), issuer().Credential(paper()))
	if err != nil {
		t.Fatal(err)
	}
	token, _ := issuer().SignJWT(key(9), issuer().Credential(paper()))
	if issuer().Verify(forged) == nil || issuer().VerifyJWT(token) == nil {
		t.Error("a key that is not the issuer's was taken for one of its")
	}
	older, _ := issuer().Sign(key(2), issuer().Credential(paper()))
	if err := issuer().Verify(older); err != nil {
		t.Errorf("what an older key signed: %v", err)
	}
}

func TestNothingIsFetched(t *testing.T) {
	c := issuer().Credential(paper())
	c.Context = append(c.Context, "https://example.org/context.json")
	if _, err := issuer().Sign(key(1), c); err == nil || !strings.Contains(err.Error(), "not one of ours") {
		t.Errorf("a strange context: %v", err)
	}
}

// The key and its form are those of VC Data Integrity EdDSA Cryptosuites 1.0, B.1.
func TestMultikey(t *testing.T) {
	const written = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
	key := unbase(written)
	if len(key) != 34 || multikey(key[2:]) != written || multibase([]byte{0, 0, 1}) != "z112" || !bytes.Equal(unbase("z112"), []byte{0, 0, 1}) {
		t.Errorf("got %x", key)
	}
	for _, wrong := range []string{"", "m1", "z0", "z" + strings.Repeat("2", 300)} {
		if unbase(wrong) != nil && len(unbase(wrong)) > 0 {
			t.Errorf("%q was read", wrong)
		}
	}
}

func picture(t *testing.T) []byte {
	t.Helper()
	font, err := os.ReadFile("../../app/pdf/fonts/EBGaramond-Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	body, err := Draw(Picture{Kind: "Certificado de competencia", Title: paper().Title, Year: "2026", Font: font})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestBakedPictureHoldsTheCredential(t *testing.T) {
	plain := picture(t)
	baked, err := Bake(plain, signed(t))
	if err != nil {
		t.Fatal(err)
	}
	if found, err := Extract(baked); err != nil || !bytes.Equal(found, signed(t)) {
		t.Errorf("found %s, %v", found, err)
	}
	if drawn, err := png.Decode(bytes.NewReader(baked)); err != nil || drawn.Bounds().Dx() != int(side) {
		t.Errorf("the baked picture cannot be seen: %v", err)
	}
	if _, err := Bake(baked, signed(t)); err == nil {
		t.Error("a second credential was baked in")
	}
	damaged := bytes.Clone(baked)
	damaged[80] ^= 1
	for _, wrong := range [][]byte{plain, damaged, baked[:60], nil, []byte("GIF89a")} {
		if _, err := Extract(wrong); err == nil {
			t.Errorf("a credential was found in %d bytes without one", len(wrong))
		}
	}
	if _, err := Bake([]byte("GIF89a"), nil); err == nil {
		t.Error("baked into what is no PNG")
	}
}

func BenchmarkDraw(b *testing.B) {
	font, err := os.ReadFile("../../app/pdf/fonts/EBGaramond-Regular.ttf")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Draw(Picture{Kind: "Certificado de competencia", Title: paper().Title, Year: "2026", Font: font}); err != nil {
			b.Fatal(err)
		}
	}
}
