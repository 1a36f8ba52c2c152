package certificates

import (
	"bytes"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
)

// admin issues certificates everywhere.
func admin() access.Actor {
	return access.Actor{AccountID: "admin", Roles: []access.Held{{Role: access.Administrator}}}
}

// disc is the file of a round logo on nothing.
func disc(t *testing.T, side int, c color.Color) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			if (2*x-side)*(2*x-side)+(2*y-side)*(2*y-side) < side*side {
				m.Set(x, y, c)
			}
		}
	}
	return asPNG(t, m)
}

// template is the input of a template with a logo and a signature.
func template(t *testing.T, institutionID string) TemplateInput {
	t.Helper()
	return TemplateInput{
		InstitutionID: institutionID, Name: "Programa 2026", Files: map[string][]byte{"logo1": disc(t, 64, color.NRGBA{R: 20, G: 90, B: 140, A: 255})},
		Design: Design{
			Orientation: Portrait, Accent: Blue, Logos: []Logo{{Alt: "Fondo Río Claro"}},
			Signatures: []Signature{{Name: "Rosa Ñahui", Position: "Directora"}, {}},
			Texts:      map[i18n.Locale]map[Kind]Words{i18n.Spanish: {Competence: {Title: "Diploma"}}},
		},
	}
}

func (w *world) adds(in TemplateInput) string {
	w.t.Helper()
	id, err := w.service.AddTemplate(w.t.Context(), admin(), in)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func TestCertificatesKeepTheLookOfTheirDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		before, _ := w.issued()
		if before.TemplateID != nil {
			t.Fatal("a certificate has a template where there is none")
		}
		first := w.adds(template(t, ""))
		issued := w.again(w.offering.StartsOn + 1)
		if issued.TemplateID == nil || *issued.TemplateID != first {
			t.Fatalf("issued with the template %v, want %s", issued.TemplateID, first)
		}
		drawn := func() string {
			_, body, err := w.service.Draw(t.Context(), w.holder(), issued.ID)
			if err != nil {
				t.Fatal(err)
			}
			return string(body)
		}
		look := drawn()
		if text := textOf(t, []byte(look)); !strings.Contains(text, "DIPLOMA") || !strings.Contains(text, "Rosa Ñahui") {
			t.Fatalf("the paper does not show the template:\n%s", text)
		}
		change := template(t, "")
		change.Files = nil
		change.Design.Logos[0].ImageID = w.design(first).Logos[0].ImageID
		change.Design.Orientation, change.Design.Texts = Landscape, nil
		second, err := w.service.ChangeTemplate(t.Context(), admin(), first, change)
		if err != nil {
			t.Fatal(err)
		}
		if drawn() != look {
			t.Error("a later version changes a certificate that was issued before")
		}
		if _, err := w.service.ChangeTemplate(t.Context(), admin(), first, change); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old version was changed: %v", err)
		}
		if later := w.again(w.offering.StartsOn + 2); *later.TemplateID != second {
			t.Error("a later certificate does not have the later version")
		}
	})
}

func (w *world) design(id string) Design {
	w.t.Helper()
	opened, err := w.service.OpenTemplate(w.t.Context(), admin(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return opened.Design
}

func TestTheNearestTemplateApplies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		var below people.Institution
		w.write(func(tx *db.Tx) {
			var err error
			in := people.InstitutionInput{Code: "BAJO", Name: "Casa de abajo", Kind: people.Kinds()[0], Sector: "public", Ubigeo: "160101", ParentID: w.casa.ID}
			if below, err = people.CreateInstitutionTx(tx, access.System(), in); err != nil {
				t.Fatal(err)
			}
		})
		programme, casa := w.adds(template(t, "")), w.adds(template(t, w.casa.ID))
		at := func(path string) (id string) {
			w.write(func(tx *db.Tx) {
				u, err := templatesInUse(tx)
				if err != nil {
					t.Fatal(err)
				}
				id = idOf(u.at(path))
			})
			return id
		}
		for path, want := range map[string]string{"": programme, w.otra.Path: programme, w.casa.Path: casa, below.Path: casa} {
			if got := at(path); got != want {
				t.Errorf("at %q: %q, want %q", path, got, want)
			}
		}
		if _, err := w.service.AddTemplate(t.Context(), admin(), template(t, w.casa.ID)); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second template of the same institution: %v", err)
		}
		if err := w.service.RetireTemplate(t.Context(), admin(), casa); err != nil {
			t.Fatal(err)
		}
		if at(below.Path) != programme {
			t.Error("a retired template still applies")
		}
		again := w.adds(template(t, w.casa.ID))
		opened, err := w.service.OpenTemplate(t.Context(), admin(), again)
		if err != nil || opened.Version != 2 || len(opened.Versions) != 2 {
			t.Errorf("made again it is version %d of %d: %v", opened.Version, len(opened.Versions), err)
		}
	})
}

func TestTemplatesKeepToTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		programme, casa, otra := w.adds(template(t, "")), w.adds(template(t, w.casa.ID)), w.adds(template(t, w.otra.ID))
		jefa, ctx := managerOf(w.casa), t.Context()
		all, err := w.service.Templates(ctx, jefa)
		if err != nil || len(all.List) != 2 || len(all.Places) != 0 {
			t.Errorf("a manager sees %d templates and %d places: %v", len(all.List), len(all.Places), err)
		}
		for _, one := range all.List {
			if one.MayEdit != (one.ID == casa) {
				t.Errorf("may edit %q: %v", one.Place, one.MayEdit)
			}
		}
		change := func(actor access.Actor, id string) error {
			_, err := w.service.ChangeTemplate(ctx, actor, id, TemplateInput{Name: "Otra", Design: Design{Orientation: Landscape, Accent: Teal}})
			return err
		}
		if err := change(jefa, programme); !fault.Is(err, fault.NotFound) {
			t.Errorf("a manager changes the programme's: %v", err)
		}
		if err := change(jefa, otra); !fault.Is(err, fault.NotFound) {
			t.Errorf("a manager changes that of another institution: %v", err)
		}
		if err := change(w.holder(), casa); !fault.Is(err, fault.Denied) {
			t.Errorf("an official changes a template: %v", err)
		}
		if _, err := w.service.AddTemplate(ctx, jefa, template(t, "")); !fault.Is(err, fault.NotFound) {
			t.Errorf("a manager makes the programme's: %v", err)
		}
		if _, err := w.service.PreviewTemplate(ctx, jefa, otra, Completion, i18n.Spanish); !fault.Is(err, fault.NotFound) {
			t.Errorf("a manager sees that of another institution: %v", err)
		}
		stolen := TemplateInput{Name: "Mía", Design: Design{Orientation: Landscape, Accent: Teal, Logos: []Logo{{ImageID: w.design(otra).Logos[0].ImageID + "x", Alt: "x"}}}}
		if _, err := w.service.ChangeTemplate(ctx, jefa, casa, stolen); !fault.Is(err, fault.NotFound) {
			t.Errorf("an image was shown by its id alone: %v", err)
		}
		if err := change(jefa, casa); err != nil {
			t.Error(err)
		}
	})
}

func TestImagesAreKeptOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a, b := w.design(w.adds(template(t, ""))), w.design(w.adds(template(t, w.casa.ID)))
		if a.Logos[0].ImageID != b.Logos[0].ImageID {
			t.Error("the same image was kept twice")
		}
		if len(a.Signatures) != 1 {
			t.Errorf("an empty signature was kept: %v", a.Signatures)
		}
	})
}

func TestTemplateSaysWhatIsWrongWithWhichField(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	in := TemplateInput{
		Files: map[string][]byte{"logo2": []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), "logo3": disc(t, 64, color.Black)},
		Design: Design{
			Orientation: "round", Logos: []Logo{{Alt: "Sin archivo"}, {Alt: "Dibujo"}, {}}, Signatures: []Signature{{Position: "Jefa"}},
			Texts: map[i18n.Locale]map[Kind]Words{"quz": {Competence: {Title: strings.Repeat("a", 61)}}},
		},
	}
	_, err := w.service.AddTemplate(t.Context(), admin(), in)
	got := map[string]string{}
	for _, f := range fault.FieldsOf(err) {
		got[f.Name] = f.Key
	}
	for field, key := range map[string]string{
		"name": "fault.required", "orientation": "fault.required", "accent": "fault.required", "logo1": "templates.logo.image_missing",
		"logo2": "templates.image.svg", "logo3_alt": "templates.logo.alt_missing", "signature1_name": "templates.signature.name_missing",
		"text_quz_competence_title": "templates.too_long",
	} {
		if got[field] != key {
			t.Errorf("%s: %q, want %q", field, got[field], key)
		}
	}
}

// Nothing is said in Quechua that nobody wrote, and what is not written comes
// in Spanish.
func TestWordsFallBackToSpanish(t *testing.T) {
	d := Design{Texts: map[i18n.Locale]map[Kind]Words{
		i18n.Spanish:       {Completion: {Title: "Diploma", Footer: "Sin valor"}},
		i18n.ChankaQuechua: {Completion: {GivenTo: "Kayta qunku"}},
	}}
	for locale, want := range map[i18n.Locale]Words{
		i18n.Spanish:       {"Diploma", "Se otorga a", "por haber completado el curso", "Sin valor"},
		i18n.ChankaQuechua: {"Diploma", "Kayta qunku", "por haber completado el curso", "Sin valor"},
		i18n.CuscoQuechua:  {"Diploma", "Se otorga a", "por haber completado el curso", "Sin valor"},
	} {
		if got := d.Say(locale, Completion); got != want {
			t.Errorf("%s says %q, want %q", locale, got, want)
		}
		if told := d.SaidInSpanish(locale, Completion); told != (locale != i18n.Spanish) {
			t.Errorf("%s: that it is in Spanish is told: %v", locale, told)
		}
	}
	if got := d.Say(i18n.English, Completion); got.Title == "Diploma" || got.GivenTo != "Awarded to" {
		t.Errorf("English says %q", got)
	}
}

func TestPreviewDrawsEveryKindAndLanguage(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	id := w.adds(template(t, ""))
	for _, template := range []string{"", id} {
		for _, kind := range Kinds {
			for i, locale := range i18n.Locales() {
				if testing.Short() && slices.Index(Kinds, kind) != i%len(Kinds) {
					continue // every kind and every language, not each with each
				}
				body, err := w.service.PreviewTemplate(t.Context(), admin(), template, kind, locale)
				if err != nil || !bytes.HasPrefix(body, []byte("%PDF-")) {
					t.Errorf("%s in %s: %v", kind, locale, err)
				}
			}
		}
	}
	if got := len([]rune(SamplePaper(Completion, "es", dbtestDay).PersonName)); got != 80 {
		t.Errorf("the sample's name has %d characters", got)
	}
	if _, err := w.service.PreviewTemplate(t.Context(), admin(), "", "diploma", "es"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown kind: %v", err)
	}
}
