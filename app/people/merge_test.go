package people_test

import (
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

// twice is a programme in which one person is on record twice: in one centre
// under one document, in another, written in by hand, under a mistyped one.
func twice(t *testing.T, d *db.DB) (p programme, kept, merged people.Person) {
	t.Helper()
	p = newProgramme(t, d)
	p.service.Owning(nil, nil)
	p.bring(t, p.ceiba, "enero.csv", list("CAR LA CEIBA 2026-01-31", "40000017;PRUEBA UNO, ANA;TUTORA;CAS;2025-03-10;", "40000025;MUESTRA DOS, EVA;TUTORA;CAS;2025-04-10;"))
	merged, err := p.service.AddPerson(t.Context(), p.manager, people.PersonInput{DocumentType: roster.DNI, DocumentNumber: "40000018", FirstSurname: "Prueba", SecondSurname: "Uno", GivenNames: "Ana"},
		people.PostingInput{InstitutionID: p.lupe.ID, Cadre: people.Psychologist, Contract: roster.ContractCAS, StartsOn: day(t, "2025-06-01"), End: people.StillInPost})
	if err != nil {
		t.Fatal(err)
	}
	p.bring(t, p.lupe, "lupe.csv", list("CAR LUPUNA ÑUSTA 2026-01-31", "40000018;PRUEBA UNO, ANA;PSICÓLOGA;CAS;2025-06-01;"))
	found, err := p.service.SearchPeople(t.Context(), p.manager, "prueba uno")
	if err != nil || len(found.People) != 2 {
		t.Fatalf("found %d, %v; want the two records", len(found.People), err)
	}
	kept = found.People[0].Person
	if kept.ID == merged.ID {
		kept = found.People[1].Person
	}
	return p, kept, merged
}

// Everything that is believed anywhere, so that undoing can be held against it.
func everything(t *testing.T, d *db.DB, p programme) string {
	t.Helper()
	return believed(t, d, p.ceiba) + believed(t, d, p.lupe)
}

func TestTwoRecordsOfOnePersonBecomeOneAndCanBeTakenApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, kept, merged := twice(t, d)
		before := everything(t, d, p)
		pairs, err := p.service.Duplicates(t.Context(), p.manager)
		if err != nil || len(pairs) != 1 || pairs[0].Level != 1 || pairs[0].Reasons[0].Key != roster.SameDocumentSlip {
			t.Fatalf("duplicates: %+v, %v; want the one pair, for its documents", pairs, err)
		}
		m, err := p.service.MergePeople(t.Context(), p.manager, kept.ID, merged.ID)
		if err != nil {
			t.Fatal(err)
		}
		history, err := p.service.PersonHistory(t.Context(), p.manager, merged.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		if history.Person.ID != kept.ID || len(history.Stays) != 2 || len(history.Joined) != 1 {
			t.Errorf("the merged record shows %s with %d stays, want the kept one with both", history.Person.FullName(), len(history.Stays))
		}
		if found, err := p.service.SearchPeople(t.Context(), p.manager, "prueba uno"); err != nil || len(found.People) != 1 {
			t.Errorf("searching finds %d records (%v), want one", len(found.People), err)
		}
		if pairs, err := p.service.Duplicates(t.Context(), p.manager); err != nil || len(pairs) != 0 {
			t.Errorf("still asked about %v, %v", pairs, err)
		}
		_, err = p.service.MergePeople(t.Context(), p.manager, kept.ID, merged.ID)
		wantKind(t, err, fault.Conflict)
		if _, err := p.service.UndoMerger(t.Context(), p.manager, m.ID); err != nil {
			t.Fatal(err)
		}
		if got := everything(t, d, p); got != before {
			t.Errorf("taken apart, it is believed\n%s\nwant\n%s", got, before)
		}
		_, err = p.service.UndoMerger(t.Context(), p.manager, m.ID)
		wantKind(t, err, fault.Conflict)
	})
}

// A list that still names the document of the merged record means the kept one:
// nobody comes back as somebody new.
func TestAListWithTheOtherDocumentStillFindsThePerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, kept, merged := twice(t, d)
		if _, err := p.service.MergePeople(t.Context(), p.manager, kept.ID, merged.ID); err != nil {
			t.Fatal(err)
		}
		preview, _ := p.bring(t, p.lupe, "marzo.csv", list("CAR LUPUNA ÑUSTA 2026-03-31", "40000018;PRUEBA UNO, ANA;PSICÓLOGA;CAS;2025-06-01;"))
		if preview.Counts[roster.Unchanged] != 1 || preview.Counts[roster.Joiner] != 0 {
			t.Errorf("the list means %v, want nothing new", preview.Counts)
		}
		preview, _ = p.bring(t, p.ceiba, "marzo.csv", list("CAR LA CEIBA 2026-03-31", "40000018;PRUEBA UNO, ANA;TUTORA;CAS;2025-03-10;", "40000025;MUESTRA DOS, EVA;TUTORA;CAS;2025-04-10;"))
		if preview.Counts[roster.Unchanged] != 2 {
			t.Errorf("the list means %v, want two unchanged", preview.Counts)
		}
	})
}

// The same stay on record twice becomes one, and is two again when taken apart.
func TestOverlappingStaysOfTwoRecordsBecomeOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "enero.csv", list("CAR LA CEIBA 2026-01-31", "40000017;PRUEBA UNO, ANA;TUTORA;CAS;2025-03-10;"))
		add := func(start string, in people.PersonInput) people.Person {
			person, err := p.service.AddPerson(t.Context(), p.manager, in, people.PostingInput{InstitutionID: p.ceiba.ID, Cadre: people.CARMentor, StartsOn: day(t, start), End: people.StillInPost})
			if err != nil {
				t.Fatal(err)
			}
			return person
		}
		double := add("2025-02-01", people.PersonInput{DocumentType: "none", FirstSurname: "Prueba", SecondSurname: "Uno", GivenNames: "Ana", Email: "ana@example.org"})
		found, err := p.service.SearchPeople(t.Context(), p.manager, "prueba uno")
		if err != nil || len(found.People) != 2 {
			t.Fatal(found, err)
		}
		first := found.People[0].Person
		if first.ID == double.ID {
			first = found.People[1].Person
		}
		before := believed(t, d, p.ceiba)
		if kept, _ := people.SuggestKept(double, first); kept.ID != first.ID {
			t.Error("the record with a document should be kept")
		}
		m, err := p.service.MergePeople(t.Context(), p.manager, first.ID, double.ID)
		if err != nil {
			t.Fatal(err)
		}
		after := believed(t, d, p.ceiba)
		if strings.Count(after, "\n") != 1 || !strings.Contains(after, "2025-02-01-…") || !strings.Contains(after, first.ID) {
			t.Errorf("the stays became\n%s\nwant one from 1 February on", after)
		}
		history, err := p.service.PersonHistory(t.Context(), p.manager, first.ID, nil)
		if err != nil || history.Person.Email != "ana@example.org" {
			t.Errorf("the address did not come along: %q, %v", history.Person.Email, err)
		}
		if _, err := p.service.UndoMerger(t.Context(), p.manager, m.ID); err != nil {
			t.Fatal(err)
		}
		if again := believed(t, d, p.ceiba); again != before {
			t.Errorf("taken apart, it is believed\n%s\nwant\n%s", again, before)
		}
	})
}

func TestAMergerAsksForAllThatItConcerns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, kept, merged := twice(t, d)
		// One of the two works where the director brings in no lists: she does
		// not exist for her.
		_, err := p.service.MergePeople(t.Context(), p.director, kept.ID, merged.ID)
		wantKind(t, err, fault.NotFound)
		_, err = p.service.MergePeople(t.Context(), p.evaluator, kept.ID, merged.ID)
		wantKind(t, err, fault.Denied)
		// Known to her, but also at work elsewhere.
		if _, err := p.service.AddPosting(t.Context(), p.manager, merged.ID, people.PostingInput{InstitutionID: p.ceiba.ID, Cadre: people.Lawyer, StartsOn: day(t, "2025-01-01"), End: people.StillInPost}); err != nil {
			t.Fatal(err)
		}
		_, err = p.service.MergePeople(t.Context(), p.director, kept.ID, merged.ID)
		wantKind(t, err, fault.Conflict)
		joint, err := p.service.Joint(t.Context(), p.director, kept.ID, merged.ID)
		if err != nil || !joint.Blocked || len(joint.Stays[1]) != 1 {
			t.Errorf("she is shown %+v, %v; want only what is hers", joint, err)
		}
		if err := p.service.KeepApart(t.Context(), p.manager, merged.ID, kept.ID); err != nil {
			t.Fatal(err)
		}
		if pairs, err := p.service.Duplicates(t.Context(), p.manager); err != nil || len(pairs) != 0 {
			t.Errorf("asked again about %v, %v", pairs, err)
		}
	})
}

func TestAnImportCanBeUndoneAfterAMerger(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, kept, merged := twice(t, d)
		_, later := p.bring(t, p.lupe, "febrero.csv", list("CAR LUPUNA ÑUSTA 2026-02-28", "40000018;PRUEBA UNO, ANA;PSICÓLOGA;CAS;2025-06-01;"))
		if _, err := p.service.MergePeople(t.Context(), p.manager, kept.ID, merged.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := p.service.Undo(t.Context(), p.manager, later.ID); err != nil {
			t.Fatal(err)
		}
		if got := believed(t, d, p.lupe); !strings.Contains(got, kept.ID) || strings.Contains(got, merged.ID) {
			t.Errorf("after undoing the list the stay is whose?\n%s", got)
		}
	})
}

func TestTwoRecordsOfOneInstitutionBecomeOneAndCanBeTakenApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _, _ := twice(t, d)
		everywhere := access.System()
		below, err := p.service.CreateInstitution(t.Context(), everywhere, people.InstitutionInput{ParentID: p.lupe.ID, Code: "CASA-1", Name: "Casa Uno", Kind: people.CareCentre, Sector: "public"})
		if err != nil {
			t.Fatal(err)
		}
		before := everything(t, d, p)
		m, err := p.service.MergeInstitutions(t.Context(), everywhere, p.ceiba.ID, p.lupe.ID)
		if err != nil {
			t.Fatal(err)
		}
		overview, err := p.service.Overview(t.Context(), p.manager, p.ceiba.ID)
		if err != nil || len(overview.Staff) != 3 || len(overview.Below) != 1 || len(overview.Imports) != 2 {
			t.Errorf("it has %d in post, %d below, %d lists (%v); want 3, 1 and 2", len(overview.Staff), len(overview.Below), len(overview.Imports), err)
		}
		found, err := p.service.FindInstitution(t.Context(), everywhere, access.ViewStaff, "car lupuna nusta")
		if err != nil || found.ID != p.ceiba.ID {
			t.Errorf("its other name finds %s, %v", found.Name, err)
		}
		_, err = p.service.MergeInstitutions(t.Context(), p.manager, p.ceiba.ID, p.apart.ID)
		wantKind(t, err, fault.Denied)
		if _, err := p.service.UndoInstitutionMerger(t.Context(), everywhere, m.ID); err != nil {
			t.Fatal(err)
		}
		if got := everything(t, d, p); got != before {
			t.Errorf("taken apart, it is believed\n%s\nwant\n%s", got, before)
		}
		overview, err = p.service.Overview(t.Context(), p.manager, p.lupe.ID)
		if err != nil || len(overview.Below) != 1 || overview.Below[0].ID != below.ID {
			t.Errorf("below it stands %v, %v", overview.Below, err)
		}
	})
}

func TestDetailsAreCorrectedAndWhatTheySaidStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, kept, merged := twice(t, d)
		year := 1990
		in := people.InputOf(kept)
		in.GivenNames, in.BirthYear, in.Languages = "Ana Ñusta", &year, people.Languages{"quy", "es"}
		if _, err := p.service.CorrectPerson(t.Context(), p.manager, kept.ID, "", in); err != nil {
			t.Fatal(err)
		}
		history, err := p.service.PersonHistory(t.Context(), p.manager, kept.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := history.Person; got.GivenNames != "Ana Ñusta" || fmt.Sprint(got.Languages) != "[es quy]" || *got.BirthYear != 1990 || got.SearchName != "prueba uno ana nusta" {
			t.Errorf("it now says %+v", got)
		}
		if len(history.Before) != 1 || history.Before[0].Was.GivenNames != "Ana" {
			t.Errorf("before it said %+v", history.Before)
		}
		in.DocumentNumber = merged.Document()
		_, err = p.service.CorrectPerson(t.Context(), p.manager, kept.ID, "", in)
		wantField(t, err, "document_number")
		right, _ := roster.CheckCharacters("40000017")
		in.DocumentNumber = fmt.Sprintf("40000017-%d", (right-'0'+1)%10)
		_, err = p.service.CorrectPerson(t.Context(), p.manager, kept.ID, "", in)
		wantField(t, err, "document_number") // the check digit is another
		_, err = p.service.CorrectPerson(t.Context(), p.director, merged.ID, "", in)
		wantKind(t, err, fault.NotFound)
	})
}

func TestAStayIsCorrectedAndWithdrawnByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, kept, _ := twice(t, d)
		stayOf := func() people.Place {
			history, err := p.service.PersonHistory(t.Context(), p.manager, kept.ID, nil)
			if err != nil || len(history.Stays) != 1 {
				t.Fatal(history.Stays, err)
			}
			return history.Stays[0]
		}
		in := people.PostingInputOf(stayOf().Posting)
		left := day(t, "2026-01-15")
		in.End, in.EndsOn, in.EndReason = people.EndedOn, &left, "Renuncia"
		_, err := p.service.CorrectPosting(t.Context(), actor(access.Manager, p.lupe), stayOf().ID, in)
		wantKind(t, err, fault.NotFound)
		corrected, err := p.service.CorrectPosting(t.Context(), p.director, stayOf().ID, in)
		if err != nil || *corrected.EndsOn != left || corrected.ImportID != nil {
			t.Fatalf("corrected to %+v, %v", corrected, err)
		}
		in.EndsOn = nil
		_, err = p.service.CorrectPosting(t.Context(), p.director, corrected.ID, in)
		wantField(t, err, "ends_on")
		if _, err := p.service.WithdrawPosting(t.Context(), p.director, corrected.ID); err != nil {
			t.Fatal(err)
		}
		if got := believed(t, d, p.ceiba); strings.Contains(got, kept.ID) {
			t.Errorf("still believed:\n%s", got)
		}
		_, err = p.service.WithdrawPosting(t.Context(), p.director, corrected.ID)
		wantKind(t, err, fault.Conflict)
	})
}

// Joining closes the merged record's account where the kept one has its own: a
// manager cannot take an administrator's office away like that.
func TestAMergerTakesNoOfficeAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, kept, merged := twice(t, d)
		accounts := access.NewService(d)
		passphrase, err := access.NewPassphrase("quince palabras no, una frase")
		if err != nil {
			t.Fatal(err)
		}
		open := func(username string, person people.Person) access.Account {
			account, err := accounts.OpenAccount(t.Context(), access.System(), access.NewAccount{PersonID: person.ID, Username: username, Name: username, Passphrase: passphrase})
			if err != nil {
				t.Fatal(err)
			}
			return account
		}
		open("una", kept)
		other := open("otra", merged)
		if err := accounts.GrantRole(t.Context(), access.System(), other.ID, access.Administrator, ""); err != nil {
			t.Fatal(err)
		}
		_, err = p.service.MergePeople(t.Context(), p.manager, kept.ID, merged.ID)
		wantKind(t, err, fault.Conflict)
		m, err := p.service.MergePeople(t.Context(), access.System(), kept.ID, merged.ID)
		if err != nil || m.Moved.Disabled != other.ID {
			t.Fatalf("closed %q, %v; want the second account", m.Moved.Disabled, err)
		}
		if _, err := p.service.UndoMerger(t.Context(), access.System(), m.ID); err != nil {
			t.Fatal(err)
		}
		profile, err := accounts.Profile(t.Context(), access.System(), other.ID)
		if err != nil || profile.Account.DisabledAt != nil {
			t.Errorf("taken apart, the account is still closed: %v", err)
		}
	})
}
