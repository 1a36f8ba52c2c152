package scorm

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"relevo/app/fault"
)

// Standard is what a package speaks to whoever plays it.
type Standard string

// The standards.
const (
	V12   Standard = "1.2"
	V2004 Standard = "2004"
)

// Package is what a course package contains.
type Package struct {
	Standard Standard
	Edition  string // as the manifest says it: "2004 3rd Edition"; may be empty
	Title    string
	Units    []Unit // at least one
	Notes    []Note
	Files    []File // sorted by path
	Size     int64  // bytes of all files
}

// Unit is something in a package that is opened by itself: a SCO, which reports, or an
// asset, which is only shown.
type Unit struct {
	Key        string `json:"key"`   // "1", "2" … within the package
	Title      string `json:"title"` // may be empty
	Launch     string `json:"launch"`
	Asset      bool   `json:"asset,omitempty"`
	Mastery    string `json:"mastery,omitempty"` // as the manifest says: 0 to 100 in 1.2, -1 to 1 in 2004
	LaunchData string `json:"launch_data,omitempty"`
	MaxTime    string `json:"max_time,omitempty"`
	Threshold  string `json:"threshold,omitempty"` // of progress from which a unit is completed, 2004
}

// Note is the catalogue key of something an author should know about a package.
type Note string

// The notes.
const (
	NotePrerequisites Note = "scorm.note.prerequisites" // are not followed
	NoteSequencing    Note = "scorm.note.sequencing"    // is not followed
	NoteOrganizations Note = "scorm.note.organizations" // only the first is played
	NoteInner         Note = "scorm.note.inner"         // manifests within are not read
	NoteNoVersion     Note = "scorm.note.no_version"    // taken for 1.2 or 2004 by its looks
)

// File is a file of a package, unpacked when it is read.
type File struct {
	Path      string // "shared/launch.html"
	MediaType string
	Size      int64
	entry     *zip.File
}

// Bounds of a package.
const (
	maxEntries  = 5000
	maxTotal    = 200 << 20 // bytes of all files together, unpacked
	maxPath     = 400       // bytes
	maxManifest = 4 << 20   // bytes
	maxUnits    = 200
)

const manifestName = "imsmanifest.xml"

// refused says what is wrong with the file that was sent.
func refused(key string, pairs ...any) error { return fault.OnField("file", key, pairs...) }

// Read reads a package. What is wrong with it is an Invalid error about the field "file".
func Read(data []byte) (Package, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Package{}, refused("scorm.not_zip")
	}
	p := Package{}
	if p.Files, p.Size, err = filesOf(archive); err != nil {
		return Package{}, err
	}
	manifest, ok := p.Find(manifestName)
	if !ok {
		return Package{}, noManifest(p.Files)
	}
	if manifest.Size > maxManifest {
		return Package{}, refused("scorm.manifest_large")
	}
	text, err := manifest.Read()
	if err != nil {
		return Package{}, err
	}
	return p, p.readManifest(text)
}

// filesOf lists the files of an archive and their size unpacked.
func filesOf(archive *zip.Reader) (files []File, total int64, err error) {
	seen := map[string]bool{}
	for _, entry := range archive.File {
		name := nameOf(entry)
		if isJunk(name) {
			continue
		}
		if !isSafe(name) {
			return nil, 0, refused("scorm.bad_path", "path", shown(name))
		}
		if strings.HasSuffix(name, "/") || entry.FileInfo().IsDir() {
			continue
		}
		if entry.Mode()&fs.ModeType != 0 {
			return nil, 0, refused("scorm.link", "path", shown(name))
		}
		if entry.Flags&1 != 0 {
			return nil, 0, refused("scorm.encrypted")
		}
		if entry.Method != zip.Store && entry.Method != zip.Deflate {
			return nil, 0, refused("scorm.method", "path", shown(name))
		}
		if seen[Fold(name)] {
			return nil, 0, refused("scorm.twice", "path", shown(name))
		}
		seen[Fold(name)] = true
		if len(files) == maxEntries {
			return nil, 0, refused("scorm.many", "max", maxEntries)
		}
		if entry.UncompressedSize64 > maxTotal || total+int64(entry.UncompressedSize64) > maxTotal {
			return nil, 0, refused("scorm.large", "max", maxTotal>>20)
		}
		size := int64(entry.UncompressedSize64) // at most maxTotal
		total += size
		files = append(files, File{Path: name, MediaType: mediaType(name), Size: size, entry: entry})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, total, nil
}

// nameOf is the name of an entry as a browser will ask for it. Old programs write
// backslashes, and letters as MS-DOS had them.
func nameOf(entry *zip.File) string {
	name := entry.Name
	if !utf8.ValidString(name) {
		if decoded, err := charmap.CodePage850.NewDecoder().String(name); err == nil {
			name = decoded
		}
	}
	return norm.NFC.String(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "./"))
}

// isJunk tells what systems leave in archives beside what was packed.
func isJunk(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "__MACOSX/") || base == ".DS_Store" || strings.EqualFold(base, "thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

// isSafe tells whether a name stays within the package.
func isSafe(name string) bool {
	trimmed := strings.TrimSuffix(name, "/")
	if trimmed == "" || len(name) > maxPath || !utf8.ValidString(name) || strings.HasPrefix(name, "/") || path.Clean(trimmed) != trimmed {
		return false
	}
	if len(name) > 1 && name[1] == ':' {
		return false
	}
	if strings.ContainsFunc(name, unicode.IsControl) {
		return false
	}
	return trimmed != ".." && !strings.HasPrefix(trimmed, "../")
}

// shown is a name short and clean enough for a sentence.
func shown(name string) string {
	clean := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return '·'
		}
		return r
	}, name))
	if len(clean) > 80 {
		return "…" + string(clean[len(clean)-79:])
	}
	return string(clean)
}

// Fold is a path as it is looked up: packages are made where capital letters in file
// names do not matter, and link accordingly.
func Fold(name string) string { return strings.ToLower(norm.NFC.String(name)) }

// Find gives a file by its path.
func (p Package) Find(name string) (File, bool) {
	for _, f := range p.Files {
		if Fold(f.Path) == Fold(name) {
			return f, true
		}
	}
	return File{}, false
}

// noManifest says why there is no manifest as well as it can be told.
func noManifest(files []File) error {
	for _, f := range files {
		if folder, base := path.Split(f.Path); strings.EqualFold(base, manifestName) {
			return refused("scorm.manifest_in_folder", "folder", shown(strings.TrimSuffix(folder, "/")))
		}
	}
	for _, f := range files {
		switch strings.ToLower(path.Base(f.Path)) {
		case "tincan.xml":
			return refused("scorm.other", "standard", "xAPI")
		case "cmi5.xml":
			return refused("scorm.other", "standard", "cmi5")
		}
		if strings.EqualFold(path.Ext(f.Path), ".au") || strings.EqualFold(path.Ext(f.Path), ".crs") {
			return refused("scorm.other", "standard", "AICC")
		}
	}
	return refused("scorm.no_manifest")
}

// Read unpacks the file. One that holds more than the archive announced is refused.
func (f File) Read() ([]byte, error) {
	reader, err := f.entry.Open()
	if err != nil {
		return nil, refused("scorm.damaged", "path", shown(f.Path))
	}
	data, err := io.ReadAll(io.LimitReader(reader, f.Size+1))
	if closing := reader.Close(); err == nil {
		err = closing
	}
	if err != nil || int64(len(data)) != f.Size {
		return nil, refused("scorm.damaged", "path", shown(f.Path))
	}
	return data, nil
}
