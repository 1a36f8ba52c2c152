package people_test

import (
	"fmt"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// programme is a small programme: a network, two centres below it and one apart.
type programme struct {
	service              *people.Service
	network, ceiba, lupe people.Institution
	apart                people.Institution
	manager              access.Actor // of the network
	director             access.Actor // of Ceiba alone
	evaluator            access.Actor
}

func newProgramme(t *testing.T, d *db.DB) programme {
	t.Helper()
	p := programme{service: people.NewService(d)}
	make := func(parent, code, name string, kind people.Kind) people.Institution {
		i, err := p.service.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{ParentID: parent, Code: code, Name: name,
			Kind: kind, Sector: "public", Ubigeo: "160101"})
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	p.network = make("", "RED-1", "Red Amazonía", people.Network)
	p.ceiba = make(p.network.ID, "CAR-01", "CAR La Ceiba", people.CareCentre)
	p.lupe = make(p.network.ID, "CAR-02", "CAR Lupuna Ñusta", people.CareCentre)
	p.apart = make("", "CAR-09", "CAR Aparte", people.CareCentre)
	p.manager = actor(access.Manager, p.network)
	p.director = actor(access.Manager, p.ceiba)
	p.evaluator = actor(access.Evaluator, p.network)
	return p
}

func actor(role access.Role, at people.Institution) access.Actor {
	return access.Actor{AccountID: string(role) + " of " + at.Code, Name: string(role), Roles: []access.Held{{Role: role, InstitutionID: at.ID, Path: at.Path}}}
}

// list writes a staff list of rows "document;names;position;contract;start;end".
func list(centre string, rows ...string) []byte {
	return []byte(centre + "\n\nDNI;Apellidos y Nombres;Cargo;Régimen;Fecha de Ingreso;Fecha de Cese\n" + strings.Join(rows, "\n") + "\n")
}

func day(t *testing.T, text string) db.Date {
	t.Helper()
	d, err := db.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// upload keeps one list as a draft.
func (p programme) upload(t *testing.T, at people.Institution, name string, data []byte) people.RosterDraft {
	t.Helper()
	up, err := p.service.UploadRosters(t.Context(), p.manager, at.ID, []people.RosterFile{{Name: name, Data: data}})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(up.Drafts) != 1 || len(up.Refused) != 0 {
		t.Fatalf("%s: %d drafts, refused %v", name, len(up.Drafts), up.Refused)
	}
	return up.Drafts[0]
}

func (p programme) preview(t *testing.T, draft people.RosterDraft) people.Preview {
	t.Helper()
	preview, err := p.service.Preview(t.Context(), p.manager, draft.ID)
	if err != nil {
		t.Fatalf("%s: %v", draft.FileName, err)
	}
	return preview
}

// bring uploads, looks at and confirms one list.
func (p programme) bring(t *testing.T, at people.Institution, name string, data []byte) (people.Preview, people.RosterImport) {
	t.Helper()
	draft := p.upload(t, at, name, data)
	preview := p.preview(t, draft)
	imp, err := p.service.Confirm(t.Context(), p.manager, draft.ID, preview.Fingerprint, nil)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return preview, imp
}

// believed writes down everything believed at an institution, but not by which fact.
func believed(t *testing.T, d *db.DB, at people.Institution) string {
	t.Helper()
	var b strings.Builder
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		stays, err := people.StaysAtTx(tx, at.ID)
		for _, s := range stays {
			fmt.Fprintf(&b, "%s %s %s %s %q %s %s-%s/%s %q seen %s list %s %s\n", s.StayID, s.PersonID, s.Cadre, s.Contract, s.Position, s.InstitutionID,
				s.StartsOn, show(s.EndsOn), show(s.EndsAfter), s.EndReason, show(s.LastSeenOn), value(s.ImportID), number(s.ImportRow))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func show(d *db.Date) string {
	if d == nil {
		return "…"
	}
	return d.String()
}

func value(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

func number(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got %v, want an error of kind %s", err, kind)
	}
}

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	for _, f := range fault.FieldsOf(err) {
		if f.Name == field {
			return
		}
	}
	t.Errorf("got %v, want something about the field %s", err, field)
}
