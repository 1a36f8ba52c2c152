package assessments

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments/formats"
)

// Portable is an assessment with all that it is made of, to be taken to another
// installation: without identifiers of its own, only codes.
type Portable struct {
	Competencies []Competency       `json:"competencies"` // by code
	Rubrics      []PortableRubric   `json:"rubrics,omitempty"`
	Items        []PortableItem     `json:"items,omitempty"` // by code
	Assessment   PortableAssessment `json:"assessment"`
	Forms        []PortableForm     `json:"forms,omitempty"`
}

// PortableAssessment is what an assessment says of itself.
type PortableAssessment struct {
	Code           string    `json:"code"`
	Title          i18n.Text `json:"title"`
	Instructions   i18n.Text `json:"instructions,omitempty"`
	CutScore       float64   `json:"cut_score"`
	MinutesAllowed int       `json:"minutes_allowed,omitempty"`
	Shuffled       bool      `json:"shuffled,omitempty"`
	OnlineOnly     bool      `json:"online_only,omitempty"`
}

// PortableRubric is a rubric.
type PortableRubric struct {
	Code     string    `json:"code"`
	Title    i18n.Text `json:"title"`
	Criteria Criteria  `json:"criteria"`
}

// PortableItem is a version of an item.
type PortableItem struct {
	Code       string    `json:"code"`
	Kind       Kind      `json:"kind"`
	Competency string    `json:"competency"`
	Title      string    `json:"title"`
	Stem       i18n.Text `json:"stem"`
	Body       Body      `json:"body"`
	Rubric     string    `json:"rubric,omitempty"` // its code
}

// PortableForm is a form with what stands in it.
type PortableForm struct {
	Label string          `json:"label"`
	Items []PortablePlace `json:"items"`
}

// PortablePlace is an item's place in a form.
type PortablePlace struct {
	Item    string    `json:"item"` // its code
	Points  float64   `json:"points"`
	Anchor  bool      `json:"anchor,omitempty"`
	Section i18n.Text `json:"section,omitempty"`
}

// PortableTx gathers an assessment with its items, rubrics and forms, and the competencies
// with these codes and those of its items. An empty identifier: the competencies only.
func PortableTx(tx *db.Tx, assessmentID string, competencies []string) (p Portable, err error) {
	codes := slices.Clone(competencies)
	if assessmentID != "" {
		d, err := assessmentDetail(tx, assessmentID)
		if err != nil {
			return p, err
		}
		if err := p.fill(tx, d); err != nil {
			return p, err
		}
		for _, item := range p.Items {
			codes = append(codes, item.Competency)
		}
	}
	all, err := CompetenciesTx(tx)
	p.Competencies = slices.DeleteFunc(all, func(c Competency) bool { return !slices.Contains(codes, c.Code) })
	slices.SortFunc(p.Competencies, func(a, b Competency) int { return cmp.Compare(a.Code, b.Code) })
	return p, err
}

// PortableItemsTx gathers versions of items with their competencies, without any assessment.
func PortableItemsTx(tx *db.Tx, versionIDs []string) (p Portable, codes map[string]string, err error) {
	versions, err := versionsByID(tx, versionIDs)
	if err != nil {
		return p, nil, err
	}
	var itemIDs, competencies []string
	for _, v := range versions {
		itemIDs, competencies = append(itemIDs, v.ItemID), append(competencies, v.CompetencyCode)
	}
	items, err := byID(tx, itemIDs, func(i Item) string { return i.ID })
	if err != nil {
		return p, nil, err
	}
	codes = map[string]string{}
	for id, v := range versions {
		codes[id] = items[v.ItemID].Code
		p.Items = append(p.Items, PortableItem{Code: codes[id], Kind: v.Kind, Competency: v.CompetencyCode, Title: v.Title, Stem: v.Stem, Body: v.Body})
	}
	slices.SortFunc(p.Items, func(a, b PortableItem) int { return cmp.Compare(a.Code, b.Code) })
	all, err := PortableTx(tx, "", competencies)
	p.Competencies = all.Competencies
	return p, codes, err
}

func (p *Portable) fill(tx *db.Tx, d AssessmentDetail) error {
	p.Assessment = PortableAssessment{Code: d.Code, Title: d.Title, Instructions: d.Instructions, CutScore: d.CutScore, Shuffled: d.Shuffled, OnlineOnly: d.OnlineOnly}
	if d.MinutesAllowed != nil {
		p.Assessment.MinutesAllowed = *d.MinutesAllowed
	}
	var rubricIDs []string
	seen := map[string]ItemVersion{}
	for _, f := range d.Forms {
		form := PortableForm{Label: f.Label, Items: []PortablePlace{}}
		for _, place := range f.Items {
			form.Items = append(form.Items, PortablePlace{Item: place.Code, Points: place.Points, Anchor: place.Anchor, Section: place.Section})
			seen[place.Code] = place.Version
			if place.Version.RubricID != nil {
				rubricIDs = append(rubricIDs, *place.Version.RubricID)
			}
		}
		p.Forms = append(p.Forms, form)
	}
	rubrics, err := byID(tx, rubricIDs, func(r Rubric) string { return r.ID })
	if err != nil {
		return err
	}
	for _, r := range rubrics {
		p.Rubrics = append(p.Rubrics, PortableRubric{Code: r.Code, Title: r.Title, Criteria: r.Criteria})
	}
	slices.SortFunc(p.Rubrics, func(a, b PortableRubric) int { return cmp.Compare(a.Code, b.Code) })
	for code, v := range seen {
		item := PortableItem{Code: code, Kind: v.Kind, Competency: v.CompetencyCode, Title: v.Title, Stem: v.Stem, Body: v.Body}
		if v.RubricID != nil {
			item.Rubric = rubrics[*v.RubricID].Code
		}
		p.Items = append(p.Items, item)
	}
	slices.SortFunc(p.Items, func(a, b PortableItem) int { return cmp.Compare(a.Code, b.Code) })
	return nil
}

// Adopted says what became of a [Portable].
type Adopted struct {
	AssessmentID string            // empty: it brought none
	Competencies int               // that were not there
	Items        int               // new, or with a new version
	Code         string            // under which the assessment stands now
	Renamed      bool              // its code was taken by another, so it has one of its own
	Versions     map[string]string // of its items, by their codes
}

// AdoptTx brings in what a file says. What is there already and says the same is used;
// competencies that are there keep their wording; an item or rubric that says something else
// becomes a new version, and an assessment that does becomes another. Texts that would not
// pass as they are, because there is HTML in them that is not shown, are refused. Where in
// the file something is wrong stands in the name of the field.
func AdoptTx(tx *db.Tx, actor access.Actor, p Portable) (out Adopted, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return out, err
	}
	if out.Competencies, err = adoptCompetencies(tx, actor, p.Competencies); err != nil {
		return out, err
	}
	rubrics, err := adoptRubrics(tx, actor, p.Rubrics)
	if err != nil {
		return out, err
	}
	versions := map[string]string{} // by code
	for _, item := range p.Items {
		at := "items/" + item.Code
		if _, twice := versions[item.Code]; twice {
			return out, fault.OnField(at, "assessments.item_twice")
		}
		version, fresh, err := adoptItem(tx, actor, item, rubrics)
		if err != nil {
			return out, within(at, err)
		}
		if versions[item.Code] = version; fresh {
			out.Items++
		}
	}
	if out.Versions = versions; p.Assessment.Code == "" {
		return out, nil
	}
	return out, out.adoptAssessment(tx, actor, p, versions)
}

// within says where in the file what is wrong is.
func within(at string, err error) error {
	fields := fault.FieldsOf(err)
	if len(fields) == 0 {
		return err
	}
	return fault.OnField(at+"/"+fields[0].Name, fields[0].Key, fields[0].Pairs...)
}

func adoptCompetencies(tx *db.Tx, actor access.Actor, list []Competency) (added int, err error) {
	there, err := CompetenciesTx(tx)
	if err != nil {
		return 0, err
	}
	for _, c := range list {
		if slices.ContainsFunc(there, func(o Competency) bool { return o.Code == c.Code }) {
			continue
		}
		var check fault.Check
		c.validate(&check)
		if err := check.Err(); err != nil {
			return added, within("competencies/"+c.Code, err)
		}
		added++
		c.Position = len(there) + added
		if err := createCompetencyTx(tx, actor, c); err != nil {
			return added, within("competencies/"+c.Code, err)
		}
	}
	return added, nil
}

func adoptRubrics(tx *db.Tx, actor access.Actor, list []PortableRubric) (map[string]string, error) {
	ids := map[string]string{}
	for _, r := range list {
		in := RubricInput(r)
		if err := in.Validate(); err != nil {
			return nil, within("rubrics/"+r.Code, err)
		}
		var there []Rubric
		if err := tx.DB.Where("code = ?", r.Code).Order("version").Find(&there).Error; err != nil {
			return nil, err
		}
		same := slices.IndexFunc(there, func(o Rubric) bool { return sameJSON(o.Title, r.Title) && sameJSON(o.Criteria, r.Criteria) })
		if same >= 0 {
			ids[r.Code] = there[same].ID
			continue
		}
		rubric := Rubric{ID: tx.NewID(), Code: r.Code, Version: len(there) + 1, Title: r.Title, Criteria: r.Criteria, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&rubric).Error; err != nil {
			return nil, err
		}
		if err := record(tx, actor, "rubric.create", "rubric", rubric.ID, map[string]any{"code": rubric.Code, "version": rubric.Version}); err != nil {
			return nil, err
		}
		ids[r.Code] = rubric.ID
	}
	return ids, nil
}

// adoptItem gives the version that says what the file says, made if there is none.
func adoptItem(tx *db.Tx, actor access.Actor, in PortableItem, rubrics map[string]string) (id string, fresh bool, err error) {
	input := ItemInput{Kind: in.Kind, Competency: in.Competency, Title: in.Title, Markup: formats.RichText, Stem: in.Stem, Body: in.Body, RubricID: rubrics[in.Rubric]}
	if !codeForm.MatchString(in.Code) {
		return "", false, fault.OnField("code", "assessments.code_form")
	}
	if in.Rubric != "" && input.RubricID == "" {
		return "", false, fault.OnField("rubric", "assessments.rubric_unknown")
	}
	var there []Item
	if err := tx.DB.Where("code = ?", in.Code).Find(&there).Error; err != nil {
		return "", false, err
	}
	version, err := buildTx(tx, input, nil)
	if err != nil {
		return "", false, err
	}
	if !sameJSON(version.Stem, in.Stem) || !sameJSON(version.Body, in.Body) {
		return "", false, fault.OnField("stem", "assessments.portable_html")
	}
	if err := version.checkReferences(tx); err != nil {
		return "", false, err
	}
	item := Item{ID: tx.NewID(), Code: in.Code, CreatedAt: tx.Now, CreatedBy: actor.AccountID}
	if len(there) > 0 {
		item = there[0]
		var versions []ItemVersion
		if err := tx.DB.Where("item_id = ?", item.ID).Order("version").Find(&versions).Error; err != nil {
			return "", false, err
		}
		for _, v := range versions {
			if v.Kind == version.Kind && v.CompetencyCode == version.CompetencyCode && v.Title == version.Title && sameJSON(v.Stem, version.Stem) &&
				sameJSON(v.Body, version.Body) && sameJSON(v.RubricID, version.RubricID) {
				return v.ID, false, nil
			}
		}
		version.Version = len(versions) + 1
	} else if err := tx.DB.Create(&item).Error; err != nil {
		return "", false, taken(err, "code")
	}
	version.ID, version.ItemID, version.RecordedBy = tx.NewID(), item.ID, actor.AccountID
	if err := tx.DB.Create(&version).Error; err != nil {
		return "", false, err
	}
	return version.ID, true, record(tx, actor, "item.create", "item", item.ID, map[string]any{"code": item.Code, "version": version.Version})
}

// mostAlike is under how many codes an assessment that is another is looked for.
const mostAlike = 50

func (out *Adopted) adoptAssessment(tx *db.Tx, actor access.Actor, p Portable, versions map[string]string) error {
	in := AssessmentInput{Code: p.Assessment.Code, Title: filled(p.Assessment.Title), Instructions: filled(p.Assessment.Instructions), CutScore: p.Assessment.CutScore,
		MinutesAllowed: p.Assessment.MinutesAllowed, Shuffled: p.Assessment.Shuffled, OnlineOnly: p.Assessment.OnlineOnly}
	if err := in.Validate(); err != nil {
		return within("assessment", err)
	}
	for n := 1; n <= mostAlike; n++ {
		if in.Code = p.Assessment.Code; n > 1 {
			in.Code = fmt.Sprintf("%s-%d", p.Assessment.Code, n)
		}
		var there []Assessment
		if err := tx.DB.Where("code = ?", in.Code).Find(&there).Error; err != nil {
			return err
		}
		out.Code, out.Renamed = in.Code, n > 1
		if len(there) == 0 {
			return out.createAssessment(tx, actor, in, p.Forms, versions)
		}
		is, err := PortableTx(tx, there[0].ID, nil)
		if err != nil {
			return err
		}
		is.Assessment.Code = p.Assessment.Code
		if same, err := sameAssessment(tx, there[0].ID, is, p, versions); err != nil || same {
			out.AssessmentID = there[0].ID
			return err
		}
	}
	return fault.OnField("assessment/code", "assessments.code_taken")
}

// sameAssessment tells whether the one that is there has the same forms of the same
// versions of items.
func sameAssessment(tx *db.Tx, id string, is, p Portable, versions map[string]string) (bool, error) {
	if !sameJSON(is.Assessment, p.Assessment) || !sameJSON(is.Forms, p.Forms) {
		return false, nil
	}
	d, err := assessmentDetail(tx, id)
	for _, f := range d.Forms {
		for _, place := range f.Items {
			if versions[place.Code] != place.Version.ID {
				return false, err
			}
		}
	}
	return true, err
}

func (out *Adopted) createAssessment(tx *db.Tx, actor access.Actor, in AssessmentInput, forms []PortableForm, versions map[string]string) error {
	a := Assessment{ID: tx.NewID(), CreatedAt: tx.Now, CreatedBy: actor.AccountID}
	a.take(in)
	if err := tx.DB.Create(&a).Error; err != nil {
		return taken(err, "assessment/code")
	}
	labels := append(Labels(), ThirdLabel)
	for i, f := range forms {
		at := "forms/" + f.Label
		if i >= len(labels) || f.Label != labels[i] {
			return fault.OnField(at, "assessments.portable_form")
		}
		form := Form{ID: tx.NewID(), AssessmentID: a.ID, Label: f.Label}
		if err := tx.DB.Create(&form).Error; err != nil {
			return err
		}
		var inputs []FormItemInput
		for _, place := range f.Items {
			inputs = append(inputs, FormItemInput{ItemVersionID: versions[place.Item], Points: place.Points, Anchor: place.Anchor, Section: place.Section})
		}
		places, err := placesFor(tx, form, inputs)
		if err != nil {
			return within(at, err)
		}
		if len(places) > 0 {
			if err := tx.DB.CreateInBatches(places, 200).Error; err != nil {
				return err
			}
		}
	}
	for _, label := range Labels()[min(len(forms), len(Labels())):] { // every assessment has the two
		if err := tx.DB.Create(&Form{ID: tx.NewID(), AssessmentID: a.ID, Label: label}).Error; err != nil {
			return err
		}
	}
	out.AssessmentID = a.ID
	return record(tx, actor, "assessment.create", "assessment", a.ID, map[string]string{"code": a.Code})
}

// sameJSON tells whether two values read the same.
func sameJSON(a, b any) bool {
	x, errA := toJSON(a)
	y, errB := toJSON(b)
	return errA == nil && errB == nil && strings.TrimSpace(fmt.Sprint(x)) == strings.TrimSpace(fmt.Sprint(y))
}
