package certificates

import (
	"context"
	"fmt"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
)

// PreviewInput draws what was typed and not saved, as PreviewTemplate draws what
// was. id is the version that is being changed; empty for a new template. Nothing is
// stored.
func (s *Service) PreviewInput(ctx context.Context, actor access.Actor, id string, in TemplateInput, kind Kind, locale i18n.Locale) ([]byte, error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return nil, err
	}
	if !slices.Contains(Kinds, kind) || !slices.Contains(i18n.Locales(), locale) {
		return nil, fault.Missing("noun.page")
	}
	ready, err := in.ready()
	if err != nil {
		return nil, err
	}
	paper := SamplePaper(kind, locale, s.db.Now().Date())
	look := Look{Design: ready.design, Pictures: map[string]PaperImage{}}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		place, err := previewPlace(tx, actor, id, in.InstitutionID, &look)
		if place != "" {
			paper.InstitutionName = place
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	look.take(ready.images)
	return PDFIn(look, paper, s.Address(paper.VerifyCode), s.Address(paper.VerifyCode))
}

// previewPlace gives the name of the institution that a template is for, after
// asking whether the actor makes it, and the images that it keeps.
func previewPlace(tx *db.Tx, actor access.Actor, id, institutionID string, look *Look) (string, error) {
	if id != "" {
		version, err := editable(tx, actor, id)
		if err != nil {
			return "", err
		}
		seen, _, err := seenTemplate(tx, actor, version)
		if err != nil {
			return "", err
		}
		kept, err := picturesOf(tx, version.Design) // nobody sees an image by its id alone
		look.Pictures = kept
		return seen.Place, err
	}
	if institutionID == "" {
		return "", actor.Need(access.IssueCertificates, "")
	}
	place, err := people.InstitutionTx(tx, institutionID)
	if err != nil {
		return "", err
	}
	return place.Name, actor.Need(access.IssueCertificates, place.Path)
}

// take puts images that were sent into their places.
func (l *Look) take(images map[string]PaperImage) {
	put := func(field string, id *string) {
		picture, sent := images[field]
		if !sent {
			return
		}
		*id = fmt.Sprint("sent ", field)
		picture.ID = *id
		l.Pictures[*id] = picture
	}
	for i := range l.Logos {
		put(LogoField(i), &l.Logos[i].ImageID)
	}
	for i := range l.Signatures {
		put(SignatureField(i), &l.Signatures[i].ImageID)
	}
	l.Logos = slices.DeleteFunc(l.Logos, func(one Logo) bool { return l.Pictures[one.ImageID].ID == "" })
	l.Signatures = slices.DeleteFunc(l.Signatures, func(one Signature) bool { return one.Name == "" })
}
