package courses

import (
	"encoding/json"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/assessments"
	"relevo/courses/media"
)

// mediaKind is the section with the files that lessons show, and their recordings.
const mediaKind = "media"

type mediaSays struct {
	Files  []portableFile    `json:"files"`
	Spoken map[string]string `json:"spoken,omitempty"` // the name of a lesson's recording, by the lesson
}

// portableFile is a file of a course.
type portableFile struct {
	Name   string `json:"name"`
	Alt    string `json:"alt"`
	Type   string `json:"type"`
	File   string `json:"file"`             // its path in the zip
	SHA256 string `json:"sha256"`           // of its content
	Poster string `json:"poster,omitempty"` // of a video
}

// mediaOf lists the files that the texts of a version show, and its recordings: what lies on
// the shelf of the course for other versions stays there.
func mediaOf(tx *db.Tx, version CourseVersion) (says mediaSays, list []CourseFile, err error) {
	shelf, err := shelfTx(tx, version.CourseID)
	if err != nil || len(shelf) == 0 {
		return says, nil, err
	}
	uses, err := usesTx(tx, version.CourseID)
	if err != nil {
		return says, nil, err
	}
	says.Spoken = map[string]string{}
	for _, name := range keys(shelf) {
		f := shelf[name]
		if !slices.ContainsFunc(uses[f.ID], func(u FileUse) bool { return u.Version == version.Version }) {
			continue
		}
		out := portableFile{Name: f.Name, Alt: f.Alt, Type: f.MediaType, File: mediaKind + "/" + f.FileID[:16] + ending(f.MediaType), SHA256: f.FileID}
		if f.PosterID != nil {
			out.Poster = mediaKind + "/" + (*f.PosterID)[:16]
		}
		says.Files, list = append(says.Files, out), append(list, f)
	}
	var spoken []struct{ Origin, Name string }
	err = tx.DB.Raw(`SELECT l.origin, f.name FROM lesson_audio a JOIN lesson l ON l.id = a.lesson_id JOIN module m ON m.id = l.module_id
JOIN course_file f ON f.id = a.course_file_id WHERE m.course_version_id = ?`, version.ID).Scan(&spoken).Error
	for _, a := range spoken {
		says.Spoken[a.Origin] = a.Name
	}
	return says, list, err
}

func mediaSection() section {
	return section{
		kind: mediaKind,
		says: func(tx *db.Tx, version CourseVersion) (any, error) {
			says, _, err := mediaOf(tx, version)
			if err != nil || len(says.Files) == 0 {
				return nil, err
			}
			return says, nil
		},
		words: func(raw json.RawMessage) string {
			var says mediaSays
			_ = json.Unmarshal(raw, &says) // what cannot be read has no words
			var names []string
			for _, f := range says.Files {
				names = append(names, f.Name+" ("+f.SHA256[:min(6, len(f.SHA256))]+")")
			}
			return strings.Join(names, ", ")
		},
		files: func(tx *db.Tx, version CourseVersion, _ content) (map[string][]byte, error) {
			says, list, err := mediaOf(tx, version)
			all := map[string][]byte{}
			for i, f := range list {
				if err := packFile(tx, all, says.Files[i].File, f.FileID); err != nil {
					return nil, err
				}
				if f.PosterID != nil {
					if err := packFile(tx, all, says.Files[i].Poster, *f.PosterID); err != nil {
						return nil, err
					}
				}
			}
			return all, err
		},
		before: bringMedia,
		after:  bringSpoken,
	}
}

func packFile(tx *db.Tx, all map[string][]byte, path, id string) error {
	content, err := files.ReadTx(tx, id, files.Whole)
	all[strings.TrimPrefix(path, mediaKind+"/")] = content.Data
	return err
}

// bringMedia puts the files onto the shelf of the course. One that is there under its name
// with another content stands in the way.
func bringMedia(b bringing) error {
	var says mediaSays
	if err := strict(b.says, &says); err != nil {
		return fault.OnField("", "parcel.bad_json", "what", err.Error(), "line", 1)
	}
	shelf, err := shelfTx(b.tx, b.draft.CourseID)
	if err != nil {
		return err
	}
	if len(says.Files)+len(shelf) > mostOnShelf {
		return fault.OnField("files", "media.too_many", "max", mostOnShelf)
	}
	for _, f := range says.Files {
		there, known := shelf[f.Name]
		if known && there.FileID == f.SHA256 {
			continue
		}
		if known {
			return fault.OnField(f.Name, "media.name_taken", "name", f.Name)
		}
		if err := bringFile(b, f); err != nil {
			return inside(f.Name+" ", err)
		}
	}
	return nil
}

func bringFile(b bringing, f portableFile) error {
	in := NewFile{Name: f.Name, Alt: f.Alt, Data: b.files[f.File]}
	if f.Poster != "" {
		in.Poster = b.files[f.Poster]
	}
	medium, poster, err := in.read()
	if err != nil {
		return err
	}
	medium, poster = asSent(medium, in.Data), asSent(poster, in.Poster)
	if medium.Type != f.Type {
		return fault.OnField("type "+f.Type, "parcel.unknown")
	}
	if f.SHA256 != files.Name(in.Data) {
		return fault.OnField("sha256", "parcel.wrong_hash")
	}
	kept, err := files.KeepTx(b.tx, medium.Data, medium.Type)
	if err != nil {
		return err
	}
	file := CourseFile{ID: b.tx.NewID(), CourseID: b.draft.CourseID, Name: in.Name, Kind: medium.Kind, FileID: kept.ID, MediaType: medium.Type, Size: kept.Size, Alt: in.Alt,
		Width: medium.Width, Height: medium.Height, Seconds: int(medium.Length.Seconds() + 0.5), UploadedAt: b.tx.Now, UploadedBy: b.actor.AccountID}
	if len(poster.Data) > 0 {
		picture, err := files.KeepTx(b.tx, poster.Data, poster.Type)
		if err != nil {
			return err
		}
		file.PosterID, file.Width, file.Height = &picture.ID, poster.Width, poster.Height
	}
	b.brings.Files++
	return b.tx.DB.Create(&file).Error
}

// asSent leaves a picture as the file has it when it is as relevo would keep it.
func asSent(m media.Medium, sent []byte) media.Medium {
	if kind, ok := media.Settled(sent); ok && m.Kind == media.Image {
		m.Type, m.Data = kind, sent
	}
	return m
}

// ending is how the name of a file ends.
func ending(mediaType string) string {
	if known := media.Ending(mediaType); known != "" {
		return known
	}
	_, kind, _ := strings.Cut(mediaType, "/")
	return "." + kind
}

// bringSpoken gives lessons their recordings.
func bringSpoken(b bringing) error {
	var says mediaSays
	if err := strict(b.says, &says); err != nil {
		return fault.OnField("", "parcel.bad_json", "what", err.Error(), "line", 1)
	}
	shelf, err := shelfTx(b.tx, b.draft.CourseID)
	if err != nil {
		return err
	}
	for _, origin := range keys(says.Spoken) {
		file, known := shelf[says.Spoken[origin]]
		if !known || b.lessons[origin] == "" {
			return fault.OnField("spoken "+origin, "parcel.unknown")
		}
		if err := setLessonAudio(b.tx, b.draft.CourseID, b.lessons[origin], file.ID); err != nil {
			return err
		}
	}
	return nil
}

// glossarySection is the words that a version explains.
func glossarySection() section {
	return section{
		kind: "glossary",
		says: func(tx *db.Tx, version CourseVersion) (any, error) {
			terms, err := termsOf(tx, version.ID)
			var list []portableTerm
			for _, t := range terms {
				list = append(list, portableTerm{t.Term, t.Explanation})
			}
			if err != nil || len(list) == 0 {
				return nil, err
			}
			return list, nil
		},
		words: func(raw json.RawMessage) string {
			var list []portableTerm
			_ = json.Unmarshal(raw, &list) // what cannot be read has no words
			var words []string
			for _, t := range list {
				words = append(words, t.Term+": "+t.Explanation)
			}
			return strings.Join(words, " · ")
		},
		after: func(b bringing) error {
			var list []portableTerm
			if err := strict(b.says, &list); err != nil {
				return fault.OnField("", "parcel.bad_json", "what", err.Error(), "line", 1)
			}
			if len(list) > mostTerms {
				return fault.OnField("", "media.too_many_terms", "max", mostTerms)
			}
			seen := map[string]bool{}
			for _, t := range list {
				in := TermInput(t)
				in.tidy()
				if err := in.validate(); err != nil {
					return inside(t.Term+" ", err)
				}
				folded := strings.ToLower(in.Term)
				if seen[folded] {
					return fault.OnField(t.Term, "media.term_taken")
				}
				seen[folded] = true
				if err := b.tx.DB.Create(&GlossaryTerm{ID: b.tx.NewID(), CourseVersionID: b.draft.ID, Term: in.Term, Explanation: in.Explanation}).Error; err != nil {
					return err
				}
			}
			return nil
		},
	}
}

type portableTerm struct {
	Term        string `json:"term"`
	Explanation string `json:"explanation"`
}

// checksKind is the section with the self-checks of lessons.
const (
	checksKind = "checks"
	checksFile = "questions.json"
)

type checksSays struct {
	File    string              `json:"file"`
	Lessons map[string][]string `json:"lessons"` // the codes of a lesson's questions, by the lesson
}

// checksIn gives the self-checks of a version: the versions of items, by lesson, in order.
func checksIn(tx *db.Tx, version CourseVersion) (by map[string][]string, all []string, err error) {
	var rows []struct{ Origin, ItemVersionID string }
	err = tx.DB.Raw(`SELECT l.origin, c.item_version_id FROM lesson_check c JOIN lesson l ON l.id = c.lesson_id JOIN module m ON m.id = l.module_id
WHERE m.course_version_id = ? ORDER BY l.origin, c.position, c.item_version_id`, version.ID).Scan(&rows).Error
	by = map[string][]string{}
	for _, r := range rows {
		by[r.Origin], all = append(by[r.Origin], r.ItemVersionID), append(all, r.ItemVersionID)
	}
	return by, all, err
}

func checksSection() section {
	return section{
		kind: checksKind,
		says: func(tx *db.Tx, version CourseVersion) (any, error) {
			by, all, err := checksIn(tx, version)
			if err != nil || len(all) == 0 {
				return nil, err
			}
			_, codes, err := assessments.PortableItemsTx(tx, all)
			says := checksSays{File: checksKind + "/" + checksFile, Lessons: map[string][]string{}}
			for origin, list := range by {
				for _, id := range list {
					says.Lessons[origin] = append(says.Lessons[origin], codes[id])
				}
			}
			return says, err
		},
		words: func(raw json.RawMessage) string {
			var says checksSays
			_ = json.Unmarshal(raw, &says) // what cannot be read has no words
			var codes []string
			for _, origin := range keys(says.Lessons) {
				codes = append(codes, says.Lessons[origin]...)
			}
			return strings.Join(codes, ", ")
		},
		files: func(tx *db.Tx, version CourseVersion, _ content) (map[string][]byte, error) {
			_, all, err := checksIn(tx, version)
			if err != nil {
				return nil, err
			}
			items, _, err := assessments.PortableItemsTx(tx, all)
			if err != nil {
				return nil, err
			}
			body, err := json.MarshalIndent(items, "", "  ")
			return map[string][]byte{checksFile: append(body, '\n')}, err
		},
		after: bringChecks,
	}
}

func bringChecks(b bringing) error {
	var says checksSays
	var items assessments.Portable
	if err := strict(b.says, &says); err != nil {
		return fault.OnField("", "parcel.bad_json", "what", err.Error(), "line", 1)
	}
	if err := strict(b.files[says.File], &items); err != nil {
		return fault.OnField(says.File, "parcel.bad_json", "what", err.Error(), "line", 1)
	}
	if items.Assessment.Code != "" {
		return fault.OnField(says.File, "parcel.unknown")
	}
	adopted, err := assessments.AdoptTx(b.tx, b.actor, items)
	if err != nil {
		return inside(says.File+": ", err)
	}
	b.brings.Questions, b.brings.Competencies = b.brings.Questions+adopted.Items, b.brings.Competencies+adopted.Competencies
	for _, origin := range keys(says.Lessons) {
		codes := says.Lessons[origin]
		if b.lessons[origin] == "" || len(codes) > mostChecks {
			return fault.OnField("lessons "+origin, "parcel.unknown")
		}
		for i, code := range codes {
			at := slices.IndexFunc(items.Items, func(item assessments.PortableItem) bool { return item.Code == code })
			if at < 0 || !items.Items[at].Kind.Checkable() {
				return fault.OnField("lessons "+origin+" "+code, "parcel.unknown")
			}
			if err := b.tx.DB.Create(&LessonCheck{LessonID: b.lessons[origin], ItemVersionID: adopted.Versions[code], Position: i + 1}).Error; err != nil {
				return err
			}
		}
	}
	return nil
}
