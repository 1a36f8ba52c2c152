package courses

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/courses/media"
)

// CourseFile is something that the lessons of a course show: a picture, a recording, a
// video or a document. It never changes: another content is another file.
type CourseFile struct {
	ID         string
	CourseID   string
	Name       string // how lessons call it; unique in the course
	Kind       media.Kind
	FileID     string // its content, in package files
	MediaType  string
	Size       int64  // bytes
	Alt        string // of an image, what who cannot see it is told; of others, what it is called
	Width      int    // pixels of an image, or of a video's poster
	Height     int
	Seconds    int     // of a recording or video; 0: it does not say
	PosterID   *string // of a video: the picture before it plays
	UploadedAt db.Instant
	UploadedBy string
}

// TableName names the table for GORM.
func (CourseFile) TableName() string { return "course_file" }

// About is type, size and length as short as they fit beside a link: "MP3 · 1.2 MB · 2:05".
func (f CourseFile) About() string {
	about := []string{media.Name(f.MediaType), media.Size(f.Size)}
	if length := media.Clock(time.Duration(f.Seconds) * time.Second); length != "" {
		about = append(about, length)
	}
	return strings.Join(about, " · ")
}

// Address is where the content is.
func (f CourseFile) Address() string { return "/media/" + f.ID }

// Shelf is the files of a course by their names.
type Shelf map[string]CourseFile

// NewFile is what an author says of a file that they upload.
type NewFile struct {
	Name   string // empty: made of FileName
	Alt    string
	Data   []byte
	Poster []byte // of a video; empty for none

	FileName string // as it was called where it came from
}

const (
	maxFileName  = 40
	maxAlt       = 400
	mostOnShelf  = 300 // files of a course
	fileScheme   = "archivo:"
	mostNameTake = 60 // letters of a name that are looked at when one is made of it
)

var (
	fileName    = regexp.MustCompile(`^[\p{Ll}\p{N}][\p{Ll}\p{N}_-]*$`)
	notFileName = regexp.MustCompile(`[^\p{Ll}\p{N}]+`)
	mentioned   = regexp.MustCompile(`\]\(\s*<?archivo:([^\s)>]*)`)
)

// called is how a file is called when somebody writes its name so.
func called(name string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(name)))
}

// tidy gives the file the name it will have.
func (in *NewFile) tidy() {
	in.Name, in.Alt = called(in.Name), strings.TrimSpace(in.Alt)
	if in.Name != "" {
		return
	}
	made := []rune(called(in.FileName))
	if dot := strings.LastIndex(string(made), "."); dot > 0 {
		made = []rune(string(made)[:dot])
	}
	made = made[:min(len(made), mostNameTake)]
	name := []rune(strings.Trim(notFileName.ReplaceAllString(string(made), "-"), "-"))
	in.Name = strings.Trim(string(name[:min(len(name), maxFileName)]), "-")
}

func (in NewFile) validate(kind media.Kind) error {
	var check fault.Check
	check.That(fileName.MatchString(in.Name) && len([]rune(in.Name)) <= maxFileName, "name", "media.name_shape", "max", maxFileName)
	check.That(in.Alt != "" || kind != media.Image, "alt", "media.alt_needed")
	check.That(in.Alt != "" || kind == media.Image, "alt", "media.title_needed")
	check.That(len([]rune(in.Alt)) <= maxAlt, "alt", "courses.too_long", "max", maxAlt)
	check.That(len(in.Poster) == 0 || kind == media.Video, "poster", "media.poster_only_video")
	return check.Err()
}

// UnknownFile is a name in a lesson that no file of the course has.
type UnknownFile struct {
	Name string
	Line int // of the source, from 1
}

// Unknown lists the names in a lesson's source that no file has.
func (s Shelf) Unknown(source string) []UnknownFile {
	var unknown []UnknownFile
	line := 0
	for text := range strings.Lines(source) {
		line++
		for _, m := range mentioned.FindAllStringSubmatch(text, -1) {
			if _, ok := s[called(m[1])]; !ok {
				unknown = append(unknown, UnknownFile{Name: m[1], Line: line})
			}
		}
	}
	return unknown
}

// check says under the field "source" which names no file has.
func (s Shelf) check(source string) error {
	var check fault.Check
	for _, u := range s.Unknown(source) {
		check.That(false, "source", "media.unknown_name", "name", u.Name, "line", u.Line)
	}
	return check.Err()
}

// mentionedIn lists the files that a source names, by identifier, in the order of the text.
func (s Shelf) mentionedIn(source string) []string {
	var ids []string
	for _, m := range mentioned.FindAllStringSubmatch(source, -1) {
		if file, ok := s[called(m[1])]; ok {
			ids = append(ids, file.FileID)
		}
	}
	return ids
}
