package web

import (
	"encoding/json"
	"net/url"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/courses"
	"relevo/courses/scorm"
)

// PackageRoutes are the addresses on the host apart, where packages play. Each begins with a
// ticket that stands for a login; see [courses.Ticket].
func (h *Handlers) PackageRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/p/:ticket/play/:unit", Handle: h.frame, Allow: web.Anyone, Name: "courses.package_frame"},
		{Method: "GET", Path: "/p/:ticket/lib/:version/:name", Handle: h.library, Allow: web.Anyone, Name: "courses.package_library"},
		{Method: "GET", Path: "/p/:ticket/files/*", Handle: h.packageFile, Allow: web.Anyone, Name: "courses.package_file"},
		{Method: "POST", Path: "/p/:ticket/keep", Handle: h.keep, Allow: web.Anyone, Name: "courses.package_keep"},
	}
}

// framePage is the page between ours and the unit: it has the interface that units look for
// in the window above them, which must be of their own origin.
type framePage struct {
	Lang     string
	Title    string
	Parent   string // the origin of our page
	Launch   string
	Keep     string // empty: nothing is kept
	Standard string
	Unit     string
	Visit    string
	Data     string // JSON
	Library  string
	Script   string
	Style    string
}

// libraries are the files of assets/ that the frame needs.
var libraries = map[scorm.Standard]string{scorm.V12: "scorm12.min.js", scorm.V2004: "scorm2004.min.js"}

const frameScript, frameStyle = "package-frame.js", "package-frame.css"

func (h *Handlers) frame(c *web.Ctx) error {
	frame, err := h.Courses.PackageFrame(c.Context(), c.Params("ticket"), c.Params("unit"))
	if err != nil {
		return err
	}
	data, err := json.Marshal(frame.Data)
	if err != nil {
		return err
	}
	base := "/p/" + c.Params("ticket")
	lib := base + "/lib/" + web.AssetVersion() + "/"
	p := framePage{
		Lang: string(c.Lang()), Title: frame.Unit.Title, Parent: c.Origin(), Launch: base + "/files/" + frame.Unit.Launch,
		Standard: string(frame.Package.Standard), Unit: frame.Unit.Key, Visit: frame.VisitID, Data: string(data),
		Library: lib + libraries[frame.Package.Standard], Script: lib + frameScript, Style: lib + frameStyle,
	}
	if frame.Keeps {
		p.Keep = base + "/keep"
	}
	return c.RenderApart(showFrame(p))
}

func (h *Handlers) library(c *web.Ctx) error {
	if err := h.Courses.CheckTicket(c.Params("ticket")); err != nil {
		return err
	}
	switch name := c.Params("name"); name {
	case libraries[scorm.V12], libraries[scorm.V2004], frameScript, frameStyle:
		return c.SendAsset(name)
	default:
		return fault.New(fault.NotFound, "fault.not_here")
	}
}

func (h *Handlers) packageFile(c *web.Ctx) error {
	path, err := url.PathUnescape(c.Params("*"))
	if err != nil {
		return fault.Missing("noun.file")
	}
	content, err := h.Courses.PackageContent(c.Context(), c.Params("ticket"), path, c.Span())
	if err != nil {
		return err
	}
	if content.ID == "" { // an empty file
		c.Set("Content-Type", content.MediaType)
		return c.Send(nil)
	}
	return c.SendContent(content)
}

// keep takes what a unit has to keep, sent as it goes on or, when the page is closed, by
// the browser on its own (a beacon).
func (h *Handlers) keep(c *web.Ctx) error {
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return fault.Refused()
	}
	if len(c.Body()) > scorm.MaxData+(64<<10) {
		return fault.New(fault.TooLarge, "scorm.bad_data")
	}
	var in courses.KeepInput
	if err := json.Unmarshal(c.Body(), &in); err != nil {
		return fault.New(fault.Invalid, "scorm.bad_data")
	}
	kept, err := h.Courses.KeepPackage(c.Context(), c.Params("ticket"), in)
	if err != nil {
		return err
	}
	c.Set("Cache-Control", "no-store")
	return c.JSON(kept)
}
