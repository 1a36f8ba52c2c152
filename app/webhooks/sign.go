package webhooks

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// secretMark begins every secret: Standard Webhooks has it so, and programs that look for secrets know one by it.
const secretMark = "whsec_"

// newSecret makes what messages of one webhook are signed with.
func newSecret() (string, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return "", fmt.Errorf("making a secret: %w", err)
	}
	return secretMark + base64.StdEncoding.EncodeToString(key), nil
}

// signature is that of a message sent at a moment, by each of the secrets.
func signature(secrets []string, messageID string, at time.Time, body string) (string, error) {
	var all []string
	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretMark))
		if err != nil {
			return "", fmt.Errorf("reading a secret: %w", err)
		}
		mac := hmac.New(sha256.New, key)
		_, _ = mac.Write([]byte(messageID + "." + strconv.FormatInt(at.Unix(), 10) + "." + body)) // a hash never fails to be written to
		all = append(all, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(all, " "), nil
}
