package access_test

import (
	"bytes"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
)

// A device is given the same key of an account each time, another account there and the account elsewhere others. By
// its name this server alone finds the key again, and whose it is.
func TestADeviceHasOneKeyForEachAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		door := newDoor(t, d)
		open(t, door.Service, "rosa")
		open(t, door.Service, "luz")
		rosa, _ := door.comes("rosa")
		luz, _ := door.comes("luz")
		const here, there = "0123456789abcdef01234567", "76543210fedcba9876543210"
		keyOf := func(who access.Actor, device string) access.DeviceKey {
			t.Helper()
			key, err := door.DeviceKey(who, device)
			if err != nil || len(key.Key) != 32 {
				t.Fatalf("%d bytes, %v", len(key.Key), err)
			}
			return key
		}
		first, again := keyOf(rosa, here), keyOf(rosa, here)
		if !bytes.Equal(first.Key, again.Key) {
			t.Error("logged in again the key is another: what was sealed is lost")
		}
		if bytes.Equal(first.Key, keyOf(luz, here).Key) || bytes.Equal(first.Key, keyOf(rosa, there).Key) {
			t.Error("two share a key")
		}
		if strings.Contains(first.ID, rosa.AccountID) {
			t.Error("the name tells whose key it is")
		}
		account, key, err := door.OpenDeviceKey(first.ID)
		if err != nil || account != rosa.AccountID || !bytes.Equal(key, first.Key) {
			t.Errorf("%s, %v", account, err)
		}
		elsewhere := access.NewService(d)
		if err := elsewhere.SealWith([]byte(strings.Repeat("x", 32))); err != nil {
			t.Fatal(err)
		}
		for what, id := range map[string]string{"nothing": "", "too little": first.ID[:20], "changed": "A" + first.ID[1:], "no name": "bm8gbmFtZQ"} {
			if _, _, err := door.OpenDeviceKey(id); err == nil && id != first.ID {
				t.Errorf("%s opens", what)
			}
		}
		if _, _, err := elsewhere.OpenDeviceKey(first.ID); err == nil {
			t.Error("another server finds the key")
		}
		if _, err := door.DeviceKey(access.Actor{}, here); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("somebody not logged in: %v", err)
		}
		if _, err := door.DeviceKey(rosa, "../x"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a name of no device: %v", err)
		}
	})
}
