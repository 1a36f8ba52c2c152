package certificates

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// TemplateInput is a template as it is to be.
type TemplateInput struct {
	InstitutionID string // of a new one; empty for the whole programme
	Name          string
	Design        Design
	// Files holds images that were sent, by field: those of logo1 to logo4 and of
	// signature1 to signature3. They take the place of the design's own.
	Files map[string][]byte
}

// readyTemplate is what was typed and sent, checked, its images read.
type readyTemplate struct {
	name   string
	design Design
	images map[string]PaperImage // by field
}

// ready checks the input and reads its images: outside a transaction, for that
// takes a moment.
func (in TemplateInput) ready() (readyTemplate, error) {
	out := readyTemplate{name: tidy(in.Name), design: in.Design.tidied(), images: map[string]PaperImage{}}
	var check fault.Check
	check.That(out.name != "", "name", "fault.required")
	checkLength(&check, "name", out.name, maxTemplateName)
	fields := []string{}
	for i := range MaxLogos {
		fields = append(fields, LogoField(i))
	}
	for i := range MaxSignatures {
		fields = append(fields, SignatureField(i))
	}
	for _, field := range fields {
		file, sent := in.Files[field]
		if !sent {
			continue
		}
		picture, err := readImage(field, file)
		for _, wrong := range fault.FieldsOf(err) {
			check.That(false, wrong.Name, wrong.Key, wrong.Pairs...)
		}
		if err != nil && !fault.Is(err, fault.Invalid) {
			return out, err
		}
		out.images[field] = picture
	}
	check.That(len(out.design.Logos) <= MaxLogos && len(out.design.Signatures) <= MaxSignatures, "name", "templates.too_many")
	out.checkPlaces(&check)
	out.design.check(&check)
	return out, check.Err()
}

// checkPlaces asks for what is missing in the places of logos and signatures
// that were not left empty.
func (r readyTemplate) checkPlaces(check *fault.Check) {
	for i, one := range r.design.Logos {
		_, sent := r.images[LogoField(i)]
		shows := sent || one.ImageID != ""
		check.That(shows || one.Alt == "", LogoField(i), "templates.logo.image_missing")
		check.That(!shows || one.Alt != "", LogoField(i)+"_alt", "templates.logo.alt_missing")
	}
	for i, one := range r.design.Signatures {
		_, sent := r.images[SignatureField(i)]
		check.That(one.Name != "" || (one.Position == "" && one.ImageID == "" && !sent), SignatureField(i)+"_name", "templates.signature.name_missing")
	}
}

// store stores a version with its images. Those it keeps must be of an earlier
// version: nobody shows an image by its id that they cannot see.
func (r readyTemplate) store(tx *db.Tx, actor access.Actor, next TemplateVersion, earlier []TemplateVersion) (string, error) {
	var known []string
	for _, version := range earlier {
		known = append(known, version.Design.Images()...)
	}
	for _, id := range r.design.Images() {
		if !slices.Contains(known, id) {
			return "", fault.Missing("noun.template")
		}
	}
	next.Design = r.design
	for i := range next.Design.Logos {
		if err := r.place(tx, actor, LogoField(i), &next.Design.Logos[i].ImageID); err != nil {
			return "", err
		}
	}
	for i := range next.Design.Signatures {
		if err := r.place(tx, actor, SignatureField(i), &next.Design.Signatures[i].ImageID); err != nil {
			return "", err
		}
	}
	next.Design.Logos = slices.DeleteFunc(next.Design.Logos, func(one Logo) bool { return one.ImageID == "" })
	next.Design.Signatures = slices.DeleteFunc(next.Design.Signatures, func(one Signature) bool { return one.Name == "" })
	next.ID, next.CreatedAt, next.CreatedBy = tx.NewID(), tx.Now, actor.AccountID
	if err := tx.DB.Create(&next).Error; err != nil {
		return "", err
	}
	return next.ID, access.Record(tx, actor, "certificates.template.save", "paper_template", next.ID,
		map[string]any{"code": next.Code, "version": next.Version})
}

// place stores the image that was sent in a field, if any, and notes its id.
func (r readyTemplate) place(tx *db.Tx, actor access.Actor, field string, id *string) error {
	picture, sent := r.images[field]
	if !sent {
		return nil
	}
	var err error
	*id, err = storeImage(tx, actor, picture)
	return err
}
