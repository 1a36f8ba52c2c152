package media

import (
	"bytes"
	"fmt"
	"time"

	"relevo/app/fault"
	"relevo/app/files"
)

// Kind says how something is shown.
type Kind string

// The kinds of media.
const (
	Image    Kind = "image"
	Audio    Kind = "audio"
	Video    Kind = "video"
	Document Kind = "document" // to be saved and opened elsewhere
)

// Key is the catalogue key of the kind's name.
func (k Kind) Key() string { return "media.kind." + string(k) }

// Limits in bytes of what is sent.
const (
	MostImage    = 15 << 20
	MostAudio    = 25 << 20
	MostVideo    = 30 << 20
	MostDocument = 20 << 20
	Most         = MostVideo // of anything
)

// Medium is something that lessons may show.
type Medium struct {
	Kind   Kind
	Type   string // "image/png"
	Data   []byte // as it is to be kept
	Width  int    // pixels of an Image; otherwise 0
	Height int
	Length time.Duration // of an Audio or Video; 0: it does not say
}

// Read says what something is. What is nothing that lessons may show, or is too large, is
// refused as a fault of the field "file".
func Read(data []byte) (Medium, error) {
	if len(data) == 0 {
		return Medium{}, fault.OnField("file", "fault.file_missing")
	}
	if kind, ok := documentType(data); ok {
		return within(Medium{Kind: Document, Type: kind, Data: data}, MostDocument)
	}
	if kind, ok := files.AudioType(data); ok {
		m := Medium{Kind: Audio, Type: kind, Data: files.WithoutTags(data), Length: length(kind, data)}
		if len(m.Data) == 0 { // a tag and no sound
			return Medium{}, fault.OnField("file", "media.broken")
		}
		if moves(data) {
			m.Kind, m.Type = Video, "video"+kind[len("audio"):]
			return within(m, MostVideo)
		}
		return within(m, MostAudio)
	}
	if len(data) > MostImage {
		return Medium{}, tooLarge(MostImage)
	}
	return readImage(data)
}

func within(m Medium, most int) (Medium, error) {
	if len(m.Data) > most {
		return Medium{}, tooLarge(most)
	}
	return m, nil
}

func tooLarge(most int) error { return fault.OnField("file", "fault.file_large", "limit", most>>20) }

// moves tells whether a WebM or MP4 has pictures and not only sound.
func moves(data []byte) bool {
	head := data[:min(len(data), 64<<10)]
	for _, codec := range []string{"V_VP8", "V_VP9", "V_AV1", "V_MPEG"} {
		if bytes.Contains(head, []byte(codec)) {
			return true
		}
	}
	return bytes.Contains(data, []byte("hdlr\x00\x00\x00\x00\x00\x00\x00\x00vide"))
}

// names are what people call the types.
var names = map[string]string{
	"image/png": "PNG", "image/jpeg": "JPEG",
	"audio/mpeg": "MP3", "audio/ogg": "OGG", "audio/mp4": "M4A", "audio/webm": "WebM", "audio/wav": "WAV",
	"video/mp4": "MP4", "video/webm": "WebM", "video/ogg": "OGG",
}

// Name is what people call a type: "MP3".
func Name(mediaType string) string {
	if name, ok := names[mediaType]; ok {
		return name
	}
	for _, d := range documents {
		if d.kind == mediaType {
			return d.name
		}
	}
	return mediaType
}

// Ending is how the name of a file of the type ends: ".docx".
func Ending(mediaType string) string {
	for _, d := range documents {
		if d.kind == mediaType {
			return d.ending
		}
	}
	return ""
}

// Size writes a number of bytes as short as people read it: "350 kB", "1.2 MB".
func Size(bytes int64) string {
	if bytes < 995_000 {
		return fmt.Sprintf("%d kB", max(1, (bytes+500)/1000))
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}

// Clock writes a length as players show it: "2:05". Empty for 0.
func Clock(length time.Duration) string {
	seconds := int(length.Round(time.Second).Seconds())
	switch {
	case seconds <= 0:
		return ""
	case seconds >= 3600:
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	default:
		return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
	}
}
