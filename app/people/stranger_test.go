package people_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// The list of another institution says who Berta is.
const stranger = "60402223;ÑAUPARI DÍAZ, BERTA LUZ;PSICÓLOGA FORENSE;728;01/02/2025;20/12/2025"

// hasStranger makes a programme in which Berta works apart, where the director
// of Ceiba answers for nobody, and gives her record.
func hasStranger(t *testing.T, d *db.DB) (programme, people.Person) {
	t.Helper()
	p := newProgramme(t, d)
	boss := p
	boss.manager = access.System()
	boss.bring(t, p.apart, "2026-01-31.csv", list("CAR APARTE", stranger))
	found, err := p.service.SearchPeople(t.Context(), access.System(), "naupari berta")
	if err != nil || len(found.People) != 1 {
		t.Fatal(found, err)
	}
	p.manager = p.director
	return p, found.People[0].Person
}

// Whoever types documents and names at random learns that somebody is on
// record, and nothing else; and choosing what is not offered brings nothing.
func TestStrangers_areNotFoundOutByAList(t *testing.T) {
	t.Parallel()
	attacks := []struct {
		name, rows, want string
		secret           []string // what the list does not say
	}{
		{"a document with an invented name", "60402223;ZAPATA ROJAS, JOSE;TUTORA;CAS;2026-02-01;", "doubtful roster.why_other_name", []string{"BERTA", "NAUPARI", "DIAZ", "LUZ"}},
		{"a document alone", "60402223;;TUTORA;CAS;2026-02-01;", "problem roster.why_problem", []string{"BERTA", "NAUPARI", "DIAZ", "LUZ"}},
		{"a document and one word", "60402223;BERTA;TUTORA;CAS;2026-02-01;", "doubtful roster.why_other_name", []string{"NAUPARI", "DIAZ", "LUZ"}},
		{"a document but for a digit", "60402224;ÑAUPARI DÍAZ, BERTA LUZ;TUTORA;CAS;2026-02-01;", "joiner roster.why_joined", []string{"60402223"}},
		{"another document", "11111112;ÑAUPARI DÍAZ, BERTA LUZ;TUTORA;CAS;2026-02-01;", "joiner roster.why_joined", []string{"60402223"}},
		{"a name without a document", ";ÑAUPARI DÍAZ, BERTA LUZ;TUTORA;CAS;2026-02-01;", "doubtful roster.why_name_only", []string{"60402223"}},
		{"many names for one document", "60402223;ÑAUPARI DÍAZ, BERTA LUZ;TUTORA;CAS;2026-02-01;\n60402223;QUISPE DÍAZ, BERTA;TUTORA;CAS;2026-02-02;",
			"doubtful roster.why_other_name", []string{"2025-12-20"}},
	}
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		p, berta := hasStranger(t, d)
		before := believed(t, d, p.apart)
		for _, attack := range attacks {
			draft := p.upload(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", attack.rows))
			preview := p.preview(t, draft)
			saysNothingOf(t, attack.name, preview, attack.secret)
			for _, decision := range preview.Decisions {
				if got := string(decision.Kind) + " " + decision.Explain.Key; got != attack.want || decision.Person != nil || decision.Opens {
					t.Errorf("%s: %s of %+v, want %s of nobody known", attack.name, got, decision.Person, attack.want)
				}
				for choice := range decision.Alternatives { // also those that are not offered
					if err := p.service.Choose(t.Context(), p.director, draft.ID, map[string]string{decision.Key: fmt.Sprint(choice)}); err != nil {
						t.Fatal(err)
					}
					saysNothingOf(t, attack.name+", chosen", p.preview(t, draft), attack.secret)
					if !decision.Alternatives[choice].Closed {
						continue
					}
					for _, chosen := range p.preview(t, draft).Decisions {
						if chosen.Key == decision.Key && chosen.Choice != "" {
							t.Errorf("%s: took the closed choice %d", attack.name, choice)
						}
					}
				}
			}
			for choice := range 3 {
				again := p.upload(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", attack.rows))
				for _, decision := range preview.Decisions {
					if err := p.service.Choose(t.Context(), p.director, again.ID, map[string]string{decision.Key: fmt.Sprint(choice)}); err != nil {
						t.Fatal(err)
					}
				}
				if imp, err := p.service.Confirm(t.Context(), p.director, again.ID, p.preview(t, again).Fingerprint, nil); err == nil {
					if _, err := p.service.Undo(t.Context(), p.director, imp.ID); err != nil {
						t.Fatal(err)
					}
				}
			}
			_, err := p.service.PersonHistory(t.Context(), p.director, berta.ID, nil)
			wantKind(t, err, fault.NotFound)
		}
		if believed(t, d, p.apart) != before {
			t.Error("an attack changed what is believed elsewhere")
		}
	})
}

// saysNothingOf looks for secrets in everything that a preview says.
func saysNothingOf(t *testing.T, attack string, preview people.Preview, secrets []string) {
	t.Helper()
	body, err := json.Marshal(preview)
	if err != nil {
		t.Fatal(err)
	}
	text := roster.Fold(string(body))
	for _, secret := range append(secrets, "Aparte", "forense", "2025-12-20", berta2025) {
		if strings.Contains(text, roster.Fold(secret)) {
			t.Errorf("%s: the preview says %q", attack, secret)
		}
	}
}

// berta2025 is the day on which Berta began elsewhere.
const berta2025 = "2025-02-01"

func TestStrangers_whoMoveAreRecognisedByDocumentAndName(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, berta := hasStranger(t, d)
		draft := p.upload(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", "60402223;NAUPARI BERTA;TUTORA;CAS;2026-02-10;"))
		preview := p.preview(t, draft)
		saysNothingOf(t, "a transfer", preview, []string{"DIAZ", "LUZ"})
		if d := preview.Decisions[0]; d.Kind != roster.Mover || d.Explain.Key != roster.WhyElsewhere || d.Effect.PersonID != berta.ID {
			t.Fatalf("%s %s, want Berta moving", d.Kind, d.Explain)
		}
		if again := p.preview(t, draft); again.Fingerprint != preview.Fingerprint {
			t.Error("the fingerprint is another the second time")
		}
		if _, err := p.service.Confirm(t.Context(), p.director, draft.ID, preview.Fingerprint, nil); err != nil {
			t.Fatal(err)
		}
		h, err := p.service.PersonHistory(t.Context(), p.director, berta.ID, nil)
		if err != nil || len(h.Stays) != 1 || h.Hidden != 1 {
			t.Errorf("%d stays and %d hidden, %v; want her new post, and one elsewhere that is not shown", len(h.Stays), h.Hidden, err)
		}
	})
}

// What is closed to the director is open to those who see everybody.
func TestStrangers_areKnownToWhoeverSeesTheirStaff(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, berta := hasStranger(t, d)
		draft := p.upload(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", "60402223;ZAPATA ROJAS, JOSE;TUTORA;CAS;2026-02-01;"))
		admin := p
		admin.manager = access.System()
		doubt := admin.preview(t, draft).Decisions[0]
		if doubt.Person == nil || doubt.Person.ID != berta.ID || !doubt.Opens || doubt.Alternatives[0].Closed || !strings.Contains(doubt.Explain.String(), "Berta") {
			t.Fatalf("%+v", doubt)
		}
		if err := p.service.Choose(t.Context(), access.System(), draft.ID, map[string]string{doubt.Key: "0"}); err != nil {
			t.Fatal(err)
		}
		if p.preview(t, draft).Decisions[0].Choice != "" {
			t.Error("the director confirms what only an administrator may choose")
		}
		if _, err := p.service.Confirm(t.Context(), access.System(), draft.ID, admin.preview(t, draft).Fingerprint, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := p.service.PersonHistory(t.Context(), p.director, berta.ID, nil); err != nil {
			t.Errorf("after the administrator said so, she works here: %v", err)
		}
	})
}

// Somebody who is known here keeps their name, but the institutions that the
// actor does not answer for are not named.
func TestStrangers_thePlaceTheyCameFromIsNotSaid(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _ := hasStranger(t, d)
		p.bring(t, p.ceiba, "2025-01-31.csv", list("CAR LA CEIBA", "60402223;ÑAUPARI DÍAZ, BERTA LUZ;TUTORA;CAS;2024-02-01;2024-12-31"))
		body, err := json.Marshal(p.preview(t, p.upload(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", "60402223;ÑAUPARI DÍAZ, BERTA LUZ;TUTORA;CAS;2026-02-01;"))))
		if err != nil || strings.Contains(string(body), "Aparte") {
			t.Errorf("%v: the preview names the other institution", err)
		}
		if !strings.Contains(string(body), "Berta Luz") && !strings.Contains(string(body), "BERTA LUZ") {
			t.Error("somebody who worked here has no name")
		}
	})
}
