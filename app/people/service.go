package people

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
	"relevo/app/webhooks"
)

// Service keeps institutions, people and postings.
type Service struct {
	// CompletionDays and DueOn tell what is known above us. Where they are nil,
	// what depends on them is absent: the command line needs neither.
	CompletionDays CompletionDays
	DueOn          DueOn
	Past           PastOf
	// Hooks tells other programs who joined and who left; nil tells none.
	Hooks *webhooks.Service

	db *db.DB

	ofPeople, ofInstitutions []Rows // of other slices: see Owning
}

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// CreateInstitution makes an institution below the parent, or at the top for
// those who manage the whole programme.
func (s *Service) CreateInstitution(ctx context.Context, actor access.Actor, in InstitutionInput) (Institution, error) {
	in = in.tidy()
	if err := actor.NeedSomewhere(access.ManageInstitutions); err != nil {
		return Institution{}, err
	}
	if err := in.Validate(); err != nil {
		return Institution{}, err
	}
	var created Institution
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := needParent(tx, actor, in.ParentID); err != nil {
			return err
		}
		created, err = CreateInstitutionTx(tx, actor, in)
		return err
	})
	return created, err
}

// CreateInstitutionTx is CreateInstitution within a transaction, for callers
// that have asked for permission.
func CreateInstitutionTx(tx *db.Tx, actor access.Actor, in InstitutionInput) (Institution, error) {
	in = in.tidy()
	if err := in.Validate(); err != nil {
		return Institution{}, err
	}
	i := Institution{ID: tx.NewID(), CreatedAt: tx.Now}
	above, err := parentPath(tx, in.ParentID)
	if err != nil {
		return i, err
	}
	if in.Ubigeo, err = findPlace(tx, in.Ubigeo); err != nil {
		return i, err
	}
	i.Path = above + i.ID + "/"
	in.fill(&i)
	if err := tx.DB.Create(&i).Error; err != nil {
		return i, codeTaken(err)
	}
	return i, access.Record(tx, actor, "people.institution.create", "institution", i.ID, map[string]string{"parent": in.ParentID})
}

// UpdateInstitution changes an institution. When it moves to another parent,
// its own path and those of all below it are rewritten; the actor must manage
// the old place and the new. When it bears a new name since a day, the former
// one is kept.
func (s *Service) UpdateInstitution(ctx context.Context, actor access.Actor, id string, in InstitutionInput) (Institution, error) {
	in = in.tidy()
	var changed Institution
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := needManaged(tx, actor, id)
		if err != nil {
			return err
		}
		if err := in.Validate(); err != nil {
			return err
		}
		if err := changedSince(i, in.Seen); err != nil {
			return err
		}
		old, oldName := i.Path, i.Name
		if in.Ubigeo != i.Ubigeo {
			if in.Ubigeo, err = findPlace(tx, in.Ubigeo); err != nil {
				return err
			}
		}
		if in.ParentID != deref(i.ParentID) {
			if i.Path, err = newPath(tx, actor, i, in.ParentID); err != nil {
				return err
			}
		}
		in.fill(&i)
		if err := tx.DB.Save(&i).Error; err != nil {
			return codeTaken(err)
		}
		if err := movePaths(tx, old, i.Path); err != nil {
			return err
		}
		if in.RenamedOn != nil && i.Name != oldName {
			if err := keepFormerName(tx, actor, i.ID, oldName, *in.RenamedOn); err != nil {
				return err
			}
		}
		changed = i
		return access.Record(tx, actor, "people.institution.update", "institution", i.ID, map[string]string{"from": old, "to": i.Path})
	})
	return changed, err
}

// PostsInput is how many people of each cadre an institution should have from a
// day on. Cadres that are not named stay as they are.
type PostsInput struct {
	ValidFrom db.Date
	Posts     map[Cadre]int // 0 or more
}

// Validate tells everything that is wrong with the input; the field of a cadre
// is "posts_<code>".
func (in PostsInput) Validate() error {
	var check fault.Check
	check.That(in.ValidFrom > db.NewDate(1990, 1, 1), "valid_from", "people.posts.day")
	for _, cadre := range Cadres() {
		posts := in.Posts[cadre]
		check.That(posts >= 0 && posts <= 10000, "posts_"+string(cadre), "people.posts.range", "max", 10000)
	}
	for cadre := range in.Posts {
		check.That(cadre.Known(), "posts_"+string(cadre), "fault.required")
	}
	return check.Err()
}

// SetApprovedPosts records how many people of each cadre the institution
// should have from a day on. What is already in force is not written again.
func (s *Service) SetApprovedPosts(ctx context.Context, actor access.Actor, institutionID string, in PostsInput) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := needManaged(tx, actor, institutionID); err != nil {
			return err
		}
		return SetApprovedPostsTx(tx, actor, institutionID, in)
	})
}

// SetApprovedPostsTx is SetApprovedPosts within a transaction, for callers that
// have asked for permission.
func SetApprovedPostsTx(tx *db.Tx, actor access.Actor, institutionID string, in PostsInput) error {
	if err := in.Validate(); err != nil {
		return err
	}
	records, err := approvedRecords(tx, []string{institutionID})
	if err != nil {
		return err
	}
	inForce := approvedOn(records, in.ValidFrom)
	var added []ApprovedPosts
	for _, cadre := range Cadres() {
		posts, named := in.Posts[cadre]
		if now, known := inForce[cadre]; !named || (known && now == posts) || (!known && posts == 0) {
			continue
		}
		added = append(added, ApprovedPosts{ID: tx.NewID(), InstitutionID: institutionID, Cadre: cadre, ValidFrom: in.ValidFrom,
			Posts: posts, RecordedAt: tx.Now, RecordedBy: actor.AccountID})
	}
	if len(added) == 0 {
		return nil
	}
	if err := tx.DB.CreateInBatches(added, 200).Error; err != nil {
		return err
	}
	return access.Record(tx, actor, "people.posts.set", "institution", institutionID, map[string]int{"cadres": len(added)})
}

// ApprovedPostsTx gives how many people of each cadre each of the institutions
// should have on the day; an institution without any record is absent.
func ApprovedPostsTx(tx *db.Tx, institutionIDs []string, on db.Date) (map[string]map[Cadre]int, error) {
	records, err := approvedRecords(tx, institutionIDs)
	if err != nil {
		return nil, err
	}
	byPlace := map[string][]ApprovedPosts{}
	for _, r := range records {
		byPlace[r.InstitutionID] = append(byPlace[r.InstitutionID], r)
	}
	out := map[string]map[Cadre]int{}
	for id, list := range byPlace {
		if posts := approvedOn(list, on); len(posts) > 0 {
			out[id] = posts
		}
	}
	return out, nil
}

// approvedOn reads the records of one institution, oldest first, as they stand
// on the day.
func approvedOn(records []ApprovedPosts, on db.Date) map[Cadre]int {
	posts := map[Cadre]int{}
	for _, r := range records {
		if r.ValidFrom <= on {
			posts[r.Cadre] = r.Posts
		}
	}
	return posts
}

func approvedRecords(tx *db.Tx, institutionIDs []string) ([]ApprovedPosts, error) {
	var all []ApprovedPosts
	err := inChunks(institutionIDs, func(part []string) error {
		var list []ApprovedPosts
		if err := tx.DB.Where("institution_id IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		all = append(all, list...)
		return nil
	})
	slices.SortStableFunc(all, func(a, b ApprovedPosts) int {
		switch {
		case a.ValidFrom != b.ValidFrom:
			return int(a.ValidFrom - b.ValidFrom)
		case a.RecordedAt.Before(b.RecordedAt):
			return -1
		case b.RecordedAt.Before(a.RecordedAt):
			return 1
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all, err
}

// needManaged gives an institution of its own to those who manage it: a record
// that was merged into another changes no more.
func needManaged(tx *db.Tx, actor access.Actor, id string) (Institution, error) {
	at, err := InstitutionTx(tx, id)
	if err != nil {
		return at, err
	}
	if err := actor.Need(access.ManageInstitutions, at.Path); err != nil {
		return at, err
	}
	if at.MergedInto != nil {
		return at, fault.New(fault.Conflict, "people.merge.already")
	}
	return at, nil
}

// fill writes the input onto the institution.
func (in InstitutionInput) fill(i *Institution) {
	i.ParentID = nil
	if in.ParentID != "" {
		i.ParentID = &in.ParentID
	}
	i.Code, i.Name, i.SearchName, i.Kind = in.Code, in.Name, roster.Fold(in.Name), in.Kind
	i.Sector, i.Ubigeo, i.Setting = in.Sector, in.Ubigeo, in.Setting
	i.JudicialDistrict, i.Languages = in.JudicialDistrict, in.Languages.known()
	if in.Reopen {
		i.ClosedOn = nil
	}
}

// newPath is the path of an institution that moves below another parent.
func newPath(tx *db.Tx, actor access.Actor, i Institution, parentID string) (string, error) {
	if err := needParent(tx, actor, parentID); err != nil {
		return "", err
	}
	above, err := parentPath(tx, parentID)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(above, i.Path) {
		return "", fault.OnField("parent_id", "people.institution.parent_below")
	}
	return above + i.ID + "/", nil
}

// needParent asks whether the actor may put an institution below this parent.
func needParent(tx *db.Tx, actor access.Actor, parentID string) error {
	path, err := parentPath(tx, parentID)
	if err != nil {
		return err
	}
	if !actor.May(access.ManageInstitutions, path) {
		return fault.OnField("parent_id", "people.institution.parent_unknown")
	}
	return nil
}

func parentPath(tx *db.Tx, parentID string) (string, error) {
	if parentID == "" {
		return "", nil
	}
	parent, err := InstitutionTx(tx, parentID)
	if fault.Is(err, fault.NotFound) || err == nil && parent.MergedInto != nil {
		return "", fault.OnField("parent_id", "people.institution.parent_unknown")
	}
	return parent.Path, err
}

// movePaths gives everything that was below the old path its place below the new.
func movePaths(tx *db.Tx, old, now string) error {
	if old == now {
		return nil
	}
	var below []Institution
	condition, args := within("path", []string{old})
	if err := tx.DB.Where(condition, args...).Find(&below).Error; err != nil {
		return err
	}
	for _, i := range below {
		path := now + strings.TrimPrefix(i.Path, old)
		if err := tx.DB.Model(&Institution{}).Where("id = ?", i.ID).Update("path", path).Error; err != nil {
			return err
		}
	}
	return nil
}

func codeTaken(err error) error {
	if db.IsDuplicate(err) {
		return fault.OnField("code", "people.institution.code_taken")
	}
	return err
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
