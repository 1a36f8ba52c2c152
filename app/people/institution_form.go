package people

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people/roster"
)

// courts are well-known judicial districts, for the form to suggest. Any other
// can be written.
var courts = []string{
	"Amazonas", "Áncash", "Apurímac", "Arequipa", "Ayacucho", "Cajamarca", "Callao", "Cañete", "Cusco", "Huancavelica", "Huánuco", "Huaura",
	"Ica", "Junín", "La Libertad", "Lambayeque", "Lima", "Lima Este", "Lima Norte", "Lima Sur", "Loreto", "Madre de Dios", "Moquegua", "Pasco",
	"Piura", "Puno", "San Martín", "Santa", "Selva Central", "Sullana", "Tacna", "Tumbes", "Ucayali",
}

// InstitutionForm is what the form of an institution needs beside what is typed.
type InstitutionForm struct {
	Institution       Institution   // the zero one when it is new
	Where             []string      // the place it lies in, from the department down
	Tree              []Institution // that the actor manages
	JudicialDistricts []string      // suggestions, by name
}

// InstitutionForm gives what the form needs to those who manage the
// institution, or, with an empty identifier, to those who may make one.
func (s *Service) InstitutionForm(ctx context.Context, actor access.Actor, id string) (InstitutionForm, error) {
	var f InstitutionForm
	if err := actor.NeedSomewhere(access.ManageInstitutions); err != nil {
		return f, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if id != "" {
			if err := f.about(tx, actor, id); err != nil {
				return err
			}
		}
		if f.Tree, err = InstitutionsInScopeTx(tx, actor, access.ManageInstitutions); err != nil {
			return err
		}
		f.JudicialDistricts, err = judicialDistricts(tx)
		return err
	})
	return f, err
}

func (f *InstitutionForm) about(tx *db.Tx, actor access.Actor, id string) (err error) {
	if f.Institution, err = needManaged(tx, actor, id); err != nil {
		return err
	}
	where, err := placesWhere(tx, []string{f.Institution.Ubigeo})
	f.Where = where[f.Institution.Ubigeo]
	return err
}

// judicialDistricts gives the names in use and the well-known ones.
func judicialDistricts(tx *db.Tx) ([]string, error) {
	var names []string
	if err := tx.DB.Model(&Institution{}).Where("judicial_district <> ''").Distinct().Pluck("judicial_district", &names).Error; err != nil {
		return nil, err
	}
	names = append(names, courts...)
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(roster.Fold(a)+a, roster.Fold(b)+b) })
	return slices.Compact(names), nil
}
