package web

import (
	"relevo/app/files"
	"relevo/app/web"
	"relevo/assessments"
)

// said is the recording that answers a question: the one sent with the form, or the one
// that the answer has already. What is sent is kept at once.
func (h *Handlers) said(c *web.Ctx, attemptID string, in answerInput) (string, error) {
	if header, err := c.FormFile("recording"); err == nil && header.Size > 0 {
		return h.keepRecording(c, attemptID, in.Item, files.WithoutTags)
	}
	if in.Drop {
		return "", nil
	}
	return in.Audio, nil
}

// keepRecording keeps a recording as clean makes it.
func (h *Handlers) keepRecording(c *web.Ctx, attemptID, itemVersionID string, clean func([]byte) []byte) (string, error) {
	up, err := c.File("recording", assessments.MaxRecording)
	if err != nil {
		return "", err
	}
	return h.Assessments.KeepRecording(c.Context(), c.Actor, attemptID, itemVersionID, clean(up.Data))
}

// asRecorded leaves what our own page recorded as it is: the page refers to it by the name
// that its bytes give it, and has written nothing beside it but the moment.
func asRecorded(data []byte) []byte { return data }

// KeepRecording keeps what somebody said, sent by a script before the answer that refers to it.
func (h *Handlers) KeepRecording(c *web.Ctx) error {
	var in struct {
		Item string `form:"item"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	name, err := h.keepRecording(c, c.Params("attempt"), in.Item, asRecorded)
	if err != nil {
		return err
	}
	c.Set("Cache-Control", "no-store")
	return c.JSON(map[string]string{"audio": name})
}

// OwnRecording lets somebody hear what they said.
func (h *Handlers) OwnRecording(c *web.Ctx) error {
	content, err := h.Assessments.OwnRecording(c.Context(), c.Actor, c.Params("attempt"), c.Params("file"), c.Span())
	if err != nil {
		return err
	}
	return c.SendPrivate(content)
}

// TaskRecording lets a trainer hear a response. The address has the task's name and
// nothing of whoever speaks.
func (h *Handlers) TaskRecording(c *web.Ctx) error {
	content, err := h.Assessments.TaskRecording(c.Context(), c.Actor, c.Params("task"), c.Span())
	if err != nil {
		return err
	}
	return c.SendPrivate(content)
}

// recordingPath is where a response is heard.
func recordingPath(taskID string) string { return "/scoring/" + taskID + "/recording" }
