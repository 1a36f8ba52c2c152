package web

import (
	"slices"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

// Who may ask, as at the pages.
var (
	apiAuthors  = []access.Permission{access.AuthorItems}
	apiReaders  = []access.Permission{access.AuthorItems, access.RunOfferings}
	apiRunners  = []access.Permission{access.RunOfferings}
	apiRaters   = []access.Permission{access.ScoreResponses}
	apiMarkers  = []access.Permission{access.ScoreResponses, access.AuthorItems}
	apiAskers   = []access.Permission{access.AuthorItems, access.ScoreResponses, access.Learn}
	apiLearners = []access.Permission{access.Learn}
	apiFigures  = []access.Permission{access.AuthorItems, access.ViewFigures}
	apiStaff    = []access.Permission{access.AuthorItems, access.RunOfferings, access.ScoreResponses, access.ViewFigures}
)

// API is what programs do with this slice.
func (h *Handlers) API() []web.Route {
	return slices.Concat(h.targetsAPI(), h.competenciesAPI(), h.itemsAPI(), h.itemFilesAPI(), h.rubricsAPI(), h.assessmentsAPI(), h.analysisAPI(),
		h.administrationsAPI(), h.sittingAPI(), h.attemptsAPI(), h.ownAPI(), h.scoringAPI(), h.agreementAPI(), h.shortAnswersAPI(), h.calibrationAPI(), h.taskAPI(),
		h.checklistsAPI(), h.capacityAPI(), h.roundsAPI(), h.countsAPI(), h.pastAPI(), h.paperAPI())
}

// sentFile is a file inside JSON.
type sentFile struct {
	Name    string `json:"name" doc:"As the file is called."`
	Content []byte `json:"content" doc:"The file, in base64; at most 5 MB."`
}

// take gives the file unless it is missing or too large; its name not longer than people read.
func (f sentFile) take() (name string, data []byte, err error) {
	var check fault.Check
	check.That(len(f.Content) > 0, "content", "fault.required")
	check.That(len(f.Content) <= maxFile, "content", "fault.file_large", "limit", maxFile>>20)
	letters := []rune(f.Name)
	return string(letters[:min(len(letters), 200)]), f.Content, check.Err()
}

// told gives a count, or null where it may not be told.
func told(n int) *int {
	if n == assessments.Unknown {
		return nil
	}
	return &n
}

// sentences are notes in the reader's language.
func sentences(c *web.Ctx, notes []assessments.ImportNote) []string {
	return api.Each(notes, func(n assessments.ImportNote) string { return n.In(c.Printer) })
}

const (
	csvType  = "text/csv"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// tableType is the media type of a table by its ending.
func tableType(format string) string {
	if format == "xlsx" {
		return xlsxType
	}
	return csvType + "; charset=utf-8"
}
