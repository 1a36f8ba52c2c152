package courses

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/courses/parcel"
	"relevo/courses/scorm"
)

// packageKind is the section with the packages that are lessons.
const packageKind = "scorm"

// portablePackage is a package that is a lesson. Its files stand in an archive of their own, as
// players of packages know it.
type portablePackage struct {
	Lesson string `json:"lesson"`
	Title  string `json:"title"`
	Name   string `json:"name"`   // of the file that was uploaded
	File   string `json:"file"`   // its path in the zip
	Digest string `json:"digest"` // of all its files and their names
}

func packageSection() section {
	return section{
		kind: packageKind,
		says: func(tx *db.Tx, version CourseVersion) (any, error) {
			list, _, err := packagesOf(tx, version)
			if err != nil || len(list) == 0 {
				return nil, err
			}
			return list, nil
		},
		words: func(raw json.RawMessage) string {
			var says []portablePackage
			_ = json.Unmarshal(raw, &says) // what cannot be read has no words
			var names []string
			for _, p := range says {
				names = append(names, p.Title+" ("+p.Digest[:min(6, len(p.Digest))]+")")
			}
			return strings.Join(names, ", ")
		},
		files: func(tx *db.Tx, version CourseVersion, _ content) (map[string][]byte, error) {
			says, held, err := packagesOf(tx, version)
			all := map[string][]byte{}
			for _, p := range says {
				path := strings.TrimPrefix(p.File, packageKind+"/")
				if all[path] != nil {
					continue // two lessons are the same package
				}
				if all[path], err = packed(tx, held[p.Digest]); err != nil {
					return nil, err
				}
			}
			return all, err
		},
		after: bringPackages,
	}
}

// packagesOf lists the packages of a version in the order of its lessons, and the files of each
// by its digest.
func packagesOf(tx *db.Tx, version CourseVersion) (says []portablePackage, held map[string][]PackageFile, err error) {
	var rows []struct{ Origin, ID, Title, FileName string }
	err = tx.DB.Raw(`SELECT l.origin, p.id, p.title, p.file_name FROM scorm_package p JOIN lesson l ON l.package_id = p.id
JOIN module m ON m.id = l.module_id WHERE m.course_version_id = ? ORDER BY m.position, l.position, l.id`, version.ID).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	list, err := whereIn[PackageFile](tx, "package_id", unique(ids))
	by := map[string][]PackageFile{}
	for _, f := range list {
		by[f.PackageID] = append(by[f.PackageID], f)
	}
	held = map[string][]PackageFile{}
	for _, r := range rows {
		digest := digestOf(by[r.ID])
		held[digest] = by[r.ID]
		says = append(says, portablePackage{Lesson: r.Origin, Title: r.Title, Name: r.FileName, Digest: digest, File: packageKind + "/" + digest[:16] + ".zip"})
	}
	return says, held, err
}

// digestOf names what a package holds: two with the same files under the same names have the
// same. It sorts the list by path.
func digestOf(list []PackageFile) string {
	slices.SortFunc(list, func(a, b PackageFile) int { return strings.Compare(a.Path, b.Path) })
	sum := sha256.New()
	for _, f := range list {
		id := ""
		if f.FileID != nil {
			id = *f.FileID
		}
		sum.Write([]byte(f.Path + "\x00" + id + "\n"))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// packed writes the files of a package into an archive, always the same for the same files.
func packed(tx *db.Tx, list []PackageFile) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range list {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Path, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if f.FileID == nil {
			continue
		}
		content, err := files.ReadTx(tx, *f.FileID, files.Whole)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(content.Data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// packagesNamed gives the lessons for which a file has a package.
func packagesNamed(c parcel.Course) (map[string]bool, error) {
	raw, there := c.Sections[packageKind]
	if !there {
		return nil, nil
	}
	var says []portablePackage
	if err := strict(raw, &says); err != nil {
		return nil, fault.OnField("sections "+packageKind, "parcel.bad_json", "what", err.Error(), "line", 1)
	}
	named := map[string]bool{}
	for _, p := range says {
		named[p.Lesson] = true
	}
	return named, nil
}

// bringPackages gives lessons their packages.
func bringPackages(b bringing) error {
	var says []portablePackage
	if err := strict(b.says, &says); err != nil {
		return fault.OnField("", "parcel.bad_json", "what", err.Error(), "line", 1)
	}
	kept := map[string]string{} // packages by their path in the zip
	for _, p := range says {
		lesson, known := b.lessons[p.Lesson]
		if !known {
			return fault.OnField(short(p.Lesson), "parcel.unknown")
		}
		if kept[p.File] == "" {
			id, err := bringPackage(b, p)
			if err != nil {
				return inside(short(p.File)+" ", err)
			}
			kept[p.File] = id
		}
		change := b.tx.DB.Model(&Lesson{}).Where("id = ? AND kind = ? AND package_id IS NULL", lesson, PackageLesson).Update("package_id", kept[p.File])
		if change.Error != nil {
			return change.Error
		}
		if change.RowsAffected == 0 {
			return fault.OnField(short(p.Lesson), "parcel.unknown")
		}
	}
	return nil
}

func bringPackage(b bringing, p portablePackage) (string, error) {
	read, err := scorm.Read(b.files[p.File])
	if err != nil {
		return "", err
	}
	pack := packageRead(read, p.Name, b.actor)
	list := make([]PackageFile, len(read.Files))
	for i, f := range read.Files {
		content, err := f.Read()
		if err != nil {
			return "", err
		}
		if list[i], err = keepFile(b.tx, f, content); err != nil {
			return "", err
		}
	}
	if digestOf(list) != p.Digest {
		return "", fault.OnField("digest", "parcel.wrong_hash")
	}
	b.brings.Files += len(list)
	return pack.ID, addPackage(b.tx, &pack, list)
}
