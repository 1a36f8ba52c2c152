package web

import (
	"net/url"
	"sync"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"relevo/app/fault"
	"relevo/app/i18n"
)

// Sample is one state of a page or a part: ordinary, empty, wrong, very
// long. Each page exports Samples(locale) []Sample; they feed the gallery, the test that
// renders everything, the checks for escaping and accessibility.
type Sample struct {
	Name      string
	Component templ.Component
	Whole     bool // a whole page with its layout, shown by itself and not inside the gallery
}

// SampleGroup is the samples of one page or kind of part.
type SampleGroup struct {
	Name    string
	Samples []Sample
}

// GalleryRoutes serves the gallery of the samples: /gallery shows all,
// /gallery/<group>/<sample> one whole page. It is mounted in demonstrations and tests.
func GalleryRoutes(made func(locale i18n.Locale) []SampleGroup) []Route {
	kept := map[i18n.Locale]func() []SampleGroup{} // they are some hundreds and do not change
	for _, locale := range i18n.Locales() {
		kept[locale] = sync.OnceValue(func() []SampleGroup { return made(locale) })
	}
	groups := func(locale i18n.Locale) []SampleGroup { return kept[locale]() }
	all := func(c *Ctx) error {
		return c.Render(fiber.StatusOK, Gallery(c.Page("web.gallery.title"), groups(c.Locale())))
	}
	one := func(c *Ctx) error {
		group, name := unescaped(c.Params("group")), unescaped(c.Params("sample"))
		for _, g := range groups(c.Locale()) {
			for _, s := range g.Samples {
				if g.Name == group && s.Name == name {
					return c.Render(fiber.StatusOK, s.Component)
				}
			}
		}
		return fault.New(fault.NotFound, "fault.not_here")
	}
	return []Route{
		{Method: fiber.MethodGet, Path: "/gallery", Handle: all, Allow: Anyone, Name: "gallery"},
		{Method: fiber.MethodGet, Path: "/gallery/:group/:sample", Handle: one, Allow: Anyone, Name: "gallery.sample"},
	}
}

func unescaped(s string) string {
	plain, err := url.PathUnescape(s)
	if err != nil {
		return s
	}
	return plain
}

// sampleAddress is where one whole sample is shown.
func sampleAddress(group, sample string) string {
	return "/gallery/" + url.PathEscape(group) + "/" + url.PathEscape(sample)
}
