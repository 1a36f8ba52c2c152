package certificates

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments"
)

func TestTranscriptIsOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.issued()
		got, err := w.service.Transcript(t.Context(), w.holder(), i18n.Spanish)
		if err != nil || len(got.Courses) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		c := got.Courses[0]
		if c.Code != "CUIDADO" || c.Institution != w.casa.Name || len(c.Results) != 2 || c.Results[0].Code != "empatia" || !c.Results[0].Mastered ||
			c.Results[0].Occasion != assessments.Post || len(c.Certificates) != 2 || c.Certificates[0].State != Valid || got.Hours() != 12.5 {
			t.Errorf("%+v", c)
		}
		for name, actor := range map[string]access.Actor{"an administrator": access.System(), "a manager": managerOf(w.casa)} {
			if _, err := w.service.Transcript(t.Context(), actor, i18n.Spanish); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s, who has no record: %v", name, err)
			}
		}
		if _, err := w.service.Transcript(t.Context(), access.Actor{}, i18n.Spanish); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
	})
}

func TestLinkShowsWhatWasChosenUntilItEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.issued()
		share := func(in NewLink) string {
			t.Helper()
			address, err := w.service.Share(t.Context(), w.holder(), in)
			token, ok := strings.CutPrefix(address, base+"/t/")
			if err != nil || !ok || len(token) != 52 { // 2 × 128 bits in base 32
				t.Fatalf("shared at %q: %v", address, err)
			}
			return token
		}
		view := func(token string) (SharedTranscript, error) {
			return w.service.Shared(t.Context(), access.Actor{}, "192.0.2.7", token, i18n.Spanish)
		}
		with, without := share(NewLink{"Postulación", 10, true}), share(NewLink{" Otra ", 90, false})
		if got, err := view(with); err != nil || got.Purpose != "Postulación" || len(got.Courses[0].Results) != 2 {
			t.Errorf("with scores: %+v, %v", got, err)
		}
		got, err := view(without)
		if err != nil || got.Purpose != "Otra" || got.WithScores || len(got.Courses[0].Results) != 0 || len(got.Courses[0].Certificates) != 2 {
			t.Errorf("without scores: %+v, %v", got, err)
		}
		if body, err := got.JSON(); err != nil || bytes.Contains(body, []byte("score\":")) || bytes.Contains(body, []byte(w.person.ID)) {
			t.Errorf("the JSON tells too much: %s, %v", body, err)
		}
		for _, token := range []string{"", "nada", with + "x"} {
			if _, err := view(token); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", token, err)
			}
		}
		w.write(func(tx *db.Tx) {
			var views, kept int64
			tx.DB.Model(&access.AuditEntry{}).Where("action = ?", "certificates.transcript.view").Count(&views)
			tx.DB.Model(&Link{}).Where("token_hash IN ?", []string{with, without}).Count(&kept)
			if views != 2 || kept != 0 {
				t.Errorf("%d views are in the audit, %d tokens are kept", views, kept)
			}
		})
		links, err := w.service.Links(t.Context(), w.holder())
		if err != nil || len(links) != 2 || !links[0].Open {
			t.Fatalf("%+v, %v", links, err)
		}
		colleague := access.Actor{AccountID: "ana", PersonID: "otra", Roles: []access.Held{{Role: access.Official}}}
		if err := w.service.EndLink(t.Context(), colleague, links[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a colleague ends it: %v", err)
		}
		for _, l := range links {
			if l.Purpose.Scores {
				continue
			}
			for range 2 {
				if err := w.service.EndLink(t.Context(), w.holder(), l.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := view(without); !fault.Is(err, fault.NotFound) {
			t.Errorf("after it was ended: %v", err)
		}
		dbtest.ClockOf(t, d).Advance(10*24*time.Hour - time.Second)
		if _, err := view(with); err != nil {
			t.Errorf("in its last second: %v", err)
		}
		dbtest.ClockOf(t, d).Advance(time.Second)
		if _, err := view(with); !fault.Is(err, fault.NotFound) {
			t.Errorf("after its time: %v", err)
		}
	})
}

func TestSharingIsBounded(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for name, in := range map[string]NewLink{
		"no purpose": {" ", 10, true}, "an essay": {strings.Repeat("ñ", maxPurpose+1), 10, true}, "no days": {"x", 0, true}, "a year": {"x", 365, true},
	} {
		if _, err := w.service.Share(t.Context(), w.holder(), in); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range maxLinks {
		if _, err := w.service.Share(t.Context(), w.holder(), NewLink{"x", 1, false}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.service.Share(t.Context(), w.holder(), NewLink{"x", 1, false}); !fault.Is(err, fault.Conflict) {
		t.Errorf("one more: %v", err)
	}
	if _, err := w.service.Share(t.Context(), access.System(), NewLink{"x", 1, false}); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody without a record: %v", err)
	}
}

// longTranscript is of somebody with many courses and a name that is hard to set.
func longTranscript(n int) Transcript {
	until := dbtestDay.AddMonths(6)
	t := Transcript{Format: transcriptFormat, PersonName: "María José Ñahui D'Angelo Ōkubo Nguyễn-Łukasz 李 " + strings.Repeat("Wamanpukyu", 8), AsOf: dbtestDay, WithScores: true}
	for i := range n {
		c := TranscriptCourse{
			Code: "C", Title: "Acompañar sin interrogar: la primera hora en el centro", Offering: "CUIDADO-2026-1", StartsOn: dbtestDay - 30, EndsOn: dbtestDay,
			CompletedOn: dbtestDay - db.Date(i), Hours: 12.5, Institution: "CAR Casa del Río", Cadre: "psychologist",
		}
		for _, name := range []string{"Escucha empática", "Preguntar sin interrogar y sostener el silencio cuando hace falta"} {
			for _, o := range []assessments.Occasion{assessments.Pre, assessments.Post, assessments.FollowUp} {
				r := TranscriptResult{Code: name, Name: name, Occasion: o, On: dbtestDay, Score: 82.4, CutScore: 70, Mastered: o != assessments.Pre}
				if o == assessments.FollowUp {
					r.MonthsAfter = 6
				}
				c.Results = append(c.Results, r)
			}
		}
		c.Certificates = []TranscriptCertificate{
			{Serial: "RLV-2026-7K3QD-M0XZW-3", Kind: Completion, IssuedOn: dbtestDay, State: Valid},
			{Serial: "RLV-2026-7K3QD-M0XZW-4", Kind: Competence, IssuedOn: dbtestDay, ValidUntil: &until, State: Revoked, RevokeReason: "Se emitió por error a otra persona."},
		}
		t.Courses = append(t.Courses, c)
	}
	return t
}

func TestTranscriptPDF(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 12} {
		for _, locale := range []i18n.Locale{i18n.Spanish, i18n.English} {
			first, err := TranscriptPDF(longTranscript(n), i18n.For(locale))
			if err != nil {
				t.Fatal(err)
			}
			second, err := TranscriptPDF(longTranscript(n), i18n.For(locale))
			if err != nil || !bytes.Equal(first, second) {
				t.Errorf("%d courses in %s: drawn twice, the bytes differ (%v)", n, locale, err)
			}
			if pages := bytes.Count(first, []byte("/Type /Page\n")); (n == 12) != (pages > 2) {
				t.Errorf("%d courses on %d pages", n, pages)
			}
			if at := os.Getenv("LOOK"); at != "" && locale == i18n.Spanish {
				if err := os.WriteFile(at+"/transcript-"+string(rune('a'+n))+".pdf", first, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
