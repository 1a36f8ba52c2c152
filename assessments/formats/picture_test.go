package formats

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
)

func drawn(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, side, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOnlySmallPicturesWithoutScriptsArePictures(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		ok   bool
	}{
		"a picture":      {drawn(t, 1), true},
		"an immense one": {drawn(t, 4001), false},
		"a heavy one":    {append(drawn(t, 1), make([]byte, MaxPictureBytes)...), false},
		"a drawing":      {[]byte("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), false},
		"a page":         {[]byte("<html><script>alert(1)</script>"), false},
		"half a picture": {drawn(t, 1)[:12], false},
		"nothing":        {nil, false},
	} {
		if p, ok := PictureOf("x", c.data); ok != c.ok || (ok && (p.Type != "image/png" || len(p.ID) != 32)) {
			t.Errorf("%s: %v, %s", name, ok, p.Type)
		}
	}
}

func TestPicturesOfATextAreEmbeddedShownAndTakenOut(t *testing.T) {
	body, pictures, left := Embed(`<p onclick="x()"><img alt='A "b"' width="9" src="@@PLUGINFILE@@/una%20foto.png?x=1"></p><img src="@@PLUGINFILE@@/no.png"><img src="https://example.org/x.png" alt="spy">`,
		map[string][]byte{"una foto.png": drawn(t, 1), "nunca.png": drawn(t, 2)})
	if len(pictures) != 1 || !slices.Equal(left, []string{"no.png", "nunca.png"}) {
		t.Fatalf("%+v, %v", pictures, left)
	}
	id := pictures[0].ID
	clean, removed := HTML(Text{RichText, body})
	if want := `<p><img src="picture:` + id + `" alt="A &#34;b&#34;"></p>`; clean != want {
		t.Errorf("%s, want %s", clean, want)
	}
	if again, _ := HTML(Text{RichText, clean}); again != clean || len(removed) != 0 {
		t.Errorf("again %s, removed %v", again, removed)
	}
	if got := PicturesIn(clean); !slices.Equal(got, []string{id}) {
		t.Errorf("%v", got)
	}
	if shown := LocatePictures(clean, func(id string) string { return "/p/" + id }); !strings.Contains(shown, `src="/p/`+id+`"`) {
		t.Errorf("%s", shown)
	}
	if bare := WithoutPictures(clean); bare != "<p></p>" {
		t.Errorf("%s", bare)
	}
}

// Nothing that looks nearly like a picture of ours loads anything.
func TestForeignPicturesAreTakenOut(t *testing.T) {
	id := strings.Repeat("0", 32)
	for _, source := range []string{"picture:x", "picture:" + id + "0", " javascript:alert(1)", "//example.org/" + id, "data:image/png;base64,AAAA", "/pictures/a/b", "picture:" + id + `" onerror="x`} {
		if clean, _ := HTML(Text{RichText, `x<img src='` + source + `' alt="y">`}); clean != "x" {
			t.Errorf("%s becomes %s", source, clean)
		}
	}
}
