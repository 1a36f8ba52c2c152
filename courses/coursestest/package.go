package coursestest

import (
	"archive/zip"
	"bytes"
	"strings"

	"relevo/courses"
	"relevo/courses/scorm"
)

// PackageZip is a small course package with one unit of three pages. The unit notes where
// one is ("cmi.suspend_data" too), and at the third page reports that it is completed with a
// score of 85.
func PackageZip(standard scorm.Standard) []byte {
	manifest := strings.NewReplacer("CAM", "imscp_rootv1p1p2", "ADLCP", "adlcp_rootv1p2", "VERSION", "1.2", "SCORMTYPE", "scormtype").Replace(packageManifest)
	if standard == scorm.V2004 {
		manifest = strings.NewReplacer("CAM", "imscp_v1p1", "ADLCP", "adlcp_v1p3", "VERSION", "2004 4th Edition", "SCORMTYPE", "scormType").Replace(packageManifest)
	}
	return Zip("imsmanifest.xml", manifest, "contenido/index.html", packagePage, "contenido/unidad.js", packageScript, "contenido/vacio.css", "")
}

// Manifest is that of a package of SCORM 1.2 with one page, index.html.
const Manifest = `<manifest identifier="m" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schemaversion>1.2</schemaversion></metadata>
<organizations><organization><title>Una página</title><item identifierref="r"><title>Una página</title></item></organization></organizations>
<resources><resource identifier="r" adlcp:scormtype="sco" href="index.html"/></resources></manifest>`

// Zip is an archive of pairs of name and content.
func Zip(pairs ...string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i+1 < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		if err == nil {
			_, err = f.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			panic(err) // a buffer takes everything
		}
	}
	if err := w.Close(); err != nil {
		panic(err) // likewise
	}
	return out.Bytes()
}

const packageManifest = `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="prueba" xmlns="http://www.example.org/xsd/CAM" xmlns:adlcp="http://www.adlnet.org/xsd/ADLCP">
  <metadata><schema>ADL SCORM</schema><schemaversion>VERSION</schemaversion></metadata>
  <organizations default="o"><organization identifier="o"><title>Tres páginas</title>
    <item identifier="i" identifierref="r"><title>La primera hora</title></item></organization></organizations>
  <resources><resource identifier="r" type="webcontent" adlcp:SCORMTYPE="sco" href="contenido/index.html"/></resources>
</manifest>`

const packagePage = `<!DOCTYPE html><html lang="es"><head><meta charset="utf-8"><title>Unidad</title><link rel="stylesheet" href="vacio.css"></head>
<body onload="begin()"><h1 id="page">…</h1><p id="entry"></p><p id="kept"></p><button id="next" onclick="next()">Siguiente</button><script src="unidad.js"></script></body></html>`

// packageScript does what such scripts do: looks upwards for the interface of either
// standard, and says goodbye when the page is left.
const packageScript = `
var api = null, old = true, page = 1, over = false;
function find(w) {
  for (var n = 0; n < 9; n++) {
    if (w.API) { old = true; return w.API; }
    if (w.API_1484_11) { old = false; return w.API_1484_11; }
    if (w.parent === w) return null;
    w = w.parent;
  }
}
function get(a, b) { return old ? api.LMSGetValue(a) : api.GetValue(b); }
function set(a, b, v) { return old ? api.LMSSetValue(a, v) : api.SetValue(b, v); }
function commit() { return old ? api.LMSCommit("") : api.Commit(""); }
function begin() {
  api = find(window.parent);
  if (!api) { document.getElementById("page").textContent = "sin API"; return; }
  old ? api.LMSInitialize("") : api.Initialize("");
  page = Number(get("cmi.core.lesson_location", "cmi.location") || 1);
  document.getElementById("entry").textContent = get("cmi.core.entry", "cmi.entry");
  document.getElementById("kept").textContent = get("cmi.suspend_data", "cmi.suspend_data");
  if (get("cmi.core.lesson_status", "cmi.completion_status").match(/^(not attempted|unknown)$/)) set("cmi.core.lesson_status", "cmi.completion_status", "incomplete");
  show();
}
function show() { document.getElementById("page").textContent = "Página " + page; }
function next() {
  page++;
  show();
  set("cmi.core.lesson_location", "cmi.location", String(page));
  set("cmi.suspend_data", "cmi.suspend_data", "visto:" + page + " ñ");
  set("cmi.interactions." + (page - 2) + ".id", "cmi.interactions." + (page - 2) + ".id", "pregunta-" + page);
  if (page >= 3) {
    set("cmi.core.score.raw", "cmi.score.raw", "85");
    if (!old) api.SetValue("cmi.score.scaled", "0.85");
    set("cmi.core.lesson_status", "cmi.completion_status", "completed");
  }
  commit();
}
function bye() {
  if (over || !api) return;
  over = true;
  set("cmi.core.exit", "cmi.exit", "suspend");
  old ? api.LMSFinish("") : api.Terminate("");
}
window.addEventListener("pagehide", bye);
window.addEventListener("unload", bye);
`

// AddPackage adds a package as the last lesson of the course's draft; it begins a draft
// where there is none.
func (w *World) AddPackage(courseID string, zip []byte) string {
	w.t.Helper()
	ctx, trainer := w.t.Context(), Trainer()
	_, err := w.Courses.NewDraft(ctx, trainer, courseID)
	w.must(err)
	page, err := w.Courses.Course(ctx, trainer, courseID, 0)
	w.must(err)
	lesson, err := w.Courses.AddPackage(ctx, trainer, courseID, page.Outline[len(page.Outline)-1].ID, packageInput(zip))
	w.must(err)
	return lesson.ID
}

func packageInput(zip []byte) courses.PackageInput {
	return courses.PackageInput{Minutes: 15, FileName: "paquete.zip", Data: zip}
}
