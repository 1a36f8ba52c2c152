package formats

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"image"
	_ "image/gif"  // so that a picture's size is known
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	nethtml "golang.org/x/net/html"
)

// The most that a picture may hold: it is sent to telephones.
const (
	MaxPictureBytes = 256 << 10
	maxPictureSide  = 4000 // pixels
)

// Picture is a picture that a question shows. In its texts it stands as
// <img src="picture:ID">.
type Picture struct {
	ID   string `json:"id"`   // begins the hash of Data
	Name string `json:"name"` // as its file was called
	Type string `json:"type"` // image/png, image/jpeg, image/gif or image/webp
	Data []byte `json:"data"`
}

// pictureScheme begins the address of a picture that came with its question.
const pictureScheme = "picture:"

var pictureSource = regexp.MustCompile(`^picture:[0-9a-f]{32}$`)

// PictureOf makes a picture of a file. It is not ok when it is none of the four kinds that
// every browser shows and that can carry no script, or too large.
func PictureOf(name string, data []byte) (p Picture, ok bool) {
	kind := http.DetectContentType(data)
	if len(data) > MaxPictureBytes || !slices.Contains([]string{"image/png", "image/jpeg", "image/gif", "image/webp"}, kind) {
		return p, false
	}
	if kind != "image/webp" { // which the standard library does not read
		size, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil || size.Width > maxPictureSide || size.Height > maxPictureSide {
			return p, false
		}
	}
	sum := sha256.Sum256(data)
	return Picture{ID: hex.EncodeToString(sum[:16]), Name: name, Type: kind, Data: data}, true
}

// PicturesIn lists the identifiers of the pictures that HTML shows.
func PicturesIn(body string) []string {
	var ids []string
	eachTag(body, func(tag nethtml.Token, _ string) string {
		if id, ok := strings.CutPrefix(attribute(tag, "src"), pictureScheme); ok && tag.Data == "img" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		return ""
	})
	return ids
}

// LocatePictures gives clean HTML with the addresses that its pictures have somewhere.
func LocatePictures(clean string, address func(id string) string) string {
	for _, id := range PicturesIn(clean) {
		clean = strings.ReplaceAll(clean, `src="`+pictureScheme+id+`"`, `src="`+html.EscapeString(address(id))+`"`)
	}
	return clean
}

// pluginFile is how Moodle writes the address of a file that came with a text.
const pluginFile = "@@PLUGINFILE@@/"

// Embed makes pictures of the files that an HTML text shows, and gives the names of the
// files that had to be left out: no pictures, too large, or linked instead of shown.
func Embed(body string, files map[string][]byte) (embedded string, pictures []Picture, left []string) {
	used := map[string]bool{}
	body = eachTag(body, func(tag nethtml.Token, source string) string {
		for _, name := range []string{"src", "href", "data", "poster"} {
			file, ok := strings.CutPrefix(attribute(tag, name), pluginFile)
			if !ok {
				continue
			}
			file = fileName(file)
			used[file] = true
			picture, ok := PictureOf(file, files[file])
			if tag.Data != "img" {
				left = append(left, file)
				continue
			}
			if !ok {
				left = append(left, file)
				return ""
			}
			pictures = append(pictures, picture)
			return `<img src="` + pictureScheme + picture.ID + `" alt="` + html.EscapeString(attribute(tag, "alt")) + `">`
		}
		return source
	})
	for name := range files {
		if !used[name] {
			left = append(left, name)
		}
	}
	slices.Sort(left)
	return body, pictures, slices.Compact(left)
}

// fileName is the name in an address: "una%20foto.png?forcedownload=1" is "una foto.png".
func fileName(address string) string {
	address, _, _ = strings.Cut(address, "?")
	if name, err := url.PathUnescape(address); err == nil {
		return name
	}
	return address
}

// ownPictures takes out every img that is not a picture of the question, of which the
// policy would keep the alternative text in an empty frame, and writes the others alike.
func ownPictures(body string) string {
	if !strings.Contains(body, "<") {
		return body
	}
	return eachTag(body, func(tag nethtml.Token, source string) string {
		switch {
		case tag.Data != "img":
			return source
		case pictureSource.MatchString(attribute(tag, "src")):
			return `<img src="` + attribute(tag, "src") + `" alt="` + html.EscapeString(attribute(tag, "alt")) + `">`
		default:
			return ""
		}
	})
}

// WithoutPictures gives clean HTML without its pictures.
func WithoutPictures(clean string) string {
	return eachTag(clean, func(tag nethtml.Token, source string) string {
		if tag.Data == "img" {
			return ""
		}
		return source
	})
}

// eachTag copies HTML with every opening tag as change gives it.
func eachTag(body string, change func(tag nethtml.Token, source string) string) string {
	var b strings.Builder
	z := nethtml.NewTokenizer(strings.NewReader(body))
	for {
		kind := z.Next()
		source := string(z.Raw())
		switch kind {
		case nethtml.ErrorToken:
			b.WriteString(source)
			return b.String()
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			b.WriteString(change(z.Token(), source))
		default:
			b.WriteString(source)
		}
	}
}

func attribute(tag nethtml.Token, name string) string {
	for _, a := range tag.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
