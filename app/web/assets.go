package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"relevo/app/fault"
)

//go:embed assets
var assetFiles embed.FS

// asset is one file for the browser, ready to be sent.
type asset struct {
	kind       string
	plain, zip []byte
}

var (
	assets    map[string]asset
	assetPath string // "/assets/<hash>/", the hash of all files together
)

func init() {
	var err error
	if assets, assetPath, err = loadAssets(assetFiles); err != nil {
		panic(err) // the files are compiled in: this cannot fail in a built program
	}
}

// comment is what a stylesheet says to whoever reads it here; a licence begins with "!" and stays.
var comment = regexp.MustCompile(`(?s)/\*[^!].*?\*/\s*`)

// loadAssets compresses every file once, stylesheets without their comments. The hash covers all, so that a
// stylesheet finds its pictures beside it and all change together.
func loadAssets(files fs.FS) (map[string]asset, string, error) {
	all := map[string]asset{}
	sum := sha256.New()
	err := fs.WalkDir(files, "assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".css" {
			body = comment.ReplaceAll(body, nil)
		}
		_, _ = fmt.Fprintf(sum, "%s %d\n", name, len(body)) // a hash never fails to be written to
		_, _ = sum.Write(body)
		var zipped bytes.Buffer
		w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(body); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		kind := mime.TypeByExtension(path.Ext(name))
		if kind == "" {
			kind = "application/octet-stream"
		}
		all[strings.TrimPrefix(name, "assets/")] = asset{kind: kind, plain: body, zip: zipped.Bytes()}
		return nil
	})
	return all, "/assets/" + hex.EncodeToString(sum.Sum(nil))[:12] + "/", err
}

// AssetURL is the address of a file of assets/, such as "relevo.css".
func AssetURL(name string) string { return assetPath + name }

// AssetNames lists the files of assets/, for what keeps them offline.
func AssetNames() []string {
	names := make([]string, 0, len(assets))
	for name := range assets {
		names = append(names, name)
	}
	return names
}

// SendAsset sends a file of assets/ at an address that holds [AssetVersion], so that
// browsers may keep it for ever.
func (c *Ctx) SendAsset(name string) error {
	a, ok := assets[name]
	if !ok {
		return fault.New(fault.NotFound, "fault.not_here")
	}
	c.Set(fiber.HeaderCacheControl, "private, max-age=31536000, immutable")
	return a.send(c.Ctx)
}

// serveWorker sends the service worker, which must stand at the root to see all of relevo. Its
// address names the assets it goes with.
func serveWorker(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return assets["sw.js"].send(c)
}

// WorkerURL is the address of the service worker.
func WorkerURL() string { return "/sw.js?assets=" + assetPath }

// AssetVersion changes with any file of assets/.
func AssetVersion() string { return strings.Trim(strings.TrimPrefix(assetPath, "/assets/"), "/") }

// serveAsset sends a file. The address changes with the content, so browsers
// may keep it for ever; an address from before an update gets today's file
// and is not kept.
func serveAsset(c *fiber.Ctx) error {
	a, ok := assets[c.Params("*")]
	if !ok {
		return fault.New(fault.NotFound, "fault.not_here")
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if strings.HasPrefix(c.Path(), assetPath) {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
		c.Set(fiber.HeaderETag, `"`+strings.Trim(assetPath, "/")+`"`)
	}
	return a.send(c)
}

func (a asset) send(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, a.kind)
	c.Vary(fiber.HeaderAcceptEncoding)
	if strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(a.zip)
	}
	return c.Send(a.plain)
}
