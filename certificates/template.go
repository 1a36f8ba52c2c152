package certificates

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
)

// TemplateVersion is how the papers of an institution, and of those below it
// that have no template of their own, look from one moment to another. A version never
// changes: a change makes the next one, and a certificate keeps the version it
// was issued with.
type TemplateVersion struct {
	ID            string
	Code          string // the same for all versions of a template
	Version       int
	InstitutionID *string // nil: the whole programme
	Name          string
	Design        Design
	CreatedAt     db.Instant
	CreatedBy     string
	SupersededAt  *db.Instant // nil: in use
}

// TableName names the table for GORM.
func (TemplateVersion) TableName() string { return "paper_template" }

// Template is a version of a template to somebody who may see it.
type Template struct {
	TemplateVersion
	Place   string // the institution's name; empty for the whole programme
	MayEdit bool   // the actor may make the next version
}

// TemplateOpened is a template with all its versions, newest first, and the
// images it shows.
type TemplateOpened struct {
	Template
	Versions []TemplateVersion
	Pictures map[string]PaperImage
}

// Templates are those that an actor may see and where they may make others.
type Templates struct {
	List   []Template
	Places []Place // without a template; an empty ID is the whole programme
}

// programmeCode is the code of the template of the whole programme.
const programmeCode = "relevo"

// Templates lists the templates in use that the actor may see: those of the institutions
// where they issue certificates, and those above, which apply to them as well.
func (s *Service) Templates(ctx context.Context, actor access.Actor) (out Templates, err error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = templatesOf(tx, actor)
		return err
	})
	return out, err
}

func templatesOf(tx *db.Tx, actor access.Actor) (out Templates, err error) {
	current, err := currentTemplates(tx)
	if err != nil {
		return out, err
	}
	taken := map[string]bool{}
	for _, version := range current {
		taken[idOf(version.InstitutionID)] = true
		seen, path, err := seenTemplate(tx, actor, version)
		if err != nil {
			return out, err
		}
		if mayView(actor, path) {
			out.List = append(out.List, seen)
		}
	}
	places, err := people.InstitutionsInScopeTx(tx, actor, access.IssueCertificates)
	if err != nil {
		return out, err
	}
	if actor.May(access.IssueCertificates, "") && !taken[""] {
		out.Places = append(out.Places, Place{})
	}
	for _, place := range places {
		if !taken[place.ID] {
			out.Places = append(out.Places, Place{ID: place.ID, Name: place.Name})
		}
	}
	slices.SortStableFunc(out.List, func(a, b Template) int { return cmp.Compare(a.Place, b.Place) })
	return out, nil
}

func idOf(id *string) string {
	if id == nil {
		return ""
	}
	return *id
}

// mayView tells whether what belongs to a path is the actor's to change, or
// applies to something that is.
func mayView(actor access.Actor, path string) bool {
	return slices.ContainsFunc(actor.Scopes(access.IssueCertificates), func(scope string) bool {
		return strings.HasPrefix(path, scope) || strings.HasPrefix(scope, path)
	})
}

// seenTemplate is a version as the actor sees it, and the path it belongs to.
func seenTemplate(tx *db.Tx, actor access.Actor, version TemplateVersion) (Template, string, error) {
	place := people.Institution{}
	if version.InstitutionID != nil {
		var err error
		if place, err = people.InstitutionTx(tx, *version.InstitutionID); err != nil {
			return Template{}, "", err
		}
	}
	edit := version.SupersededAt == nil && actor.May(access.IssueCertificates, place.Path)
	return Template{TemplateVersion: version, Place: place.Name, MayEdit: edit}, place.Path, nil
}

// OpenTemplate gives a version of a template with the others; what lies
// neither in the actor's scope nor above it does not exist.
func (s *Service) OpenTemplate(ctx context.Context, actor access.Actor, id string) (out TemplateOpened, err error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if out.Template, err = openTemplate(tx, actor, id); err != nil {
			return err
		}
		if out.Versions, err = templateVersions(tx, out.Code); err != nil {
			return err
		}
		out.Pictures, err = picturesOf(tx, out.Design)
		return err
	})
	return out, err
}

func openTemplate(tx *db.Tx, actor access.Actor, id string) (Template, error) {
	version, err := takeTemplate(tx, id)
	if err != nil {
		return Template{}, err
	}
	seen, path, err := seenTemplate(tx, actor, version)
	if err == nil && !mayView(actor, path) {
		err = fault.Missing("noun.template")
	}
	return seen, err
}

// AddTemplate makes the first version of an institution's template, or the
// next one where it had one before, and gives its id. It applies to what is issued from now on.
func (s *Service) AddTemplate(ctx context.Context, actor access.Actor, in TemplateInput) (string, error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return "", err
	}
	ready, err := in.ready()
	if err != nil {
		return "", err
	}
	var id string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		place := people.Institution{Code: programmeCode}
		if in.InstitutionID != "" {
			if place, err = people.InstitutionTx(tx, in.InstitutionID); err != nil {
				return err
			}
		}
		if err := actor.Need(access.IssueCertificates, place.Path); err != nil {
			return err
		}
		code := strings.ToLower(place.Code)
		if in.InstitutionID != "" {
			code = "institution-" + place.ID // codes of institutions change, this one must not
		}
		versions, err := templateVersions(tx, code)
		if err != nil {
			return err
		}
		next := TemplateVersion{Code: code, Version: 1, Name: ready.name}
		if in.InstitutionID != "" {
			next.InstitutionID = &in.InstitutionID
		}
		taken, err := templateOf(tx, next.InstitutionID)
		if err != nil {
			return err
		}
		if taken != nil {
			return fault.New(fault.Conflict, "templates.there_already")
		}
		if len(versions) > 0 {
			next.Version = versions[0].Version + 1
		}
		id, err = ready.store(tx, actor, next, nil)
		return err
	})
	return id, err
}

// ChangeTemplate makes the next version of the template that is in use, and
// gives its id. What was issued before looks as it did.
func (s *Service) ChangeTemplate(ctx context.Context, actor access.Actor, id string, in TemplateInput) (string, error) {
	ready, err := in.ready()
	if denied := actor.NeedSomewhere(access.IssueCertificates); denied != nil || err != nil {
		return "", cmp.Or(denied, err)
	}
	var made string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := editable(tx, actor, id)
		if err != nil {
			return err
		}
		versions, err := templateVersions(tx, now.Code)
		if err != nil {
			return err
		}
		if err := supersedeTemplate(tx, now.ID); err != nil {
			return err
		}
		next := TemplateVersion{Code: now.Code, Version: now.Version + 1, InstitutionID: now.InstitutionID, Name: ready.name}
		made, err = ready.store(tx, actor, next, versions)
		return err
	})
	return made, err
}

// RetireTemplate ends the use of a template: what is issued from now on looks
// as the next template above says.
func (s *Service) RetireTemplate(ctx context.Context, actor access.Actor, id string) error {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := editable(tx, actor, id)
		if err != nil {
			return err
		}
		if err := supersedeTemplate(tx, now.ID); err != nil {
			return err
		}
		return access.Record(tx, actor, "certificates.template.retire", "paper_template", now.ID, nil)
	})
}

// editable gives a version that the actor may replace.
func editable(tx *db.Tx, actor access.Actor, id string) (TemplateVersion, error) {
	seen, err := openTemplate(tx, actor, id)
	switch {
	case err != nil:
		return TemplateVersion{}, err
	case seen.SupersededAt != nil:
		return TemplateVersion{}, fault.New(fault.Conflict, "templates.changed_meanwhile")
	case !seen.MayEdit:
		return TemplateVersion{}, fault.Missing("noun.template")
	}
	return seen.TemplateVersion, nil
}

// PreviewTemplate draws a version of a template, or, with an empty id, relevo's own
// look, with an invented certificate whose name is as long as names get.
func (s *Service) PreviewTemplate(ctx context.Context, actor access.Actor, id string, kind Kind, locale i18n.Locale) ([]byte, error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return nil, err
	}
	if !slices.Contains(Kinds, kind) || !slices.Contains(i18n.Locales(), locale) {
		return nil, fault.Missing("noun.page")
	}
	var look Look
	paper := SamplePaper(kind, locale, s.db.Now().Date())
	if id != "" {
		err := s.db.Read(ctx, func(tx *db.Tx) error {
			seen, err := openTemplate(tx, actor, id)
			if err != nil {
				return err
			}
			if seen.Place != "" {
				paper.InstitutionName = seen.Place
			}
			look, err = lookTx(tx, &seen.ID)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return PDFIn(look, paper, s.Address(paper.VerifyCode), s.Address(paper.VerifyCode))
}

// TemplateImage gives one of the images of a version of a template.
func (s *Service) TemplateImage(ctx context.Context, actor access.Actor, id, imageID string) (PaperImage, error) {
	opened, err := s.OpenTemplate(ctx, actor, id)
	if err != nil {
		return PaperImage{}, err
	}
	picture, ok := opened.Pictures[imageID]
	if !ok {
		return PaperImage{}, fault.Missing("noun.template")
	}
	return picture, nil
}

// SamplePaper is an invented certificate that asks much of a design: a name of
// 80 characters with all that Peruvian names have, and a long title.
func SamplePaper(kind Kind, locale i18n.Locale, on db.Date) Paper {
	p := i18n.For(locale)
	until := on.AddMonths(6)
	paper := Paper{
		Serial: "RLV-2026-7K3QD-M0XZW-3", VerifyCode: "abcdefghijklmnop2345", Kind: kind, IssuedOn: on, Language: string(locale), Hours: 24,
		PersonName:      "María de los Ángeles Qori T’ika Fernández-Paz Ñaupari D'Angelo de la Peña Quispe",
		CourseTitle:     p.T("templates.sample.course"),
		InstitutionName: p.T("templates.sample.institution"),
		Funders:         Funders{p.T("templates.sample.funder_one"), p.T("templates.sample.funder_two")},
		Competencies: Competencies{
			{Code: "1", Name: p.T("templates.sample.competency_one")}, {Code: "2", Name: p.T("templates.sample.competency_two")},
			{Code: "3", Name: p.T("templates.sample.competency_three")},
		},
	}
	if kind == Competence {
		paper.ValidUntil = &until
	}
	return paper
}
