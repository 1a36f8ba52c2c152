package mail

import (
	"context"
	"errors"
	"fmt"
)

// Reach tells whether the server that is configured takes letters: it connects,
// encrypts the way, shows the passphrase, and parts.
func Reach(ctx context.Context, c Config) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	if client == nil {
		return errors.New("no mail server is configured")
	}
	line, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fmt.Errorf("the mail server %s cannot be reached: %w", c.Server, err)
	}
	_ = client.CloseWithSMTPClient(line) // it has answered, which is what was asked
	return nil
}
